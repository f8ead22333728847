"""The alarms of a day as a file, with the words of their page. No caller is named, so nothing is noted."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from thirdring.apps.alarms.reading import read_alarms, seen_by
from thirdring.apps.alarms.words import harm_of, told
from thirdring.apps.exports.tables import Columns, file_of
from thirdring.apps.staff.zones import zone_of
from thirdring.wallboard.access import supervisor_of
from thirdring.wallboard.past_alarms import asked_day, length_ms


@require_GET
@login_required
def table(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The same alarms as the page has, as ``kind`` ("csv" or "xlsx")."""
    user, scope = supervisor_of(request)
    zone = zone_of(user)
    _form, day = asked_day(request, zone)
    seen = seen_by(scope)
    # Told here and not as the file is sent, which may be in nobody's language any more.
    rows = [
        (one, told(one, seen.queues, seen.operators), "; ".join(harm_of(one)), length_ms(one))
        for one in read_alarms(day, zone, seen)
    ]
    columns: Columns = (
        (_("Began"), lambda row: row[0].since),
        (_("Until"), lambda row: row[0].until),
        (_("Lasted, s"), lambda row: row[3] / 1000),
        (_("Alarm"), lambda row: row[1]),
        (_("Queue"), lambda row: seen.queues.get(row[0].queue, "")),
        (_("Operator"), lambda row: seen.operators.get(row[0].operator, "")),
        (_("Harm"), lambda row: row[2]),
        (_("Seen to by"), lambda row: "; ".join(note.by for note in row[0].taken)),
        (_("Seen to at"), lambda row: row[0].taken[0].at if row[0].taken else None),
    )
    with timezone.override(zone):
        return file_of(request, f"alarms-of-{day:%Y-%m-%d}", kind, columns, rows, zone)
