"""A part of the centre was away: what a new engine, or one that has its Asterisk again, tells the journal."""

from __future__ import annotations

import pytest
from centre import CENTRE

from thirdring.acd.core import step
from thirdring.acd.facts import PartWasAway
from thirdring.acd.inputs import CallerGone, CentreConfigured, CentrePart, GoneCause, Harm, PartReturned
from thirdring.acd.moment import SECOND
from thirdring.acd.state import State
from thirdring.engine.outages import LastSign, Outages, last_sign, wrote_late

FOUND_AT_ONCE = SECOND // 10


def told(outages: list[PartReturned]) -> list[tuple[CentrePart, float, float]]:
    return [(one.part, one.since / SECOND, one.until / SECOND) for one in outages]


def test_an_outage_becomes_a_fact_and_changes_nothing_else() -> None:
    state = State.empty()
    step(state, CentreConfigured(0, CENTRE))
    harm = Harm(calls=3, rows=40)
    effects = step(state, PartReturned(9, CentrePart.DATABASE, 4, 9, harm))
    assert effects == (PartWasAway(CentrePart.DATABASE, 4, 9, harm),)


def test_the_first_engine_of_all_has_missed_nobody() -> None:
    assert Outages(None, 100 * SECOND).met_asterisk(100 * SECOND + FOUND_AT_ONCE, 0, []) == []


def test_a_new_engine_tells_since_when_nobody_routed_calls_and_what_became_of_them() -> None:
    gone = [
        CallerGone(20 * SECOND, "a", GoneCause.LOST),
        CallerGone(30 * SECOND, "b", GoneCause.UNANSWERED_WHILE_AWAY),
        CallerGone(40 * SECOND, "c", GoneCause.SERVED_WHILE_AWAY),
        CallerGone(50 * SECOND, "d", GoneCause.HUNG_UP),
    ]
    outages = Outages(LastSign(11 * SECOND), 100 * SECOND)
    [engine] = outages.met_asterisk(100 * SECOND + FOUND_AT_ONCE, 7, gone)
    assert told([engine]) == [(CentrePart.ENGINE, 11, 100)]
    assert engine.harm == Harm(calls=7, broken=1, missed=1, served=1)


def test_an_engine_that_loses_asterisk_tells_it_once() -> None:
    outages = Outages(None, 0)
    outages.met_asterisk(FOUND_AT_ONCE, 0, [])
    outages.lost_asterisk(60 * SECOND)
    assert outages.asterisk_away_since == 60 * SECOND
    assert told(outages.met_asterisk(63 * SECOND, 0, [])) == [(CentrePart.ASTERISK, 60, 63)]
    assert outages.asterisk_away_since is None


@pytest.mark.parametrize(
    ("former", "since"),
    [
        pytest.param(LastSign(90 * SECOND), 100, id="nobody had missed it before"),
        pytest.param(LastSign(90 * SECOND, 20 * SECOND), 20, id="the former engine had lost it"),
    ],
)
def test_an_engine_that_finds_no_asterisk_tells_both(former: LastSign, since: int) -> None:
    outages = Outages(former, 100 * SECOND)
    assert told(outages.met_asterisk(400 * SECOND, 0, [])) == [
        (CentrePart.ENGINE, 90, 100),
        (CentrePart.ASTERISK, since, 400),
    ]


def test_a_database_that_is_back_says_how_many_rows_had_to_wait() -> None:
    assert wrote_late(4, 9, calls=2, rows=5) == PartReturned(
        9, CentrePart.DATABASE, 4, 9, Harm(calls=2, rows=5)
    )


def test_an_engine_that_died_while_the_database_was_away_leaves_both_to_be_told() -> None:
    sign = last_sign(10 * SECOND, 40 * SECOND, 25, None)
    database, engine = Outages(sign, 100 * SECOND).met_asterisk(101 * SECOND, 3, [])
    assert told([database, engine]) == [(CentrePart.DATABASE, 10, 100), (CentrePart.ENGINE, 40, 100)]
    assert (database.harm, engine.harm) == (Harm(calls=3, rows=25), Harm(calls=3))


@pytest.mark.parametrize(
    ("row", "kept"),
    [
        pytest.param(11 * SECOND, 25, id="rows of the last second were on their way"),
        pytest.param(40 * SECOND, 0, id="the database has all of them"),
        pytest.param(2 * SECOND, 0, id="nothing happened for long"),
    ],
)
def test_a_database_that_took_everything_was_not_away(row: int, kept: int) -> None:
    sign = last_sign(10 * SECOND, row, kept, None)
    assert told(Outages(sign, 100 * SECOND).met_asterisk(100 * SECOND, 0, [])) == [
        (CentrePart.ENGINE, max(row, 10 * SECOND) / SECOND, 100)
    ]
