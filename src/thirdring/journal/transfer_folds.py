"""How the table of transfers follows from the rows: who passed whom on, why, and whether rightly (S62)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from thirdring.acd.facts import (
    BusyChoiceMade,
    Consulting,
    Ended,
    TransferEnded,
    TransferOutcome,
    TransferStarted,
    TransferWrong,
)
from thirdring.journal.records import Entry, TransferRecord

_PASSED_ON = (TransferOutcome.COMPLETED, TransferOutcome.QUEUED)


def _started(entry: Entry, fact: TransferStarted) -> None:
    record = TransferRecord(
        id=entry.number,
        call=fact.call,
        operator_id=fact.operator,
        mode=fact.mode,
        to_operator_id=fact.to_operator,
        to_queue=fact.to_queue or "",
        reason=fact.reason,
        sentence_said=fact.sentence_said,
        consent=fact.consent,
        started_at=entry.at,
    )
    entry.books.transfers.setdefault(fact.call, []).append(record)
    entry.changes.transfers[record.id] = record


def _latest(entry: Entry, call: str) -> TransferRecord | None:
    """The last transfer of a call, which is about to change."""
    records = entry.books.transfers.get(call)
    if not records:
        return None
    entry.changes.transfers[records[-1].id] = records[-1]
    return records[-1]


def _consulting(entry: Entry, fact: Consulting) -> None:
    if record := _latest(entry, fact.call):
        record.colleague_id = fact.colleague


def _ended(entry: Entry, fact: TransferEnded) -> None:
    if record := _latest(entry, fact.call):
        record.ended_at, record.outcome, record.refusal = entry.at, fact.outcome, fact.reason


def _busy_choice(entry: Entry, fact: BusyChoiceMade) -> None:
    if record := _latest(entry, fact.call):
        record.busy_choice = fact.choice


def _wrong(entry: Entry, fact: TransferWrong) -> None:
    """Of the transfers by that operator, the last that has brought the caller on."""
    for record in reversed(entry.books.transfers.get(fact.call, [])):
        if record.operator_id == fact.operator and record.outcome in _PASSED_ON:
            record.wrong_by_id, record.wrong_reason, record.wrong_at = fact.colleague, fact.reason, entry.at
            entry.changes.transfers[record.id] = record
            return


def _call_ended(entry: Entry, fact: Ended) -> None:
    entry.books.transfers.pop(fact.call, None)


FOLDS: dict[type, Callable[[Entry, Any], None]] = {
    TransferStarted: _started,
    Consulting: _consulting,
    TransferEnded: _ended,
    BusyChoiceMade: _busy_choice,
    TransferWrong: _wrong,
    Ended: _call_ended,
}
