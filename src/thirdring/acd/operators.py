"""What an operator may become, and on what, and which commands a state accepts.

Nothing outside this file says which transitions exist. The state is that of one person at one
seat; how long he has been idle, and for whom he is suitable, is not its business.
"""

from __future__ import annotations

from enum import StrEnum

from thirdring.acd.inputs import (
    AttemptFailed,
    AttemptRequested,
    BusyLineAnswered,
    CallBackRequested,
    DialOrdered,
    Event,
    HangUpRequested,
    HoldRequested,
    OfferRefused,
    OperatorLoggedIn,
    OperatorLoggedOut,
    OperatorPaused,
    OperatorReady,
    PromiseKept,
    PromiseOpened,
    PromisePutBack,
    PromiseWithdrawn,
    RecordingPauseRequested,
    RecordingResumeRequested,
    ResumeRequested,
    StateOrder,
    SupervisionChangeRequested,
    SupervisionEndRequested,
    SupervisionRequested,
    TakeOverRequested,
    TransferCancelled,
    TransferCompleted,
    TransferMarkedWrong,
    TransferRequested,
    WrapUpEnded,
)


class OperatorState(StrEnum):
    LOGGED_OUT = "logged out"
    PAUSED = "paused"  # with a reason
    READY = "ready"
    UNREACHABLE = "unreachable"  # wanted calls, but the phone is not registered; ready again when it is
    OFFERED = "offered"  # the phone is ringing
    TALKING = "talking"  # hold and consultation included
    COMING_BACK = "coming back"  # the phone was lost in a conversation; the caller waits for it
    WRAP_UP = "wrap-up"
    PROMISE = "promise"  # has been given one: reads, listens, dials
    SUPERVISING = "supervising"  # listens to a colleague's conversation, or the phone rings for it
    SET_ASIDE = "set aside"  # missed or refused an offer; comes back by one key


# Asked for at every step: in Python 3.11 a member is found five times faster by a plain name.
READY = OperatorState.READY
LOGGED_OUT = OperatorState.LOGGED_OUT


class OperatorTurn(StrEnum):
    """What turns an operator from one state into another, in the words of the diagram."""

    LOGS_IN = "logs in"
    LOGS_OUT = "logs out"
    FREE = "free for calls"
    PHONE_GONE = "free, but the phone is gone"
    PAUSES = "pauses"
    OFFERED = "is offered a call"
    ANSWERS = "answers"
    PHONE_LOST = "loses the phone"
    GIVEN = "is given a promise"
    DIALS = "dials"
    FAILS = "misses, refuses or stays away"
    CONVERSATION_ENDS = "conversation ends"
    SUPERVISES = "listens to a conversation"
    TAKES_OVER = "takes the call over"


