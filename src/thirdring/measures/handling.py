"""What a conversation costs, and how busy those are who hold them."""

from __future__ import annotations


def average_handling_time(talk_s: float, hold_s: float, wrap_up_s: float, answered: int) -> float | None:
    """AHT = (talk + hold + wrap-up) ÷ answered, from sums in seconds over the same calls."""
    return (talk_s + hold_s + wrap_up_s) / answered if answered else None


def occupancy(handling_s: float, ready_s: float) -> float | None:
    """Handling ÷ (handling + ready): the share of available time spent on callers."""
    available = handling_s + ready_s
    return handling_s / available if available else None
