"""Which part of the centre was away, from when to when, and what that did to callers: told at its return.

Who is away writes nothing; so whoever comes back tells it to the journal in hindsight. When an engine was
last there, its heartbeats say, and later than those the rows of its spool. Knows neither SQL nor Asterisk.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import msgspec

from thirdring.acd.inputs import CallerGone, CentrePart, GoneCause, Harm, Input, PartReturned
from thirdring.acd.moment import SECOND, Moment

MEETING = 5 * SECOND  # so long a new engine may take to find Asterisk before it counts as an outage
UNHEARD = 5 * SECOND  # a heartbeat comes every second; without one for so long, no database took anything


class LastSign(msgspec.Struct, frozen=True):
    """Of the engine that led before: when it was last heard of, and what it could not see then.

    Since when neither Asterisk nor the database, and how many ``rows`` it kept for the latter.
    """

    at: Moment
    asterisk_away_since: Moment | None = None
    database_away_since: Moment | None = None
    rows: int = 0


def last_sign(heartbeat: Moment, row: Moment, kept: int, asterisk_away_since: Moment | None) -> LastSign:
    """What its last heartbeat and its last row say; ``kept`` rows are in its spool alone.

    A row that is much later than the heartbeat was decided while no database was there.
    """
    at = max(heartbeat, row)
    if kept and row - heartbeat > UNHEARD:
        return LastSign(at, asterisk_away_since, heartbeat, kept)
    return LastSign(at, asterisk_away_since)


class Outages:
    """What is away now, or was until this engine led, at ``led_at``; the first ever has no ``former``."""

    def __init__(self, former: LastSign | None, led_at: Moment) -> None:
        self._former = former
        self._led_at = led_at
        self.asterisk_away_since: Moment | None = led_at
        if former is not None and former.asterisk_away_since is not None:
            self.asterisk_away_since = former.asterisk_away_since

    def lost_asterisk(self, at: Moment) -> None:
        self.asterisk_away_since = at

    def met_asterisk(self, at: Moment, calls: int, happened: Iterable[Input]) -> list[PartReturned]:
        """What is over now that Asterisk is there.

        ``calls`` were under way before, and this is what ``happened`` while nobody saw it.
        """
        causes = Counter(event.cause for event in happened if isinstance(event, CallerGone))
        harm = Harm(
            calls=calls,
            broken=causes[GoneCause.LOST],
            missed=causes[GoneCause.UNANSWERED_WHILE_AWAY],
            served=causes[GoneCause.SERVED_WHILE_AWAY],
        )
        over = []
        if (former := self._former) is not None:
            until = max(self._led_at, former.at)  # clocks of two machines may differ
            if former.database_away_since is not None:  # an engine begins only with it
                over.append(
                    PartReturned(
                        at,
                        CentrePart.DATABASE,
                        former.database_away_since,
                        until,
                        Harm(calls=calls, rows=former.rows),
                    )
                )
            over.append(PartReturned(at, CentrePart.ENGINE, former.at, until, harm))
            self._former = None
        since, self.asterisk_away_since = self.asterisk_away_since, None
        if since is not None and (since != self._led_at or at - since > MEETING):
            over.append(PartReturned(at, CentrePart.ASTERISK, since, max(at, since), harm))
        return over


def wrote_late(since: Moment, until: Moment, calls: int, rows: int) -> PartReturned:
    """The database is back; calls went on without it."""
    return PartReturned(until, CentrePart.DATABASE, since, until, Harm(calls=calls, rows=rows))
