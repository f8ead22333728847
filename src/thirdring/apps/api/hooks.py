"""Webhooks of an organisation, their messages and attempts; and sending again what was not heard.

Secrets and whole addresses are left to the administration: an address may hold a password of its own.
"""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlsplit

from django.db.models import QuerySet
from ninja import Query, Router, Schema
from ninja.responses import Status
from pydantic import Field

from thirdring.apps.api.asking import Request, of_organisation, require_known, row_number, said, within
from thirdring.apps.api.gate import Bearer
from thirdring.apps.api.models import Scope
from thirdring.apps.api.paging import page
from thirdring.apps.api.problems import not_found
from thirdring.apps.api.schemas import LARGEST_ID, Json, Paged
from thirdring.apps.history.authors import written_by
from thirdring.apps.webhooks import delivering, telling
from thirdring.apps.webhooks.models import Message, MessageState, Subscription

hooks = Router(tags=["webhooks"])
READ = Bearer(Scope.WEBHOOKS)
WRITE = Bearer(Scope.WEBHOOKS_WRITE)


class WebhookOut(Schema):
    """``host`` is where its messages go; ``off_since`` and ``off_why``: it was switched off by itself."""

    id: int
    name: str
    organisation: str
    host: str
    kinds: list[str]
    personal: bool
    active: bool
    off_since: datetime | None
    off_why: str


class Webhooks(Schema):
    items: list[WebhookOut]


class MessageFilters(Paged):
    webhook: Annotated[int | None, Field(ge=1, le=LARGEST_ID, description="the id of a webhook")] = None
    state: Annotated[MessageState | None, Field(description="where the message stands")] = None


class MessageOut(Schema):
    """``name`` is the ``webhook-id`` that the receiver gets, the same however often it is sent."""

    id: int
    name: str
    webhook: int
    kind: str
    state: str
    made_at: datetime
    tried: int
    next_at: datetime | None
    delivered_at: datetime | None


class Messages(Schema):
    items: list[MessageOut]
    next: str | None


class SendingOut(Schema):
    """One attempt, and the HTTP status that was answered; null when nobody answered: ``answer`` says why."""

    at: datetime
    took_ms: int
    status: int | None
    answer: str


class MessageWithAttempts(MessageOut):
    attempts: list[SendingOut]


@hooks.get("/webhooks", response=Webhooks, auth=READ, summary="Webhooks: who is told of what")
def list_webhooks(request: Request) -> Json:
    require_known(request)
    return {"items": [_webhook_out(one) for one in _webhooks(request).order_by("name", "pk")]}


@hooks.get("/webhooks/messages", response=Messages, auth=READ, summary="Messages of webhooks, newest first")
def list_messages(request: Request, filters: Query[MessageFilters]) -> Json:
    require_known(request, MessageFilters)
    wanted = {"subscription": filters.webhook, "state": filters.state}
    rows = within(_messages(request), filters, "made_at").filter(**said(wanted))
    found, next_cursor = page(rows, "made_at", filters.cursor, filters.limit, int)
    return {"items": [_message_out(one) for one in found], "next": next_cursor}


@hooks.get(
    "/webhooks/messages/{message}",
    response=MessageWithAttempts,
    auth=READ,
    summary="One message with its attempts",
)
def one_message(request: Request, message: str) -> Json:
    require_known(request)
    return _with_attempts(_message(request, message))


@hooks.post(
    "/webhooks/messages/{message}/send-again",
    response={202: MessageWithAttempts},
    auth=WRITE,
    summary="Send a message again",
)
def send_again(request: Request, message: str) -> Status[Json]:
    """From the beginning, whatever became of it. The receiver gets it under the same ``webhook-id``."""
    require_known(request)
    found = _message(request, message)
    delivering.send_again([found])
    found.refresh_from_db()
    return Status(HTTPStatus.ACCEPTED, _with_attempts(found))


@hooks.post("/webhooks/{webhook}/test", response={202: WebhookOut}, auth=WRITE, summary="Send a test message")
def send_test(request: Request, webhook: str) -> Status[Json]:
    """It says nothing; ``/webhooks/messages`` tells in a moment whether it has arrived."""
    require_known(request)
    found = _webhook(request, webhook)
    telling.test(found)
    return Status(HTTPStatus.ACCEPTED, _webhook_out(found))


@hooks.post(
    "/webhooks/{webhook}/switch-on", response=WebhookOut, auth=WRITE, summary="Switch a webhook on again"
)
def switch_on(request: Request, webhook: str) -> Json:
    """What waited is sent; what has died stays dead until it is sent again."""
    require_known(request)
    found = _webhook(request, webhook)
    with written_by(f"token {request.auth.name}"):
        delivering.switch_on(found)
    return _webhook_out(found)


def _webhooks(request: Request) -> QuerySet[Subscription]:
    return of_organisation(request, Subscription.objects.all())


def _webhook(request: Request, webhook: str) -> Subscription:
    found: Subscription | None = _webhooks(request).filter(pk=row_number(webhook, "webhook")).first()
    if found is None:
        raise not_found("webhook")
    return found


def _messages(request: Request) -> QuerySet[Message]:
    return Message.objects.filter(subscription__in=_webhooks(request).values("pk"))


def _message(request: Request, message: str) -> Message:
    found = _messages(request).filter(pk=row_number(message, "message")).first()
    if found is None:
        raise not_found("message")
    return found


def _webhook_out(one: Subscription) -> Json:
    return {
        "id": one.pk,
        "name": one.name,
        "organisation": one.organisation.code,
        "host": urlsplit(one.url).hostname or "",
        "kinds": one.kinds,
        "personal": one.personal,
        "active": one.active,
        "off_since": one.disabled_at,
        "off_why": one.disabled_why,
    }


def _message_out(one: Message) -> Json:
    return {
        "id": one.pk,
        "name": one.name,
        "webhook": one.subscription_id,
        "kind": one.kind,
        "state": one.state,
        "made_at": one.made_at,
        "tried": one.tried,
        "next_at": one.next_at,
        "delivered_at": one.delivered_at,
    }


def _with_attempts(one: Message) -> Json:
    attempts = [
        {"at": sent.at, "took_ms": sent.took_ms, "status": sent.status, "answer": sent.answer}
        for sent in one.attempts.order_by("at", "pk")
    ]
    return {**_message_out(one), "attempts": attempts}
