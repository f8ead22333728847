"""The administration of working calendars, as an administrator sees it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from thirdring.apps.calendars.days import DAYS_AHEAD, days_ahead
from thirdring.apps.calendars.models import Calendar, DayKind
from thirdring.apps.channels.checks import problems_now
from thirdring.apps.demonstration import world
from thirdring.apps.staff.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client: Client) -> Client:
    client.force_login(User.objects.get(username="admin"))
    client.cookies["django_language"] = "ru"
    return client


@pytest.fixture
def office() -> Calendar:
    return Calendar.objects.get(name=world.OFFICE_HOURS)


def page(calendar: Calendar) -> str:
    return reverse("admin:calendars_calendar_change", args=[calendar.pk])


def posted(calendar: Calendar, **changes: str) -> dict[str, str]:
    """What the browser sends when the page is saved as it is, but for ``changes``."""
    fields = {
        "name": calendar.name,
        "organisation": str(calendar.organisation_id),
        "time_zone": calendar.time_zone,
        "holidays": calendar.holidays,
        "quiet_from": "",
        "quiet_until": "",
        "special_days-TOTAL_FORMS": "0",
        "special_days-INITIAL_FORMS": "0",
        "week-TOTAL_FORMS": str(calendar.week.count()),
        "week-INITIAL_FORMS": str(calendar.week.count()),
        "_continue": "1",
    }
    for number, work in enumerate(calendar.week.all()):
        fields |= {
            f"week-{number}-id": str(work.pk),
            f"week-{number}-calendar": str(calendar.pk),
            f"week-{number}-weekday": str(work.weekday),
            f"week-{number}-opens": "09:00",
            f"week-{number}-closes": "18:00",
            f"week-{number}-break_from": "13:00",
            f"week-{number}-break_until": "14:00",
        }
    return fields | changes


def test_the_page_shows_who_uses_the_calendar_and_the_days_to_come(
    administrator: Client, office: Calendar
) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    office.special_days.create(day=tomorrow, kind=DayKind.CLOSED, name="Переезд отдела")
    shown = administrator.get(page(office)).content.decode()
    assert "1003 Отдел ОМС" in shown
    assert "09:00–13:00" in shown and "14:00–18:00" in shown
    assert "Переезд отдела" in shown
    assert "понедельник" in shown


def test_the_list_and_an_empty_page_open(administrator: Client) -> None:
    assert administrator.get(reverse("admin:calendars_calendar_changelist")).status_code == 200
    shown = administrator.get(reverse("admin:calendars_calendar_add")).content.decode()
    assert "Сохраните календарь" in shown


def test_hours_are_changed_where_they_are_shown(administrator: Client, office: Calendar) -> None:
    answer = administrator.post(page(office), posted(office, **{"week-0-opens": "08:00"}))
    assert answer.status_code == 302
    assert str(office.week.get(weekday=0).opens) == "08:00:00"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"week-0-closes": "08:00"}, "Конец работы раньше начала"),
        ({"week-0-break_until": ""}, "до какого времени длится перерыв"),
        ({"quiet_from": "22:00"}, "Укажите оба времени или ни одного"),
        ({"time_zone": "Krasnodar"}, "не часовой пояс"),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    administrator: Client, office: Calendar, changes: dict[str, str], told: str
) -> None:
    answer = administrator.post(page(office), posted(office, **changes))
    assert answer.status_code == 200
    assert told in answer.content.decode()


def test_the_days_to_come_begin_today_in_whole_weeks(office: Calendar) -> None:
    today = timezone.localdate()
    weeks = days_ahead(office.pk)
    days = [day for week in weeks for day in week if day is not None]
    assert len(days) == DAYS_AHEAD
    assert days[0].day in (today, timezone.localdate())  # midnight may come meanwhile
    assert all(len(week) == 7 for week in weeks[:-1])
    assert all(week[0] is None or week[0].day.weekday() == 0 for week in weeks)
    assert {day.hours for day in days if day.day.weekday() > 4 and not day.differs} == {()}


def test_a_line_that_does_not_open_for_weeks_is_told_of(office: Calendar) -> None:
    admin = User.objects.get(username="admin")
    assert not any("1003" in problem.sentence for problem in problems_now(admin))
    for ahead in range(30):
        day = timezone.localdate() + timedelta(days=ahead - 1)
        office.special_days.create(day=day, kind=DayKind.CLOSED)
    assert any("1003" in problem.sentence for problem in problems_now(admin))


def test_supervisors_see_calendars_and_leave_them_as_they_are(client: Client, office: Calendar) -> None:
    client.force_login(User.objects.get(username="svetlana"))
    assert client.get(page(office)).status_code == 200
    assert client.post(page(office), posted(office)).status_code == 403
