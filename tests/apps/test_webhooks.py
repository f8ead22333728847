"""Other systems are told what happened: signed, again until they hear, and never to our own machines."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import hmac
import json
import threading
from collections import Counter
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.conf import settings
from django.utils import timezone

from apps.day import ANNA, ASSISTANCE, HOTLINE
from apps.test_promises import broken
from thirdring.apps.appeals import services as cards
from thirdring.apps.appeals.models import Card
from thirdring.apps.organisations.models import Organisation
from thirdring.apps.webhooks import delivering, sending, telling
from thirdring.apps.webhooks.addresses import Forbidden, networks, resolved
from thirdring.apps.webhooks.models import Attempt, Kind, Message, MessageState, Subscription
from thirdring.apps.webhooks.signing import secret_of
from thirdring.apps.webhooks.telling import Teller


class Receiver:
    """A system of somebody else's on this machine: answers with ``status`` and remembers what it was sent."""

    def __init__(self) -> None:
        self.status = 204
        self.heard: list[tuple[dict[str, str], str]] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                receiver.heard.append(({name.lower(): value for name, value in self.headers.items()}, body))
                self.send_response(receiver.status)
                self.send_header("Location", "http://127.0.0.1:1/")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *words: object) -> None:
                """The test says what went wrong."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/hook?from=centre"


@pytest.fixture
def receiver(home, monkeypatch):
    own = dataclasses.replace(settings.INSTALLATION, webhook_networks=("127.0.0.0/8",))
    monkeypatch.setattr(settings, "INSTALLATION", own)
    one = Receiver()
    yield one
    one.server.shutdown()
    one.server.server_close()


def subscribed(url: str = "https://crm.example/hook", code: str = "tfoms", **wishes) -> Subscription:
    wishes.setdefault("kinds", Kind.values)
    owner = Organisation.objects.get(code=code)
    made = Subscription.objects.create(name="CRM", organisation=owner, url=url, **wishes)
    Teller().read_on()
    return made


def told() -> list[tuple[str, dict]]:
    """What is to be told, in order."""
    teller = Teller()
    while teller.read_on(7):
        pass
    found = Message.objects.order_by("pk")
    return [(one.kind, json.loads(one.body)["data"]) for one in found]


def due_now() -> None:
    Message.objects.filter(state=MessageState.WAITING).update(next_at=timezone.now() - timedelta(seconds=1))


def test_a_call_is_told_from_its_arrival_to_its_end_by_ids_alone(day):
    subscribed()
    maria = day.starts_shift("maria")
    call = day.arrives(HOTLINE)
    day.is_answered(call)
    day.hangs_up(call)

    assert told() == [
        ("call.arrived", {"call": call, "line": HOTLINE}),
        ("call.answered", {"call": call, "line": HOTLINE, "operator": maria}),
        ("call.ended", {"call": call, "outcome": "completed", "ended_by": "caller"}),
    ]
    assert ANNA not in "".join(Message.objects.values_list("body", flat=True))


def test_numbers_are_told_to_who_asked_for_them(day):
    subscribed(personal=True, kinds=[Kind.CALL_ARRIVED])
    call = day.arrives(HOTLINE)
    assert told() == [("call.arrived", {"call": call, "line": HOTLINE, "caller": ANNA})]


def test_a_promise_that_is_made_and_a_caller_who_is_passed_on_are_told(day):
    subscribed(kinds=[Kind.PROMISE_MADE, Kind.CALL_PASSED_ON])
    call = broken(day)
    promised = ("promise.made", {"promise": "p1", "call": call, "kind": "call back"})
    maria = day.starts_shift("maria")
    second = day.arrives(HOTLINE)
    day.is_answered(second)
    day.hands_over(maria, "oms")
    passed_on = ("call.passed_on", {"call": second, "operator": maria, "outcome": "queued"})
    assert passed_on in told()
    assert promised in told()


@pytest.mark.req("S32")
def test_nobody_is_told_of_another_organisation(day):
    ours, theirs = subscribed(), subscribed(code="asystans")
    day.arrives(HOTLINE)
    call = day.arrives(ASSISTANCE, caller="+380200000001")
    told()
    assert call not in "".join(ours.messages.values_list("body", flat=True))
    assert [json.loads(one.body)["data"]["call"] for one in theirs.messages.all()] == [call]


def test_a_fact_is_told_once_however_often_the_journal_is_read(day):
    subscribed(kinds=[Kind.CALL_ARRIVED])
    day.arrives(HOTLINE)
    assert len(told()) == 1
    telling.Reading.objects.update(seq=0)
    assert len(told()) == 1


def test_what_was_before_the_subscription_is_not_told(day):
    day.arrives(HOTLINE)
    subscribed()
    assert told() == []


def test_a_closed_card_is_told_with_its_closing_or_not_at_all(day, user):
    subscribed(kinds=[Kind.CARD_CLOSED])
    call = day.arrives(HOTLINE)
    day.hangs_up(call)
    card = Card.objects.get(call=call)
    saved = cards.save(user("maria"), card.pk, card.version, {"result": "conversation ended"}).card
    assert told() == []
    cards.close(user("maria"), card.pk, saved.version, None)
    assert told() == [("card.closed", {"card": card.pk, "number": card.number, "call": call})]


def test_a_message_is_signed_as_standard_webhooks_say(day, receiver):
    subscription = subscribed(receiver.url, kinds=[Kind.CALL_ARRIVED])
    day.arrives(HOTLINE)
    told()
    (message,) = delivering.claim()
    assert delivering.deliver(message).heard

    headers, body = receiver.heard[0]
    key = base64.b64decode(secret_of(subscription).removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.{body}".encode()
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    assert headers["webhook-id"] == message.name
    assert json.loads(body)["type"] == "call.arrived"
    message.refresh_from_db()
    assert (message.state, message.tried) == (MessageState.DELIVERED, 1)
    assert delivering.claim() == []


def test_who_does_not_hear_is_told_again_ever_later_until_the_message_dies(day, receiver):
    subscribed(receiver.url, kinds=[Kind.CALL_ARRIVED])
    day.arrives(HOTLINE)
    told()
    receiver.status = 500
    waits = []
    for _ in range(delivering.ATTEMPTS):
        due_now()
        (message,) = delivering.claim()
        delivering.deliver(message)
        message.refresh_from_db()
        waits.append(message.next_at and message.next_at - message.attempts.last().at)
    assert waits == [*delivering.AGAIN_AFTER, None]
    assert message.state == MessageState.DEAD
    assert {headers["webhook-id"] for headers, _body in receiver.heard} == {message.name}
    assert Attempt.objects.filter(status=500).count() == delivering.ATTEMPTS

    receiver.status = 200
    delivering.send_again([message])
    (message,) = delivering.claim()
    assert delivering.deliver(message).heard


def test_a_message_in_the_hands_of_one_worker_is_not_taken_by_another(day, receiver):
    subscribed(receiver.url, kinds=[Kind.CALL_ARRIVED])
    day.arrives(HOTLINE)
    told()
    assert len(delivering.claim()) == 1
    assert delivering.claim() == []


def test_who_is_slow_to_answer_keeps_nobody_else_waiting(day):
    slow = subscribed(kinds=[Kind.CALL_ARRIVED])
    for _ in range(delivering.AT_ONCE + 1):
        day.arrives(HOTLINE)
    told()
    other = subscribed(kinds=[Kind.CALL_ARRIVED])
    day.arrives(HOTLINE)
    told()
    begun = delivering.claim()
    assert [one.subscription_id for one in begun] == [slow.pk] * delivering.AT_ONCE_TO_ONE
    then = delivering.claim(busy=Counter({slow.pk: len(begun)}))
    assert [one.subscription_id for one in then] == [other.pk]


def test_an_address_that_is_gone_for_good_is_told_nothing_more(day, receiver):
    subscription = subscribed(receiver.url, kinds=[Kind.CALL_ARRIVED])
    for _ in range(2):
        day.arrives(HOTLINE)
    told()
    receiver.status = 410
    delivering.deliver(delivering.claim(1)[0])
    subscription.refresh_from_db()
    assert (subscription.active, subscription.disabled_why) == (False, "410 Gone")
    assert delivering.claim() == []
    delivering.switch_on(subscription)
    assert len(delivering.claim()) == 1


def test_messages_that_die_one_after_another_switch_the_webhook_off(day, receiver):
    subscription = subscribed(receiver.url, kinds=[Kind.CALL_ARRIVED])
    for _ in range(delivering.DEAD_IN_A_ROW):
        day.arrives(HOTLINE)
    told()
    receiver.status = 503
    Message.objects.update(tried=delivering.ATTEMPTS - 1)
    while messages := delivering.claim():
        for message in messages:
            delivering.deliver(message)
    subscription.refresh_from_db()
    assert not subscription.active


def test_a_redirect_is_an_answer_and_is_not_followed(day, receiver):
    receiver.status = 302
    allowed = networks(["127.0.0.0/8"])
    answer = sending.post(receiver.url, {}, "{}", allowed)
    assert (answer.status, answer.heard, len(receiver.heard)) == (302, False, 1)


@pytest.mark.parametrize(
    "host",
    (
        *("127.0.0.1", "localhost", "10.1.2.3", "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),
        *("::1", "::ffff:127.0.0.1", "fe80::1", "fd00::1", "224.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1"),
    ),
)
def test_nothing_is_sent_to_our_own_network_unless_the_settings_say_so(host):
    with pytest.raises(Forbidden):
        resolved(host, 443, True, [])


def test_a_network_that_the_settings_name_is_told_even_without_encryption():
    allowed = networks(["127.0.0.0/8"])
    assert resolved("127.0.0.1", 80, False, allowed) == "127.0.0.1"
    with pytest.raises(Forbidden):
        resolved("10.0.0.1", 80, False, allowed)


def test_public_addresses_are_told_by_https_only():
    assert resolved("1.1.1.1", 443, True, []) == "1.1.1.1"
    with pytest.raises(Forbidden):
        resolved("1.1.1.1", 80, False, [])


def test_the_administration_shows_the_secret_the_messages_and_their_attempts(day, receiver, login):
    subscription = subscribed(receiver.url, kinds=[Kind.CALL_ARRIVED])
    day.arrives(HOTLINE)
    told()
    receiver.status = 500
    (message,) = delivering.claim()
    delivering.deliver(message)

    admin = login("admin")
    page = admin.get(f"/admin/webhooks/subscription/{subscription.pk}/change/")
    assert secret_of(subscription) in page.content.decode()
    page = admin.get(f"/admin/webhooks/message/{message.pk}/change/").content.decode()
    assert message.name in page
    assert "500" in page
    chosen = {"action": "send_again", "_selected_action": [message.pk]}
    assert admin.post("/admin/webhooks/message/", chosen).status_code == 302
    message.refresh_from_db()
    assert (message.tried, message.state) == (0, MessageState.WAITING)
    assert login("maria").get("/admin/webhooks/subscription/").status_code in (302, 403)
