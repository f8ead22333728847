"""The way of a call as moments that one can read: what happened when, by whom, with what result, and why.

Made from the facts of the journal and from nothing else, so it says the same as every screen. An offer is one
moment that carries how it ended.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

import msgspec

from thirdring.acd import facts
from thirdring.acd.moment import Moment, as_seconds, datetime_of
from thirdring.acd.promise_facts import AttemptStarted, Dialled, Promised
from thirdring.acd.supervision_facts import (
    RecordingPaused,
    RecordingResumed,
    SupervisionChanged,
    SupervisionEnded,
    SupervisionStarted,
)
from thirdring.journal.rows import Row

Fields = dict[str, Any]

NAMES: dict[type[facts.Fact], str] = {
    facts.Arrived: "arrived",
    facts.NoticeStarted: "notice",
    facts.NoticeHeard: "notice heard",
    facts.MenuEntered: "menu",
    facts.MenuChosen: "menu chosen",
    facts.LineClosed: "line closed",
    facts.Queued: "queued",
    facts.WaitTold: "wait told",
    facts.ChoiceOffered: "choice offered",
    facts.ChoiceMade: "choice made",
    facts.MessageLeft: "message left",
    facts.MessageClosed: "message closed",
    facts.Offered: "offered",
    facts.Lifted: "lifted",
    facts.Joined: "joined",
    facts.Held: "held",
    facts.Resumed: "resumed",
    facts.Interrupted: "interrupted",
    facts.LegEnded: "left",
    facts.TransferStarted: "transfer started",
    facts.Consulting: "consulting",
    facts.TransferEnded: "transfer ended",
    facts.BusyChoiceMade: "busy choice made",
    facts.TransferWrong: "transfer wrong",
    facts.CardSeen: "card seen",
    RecordingPaused: "recording paused",
    RecordingResumed: "recording resumed",
    SupervisionStarted: "supervision started",
    SupervisionChanged: "supervision changed",
    SupervisionEnded: "supervision ended",
    Promised: "promised",
    Dialled: "dialled",
    AttemptStarted: "attempt started",
    facts.Ended: "ended",
}
# What the call itself says already, and what is said below in other words.
LEFT_OUT = {"type", "call", "line", "caller", "caller_as_received", "organisation", "media_node"}
LEFT_OUT |= {"since", "limit", "why", "rings", "ring_cycle", "owner", "shown"}
# Spans and moments within a fact, as they are called when they are said in seconds and in UTC.
SPANS = {
    "expected": "expected_s",
    "said": "said_s",
    "waited": "waited_s",
    "grace": "grace_s",
    "span": "span_s",
}
MOMENTS = ("due", "not_before", "opens_at")


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
            if not getattr(fact, "shown", True):
                continue  # a supervisor of whom the rules of the centre tell nobody
            call = getattr(fact, "call", "")
            if isinstance(fact, facts.Rang | facts.OfferEnded):
                if fact.leg in offers:
                    _COMPLETE[type(fact)](offers[fact.leg].further, fact, row.at)
            elif type(fact) in NAMES and call:
                moment = _moment(fact, row.at)
                calls.setdefault(call, []).append(moment)
                if isinstance(fact, facts.Offered):
                    offers[fact.leg] = moment
    return calls


def _moment(fact: facts.Fact, at: Moment) -> CallMoment:
    fields: Fields = msgspec.to_builtins(fact)
    operator = fields.pop("operator", None)
    further = {key: value for key, value in fields.items() if key not in LEFT_OUT}
    for span, name in SPANS.items():
        if span in further:
            further[name] = as_seconds(further.pop(span))
    for moment in MOMENTS:
        if moment in further:
            further[moment] = datetime_of(further[moment]) if further[moment] else None
    if isinstance(fact, facts.Offered):
        further["limit_s"] = as_seconds(fact.limit)
        further["why"] = _why(fact.why)
    if isinstance(fact, Promised | RecordingResumed):
        further["reason"] = fact.why
    return CallMoment(datetime_of(at), NAMES[type(fact)], operator, further)


def _why(decision: facts.Decision) -> Fields:
    why: Fields = msgspec.to_builtins(decision)
    why["idle_s"] = as_seconds(why.pop("idle"))
    return why


def _rang(offer: Fields, fact: facts.Rang, at: Moment) -> None:
    offer["rang_at"] = datetime_of(at)


def _offer_ended(offer: Fields, fact: facts.OfferEnded, at: Moment) -> None:
    offer["ended_at"] = datetime_of(at)
    offer["outcome"] = fact.outcome.value


_COMPLETE: dict[type[facts.Fact], Callable[[Fields, Any, Moment], None]] = {
    facts.Rang: _rang,
    facts.OfferEnded: _offer_ended,
}
