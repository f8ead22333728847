"""Turns a PostgreSQL address (``DATABASE_URL``) into Django's database settings. It opens no connection."""

from __future__ import annotations

from typing import Any

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from thirdring.installation import Misconfigured

CONNECT_TIMEOUT_S = 5

DJANGO_NAMES = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}


def django_database(url: str) -> dict[str, Any]:
    """One entry of ``DATABASES`` for ``url`` (any form libpq takes); raises ``Misconfigured``."""
    if url.partition("://")[0] not in {"postgresql", "postgres"}:
        raise Misconfigured(
            "DATABASE_URL is not the address of a PostgreSQL. "
            "Write it as postgresql://user:password@host:5432/name, or unset it to use the built-in one."
        )
    try:
        parts = conninfo_to_dict(url)
    except ProgrammingError as error:
        raise Misconfigured(
            f"DATABASE_URL cannot be read: {str(error).strip()}. "
            "Write it as postgresql://user:password@host:5432/name, or unset it to use the built-in one."
        ) from None
    settings: dict[str, Any] = {name: str(parts.pop(key, "") or "") for key, name in DJANGO_NAMES.items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_HEALTH_CHECKS": True,  # a pooled connection may have died with the server it led to
        "OPTIONS": {"connect_timeout": CONNECT_TIMEOUT_S, "application_name": "thirdring", **parts},
        **settings,
    }
