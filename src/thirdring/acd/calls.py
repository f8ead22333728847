"""What a call may become, and on what. Nothing outside this file says which transitions exist.

A call changes its state by a fact and by nothing else: the router, the live screens and
the projections all ask ``after``, so none of them can believe in another state. ANNOUNCED →
WAITING → OFFERED → TALKING → ENDED is the way of an ordinary call. HELD and the two transfer
states hang on TALKING; a caller who is handed over goes back to WAITING and keeps the place
in line of the first arrival.
"""

from __future__ import annotations

from enum import StrEnum

from thirdring.acd.facts import (
    Arrived,
    ChoiceMade,
    Consulting,
    Ended,
    Fact,
    Held,
    Interrupted,
    Joined,
    LegEnded,
    LineClosed,
    MessageLeft,
    Offered,
    OfferEnded,
    OfferOutcome,
    Queued,
    Resumed,
    TransferEnded,
    TransferOutcome,
    TransferStarted,
    WaitChoice,
)
from thirdring.acd.promise_facts import Dialled


class CallState(StrEnum):
    ANNOUNCED = "announced"  # hears the recording notice or a menu
    AFTER_HOURS = "after hours"  # the line is closed: hears when it opens, and chooses what to leave
    DIALLING = "dialling"  # we call the person, to keep a promise
    WAITING = "waiting"  # in a queue, with music
    OFFERED = "offered"  # an operator's phone is ringing
    TALKING = "talking"
    HELD = "held"  # the operator has put the caller on hold: music
    INTERRUPTED = "interrupted"  # the operator's phone is gone and he is awaited: music
    TRANSFERRING = "transferring"  # a colleague's phone is ringing, the first operator is still there
    CONSULTING = "consulting"  # the two operators speak, the caller hears music
    LEAVING_MESSAGE = "leaving message"
    FAREWELL = "farewell"  # hears what is promised, then the call ends
    ENDED = "ended"


# Asked for at every step: in Python 3.11 a member is found five times faster by a plain name.
ANNOUNCED = CallState.ANNOUNCED
WAITING = CallState.WAITING
AFTER_HOURS = CallState.AFTER_HOURS
TRANSFERRING = CallState.TRANSFERRING


class CallTurn(StrEnum):
    """What turns a call from one state into another, in the words of the diagram."""

    QUEUED = "queued"
    LINE_CLOSED = "line closed"
    OFFERED = "offered"
    OFFER_FAILED = "offer in vain"
    JOINED = "joined"
    HELD = "held"
    RESUMED = "resumed"
    INTERRUPTED = "phone of the operator is gone"
    TRANSFER_STARTED = "transfer started"
    CONSULTING = "colleague answers"
    TRANSFER_FAILED = "transfer in vain"
    OPERATOR_LEFT = "operator leaves"
    CHOSE_MESSAGE = "leaves a message"
    CHOSE_CALL_BACK = "wants to be called back"
    MESSAGE_LEFT = "message recorded"
    ENDED = "ended"


