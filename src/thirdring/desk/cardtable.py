"""The journal list of cards as a file, with the same filters; for supervisors. Every card in it is noted."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from thirdring.apps.appeals.models import Card
from thirdring.apps.audit.models import Subject
from thirdring.apps.audit.services import note_readings
from thirdring.apps.exports.tables import PIECE_ROWS, Columns, file_of, noted
from thirdring.apps.staff.roles import supervises
from thirdring.apps.staff.zones import zone_of
from thirdring.desk.cardlist import found_by
from thirdring.desk.names import all_names
from thirdring.desk.signed_in import user_of


@require_GET
@login_required
def table(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Cards as ``kind`` ("csv" or "xlsx")."""
    user = user_of(request)
    if not supervises(user):
        raise PermissionDenied

    def note(cards: list[Card]) -> None:
        keys = [str(one.pk) for one in cards]
        note_readings(user.username, user.organisation_id, Subject.CARD, keys, "cards, export")

    rows = found_by(request)[1].iterator(PIECE_ROWS)
    return file_of(request, "cards", kind, _columns(), noted(rows, note), zone_of(user))


def _columns() -> Columns:
    names = all_names()
    return (
        (_("Card"), lambda card: card.number),
        (_("Opened"), lambda card: card.opened_at),
        (_("Line"), lambda card: card.line),
        (_("Number"), lambda card: card.caller),
        (_("Who"), lambda card: card.person.full_name if card.person else card.person_name),
        (_("Kind"), lambda card: card.get_kind_display()),
        (_("Reason"), lambda card: str(card.reason or "")),
        (_("What it is about"), lambda card: card.text),
        (_("Answer"), lambda card: card.answer),
        (_("Result"), lambda card: card.get_result_display()),
        (_("Operator"), lambda card: names.operator(card.call.operator_id) if _spoke(card) else ""),
        (_("Wait, s"), lambda card: _seconds(card.call.wait_ms if card.call else None)),
        (_("Talk, s"), lambda card: _seconds(card.call.talk_ms if card.call else None)),
        (_("State"), lambda card: card.get_state_display()),
        (_("Closed"), lambda card: card.closed_at),
    )


def _spoke(card: Card) -> bool:
    return card.call is not None and card.call.operator_id is not None


def _seconds(span_ms: int | None) -> float | None:
    return None if span_ms is None else span_ms / 1000
