"""The present moment of the centre as screens show it: who does what, who waits where. Folded from rows.

Pure, and shared by everybody who watches: the engine keeps one in each checkpoint, every
web process folds the same rows into its own. A screen starts from a snapshot and its row
number and applies what follows: old snapshot + rows = fresh snapshot.

``apply`` answers with the keys that it touched (``call:…``, ``promise:…``, ``operator:…``,
``queue:…``, ``device:…``), so that a stream need only send those.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from thirdring.acd.facts import CentreChanged, DeviceReachable, DialsExhausted, Fact, QueueUnservable
from thirdring.acd.moment import Moment
from thirdring.journal import live_calls, live_operators, live_promises, live_supervision
from thirdring.journal.live_records import (
    Live,
    LiveCall,
    LiveComeback,
    LiveDials,
    LiveMisses,
    LiveOffer,
    LiveOperator,
    LivePause,
    LivePromise,
    LiveQueue,
    LiveSupervision,
    LiveTold,
    LiveTransfer,
)
from thirdring.journal.rows import Row

__all__ = [
    "Gap",
    "Live",
    "LiveCall",
    "LiveComeback",
    "LiveDials",
    "LiveMisses",
    "LiveOffer",
    "LiveOperator",
    "LivePause",
    "LivePromise",
    "LiveQueue",
    "LiveSupervision",
    "LiveTold",
    "LiveTransfer",
    "apply",
    "decode_live",
    "encode_live",
]


class Gap(Exception):
    """A row that does not follow the snapshot: take a new one."""


def apply(live: Live, row: Row) -> set[str]:
    """Bring ``live`` forward by the next row; answer the keys touched.

    A row that ``live`` has already changes nothing; one that does not follow raises ``Gap``.
    """
    if row.seq <= live.seq:
        return set()
    if row.seq != live.seq + 1:
        raise Gap(f"row {row.seq} after snapshot {live.seq}")
    live.seq = row.seq
    live.at = row.at
    touched: set[str] = set()
    for part in (row.input, *row.effects):
        if isinstance(part, Fact):
            live_calls.turn(live, part, row.at, touched)
        for fold in _FOLDS.get(type(part), ()):
            fold(live, part, row.at, touched)
    return touched


def encode_live(live: Live) -> bytes:
    return msgspec.json.encode(live)


def decode_live(data: bytes | str) -> Live:
    """Raises ``msgspec.ValidationError`` when an older version of the program wrote it differently."""
    return msgspec.json.decode(data, type=Live)


# --- the centre -----------------------------------------------------------------------------------


def _queue_unservable(live: Live, fact: QueueUnservable, at: Moment, touched: set[str]) -> None:
    if fact.why:
        former = live.queues.get(fact.queue)  # for another reason now
        live.queues[fact.queue] = LiveQueue(fact.why, list(fact.lacking), former.since if former else at)
    else:
        live.queues.pop(fact.queue, None)
    touched.add(f"queue:{fact.queue}")


def _dials_exhausted(live: Live, fact: DialsExhausted, at: Moment, touched: set[str]) -> None:
    live.dials[fact.operator] = LiveDials(at, fact.count, fact.within)
    touched.add(f"operator:{fact.operator}")


def _device_reachable(live: Live, fact: DeviceReachable, at: Moment, touched: set[str]) -> None:
    live.devices[fact.device] = fact.reachable
    touched.add(f"device:{fact.device}")


def _centre_changed(live: Live, fact: CentreChanged, at: Moment, touched: set[str]) -> None:
    live.centre_version = fact.version
    touched.add("centre")


_Fold = Callable[[Live, Any, Moment, set[str]], None]
_CENTRE: dict[type, _Fold] = {
    QueueUnservable: _queue_unservable,
    DeviceReachable: _device_reachable,
    DialsExhausted: _dials_exhausted,
    CentreChanged: _centre_changed,
}
_ROOMS = (live_promises.FOLDS, live_calls.FOLDS, live_supervision.FOLDS, live_operators.FOLDS, _CENTRE)


def _folds() -> dict[type, tuple[_Fold, ...]]:
    """By fact, in the order of the rooms: who holds a promise is told before the operator has left."""
    kinds = {kind for room in _ROOMS for kind in room}
    return {kind: tuple(room[kind] for room in _ROOMS if kind in room) for kind in kinds}


_FOLDS = _folds()
