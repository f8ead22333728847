"""Calls under way, and what programs do in them: for the operator who speaks, or in a supervisor's name.

What is shown is the fold of the journal that the screens show. What is done is the desk's own commands,
with its checks: nobody is passed on before the card says who calls and why.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from ninja import Router

from thirdring.acd import inputs
from thirdring.acd.inputs import Illegal, Input
from thirdring.acd.moment import SECOND, Moment, datetime_of
from thirdring.apps.api.acting import named_operator, refusal, send, words
from thirdring.apps.api.asking import Request, is_own, require_known
from thirdring.apps.api.conversations_schemas import (
    ConversationOut,
    Conversations,
    Devices,
    Marking,
    PassingOn,
    Refusing,
    ShiftWanted,
    Supervising,
)
from thirdring.apps.api.floor import operator_now
from thirdring.apps.api.floor_schemas import OperatorLive
from thirdring.apps.api.gate import Bearer
from thirdring.apps.api.models import Scope
from thirdring.apps.api.problems import not_found
from thirdring.apps.api.schemas import Json
from thirdring.apps.api.supervisors import named_login
from thirdring.apps.appeals.passing_on import passed_on
from thirdring.apps.calls import supervision
from thirdring.apps.organisations.models import Organisation
from thirdring.apps.staff.models import Operator
from thirdring.journal.live import Live, LiveCall
from thirdring.journal.reader import live_now

conversations = Router(tags=["conversations"])
READ = Bearer(Scope.CALLS)
FLOOR = Bearer(Scope.FLOOR)
WRITE = Bearer(Scope.CONVERSATIONS_WRITE)
OPERATOR = "/operators/{operator}"


@conversations.get("/conversations", response=Conversations, auth=READ, summary="Calls under way")
def list_conversations(request: Request) -> Json:
    """Everybody on the organisation's lines: who waits, whose phone rings, who speaks, who is on hold."""
    require_known(request)
    live, codes = live_now(), _codes()
    ours = {key: call for key, call in live.calls.items() if is_own(request, call.organisation)}
    items = [_conversation(key, call, codes) for key, call in ours.items()]
    items.sort(key=lambda one: (one["arrived"], one["call"]))
    return {"at": datetime_of(live.at), "items": items}


@conversations.get(
    "/conversations/{conversation}", response=ConversationOut, auth=READ, summary="One call under way"
)
def one_conversation(request: Request, conversation: str) -> Json:
    """Named as the call is. 404 when it is over; ``/calls/{call}`` keeps it."""
    require_known(request)
    return _conversation(conversation, _ours(request, live_now(), conversation), _codes())


@conversations.post(
    "/conversations/{conversation}/supervision",
    response=ConversationOut,
    auth=Bearer(Scope.SUPERVISION),
    summary="A supervisor listens, whispers, joins, takes over, or leaves",
)
def supervise(request: Request, conversation: str, wanted: Supervising) -> Json:
    """His own phone rings for it. Stands in the read log under his login, with the program's name.

    A conversation that has ended meanwhile is told as it was before.
    """
    require_known(request)
    user, live = named_login(request, wanted.by), live_now()
    before = _ours(request, live, conversation)
    try:
        asked = supervision.order(user, live, conversation, wanted.wish, request.auth.name)
    except Illegal as illegal:
        raise refusal(illegal) from None
    send(request, asked)
    return _conversation(conversation, live_now().calls.get(conversation, before), _codes())


@conversations.get(f"{OPERATOR}/devices", response=Devices, auth=FLOOR, summary="An operator's phones")
def list_devices(request: Request, operator: str) -> Json:
    require_known(request)
    reachable = live_now().devices
    return {
        "items": [
            {"key": one.key, "kind": one.kind, "reachable": reachable.get(one.key, False)}
            for one in named_operator(request, operator).devices.order_by("key")
        ]
    }


@conversations.post(
    f"{OPERATOR}/shift", response=OperatorLive, auth=Bearer(Scope.OPERATORS_WRITE), summary="Begin a shift"
)
def begin_shift(request: Request, operator: str, wanted: ShiftWanted) -> Json:
    """At one of the operator's phones, on a pause at first. It ends by the state “logged out”."""
    require_known(request)
    one = named_operator(request, operator)
    if not one.devices.filter(key=wanted.device).exists():
        raise not_found("device")
    return _done(request, one, inputs.OperatorLoggedIn(0, one.pk, wanted.device))


@conversations.post(
    f"{OPERATOR}/refuse", response=OperatorLive, auth=WRITE, summary="Refuse the call that rings"
)
def refuse(request: Request, operator: str, wanted: Refusing) -> Json:
    """It goes on to the next operator, and keeps its place."""
    reason = words("reason", wanted.reason, needed=False)
    return _asked(request, operator, lambda one: inputs.OfferRefused(0, one.pk, reason))


@conversations.post(f"{OPERATOR}/hold", response=OperatorLive, auth=WRITE, summary="Put the caller on hold")
def hold(request: Request, operator: str) -> Json:
    """The caller hears music until the operator takes the caller back."""
    return _asked(request, operator, lambda one: inputs.HoldRequested(0, one.pk))


