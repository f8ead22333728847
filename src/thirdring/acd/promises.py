"""What the centre owes a person, from the moment it is promised until it is kept or ends otherwise."""

from __future__ import annotations

from thirdring.acd.effects import MessageClosed, Owner, Promised, PromiseKind, PromiseOrigin
from thirdring.acd.inputs import MessageRecorded
from thirdring.acd.moment import Moment
from thirdring.acd.state import Call, Step


def dialable(number: str, beginnings: tuple[str, ...]) -> bool:
    """Whether the centre calls this number: it is known, and of a country that it calls."""
    return number[1:].isdigit() and number.startswith(beginnings)


def make(
    step: Step,
    call: Call,
    kind: PromiseKind,
    origin: PromiseOrigin,
    why: str,
    owner: Owner,
    *,
    number: str = "",
    since: Moment | None = None,
    recording: str = "",
) -> None:
    """Something is owed to the caller."""
    kept = step.at if since is None else since
    step.effects.append(
        Promised(
            call.id,
            kind,
            why,
            origin=origin,
            owner=owner,
            number=number or call.caller,
            since=kept,
            recording=recording,
        )
    )


def message_is_known(step: Step, event: MessageRecorded) -> None:
    """The recording of one who hung up is closed: only now its length is known."""
    if step.state.messages.get(event.call) == event.recording:
        del step.state.messages[event.call]
        step.effects.append(MessageClosed(event.call, event.recording, event.span, event.failed))
