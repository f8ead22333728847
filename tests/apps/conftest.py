"""Django on a PostgreSQL of its own, with the demonstration world in it; each test undoes what it did.

The settings are read once per process, so they are given a home of their own here, unless another
part of the test run has read them before.
"""

from __future__ import annotations

import dataclasses
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import django
import pytest
from django.conf import settings

if not settings.configured:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("THIRDRING_HOME", tempfile.mkdtemp(prefix="thirdring-apps-"))
        environment.setenv("THIRDRING_HTTP_PORT", "8400")
        environment.delenv("DATABASE_URL", raising=False)
        environment.delenv("THIRDRING_DEMONSTRATION", raising=False)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thirdring.site.settings")
        django.setup()

from asgiref.sync import sync_to_async
from django.test import Client, override_settings

from apps.day import Day
from thirdring.acd.inputs import Input
from thirdring.apps.api import services as tokens
from thirdring.apps.demonstration import building
from thirdring.apps.organisations.models import Organisation
from thirdring.apps.staff.models import User
from thirdring.journal import commands
from thirdring.site.catalogues import compile_all
from thirdring.site.postgres import database

PERSONS = 400
PASSWORD = "a-password-for-tests"


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> Iterator[None]:
    with database(settings.INSTALLATION):
        yield


@pytest.fixture(scope="session")
def cheap_passwords() -> Iterator[None]:
    """Argon2 is slow on purpose; here nobody guesses."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(scope="session")
def django_db_setup(cheap_passwords: None, django_db_setup: None, django_db_blocker) -> None:
    compile_all()
    with django_db_blocker.unblock():
        building.build(PASSWORD, PERSONS)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of recordings and prompts, for this test alone."""
    monkeypatch.setattr(settings, "INSTALLATION", dataclasses.replace(settings.INSTALLATION, home=tmp_path))
    return tmp_path


@pytest.fixture
def login(db: None):
    """Who is logged in with a browser: ``login("maria")``."""

    def log_in(username: str) -> Client:
        client = Client(HTTP_HOST="localhost", HTTP_ACCEPT_LANGUAGE="en")
        client.force_login(
            User.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend"
        )
        return client

    return log_in


@pytest.fixture
def user(db: None):
    return lambda username: User.objects.get(username=username)


@pytest.fixture
def program(db: None):
    """A program with a token of an organisation (``None``: of all): ``program("tfoms")``."""

    def with_token(organisation: str | None) -> Client:
        owner = Organisation.objects.get(code=organisation) if organisation else None
        token = tokens.make("test", owner, None)
        return Client(HTTP_HOST="localhost", HTTP_AUTHORIZATION=f"Bearer {token}")

    return with_token


@pytest.fixture
def day(db: None) -> Day:
    """A day of the centre: the real router, written to the real tables."""
    return Day()


@pytest.fixture
def router_as_engine(day: Day, monkeypatch: pytest.MonkeyPatch) -> list[UUID]:
    """The day's router takes commands as the engine would; the keys under which it was asked, in order."""
    keys: list[UUID] = []

    async def send(asked: Input, key: UUID) -> int:
        keys.append(key)
        await sync_to_async(day.happens)(asked)
        assert day.row is not None
        return day.row.seq

    monkeypatch.setattr(commands, "send", send)
    return keys
