"""When people work and when people sleep: working calendars, holidays, quiet hours of a telephone number.

Pure: a calendar is data, every question names its moment, and the answer is a moment. Nothing here knows the
clock, calls or a database.
"""

from thirdring.calendars.appointment import Appointment, Terms, appoint
from thirdring.calendars.calendar import Calendar, Calendars, Day, SpecialDay, SpecialKind, WorkDay
from thirdring.calendars.days_off import Country
from thirdring.calendars.quiet import Quiet
from thirdring.calendars.working import (
    NeverOpen,
    add_working_time,
    closing,
    first_hours_of_next_working_day,
    is_open,
    next_opening,
)

__all__ = [
    "Appointment",
    "Calendar",
    "Calendars",
    "Country",
    "Day",
    "NeverOpen",
    "Quiet",
    "SpecialDay",
    "SpecialKind",
    "Terms",
    "WorkDay",
    "add_working_time",
    "appoint",
    "closing",
    "first_hours_of_next_working_day",
    "is_open",
    "next_opening",
]
