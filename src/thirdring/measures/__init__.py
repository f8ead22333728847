"""Formulas of contact centres, each beside its name: waits, service levels, handling, occupancy, staffing.

Spans are seconds, shares lie between 0 and 1. A figure that has no meaning (nobody was
answered) is ``None``, never zero.
"""

from __future__ import annotations

from thirdring.measures.erlang import erlang_a, erlang_c
from thirdring.measures.handling import average_handling_time, occupancy
from thirdring.measures.pace import Pace, speakable_s
from thirdring.measures.tally import Tally
from thirdring.measures.waits import ServiceLevel, Waits, percentile, service_level

__all__ = [
    "Pace",
    "ServiceLevel",
    "Tally",
    "Waits",
    "average_handling_time",
    "erlang_a",
    "erlang_c",
    "occupancy",
    "percentile",
    "service_level",
    "speakable_s",
]
