"""The card on the desk: drawn as HTML, saved as JSON, closed or put aside.

What may be written and when a card is complete is the appeals' to say; this module carries it between the
browser and them, and waits until the router has let the operator go on.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable
from http import HTTPStatus
from itertools import groupby
from typing import Any

from asgiref.sync import sync_to_async
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from thirdring.acd.inputs import Illegal, WrapUpEnded
from thirdring.acd.operators import OperatorState
from thirdring.apps.appeals import services
from thirdring.apps.appeals.models import Card, CardKind, CardResult, CardState
from thirdring.apps.appeals.queries import calls_of, earlier_cards, missing, reasons_for, visible_to
from thirdring.apps.audit.services import note_lookup
from thirdring.apps.insured import queries as insured
from thirdring.apps.insured.models import Person
from thirdring.apps.refusals import sentence_of
from thirdring.apps.staff.models import User
from thirdring.apps.streams import streamed
from thirdring.desk.editing import Seat, editors, say
from thirdring.desk.hub import hub
from thirdring.desk.phrases import said_of
from thirdring.desk.signed_in import user_of
from thirdring.desk.sip import WEB_CALLER
from thirdring.journal import commands

Json = dict[str, Any]

EARLIER_SHOWN = 10


@require_GET
@login_required
def card(request: HttpRequest) -> HttpResponse:
    """The card of ``?call=``, as a fragment of the desk; the reading is logged."""
    try:
        found = services.read(user_of(request), "desk", call=request.GET.get("call", ""))
    except Card.DoesNotExist:
        raise Http404 from None
    return render(request, "desk/card.html", context_of(user_of(request), found))


@require_GET
@login_required
def who(request: HttpRequest, number: int) -> HttpResponse:
    """The part of the card that says who calls, drawn anew after the person was changed."""
    return render(request, "desk/who.html", context_of(user_of(request), _visible(user_of(request), number)))


@require_GET
@login_required
def people(request: HttpRequest, number: int) -> HttpResponse:
    """Insured persons that fit ``?q=``, to choose the caller from."""
    user = user_of(request)
    _visible(user, number)
    text = request.GET.get("q", "").strip()
    found = insured.find(user, text)
    _note_lookup(user, found.people)
    return render(request, "desk/people.html", {"people": found.people, "more": found.more, "q": text})


@require_POST
async def save(request: HttpRequest, number: int) -> JsonResponse:
    """Autosave: ``{fields, version}`` in, ``{version, missing, errors}`` out; 409: somebody was quicker."""
    return await _answered(request, lambda user, body: _save(user, number, body))


@require_GET
async def editors_of(request: HttpRequest, number: int, seat: uuid.UUID) -> HttpResponseBase:
    """Who else has the card open, and that it was changed, as server-sent events for the page ``seat``."""
    taken = await sync_to_async(_seat)(request, number, seat)
    if taken is None:
        return HttpResponse(status=HTTPStatus.FORBIDDEN)
    return streamed(editors.stream(taken))


@require_POST
async def editing(request: HttpRequest, number: int, seat: uuid.UUID) -> JsonResponse:
    """``{field}``: where the caret is on the page ``seat``; "" nowhere."""

    def told(user: User, body: Json) -> Json:
        field = body.get("field")
        if field != "" and field not in services.FIELDS:
            raise ValidationError(_("A card has no such field."))
        say([Seat(visible_to(user).get(pk=number).pk, str(seat), user.pk, str(user), field)])
        return {}

    return await _answered(request, told)


@require_POST
async def close(request: HttpRequest, number: int) -> JsonResponse:
    """Closes the complete card and ends its wrap-up."""
    key = uuid.uuid4()
    return await _finished(request, key, lambda user, body: services.close(user, number, _version(body), key))


@require_POST
async def put_aside(request: HttpRequest, number: int) -> JsonResponse:
    """Leaves the card for later with a reason, and ends its wrap-up."""
    key = uuid.uuid4()
    return await _finished(
        request,
        key,
        lambda user, body: services.put_aside(user, number, _version(body), str(body.get("reason", "")), key),
    )


@require_POST
async def pass_on(request: HttpRequest, number: int) -> JsonResponse:
    """Ends the wrap-up of one who has passed the caller on: the colleague goes on with the card."""
    key = uuid.uuid4()
    return await _finished(request, key, lambda user, body: _left_to_colleague(user, number))


def context_of(user: User, found: Card) -> Json:
    """Everything that the card's templates show."""
    numbered = found.caller not in ("", WEB_CALLER)  # who calls from the site has no number to be known by
    known = insured.by_phone(user, found.caller) if numbered and not found.person_id else []
    _note_lookup(user, known)
    recognised = numbered or found.person_id
    return {
        "card": found,
        "closed": found.state == CardState.CLOSED,
        "missing": json.dumps(_missing(found), ensure_ascii=False),
        "candidates": known,
        "earlier": earlier_cards(user, found)[:EARLIER_SHOWN] if recognised else [],
        "numbered": numbered,
        "reasons": _reasons(found),
        "kinds": CardKind.choices,
        "results": CardResult.choices,
        "said": said_of(found.said),
    }


