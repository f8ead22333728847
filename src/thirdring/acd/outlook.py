"""How long a caller who joined a queue at this moment would wait, as the router would tell him.

Asked between two steps, for screens. It reads the state and changes nothing: paces go on in steps alone,
so that a replay of the journal comes to the same.
"""

from __future__ import annotations

from copy import copy

from thirdring.acd.centre import QueueKey
from thirdring.acd.moment import Moment
from thirdring.acd.patience import expected
from thirdring.acd.state import State
from thirdring.measures import Pace


def expected_waits(state: State, at: Moment) -> dict[QueueKey, float]:
    """Seconds by queue; 0 where somebody stands ready. Queues whose operators are all away are left out."""
    found = {}
    for key, line in state.floor.lines.items():
        if not line.requirement.logged_in:
            continue
        if line.requirement.ready and not line.callers:
            found[key] = 0.0
            continue
        pace = copy(state.paces.get(key, Pace(at)))
        pace.pass_until(at, len(line.callers))
        _, expected_s = expected(state, line, pace, (at, state.arrivals + 1, ""), at)
        found[key] = round(expected_s, 1)
    return found
