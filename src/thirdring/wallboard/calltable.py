"""The calls behind a figure as a file, with the same filters. The card of every call in it is noted."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from thirdring.apps.appeals.models import Card
from thirdring.apps.audit.models import Subject
from thirdring.apps.audit.services import note_readings
from thirdring.apps.calls.models import Call
from thirdring.apps.channels.models import Queue
from thirdring.apps.channels.names import Scope
from thirdring.apps.exports.tables import PIECE_ROWS, Columns, file_of, noted
from thirdring.apps.staff.zones import zone_of
from thirdring.wallboard.access import supervisor_of
from thirdring.wallboard.calls import found_by
from thirdring.wallboard.floor import shown_number


@require_GET
@login_required
def table(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Calls as ``kind`` ("csv" or "xlsx"); numbers are masked for whom the page masks them."""
    user, scope = supervisor_of(request)

    def note(calls: list[Call]) -> None:
        cards = Card.objects.filter(call__in=[one.pk for one in calls]).values_list("pk", flat=True)
        keys = [str(key) for key in cards]
        note_readings(user.username, user.organisation_id, Subject.CARD, keys, "calls, export")

    rows = found_by(request).select_related("operator__user").iterator(PIECE_ROWS)
    return file_of(request, "calls", kind, _columns(scope), noted(rows, note), zone_of(user))


def _columns(scope: Scope) -> Columns:
    queues = dict(Queue.objects.values_list("key", "name"))
    return (
        (_("Call"), lambda call: call.pk),
        (_("Came"), lambda call: call.arrived_at),
        (_("Caller"), lambda call: shown_number(call.caller, scope)),
        (_("Line"), lambda call: call.line),
        (_("Queue"), lambda call: queues.get(call.queue, call.queue)),
        (_("Answered"), lambda call: call.answered_at),
        (_("Ended"), lambda call: call.ended_at),
        (_("Wait, s"), lambda call: _seconds(call.wait_ms)),
        (_("Talk, s"), lambda call: _seconds(call.talk_ms)),
        (_("Operator"), lambda call: str(call.operator or "")),
        (_("Outcome"), lambda call: str(call.get_outcome_display() or call.get_state_display())),
    )


def _seconds(span_ms: int | None) -> float | None:
    return None if span_ms is None else span_ms / 1000
