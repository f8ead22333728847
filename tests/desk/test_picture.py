"""What a desk is told of the centre: its own call in full, of the others only what they do."""

from __future__ import annotations

import json

import pytest

from thirdring.acd.facts import Held, Interrupted, Joined, Resumed
from thirdring.acd.inputs import HoldRequested, Owner
from thirdring.desk import picture
from thirdring.journal.live import (
    Live,
    LiveCall,
    LiveOperator,
    LivePause,
    LivePromise,
    LiveSupervision,
    apply,
)
from thirdring.journal.rows import Row

SECOND = 1_000_000
MARIA, OLGA = 17, 18


def centre() -> Live:
    """Maria speaks with a caller; another one has waited for ten seconds."""
    spoken_with = LiveCall(
        "1001", 1, "+70000000001", "", 0, "talking", 5 * SECOND, "oms", waiting_since=SECOND
    )
    waiting = LiveCall(
        "1001", 1, "+70000000002", "", 0, "waiting", 2 * SECOND, "oms", waiting_since=2 * SECOND
    )
    return Live(
        seq=9,
        at=12 * SECOND,
        operators={
            MARIA: LiveOperator("talking", 5 * SECOND, call="a", device="op17-web"),
            OLGA: LiveOperator("ready", 3 * SECOND),
        },
        calls={"a": spoken_with, "b": waiting},
    )


def test_a_desk_sees_its_own_call() -> None:
    seen = picture.call(centre(), MARIA, {})
    assert seen
    assert (seen["caller"], seen["joined"], seen["queued"]) == ("+70000000001", 5_000, 1_000)


def test_a_desk_never_learns_with_whom_a_colleague_speaks() -> None:
    live = centre()
    told = [picture.me(live, OLGA), picture.call(live, OLGA, {}), picture.colleagues(live)]
    assert "+7000000000" not in json.dumps(told)


def test_a_queue_counts_those_who_wait_and_since_when_the_first_of_them() -> None:
    figures = picture.queues(centre(), frozenset({"oms", "empty"}))
    assert figures["oms"] == {"waiting": 1, "oldest": 2_000, "unservable": ""}
    assert figures["empty"]["waiting"] == 0


def test_in_wrap_up_the_call_that_is_over_stays_on_the_desk() -> None:
    live = centre()
    past = {"a": picture.past_of(live, live.calls.pop("a"))}
    live.operators[MARIA].state = "wrap-up"
    seen = picture.call(live, MARIA, past)
    assert seen
    assert (seen["ended"], seen["state"], seen["caller"]) == (True, "ended", "+70000000001")


def test_one_who_is_not_on_shift_is_told_so() -> None:
    assert picture.me(centre(), 99)["state"] == "logged out"


def test_the_operator_sees_who_listens_if_the_rules_of_the_centre_say_so() -> None:
    live = centre()
    live.operators[OLGA] = LiveOperator("supervising", 6 * SECOND, call="a")
    for shown in (True, False):
        live.calls["a"].supervision = LiveSupervision(OLGA, MARIA, "whisper", 6 * SECOND, shown)
        hers, supervisors = picture.call(live, MARIA, {}), picture.call(live, OLGA, {})
        assert hers and supervisors
        assert hers["supervisor"] == ({"operator": OLGA, "mode": "whisper"} if shown else None)
        assert hers["listening"] is None
        assert supervisors["listening"] == {"operator": MARIA, "mode": "whisper"}
        assert supervisors["joined"] is None


def test_a_paused_recording_is_seen_with_the_moment_when_it_goes_on() -> None:
    live = centre()
    live.calls["a"].recording_paused = LivePause(8 * SECOND, 128 * SECOND)
    seen = picture.call(live, MARIA, {})
    assert seen and seen["unrecorded"] == {"until": 128_000}


HOLD, LOST = Held("a", MARIA), Interrupted("a", MARIA, 20 * SECOND)
BACK, RESUMED = Joined("a", "a~2", MARIA), Resumed("a", MARIA)


@pytest.mark.parametrize(
    ("happened", "since"),
    [
        ([HOLD], 1),
        ([HOLD, LOST, BACK, HOLD], 1),  # her page was reloaded, and the music has played all the while
        ([HOLD, RESUMED, HOLD], 3),
        ([LOST, BACK, HOLD], 3),
        ([HOLD, LOST, BACK], None),
        ([HOLD, RESUMED], None),
    ],
)
def test_the_desk_knows_since_when_the_caller_hears_music(
    happened: list[Held | Interrupted | Joined | Resumed], since: int | None
) -> None:
    live = centre()
    for second, fact in enumerate(happened, start=1):
        row = Row(9 + second, HoldRequested((20 + second) * SECOND, MARIA), (fact,))
        apply(live, row)
    seen = picture.call(live, MARIA, {})
    assert seen and seen["held"] == (since and 20_000 + since * 1_000)


def promise(owner: Owner, due: int, **fields: object) -> LivePromise:
    """Somebody called ``origin`` and was promised a call back."""
    return LivePromise(
        "call back",
        "missed",
        "",
        owner,
        "origin",
        "1001",
        1,
        "oms",
        "+70000000003",
        SECOND,
        SECOND,
        0,
        due,
        **fields,
    )


def test_a_desk_sees_the_promise_in_hand_and_the_card_of_whom_it_calls_back() -> None:
    live = centre()
    live.promises["p1"] = promise(Owner(queue="oms"), 60 * SECOND, state="in attempt", attempt="a")
    live.operators[MARIA].promise = live.calls["a"].promise = "p1"
    live.calls["a"].state, live.calls["a"].callee = "dialling", "ringing"
    held = picture.held(live, MARIA)
    assert held
    assert (held["id"], held["call"], held["number"]) == ("p1", "origin", "+70000000003")
    seen = picture.call(live, MARIA, {})
    assert seen
    assert (seen["card"], seen["callee"], seen["joined"]) == ("origin", "ringing", None)
    assert picture.card_of(live, live.operators[MARIA], {}) == "origin"
    assert picture.held(live, OLGA) is None


def test_the_card_stays_when_the_call_back_is_over_and_the_promise_settled() -> None:
    live = centre()
    live.promises["p1"] = promise(Owner(queue="oms"), 60 * SECOND, attempt="a")
    live.calls["a"].promise = "p1"
    past = {"a": picture.past_of(live, live.calls.pop("a"))}
    del live.promises["p1"]
    live.operators[MARIA].state = "wrap-up"
    seen = picture.call(live, MARIA, past)
    assert seen
    assert (seen["card"], seen["ended"]) == ("origin", True)


def test_what_is_owed_is_told_by_owner_and_without_a_word_of_whom() -> None:
    live = centre()
    live.promises = {
        "p1": promise(Owner(queue="oms"), 90 * SECOND),
        "p2": promise(Owner(queue="oms"), 60 * SECOND, overdue=True),
        "p3": promise(Owner(operator=MARIA), 30 * SECOND),
        "p4": promise(Owner(skill="dept:oms"), 30 * SECOND),
    }
    owed = picture.owed(live)
    assert owed["queue:oms"] == {"open": 2, "overdue": 1, "oldest": 1_000, "due": 60_000}
    assert owed.keys() == {"queue:oms", f"operator:{MARIA}", "skill:dept:oms"}
    assert "+7000" not in json.dumps(owed)
