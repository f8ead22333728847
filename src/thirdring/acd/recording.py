"""The operator pauses the recording for what must not be stored; nobody has to remember to resume it.

It goes on by itself after the limit of the edition in force, when the caller is passed on or loses
the operator, and when anybody else comes to hear the caller.
"""

from __future__ import annotations

from thirdring.acd.actions import PauseRecording, ResumeRecording
from thirdring.acd.calls import CallState
from thirdring.acd.centre import OperatorId
from thirdring.acd.inputs import (
    Event,
    Illegal,
    RecordingPauseRequested,
    RecordingResumeRequested,
    TimerDue,
)
from thirdring.acd.refusals import call_is
from thirdring.acd.seat import commanded
from thirdring.acd.state import Call, Step
from thirdring.acd.supervision_facts import RecordingPaused, RecordingResumed

OPERATOR, LIMIT, TRANSFER, ANOTHER, NOBODY = "operator", "limit", "transfer", "another joins", "operator gone"


def pause(step: Step, event: RecordingPauseRequested) -> None:
    call = _own(step, event, event.operator)
    if call.state is not CallState.TALKING:
        raise Illegal(call_is(call.state), f"call {call.id} is {call.state}: nothing is recorded now")
    if call.recording_paused is not None:
        raise Illegal("recording_is_paused", f"the recording of call {call.id} is paused already")
    limit = step.state.centre.rules.recording_pause
    call.recording_paused = step.at
    step.state.arm(f"recording {call.id}", step.at + limit)
    step.effects.append(PauseRecording(call.id))
    step.tell(call, RecordingPaused(call.id, event.operator, event.reason, limit))


def resume(step: Step, event: RecordingResumeRequested) -> None:
    call = _own(step, event, event.operator)
    if call.recording_paused is None:
        raise Illegal("recording_goes_on", f"the recording of call {call.id} is not paused")
    go_on(step, call, OPERATOR)


def _own(step: Step, event: Event, operator: OperatorId) -> Call:
    call = step.state.calls[commanded(step, operator, event).call]
    if call.operator != operator:
        raise Illegal("not_your_conversation", f"operator {operator} is only consulted in call {call.id}")
    return call


def limit_passed(step: Step, timer: TimerDue) -> None:
    call = step.state.calls.get(timer.timer.removeprefix("recording "))
    if call is not None:
        go_on(step, call, LIMIT)


def go_on(step: Step, call: Call, why: str) -> None:
    """What is said is stored again, if it was not."""
    paused_at = call.recording_paused
    if paused_at is not None:
        forget(step, call)
        step.effects.append(ResumeRecording(call.id, paused_at))
        step.tell(call, RecordingResumed(call.id, why))


def forget(step: Step, call: Call) -> None:
    """The call is over, and its recording with it."""
    if call.recording_paused is not None:
        call.recording_paused = None
        step.state.disarm(f"recording {call.id}")
