"""The router: ``step(state, input)`` gives the effects and changes the state.

One table says which module answers which input; whatever a step leaves free or waiting is
then brought together. The state is the caller's own: one writer, no locks, no clock.

Of the people's commands, one that the tables do not allow raises ``Illegal`` and changes
nothing. Of the network's and the clock's inputs none raises: what they say of calls, legs and
timers that are no longer known came too late, and has no effects.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from thirdring.acd import (
    announce,
    answer,
    arrive,
    attempts,
    choice,
    comeback,
    configure,
    dialling,
    join,
    leave,
    match,
    membership,
    offer,
    ordered,
    outage,
    oversight,
    patience,
    people,
    phones,
    promises,
    recording,
    supervision,
    take_over,
    transfer,
    wait,
    wrap_up,
)
from thirdring.acd.effects import Effect
from thirdring.acd.inputs import (
    AttemptFailed,
    AttemptRequested,
    BusyLineAnswered,
    CallArrived,
    CallBackOrdered,
    CallBackRequested,
    CalleeAnswered,
    CalleeGone,
    CalleeRinging,
    CallerGone,
    CardOpened,
    CentreConfigured,
    DeskConnected,
    DeskLost,
    DialLimitLift,
    DialLimitRestore,
    DialOrdered,
    DigitPressed,
    Event,
    HangUpRequested,
    HoldRequested,
    Illegal,
    Input,
    LegAnswered,
    LegDigitPressed,
    LegGone,
    LegRinging,
    MembershipSet,
    MessageRecorded,
    OfferRefused,
    OperatorLoggedIn,
    OperatorLoggedOut,
    OperatorPaused,
    OperatorReady,
    OperatorStateSet,
    PartReturned,
    PhoneLost,
    PhoneRegistered,
    PromiseKept,
    PromiseMoved,
    PromiseOpened,
    PromisePutBack,
    PromiseWithdrawn,
    PromptEnded,
    RecordingPauseRequested,
    RecordingResumeRequested,
    ResumeRequested,
    SupervisionChangeRequested,
    SupervisionEndRequested,
    SupervisionRequested,
    TakeOverRequested,
    TimerDue,
    TransferCancelled,
    TransferCompleted,
    TransferMarkedWrong,
    TransferRequested,
    WrapUpEnded,
)
from thirdring.acd.moment import Moment
from thirdring.acd.state import Memory, State, Step

__all__ = ["Illegal", "State", "dump", "load", "next_timer", "step"]

# Timers are called "<kind> <whom it concerns>".
TIMERS: dict[str, Callable[[Step, TimerDue], None]] = {
    "menu": announce.silence,
    "choice": patience.choice_due,
    "keys": choice.silence,
    "message": choice.overdue,
    "take": attempts.not_taken,
    "dial": attempts.no_answer,
    "promise": promises.may_be_attempted,
    "near-due": promises.near_due,
    "overdue": promises.overdue,
    "hold-off": wait.hold_off_over,
    "show": offer.not_shown,
    "ring": answer.missed,
    "supervisor": supervision.not_lifted,
    "membership": membership.over,
    "dial-limit": dialling.lift_over,
    "recording": recording.limit_passed,
    "comeback": comeback.stays_away,
    "call-again": comeback.call_again,
    "wrap-up": wrap_up.limit_passed,
    "desk": people.desk_stays_away,
}


def _timer_due(step: Step, event: TimerDue) -> None:
    """A timer that was stopped, or set anew for later, is not due."""
    due = step.state.timers.get(event.timer)
    if due is not None and due <= event.at:
        step.state.disarm(event.timer)
        TIMERS[event.timer.partition(" ")[0]](step, event)


STEPS: dict[type[Event], Callable[[Step, Any], None]] = {
    CentreConfigured: configure.configure,
    CallArrived: arrive.arrive,
    PromptEnded: choice.prompt_ended,
    DigitPressed: choice.digit_pressed,
    MessageRecorded: choice.recorded,
    CallerGone: leave.caller_gone,
    LegRinging: offer.rings,
    LegAnswered: phones.lifted,
    LegDigitPressed: phones.key_pressed,
    LegGone: phones.gone,
    PhoneRegistered: people.phone_registered,
    PhoneLost: people.phone_lost,
    OperatorLoggedIn: people.logged_in,
    OperatorLoggedOut: people.logged_out,
    OperatorReady: people.ready,
    OperatorPaused: people.paused,
    OfferRefused: answer.refused,
    HangUpRequested: leave.hang_up,
    HoldRequested: join.hold,
    ResumeRequested: join.resume,
    CardOpened: answer.card_opened,
    WrapUpEnded: wrap_up.card_closed,
    TransferRequested: transfer.request,
    TransferCompleted: transfer.completed,
    TransferCancelled: transfer.cancelled,
    BusyLineAnswered: transfer.busy_line_answered,
    TransferMarkedWrong: transfer.marked_wrong,
    RecordingPauseRequested: recording.pause,
    RecordingResumeRequested: recording.resume,
    SupervisionRequested: supervision.request,
    SupervisionChangeRequested: supervision.change_mode,
    SupervisionEndRequested: supervision.end_requested,
    TakeOverRequested: take_over.take_over,
    OperatorStateSet: oversight.set_state,
    MembershipSet: membership.set_membership,
    DialLimitLift: dialling.lift,
    DialLimitRestore: dialling.restore,
    DeskConnected: people.desk_connected,
    DeskLost: people.desk_lost,
    PromiseOpened: attempts.opened,
    AttemptRequested: attempts.request,
    CalleeRinging: lambda step, event: None,
    CalleeAnswered: attempts.callee_answered,
    CalleeGone: attempts.callee_gone,
    AttemptFailed: attempts.failed,
    PromiseKept: attempts.kept,
    PromiseWithdrawn: attempts.withdrawn,
    PromisePutBack: attempts.put_back,
    CallBackRequested: attempts.call_back_requested,
    CallBackOrdered: ordered.call_back,
    DialOrdered: ordered.dial,
    PromiseMoved: promises.moved,
    PartReturned: outage.returned,
    TimerDue: _timer_due,
}


def step(state: State, event: Input) -> tuple[Effect, ...]:
    """Takes one input into the state and returns what follows from it, in order.

    Raises ``Illegal``, with nothing changed, for a command that the tables do not allow now.
    An empty answer does not mean that nothing was remembered: every accepted input belongs
    into the journal.
    """
    work = Step(state, event.at)
    STEPS[type(event)](work, event)
    match.settle(work)
    return tuple(work.effects)


def next_timer(state: State) -> tuple[Moment, str] | None:
    """The earliest timer and when it is due; the driver feeds it back as ``TimerDue``."""
    return state.next_timer()


def dump(state: State) -> bytes:
    """The state as JSON: equal histories give equal bytes."""
    return _encoder.encode(state.memory())


def load(data: bytes) -> State:
    """The state from its JSON. Raises ``msgspec.ValidationError`` naming what does not fit."""
    return State(_decoder.decode(data))


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Memory)
