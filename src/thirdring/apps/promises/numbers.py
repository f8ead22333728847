"""A number that an operator typed: which one was meant, what time it is there, and whether people sleep."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec
from django.utils import timezone
from django.utils.translation import gettext as _

from thirdring.acd.inputs import Illegal
from thirdring.apps.channels.models import Line
from thirdring.apps.promises import times
from thirdring.identifiers import phones

UNREADABLE = "number-unreadable"
QUIET_HOURS = "quiet-hours"


class Verdict(msgspec.Struct, frozen=True):
    """``number`` is E.164, or "" for what is none: then ``sentence`` says so. ``earliest``: milliseconds."""

    number: str
    sentence: str = ""
    zone: str = ""
    allowed: bool = True
    earliest: int = 0


def verdict(text: str, line: str, at: datetime | None = None) -> Verdict:
    """What ``text`` is as a number of somebody who called ``line``, and of a call there at ``at`` (now)."""
    number = phones.e164(text, _country(line))
    if number is None:
        return Verdict("", _("This is no phone number. Write it as +7 861 200-12-34."))
    moment = at or timezone.now()
    earliest, zone = times.awake(number, line, moment)
    return Verdict(number, zone=zone, allowed=earliest <= moment, earliest=int(earliest.timestamp() * 1000))


def readable(text: str, line: str) -> str:
    """The number in E.164; raises ``Illegal`` for what is none."""
    return _number(verdict(text, line))


def awake(text: str, line: str, at: datetime | None = None) -> str:
    """The same, to be called at ``at`` (now); raises ``Illegal`` while people sleep there, too."""
    said = verdict(text, line, at)
    number = _number(said)
    if not said.allowed:
        earliest = datetime.fromtimestamp(said.earliest / 1000, ZoneInfo(said.zone))
        raise Illegal(
            QUIET_HOURS,
            _("It is too late or too early to call there. From {time} on, local time.").format(
                time=earliest.strftime("%H:%M")
            ),
        )
    return number


def _number(said: Verdict) -> str:
    if not said.number:
        raise Illegal(UNREADABLE, said.sentence)
    return said.number


def _country(line: str) -> str:
    """Whose spelling of numbers the callers of ``line`` use."""
    found = Line.objects.filter(number=line).values_list("organisation__country", flat=True).first()
    return found or phones.COUNTRIES[0]
