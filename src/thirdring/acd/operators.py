"""What an operator may become, and on what. Nothing outside this file says which transitions exist."""

from __future__ import annotations

from enum import StrEnum


class OperatorState(StrEnum):
    LOGGED_OUT = "logged out"
    PAUSED = "paused"  # with a reason
    READY = "ready"
    UNREACHABLE = "unreachable"  # wanted calls, but the phone is not registered; ready again when it is
    OFFERED = "offered"  # the phone is ringing
    TALKING = "talking"  # hold and consultation included
    WRAP_UP = "wrap-up"
    SET_ASIDE = "set aside"  # missed or refused an offer; comes back by one key
