"""What a call may become, and on what. Nothing outside this file says which transitions exist.

ANNOUNCED → WAITING → OFFERED → TALKING → ENDED is the way of an ordinary call. HELD and
the two transfer states hang on TALKING; a caller who is handed over goes back to WAITING
or OFFERED and keeps the place in line of the first arrival.
"""

from __future__ import annotations

from enum import StrEnum


class CallState(StrEnum):
    ANNOUNCED = "announced"  # hears the recording notice or a menu
    WAITING = "waiting"  # in a queue, with music
    OFFERED = "offered"  # an operator's phone is ringing
    TALKING = "talking"
    HELD = "held"  # the operator has put the caller on hold: music
    TRANSFERRING = "transferring"  # a colleague's phone is ringing, the first operator is still there
    CONSULTING = "consulting"  # the two operators speak, the caller hears music
    ENDED = "ended"
