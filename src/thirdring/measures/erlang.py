"""Staffing in closed form: Erlang C, where callers wait for ever, and Erlang A, where they give up.

Both take the offered load as arrivals per second and the mean handling time in seconds.
Sources: A. K. Erlang (1917); C. Palm (1957) for patience; O. Garnett, A. Mandelbaum and
M. Reiman, "Designing a Call Center with Impatient Customers" (2002).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp


@dataclass(frozen=True, slots=True)
class ErlangC:
    """``waiting``: the share who wait at all; ``mean_wait_s``: over all callers."""

    waiting: float
    mean_wait_s: float
    operators: int
    load: float
    handling_s: float

    def service_level(self, within_s: float) -> float:
        """P(W ≤ T) = 1 − C·e^(−(n − a)·T ÷ AHT)."""
        return 1 - self.waiting * exp(-(self.operators - self.load) * within_s / self.handling_s)


def erlang_c(arrivals_per_s: float, handling_s: float, operators: int) -> ErlangC:
    """Erlang C; ``ValueError`` for a load that so few operators cannot serve."""
    load = arrivals_per_s * handling_s
    if load >= operators:
        raise ValueError(
            f"{operators} operators cannot serve a load of {load:.1f}: the queue would only grow"
        )
    # Erlang B by recursion, which neither overflows nor loses digits, then C from B.
    blocked = 1.0
    for n in range(1, operators + 1):
        blocked = load * blocked / (n + load * blocked)
    waiting = blocked / (1 - load / operators * (1 - blocked))
    return ErlangC(waiting, waiting * handling_s / (operators - load), operators, load, handling_s)


@dataclass(frozen=True, slots=True)
class ErlangA:
    """Shares who wait at all (``waiting``) and give up (``abandoned``); ``mean_wait_s`` over all callers."""

    waiting: float
    abandoned: float
    mean_wait_s: float


def erlang_a(arrivals_per_s: float, handling_s: float, patience_s: float, operators: int) -> ErlangA:
    """Erlang A: exponential patience with mean ``patience_s``; stable for any load.

    The stationary distribution of the number of callers is summed until its tail no longer
    matters; abandonment follows from the mean queue, P(abandon) = E[queue] ÷ (arrivals · patience).
    """
    service, giving_up = 1 / handling_s, 1 / patience_s
    # Relative to the state with all operators busy and nobody waiting, so that nothing overflows.
    weight, below = 1.0, 0.0
    for n in range(operators, 0, -1):
        weight *= n * service / arrivals_per_s
        below += weight
    weight, at_or_above, queue, n = 1.0, 0.0, 0.0, 0
    while weight > 1e-12 * (at_or_above + 1) or n < arrivals_per_s * patience_s:
        at_or_above += weight
        queue += n * weight
        n += 1
        weight *= arrivals_per_s / (operators * service + n * giving_up)
    total = below + at_or_above
    mean_queue = queue / total
    return ErlangA(
        waiting=at_or_above / total,
        abandoned=mean_queue / (arrivals_per_s * patience_s),
        mean_wait_s=mean_queue / arrivals_per_s,
    )
