"""Who may listen to whom, and that it is written down who did."""

from __future__ import annotations

import pytest

from thirdring.acd.inputs import (
    Illegal,
    SupervisionChangeRequested,
    SupervisionEndRequested,
    SupervisionMode,
    SupervisionRequested,
    TakeOverRequested,
)
from thirdring.apps.audit.models import ReadLog, Subject
from thirdring.apps.calls.supervision import Wish, may_supervise, order
from thirdring.journal.live import Live, LiveCall, LiveOperator

pytestmark = pytest.mark.django_db

CALL = "n1-1795000000.1"


@pytest.fixture
def svetlana(user):
    """The fund's supervisor."""
    return user("svetlana")


def centre(supervisor, organisation, state="paused", call=""):
    """The supervisor is on shift; somebody speaks with a caller of the organisation."""
    spoken_with = LiveCall("1001", organisation, "+70000000001", "", 0, "talking", 5)
    seat = LiveOperator(state, 3, call=call)
    return Live(seq=9, at=12, operators={supervisor.operator.pk: seat}, calls={CALL: spoken_with})


def refused(user, live, wish=Wish.LISTEN):
    with pytest.raises(Illegal) as illegal:
        order(user, live, CALL, wish)
    assert not ReadLog.objects.exists(), "nothing was heard"
    return illegal.value.code


def test_a_supervisor_listens_to_a_call_of_her_organisation_and_is_written_down(svetlana):
    asked = order(svetlana, centre(svetlana, svetlana.organisation_id), CALL, Wish.WHISPER)
    assert asked == SupervisionRequested(0, svetlana.operator.pk, CALL, SupervisionMode.WHISPER)
    noted = ReadLog.objects.get()
    assert (noted.reader, noted.subject, noted.subject_id, noted.purpose) == (
        "svetlana",
        Subject.CONVERSATION,
        CALL,
        "whisper",
    )


def test_who_listens_already_changes_takes_over_or_leaves(svetlana):
    live = centre(svetlana, svetlana.organisation_id, "supervising", CALL)
    seat = svetlana.operator.pk
    assert order(svetlana, live, CALL, Wish.JOIN) == SupervisionChangeRequested(0, seat, SupervisionMode.JOIN)
    assert order(svetlana, live, CALL, Wish.TAKE_OVER) == TakeOverRequested(0, seat)
    assert order(svetlana, live, CALL, Wish.LEAVE) == SupervisionEndRequested(0, seat)
    assert [noted.purpose for noted in ReadLog.objects.order_by("id")] == ["join", "take over"]


def test_calls_of_another_organisation_do_not_exist_for_her(svetlana):
    assert refused(svetlana, centre(svetlana, svetlana.organisation_id + 1)) == "no_conversation"


def test_an_operator_may_not(user):
    maria = user("maria")
    assert not may_supervise(maria)
    assert refused(maria, centre(maria, maria.organisation_id)) == "not-a-supervisor"


def test_without_a_shift_no_phone_could_ring(svetlana):
    live = centre(svetlana, svetlana.organisation_id)
    live.operators.clear()
    assert refused(svetlana, live) == "no-shift"


@pytest.mark.parametrize("wish", [Wish.TAKE_OVER, Wish.LEAVE])
def test_what_one_does_not_listen_to_is_neither_taken_over_nor_left(svetlana, wish):
    assert refused(svetlana, centre(svetlana, svetlana.organisation_id), wish) == "not-listening"
