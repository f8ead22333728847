"""The twin: the production router in virtual time, with simulated callers and operators.

It answers what-if questions with the very code that routes real calls: the world here carries
out the router's actions as phones and people would, and feeds back what they do. A seed
gives the same run, to the byte.
"""

from __future__ import annotations

from thirdring.twin.centres import big_centre, one_queue
from thirdring.twin.scenario import Scenario
from thirdring.twin.world import Outcome, Twin

__all__ = ["Outcome", "Scenario", "Twin", "big_centre", "one_queue"]
