"""The alarms of a day afterwards: since when, until when, and who saw to them."""

from __future__ import annotations

from datetime import datetime, timedelta

from thirdring.acd.facts import DialsExhausted, MissesRepeated, OperatorChanged, PartWasAway, QueueUnservable
from thirdring.acd.inputs import CentrePart, Harm, TimerDue
from thirdring.acd.moment import datetime_of
from thirdring.acd.supervision_facts import DialLimitLifted
from thirdring.apps.alarms.history import Past, Stretch, Taken, alarms_of
from thirdring.journal.rows import Row

from .cast import MARIA, at


def moment(span_s: float) -> datetime:
    return datetime_of(at(span_s))


def row(span_s: float, *facts: object) -> Row:
    return Row(1, TimerDue(at(span_s), "x"), facts)


def lasted(alarm: Past) -> timedelta | None:
    return alarm.until - alarm.since if alarm.until else None


def test_those_who_wait_too_long_at_the_same_time_are_one_alarm() -> None:
    waits = [
        Stretch("oms", moment(0), moment(20)),
        Stretch("oms", moment(10), moment(40)),
        Stretch("oms", moment(60), moment(70)),
        Stretch("oms-policies", moment(15), None),
    ]
    found = alarms_of(waits, [], [], [])
    assert [(one.queue, one.concerned, lasted(one)) for one in found] == [
        ("oms", 1, timedelta(seconds=10)),
        ("oms-policies", 1, None),
        ("oms", 2, timedelta(seconds=40)),
    ]


def test_misses_are_over_when_the_operator_is_ready_again() -> None:
    rows = [
        row(5, MissesRepeated(MARIA, 3, 900_000_000)),
        row(30, OperatorChanged(MARIA, "paused", "lunch")),
        row(65, OperatorChanged(MARIA, "ready")),
    ]
    [alarm] = alarms_of([], [], rows, [])
    assert (alarm.operator, alarm.concerned, lasted(alarm)) == (MARIA, 3, timedelta(seconds=60))


def test_a_queue_that_nobody_serves_for_one_reason_and_then_another_is_one_alarm() -> None:
    rows = [
        row(0, QueueUnservable("oms", "nobody suitable is logged in")),
        row(9, QueueUnservable("oms", "no operator has the skills", ("dept:x",))),
        row(20, QueueUnservable("oms", "")),
    ]
    [alarm] = alarms_of([], [], rows, [])
    assert lasted(alarm) == timedelta(seconds=20)


def test_an_engine_that_was_away_is_told_with_what_it_meant_to_callers() -> None:
    harm = Harm(calls=5, broken=1, missed=2)
    away = row(100, PartWasAway(CentrePart.ENGINE, at(11), at(99), harm))
    [alarm] = alarms_of([], [], [away], [Taken("no engine", moment(20), "Svetlana")])
    assert (alarm.since, lasted(alarm)) == (moment(11), timedelta(seconds=88))
    assert (alarm.harm, [note.by for note in alarm.taken]) == (harm, ["Svetlana"])


def test_who_dialled_too_often_is_an_alarm_of_an_hour() -> None:
    [alarm] = alarms_of([], [], [row(5, DialsExhausted(MARIA, 120, 3_600_000_000))], [])
    assert (alarm.operator, alarm.concerned, lasted(alarm)) == (MARIA, 120, timedelta(hours=1))


def test_a_limit_that_a_supervisor_lifts_alarms_no_longer() -> None:
    rows = [
        row(5, DialsExhausted(MARIA, 120, 3_600_000_000)),
        row(65, DialLimitLifted(MARIA, at(3665), "svetlana", "Svetlana", "a campaign")),
        row(3665, DialLimitLifted(MARIA, 0), DialsExhausted(MARIA, 150, 3_600_000_000)),
    ]
    again, first = alarms_of([], [], rows, [])
    assert (first.concerned, lasted(first)) == (120, timedelta(seconds=60))
    assert (again.concerned, lasted(again)) == (150, timedelta(hours=1))


def test_a_lift_that_is_taken_back_lets_the_alarm_stand_again() -> None:
    rows = [
        row(5, DialsExhausted(MARIA, 120, 3_600_000_000)),
        row(65, DialLimitLifted(MARIA, at(3665), "svetlana", "Svetlana", "a campaign")),
        row(
            605,
            DialLimitLifted(MARIA, 0, "svetlana", "Svetlana", "it is over"),
            DialsExhausted(MARIA, 130, 3_600_000_000),
        ),
    ]
    again, first = alarms_of([], [], rows, [])
    assert (first.concerned, lasted(first)) == (120, timedelta(seconds=60))
    assert (again.concerned, again.since) == (130, moment(605))


def test_who_took_note_stands_beside_the_alarm_that_stood_then() -> None:
    waits = [Stretch("oms", moment(0), moment(20)), Stretch("oms", moment(60), None)]
    notes = [Taken("long wait:oms", moment(12), "Svetlana"), Taken("long wait:oms", moment(30), "Olga")]
    later, earlier = alarms_of(waits, [], [], notes)
    assert (later.taken, [note.by for note in earlier.taken]) == ((), ["Svetlana"])
