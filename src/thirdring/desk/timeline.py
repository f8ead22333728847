"""The way of one call as people read it: what happened when, with whom, and why this operator.

Folded from the journal's rows of the call, nothing else, so it says the same as every report. A table
names what each fact is called; facts that only machines care for are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from thirdring.acd import facts, match, recording
from thirdring.acd.centre import Choice
from thirdring.acd.facts import CallEnd, Decision, EndedBy, OfferOutcome, TransferOutcome
from thirdring.acd.inputs import SupervisionMode, TransferMode
from thirdring.acd.moment import as_seconds, datetime_of
from thirdring.acd.operators import OperatorState
from thirdring.acd.supervision_facts import (
    RecordingPaused,
    RecordingResumed,
    SupervisionChanged,
    SupervisionEnd,
    SupervisionEnded,
    SupervisionStarted,
)
from thirdring.apps.compliance.models import Breach
from thirdring.desk import told_breaches, told_promises, told_waiting
from thirdring.desk.names import Names
from thirdring.journal.rows import Row


class Step(NamedTuple):
    """One line of the time line; ``details`` are sentences that explain it, under the heading ``summary``."""

    at: datetime
    since_arrival_s: float
    icon: str
    text: str
    details: list[str]
    summary: str = ""


class Subject(NamedTuple):
    """What a time line is about: a call, its promises, the calls that are to keep them, and breaches."""

    call: str
    promises: Collection[str] = ()
    attempts: Collection[str] = ()
    breaches: Sequence[Breach] = ()

    def concerns(self, fact: facts.Fact) -> bool:
        call = getattr(fact, "call", None)
        return call == self.call or call in self.attempts or getattr(fact, "promise", None) in self.promises


def timeline(rows: Iterable[Row], about: Subject, names: Names) -> list[Step]:
    """What happened, in order."""
    steps: list[Step] = []
    arrived = None
    for row in rows:
        if arrived is None:
            arrived = row.at
        for fact in row.facts:
            if type(fact) not in _TOLD or not about.concerns(fact):
                continue
            if not getattr(fact, "shown", True):
                continue  # a supervisor of whom the rules of the centre tell nobody
            icon, tell = _TOLD[type(fact)]
            explain = _EXPLAINED.get(type(fact))
            summary, details = explain(fact, names) if explain else ("", [])
            since_s = as_seconds(row.at - arrived)
            steps.append(Step(datetime_of(row.at), since_s, icon, tell(fact, names), details, summary))
    if arrived is not None:
        steps.extend(_broken(breach, datetime_of(arrived), names) for breach in about.breaches)
    return sorted(steps, key=lambda step: step.at)


def _broken(breach: Breach, arrived: datetime, names: Names) -> Step:
    since_s = (breach.at - arrived).total_seconds()
    said, words = told_breaches.told(breach, names), told_breaches.clause(breach)
    return Step(breach.at, since_s, "flag", said, words, _("What the clause says"))


def _why_offered(fact: facts.Offered, names: Names) -> tuple[str, list[str]]:
    return _("Why this operator"), _why(fact.why, names)


def _why_passed_on(fact: facts.TransferStarted, names: Names) -> tuple[str, list[str]]:
    said = [_("Reason: {reason}").format(reason=fact.reason)] if fact.reason else []
    if fact.sentence_said:
        said.append(_("Organisation, post and name of the colleague were said (clause 4)."))
    if fact.consent:
        said.append(_("The caller agreed to be connected."))
    return _("What was said"), said


_EXPLAINED: dict[type, Callable[[Any, Names], tuple[str, list[str]]]] = {
    facts.Offered: _why_offered,
    facts.TransferStarted: _why_passed_on,
}


def _why(why: Decision, names: Names) -> list[str]:
    """Why this operator: the rule, who came next, who was left out and for what reason."""
    rule = RULES.get(why.rule)
    said = [str(rule()) if rule else why.rule]
    if why.needs:
        said.append(_("Needed: {skills}.").format(skills=", ".join(names.skill(need) for need in why.needs)))
    said.append(
        ngettext("{n} candidate.", "{n} candidates.", why.candidates).format(n=why.candidates)
        + " "
        + _("Was free for {s:.0f} s.").format(s=as_seconds(why.idle))
    )
    if why.runners_up:
        said.append(_("Next would have been: {names}.").format(names=_listed(why.runners_up, names)))
    for left in why.left_out:
        reason = LEFT_OUT.get(left.reason)
        listed = f" – {_listed(left.operators, names)}" if left.operators else ""
        more = " …" if listed and left.count > len(left.operators) else ""
        said.append(
            _("Left out ({reason}): {count}").format(
                reason=reason() if reason else left.reason, count=left.count
            )
            + f"{listed}{more}."
        )
    return said


def _listed(operators: Iterable[int], names: Names) -> str:
    return ", ".join(names.operator(one) for one in operators)


RULES: dict[str, Callable[[], str]] = {
    Choice.LONGEST_IDLE: lambda: _("Rule: the one who has been free longest."),
    Choice.MOST_SUITABLE: lambda: _("Rule: the most suitable one."),
    match.FIRST_IN_LINE: lambda: _("The operator became free, and this caller was the next in line."),
    match.NAMED: lambda: _("A colleague named this person."),
}
LEFT_OUT: dict[str, Callable[[], str]] = {
    match.LACKS_SKILLS: lambda: _("skills are missing"),
    match.TAKEN_OUT: lambda: _("taken out of this queue for today"),
    match.HELD_OFF: lambda: _("this caller was offered there just before"),
    OperatorState.LOGGED_OUT: lambda: _("not on shift"),
    OperatorState.PAUSED: lambda: _("on pause"),
    OperatorState.UNREACHABLE: lambda: _("phone not reachable"),
    OperatorState.OFFERED: lambda: _("phone rings"),
    OperatorState.TALKING: lambda: _("in conversation"),
    OperatorState.COMING_BACK: lambda: _("phone lost in a conversation"),
    OperatorState.WRAP_UP: lambda: _("in wrap-up"),
    OperatorState.PROMISE: lambda: _("keeps a promise"),
    OperatorState.SUPERVISING: lambda: _("listens to a conversation"),
    OperatorState.SET_ASIDE: lambda: _("set aside"),
}
MODES: dict[SupervisionMode, Callable[[], str]] = {
    SupervisionMode.LISTEN: lambda: _("{supervisor} listens to {name}"),
    SupervisionMode.WHISPER: lambda: _("{supervisor} speaks to {name}, unheard by the caller"),
    SupervisionMode.JOIN: lambda: _("{supervisor} has joined {name} and the caller"),
}
CHANGES: dict[SupervisionMode, Callable[[], str]] = {
    SupervisionMode.LISTEN: lambda: _("{supervisor} only listens"),
    SupervisionMode.WHISPER: lambda: _("{supervisor} speaks to the operator, unheard by the caller"),
    SupervisionMode.JOIN: lambda: _("{supervisor} has joined the conversation"),
}
RECORDED_AGAIN: dict[str, Callable[[], str]] = {
    recording.OPERATOR: lambda: _("by the operator"),
    recording.LIMIT: lambda: _("the longest pause allowed was over"),
    recording.TRANSFER: lambda: _("the caller was passed on"),
    recording.ANOTHER: lambda: _("somebody else joined the conversation"),
    recording.NOBODY: lambda: _("the operator's phone was lost"),
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
    CallEnd.AFTER_HOURS: lambda: _("The line was closed; the caller left nothing"),
    CallEnd.ABANDONED_WAITING: lambda: _("The caller hung up while waiting"),
    CallEnd.BROKEN: lambda: _("The connection broke"),
    CallEnd.MISSED_WHILE_AWAY: lambda: _("Nobody was there to answer; the caller hung up"),
    CallEnd.SERVED_WHILE_AWAY: lambda: _("Answered and ended while the router was away"),
    CallEnd.LEFT_MESSAGE: lambda: _("Left a message: it is to be answered"),
    CallEnd.CALL_BACK_PROMISED: lambda: _("The caller will be called back"),
    CallEnd.NOT_REACHED: lambda: _("We called, and nobody answered"),
}
ENDED_BY: dict[EndedBy, Callable[[], str]] = {
    EndedBy.CALLER: lambda: _("the caller hung up"),
    EndedBy.OPERATOR: lambda: _("the operator hung up"),
    EndedBy.SYSTEM: lambda: _("by the system"),
}


def _ended(fact: facts.Ended, names: Names) -> str:
    told = ENDS[fact.how]()
    return f"{told}: {ENDED_BY[fact.by]()}" if fact.how is CallEnd.COMPLETED else told


def _transfer_started(fact: facts.TransferStarted, names: Names) -> str:
    target = names.operator(fact.to_operator) if fact.to_operator is not None else names.queue(fact.to_queue)
    if fact.mode is TransferMode.CONSULT:
        return _("{name} calls {target} first").format(name=names.operator(fact.operator), target=target)
    return _("{name} hands the caller over to {target}").format(
        name=names.operator(fact.operator), target=target
    )


def _transfer_ended(fact: facts.TransferEnded, names: Names) -> str:
    said = TRANSFER_ENDS[fact.outcome]().format(name=names.operator(fact.operator))
    return f"{said} – {fact.reason}" if fact.reason else said


def _menu_chosen(fact: facts.MenuChosen, names: Names) -> str:
    if not fact.digit:
        return _("Chose nothing in the menu: to an operator")
    return _("Pressed {digit} in the menu: {topic}").format(
        digit=fact.digit, topic=fact.topic or names.queue(fact.queue)
    )


def _by(sentence: Callable[[], str]) -> Callable[[Any, Names], str]:
    """A sentence about the operator of the fact, whose ``{name}`` is filled in."""
    return lambda fact, names: sentence().format(name=names.operator(fact.operator))


def _queued(fact: facts.Queued, names: Names) -> str:
    return _("Waits in the queue “{queue}”, place {place}").format(
        queue=names.queue(fact.queue), place=fact.place
    )


def _consulting(fact: facts.Consulting, names: Names) -> str:
    return _("{name} and {colleague} consult").format(
        name=names.operator(fact.operator), colleague=names.operator(fact.colleague)
    )


def _listens(fact: SupervisionStarted, names: Names) -> str:
    return MODES[fact.mode]().format(
        supervisor=names.operator(fact.supervisor), name=names.operator(fact.operator)
    )


def _listens_otherwise(fact: SupervisionChanged, names: Names) -> str:
    return CHANGES[fact.mode]().format(supervisor=names.operator(fact.supervisor))


def _listens_no_longer(fact: SupervisionEnded, names: Names) -> str:
    if fact.how is SupervisionEnd.TOOK_OVER:
        return _("{name} took the call over").format(name=names.operator(fact.supervisor))
    return _("{name} left the conversation").format(name=names.operator(fact.supervisor))


def _recorded_again(fact: RecordingResumed, names: Names) -> str:
    return _("Recorded again: {why}").format(why=RECORDED_AGAIN[fact.why]())


_TOLD: dict[type, tuple[str, Callable[[Any, Names], str]]] = {
    facts.Arrived: (
        "phone-incoming",
        lambda fact, names: _("The call arrived on line {line}").format(line=fact.line),
    ),
    facts.NoticeStarted: ("volume", lambda fact, names: _("The recording notice is played")),
    facts.NoticeHeard: ("volume", lambda fact, names: _("The recording notice was heard to its end")),
    facts.MenuEntered: (
        "dialpad",
        lambda fact, names: _("The menu is read out ({n})").format(n=fact.attempt),
    ),
    facts.MenuChosen: ("dialpad", _menu_chosen),
    facts.LineClosed: ("moon", lambda fact, names: _("Heard that the line is closed")),
    facts.Queued: ("users", _queued),
    facts.Offered: ("headset", _by(lambda: _("Offered to {name}"))),
    facts.OfferEnded: (
        "phone",
        lambda fact, names: OFFER_ENDS[fact.outcome]().format(name=names.operator(fact.operator)),
    ),
    facts.Joined: ("phone-call", _by(lambda: _("Caller and {name} speak, recorded"))),
    facts.Held: ("player-pause", _by(lambda: _("On hold by {name}"))),
    facts.Resumed: ("player-play", _by(lambda: _("{name} is back with the caller"))),
    facts.Interrupted: (
        "alert-triangle",
        _by(lambda: _("The phone of {name} was lost; the caller hears music until it is back")),
    ),
    facts.TransferStarted: ("arrows-transfer-up", _transfer_started),
    facts.Consulting: ("message-circle", _consulting),
    facts.TransferEnded: ("arrows-transfer-up", _transfer_ended),
    facts.CardSeen: ("file-text", _by(lambda: _("{name} has the card on the screen"))),
    SupervisionStarted: ("ear", _listens),
    SupervisionChanged: ("ear", _listens_otherwise),
    SupervisionEnded: ("ear", _listens_no_longer),
    RecordingPaused: ("ban", _by(lambda: _("{name} paused the recording"))),
    RecordingResumed: ("player-record", _recorded_again),
    facts.LegEnded: ("phone-off", _by(lambda: _("{name} left the conversation"))),
    facts.Ended: ("phone-off", _ended),
    **told_waiting.TOLD,
    **told_promises.TOLD,
}
