"""A phone that is not registered any more, and is silent: for how long may it be, and what if we were?"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import cast

import pytest
from jumping import JumpingLoop

from thirdring.asterisk.ari import Ari
from thirdring.asterisk.doubts import LATE_S, LOOK_EVERY_S, SILENT_LOOKS, Doubts
from thirdring.asterisk.events import RESTResponse
from thirdring.asterisk.known import Known, Leg

LEG = "1700000000.1~1"
FOUND_WITHIN_S = 2.5  # long before the media server's own six
LOOKS = 1 + SILENT_LOOKS


class _MediaServer:
    """Answers how many packets have come: at each look one of ``packets``, after ``takes_s`` seconds."""

    def __init__(
        self, loop: JumpingLoop, packets: list[int], takes_s: dict[int, float], status: int = 200
    ) -> None:
        self._loop = loop
        self._packets = packets
        self._takes_s = takes_s
        self._status = status
        self.looks = 0

    def send(self, method: str, uri: str, *, answered: Callable[[RESTResponse], None]) -> None:
        assert (method, uri) == ("GET", f"channels/{LEG}/rtp_statistics")
        look, self.looks = self.looks, self.looks + 1
        received = self._packets[min(look, len(self._packets) - 1)]
        self._loop.stands_still(self._takes_s.get(look, 0.001))
        answered(RESTResponse(status_code=self._status, message_body=f'{{"rxcount":{received}}}'))


def _judged(
    packets: list[int],
    *,
    takes_s: dict[int, float] | None = None,
    status: int = 200,
    events: int = 1,
    gone_after_s: float | None = None,
) -> tuple[list[str], float, int]:
    """Who is called lost, when, after how many looks; ``events``: how often the phone is said to be off."""
    lost: list[str] = []
    known = Known()
    known.legs[LEG] = Leg("1700000000.1", answered=True)
    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        loop = cast(JumpingLoop, runner.get_loop())
        server = _MediaServer(loop, packets, takes_s or {}, status)

        async def doubts() -> float:
            at_s = 0.0

            def told(leg: str) -> None:
                nonlocal at_s
                at_s = loop.time()
                lost.append(leg)
                known.forget_leg(leg)

            looking = Doubts(cast(Ari, server), known, lost=told)
            for _ in range(events):
                looking.about([LEG, "no-leg-of-ours"])
            if gone_after_s is not None:
                loop.call_later(gone_after_s, known.forget_leg, LEG)
            await asyncio.sleep(60)
            return at_s

        return lost, runner.run(doubts()), server.looks


def test_who_sends_nothing_in_several_looks_is_lost_soon() -> None:
    lost, at_s, looks = _judged([500])
    assert lost == [LEG]
    assert (SILENT_LOOKS * LOOK_EVERY_S) < at_s < FOUND_WITHIN_S
    assert looks == LOOKS


@pytest.mark.parametrize("silent", range(1, SILENT_LOOKS))
def test_whose_voice_comes_again_after_a_gap_is_left_alone(silent: int) -> None:
    lost, _, looks = _judged([500] * (1 + silent) + [520])
    assert lost == []
    assert looks == silent + 2, "once heard, nobody asks on"


def test_two_events_about_one_phone_are_one_doubt() -> None:
    lost, _, looks = _judged([500], events=2)
    assert (lost, looks) == ([LEG], LOOKS)


@pytest.mark.parametrize("look", range(LOOKS))
def test_a_machine_that_stood_still_begins_anew(look: int) -> None:
    """Nobody's packets were read meanwhile, so the looks before and over the stall prove nothing."""
    lost, at_s, looks = _judged([500], takes_s={look: LATE_S + 0.2})
    assert lost == [LEG]
    assert looks == look + LOOKS
    assert at_s > LATE_S + SILENT_LOOKS * LOOK_EVERY_S


def test_silence_before_a_stall_does_not_count_with_that_after_it() -> None:
    silent_then_heard = [500] * (2 * SILENT_LOOKS) + [520]
    lost, _, looks = _judged(silent_then_heard, takes_s={SILENT_LOOKS: 30.0})
    assert lost == []
    assert looks == len(silent_then_heard)


def test_a_machine_that_is_always_late_judges_nobody() -> None:
    lost, _, _ = _judged([500], takes_s=dict.fromkeys(range(200), LATE_S + 0.1))
    assert lost == [], "the media server's own six seconds tell"


@pytest.mark.parametrize("status", [0, 404])
def test_an_answer_that_does_not_come_proves_nothing(status: int) -> None:
    lost, _, looks = _judged([500], status=status)
    assert (lost, looks) == ([], 1)


def test_a_leg_that_has_ended_by_itself_is_told_of_once() -> None:
    lost, _, looks = _judged([500], gone_after_s=LOOK_EVERY_S * 2.5)
    assert lost == []
    assert looks == 3
