"""The numbers that the router needs, taken from the edition of the regulation in force."""

from __future__ import annotations

from thirdring.acd.centre import Rules
from thirdring.acd.moment import seconds
from thirdring.regulation import Edition


def rules_of(edition: Edition) -> Rules:
    """What the edition sets; what it is silent about stays as the router has it."""
    return Rules(edition=edition.number, ring_limit=seconds(edition.ring_limit.total_seconds()))
