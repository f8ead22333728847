"""The floor of the centre: who stands ready for which need, and who waits in which line.

These are indexes alone: everything here follows from the configuration, the seats and the
calls, is never written down, and is built anew after a restart or a new configuration. They
keep a decision cheap however many people wait: O(log n) in the callers of one line, and for
each operator a handful of requirements and lines that he is suitable for.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import Protocol

from sortedcontainers import SortedList

from thirdring.acd.centre import (
    Centre,
    Choice,
    Device,
    DeviceKind,
    Line,
    LineNumber,
    Operator,
    OperatorId,
    Queue,
    QueueKey,
    Skill,
)
from thirdring.acd.inputs import CallId, Owner
from thirdring.acd.moment import Moment
from thirdring.acd.operators import LOGGED_OUT, READY, OperatorState

Rank = tuple[int, int]
Place = tuple[Moment, int, CallId]  # since when, number of arrival, who

BEFORE_CALLERS, AFTER_CALLERS = (
    0,
    1,
)  # a promise competes with those who wait, or comes when none does

NOWHERE = Queue(key="", name="")  # where callers wait, and anybody may serve, while no queue is configured


def _longest_idle(operator: Operator, needs: tuple[Skill, ...]) -> Rank:
    return (0, 0)


def _most_suitable(operator: Operator, needs: tuple[Skill, ...]) -> Rank:
    """Greatest sum of proficiency in what is needed; then fewest other skills, to keep rare ones free."""
    return (-sum(operator.skills.get(need, 0) for need in needs), len(operator.skills) - len(needs))


RANKING: dict[Choice, Callable[[Operator, tuple[Skill, ...]], Rank]] = {
    Choice.LONGEST_IDLE: _longest_idle,
    Choice.MOST_SUITABLE: _most_suitable,
}


class Requirement:
    """The operators who have all ``needs``; the ready ones in the order in which ``choice`` takes them.

    ``changed``: who is taken in (or out) for today, whatever his skills. Taken in without all skills, one
    ranks behind those who have them. ``taken_out``: those who would be here by their skills.
    """

    __slots__ = ("busy", "by_state", "needs", "rank", "ready", "taken_out")

    def __init__(
        self,
        needs: tuple[Skill, ...],
        choice: Choice,
        operators: Iterable[Operator],
        changed: Mapping[OperatorId, bool],
    ) -> None:
        rank = RANKING[choice]
        self.needs = needs
        able = {
            operator.id: operator for operator in operators if changed.get(operator.id, self.fits(operator))
        }
        self.rank: dict[OperatorId, Rank] = {one: rank(operator, needs) for one, operator in able.items()}
        self.taken_out = tuple(sorted(one for one, serves in changed.items() if not serves))
        self.ready: list[tuple[int, int, Moment, OperatorId]] = []
        # Insertion-ordered sets: the first of each state are named in a decision.
        self.by_state: dict[OperatorState, dict[OperatorId, None]] = {state: {} for state in OperatorState}
        self.busy = [item for item in self.by_state.items() if item[0] is not READY]

    def fits(self, operator: Operator) -> bool:
        """Whether he has the skills."""
        return all(need in operator.skills for need in self.needs)

    @property
    def logged_in(self) -> int:
        return len(self.rank) - len(self.by_state[LOGGED_OUT])


class WaitingLine:
    """The callers of one queue, in the order in which they are served."""

    __slots__ = ("callers", "queue", "requirement")

    def __init__(self, queue: Queue, requirement: Requirement) -> None:
        self.queue = queue
        self.requirement = requirement
        self.callers: SortedList[Place] = SortedList()

    def enter(self, place: Place) -> int:
        """Puts a caller in his place and returns which it is, from 1."""
        callers = self.callers
        last = not callers or callers[-1] < place
        callers.add(place)
        return len(callers) if last else int(callers.bisect_left(place)) + 1

    def leave(self, place: Place) -> None:
        self.callers.discard(place)


class Owed(Protocol):
    """A promise, as far as its place on the floor is concerned."""

    @property
    def owner(self) -> Owner: ...
    @property
    def queue(self) -> QueueKey: ...
    @property
    def line(self) -> LineNumber: ...
    @property
    def rank(self) -> int: ...
    @property
    def place(self) -> Place: ...


OwedPlace = tuple[int, Moment, int, str]  # rank, then as a place
OwnerKey = tuple[str, str | int]  # what kind of owner, and which


class Floor:
    """All indexes of one configuration."""

    __slots__ = (
        "devices",
        "lines",
        "lines_of",
        "logged_in",
        "numbers",
        "operators",
        "owed",
        "requirements_of",
    )

    def __init__(self, centre: Centre, changed: Mapping[QueueKey, Mapping[OperatorId, bool]]) -> None:
        """``changed``: by queue, whom a supervisor has taken in or out for today."""
        queues = centre.queues or (NOWHERE,)
        requirements: dict[tuple[object, ...], Requirement] = {}
        self.operators: dict[OperatorId, Operator] = {o.id: o for o in centre.operators}
        self.devices: dict[str, tuple[Device, OperatorId]] = {
            device.key: (device, o.id) for o in centre.operators for device in o.devices
        }
        self.numbers: dict[LineNumber, Line] = {line.number: line for line in centre.lines}
        self.lines: dict[QueueKey, WaitingLine] = {}
        for queue in queues:
            own = changed.get(queue.key, {})
            key = (queue.needs, queue.choice, tuple(sorted(own.items())))
            if key not in requirements:
                requirements[key] = Requirement(queue.needs, queue.choice, self.operators.values(), own)
            self.lines[queue.key] = WaitingLine(queue, requirements[key])
        self.requirements_of: dict[OperatorId, list[Requirement]] = {
            o: [r for r in requirements.values() if o in r.rank] for o in self.operators
        }
        by_urgency = sorted(self.lines.values(), key=lambda line: (-line.queue.priority, line.queue.key))
        self.lines_of: dict[OperatorId, list[WaitingLine]] = {
            o: [line for line in by_urgency if o in line.requirement.rank] for o in self.operators
        }
        self.logged_in = 0
        self.owed: dict[OwnerKey, SortedList[OwedPlace]] = {}  # promises that wait for somebody, by owner

    def line(self, key: QueueKey, number: LineNumber) -> WaitingLine:
        """The line of a queue; if there is none, of the dialled number's queue, or else the first of all."""
        found = self.lines.get(key)
        if found is None and number in self.numbers:
            found = self.lines.get(self.numbers[number].queue)
        return found if found is not None else next(iter(self.lines.values()))

    def owner_of(self, device: str) -> OperatorId | None:
        found = self.devices.get(device)
        return found[1] if found else None

    def is_mobile(self, device: str) -> bool:
        return self._is(device, DeviceKind.MOBILE)

    def is_browser(self, device: str) -> bool:
        return self._is(device, DeviceKind.BROWSER)

    def _is(self, device: str, kind: DeviceKind) -> bool:
        found = self.devices.get(device)
        return found is not None and found[0].kind is kind

    def seat(self, operator: OperatorId, state: OperatorState) -> None:
        """An operator appears on the floor."""
        if operator in self.operators and state is not LOGGED_OUT:
            self.logged_in += 1
        for requirement in self.requirements_of.get(operator, ()):
            requirement.by_state[state][operator] = None

    def move(self, operator: OperatorId, old: OperatorState, new: OperatorState) -> None:
        """An operator passes from one state to another."""
        requirements = self.requirements_of.get(operator)
        if requirements is None:
            return
        if old is LOGGED_OUT:
            self.logged_in += 1
        elif new is LOGGED_OUT:
            self.logged_in -= 1
        for requirement in requirements:
            by_state = requirement.by_state
            del by_state[old][operator]
            by_state[new][operator] = None

    def stand(self, operator: OperatorId, idle_since: Moment) -> None:
        """A ready operator for whom nobody waits takes his place among the ready."""
        for requirement in self.requirements_of[operator]:
            insort(requirement.ready, (*requirement.rank[operator], idle_since, operator))

    def step_out(self, operator: OperatorId, idle_since: Moment) -> None:
        """An operator is among the ready no longer (or has not come to stand there yet)."""
        for requirement in self.requirements_of.get(operator, ()):
            entry = (*requirement.rank[operator], idle_since, operator)
            ready = requirement.ready
            index = bisect_left(ready, entry)
            if index < len(ready) and ready[index] == entry:
                del ready[index]

    def owner_key(self, promise: Owed) -> OwnerKey:
        """Who can keep it now: if its owner is no more, the queue behind him."""
        owner = promise.owner
        if owner.operator is not None and owner.operator in self.operators:
            return ("person", owner.operator)
        if owner.skill and any(owner.skill in operator.skills for operator in self.operators.values()):
            return ("skill", owner.skill)
        return ("queue", self.line(owner.queue or promise.queue, promise.line).queue.key)

    def owe(self, promise: Owed) -> None:
        key = self.owner_key(promise)
        self.owed.setdefault(key, SortedList()).add((promise.rank, *promise.place))

    def owe_no_more(self, promise: Owed) -> None:
        key = self.owner_key(promise)
        self.owed[key].remove((promise.rank, *promise.place))
        if not self.owed[key]:
            del self.owed[key]

    def owed_before(self, line: WaitingLine, place: Place, risen: Moment) -> int:
        """How many whom this queue owes a call or an answer come before a caller in this place.

        Those who kept their place, and of the others whoever is owed since ``risen`` or longer.
        """
        owed = self.owed.get(("queue", line.queue.key))
        if not owed:
            return 0
        kept = owed.bisect_left((BEFORE_CALLERS, *place))
        others = owed.bisect_left((AFTER_CALLERS, *min(place, (risen, 0, ""))))
        return int(kept + others - owed.bisect_left((AFTER_CALLERS,)))

    def owed_by(self, operator: OperatorId) -> Iterable[OwnerKey]:
        """The owners in whose name an operator can keep a promise."""
        found = self.operators.get(operator)
        if found is None:
            return
        yield ("person", operator)
        for skill in found.skills:
            yield ("skill", skill)
        for line in self.lines_of[operator]:
            yield ("queue", line.queue.key)

    def who_owes(self, promise: Owed) -> Iterable[OperatorId]:
        """Who stands ready to keep it, the first to be taken first."""
        kind, which = self.owner_key(promise)
        if kind == "queue":
            return (entry[3] for entry in self.lines[str(which)].requirement.ready)
        ready = sorted({entry[2:] for r in self.all_requirements() for entry in r.ready})
        if kind == "person":
            return (operator for _, operator in ready if operator == which)
        return (operator for _, operator in ready if which in self.operators[operator].skills)

    def all_requirements(self) -> Iterable[Requirement]:
        """Every requirement once."""
        return {id(line.requirement): line.requirement for line in self.lines.values()}.values()


def first_five(operators: Iterable[OperatorId]) -> tuple[OperatorId, ...]:
    """As many as a decision names."""
    return tuple(islice(operators, 5))
