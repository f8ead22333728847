"""How rows change what screens know of a supervisor in a conversation, and of a recording that is paused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from thirdring.acd.moment import Moment
from thirdring.acd.supervision_facts import (
    RecordingPaused,
    RecordingResumed,
    SupervisionChanged,
    SupervisionEnded,
    SupervisionStarted,
)
from thirdring.journal.live_records import Live, LivePause, LiveSupervision


def _started(live: Live, fact: SupervisionStarted, at: Moment, touched: set[str]) -> None:
    if call := live.calls.get(fact.call):
        call.supervision = LiveSupervision(fact.supervisor, fact.operator, fact.mode, at, fact.shown)


def _changed(live: Live, fact: SupervisionChanged, at: Moment, touched: set[str]) -> None:
    if (call := live.calls.get(fact.call)) and call.supervision:
        call.supervision.mode = fact.mode


def _ended(live: Live, fact: SupervisionEnded, at: Moment, touched: set[str]) -> None:
    if call := live.calls.get(fact.call):
        call.supervision = None


def _paused(live: Live, fact: RecordingPaused, at: Moment, touched: set[str]) -> None:
    if call := live.calls.get(fact.call):
        call.recording_paused = LivePause(at, at + fact.limit)


def _resumed(live: Live, fact: RecordingResumed, at: Moment, touched: set[str]) -> None:
    if call := live.calls.get(fact.call):
        call.recording_paused = None


FOLDS: dict[type, Callable[[Live, Any, Moment, set[str]], None]] = {
    SupervisionStarted: _started,
    SupervisionChanged: _changed,
    SupervisionEnded: _ended,
    RecordingPaused: _paused,
    RecordingResumed: _resumed,
}
