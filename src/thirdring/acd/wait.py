"""The caller waits with music, in a place that is never lost, until somebody suitable is free.

A step that leaves a caller waiting only says so; callers and operators are brought together
by ``match`` when the step is done. Here too it is said aloud when nobody could serve a line.
"""

from __future__ import annotations

from thirdring.acd import patience
from thirdring.acd.actions import StartMusic
from thirdring.acd.calls import ANNOUNCED, WAITING, CallState
from thirdring.acd.centre import OperatorId, QueueKey, Skill
from thirdring.acd.facts import Queued, QueueUnservable
from thirdring.acd.floor import WaitingLine
from thirdring.acd.inputs import TimerDue
from thirdring.acd.state import Call, Step

_HEARS_NO_MUSIC = (ANNOUNCED, CallState.DIALLING, CallState.TALKING, CallState.LEAVING_MESSAGE)

NO_SKILLS = "no operator has the skills"
NOBODY_LOGGED_IN = "nobody suitable is logged in"


def enter(step: Step, call: Call, queue: QueueKey) -> None:
    """The caller comes into a queue; one who has waited before keeps the place of then."""
    if call.state in _HEARS_NO_MUSIC:
        step.last.append(StartMusic(call.id))  # a phone that can ring at once rings first
    elif call.state is WAITING:
        leave(step, call)
    line = step.state.floor.line(queue, call.line)
    if call.since is None:
        call.since = step.at
    call.queue = line.queue.key
    patience.begin(step, call)
    patience.comes(step, line)
    place = line.enter(call.place)
    step.tell(call, Queued(call.id, line.queue.key, line.queue.priority, call.since, place))
    step.waiting.append(call)
    step.touched.append(line)


def stand_again(step: Step, call: Call) -> None:
    """The offer was in vain: back to the same place of the same line, if that still exists."""
    if call.queue not in step.state.floor.lines:
        enter(step, call, call.queue)
        return
    line = step.state.line_of(call)
    patience.comes_back(step, line)
    line.enter(call.place)
    step.waiting.append(call)
    step.touched.append(line)


def leave(step: Step, call: Call) -> None:
    """The caller stands in the line no longer."""
    line = step.state.floor.lines.get(call.queue)
    if line is not None:
        patience.comes(step, line)
        line.leave(call.place)
        step.touched.append(line)


def give_up(step: Step, call: Call) -> None:
    """The caller leaves the line without having been served in it."""
    line = step.state.floor.lines.get(call.queue)
    if line is not None:
        patience.gives_up(step, line)
    leave(step, call)


def hold_off(step: Step, call: Call, operator: OperatorId) -> None:
    """The caller is not offered to this operator again for a while."""
    until = step.at + step.state.centre.rules.hold_off
    call.held_off[operator] = until
    step.state.arm(f"hold-off {call.id} {operator}", until)


def hold_off_over(step: Step, timer: TimerDue) -> None:
    call_id, _, operator = timer.timer.removeprefix("hold-off ").rpartition(" ")
    call = step.state.calls.get(call_id)
    if call is None:
        return
    call.held_off.pop(int(operator), None)
    if call.state is WAITING:
        step.waiting.append(call)


def forget_hold_offs(step: Step, call: Call) -> None:
    for operator in call.held_off:
        step.state.disarm(f"hold-off {call.id} {operator}")
    call.held_off.clear()


def _why_unservable(line: WaitingLine) -> str:
    if not line.callers or line.requirement.logged_in:
        return ""
    return NOBODY_LOGGED_IN if line.requirement.rank or line.requirement.taken_out else NO_SKILLS


def _lacking(step: Step, line: WaitingLine) -> tuple[Skill, ...]:
    """The needed skills that nobody has at all; all of them when only the combination is missing."""
    operators = step.state.floor.operators.values()
    needs = line.requirement.needs
    return tuple(need for need in needs if not any(need in o.skills for o in operators)) or needs


def report_unservable(step: Step) -> None:
    """Says of each line touched by this step, once per change, whether nobody could serve those who wait."""
    told = step.state.unservable
    for line in step.touched:
        queue = line.queue.key
        why = _why_unservable(line)
        if why == told.get(queue, ""):
            continue
        if why:
            told[queue] = why
            lacking = _lacking(step, line) if why == NO_SKILLS else ()
        else:
            del told[queue]
            lacking = ()
        step.effects.append(QueueUnservable(queue, why, lacking))
