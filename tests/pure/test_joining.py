"""Somebody who hears a prompt is joined when it has ended, so that Asterisk waits for nobody's prompt."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from jumping import JumpingLoop

from thirdring.acd.actions import Action, HangUpLeg, Join, JoinLegs, Play, PlayToLeg, StartMusic, StopPlaying
from thirdring.acd.inputs import Input, PromptEnded
from thirdring.asterisk.ari import Ari
from thirdring.asterisk.hushing import HUSHED_WITHIN_S
from thirdring.asterisk.known import Caller, Known, Leg, playback_of
from thirdring.asterisk.orders import Orders
from thirdring.asterisk.sounds import LineVoice, Sounds

CALL, LEG, COLLEAGUE = "1700000000.1", "1700000000.1~1", "1700000000.1~2"
BRIDGE = f"POST bridges/talk:{CALL}"
JOINED = [f"{BRIDGE}/addChannel"]
MUSIC = [f"{BRIDGE}/removeChannel", f"POST channels/{CALL}/moh"]


def stops(channel: str) -> str:
    return f"DELETE playbacks/{playback_of(channel, 1)}"


class World:
    """Orders to a media server that only notes what it is asked."""

    def __init__(self, folder: Path) -> None:
        self.asked: list[str] = []
        self.told: list[Input] = []
        self.known = Known()
        self.known.callers[CALL] = Caller("1001")
        self.known.legs.update({leg: Leg(CALL, answered=True) for leg in (LEG, COLLEAGUE)})
        self.orders = Orders(
            cast(Ari, SimpleNamespace(send=self._asked)),
            self.known,
            sounds=Sounds(folder),
            on_input=self.told.append,
            name_of_line=str,
            voice_of_line=lambda line: LineVoice(),
            way_to=lambda number, line: None,
            recording_of=Path,
            now=lambda: 0,
        )

    def _asked(self, method: str, uri: str, *_query: object, **_answered: object) -> None:
        if uri != "bridges":
            self.asked.append(f"{method} {uri}")

    def asks(self, *actions: Action) -> list[str]:
        """What is asked for these."""
        before = len(self.asked)
        for action in actions:
            self.orders.carry_out(action)
        return self.asked[before:]

    def asks_when_over(self, channel: str) -> list[str]:
        """What is asked when the first prompt of a channel is over."""
        before = len(self.asked)
        self.orders.prompt_ended(playback_of(channel, 1), failed=False)
        return self.asked[before:]


@pytest.fixture
def w(tmp_path: Path) -> World:
    return World(tmp_path)


async def test_who_hears_nothing_is_joined_at_once(w: World) -> None:
    assert w.asks(Join(CALL, LEG)) == JOINED


async def test_who_hears_a_prompt_is_joined_when_it_has_ended_and_what_was_ordered_then_comes_after(
    w: World,
) -> None:
    w.asks(Play(CALL, "notice"))
    assert w.asks(Join(CALL, LEG)) == [stops(CALL)]
    assert w.asks(StartMusic(CALL), Play(CALL, "notice")) == []
    after = w.asks_when_over(CALL)
    assert after == [*JOINED, *MUSIC, f"POST channels/{CALL}/play/{playback_of(CALL, 2)}"]
    assert w.told == [], "nobody has heard the notice to its end"


async def test_an_operator_who_hears_whom_he_gets_is_waited_for_too(w: World) -> None:
    w.asks(Play(CALL, "notice"), PlayToLeg(LEG, "confirm-key"))
    assert w.asks(Join(CALL, LEG)) == [stops(LEG), stops(CALL)]
    assert w.asks_when_over(LEG) == []
    assert w.asks_when_over(CALL) == JOINED


async def test_an_operator_whose_prompt_could_not_be_played_is_joined_at_once(w: World) -> None:
    w.asks(PlayToLeg(LEG, "confirm-key"))
    w.orders.prompt_ended(playback_of(LEG, 1), failed=True)
    assert w.asks(Join(CALL, LEG)) == JOINED


async def test_two_operators_are_joined_when_neither_hears_a_prompt_any_more(w: World) -> None:
    w.asks(PlayToLeg(COLLEAGUE, "confirm-key"))
    assert w.asks(JoinLegs(CALL, COLLEAGUE, LEG)) == [stops(COLLEAGUE)]
    assert w.asks_when_over(COLLEAGUE) == [f"POST bridges/consult:{CALL}/addChannel"]


async def test_an_operator_who_goes_in_that_moment_is_joined_with_nobody(w: World) -> None:
    w.asks(Play(CALL, "notice"))
    w.asks(Join(CALL, LEG))
    assert w.asks(HangUpLeg(LEG), StartMusic(CALL)) == [f"DELETE channels/{LEG}", *MUSIC[1:]]
    assert w.asks_when_over(CALL) == []


async def test_an_operator_who_goes_while_his_own_prompt_ends_holds_nobody_up(w: World) -> None:
    w.asks(PlayToLeg(LEG, "confirm-key"))
    w.asks(Join(CALL, LEG))
    w.orders.forget_leg(LEG)
    assert w.asks(StartMusic(CALL)) == MUSIC[1:]


async def test_a_caller_who_goes_in_that_moment_leaves_nothing_to_do(w: World) -> None:
    w.asks(Play(CALL, "notice"))
    w.asks(Join(CALL, LEG))
    w.orders.forget(CALL)
    assert w.asks_when_over(CALL) == []
    assert w.known.playbacks == {}


async def test_a_prompt_that_was_cut_short_for_another_is_not_taken_for_it(w: World) -> None:
    w.asks(Play(CALL, "notice"), Play(CALL, "menu"))
    w.asks_when_over(CALL)
    assert w.told == []
    w.orders.prompt_ended(playback_of(CALL, 2), failed=False)
    assert w.told == [PromptEnded(0, CALL, "menu")]


def test_a_caller_of_whose_prompt_nothing_is_told_is_joined_all_the_same(w: World) -> None:
    async def nothing_is_told() -> list[str]:
        w.asks(Play(CALL, "notice"))
        w.asks(Join(CALL, LEG))
        before = len(w.asked)
        await asyncio.sleep(HUSHED_WITHIN_S + 0.01)
        return w.asked[before:]

    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        assert runner.run(nothing_is_told()) == JOINED


async def test_what_nobody_told_the_end_of_does_not_swallow_a_later_prompt(w: World) -> None:
    """Names come again: the fourth prompt has that of the first, which was stopped."""
    w.asks(Play(CALL, "notice"), StopPlaying(CALL))
    for number in (2, 3, 1):
        w.asks(Play(CALL, "menu"))
        w.orders.prompt_ended(playback_of(CALL, number), failed=False)
    assert len(w.told) == 3
