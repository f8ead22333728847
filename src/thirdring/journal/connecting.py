"""Connections to the journal's database beside the ORM's, for what must listen or must not block."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from psycopg.conninfo import make_conninfo

Connection: TypeAlias = psycopg.AsyncConnection[Any]
Connecting: TypeAlias = Callable[[str], Awaitable[Connection]]

# A server or a network that died without a word is noticed within some three seconds on both sides.
_LIVELINESS = {
    "connect_timeout": "5",
    "keepalives_idle": "1",
    "keepalives_interval": "1",
    "keepalives_count": "2",
    "tcp_user_timeout": "3000",
    "options": "-c tcp_keepalives_idle=1 -c tcp_keepalives_interval=1 -c tcp_keepalives_count=2"
    " -c plan_cache_mode=force_generic_plan",  # our statements look alike every time: plan them once
}
_ADDRESS = {"dbname", "user", "password", "host", "port", "sslmode", "service", "passfile"}


async def connect(name: str) -> Connection:
    """A new connection in autocommit to the database of Django's settings; ``name`` is for pg_stat_activity.

    Raises ``psycopg.OperationalError`` when PostgreSQL is away.
    """
    parameters = connections[DEFAULT_DB_ALIAS].get_connection_params()
    address = {key: str(value) for key, value in parameters.items() if key in _ADDRESS}
    return await connect_to(make_conninfo("", **address), name)


async def connect_to(url: str, name: str) -> Connection:
    """The same, to the database at ``url``."""
    conninfo = make_conninfo(url, **_LIVELINESS, application_name=f"thirdring {name}")
    return await psycopg.AsyncConnection.connect(conninfo, autocommit=True)
