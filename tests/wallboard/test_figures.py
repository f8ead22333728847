"""Figures of the day: totals are sums of their lines, and what is usual is a mean of days that had calls."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from thirdring.apps.figures.days import QUARTER, Person, Today, Usual, midnight_of
from thirdring.measures import Tally
from thirdring.wallboard import figures

from .cast import MARIA, NAMES, OF_FUND, OF_INSURER

MIDNIGHT = datetime(2026, 11, 22, 21, tzinfo=UTC)


def day() -> Today:
    return Today(
        MIDNIGHT,
        lines={
            "1001": Tally(
                arrived=9, offered=8, answered=6, answered_within=5, abandoned=2, abandoned_within=1
            ),
            "1002": Tally(arrived=2, offered=2, answered=2, answered_within=1),
        },
        queues={"oms": Tally(offered=9, answered=7, told=2, told_error_ms=50_000)},
        quarters={
            MIDNIGHT + 40 * QUARTER: Tally(arrived=3, offered=3, answered=2, answered_within=1, abandoned=1)
        },
        people={MARIA: Person(missed=2, passed_on=20, wrong=3)},
    )


def test_the_whole_day_is_the_sum_of_its_lines() -> None:
    shown = figures.day([day()])
    assert shown["all"]["arrived"] == shown["line:1001"]["arrived"] + shown["line:1002"]["arrived"]
    assert shown["all"]["negative"] == 0.6
    assert shown["all"]["ignored"] == 0.6667
    assert shown["all"]["positive"] == 0.7


def test_the_error_of_what_was_told_is_that_of_the_queues() -> None:
    shown = figures.day([day()])
    assert (shown["all"]["told"], shown["all"]["toldError"]) == (2, 25.0)
    assert shown["queue:oms"]["toldError"] == 25.0


def test_what_is_usual_is_the_mean_of_the_days_that_had_calls() -> None:
    shown = figures.usual(
        [Usual(2, {"1001": Tally(arrived=21, offered=20, answered=10, answered_within=10)})]
    )
    assert (shown["all"]["arrived"], shown["all"]["days"], shown["all"]["negative"]) == (10.5, 2, 0.5)
    assert figures.usual([Usual()]) == {}
    queues = {"oms": Tally(offered=20, answered=15, answered_within=12)}
    assert figures.usual([Usual(2, {}, (), queues)])["queue:oms"]["negative"] == 0.6


def test_a_quarter_of_an_hour_has_what_came_and_what_is_usual() -> None:
    before = Usual(4, {}, tuple(2.25 if place == 40 else 0.0 for place in range(96)))
    shown = figures.quarters([day()], [before])
    key = str(int((MIDNIGHT + timedelta(hours=10)).timestamp()) * 1000)
    assert shown == {key: {"arrived": 3, "answered": 2, "abandoned": 1, "level": 0.333, "usual": 2.25}}


def test_an_operators_misses_are_seen_by_the_own_organisation_alone() -> None:
    assert figures.people([day()], NAMES, OF_FUND)[str(MARIA)] == {"missed": 2, "passedOn": 20, "wrong": 3}
    assert figures.people([day()], NAMES, OF_INSURER) == {}


def test_a_day_begins_at_midnight_of_the_organisations_own_zone() -> None:
    now = datetime(2026, 11, 22, 21, 30, tzinfo=UTC)
    assert midnight_of(now, ZoneInfo("Europe/Moscow")) == datetime(2026, 11, 22, 21, tzinfo=UTC)
    assert midnight_of(now, ZoneInfo("Europe/Kyiv")) == datetime(2026, 11, 21, 22, tzinfo=UTC)
