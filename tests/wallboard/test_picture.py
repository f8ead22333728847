"""What a wallboard shows of the moment: who waits, who could serve them, what is owed. It names nobody."""

from __future__ import annotations

import json

from thirdring.wallboard import picture

from .cast import (
    ANNA,
    MARIA,
    NAMES,
    OF_ALL,
    OF_FUND,
    OF_INSURER,
    START,
    at,
    centre,
    owed,
    rung,
    spoken_with,
    waiting,
)


def test_a_queue_counts_those_who_wait_and_since_when_the_first_of_them() -> None:
    live = centre(a=waiting(5), b=rung(2, MARIA), c=spoken_with(MARIA), d=waiting(9, "oms-policies"))
    shown = picture.queues(live, NAMES, OF_FUND, {"oms": 42.5})["oms"]
    assert (shown["waiting"], shown["ringing"], shown["talking"]) == (2, 1, 1)
    assert shown["oldest"] == (START + 2_000_000) // 1000
    assert shown["expected"] == 42.5


def test_a_line_counts_all_its_callers_in_whatever_queue() -> None:
    live = centre(a=waiting(5), b=waiting(1, "oms-policies"), c=spoken_with(MARIA))
    shown = picture.lines(live, NAMES, OF_FUND)["1001"]
    assert (shown["waiting"], shown["talking"], shown["here"]) == (2, 1, 3)


def test_a_queue_says_who_could_serve_it_now() -> None:
    shown = picture.queues(centre(), NAMES, OF_FUND, {})
    assert (shown["oms"]["free"], shown["oms"]["shift"], shown["oms"]["away"]) == (1, 2, 1)
    assert (shown["oms-policies"]["free"], shown["oms-policies"]["shift"]) == (0, 1)


def test_each_organisation_sees_its_own_and_nothing_else() -> None:
    live = centre(a=waiting(0, "primer", "3001"), b=waiting(0))
    assert set(picture.queues(live, NAMES, OF_INSURER, {})) == {"primer"}
    assert set(picture.lines(live, NAMES, OF_INSURER)) == {"3001"}
    assert picture.operators(live, NAMES, OF_INSURER) == {}
    assert set(picture.lines(live, NAMES, OF_ALL)) == {"1001", "3001"}


def test_promises_are_open_due_soon_and_overdue() -> None:
    live = centre()
    live.promises = {"late": owed(-1), "soon": owed(600), "later": owed(7200)}
    live.promises["late"].overdue = True
    shown = picture.promises(live, NAMES, OF_FUND, at(0))
    assert (shown["open"], shown["near"], shown["overdue"]) == (3, 1, 1)
    assert shown["next"] == at(600) // 1000


def test_a_promise_whose_time_has_come_is_overdue_before_the_journal_says_so() -> None:
    live = centre()
    live.promises = {"late": owed(10)}
    assert picture.promises(live, NAMES, OF_FUND, at(10))["overdue"] == 1


def test_what_another_organisation_owes_to_our_callers_is_seen_by_both() -> None:
    live = centre()
    live.promises = {"p": owed(600, queue="primer")}
    assert picture.promises(live, NAMES, OF_FUND, at(0))["open"] == 1
    assert picture.promises(live, NAMES, OF_INSURER, at(0))["open"] == 1


def test_the_wall_names_no_person_and_no_number() -> None:
    live = centre(a=waiting(0), b=rung(2, MARIA))
    live.promises = {"p": owed(-5)}
    parts = [
        picture.queues(live, NAMES, OF_FUND, {}),
        picture.lines(live, NAMES, OF_FUND),
        picture.operators(live, NAMES, OF_FUND),
        picture.promises(live, NAMES, OF_FUND, at(0)),
    ]
    told = json.dumps(parts)
    assert "Primerova" not in told
    assert ANNA[-4:] not in told


def test_a_screen_is_sent_what_is_new_what_changed_and_what_is_gone() -> None:
    before = {"a": {"n": 1}, "b": {"n": 2}, "c": {"n": 3}}
    after = {"a": {"n": 1}, "b": {"n": 9}, "d": {"n": 4}}
    assert picture.difference(before, after) == {"b": {"n": 9}, "d": {"n": 4}, "c": None}
