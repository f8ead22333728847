"""What both desks are told of a caller who is passed on, and how the colleague is named to him."""

from __future__ import annotations

from thirdring.apps.channels.destinations import called_queue
from thirdring.apps.channels.models import Queue
from thirdring.apps.organisations.models import Department, Organisation
from thirdring.apps.staff.called import Colleague, called
from thirdring.desk import picture
from thirdring.journal.live_records import Live, LiveCall, LiveMisses, LiveOffer, LiveOperator, LiveTransfer

SECOND = 1_000_000
MARIA, OLGA = 17, 18

FUND = Organisation(code="tfoms", short_name="ТФОМС КК", country="RU")
QUALITY = Department(organisation=FUND, name="Отдел экспертизы и защиты прав застрахованных")


def olga() -> Colleague:
    names = ("Показова", "Ольга", "Павловна", "olga")
    return Colleague(*names, "Врач-эксперт", QUALITY.name, FUND.short_name, FUND.country)


def consulted() -> Live:
    """Maria asks Olga, whose phone rings for the second time."""
    transfer = LiveTransfer(MARIA, "consult", OLGA, None, 20 * SECOND, reason="5 Качество – волнуется")
    offer = LiveOffer("a~2", OLGA, "op18-web", "oms", 20 * SECOND, 15 * SECOND, True, 21 * SECOND)
    offer.rings, offer.ring_cycle = 3, 5 * SECOND
    call = LiveCall("1001", 1, "+70000000001", "", 0, "transferring", 20 * SECOND, "oms")
    call.offer, call.transfer = offer, transfer
    return Live(
        at=26 * SECOND,
        operators={
            MARIA: LiveOperator("talking", 5 * SECOND, call="a"),
            OLGA: LiveOperator("offered", 20 * SECOND, call="a"),
        },
        calls={"a": call},
    )


def ended(outcome: str, reason: str = "") -> Live:
    live = consulted()
    call = live.calls["a"]
    call.passed, call.transfer, call.offer, call.state = call.transfer, None, None, "talking"
    call.last_transfer, call.last_transfer_reason = outcome, reason
    live.operators[OLGA].call = ""
    return live


def test_the_colleague_knows_from_whom_the_caller_comes_and_why_before_answering() -> None:
    seen = picture.call(consulted(), OLGA, {})
    assert seen
    assert seen["passedOn"] == {"operator": MARIA, "reason": "5 Качество – волнуется"}
    assert (seen["offer"]["rings"], seen["offer"]["ringCycle"], seen["offer"]["limit"]) == (3, 5_000, 15_000)
    assert (seen["offer"]["since"], seen["offer"]["lifted"]) == (21_000, False)


def test_who_passes_on_is_passed_nobody() -> None:
    seen = picture.call(consulted(), MARIA, {})
    assert seen and seen["passedOn"] is None and seen["tried"] is None


def test_who_passes_on_sees_that_the_colleague_has_lifted_and_reads() -> None:
    live = consulted()
    offer = live.calls["a"].offer
    assert offer
    offer.lifted_at, offer.awaits = 24 * SECOND, "card"
    seen = picture.call(live, MARIA, {})
    assert seen and seen["transfer"]["lifted"]


def test_a_refusal_is_told_with_its_reason_to_whoever_asked_and_to_nobody_else() -> None:
    live = ended("refused", "Не мой вопрос")
    seen = picture.call(live, MARIA, {})
    assert seen
    assert (seen["tried"]["outcome"], seen["tried"]["reason"]) == ("refused", "Не мой вопрос")
    assert seen["tried"]["toOperator"] == OLGA
    live.operators[OLGA].call = "a"
    assert (picture.call(live, OLGA, {}) or {})["tried"] is None


def test_the_reason_stays_with_the_caller_who_has_arrived() -> None:
    live = ended("completed")
    live.calls["a"].passed_on_by = MARIA
    live.operators[OLGA] = LiveOperator("talking", 30 * SECOND, call="a")
    seen = picture.call(live, OLGA, {})
    assert seen and seen["passedOn"] == {"operator": MARIA, "reason": "5 Качество – волнуется"}


def test_one_who_misses_again_and_again_is_told_that_the_supervisor_knows() -> None:
    live = consulted()
    live.operators[OLGA].misses = LiveMisses(25 * SECOND, 3, 3600 * SECOND)
    assert picture.me(live, OLGA)["misses"] == {"count": 3, "withinMinutes": 60}
    assert picture.me(live, MARIA)["misses"] is None


def test_a_colleague_is_named_with_department_post_and_full_name_in_the_genitive() -> None:
    named = called(olga())
    assert named["declined"] == (
        "отдела экспертизы и защиты прав застрахованных ТФОМС КК, врача-эксперта Показовой Ольги Павловны"
    )
    assert named["plain"].startswith("Врач-эксперт Показова Ольга Павловна, Отдел экспертизы")
    assert named["her"]


def test_a_queue_is_named_by_the_department_behind_it_or_by_the_organisation() -> None:
    assert called_queue(Queue(organisation=FUND, needs_department=QUALITY))["declined"] == (
        "отдела экспертизы и защиты прав застрахованных ТФОМС КК"
    )
    assert called_queue(Queue(organisation=FUND))["declined"] == "ТФОМС КК"
