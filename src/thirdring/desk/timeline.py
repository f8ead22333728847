"""The way of one call as people read it: what happened when, with whom, and why this operator.

Folded from the journal's rows of the call, nothing else, so it says the same as every report. A table
names what each fact is called; facts that only machines care for are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from thirdring.acd import effects
from thirdring.acd.effects import CallEnd, Decision, EndedBy, OfferOutcome, TransferOutcome
from thirdring.acd.inputs import TransferMode
from thirdring.acd.moment import as_seconds, datetime_of
from thirdring.journal.rows import Row


class Names(NamedTuple):
    """How operators and queues are called."""

    operators: dict[int, str]
    queues: dict[str, str]

    def operator(self, key: int | None) -> str:
        return self.operators.get(key or 0, _("operator {n}").format(n=key))

    def queue(self, key: str | None) -> str:
        return self.queues.get(key or "", key or "")


class Step(NamedTuple):
    """One line of the time line. ``since_arrival_s`` in seconds; ``details`` are sentences that explain it."""

    at: datetime
    since_arrival_s: float
    icon: str
    text: str
    details: list[str]


def timeline(rows: Iterable[Row], call: str, names: Names) -> list[Step]:
    """What happened to ``call``, in order."""
    steps: list[Step] = []
    arrived = None
    for row in rows:
        if arrived is None:
            arrived = row.at
        for fact in row.facts:
            if getattr(fact, "call", None) != call or type(fact) not in _TOLD:
                continue
            icon, tell = _TOLD[type(fact)]
            details = _why(fact.why, names) if isinstance(fact, effects.Offered) else []
            steps.append(
                Step(datetime_of(row.at), as_seconds(row.at - arrived), icon, tell(fact, names), details)
            )
    return steps


def _why(why: Decision, names: Names) -> list[str]:
    """Why this operator: the rule, who came next, who was left out and for what reason."""
    rule = RULES.get(why.rule)
    said = [str(rule()) if rule else why.rule]
    if why.needs:
        said.append(_("Needed: {skills}.").format(skills=", ".join(why.needs)))
    said.append(
        ngettext("{n} candidate.", "{n} candidates.", why.candidates).format(n=why.candidates)
        + " "
        + _("Was free for {s:.0f} s.").format(s=as_seconds(why.idle))
    )
    if why.runners_up:
        said.append(_("Next would have been: {names}.").format(names=_listed(why.runners_up, names)))
    for left in why.left_out:
        reason = LEFT_OUT.get(left.reason)
        said.append(
            _("Left out ({reason}): {count} – {names}.").format(
                reason=reason() if reason else left.reason,
                count=left.count,
                names=_listed(left.operators, names) + (" …" if left.count > len(left.operators) else ""),
            )
        )
    return said


def _listed(operators: Iterable[int], names: Names) -> str:
    return ", ".join(names.operator(one) for one in operators)


RULES: dict[str, Callable[[], str]] = {
    "longest idle": lambda: _("Rule: the one who has been free longest."),
    "most suitable": lambda: _("Rule: the most suitable one."),
    "named": lambda: _("A colleague named this person."),
}
LEFT_OUT: dict[str, Callable[[], str]] = {
    "skills": lambda: _("skills are missing"),
    "held off": lambda: _("this caller was offered to them just before"),
}
OFFER_ENDS: dict[OfferOutcome, Callable[[], str]] = {
    OfferOutcome.ANSWERED: lambda: _("{name} answered"),
    OfferOutcome.MISSED: lambda: _("{name} did not answer within the rings allowed and is set aside"),
    OfferOutcome.REFUSED: lambda: _("{name} refused"),
    OfferOutcome.BUSY: lambda: _("The phone of {name} was busy"),
    OfferOutcome.FAILED: lambda: _("The phone of {name} could not be reached"),
    OfferOutcome.CALLER_GONE: lambda: _("The caller hung up while the phone of {name} rang"),
    OfferOutcome.WITHDRAWN: lambda: _("The offer to {name} was taken back"),
}
TRANSFER_ENDS: dict[TransferOutcome, Callable[[], str]] = {
    TransferOutcome.COMPLETED: lambda: _("The transfer by {name} succeeded"),
    TransferOutcome.QUEUED: lambda: _("The caller whom {name} passed on waits in the queue"),
    TransferOutcome.CANCELLED: lambda: _("{name} took the caller back"),
    TransferOutcome.BUSY: lambda: _("Nobody was free: back to {name}"),
    TransferOutcome.REFUSED: lambda: _("The colleague refused: back to {name}"),
    TransferOutcome.MISSED: lambda: _("The colleague did not answer: back to {name}"),
    TransferOutcome.FAILED: lambda: _("The colleague's phone could not be reached: back to {name}"),
    TransferOutcome.CALLER_GONE: lambda: _("The caller hung up while {name} passed the call on"),
}
ENDS: dict[CallEnd, Callable[[], str]] = {
    CallEnd.COMPLETED: lambda: _("The conversation ended"),
    CallEnd.ABANDONED_IN_ANNOUNCEMENT: lambda: _("The caller hung up during the announcement"),
    CallEnd.ABANDONED_WAITING: lambda: _("The caller hung up while waiting"),
    CallEnd.BROKEN: lambda: _("The connection broke"),
    CallEnd.MISSED_WHILE_AWAY: lambda: _("Nobody was there to answer; the caller hung up"),
    CallEnd.SERVED_WHILE_AWAY: lambda: _("Answered and ended while the router was away"),
}
ENDED_BY: dict[EndedBy, Callable[[], str]] = {
    EndedBy.CALLER: lambda: _("the caller hung up"),
    EndedBy.OPERATOR: lambda: _("the operator hung up"),
    EndedBy.SYSTEM: lambda: _("by the system"),
}


def _ended(fact: effects.Ended, names: Names) -> str:
    told = ENDS[fact.how]()
    return f"{told}: {ENDED_BY[fact.by]()}" if fact.how is CallEnd.COMPLETED else told


def _transfer_started(fact: effects.TransferStarted, names: Names) -> str:
    target = names.operator(fact.to_operator) if fact.to_operator is not None else names.queue(fact.to_queue)
    if fact.mode is TransferMode.CONSULT:
        return _("{name} calls {target} first").format(name=names.operator(fact.operator), target=target)
    return _("{name} hands the caller over to {target}").format(
        name=names.operator(fact.operator), target=target
    )


def _menu_chosen(fact: effects.MenuChosen, names: Names) -> str:
    if not fact.digit:
        return _("Chose nothing in the menu: to an operator")
    return _("Pressed {digit} in the menu: {topic}").format(
        digit=fact.digit, topic=fact.topic or names.queue(fact.queue)
    )


_TOLD: dict[type, tuple[str, Callable[[Any, Names], str]]] = {
    effects.Arrived: (
        "phone-incoming",
        lambda f, n: _("The call arrived on line {line}").format(line=f.line),
    ),
    effects.NoticeStarted: ("volume", lambda f, n: _("The recording notice is played")),
    effects.NoticeHeard: ("volume", lambda f, n: _("The recording notice was heard to its end")),
    effects.MenuEntered: ("dialpad", lambda f, n: _("The menu is read out ({n})").format(n=f.attempt)),
    effects.MenuChosen: ("dialpad", _menu_chosen),
    effects.Queued: (
        "users",
        lambda f, n: _("Waits in the queue “{queue}”, place {place}").format(
            queue=n.queue(f.queue), place=f.place
        ),
    ),
    effects.Offered: ("headset", lambda f, n: _("Offered to {name}").format(name=n.operator(f.operator))),
    effects.OfferEnded: (
        "phone",
        lambda f, n: OFFER_ENDS[f.outcome]().format(name=n.operator(f.operator)),
    ),
    effects.Joined: (
        "phone-call",
        lambda f, n: _("Caller and {name} speak, recorded").format(name=n.operator(f.operator)),
    ),
    effects.Held: ("player-pause", lambda f, n: _("On hold by {name}").format(name=n.operator(f.operator))),
    effects.Resumed: (
        "player-play",
        lambda f, n: _("{name} is back with the caller").format(name=n.operator(f.operator)),
    ),
    effects.TransferStarted: ("arrows-transfer-up", _transfer_started),
    effects.Consulting: (
        "message-circle",
        lambda f, n: _("{name} and {colleague} consult").format(
            name=n.operator(f.operator), colleague=n.operator(f.colleague)
        ),
    ),
    effects.TransferEnded: (
        "arrows-transfer-up",
        lambda f, n: TRANSFER_ENDS[f.outcome]().format(name=n.operator(f.operator)),
    ),
    effects.CardSeen: (
        "file-text",
        lambda f, n: _("{name} has the card on the screen").format(name=n.operator(f.operator)),
    ),
    effects.LegEnded: (
        "phone-off",
        lambda f, n: _("{name} left the conversation").format(name=n.operator(f.operator)),
    ),
    effects.Ended: ("phone-off", _ended),
    effects.Promised: ("bookmark", lambda f, n: _("Promised: {what} ({why})").format(what=f.kind, why=f.why)),
}
