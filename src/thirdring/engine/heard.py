"""Who listens to a conversation, and whether it is recorded, after a time in which no engine looked.

A part of ``reconcile``: the conversation itself is that module's business.
"""

from __future__ import annotations

from collections.abc import Container, Iterable

from thirdring.acd.actions import Action, PauseRecording, ResumeRecording, Supervise
from thirdring.acd.inputs import CallId, LegId
from thirdring.acd.state import Call


def rings(call: Call, leg: LegId) -> bool:
    """Whether the leg is a supervisor's, or of one who is awaited back, and believed not to be lifted yet."""
    if call.comeback is not None:
        return call.comeback.leg == leg
    found = call.supervision
    return found is not None and found.leg == leg and not found.lifted


def repairs(call: Call, unrecorded: Container[CallId]) -> Iterable[Action]:
    """Who listens is joined anew: what was copied for him has been let go. ``unrecorded``: as it is found."""
    if call.supervision is not None and call.supervision.began:
        yield Supervise(call.id, call.supervision.leg, call.leg, call.supervision.mode)
    if call.recording_paused is not None and call.id not in unrecorded:
        yield PauseRecording(call.id)
    elif call.recording_paused is None and call.id in unrecorded:
        yield ResumeRecording(call.id)
