"""How long a caller's message is, from the file that Asterisk has written of it."""

from __future__ import annotations

from thirdring.acd.moment import SECOND, Span
from thirdring.encryption.chunks import Unreadable
from thirdring.encryption.stored import status
from thirdring.installation import Installation

HEADER_BYTES = 44
BYTES_A_SECOND = 16_000  # 8,000 samples of 16 bit


def span_of(installation: Installation, recording: str) -> Span | None:
    """The span of the message of that name; ``None`` when there is none."""
    try:
        size = status(installation.message(recording)).size
    except (OSError, ValueError, Unreadable):
        return None
    return max(0, size - HEADER_BYTES) * SECOND // BYTES_A_SECOND
