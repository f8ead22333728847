"""What each organisation of the demonstration world owns: one of everything that an address can name.

Whatever of it has a text, carries the organisation's mark, so a page that shows it to others is found out.
Its people are signed in at little cost, because thousands of addresses are asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import ClassVar, NamedTuple

import pytest
from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Group
from django.db.models import Model
from django.test import Client
from django.test import client as answering
from django.utils import timezone

from apps.day import Day
from thirdring.acd.inputs import CallerGone, GoneCause
from thirdring.apps.api import services as tokens
from thirdring.apps.api.models import ApiToken, Scope
from thirdring.apps.appeals.models import Card
from thirdring.apps.audit.access import note_access
from thirdring.apps.audit.models import Access, AccessKind, ReadLog, Subject
from thirdring.apps.audit.services import note_reading
from thirdring.apps.calendars.models import Calendar
from thirdring.apps.calls.models import Call
from thirdring.apps.channels.models import Line, LineKind, Menu, Prompt, Queue
from thirdring.apps.compliance.models import Breach
from thirdring.apps.crm.models import CrmPage
from thirdring.apps.history.models import Change
from thirdring.apps.insured.models import RegistryImport
from thirdring.apps.organisations.models import Department, Organisation, Post
from thirdring.apps.promises.models import Promise
from thirdring.apps.retention.models import Deletion, Hold, Kind, Rule
from thirdring.apps.staff.models import Device, DeviceKind, Operator, Role, SignedIn, User
from thirdring.apps.staff.roles import works_in_administration
from thirdring.apps.webhooks.models import Message, Subscription

SOUND = b"\x01\x00\xff\xff" * 800


class Estate(NamedTuple):
    """``owned``: by the model's label; ``people``: by role; ``numbers``: of its caller and its call."""

    organisation: Organisation
    mark: str
    numbers: tuple[str, ...]
    owned: dict[str, Model]
    people: dict[str, User]
    token: str
    conversation: str  # a call under way


def estates() -> Iterator[Estate]:
    """Of every organisation, within the transaction of the test."""
    found = list(Organisation.objects.order_by("pk"))
    lines = [_line(n, one) for n, one in enumerate(found)]
    day = Day(timezone.now() + timedelta(days=1))  # lists begin today, midnight may come before they are read
    for n, line in enumerate(lines):
        call = day.arrives(line.number, f"+7200999000{n}")
        day.happens(CallerGone(0, call, GoneCause.LOST))  # so somebody is owed a call
        yield _furnished(n, line, Call.objects.get(pk=call), day.arrives(line.number, f"+7200999100{n}"))


class Remembering(ModelBackend):
    """Knows whom it has seen, with all rights: nobody's are changed while these tests ask."""

    seen: ClassVar[dict[int, User | None]] = {}

    def get_user(self, user_id: int) -> User | None:
        if user_id not in self.seen:
            self.seen[user_id] = super().get_user(user_id)
        return self.seen[user_id]


BACKEND = f"{Remembering.__module__}.{Remembering.__qualname__}"


def cheaply(patch: pytest.MonkeyPatch) -> None:
    """From here on sessions stay in memory, and a page is not kept beside its answer as it was made."""
    patch.setattr(settings, "SESSION_ENGINE", "django.contrib.sessions.backends.cache")
    patch.setattr(settings, "AUTHENTICATION_BACKENDS", [*settings.AUTHENTICATION_BACKENDS, BACKEND])
    patch.setattr(Remembering, "seen", {})
    patch.setattr(answering, "store_rendered_templates", lambda *_args, **_named: None)


def signed_in(user: User, language: str = "en") -> Client:
    """A browser with a session of ``user``; ``cheaply`` comes before."""
    client = Client(HTTP_HOST="localhost", HTTP_ACCEPT_LANGUAGE=language)
    client.force_login(user, backend=BACKEND)
    return client


