"""Every page of the site, who opens it, and one thing of each kind for the addresses that name one.

The pages come from the URL table: an address that is added is a page, until ``NO_PAGE`` says why it is none.
As a script in the environment of a bed it puts a thing of each kind into the tables, where there is none yet,
and prints ``Found`` in JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db.models import Model

ADMINISTRATOR, SUPERVISOR, OPERATOR = "admin", "svetlana", "elena"
CAREFUL = "ivan"  # has a second factor
SECRET = "JBSWY3DPEHPK3PXP"  # of it
MARK = "pages-1"  # of what is put there
SENTENCE = "a sentence"  # stands for the name of any
ENTERING = "ivan, whose code is asked for"

# The beginning of an address → who opens it; the first that fits.
OPENED_BY = {
    "login/code/": ENTERING,
    "login/": "",
    "call/": "",
    "nowhere/": "",
    "account/again/code/": CAREFUL,
    "account/app/remove/": CAREFUL,
    "account/codes/new/": OPERATOR,
    "account/codes/": CAREFUL,
    "account/": OPERATOR,
    "desk/": OPERATOR,
    "admin/": ADMINISTRATOR,
    "api/": ADMINISTRATOR,
    "": SUPERVISOR,
}

# Names in addresses that are no keys of rows.
NAMED = {
    "admin/prompts/recording/<slug:name>/": {"name": SENTENCE},
    "admin/prompts/textversion/<slug:key>/": {"key": "greeting"},
}

POSTED = "only posted to"
ANSWERS = "answers a script"
FILE = "a file"
LEADS = "leads to another page"
PASSKEY = "for whoever has a passkey: test_signing_in"
NO_PAGE = {
    "": LEADS,
    "healthz": ANSWERS,
    "metrics": ANSWERS,
    "logout/": POSTED,
    "i18n/setlang/": POSTED,
    "login/passkey/": ANSWERS,
    "login/service/<str:provider_id>/": LEADS,
    "login/service/<str:provider_id>/callback/": LEADS,
    "account/sessions/<int:key>/end/": POSTED,
    "account/sessions/end-others/": POSTED,
    "account/login/": LEADS,
    "account/factors/": LEADS,
    "account/passkeys/": LEADS,
    "account/passkeys/<int:pk>/remove/": PASSKEY,
    "account/again/passkey/": PASSKEY,
    "admin/login/": LEADS,
    "admin/logout/": POSTED,
    "admin/search/": ANSWERS,
    "admin/autocomplete/": ANSWERS,
    "admin/jsi18n/": ANSWERS,
    "admin/r/<path:content_type_id>/<path:object_id>/": LEADS,
    "admin/(?P<url>.*)": LEADS,
    "admin/channels/trunk/<int:object_id>/call/latest/": ANSWERS,
    "admin/channels/trunk/<path:object_id>/test_call/": LEADS,
    "admin/prompts/recording/<int:recording>.wav": FILE,
    "admin/prompts/recording/<slug:name>.wav": FILE,
    "admin/insured/registryimport/<int:pk>/refused.csv": FILE,
    "recordings/<str:call>.wav": FILE,
    "recordings/<str:call>/shape": ANSWERS,
    "recordings/messages/<str:recording>.wav": FILE,
    "desk/idle": ANSWERS,
    "desk/stream": ANSWERS,
    "desk/commands": POSTED,
    "desk/card": ANSWERS,
    "desk/promise": ANSWERS,
    "desk/promises": ANSWERS,
    "desk/number": ANSWERS,
    "desk/crm": LEADS,
    "desk/cards/<int:number>/who": ANSWERS,
    "desk/cards/<int:number>/people": ANSWERS,
    "desk/cards/<int:number>/save": POSTED,
    "desk/cards/<int:number>/close": POSTED,
    "desk/cards/<int:number>/editors/<uuid:seat>": ANSWERS,
    "desk/cards/<int:number>/editing/<uuid:seat>": POSTED,
    "desk/cards/<int:number>/pass-on": POSTED,
    "desk/cards/<int:number>/aside": POSTED,
    "promises.csv": FILE,
    "cards.csv": FILE,
    "calls.csv": FILE,
    "supervisor/alarms/past.csv": FILE,
    "calls/<str:call>/": LEADS,  # to the call's card, where its way is
    "wallboard/stream": ANSWERS,
    "supervisor/stream": ANSWERS,
    "supervisor/problems": ANSWERS,
    "supervisor/alarms": POSTED,
    "supervisor/orders": POSTED,
    "supervisor/operators/state": POSTED,
    "supervisor/operators/queues": POSTED,
    "supervisor/operators/dial-limit": POSTED,
    "supervisor/operators/ordered": ANSWERS,
}
JOB = "INSERT INTO procrastinate_jobs (queue_name, task_name, status) VALUES (%s, %s, 'succeeded')"
# Of a row: its bare address leads to the page of its changes, and that of its history to the list of changes.
OF_PROGRAMS = re.compile(r"api/v1/(?!docs)|.*<path:object_id>/(history/)?$")
OF_A_ROW = re.compile(r"admin/(\w+)/(\w+)/(?:<\w+:?\w*>/)?(\w*)/?$")
MAY = {"": "view", "add": "add", "change": "view", "delete": "delete"}


@dataclass(frozen=True)
class Address:
    pattern: str
    path: str
    login: str


@dataclass(frozen=True)
class Found:
    """``made``: table, name of the key and key of what was put there, in order."""

    addresses: list[Address]
    made: list[tuple[str, str, int | str]]


def found(said: str) -> Found:
    """What the script has printed."""
    read = json.loads(said)
    made = [(table, name, key) for table, name, key in read["made"]]
    return Found([Address(**one) for one in read["addresses"]], made)


def main() -> None:
    import django

    django.setup()

    made = list(_missing())
    rows = [(row._meta.db_table, row._meta.pk.column, row.pk) for row in made]
    print(json.dumps(asdict(Found(list(_addresses({row._meta.label: row for row in made})), rows))))


def _addresses(made: dict[str, Model]) -> Iterator[Address]:
    from apps.routes import Route, patterns, routes

    routed = {route.pattern: route for route in routes()}
    things = _Things(made)
    for pattern in dict.fromkeys([*patterns(), "nowhere/"]):
        if pattern in NO_PAGE or OF_PROGRAMS.match(pattern) or not things.may_open(pattern):
            continue
        named = NAMED.get(pattern, {})
        route = routed.get(pattern, Route(pattern, ""))
        path = route.path(things) if not named else f"/{things.put_into(pattern, named)}"
        login = next(login for beginning, login in OPENED_BY.items() if pattern.startswith(beginning))
        yield Address(pattern, path, login)


class _Things(dict[str, Any]):
    """By a model's label the row that an address of it names."""

    def __init__(self, made: dict[str, Model]) -> None:
        super().__init__(made)
        from django.contrib import admin
        from django.test import RequestFactory

        from thirdring.apps.staff.models import User

        self._asking = RequestFactory().get("/")
        self._asking.user = User.objects.get(username=ADMINISTRATOR)
        self._pages = {model._meta.label_lower: pages for model, pages in admin.site._registry.items()}

    def __missing__(self, label: str) -> Model:
        row = self._pages[label.lower()].get_queryset(self._asking).first()
        assert row is not None, f"there is no {label}: put one into _missing"
        self[label] = row
        return row

    def put_into(self, pattern: str, named: dict[str, str]) -> str:
        for name, thing in named.items():
            known = self.sentence() if thing == SENTENCE else str(self[thing].pk) if "." in thing else thing
            pattern = re.sub(rf"<\w+:{name}>", known, pattern)
        return pattern

    def sentence(self) -> str:
        from thirdring.apps.channels.models import Line
        from thirdring.apps.prompts.sentences import sentences

        return next(iter(sentences(Line.objects.all())))

    def may_open(self, pattern: str) -> bool:
        """Whether the administrator may do what a page of the administration is for."""
        row = OF_A_ROW.match(pattern)
        if row is None or row[3] not in MAY or f"{row[1]}.{row[2]}" not in self._pages:
            return True
        return bool(getattr(self._pages[f"{row[1]}.{row[2]}"], f"has_{MAY[row[3]]}_permission")(self._asking))


