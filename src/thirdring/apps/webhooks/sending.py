"""One POST to a stranger: to the address that was judged, within a time, with no redirect followed.

Knows nothing of messages or the database.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from thirdring.apps.webhooks.addresses import Forbidden, Network, resolved

TIMEOUT_S = 10.0  # for each step
WHOLE_S = 20.0
LONGEST_ANSWER = 1_000  # bytes that are kept


class Answer(NamedTuple):
    """``status`` is ``None`` when there was none; ``text`` then says why."""

    status: int | None
    text: str

    @property
    def heard(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


class _Judged(http.client.HTTPConnection):
    """A connection to ``address``, whatever the name means by now; with ``tls`` the name is verified."""

    def __init__(self, host: str, port: int, address: str, tls: ssl.SSLContext | None) -> None:
        super().__init__(host, port, timeout=TIMEOUT_S)
        self._address = address
        self._tls = tls

    def connect(self) -> None:
        self.sock = socket.create_connection((self._address, self.port), TIMEOUT_S)
        if self._tls is not None:
            self.sock = self._tls.wrap_socket(self.sock, server_hostname=self.host)

    def give_up(self) -> None:
        if self.sock is not None:
            self.sock.shutdown(socket.SHUT_RDWR)


def post(url: str, headers: Mapping[str, str], body: str, allowed: Sequence[Network]) -> Answer:
    """Send ``body`` and tell what was answered; never raises for what the other side does."""
    parts = urlsplit(url)
    encrypted = parts.scheme == "https"
    try:
        host, port = parts.hostname or "", parts.port or (443 if encrypted else 80)
        address = resolved(host, port, encrypted, allowed)
        tls = ssl.create_default_context() if encrypted else None
        path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        return _asked(_Judged(host, port, address, tls), path, headers, body)
    except Forbidden as forbidden:
        return Answer(None, str(forbidden))
    except (OSError, http.client.HTTPException, ValueError) as failed:
        return Answer(None, f"{type(failed).__name__}: {failed}"[:LONGEST_ANSWER])


def _asked(connection: _Judged, path: str, headers: Mapping[str, str], body: str) -> Answer:
    late = threading.Timer(WHOLE_S, connection.give_up)
    late.daemon = True
    late.start()
    try:
        connection.request("POST", path, body.encode(), dict(headers))
        answer = connection.getresponse()
        text = answer.read(LONGEST_ANSWER).decode(errors="replace").replace("\x00", "")
        return Answer(answer.status, text)
    finally:
        late.cancel()
        connection.close()
