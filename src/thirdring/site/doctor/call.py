"""One telephone call, as a phone makes it: SIP over UDP with digest credentials, and an ear for the voice.

Small enough to be read at once (RFC 3261, RFC 7616 with MD5, G.711 A-law). It says nothing, hears what is
said for a while and hangs up; what that means for the installation is not its concern.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import socket
import time
from dataclasses import dataclass

ANSWERED_WITHIN_S = 5.0
HEARD_WITHIN_S = 8.0  # on a machine that is busy with much else
RESEND_S = 0.5  # a request without an answer is sent again
VOICED_SAMPLES = 800  # a tenth of a second that is no silence
LOUD_SEGMENT = 3  # of A-law: from here on a sample has more than a thirtieth of full scale
RTP_HEADER = 12
LARGEST = 65_535

_CHALLENGE = re.compile(r'(\w+)="?([^",]+)"?')


class NotAnswered(Exception):
    """Nobody took the call. ``str()`` is the answer that came instead; "" when there was none at all."""


@dataclass(frozen=True)
class Heard:
    """What the call was like, from its first signal on; ``voice_after_s`` is ``None`` for silence."""

    answered_after_s: float
    voice_after_s: float | None


def call(server: tuple[str, int], number: str, user: str, password: str) -> Heard:
    """Call ``number``, listen until there is a voice, and hang up. Raises ``NotAnswered`` and ``OSError``."""
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as signals,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as voice,
    ):
        signals.connect(server)
        voice.bind((signals.getsockname()[0], 0))
        voice.settimeout(0.1)
        began = time.monotonic()
        dialogue = _Dialogue(signals, f"sip:{number}@{server[0]}:{server[1]}", user, password)
        dialogue.invite(_offer(*voice.getsockname()))
        answered_at = time.monotonic()
        heard_at = _listen(voice, until=answered_at + HEARD_WITHIN_S)
        dialogue.bye()
    return Heard(answered_at - began, None if heard_at is None else heard_at - began)


def voiced_samples(alaw: bytes) -> int:
    """How many of these samples are no silence."""
    return sum(((sample ^ 0x55) & 0x70) >> 4 >= LOUD_SEGMENT for sample in alaw)


def _listen(voice: socket.socket, until: float) -> float | None:
    """The moment at which enough was heard."""
    heard = 0
    while time.monotonic() < until:
        try:
            heard += voiced_samples(voice.recv(LARGEST)[RTP_HEADER:])
        except TimeoutError:
            continue
        if heard >= VOICED_SAMPLES:
            return time.monotonic()
    return None


def _offer(host: str, port: int) -> str:
    return (
        f"v=0\r\no=- 1 1 IN IP4 {host}\r\ns=-\r\nc=IN IP4 {host}\r\nt=0 0\r\n"
        f"m=audio {port} RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n"
    )


class _Dialogue:
    """The signals of one call, from its invitation to its end."""

    def __init__(self, signals: socket.socket, uri: str, user: str, password: str) -> None:
        self._signals = signals
        self._host, self._port = signals.getsockname()
        self._uri, self._user, self._password = uri, user, password
        self._from = f"<sip:{user}@{self._host}>;tag={secrets.token_hex(4)}"
        self._to = f"<{uri}>"
        self._call = secrets.token_hex(8)
        self._cseq = 0

    def invite(self, offer: str) -> None:
        answer = self._ask("INVITE", offer)
        if answer.startswith("SIP/2.0 401"):
            self._acknowledge(answer)
            challenge = re.search(r"WWW-Authenticate: Digest (.*)", answer)
            answer = self._ask("INVITE", offer, self._credentials(challenge[1] if challenge else ""))
        if answer:
            self._acknowledge(answer)
        if not answer.startswith("SIP/2.0 200"):
            raise NotAnswered(answer.partition("\r\n")[0].removeprefix("SIP/2.0 "))

    def bye(self) -> None:
        self._ask("BYE")

    def _ask(self, method: str, body: str = "", further: str = "") -> str:
        """The final answer; "" when none comes. What the server asks meanwhile is granted."""
        self._cseq += 1
        request = self._written(method, body, further)
        deadline = time.monotonic() + ANSWERED_WITHIN_S
        self._signals.settimeout(RESEND_S)
        self._signals.send(request)
        while time.monotonic() < deadline:
            try:
                told = self._signals.recv(LARGEST).decode(errors="replace")
            except TimeoutError:
                self._signals.send(request)
                continue
            except ConnectionRefusedError:  # nobody listens there
                return ""
            if not told.startswith("SIP/2.0 "):
                self._grant(told)
            elif not told.startswith("SIP/2.0 1") and f"CSeq: {self._cseq} {method}" in told:
                return told
        return ""

    def _acknowledge(self, answer: str) -> None:
        addressed = re.search(r"^To: *(.*?)\r$", answer, re.MULTILINE)
        self._to = addressed[1] if addressed else self._to
        self._signals.send(self._written("ACK"))
        self._to = self._to if answer.startswith("SIP/2.0 200") else f"<{self._uri}>"

    def _grant(self, request: str) -> None:
        """Such as the server's own BYE."""
        kept = [line for line in request.split("\r\n") if re.match(r"(Via|From|To|Call-ID|CSeq):", line)]
        self._signals.send("\r\n".join(["SIP/2.0 200 OK", *kept, "Content-Length: 0", "", ""]).encode())

    def _written(self, method: str, body: str = "", further: str = "") -> bytes:
        kind = "Content-Type: application/sdp\r\n" if body else ""
        return (
            f"{method} {self._uri} SIP/2.0\r\n"
            f"Via: SIP/2.0/UDP {self._host}:{self._port};branch=z9hG4bK{secrets.token_hex(8)};rport\r\n"
            f"From: {self._from}\r\nTo: {self._to}\r\nCall-ID: {self._call}\r\n"
            f"CSeq: {self._cseq} {method}\r\nMax-Forwards: 70\r\n"
            f"Contact: <sip:{self._user}@{self._host}:{self._port}>\r\n"
            f"{further}{kind}Content-Length: {len(body)}\r\n\r\n{body}"
        ).encode()

    def _credentials(self, challenge: str) -> str:
        asked = dict(_CHALLENGE.findall(challenge))
        ours = _md5(f"{self._user}:{asked.get('realm', '')}:{self._password}")
        count, nonce = "00000001", secrets.token_hex(8)
        proof = _md5(f"{ours}:{asked.get('nonce', '')}:{count}:{nonce}:auth:" + _md5(f"INVITE:{self._uri}"))
        return (
            f'Authorization: Digest username="{self._user}", realm="{asked.get("realm", "")}", '
            f'nonce="{asked.get("nonce", "")}", uri="{self._uri}", response="{proof}", algorithm=MD5, '
            f'qop=auth, nc={count}, cnonce="{nonce}", opaque="{asked.get("opaque", "")}"\r\n'
        )


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
