"""Why the router refuses a command: the stable codes of ``Illegal``, for programs and translations.

Only commands of people are refused. What the network or the clock says of calls, legs and
timers that are gone came too late: it is accepted and has no effects.
"""

from __future__ import annotations

from thirdring.acd.calls import CallState
from thirdring.acd.operators import OperatorState


def not_while(state: OperatorState) -> str:
    """The code of a command that an operator's state does not accept."""
    return "not_while_" + state.replace(" ", "_").replace("-", "_")


def call_is(state: CallState) -> str:
    """The code of a command that the state of the operator's call does not accept."""
    return f"call_is_{state}"


CODES: dict[str, str] = {
    "unknown_operator": "the configuration has no such operator",
    "unknown_device": "the operator has no such phone",
    "unknown_queue": "the configuration has no such queue",
    "unknown_line": "the configuration has no such line",
    "reason_missing": "a pause needs a reason",
    "order_without_reason": "a supervisor's order needs a reason",
    "desk_is_gone": "the operator's desk is closed",
    "membership_unchanged": "the operator serves that queue, or does not, already",
    "membership_over": "a change for today whose end is past",
    "not_your_call": "a card is shown of a call that is not with this operator",
    "not_your_conversation": "a consulted colleague does what only the caller's own operator may do",
    "transfer_target": "a transfer names neither or both of a person and a queue",
    "transfer_to_self": "a transfer to oneself",
    "transfer_unsaid": "a transfer needs a reason, the sentence said and the caller's consent",
    "nobody_was_busy": "no transfer of this call has just found a line busy",
    "not_passed_on": "nobody has passed this caller on",
    "not_your_promise": "a promise that this operator has not been given",
    "unknown_promise": "no such promise is open",
    "promise_with_another": "another operator has been given the promise",
    "already_dialling": "the person is being dialled",
    "number_missing": "a promise without a number, and none was given",
    "dialled_too_often": "the operator has dialled as often within the hour as the rules allow",
    "centre_dialled_too_often": "all operators together have",
    "moment_too_far": "a call is put off for longer than the rules allow, or to no moment at all",
    "no_dial_limit": "the rules in force limit no operator's calls",
    "dial_limit_lifted": "the operator may dial without limit already",
    "dial_limit_holds": "no supervisor has lifted the limit of the operator's calls",
    "phone_unreachable": "the operator's own phone is not registered",
    "one_owner": "a promise has exactly one owner",
    "no_promises": "the rules in force keep no promises",
    "no_conversation": "there is no such call, or nobody speaks with its caller",
    "already_supervised": "another supervisor listens already",
    "not_listening_yet": "the supervisor's phone has not been lifted yet",
    "recording_is_paused": "the recording is paused already",
    "recording_goes_on": "the recording is not paused",
    "colleague_logged_out": "a transfer to somebody who is not logged in",
    **{not_while(state): f"not while the operator is {state}" for state in OperatorState},
    **{
        call_is(state): f"not while the call is {state}"
        for state in (
            CallState.DIALLING,
            CallState.TALKING,
            CallState.HELD,
            CallState.INTERRUPTED,
            CallState.TRANSFERRING,
            CallState.CONSULTING,
        )
    },
}