def furniture(n: int, call: Call, mark: str) -> tuple[Model, ...]:
    """What is the organisation's whose ``call`` it is, and needs nothing else; ``n`` is of no other one."""
    owner, now = call.organisation, timezone.now()
    told = Subscription.objects.create(
        organisation=owner, name=mark, url=f"https://{mark}.example.org/", kinds=[]
    )
    return (
        RegistryImport.objects.create(
            holder=owner, file_name=mark, size=1, digest=mark, format="csv", made_at=now
        ),
        Breach.objects.create(row=n, at=now, edition=mark, clause="1", call=call, organisation=owner),
        Rule.objects.create(organisation=owner, kind=Kind.CONVERSATION, amount=1, ground=mark),
        Hold.objects.create(organisation=owner, call=call.pk, why=mark),
        Deletion.objects.create(
            at=now,
            organisation=owner,
            kind=Kind.MESSAGE,
            subject=mark,
            rule=mark,
            ended_at=now,
            size=0,
            chain=mark,
        ),
        told,
        Message.objects.create(subscription=told, fact=mark, kind="breach.found", body=mark, made_at=now),
        CrmPage.objects.create(organisation=owner, name=mark, template="https://crm.example.org/{call}"),
    )


def _mark(organisation: Organisation) -> str:
    return f"only-for-{organisation.code}"


def _line(n: int, owner: Organisation) -> Line:
    mark = _mark(owner)
    queue = Queue.objects.create(key=f"estate-{n}", name=mark, organisation=owner)
    notice = Prompt.objects.get(key="notice-ru")
    Menu.objects.create(name=mark, prompt=notice, fallback=queue)
    return Line.objects.create(
        number=f"99{n}", name=mark, kind=LineKind.CITY, organisation=owner, queue=queue, notice=notice
    )


def _furnished(n: int, line: Line, call: Call, conversation: str) -> Estate:
    owner, mark = line.organisation, _mark(line.organisation)
    people = {role: _user(role, owner, mark) for role in Role}
    Card.objects.filter(call=call).update(text=mark)
    Promise.objects.filter(call=call).update(recording=f"message-{call.pk}")
    for place in (
        settings.INSTALLATION.recording(call.pk),
        settings.INSTALLATION.message(f"message-{call.pk}"),
    ):
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(SOUND)
    token = tokens.make(mark, owner, None, list(Scope))
    note_access(AccessKind.CLOSED, mark, owner.pk, by=mark)
    note_reading(mark, owner.pk, Subject.RECORDING, mark, mark)
    signed_in(people[Role.SUPERVISOR]).get("/account/")
    rows = (
        owner,
        line,
        line.queue,
        Menu.objects.get(fallback=line.queue),
        call,
        Card.objects.get(call=call),
        Promise.objects.get(call=call),
        people[Role.SUPERVISOR],
        SignedIn.objects.get(user=people[Role.SUPERVISOR]),
        people[Role.OPERATOR_1].operator,
        Device.objects.create(operator=people[Role.OPERATOR_1].operator, kind=DeviceKind.BROWSER),
        Department.objects.create(organisation=owner, code=f"estate-{n}", name=mark),
        Post.objects.create(organisation=owner, name=mark),
        Calendar.objects.create(organisation=owner, name=mark),
        ReadLog.objects.get(reader=mark),
        Access.objects.get(login=mark),
        ApiToken.objects.get(name=mark),
        Change.objects.filter(organisation=owner).latest("pk"),
        *furniture(n, call, mark),
    )
    numbers = (call.pk, call.caller.removeprefix("+"), conversation, f"7200999100{n}")
    return Estate(owner, mark, numbers, {row._meta.label: row for row in rows}, people, token, conversation)


def _user(role: Role, owner: Organisation, mark: str) -> User:
    user = User.objects.create_user(f"{role}-{owner.code}", organisation=owner, last_name=mark)
    user.groups.add(Group.objects.get(name=role))
    user.is_staff = works_in_administration(user)
    user.save()
    post = Post.objects.filter(organisation=owner).first()
    Operator.objects.create(user=user, organisation=owner, post=post, level=1, languages=["ru"])
    return user
