"""Django's settings, all taken from the one ``Installation`` that the environment describes.

Nothing is configured here that an administrator would want to change: numbers of the
regulation live in editions, lines and people in the database, addresses and ports in the environment.
"""

from __future__ import annotations

from logging import LogRecord
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from thirdring.apps.staff.access import read as read_access
from thirdring.installation import Installation
from thirdring.site import access
from thirdring.site.administration import UNFOLD
from thirdring.site.database import django_database
from thirdring.site.postgres import EmbeddedPostgres

INSTALLATION = Installation.from_environment()
ACCESS = read_access(INSTALLATION.home)

PACKAGE = Path(__file__).resolve().parent.parent

SECRET_KEY = INSTALLATION.secrets.get("django")
DEBUG = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *INSTALLATION.public_hosts]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in INSTALLATION.public_hosts]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if INSTALLATION.public_hosts else None

INSTALLED_APPS = [
    "thirdring.apps.organisations",
    "thirdring.apps.calendars",
    "thirdring.apps.channels",
    "thirdring.apps.staff",
    "thirdring.apps.insured",
    "thirdring.apps.calls",
    "thirdring.apps.alarms",
    "thirdring.apps.appeals",
    "thirdring.apps.promises",
    "thirdring.apps.compliance",
    "thirdring.apps.prompts",
    "thirdring.apps.transcripts",
    "thirdring.apps.retention",
    "thirdring.apps.audit",
    "thirdring.apps.history",
    "thirdring.apps.api",
    "thirdring.apps.webhooks",
    "thirdring.apps.crm",
    "thirdring.apps.worker",
    "thirdring.apps.demonstration",
    "thirdring.journal",
    "thirdring.desk",
    "thirdring.wallboard",
    "procrastinate.contrib.django",
    "ninja",
    *access.APPS,
    "axes",
    "unfold",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "thirdring.site.metrics.measured",
    "django.middleware.security.SecurityMiddleware",
    "thirdring.site.headers.Headers",
    "thirdring.site.static.StaticFiles",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
    *access.MIDDLEWARE,
]

ROOT_URLCONF = "thirdring.site.urls"
ASGI_APPLICATION = "thirdring.site.asgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

DATABASES = {
    "default": django_database(INSTALLATION.database_url or EmbeddedPostgres(INSTALLATION.home).url),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "staff.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "thirdring.apps.staff.ldap.DirectoryBackend",
]
globals().update(access.settings_of(INSTALLATION, ACCESS))
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"

# Cookies are shared by all ports of a host: two installations side by side need two names.
SESSION_COOKIE_NAME = f"thirdring-session-{INSTALLATION.http_port}"
SESSION_COOKIE_AGE = INSTALLATION.session_h * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = bool(INSTALLATION.public_hosts)
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"

# Guessing passwords: five wrong ones for a login from one address, then a quarter of an hour of rest.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "thirdring.apps.staff.views.login_counted"
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "thirdring.apps.staff.views.locked_out"
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False

LANGUAGE_CODE = "ru"
LANGUAGES = [("ru", _("Russian")), ("uk", _("Ukrainian")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
LANGUAGE_COOKIE_NAME = "thirdring-language"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Moscow"

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000  # bytes; no form of ours is larger
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
# Where people come over the network, they come by TLS; answers without it carry no such promise.
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if INSTALLATION.public_hosts else 0

UNFOLD = UNFOLD


def _is_not_about_health(record: LogRecord) -> bool:
    """Whoever asks /healthz gets its 503 and the reasons: no further line for each second of a start."""
    request = getattr(record, "request", None)
    return getattr(request, "path", "") != "/healthz"


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "thirdring.logs.formatter"}},
    "filters": {"but health": {"()": "django.utils.log.CallbackFilter", "callback": _is_not_about_health}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["but health"]}
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "thirdring": {"level": "INFO"},
        "uvicorn": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "uvicorn.access": {"handlers": [], "propagate": False},  # addresses hold what was searched for
        "django.request": {"level": "ERROR"},  # a client's mistake is told to the client
    },
}
