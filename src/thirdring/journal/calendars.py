"""Reads the working calendars from the configuration, for the engine and for the web alike.

One statement serves both: the engine asks it before Django has loaded, and neither can believe in other
hours than the other. What a calendar means is the business of ``thirdring.calendars``.
"""

from __future__ import annotations

from typing import Final

import msgspec

from thirdring.calendars import Calendar, Calendars

READ: Final = """
WITH told AS (
    SELECT calendar.id, json_build_object(
        'name', calendar.name,
        'zone', coalesce(nullif(calendar.time_zone, ''), organisation.time_zone),
        'holidays', calendar.holidays,
        'quiet', CASE WHEN calendar.quiet_from IS NOT NULL THEN
            json_build_object('begins', calendar.quiet_from, 'ends', calendar.quiet_until) END,
        'week', (
            SELECT coalesce(json_agg(json_build_object(
                'weekday', work.weekday, 'opens', work.opens, 'closes', work.closes,
                'break_from', work.break_from, 'break_until', work.break_until
            ) ORDER BY work.weekday), '[]')
            FROM calendars_workday work WHERE work.calendar_id = calendar.id
        ),
        'special', (
            SELECT coalesce(json_agg(json_build_object(
                'day', special.day, 'kind', special.kind, 'name', special.name,
                'opens', special.opens, 'closes', special.closes,
                'break_from', special.break_from, 'break_until', special.break_until
            ) ORDER BY special.day), '[]')
            FROM calendars_specialday special WHERE special.calendar_id = calendar.id
        )
    ) AS calendar
    FROM calendars_calendar calendar
    JOIN organisations_organisation organisation ON organisation.id = calendar.organisation_id
), queue AS (
    SELECT queue.key, queue.calendar_id, 'dept:' || department.code AS skill
    FROM channels_queue queue
    LEFT JOIN organisations_department department ON department.id = queue.needs_department_id
    WHERE queue.calendar_id IS NOT NULL
)
SELECT json_build_object(
    'calendars', (SELECT coalesce(json_object_agg(id, calendar), '{}') FROM told),
    'lines', (
        SELECT coalesce(json_object_agg(line.number, json_build_array(
            coalesce(line.calendar_id::text, ''), organisation.time_zone)), '{}')
        FROM channels_line line
        JOIN organisations_organisation organisation ON organisation.id = line.organisation_id
    ),
    'queues', (SELECT coalesce(json_object_agg(key, calendar_id::text), '{}') FROM queue),
    'skills', (
        SELECT coalesce(json_object_agg(skill, calendar_id::text), '{}')
        FROM (SELECT DISTINCT ON (skill) * FROM queue WHERE skill IS NOT NULL ORDER BY skill, key) first
    )
)::text
"""


class _Stored(msgspec.Struct, frozen=True):
    """The answer of ``READ``. A line has the id of its calendar, or "", and its organisation's zone."""

    calendars: dict[str, Calendar]
    lines: dict[str, tuple[str, str]]
    queues: dict[str, str]
    skills: dict[str, str]


class Configured(msgspec.Struct, frozen=True):
    """All calendars by their database id, and who works by which."""

    by_id: dict[int, Calendar]
    calendars: Calendars


def understood(answer: str) -> Configured:
    """What the only value of the only row that ``READ`` returns says.

    A line without a calendar is open day and night. Raises ``msgspec.ValidationError`` naming what does not
    fit.
    """
    stored = msgspec.json.decode(answer, type=_Stored)
    by_id = stored.calendars
    lines = {
        number: by_id[calendar] if calendar else Calendar(zone)
        for number, (calendar, zone) in stored.lines.items()
    }
    return Configured(
        {int(key): calendar for key, calendar in by_id.items()},
        Calendars(
            lines,
            {queue: by_id[calendar] for queue, calendar in stored.queues.items()},
            {skill: by_id[calendar] for skill, calendar in stored.skills.items()},
        ),
    )
