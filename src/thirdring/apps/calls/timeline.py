"""The way of a call as moments that one can read: what happened when, by whom, with what result, and why.

Made from the facts of the journal and from nothing else, so it says the same as every screen. An offer is one
moment that carries how it ended.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

import msgspec

from thirdring.acd import effects
from thirdring.acd.moment import Moment, as_seconds, datetime_of
from thirdring.journal.rows import Row

Fields = dict[str, Any]

NAMES: dict[type[effects.Fact], str] = {
    effects.Arrived: "arrived",
    effects.NoticeStarted: "notice",
    effects.NoticeHeard: "notice heard",
    effects.MenuEntered: "menu",
    effects.MenuChosen: "menu chosen",
    effects.Queued: "queued",
    effects.Offered: "offered",
    effects.Joined: "joined",
    effects.Held: "held",
    effects.Resumed: "resumed",
    effects.LegEnded: "left",
    effects.TransferStarted: "transfer started",
    effects.Consulting: "consulting",
    effects.TransferEnded: "transfer ended",
    effects.CardSeen: "card seen",
    effects.Promised: "promised",
    effects.Ended: "ended",
}
# What the call itself says already, and what is said below in other words.
LEFT_OUT = {"type", "call", "line", "caller", "caller_as_received", "organisation", "media_node"}
LEFT_OUT |= {"since", "limit", "why"}


class CallMoment(msgspec.Struct, omit_defaults=True):
    """One moment of one call. ``operator`` is an id; ``further`` holds what only this kind of moment has."""

    at: datetime
    what: str
    operator: int | None = None
    further: Fields = {}


def moments(rows: Iterable[Row]) -> dict[str, list[CallMoment]]:
    """The moments of every call that ``rows`` (in order) speak of, by the call's id."""
    calls: dict[str, list[CallMoment]] = {}
    offers: dict[str, CallMoment] = {}
    for row in rows:
        for fact in row.facts:
            call = getattr(fact, "call", "")
            if isinstance(fact, effects.Rang | effects.OfferEnded):
                if fact.leg in offers:
                    _COMPLETE[type(fact)](offers[fact.leg].further, fact, row.at)
            elif type(fact) in NAMES and call:
                moment = _moment(fact, row.at)
                calls.setdefault(call, []).append(moment)
                if isinstance(fact, effects.Offered):
                    offers[fact.leg] = moment
    return calls


def _moment(fact: effects.Fact, at: Moment) -> CallMoment:
    fields: Fields = msgspec.to_builtins(fact)
    operator = fields.pop("operator", None)
    further = {key: value for key, value in fields.items() if key not in LEFT_OUT}
    if isinstance(fact, effects.Offered):
        further["limit_s"] = as_seconds(fact.limit)
        further["why"] = _why(fact.why)
    if isinstance(fact, effects.Promised):
        further["reason"] = fact.why
    return CallMoment(datetime_of(at), NAMES[type(fact)], operator, further)


def _why(decision: effects.Decision) -> Fields:
    why: Fields = msgspec.to_builtins(decision)
    why["idle_s"] = as_seconds(why.pop("idle"))
    return why


def _rang(offer: Fields, fact: effects.Rang, at: Moment) -> None:
    offer["rang_at"] = datetime_of(at)


def _offer_ended(offer: Fields, fact: effects.OfferEnded, at: Moment) -> None:
    offer["ended_at"] = datetime_of(at)
    offer["outcome"] = fact.outcome.value


_COMPLETE: dict[type[effects.Fact], Callable[[Fields, Any, Moment], None]] = {
    effects.Rang: _rang,
    effects.OfferEnded: _offer_ended,
}