TRANSITIONS: dict[OperatorState, dict[OperatorTurn, OperatorState]] = {
    OperatorState.LOGGED_OUT: {
        OperatorTurn.LOGS_IN: OperatorState.PAUSED,
    },
    OperatorState.PAUSED: {
        OperatorTurn.FREE: OperatorState.READY,
        OperatorTurn.PHONE_GONE: OperatorState.UNREACHABLE,
        OperatorTurn.PAUSES: OperatorState.PAUSED,  # for another reason
        OperatorTurn.SUPERVISES: OperatorState.SUPERVISING,
        OperatorTurn.LOGS_OUT: OperatorState.LOGGED_OUT,
    },
    OperatorState.READY: {
        OperatorTurn.OFFERED: OperatorState.OFFERED,
        OperatorTurn.GIVEN: OperatorState.PROMISE,
        OperatorTurn.SUPERVISES: OperatorState.SUPERVISING,
        OperatorTurn.PHONE_GONE: OperatorState.UNREACHABLE,
        OperatorTurn.PAUSES: OperatorState.PAUSED,
        OperatorTurn.LOGS_OUT: OperatorState.LOGGED_OUT,
    },
    OperatorState.UNREACHABLE: {
        OperatorTurn.FREE: OperatorState.READY,
        OperatorTurn.PAUSES: OperatorState.PAUSED,
        OperatorTurn.LOGS_OUT: OperatorState.LOGGED_OUT,
    },
    OperatorState.OFFERED: {
        OperatorTurn.ANSWERS: OperatorState.TALKING,
        OperatorTurn.FAILS: OperatorState.SET_ASIDE,
        OperatorTurn.FREE: OperatorState.READY,  # the offer was taken back
        OperatorTurn.PHONE_GONE: OperatorState.UNREACHABLE,
        OperatorTurn.PAUSES: OperatorState.PAUSED,
        OperatorTurn.LOGS_OUT: OperatorState.LOGGED_OUT,
    },
    OperatorState.TALKING: {
        OperatorTurn.PHONE_LOST: OperatorState.COMING_BACK,
        OperatorTurn.CONVERSATION_ENDS: OperatorState.WRAP_UP,
        OperatorTurn.FREE: OperatorState.READY,  # no wrap-up in this queue, or only consulted
        OperatorTurn.PHONE_GONE: OperatorState.UNREACHABLE,
        OperatorTurn.PAUSES: OperatorState.PAUSED,
        OperatorTurn.LOGS_OUT: OperatorState.LOGGED_OUT,
    },
    OperatorState.COMING_BACK: {
        OperatorTurn.ANSWERS: OperatorState.TALKING,
        OperatorTurn.FAILS: OperatorState.SET_ASIDE,
        OperatorTurn.CONVERSATION_ENDS: OperatorState.WRAP_UP,
        OperatorTurn.FREE: OperatorState.READY,  # no wrap-up in this queue
        OperatorTurn.PHONE_GONE: OperatorState.UNREACHABLE,
        OperatorTurn.PAUSES: OperatorState.PAUSED,
        OperatorTurn.LOGS_OUT: OperatorState.LOGGED_OUT,
    },
    OperatorState.WRAP_UP: {
        OperatorTurn.FREE: OperatorState.READY,
        OperatorTurn.PHONE_GONE: OperatorState.UNREACHABLE,
        OperatorTurn.PAUSES: OperatorState.PAUSED,
        OperatorTurn.LOGS_OUT: OperatorState.LOGGED_OUT,
    },
    OperatorState.PROMISE: {
        OperatorTurn.DIALS: OperatorState.PROMISE,  # the person is called first
        OperatorTurn.OFFERED: OperatorState.OFFERED,  # his own phone rings, first or when the person answers
        OperatorTurn.FAILS: OperatorState.SET_ASIDE,
        OperatorTurn.FREE: OperatorState.READY,
        OperatorTurn.PHONE_GONE: OperatorState.UNREACHABLE,
        OperatorTurn.PAUSES: OperatorState.PAUSED,
        OperatorTurn.LOGS_OUT: OperatorState.LOGGED_OUT,
    },
    OperatorState.SUPERVISING: {
        OperatorTurn.TAKES_OVER: OperatorState.TALKING,
        OperatorTurn.FREE: OperatorState.READY,
        OperatorTurn.PHONE_GONE: OperatorState.UNREACHABLE,
        OperatorTurn.PAUSES: OperatorState.PAUSED,
        OperatorTurn.LOGS_OUT: OperatorState.LOGGED_OUT,
    },
    OperatorState.SET_ASIDE: {
        OperatorTurn.FREE: OperatorState.READY,
        OperatorTurn.PHONE_GONE: OperatorState.UNREACHABLE,
        OperatorTurn.PAUSES: OperatorState.PAUSED,
        OperatorTurn.LOGS_OUT: OperatorState.LOGGED_OUT,
    },
}

_LOGGED_IN = tuple(state for state in OperatorState if state is not OperatorState.LOGGED_OUT)
_TALKING = (OperatorState.TALKING,)
_PROMISE = (OperatorState.PROMISE, OperatorState.TALKING, OperatorState.WRAP_UP)

COMMANDS: dict[type[Event], tuple[OperatorState, ...]] = {
    OperatorLoggedIn: (OperatorState.LOGGED_OUT,),
    OperatorLoggedOut: _LOGGED_IN,
    OperatorReady: (
        OperatorState.PAUSED,
        OperatorState.SET_ASIDE,
        OperatorState.WRAP_UP,
        OperatorState.TALKING,  # takes back a pause that was to begin after the call
        OperatorState.SUPERVISING,
    ),
    OperatorPaused: _LOGGED_IN,
    OfferRefused: (OperatorState.OFFERED,),
    HangUpRequested: (*_TALKING, OperatorState.COMING_BACK),
    HoldRequested: _TALKING,
    ResumeRequested: _TALKING,
    TransferRequested: _TALKING,
    TransferCompleted: _TALKING,
    TransferCancelled: _TALKING,
    BusyLineAnswered: _TALKING,
    TransferMarkedWrong: _TALKING,
    RecordingPauseRequested: _TALKING,
    RecordingResumeRequested: _TALKING,
    SupervisionRequested: (OperatorState.PAUSED, OperatorState.READY),
    SupervisionChangeRequested: (OperatorState.SUPERVISING,),
    SupervisionEndRequested: (OperatorState.SUPERVISING,),
    TakeOverRequested: (OperatorState.SUPERVISING,),
    WrapUpEnded: (OperatorState.WRAP_UP,),
    PromiseOpened: (*_PROMISE, OperatorState.OFFERED, OperatorState.COMING_BACK),
    AttemptRequested: (OperatorState.PROMISE,),
    AttemptFailed: _PROMISE,
    PromiseKept: _PROMISE,
    PromisePutBack: _PROMISE,
    PromiseWithdrawn: _LOGGED_IN,
    CallBackRequested: _TALKING,
    DialOrdered: (OperatorState.READY,),
}

# A supervisor's orders. Who is at work can only have taken back what was to begin afterwards.
ORDERS: dict[StateOrder, tuple[OperatorState, ...]] = {
    StateOrder.READY: (
        OperatorState.PAUSED,
        OperatorState.SET_ASIDE,
        OperatorState.WRAP_UP,
        OperatorState.TALKING,
        OperatorState.SUPERVISING,
    ),
    StateOrder.PAUSE: _LOGGED_IN,
    StateOrder.LOG_OUT: _LOGGED_IN,
}
