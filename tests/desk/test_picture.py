"""What a desk is told of the centre: its own call in full, of the others only what they do."""

from __future__ import annotations

import json

from thirdring.desk import picture
from thirdring.journal.live import Live, LiveCall, LiveOperator, LivePause, LiveSupervision

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
