"""Pages speak by the clock of the reader's organisation, whatever the server's or the computer's shows."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.utils import timezone

from apps.day import Day
from apps.test_promises import broken
from thirdring.apps.appeals.models import Card


def test_a_page_speaks_by_the_clock_of_the_readers_organisation(day: Day, login, user):
    broken(day)
    opened = Card.objects.earliest("opened_at").opened_at
    organisation, svetlana = user("svetlana").organisation, login("svetlana")
    for zone in ("Europe/Moscow", "Asia/Vladivostok"):
        organisation.time_zone = zone
        organisation.save()
        page = svetlana.get("/cards/").content.decode()
        assert f'data-time-zone="{zone}"' in page
        assert f"{opened.astimezone(ZoneInfo(zone)):%H:%M}</span>" in page
    assert timezone.get_current_timezone() == timezone.get_default_timezone(), (
        "a request left its clock behind"
    )
