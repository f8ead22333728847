"""Small centres on random days: operators miss, refuse and vanish, and callers hang up anywhere.

Nobody is stuck, nobody is lost, and the judge, who reads the journal alone, finds exactly what
the phones themselves have seen. ``THIRDRING_TEST_DAYS`` says how many days are played.
"""

from __future__ import annotations

import os
from collections import Counter
from random import Random

import msgspec
import pytest

from thirdring.acd.actions import HangUpLeg, Join, Part, PlayToLeg, Ring, Say, StartMusic, StopMusic
from thirdring.acd.centre import Centre, Device, DeviceKind, Line, Operator, Queue, Rules
from thirdring.acd.effects import Effect
from thirdring.acd.facts import Arrived, Ended
from thirdring.acd.inputs import Input, LegAnswered, LegGone, LegRinging, SupervisionRequested
from thirdring.acd.moment import Moment, seconds
from thirdring.acd.promise_facts import Promised, PromiseEnded
from thirdring.acd.rules import rules_in_full, rules_of
from thirdring.regulation import known
from thirdring.regulation.judge import Breach, Judge
from thirdring.twin import Scenario, Twin

DAYS = int(os.environ.get("THIRDRING_TEST_DAYS", "2000"))
ORDER = known()[0]
KINDS = (DeviceKind.MOBILE, DeviceKind.DESK_PHONE, DeviceKind.BROWSER, DeviceKind.BROWSER)
SILENT = msgspec.structs.replace(rules_of(ORDER), ring_limit=seconds(16))  # neglects clauses 1 and 2


def small_centre(rules: Rules, operators: int) -> Centre:
    """Two queues; every third operator sits in the second one; of four one has a mobile, two browsers."""
    people = []
    for number in range(1, operators + 1):
        kind = KINDS[number % 4]
        skills = {"level:2": 1} if number % 3 == 0 else {"level:1": 1}
        people.append(Operator(number, 1, skills, (Device(f"op{number}", kind, f"twin/{number}"),)))
    return Centre(
        1,
        (Line("1", 1, "first", notice="recorded"), Line("2", 1, "second")),
        (
            Queue("first", "Первая", ("level:1",), wrap_up_limit=seconds(20)),
            Queue("second", "Вторая", ("level:2",), wrap_up_limit=0),
        ),
        tuple(people),
        rules,
    )


def random_day(seed: int) -> Scenario:
    chance = Random(seed)
    rules = SILENT if seed % 4 == 0 else rules_in_full(ORDER)
    return Scenario(
        centre=small_centre(rules, chance.randint(3, 6)),
        calls=chance.randint(3, 12),
        arrivals_per_s=chance.choice([0.01, 0.05, 0.2]),
        lines={"1": 3, "2": 1},
        handling_s=chance.choice([20, 120, 400]),
        wrap_up_s=10,
        patience_s=chance.choice([20, 120, 600]),
        missed=chance.choice([0, 0.1, 0.5]),
        refused=chance.choice([0, 0.1, 0.3]),
        vanished=chance.choice([0, 0.1, 0.2]),
        hangs_up=chance.choice([0, 0.3]),
        passed_on=chance.choice([0, 0.3]),
        passed_on_to="second",
        choices={"": 2, "1": 1, "2": 1, "3": 1},
        supervised=Random(seed + 1_000_000).choice([0, 0.5]),  # apart: the other days stay as they were
        reached=chance.choice([0.2, 0.7, 1.0]),
        seed=seed,
    )


