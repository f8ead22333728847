"""Over what a person is called, and whether at all: the line's trunk, and only numbers that the house calls.

How a number came to be known (typed by a caller, chosen by an operator, imported) makes no difference:
each is written anew and judged here before it is dialled.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from thirdring.acd.centre import LineNumber
from thirdring.apps.channels.dialling import dialled_by
from thirdring.asterisk.callees import Way
from thirdring.engine.configuration import Line
from thirdring.identifiers.dialling import service_number
from thirdring.installation import Installation

COUNTRY: Final = "RU"  # whose spelling of numbers is assumed on a line that the configuration does not know


class Outgoing:
    """Made anew with each engine. Raises ``Misconfigured`` for a setting that names no numbers."""

    def __init__(self, installation: Installation, line_of: Callable[[LineNumber], Line | None]) -> None:
        self._line_of = line_of
        self._dialling = dialled_by(installation)

    def way_to(self, number: str, line_number: LineNumber) -> Way | None:
        """How ``number`` is called for a line; ``None`` if it is not to be called."""
        line = self._line_of(line_number)
        dialled = self._dialling.number(number, line.country if line else COUNTRY)
        if dialled is None:
            return None
        return Way(f"PJSIP/{dialled}@{line.trunk}" if line and line.trunk else "", line_number)

    def way_on_trial(self, number: str, trunk: str, shown: LineNumber) -> Way | None:
        """How a test call is made over ``trunk``: to an ordinary number, or a short one of the network."""
        dialled = service_number(number) or self._dialling.number(number, COUNTRY)
        return Way(f"PJSIP/{dialled}@{trunk}", shown) if dialled else None
