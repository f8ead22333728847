"""The numbers that the router needs, taken from the edition of the regulation in force."""

from __future__ import annotations

import msgspec

from thirdring.acd.centre import PromiseRules, Rules, TransferRules, WaitingMode
from thirdring.acd.moment import SECOND, seconds
from thirdring.regulation import Edition

CONFIRM = "confirm-key"
CALENDAR_WAIT = 2 * SECOND  # it answers within milliseconds; an engine that has just begun, within a second


def rules_of(edition: Edition) -> Rules:
    """What the edition sets; what it is silent about stays as the router has it."""
    answer = edition.answer
    return Rules(
        edition=edition.number,
        ring_limit=seconds(edition.ring_limit.total_seconds()),
        rings=answer.rings,
        ring_cycle=seconds(answer.cycle_s),
        missed_alarm=answer.repeated_misses,
        missed_within=seconds(answer.repeated_within_s),
        recording_pause=seconds(edition.recording.pause_limit_s),
        supervision_shown=edition.supervision.shown,
        comeback=seconds(edition.interruption.comes_back_within_s),
    )


def rules_in_full(edition: Edition, *, calendar: bool = False) -> Rules:
    """The same, and all that asks the world for more than ringing and joining.

    ``calendar``: there is one that says of each promise when it may be attempted and is due.
    """
    wait = edition.wait
    waiting = WaitingMode(single_wait=seconds(wait.single_wait_s), again=seconds(wait.again_s))
    owed = edition.promises
    promises = PromiseRules(
        attempts=owed.attempts,
        again=tuple(seconds(again) for again in owed.again_s),
        due_after=seconds(owed.due_after_s),
        near_due=seconds(owed.near_due_s),
        take_limit=seconds(owed.take_within_s),
        ring_callee=seconds(owed.ring_person_s),
        operator_dials=owed.operator_dials_per_hour,
        dials=owed.dials_per_hour,
        for_missed=owed.for_missed,
        first_hours=seconds(owed.first_hours_s),
        quiet=(edition.quiet.begins, edition.quiet.ends),
        calendar_wait=CALENDAR_WAIT if calendar else 0,
    )
    passing = edition.transfers
    transfers = TransferRules(
        card_limit=seconds(passing.card_within_s), shown_limit=seconds(passing.shown_within_s)
    )
    return msgspec.structs.replace(
        rules_of(edition), confirm=CONFIRM, waiting=waiting, promises=promises, transfers=transfers
    )
