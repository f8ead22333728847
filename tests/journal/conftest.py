"""A PostgreSQL of our own with all tables, and for each test a database that nobody else has."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from functools import partial
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from steps import migrate
from thirdring.journal.connecting import Connecting, Connection, connect_to
from thirdring.journal.spool import Spool
from thirdring.site.postgres import EmbeddedPostgres


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    with EmbeddedPostgres(tmp_path_factory.mktemp("journal"), durable=False) as server:
        migrate(server.home, server.url)
        yield server
        server.remove()


@pytest.fixture
def url(server: EmbeddedPostgres, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a fresh database."""
    name = f"journal_{abs(hash(request.node.nodeid))}"
    maker = make_conninfo(server.url, dbname="template1")
    with psycopg.connect(maker, autocommit=True) as making:
        making.execute(f"CREATE DATABASE {name} TEMPLATE thirdring")
    yield make_conninfo(server.url, dbname=name)
    with psycopg.connect(maker, autocommit=True) as dropping:
        dropping.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def connecting(url: str) -> Connecting:
    return partial(connect_to, url)


@pytest.fixture
async def connection(connecting: Connecting) -> AsyncIterator[Connection]:
    async with await connecting("test") as connection:
        yield connection


@pytest.fixture
def spool(tmp_path: Path) -> Iterator[Spool]:
    with Spool(tmp_path / "spool") as spool:
        yield spool