@conversations.post(
    f"{OPERATOR}/resume", response=OperatorLive, auth=WRITE, summary="Take the caller back from hold"
)
def resume(request: Request, operator: str) -> Json:
    return _asked(request, operator, lambda one: inputs.ResumeRequested(0, one.pk))


@conversations.post(f"{OPERATOR}/hang-up", response=OperatorLive, auth=WRITE, summary="End the conversation")
def hang_up(request: Request, operator: str) -> Json:
    """The card stays open: it is closed or put aside afterwards."""
    return _asked(request, operator, lambda one: inputs.HangUpRequested(0, one.pk))


@conversations.post(f"{OPERATOR}/pass-on", response=OperatorLive, auth=WRITE, summary="Pass the caller on")
def pass_on(request: Request, operator: str, wanted: PassingOn) -> Json:
    """After a consultation or at once. 409 while the card does not say who calls and why (clause 3)."""
    require_known(request)
    one = named_operator(request, operator)
    asked = inputs.TransferRequested(
        0,
        one.pk,
        wanted.mode,
        wanted.to_operator,
        wanted.to_queue,
        words("note", wanted.note, needed=False),
        wanted.sentence_said,
        wanted.consent,
    )
    seat = live_now().operators.get(one.pk)
    try:
        asked = passed_on(asked, one, seat.call if seat else "")
    except Illegal as illegal:
        raise refusal(illegal) from None
    return _done(request, one, asked)


@conversations.post(
    f"{OPERATOR}/pass-on/complete",
    response=OperatorLive,
    auth=WRITE,
    summary="Join caller and colleague, and leave",
)
def complete(request: Request, operator: str) -> Json:
    """After the consultation."""
    return _asked(request, operator, lambda one: inputs.TransferCompleted(0, one.pk))


@conversations.post(
    f"{OPERATOR}/pass-on/cancel", response=OperatorLive, auth=WRITE, summary="Go back to the caller"
)
def cancel(request: Request, operator: str) -> Json:
    """The colleague is let go."""
    return _asked(request, operator, lambda one: inputs.TransferCancelled(0, one.pk))


@conversations.post(
    f"{OPERATOR}/mark-wrong",
    response=OperatorLive,
    auth=WRITE,
    summary="Say that the caller should have been passed on elsewhere",
)
def mark_wrong(request: Request, operator: str, wanted: Marking) -> Json:
    """By the operator who has got the caller; counts in the share of whoever passed the caller on."""
    reason = words("reason", wanted.reason)
    return _asked(request, operator, lambda one: inputs.TransferMarkedWrong(0, one.pk, reason))


@conversations.post(
    f"{OPERATOR}/recording/pause", response=OperatorLive, auth=WRITE, summary="Record nothing for a while"
)
def pause_recording(request: Request, operator: str, wanted: Refusing) -> Json:
    """What follows must not be stored, until it is resumed or the limit of the rules has passed."""
    reason = words("reason", wanted.reason, needed=False)
    return _asked(request, operator, lambda one: inputs.RecordingPauseRequested(0, one.pk, reason))


@conversations.post(f"{OPERATOR}/recording/resume", response=OperatorLive, auth=WRITE, summary="Record again")
def resume_recording(request: Request, operator: str) -> Json:
    return _asked(request, operator, lambda one: inputs.RecordingResumeRequested(0, one.pk))


def _asked(request: Request, operator: str, order: Callable[[Operator], Input]) -> Json:
    require_known(request)
    one = named_operator(request, operator)
    return _done(request, one, order(one))


def _done(request: Request, one: Operator, asked: Input) -> Json:
    send(request, asked)
    return operator_now(one)


def _ours(request: Request, live: Live, key: str) -> LiveCall:
    found = live.calls.get(key)
    if found is None or not is_own(request, found.organisation):
        raise not_found("conversation")
    return found


def _codes() -> dict[int, str]:
    return dict(Organisation.objects.values_list("pk", "code"))


def _conversation(key: str, call: LiveCall, codes: dict[int, str]) -> Json:
    transfer, watched = call.transfer, call.supervision
    return {
        "call": key,
        "line": call.line,
        "organisation": codes.get(call.organisation, ""),
        "caller": call.caller,
        "arrived": datetime_of(call.arrived_at),
        "state": call.state,
        "since": datetime_of(call.since),
        "queue": call.queue,
        "waiting_since": _moment(call.waiting_since),
        "told_wait_s": call.told.said / SECOND if call.told else None,
        "answered": _moment(call.answered_at),
        "operators": sorted(set(call.legs.values())),
        "rung": call.offer.operator if call.offer else None,
        "held_since": _moment(call.held_since),
        "transfer": transfer
        and {
            "operator": transfer.operator,
            "mode": transfer.mode,
            "to_operator": transfer.to_operator,
            "to_queue": transfer.to_queue,
            "since": datetime_of(transfer.since),
            "consulting": transfer.colleague is not None,
        },
        "supervision": watched
        and {
            "supervisor": watched.supervisor,
            "operator": watched.operator,
            "mode": watched.mode,
            "since": datetime_of(watched.since),
        },
        "recording_paused_until": call.recording_paused and datetime_of(call.recording_paused.until),
        "promise": call.promise or None,
    }


def _moment(moment: Moment | None) -> datetime | None:
    return None if moment is None else datetime_of(moment)
