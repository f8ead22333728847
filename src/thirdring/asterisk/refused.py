"""How many SIP requests of strangers were refused, counted from Asterisk's security log.

The log is followed from where it was left, so that asking once a second costs little. A
stranger is first asked who he is; whoever then proves to be a trunk or a phone is no
stranger and is taken out of the count again. Numbers and addresses stay in the log.
"""

from __future__ import annotations

import re
from typing import Final

from thirdring.installation import Installation

_LINE: Final = re.compile(rb'SecurityEvent="(\w+)".*?,AccountID="([^"]*)",SessionID="([^"]*)"')
_NOBODY: Final = (
    b"<unknown>"  # whom Asterisk asks for credentials because it knows nobody of that name or address
)
_REFUSALS: Final = frozenset(
    {b"InvalidAccountID", b"InvalidPassword", b"ChallengeResponseFailed", b"FailedACL"}
)
_READ_AT_ONCE: Final = 1_000_000  # bytes, in some 50 ms: whoever counts routes calls as well
_REMEMBERED: Final = 10_000  # requests whose fate may still change


class Refusals:
    """Counts on each ``count()`` what has been added to the log; a log that was rotated is begun anew."""

    def __init__(self, installation: Installation) -> None:
        self._path = installation.log / "security"
        self._read = 0
        self._identity = 0
        self._counted = 0
        self._sessions: dict[bytes, None] = {}  # counted ones, oldest first

    def count(self) -> int:
        """All refused requests since this counter was made, and those that the log held then.

        Of a long log a part is counted each time.
        """
        try:
            with self._path.open("rb") as log:
                status = self._path.stat()
                if status.st_ino != self._identity or status.st_size < self._read:
                    self._identity, self._read = status.st_ino, 0
                log.seek(self._read)
                text = log.read(_READ_AT_ONCE)
        except FileNotFoundError:
            return self._counted
        whole = text[: text.rfind(b"\n") + 1]  # a line that is being written is counted next time
        self._read += len(whole)
        for event, account, session in _LINE.findall(whole):
            self._note(event, account, session)
        return self._counted

    def _note(self, event: bytes, account: bytes, session: bytes) -> None:
        if event in _REFUSALS or (event == b"ChallengeSent" and account == _NOBODY):
            if session not in self._sessions:
                self._counted += 1
                self._sessions[session] = None
                if len(self._sessions) > _REMEMBERED:
                    del self._sessions[next(iter(self._sessions))]
        elif event == b"SuccessfulAuth" and session in self._sessions:
            self._counted -= 1
            del self._sessions[session]
