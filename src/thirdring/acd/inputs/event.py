"""What every input has: its moment. And what the centre itself tells: configuration, outages, time."""

from __future__ import annotations

import msgspec

from thirdring.acd.centre import Centre
from thirdring.acd.moment import Moment
from thirdring.acd.options import CentrePart, Harm

CallId = str
LegId = str


class Event(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag=True, tag_field="type", gc=False):
    """Base of all inputs: ``at`` is the moment it happened, microseconds since the epoch."""

    at: Moment


class CentreConfigured(Event, frozen=True):
    """New configuration: takes effect for new calls and for every decision from now on."""

    centre: Centre


class PartReturned(Event, frozen=True):
    """A part of the centre is there again that was away from ``since`` to ``until``.

    Told in hindsight by whoever comes back: while a part is away, nobody writes that it is.
    """

    part: CentrePart
    since: Moment
    until: Moment
    harm: Harm = Harm()


class TimerDue(Event, frozen=True):
    """The timer ``timer`` that the router keeps has run out (``State.next_timer``)."""

    timer: str


class Illegal(Exception):
    """An input that the tables do not allow in the present state. Nothing has changed.

    ``code`` is stable, for programs and translations; ``str()`` is a sentence for logs.
    """

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
