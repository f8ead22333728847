"""What the live screens ask of the database besides figures: how the engine fares, who took note of what."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from thirdring.acd.moment import moment_of, seconds
from thirdring.apps.alarms.models import Acknowledgement
from thirdring.apps.alarms.standing import Health, Noted
from thirdring.journal.clock import wall_clock
from thirdring.journal.reader import engines

ENGINE_SILENT_S = 5.0  # it reports every second
NOTED_FOR = timedelta(days=1)


def read_health() -> Health:
    """Whether calls can be taken, and what the next callers have to expect."""
    leader = next((one for one in engines() if one.leader), None)
    if leader is None:
        return Health(engine=False)
    if leader.age_s >= ENGINE_SILENT_S:
        return Health(engine=False, away_since=wall_clock() - seconds(leader.age_s))
    return Health(
        asterisk=leader.asterisk_connected,
        expected=leader.detail.get("expected_s", {}),
        away_since=leader.detail.get("asterisk_away_since"),
    )


def read_noted() -> dict[str, Noted]:
    """By alarm: who has taken note of it last."""
    recent = Acknowledgement.objects.filter(at__gte=timezone.now() - NOTED_FOR).select_related("by")
    return {one.key: Noted(one.whose, moment_of(one.at)) for one in recent.order_by("at")}
