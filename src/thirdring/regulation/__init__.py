"""Regulation as data: which edition is in force on a date, and the numbers that it sets.

Nothing here knows calls or clocks; whoever judges or routes asks an edition. Numbers of the
order never stand in code: they are read from ``editions/*.toml``, one file per edition.
"""

from __future__ import annotations

from thirdring.regulation.edition import Answer, Clause, Edition, Handling, Wait, in_force, known, parse

__all__ = ["Answer", "Clause", "Edition", "Handling", "Wait", "in_force", "known", "parse"]
