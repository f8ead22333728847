"""What stays of a call, for programs: recording, message, who has read them, what is held, who was told."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from django.utils import timezone

from apps.day import HOTLINE
from apps.test_api_doing import Program
from apps.test_promises import broken
from apps.test_recordings import body
from apps.test_transcripts import heard
from apps.test_webhooks import subscribed
from thirdring.acd.inputs import SupervisionMode, TimerDue
from thirdring.acd.supervision_facts import SupervisionStarted
from thirdring.apps.api.schemas import ALWAYS, MomentOut
from thirdring.apps.appeals.models import Card
from thirdring.apps.audit.access import note_access
from thirdring.apps.audit.models import AccessKind, ReadLog
from thirdring.apps.audit.services import seal
from thirdring.apps.calls import timeline
from thirdring.apps.channels.models import Line
from thirdring.apps.history.authors import written_by
from thirdring.apps.promises.models import Promise
from thirdring.apps.retention.models import Deletion, Hold, Kind, Rule
from thirdring.apps.webhooks import delivering, telling
from thirdring.apps.webhooks.models import Message, MessageState, Subscription
from thirdring.journal.rows import Row

SOUND = b"\x00\x40\x00\x00" * 8_000  # a second in which the caller speaks at half of full scale


@pytest.fixture
def program(router_as_engine, home) -> Program:
    return Program("tfoms")


def spoken(day) -> str:
    day.starts_shift("maria")
    call = day.arrives(HOTLINE)
    day.is_answered(call)
    day.hangs_up(call)
    return call


def kept(place) -> None:
    place.parent.mkdir(parents=True)
    place.write_bytes(SOUND)


# --- the way of a call ----------------------------------------------------------------------------


def test_no_field_of_a_moment_is_lost_on_the_way_to_a_program():
    for fact in timeline.NAMES:
        fields = {field.name for field in msgspec.structs.fields(fact)} - timeline.LEFT_OUT
        told = {timeline.SPANS.get(field, field) for field in fields}
        assert told <= set(MomentOut.model_fields) | ALWAYS, fact


def test_a_supervisor_whom_the_rules_hide_is_hidden_from_programs_too():
    def listened(*, shown: bool) -> list[str]:
        fact = SupervisionStarted("c", "l", 1, 2, SupervisionMode.LISTEN, shown)
        row = Row(1, TimerDue(1, "any"), (fact,))
        return [moment.what for told in timeline.moments([row]).values() for moment in told]

    assert (listened(shown=True), listened(shown=False)) == (["supervision started"], [])


def test_promises_and_breaches_are_found_by_the_call_that_they_are_about(day, program):
    first, second = broken(day), broken(day)
    for call in (first, second):
        (promise,) = program.get(f"promises?call={call}").json()["items"]
        assert promise["call"] == call
    assert program.get(f"breaches?call={first}").json()["items"] == []


def test_what_was_promised_adds_up_to_what_became_of_it(day, program):
    for _caller in range(2):
        broken(day)
    Promise.objects.filter(pk=Promise.objects.first().pk).update(state="kept")
    since = "2026-11-01T00:00:00Z"
    told = program.get(f"promises/sums?line={HOTLINE}&from={since}").json()
    (of_day,) = told["items"]
    assert (of_day["day"], of_day["line"], of_day["made"]) == ("2026-11-23", HOTLINE, 2)
    assert (told["total"]["made"], told["total"]["kept"], told["total"]["open"]) == (2, 1, 1)
    assert Program("asystans").get(f"promises/sums?from={since}").json()["items"] == []


@pytest.mark.req("X20")
def test_a_recording_is_told_with_its_shape_and_marks_and_that_is_noted(day, program, settings):
    call = spoken(day)
    kept(settings.INSTALLATION.recording(call))
    told = program.get(f"calls/{call}/recording").json()
    assert (told["length_s"], told["voices"][0][0], told["voices"][1][0]) == (1.0, 128, 0)
    assert told["marks"][0]["what"] == "joined"
    assert told["marks"][0]["operator"]["name"] == "Мария Примерова"
    assert ReadLog.objects.get(subject="recording").reader == "token crm"
    part = program.client.get(told["audio"], headers={"range": "bytes=0-3"})
    assert (part.status_code, body(part)) == (206, b"RIFF")


def test_of_a_recording_that_is_no_more_it_is_said_why(day, program):
    call = spoken(day)
    assert program.get(f"calls/{call}/recording").status_code == 404
    owner = Card.objects.get(call=call).organisation
    now = timezone.now()
    Deletion.objects.create(
        at=now,
        organisation=owner,
        kind=Kind.CONVERSATION,
        subject=call,
        call=call,
        rule="order 7",
        ended_at=now,
        size=1,
        chain="x",
    )
    gone = program.get(f"calls/{call}/recording", accept_language="en")
    assert (gone.status_code, gone.json()["code"], "order 7" in gone.json()["detail"]) == (
        410,
        "deleted",
        True,
    )
    (proof,) = program.get(f"deletions?call={call}&kind=conversation").json()["items"]
    assert (proof["subject"], proof["rule"], proof["organisation"]) == (call, "order 7", "tfoms")
    assert not ReadLog.objects.filter(subject="recording").exists()


@pytest.mark.req("X20")
def test_a_message_is_told_with_what_the_machine_heard(day, program, settings):
    promise = Promise.objects.get(call=broken(day))
    assert program.get(f"promises/{promise.pk}/message").status_code == 404
    promise.recording = f"message-{promise.call_id}"
    promise.save()
    kept(settings.INSTALLATION.message(promise.recording))
    assert program.get(f"promises/{promise.pk}/message").json()["transcript"] is None
    heard(promise.pk, "Мне не выдали полис")
    told = program.get(f"promises/{promise.pk}/message").json()
    assert (told["transcript"]["text"], told["transcript"]["language"]) == ("Мне не выдали полис", "ru")
    assert ReadLog.objects.filter(subject_id=promise.recording, purpose="API").count() == 2


# --- auditors -------------------------------------------------------------------------------------


@pytest.mark.req("X20")
def test_an_auditor_reads_who_has_read_what(day, program, login):
    call = broken(day)
    card = Card.objects.get(call=call)
    program.get(f"cards/{card.pk}")
    (read,) = program.get(f"readings?subject=card&subject_id={card.pk}").json()["items"]
    assert (read["reader"], read["organisation"], read["purpose"]) == ("token crm", "tfoms", "API")
    assert program.get("readings?reader=maria").json()["items"] == []
    tomorrow = (timezone.now() + timedelta(days=1)).isoformat()
    assert Program("tfoms").get("readings").json()["items"]
    assert program.client.get("/api/v1/readings", {"from": tomorrow}).json()["items"] == []
    assert Program("asystans").get("readings").json()["items"] == []


def test_an_auditor_reads_who_came_in_and_who_was_refused(day, program):
    owner = Card.objects.get(call=broken(day)).organisation
    for kind in (AccessKind.REFUSED, AccessKind.SIGNED_IN):
        note_access(kind, "maria", owner.pk, address="203.0.113.7")
    (refused,) = program.get("accesses?login=maria&kind=refused").json()["items"]
    assert (refused["login"], refused["address"]) == ("maria", "203.0.113.7")
    assert program.get("accesses?kind=dreamt").status_code == 400


def test_an_auditor_reads_what_was_changed_in_words_and_the_seals_of_the_readings(day, program, login):
    line = Line.objects.get(number=HOTLINE)
    with written_by("natalia"):
        Line.objects.filter(pk=line.pk).update(name="Hot line by day")
    (change,) = program.get("changes?who=natalia", accept_language="en").json()["items"]
    assert (change["who"], change["organisation"], change["rows"]) == ("natalia", "tfoms", 1)
    assert "Hot line by day" in change["sentences"][0]
    assert Program("asystans").get("changes?who=natalia").json()["items"] == []
    program.get(f"cards/{Card.objects.get(call=broken(day)).pk}")
    made = seal()
    (told,) = program.get("seals").json()["items"]
    assert (told["digest"], told["rows"]) == (made.digest, 1)


def test_a_hold_is_placed_by_a_program_and_lifted_by_it(day, program):
    card = Card.objects.get(call=broken(day))
    wanted = {"about": card.number, "why": "case 12", "until": "2099-12-31"}
    over = program.post("holds", {**wanted, "until": "2020-01-31"})
    assert (over.status_code, over.json()["errors"][0]["field"]) == (422, "until")
    placed = program.post("holds", wanted)
    told = placed.json()
    assert (placed.status_code, told["card"]) == (201, {"id": card.pk, "number": card.number})
    assert (told["placed_by"], told["until"]) == ("crm", "2099-12-31")
    assert [one["id"] for one in program.get("holds?standing=true").json()["items"]] == [told["id"]]
    lifted = program.post(f"holds/{told['id']}/lift", {}).json()
    assert lifted["lifted_by"] == "crm"
    again = program.post(f"holds/{told['id']}/lift", {})
    assert (again.status_code, again.json()["code"]) == (409, "not-standing")
    assert program.get("holds?standing=true").json()["items"] == []
    assert Hold.objects.count() == 1
    unknown = program.post("holds", {**wanted, "about": "2026-999999"})
    assert unknown.status_code == 404


def test_rules_are_told_with_what_goes_next_and_what_is_held(day, program):
    card = Card.objects.get(call=broken(day))
    ended = timezone.now() - timedelta(days=400)
    Card.objects.filter(pk=card.pk).update(state="closed", opened_at=ended, closed_at=ended)
    Rule.objects.create(organisation=card.organisation, kind=Kind.CARD, amount=1, ground="order 7")
    (told,) = program.get("retention-rules").json()["items"]
    assert (told["kind"], told["unit"], told["ground"]) == ("card", "years", "order 7")
    assert (told["tonight"], told["soon"], told["kept_back"]) == (1, 1, 0)
    placed = program.post("holds", {"about": card.call_id, "why": "case 12"})
    assert placed.status_code == 201
    (told,) = program.get("retention-rules").json()["items"]
    assert (told["tonight"], told["soon"], told["kept_back"]) == (0, 0, 1)


def test_the_administration_says_which_program_has_placed_a_hold(day, program, login):
    call = broken(day)
    program.post("holds", {"about": call, "why": "case 12"})
    assert "crm" in login("admin").get("/admin/retention/hold/").content.decode()


# --- webhooks -------------------------------------------------------------------------------------


def test_a_message_that_died_is_found_and_sent_again(day, program):
    hook = subscribed("https://user.example/hook?key=hidden")
    telling.test(hook)
    message = Message.objects.get()
    Message.objects.update(state=MessageState.DEAD, tried=9, next_at=None)
    (dead,) = program.get(f"webhooks/messages?state=dead&webhook={hook.pk}").json()["items"]
    assert (dead["name"], dead["tried"]) == (message.name, 9)
    again = program.post(f"webhooks/messages/{dead['id']}/send-again", {})
    assert (again.status_code, again.json()["state"], again.json()["tried"]) == (202, "waiting", 0)
    assert [one.pk for one in delivering.claim()] == [message.pk]


def test_webhooks_are_told_without_secrets_and_tried_and_switched_on(day, program):
    hook = subscribed("https://user.example/hook?key=hidden")
    Subscription.objects.update(active=False, disabled_at=timezone.now(), disabled_why="410 Gone")
    answer = program.get("webhooks")
    assert "hidden" not in answer.content.decode()
    (told,) = answer.json()["items"]
    assert (told["host"], told["active"], told["off_why"]) == ("user.example", False, "410 Gone")
    assert program.post(f"webhooks/{hook.pk}/switch-on", {}).json()["active"] is True
    assert program.post(f"webhooks/{hook.pk}/test", {}).status_code == 202
    assert Message.objects.get().kind == "webhook.test"
