"""A part of the centre was away and is back: remembered, for those who answer for the centre.

Decides nothing. What happened to calls meanwhile comes as inputs of its own.
"""

from __future__ import annotations

from thirdring.acd.facts import PartWasAway
from thirdring.acd.inputs import PartReturned
from thirdring.acd.state import Step


def returned(step: Step, event: PartReturned) -> None:
    step.effects.append(PartWasAway(event.part, event.since, event.until, event.harm))
