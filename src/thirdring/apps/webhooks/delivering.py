"""Messages on their way: sent when they are due, again later when nobody heard, given up at last.

Each is sent at least once. A subscription whose messages die one after another, or whose address answers
that it is gone for good (410), is switched off; what it was not told waits until it is switched on again.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from http import HTTPStatus

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import OperationalError, close_old_connections, connection, transaction
from django.utils import timezone

from thirdring.apps.webhooks import sending
from thirdring.apps.webhooks.addresses import networks
from thirdring.apps.webhooks.models import Attempt, Message, MessageState, Subscription
from thirdring.apps.webhooks.signing import headers_of

log = logging.getLogger(__name__)

AGAIN_AFTER = (
    timedelta(seconds=5),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=12),
    timedelta(hours=24),
)
ATTEMPTS = len(AGAIN_AFTER) + 1
DEAD_IN_A_ROW = 3  # of a subscription, until it is switched off
AT_ONCE = 8
AT_ONCE_TO_ONE = 2  # whoever is slow to answer keeps nobody else waiting
LEASE = timedelta(minutes=1)  # longer than a sending lasts: who sends holds a message for so long
KEPT_FOR = timedelta(days=30)
LOOK_EVERY_S = 0.5
AWAY_S = 3.0
USER_AGENT = "ThirdRing-Webhooks/1"


def claim(most: int = AT_ONCE, busy: Counter[int] | None = None) -> list[Message]:
    """Take messages that are due, oldest first; nobody else gets them before the lease is over.

    ``busy``: how many are on their way to each subscription, by key. More than ``AT_ONCE_TO_ONE`` never are.
    """
    now, under_way = timezone.now(), Counter(busy or ())
    full = [key for key, number in under_way.items() if number >= AT_ONCE_TO_ONE]
    taken = []
    with transaction.atomic():
        due = Message.objects.select_for_update(skip_locked=True, of=("self",)).filter(
            state=MessageState.WAITING, next_at__lte=now, subscription__active=True
        )
        found = due.exclude(subscription__in=full).select_related("subscription")
        for message in found.order_by("next_at", "pk")[:most]:
            if under_way[message.subscription_id] < AT_ONCE_TO_ONE:
                under_way[message.subscription_id] += 1
                taken.append(message)
        Message.objects.filter(pk__in=[one.pk for one in taken]).update(next_at=now + LEASE)
    return taken


def deliver(message: Message) -> sending.Answer:
    """Send it once and write down what became of it."""
    at, began = timezone.now(), time.monotonic()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": USER_AGENT,
        **headers_of(message, int(at.timestamp())),
    }
    allowed = networks(settings.INSTALLATION.webhook_networks)
    answer = sending.post(message.subscription.url, headers, message.body, allowed)
    took_ms = round((time.monotonic() - began) * 1000)
    with transaction.atomic():
        Attempt.objects.create(
            message=message, at=at, took_ms=took_ms, status=answer.status, answer=answer.text
        )
        _judge(message, answer, at)
    return answer


def send_again(messages: list[Message]) -> None:
    """From the beginning, whatever became of them."""
    Message.objects.filter(pk__in=[one.pk for one in messages]).update(
        state=MessageState.WAITING, tried=0, next_at=timezone.now(), delivered_at=None
    )


def switch_on(subscription: Subscription) -> None:
    """What has died stays dead, until it is sent again by hand."""
    subscription.active, subscription.dead_in_a_row = True, 0
    subscription.disabled_at, subscription.disabled_why = None, ""
    subscription.save()


def forget_old() -> int:
    """Remove messages that nobody waits for any more; returns how many there were."""
    old = Message.objects.filter(made_at__lt=timezone.now() - KEPT_FOR).exclude(state=MessageState.WAITING)
    return old.delete()[0]


def _judge(message: Message, answer: sending.Answer, at: datetime) -> None:
    subscription = Subscription.objects.select_for_update().get(pk=message.subscription_id)
    message.tried += 1
    if answer.heard:
        message.state, message.delivered_at, message.next_at = MessageState.DELIVERED, at, None
        subscription.dead_in_a_row = 0
    elif message.tried < ATTEMPTS and answer.status != HTTPStatus.GONE:
        message.next_at = at + AGAIN_AFTER[message.tried - 1]
    else:
        message.state, message.next_at = MessageState.DEAD, None
        subscription.dead_in_a_row += 1
    message.save(update_fields=["tried", "state", "delivered_at", "next_at"])
    if answer.status == HTTPStatus.GONE or subscription.dead_in_a_row >= DEAD_IN_A_ROW:
        subscription.active, subscription.disabled_at = False, at
        subscription.disabled_why = (
            "410 Gone" if answer.status == HTTPStatus.GONE else f"{DEAD_IN_A_ROW} messages were never heard"
        )
        log.warning("webhook %s is switched off: %s", subscription.pk, subscription.disabled_why)
    subscription.save(update_fields=["active", "dead_in_a_row", "disabled_at", "disabled_why"])


async def deliver_for_ever() -> None:
    """Send what is due, some at a time, for as long as the worker lives."""
    under_way: dict[asyncio.Task[None], int] = {}
    threads = ThreadPoolExecutor(AT_ONCE, "webhooks")
    each = sync_to_async(_in_a_thread, thread_sensitive=False, executor=threads)
    try:
        while True:
            try:
                found = await sync_to_async(_claimed)(AT_ONCE - len(under_way), Counter(under_way.values()))
                for message in found:
                    under_way[asyncio.create_task(each(message))] = message.subscription_id
                if not found and not under_way:
                    await asyncio.sleep(LOOK_EVERY_S)
                elif not found:
                    await asyncio.wait(under_way, timeout=LOOK_EVERY_S, return_when=asyncio.FIRST_COMPLETED)
                for sent in [task for task in under_way if task.done()]:
                    del under_way[sent]
                    sent.result()
            except OperationalError as problem:
                log.warning("webhooks cannot be sent now: %s", problem)
                await asyncio.sleep(AWAY_S)
    finally:
        threads.shutdown(wait=False)


def _claimed(most: int, busy: Counter[int]) -> list[Message]:
    close_old_connections()
    return claim(most, busy) if most else []


def _in_a_thread(message: Message) -> None:
    try:
        deliver(message)
    finally:
        connection.close()