TRANSITIONS: dict[CallState, dict[CallTurn, CallState]] = {
    CallState.ANNOUNCED: {
        CallTurn.QUEUED: CallState.WAITING,
        CallTurn.LINE_CLOSED: CallState.AFTER_HOURS,
        CallTurn.ENDED: CallState.ENDED,
    },
    CallState.AFTER_HOURS: {
        CallTurn.CHOSE_MESSAGE: CallState.LEAVING_MESSAGE,
        CallTurn.CHOSE_CALL_BACK: CallState.FAREWELL,
        CallTurn.ENDED: CallState.ENDED,
    },
    CallState.DIALLING: {
        CallTurn.OFFERED: CallState.DIALLING,  # our own operator is rung first
        CallTurn.OFFER_FAILED: CallState.DIALLING,
        CallTurn.JOINED: CallState.TALKING,
        CallTurn.QUEUED: CallState.WAITING,  # the person has answered first
        CallTurn.OPERATOR_LEFT: CallState.DIALLING,
        CallTurn.ENDED: CallState.ENDED,
    },
    CallState.WAITING: {
        CallTurn.QUEUED: CallState.WAITING,  # in another queue
        CallTurn.OFFERED: CallState.OFFERED,
        CallTurn.CHOSE_MESSAGE: CallState.LEAVING_MESSAGE,
        CallTurn.CHOSE_CALL_BACK: CallState.FAREWELL,
        CallTurn.OPERATOR_LEFT: CallState.WAITING,  # he has handed the caller over, or his phone has died
        CallTurn.TRANSFER_FAILED: CallState.WAITING,
        CallTurn.ENDED: CallState.ENDED,
    },
    CallState.OFFERED: {
        CallTurn.OFFER_FAILED: CallState.WAITING,
        CallTurn.JOINED: CallState.TALKING,
        CallTurn.ENDED: CallState.ENDED,
    },
    CallState.TALKING: {
        CallTurn.HELD: CallState.HELD,
        CallTurn.INTERRUPTED: CallState.INTERRUPTED,
        CallTurn.JOINED: CallState.TALKING,  # a supervisor takes over
        CallTurn.TRANSFER_STARTED: CallState.TRANSFERRING,
        CallTurn.QUEUED: CallState.WAITING,  # the operator's phone has died
        CallTurn.OPERATOR_LEFT: CallState.TALKING,
        CallTurn.ENDED: CallState.ENDED,
    },
    CallState.HELD: {
        CallTurn.RESUMED: CallState.TALKING,
        CallTurn.INTERRUPTED: CallState.INTERRUPTED,
        CallTurn.JOINED: CallState.TALKING,  # a supervisor takes over
        CallTurn.TRANSFER_STARTED: CallState.TRANSFERRING,
        CallTurn.QUEUED: CallState.WAITING,
        CallTurn.OPERATOR_LEFT: CallState.HELD,
        CallTurn.ENDED: CallState.ENDED,
    },
    CallState.INTERRUPTED: {
        CallTurn.JOINED: CallState.TALKING,  # he is back
        CallTurn.QUEUED: CallState.WAITING,  # he has stayed away
        CallTurn.ENDED: CallState.ENDED,
    },
    CallState.TRANSFERRING: {
        CallTurn.OFFERED: CallState.TRANSFERRING,
        CallTurn.OFFER_FAILED: CallState.TRANSFERRING,
        CallTurn.CONSULTING: CallState.CONSULTING,
        CallTurn.TRANSFER_FAILED: CallState.TALKING,
        CallTurn.QUEUED: CallState.WAITING,  # handed over at once
        CallTurn.OPERATOR_LEFT: CallState.OFFERED,  # hung up without waiting for the colleague to answer
    },
    CallState.CONSULTING: {
        CallTurn.JOINED: CallState.TALKING,  # with the colleague
        CallTurn.TRANSFER_FAILED: CallState.TALKING,
        CallTurn.OPERATOR_LEFT: CallState.CONSULTING,
    },
    CallState.LEAVING_MESSAGE: {
        CallTurn.MESSAGE_LEFT: CallState.FAREWELL,
        CallTurn.QUEUED: CallState.WAITING,  # nothing was said, or it could not be recorded
        CallTurn.ENDED: CallState.ENDED,
    },
    CallState.FAREWELL: {
        CallTurn.ENDED: CallState.ENDED,
    },
    CallState.ENDED: {},
}

_TRANSFERRED = (TransferOutcome.COMPLETED, TransferOutcome.QUEUED)

TURN_OF_FACT: dict[type[Fact], CallTurn] = {
    Queued: CallTurn.QUEUED,
    LineClosed: CallTurn.LINE_CLOSED,
    Offered: CallTurn.OFFERED,
    Joined: CallTurn.JOINED,
    Held: CallTurn.HELD,
    Resumed: CallTurn.RESUMED,
    Interrupted: CallTurn.INTERRUPTED,
    TransferStarted: CallTurn.TRANSFER_STARTED,
    Consulting: CallTurn.CONSULTING,
    LegEnded: CallTurn.OPERATOR_LEFT,
    MessageLeft: CallTurn.MESSAGE_LEFT,
    Ended: CallTurn.ENDED,
}

_CHOSEN = {
    WaitChoice.MESSAGE: CallTurn.CHOSE_MESSAGE,
    WaitChoice.TONE: CallTurn.CHOSE_MESSAGE,
    WaitChoice.CALL_BACK: CallTurn.CHOSE_CALL_BACK,
}

# An answered offer turns the call by ``Joined`` or ``Consulting``, a transfer that succeeds by ``Joined`` or
# ``Queued``, and not by their own ends.
TURN_OF_END: dict[type[Fact], dict[str, CallTurn | None]] = {
    OfferEnded: {
        outcome: None if outcome is OfferOutcome.ANSWERED else CallTurn.OFFER_FAILED
        for outcome in OfferOutcome
    },
    TransferEnded: {
        outcome: None if outcome in _TRANSFERRED else CallTurn.TRANSFER_FAILED for outcome in TransferOutcome
    },
    ChoiceMade: {choice: _CHOSEN.get(choice) for choice in WaitChoice},
}


def turn_of(fact: Fact) -> CallTurn | None:
    """What a fact turns a call by; ``None`` for the many facts that leave its state."""
    kind = type(fact)
    turn = TURN_OF_FACT.get(kind)
    if turn is None and kind in TURN_OF_END:
        assert isinstance(fact, OfferEnded | TransferEnded | ChoiceMade)
        return TURN_OF_END[kind][fact.choice if isinstance(fact, ChoiceMade) else fact.outcome]
    return turn


def after(state: CallState | None, fact: Fact) -> CallState | None:
    """The state of a call after a fact about it; ``None`` before ``Arrived`` or ``Dialled``.

    Raises ``KeyError`` for a turn that the table does not allow in this state.
    """
    if isinstance(fact, Arrived):
        return CallState.ANNOUNCED
    if isinstance(fact, Dialled):
        return CallState.DIALLING
    turn = turn_of(fact)
    if turn is None:
        return state
    if state is None:
        raise KeyError(turn)
    return TRANSITIONS[state][turn]
