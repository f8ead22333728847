"""A call comes into being, and with it its one card (row S61). It is never turned away.

A number that the configuration does not know is answered all the same, by the first queue:
a caller must not pay for an error of administration.
"""

from __future__ import annotations

from thirdring.acd import announce
from thirdring.acd.facts import Arrived
from thirdring.acd.inputs import CallArrived
from thirdring.acd.state import Call, Step


def arrive(step: Step, event: CallArrived) -> None:
    """A caller is connected. A call told of twice is one call."""
    state = step.state
    if event.call in state.calls:
        return
    line = state.floor.numbers.get(event.line)
    state.arrivals += 1
    call = Call(event.call, event.line, event.caller, state.arrivals)
    call.closed, call.opens_at = event.closed, event.opens_at
    state.calls[call.id] = call
    step.tell(
        call,
        Arrived(
            call.id,
            event.line,
            line.organisation if line is not None else 0,
            event.caller,
            event.caller_as_received,
            event.media_node,
        ),
    )
    if not event.over:
        announce.begin(step, call, line)
