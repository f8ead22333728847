"""What one desk sees of the centre: its operator, his call, his colleagues' states, the queues.

Pure: the live fold in, plain JSON out, in the shape of ``ts/world.ts`` (moments and spans in
milliseconds there). Calls of others are not part of it: a desk never learns who speaks with a colleague.
"""

from __future__ import annotations

from typing import Any

import msgspec

from thirdring.acd.calls import CallState
from thirdring.acd.moment import Moment
from thirdring.acd.operators import OperatorState
from thirdring.journal.live import Live, LiveCall, LiveOperator, LiveTransfer

Json = dict[str, Any]

WAITS = {CallState.WAITING, CallState.OFFERED}


class PastCall(msgspec.Struct, frozen=True):
    """What is still shown of a call that has ended, while its operator is in wrap-up."""

    line: str
    caller: str
    queue: str
    arrived_at: Moment
    waiting_since: Moment | None


def me(live: Live, operator: int) -> Json:
    """The operator's own state; one who is not on shift has one too."""
    found = live.operators.get(operator)
    if found is None:
        found = LiveOperator(OperatorState.LOGGED_OUT, live.at)
    return {
        "state": found.state,
        "reason": found.reason,
        "since": _ms(found.since),
        "device": found.device,
        "reachable": live.devices.get(found.device, False),
        "pause": found.awaits,
    }


def call(live: Live, operator: int, past: dict[str, PastCall]) -> Json | None:
    """The call that concerns the operator at this moment, or ``None``."""
    found = live.operators.get(operator)
    if found is None or not found.call:
        return None
    if found.call in live.calls:
        return _running(found.call, live.calls[found.call], operator, found)
    if found.call in past and found.state == OperatorState.WRAP_UP:
        return _over(found.call, past[found.call])
    return None


def colleagues(live: Live) -> dict[str, tuple[str, int, str]]:
    """State, since when, reason of everybody on shift, by operator id."""
    return {str(key): (one.state, _ms(one.since), one.reason) for key, one in live.operators.items()}


def queues(live: Live, keys: frozenset[str]) -> dict[str, Json]:
    """How many wait in each queue, since when the first of them, and why a queue cannot be served."""
    figures: dict[str, Json] = {
        key: {
            "waiting": 0,
            "oldest": None,
            "unservable": found.unservable if (found := live.queues.get(key)) else "",
        }
        for key in keys | live.queues.keys()
    }
    for one in live.calls.values():
        if one.state not in WAITS or one.waiting_since is None:
            continue
        line = figures.setdefault(one.queue, {"waiting": 0, "oldest": None, "unservable": ""})
        line["waiting"] += 1
        since = _ms(one.waiting_since)
        line["oldest"] = since if line["oldest"] is None else min(since, line["oldest"])
    return figures


def past_of(found: LiveCall) -> PastCall:
    return PastCall(found.line, found.caller, found.queue, found.arrived_at, found.waiting_since)


def concerned(live: Live, calls: set[str], operators: set[int]) -> set[int]:
    """``operators`` and everybody whose present call is one of ``calls``."""
    if not calls:
        return operators
    return operators | {key for key, one in live.operators.items() if one.call in calls}


def _running(key: str, found: LiveCall, operator: int, mine: LiveOperator) -> Json:
    offer = found.offer if found.offer and found.offer.operator == operator else None
    return {
        "id": key,
        "line": found.line,
        "caller": found.caller,
        "queue": found.queue,
        "topic": found.topic,
        "state": found.state,
        "arrived": _ms(found.arrived_at),
        "queued": _ms(found.waiting_since or found.arrived_at),
        "joined": _ms(mine.since) if mine.state == OperatorState.TALKING else None,
        "ended": mine.state == OperatorState.WRAP_UP,  # for me; a colleague may still speak with the caller
        "held": found.state == CallState.HELD,
        "offer": offer
        and {
            "leg": offer.leg,
            "device": offer.device,
            "since": _ms(offer.rang_at or offer.offered_at),
            "limit": offer.limit // 1000 - (_ms(offer.rang_at or offer.offered_at) - _ms(offer.offered_at)),
            "transfer": offer.transfer,
        },
        "transfer": found.transfer and _transfer(found.transfer),
        "lastTransfer": found.last_transfer,
    }


def _transfer(found: LiveTransfer) -> Json:
    return {
        "mode": found.mode,
        "operator": found.operator,
        "toOperator": found.to_operator if found.colleague is None else found.colleague,
        "toQueue": found.to_queue,
        "stage": "ringing" if found.colleague is None else "consulting",
        "since": _ms(found.since),
    }


def _over(key: str, past: PastCall) -> Json:
    return {
        "id": key,
        "line": past.line,
        "caller": past.caller,
        "queue": past.queue,
        "topic": "",
        "state": CallState.ENDED,
        "arrived": _ms(past.arrived_at),
        "queued": _ms(past.waiting_since or past.arrived_at),
        "joined": None,
        "ended": True,
        "held": False,
        "offer": None,
        "transfer": None,
        "lastTransfer": "",
    }


def _ms(moment: Moment) -> int:
    return moment // 1000
