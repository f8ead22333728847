"""What a supervisor sees: every operator and every call of the own organisation, and no other."""

from __future__ import annotations

from thirdring.apps.channels.names import Scope
from thirdring.journal.live import LiveMisses, LiveTold
from thirdring.journal.live_records import LiveDials, LiveLift, LiveMembership, LiveOrder
from thirdring.wallboard import floor, picture

from .cast import (
    ANNA,
    FUND,
    MARIA,
    NAMES,
    OF_FUND,
    OF_INSURER,
    OLGA,
    PAVEL,
    at,
    centre,
    owed,
    rung,
    spoken_with,
    waiting,
)


def test_an_operator_is_shown_with_phone_desk_and_state() -> None:
    shown = floor.operators(centre(), NAMES, OF_FUND)
    maria, olga = shown[str(MARIA)], shown[str(OLGA)]
    assert (maria["name"], maria["state"], maria["reachable"], maria["desk"]) == (
        "Maria Primerova",
        "ready",
        True,
        True,
    )
    assert (olga["state"], olga["reason"], olga["reachable"], olga["desk"]) == (
        "paused",
        "lunch",
        False,
        False,
    )


def test_the_floor_tells_who_has_dialled_as_often_as_allowed_and_whose_limit_is_lifted_until_when() -> None:
    live = centre()
    live.dials[MARIA] = LiveDials(at(0), 120, 3_600_000_000)
    live.unlimited[OLGA] = LiveLift(at(3600), "svetlana", "Svetlana", "a campaign")
    shown = floor.operators(live, NAMES, OF_FUND)
    maria, olga = shown[str(MARIA)], shown[str(OLGA)]
    assert (maria["exhausted"], maria["unlimited"]) == (at(3600) // 1000, None)
    lifted = {"by": "Svetlana", "reason": "a campaign", "until": at(3600) // 1000}
    assert (olga["exhausted"], olga["unlimited"]) == (None, lifted)


def test_those_who_wait_have_their_place_by_arrival_in_each_queue() -> None:
    live = centre(late=waiting(9), first=rung(1, MARIA), other=waiting(5, "oms-policies"))
    shown = floor.calls(live, NAMES, OF_FUND)
    assert {key: call["place"] for key, call in shown.items()} == {"late": 2, "first": 1, "other": 1}


def test_a_waiting_caller_is_shown_with_what_was_said_to_him() -> None:
    live = centre(a=waiting(0))
    live.calls["a"].told = LiveTold(at(3), "oms", 1, 97_000_000, 120_000_000)
    assert floor.calls(live, NAMES, OF_FUND)["a"]["told"] == [at(3) // 1000, 120_000]


def test_a_caller_who_was_passed_on_is_seen_by_both_organisations() -> None:
    live = centre(a=spoken_with(PAVEL, queue="primer"), b=waiting(0))
    assert set(floor.calls(live, NAMES, OF_INSURER)) == {"a"}
    assert set(floor.calls(live, NAMES, OF_FUND)) == {"a", "b"}
    assert floor.calls(live, NAMES, OF_INSURER)["a"]["mine"] is False


def test_a_number_is_masked_unless_it_may_be_seen() -> None:
    live = centre(a=waiting(0))
    assert floor.calls(live, NAMES, OF_FUND)["a"]["caller"] == "••• 0077"
    assert floor.calls(live, NAMES, Scope(FUND, numbers=True))["a"]["caller"] == ANNA


def test_a_caller_from_the_site_or_with_a_hidden_number_is_said_so_to_everybody() -> None:
    assert floor.shown_number("web-caller", OF_FUND) == "web-caller"
    assert floor.shown_number("", OF_FUND) == ""


def test_an_overdue_promise_says_whose_it_is() -> None:
    live = centre()
    live.promises = {"late": owed(-60), "in time": owed(60)}
    shown = floor.overdue(live, NAMES, OF_FUND, at(0))
    assert set(shown) == {"late"}
    assert (shown["late"]["owner"], shown["late"]["number"]) == ("General questions", "••• 0077")


def test_misses_one_after_another_stand_beside_the_operator() -> None:
    live = centre()
    live.operators[MARIA].misses = LiveMisses(at(0), 3, 900_000_000)
    assert floor.operators(live, NAMES, OF_FUND)[str(MARIA)]["misses"] == 3


def test_whom_a_supervisor_took_into_a_queue_serves_it_and_it_is_said_by_whom() -> None:
    live = centre()
    live.memberships = {
        MARIA: {"oms-policies": LiveMembership(True, at(3600), "svetlana", "Svetlana", "many callers")},
        OLGA: {"oms-policies": LiveMembership(False, at(3600), "svetlana", "Svetlana", "knows others")},
    }
    live.ordered = {OLGA: LiveOrder("pause", "svetlana", "Svetlana", "a meeting", at(0), True)}
    shown = floor.operators(live, NAMES, OF_FUND)
    assert shown[str(MARIA)]["serves"] == ["oms", "oms-policies"]
    assert shown[str(MARIA)]["changed"] == {"oms-policies": {"by": "Svetlana", "reason": "many callers"}}
    assert (shown[str(MARIA)]["ordered"], shown[str(OLGA)]["serves"]) == (None, ["oms"])
    assert shown[str(OLGA)]["ordered"] == {"by": "Svetlana", "reason": "a meeting"}
    assert picture.queues(live, NAMES, OF_FUND, {})["oms-policies"]["free"] == 1
