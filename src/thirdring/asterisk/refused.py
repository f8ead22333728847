"""How many SIP requests of strangers were refused, counted from Asterisk's security log.

The log is followed from where it was left, so that asking once a second costs nothing.
Nothing of a line is kept: numbers and addresses stay in the log.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from thirdring.installation import Installation

# What Asterisk calls a request of somebody who is nobody, or cannot prove to be who he says.
REFUSALS: Final = tuple(
    f'SecurityEvent="{kind}"'.encode()
    for kind in ("InvalidAccountID", "InvalidPassword", "ChallengeResponseFailed", "FailedACL")
)


class Refusals:
    """Counts on each ``count()`` what has been added to the log; a log that was rotated is begun anew."""

    def __init__(self, installation: Installation) -> None:
        self._path: Path = installation.log / "security"
        self._read = 0
        self._identity = 0
        self._counted = 0

    def count(self) -> int:
        """All refusals since this counter was made, and those that the log held then."""
        try:
            with self._path.open("rb") as log:
                identity = self._path.stat().st_ino
                if identity != self._identity or self._path.stat().st_size < self._read:
                    self._identity, self._read = identity, 0
                log.seek(self._read)
                text = log.read()
        except FileNotFoundError:
            return self._counted
        whole = text[: text.rfind(b"\n") + 1]  # a line that is being written is counted next time
        self._read += len(whole)
        self._counted += sum(whole.count(refusal) for refusal in REFUSALS)
        return self._counted