def _note_lookup(user: User, people: Iterable[Person]) -> None:
    """Whoever stands on the screen has been read, chosen or not (row X20)."""
    note_lookup(user.username, user.organisation_id, (one.pk for one in people), "desk, lookup")


def _reasons(found: Card) -> list[tuple[str, list[Any]]]:
    """The code tree as groups: a reason without parts stands in its group alone."""
    reasons = list(reasons_for(found.organisation, timezone.localdate(found.opened_at)))
    parents = {reason.parent_id for reason in reasons}
    leaves = [reason for reason in reasons if reason.pk not in parents]
    leaves.sort(key=lambda reason: _natural(reason.code))
    return [
        (name, list(group)) for name, group in groupby(leaves, lambda r: r.parent.name if r.parent else "")
    ]


def _seat(request: HttpRequest, number: int, seat: uuid.UUID) -> Seat | None:
    """The seat at a card that may be seen. Gives the connection back: a stream stays for hours."""
    try:
        user = user_of(request)
        return Seat(_visible(user, number).pk, str(seat), user.pk, str(user))
    except (PermissionDenied, Http404):
        return None
    finally:
        connection.close()


def _natural(code: str) -> list[tuple[int, str]]:
    """``10`` after ``9.1``: parts of a code sort as numbers where they are numbers."""
    return [(int(part), "") if part.isdecimal() else (0, part) for part in code.split(".")]


def _visible(user: User, number: int) -> Card:
    try:
        return visible_to(user).get(pk=number)
    except Card.DoesNotExist:
        raise Http404 from None


def _missing(found: Card) -> list[Json]:
    return [{"field": one.field, "label": str(one.label)} for one in missing(found)]


def _version(body: Json) -> int:
    version = body.get("version")
    if not isinstance(version, int):
        raise ValidationError(_("version: not a whole number"))
    return version


def _left_to_colleague(user: User, number: int) -> Card:
    """The result is the colleague's to say; everything else had to be asked before (clause 5 of 141-П)."""
    found = visible_to(user).get(pk=number)
    if what := [one for one in missing(found) if one.field != "result"]:
        raise services.Incomplete(what)
    return found


def _save(user: User, number: int, body: Json) -> Json:
    fields = body.get("fields")
    if not isinstance(fields, dict) or not all(isinstance(text, str) for text in fields.values()):
        raise ValidationError(_("fields: not a table of texts"))
    saved = services.save(user, number, _version(body), fields)
    return {
        "version": saved.card.version,
        "missing": _missing(saved.card),
        "errors": saved.errors,
        "redraw": "person" in fields,
    }


async def _finished(
    request: HttpRequest, key: uuid.UUID, finish: Callable[[User, Json], Card]
) -> JsonResponse:
    """Finishes the card, then waits until the router has ended the wrap-up that belongs to it."""
    finished: list[tuple[list[str], WrapUpEnded | None]] = []

    def ended(user: User, body: Json) -> Json:
        found = finish(user, body)
        finished.append((calls_of(found), services.wrap_up_ended(user, found.put_aside_reason)))
        return {"seq": None}

    answer = await _answered(request, ended)
    if not finished:
        return answer
    calls, asked = finished[0]
    live = hub.live.operators.get(asked.operator) if asked and hub.live else None
    if asked is None or live is None or live.state != OperatorState.WRAP_UP or live.call not in calls:
        return answer
    try:
        return JsonResponse({"seq": await commands.send(asked, key)})
    except Illegal as refusal:
        return _refusal(refusal.code, sentence_of(refusal), HTTPStatus.CONFLICT)


async def _answered(request: HttpRequest, act: Callable[[User, Json], Json]) -> JsonResponse:
    """Runs ``act`` for whoever is logged in and says every refusal as a code and a sentence."""

    def acted() -> Json | None:
        return act(user_of(request), body) if request.user.is_authenticated else None

    try:
        body = json.loads(request.body)
        if not isinstance(body, dict):
            raise ValueError
    except ValueError:
        return _refusal("unreadable", _("the request is not JSON"), HTTPStatus.BAD_REQUEST)
    try:
        said = await sync_to_async(acted)()
    except Card.DoesNotExist:
        return _refusal("no-such-card", _("There is no such card."), HTTPStatus.NOT_FOUND)
    except services.Stale as problem:
        return _refusal("stale", str(problem), HTTPStatus.CONFLICT)
    except services.Closed as problem:
        return _refusal("closed", str(problem), HTTPStatus.CONFLICT)
    except services.Incomplete as problem:
        return _refusal("incomplete", str(problem), HTTPStatus.CONFLICT)
    except ValidationError as problem:
        return _refusal("invalid", " ".join(problem.messages), HTTPStatus.BAD_REQUEST)
    return JsonResponse(said) if said is not None else _refusal("signed-out", "", HTTPStatus.UNAUTHORIZED)


def _refusal(code: str, sentence: str, status: HTTPStatus) -> JsonResponse:
    return JsonResponse({"code": code, "sentence": sentence}, status=status)