class Ears:
    """What caller and phones hear, from orders and events alone: the facts are the judge's."""

    def __init__(self, third_ring_s: float) -> None:
        self.third_ring = seconds(third_ring_s)  # a phone that rang so long has rung three times
        self.music_since: dict[str, Moment] = {}  # uninterrupted, no choice offered yet
        self.rung: dict[str, str] = {}  # whose phone is asked to ring, by leg
        self.ringing: dict[str, Moment] = {}  # which of them do ring, and since when
        self.unheard: Counter[str] = Counter()  # calls that waited too long
        self.missed: Counter[str] = Counter()  # calls, by phones that rang three times and were not lifted

    def hear(self, event: Input, effects: tuple[Effect, ...]) -> None:
        at = event.at
        self._waited(at)
        voice_mail = [e.leg for e in effects if isinstance(e, PlayToLeg) and e.prompt == "confirm-key"]
        match event:
            case LegRinging() if event.leg in self.rung:
                self.ringing[event.leg] = at
            case LegAnswered() if event.leg not in voice_mail:
                self._silent(event.leg, at)
            case LegGone():
                self._silent(event.leg, at)
                self.rung.pop(event.leg, None)
            case _:
                pass
        for effect in effects:
            match effect:
                case StartMusic() | Part():
                    self.music_since.setdefault(effect.call, at)
                case Say() if effect.prompt == "waiting-offer":
                    self.music_since.pop(effect.call, None)
                case Ring() if isinstance(event, SupervisionRequested):
                    pass  # a supervisor's own phone: no caller waits for it
                case Ring():
                    self.rung[effect.leg] = effect.call
                case HangUpLeg():
                    self._silent(effect.leg, at)
                    self.rung.pop(effect.leg, None)
                case Join():
                    self._silent(effect.leg, at, confirmed=True)
                    self.rung.pop(effect.leg, None)
                    self.music_since.pop(effect.call, None)
                case StopMusic() | Ended():
                    self.music_since.pop(effect.call, None)
                case _:
                    pass

    def _silent(self, leg: str, at: Moment, confirmed: bool = False) -> None:
        """The phone rings no longer."""
        rang = self.ringing.pop(leg, None)
        if rang is not None and not confirmed and at - rang >= self.third_ring:
            self.missed[self.rung[leg]] += 1

    def _waited(self, at: Moment) -> None:
        """Who has heard music for longer than thirty seconds and a clock need, with nobody asked for him?"""
        for call, since in list(self.music_since.items()):
            if call not in self.rung.values() and at - since > seconds(30.05):
                self.unheard[call] += 1
                del self.music_since[call]


def play(seed: int) -> None:
    scenario = random_day(seed)
    full = scenario.centre.rules.waiting is not None
    judge, ears = Judge([ORDER]), Ears(14.5 if full else 15.000001)
    breaches: list[Breach] = []
    arrived: Counter[str] = Counter()
    ended: Counter[str] = Counter()
    owed: dict[str, str] = {}

    def witness(event: Input, effects: tuple[Effect, ...]) -> None:
        breaches.extend(judge.read(msgspec.json.encode({"input": event, "effects": effects})))
        ears.hear(event, effects)
        for effect in effects:
            match effect:
                case Arrived():
                    arrived[effect.call] += 1
                case Ended() if effect.call.startswith("twin"):
                    ended[effect.call] += 1
                case Promised():
                    owed[effect.promise] = "open"
                case PromiseEnded():
                    assert owed[effect.promise] == "open"
                    owed[effect.promise] = effect.how
                case _:
                    pass

    twin = Twin(scenario, witness)
    outcome = twin.run()
    assert arrived == ended and set(ended.values()) == {1}, "nobody lost"
    assert outcome.virtual_s < 30 * 86_400, "nobody stuck"
    assert "open" not in owed.values()
    assert not twin.state.calls and not twin.state.promises
    of_clause: dict[str, Counter[str]] = {}
    for breach in breaches:
        of_clause.setdefault(breach.clause, Counter())[breach.call] += 1
    incoming = Counter({call: n for call, n in ears.missed.items() if call.startswith("twin")})
    assert of_clause.get("1", Counter()) == incoming
    if full:
        assert "2" not in of_clause and not ears.unheard
        assert "6" not in of_clause
    else:
        assert set(of_clause.get("2", ())) == set(ears.unheard)


@pytest.mark.parametrize("part", range(10))
def test_nobody_is_stuck_or_lost_and_every_breach_is_found(part: int) -> None:
    for seed in range(part * DAYS // 10, (part + 1) * DAYS // 10):
        try:
            play(seed)
        except AssertionError as failed:
            raise AssertionError(f"day {seed}: {failed}") from failed
