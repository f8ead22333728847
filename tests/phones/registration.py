"""Registers phones at a SIP server, with digest credentials, for SIPp phones that only answer.

Small enough to be read at once; sends one REGISTER at a time over UDP (RFC 3261,
section 10; RFC 7616 with MD5).
"""

from __future__ import annotations

import asyncio
import hashlib
import re
import secrets

PATIENCE_S = 30.0

_CHALLENGE = re.compile(r'(\w+)="?([^",]+)"?')


class Refused(Exception):
    """The server did not accept the registration; ``str()`` is its status line."""


class _Exchange(asyncio.DatagramProtocol):
    def __init__(self) -> None:
        self.answers: asyncio.Queue[str] = asyncio.Queue()
        self.closed = asyncio.Event()

    def datagram_received(self, data: bytes, addr: object) -> None:
        self.answers.put_nowait(data.decode(errors="replace"))

    def connection_lost(self, exc: Exception | None) -> None:
        self.closed.set()


def _digest(method: str, uri: str, key: str, password: str, challenge: str) -> str:
    asked = dict(_CHALLENGE.findall(challenge))

    def md5(text: str) -> str:
        return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()

    ours, theirs = md5(f"{key}:{asked['realm']}:{password}"), md5(f"{method}:{uri}")
    count, nonce = "00000001", secrets.token_hex(8)
    response = md5(f"{ours}:{asked['nonce']}:{count}:{nonce}:auth:{theirs}")
    return (
        f'Authorization: Digest username="{key}", realm="{asked["realm"]}", nonce="{asked["nonce"]}", '
        f'uri="{uri}", '
        f'response="{response}", algorithm=MD5, qop=auth, nc={count}, cnonce="{nonce}", '
        f'opaque="{asked.get("opaque", "")}"\r\n'
    )


async def register(
    server: tuple[str, int],
    key: str,
    password: str,
    *,
    port: int = 0,
    expires_s: int = 600,
    host: str = "127.0.0.1",
) -> None:
    """Registers ``key`` at ``port``; ``expires_s=0`` takes all its contacts away. Raises ``Refused``.

    The request leaves from that very port, because the server believes the packet rather than its text.
    """
    transport, exchange = await asyncio.get_running_loop().create_datagram_endpoint(
        _Exchange, local_addr=(host, port), remote_addr=server
    )
    contact = f"<sip:{key}@{host}:{port}>" if expires_s else "*"
    try:
        source = transport.get_extra_info("sockname")[1]
        uri, call, tag = f"sip:{server[0]}:{server[1]}", secrets.token_hex(8), secrets.token_hex(4)
        credentials = ""
        for cseq in (1, 2):
            transport.sendto(
                (
                    f"REGISTER {uri} SIP/2.0\r\n"
                    f"Via: SIP/2.0/UDP {host}:{source};branch=z9hG4bK{secrets.token_hex(6)};rport\r\n"
                    f"From: <sip:{key}@{server[0]}>;tag={tag}\r\nTo: <sip:{key}@{server[0]}>\r\n"
                    f"Call-ID: {call}\r\nCSeq: {cseq} REGISTER\r\nMax-Forwards: 70\r\n"
                    f"Contact: {contact}\r\nExpires: {expires_s}\r\n"
                    f"{credentials}Content-Length: 0\r\n\r\n"
                ).encode()
            )
            answer = ""
            while not answer.startswith("SIP/2.0 ") or answer.startswith("SIP/2.0 1"):  # OPTIONS come too
                answer = await asyncio.wait_for(exchange.answers.get(), PATIENCE_S)
            status = answer.partition("\r\n")[0]
            if status.startswith("SIP/2.0 200"):
                return
            if not status.startswith("SIP/2.0 401") or credentials:
                raise Refused(status)
            challenge = re.search(r"WWW-Authenticate: Digest (.*)", answer)
            if challenge is None:
                raise Refused(f"{status}, without a challenge")
            credentials = _digest("REGISTER", uri, key, password, challenge[1])
    finally:
        transport.close()
        await exchange.closed.wait()  # the port is free again