def _missing() -> Iterator[Model]:
    """What the demonstration world has none of."""
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.db import connection
    from django.utils import timezone

    from apps.estates import furniture
    from thirdring.apps.api.models import ApiToken
    from thirdring.apps.appeals.models import Card
    from thirdring.apps.audit.models import ReadLog, Seal, Subject
    from thirdring.apps.calls.models import Call
    from thirdring.apps.channels.models import Trunk
    from thirdring.apps.staff.models import SignedIn, User
    from thirdring.apps.worker.models import Job

    administrator, careful = (User.objects.get(username=login) for login in (ADMINISTRATOR, CAREFUL))
    owner, before = administrator.organisation, timezone.now() - timedelta(days=90)
    ours = {"line": "1001", "organisation": owner, "caller": "+72000000099"}
    call = Call.objects.create(id=MARK, **ours, arrived_at=before, ended_at=before, state="ended")
    yield call
    yield Card.objects.create(call=call, **ours, opened_at=before, state="open")
    yield Trunk.objects.create(key=MARK, name=MARK, host="192.0.2.7", active=False)
    yield ReadLog.objects.create(
        at=before, reader=MARK, organisation=owner, subject=Subject.CARD, subject_id="1", purpose=MARK
    )
    yield Seal.objects.create(made_at=before, last_id=0, rows=0, digest=MARK)
    yield ApiToken.objects.create(name=MARK, digest=MARK, organisation=owner)
    kept = SessionStore()
    kept.update({SESSION_KEY: administrator.pk, BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[1]})
    kept[HASH_SESSION_KEY] = administrator.get_session_auth_hash()
    kept.save()
    yield SignedIn.objects.create(
        user=administrator, ip="127.0.0.1", session_key=kept.session_key, user_agent=MARK
    )
    yield from furniture(0, call, MARK)
    yield TOTP.activate(careful, SECRET).instance
    yield RecoveryCodes.activate(careful).instance
    with connection.cursor() as cursor:  # its model only reads
        cursor.execute(JOB, [MARK, MARK])
    yield Job.objects.get(queue_name=MARK)
