"""Some hundred desks in one process, each with a session of its own, that note when something reached them.

Arguments: the port of the web server, 0 to keep a stream open or the seconds between two questions, and the
file with the sessions (one line per operator: id and session key). Says ``open`` once every desk has its
picture. When its input ends it writes, as JSON, for each operator the moments and row numbers of what
concerned himself, and of what all share. A moment is taken when the last byte of an event, or of an answer,
is at the socket, in microseconds of the wall clock.
"""

from __future__ import annotations

import asyncio
import random
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import cast

import msgspec
import uvloop

AT_ONCE = {True: 5, False: 20}  # desks that are opened side by side, if they ask or not


class Told(msgspec.Struct):
    """What is read of an event: up to which row it speaks, and whether it is about the operator himself."""

    seq: int = 0
    me: msgspec.Raw = msgspec.Raw()


class Heard(msgspec.Struct):
    """Of one desk: (moment, row number) of each message, oldest first.

    ``sent_away``: the server has said that its session is over; ``refused``: answers that were none.
    """

    operator: int
    own: list[tuple[int, int]] = []
    shared: list[tuple[int, int]] = []
    snapshots: int = 0
    bytes: int = 0
    sent_away: bool = False
    refused: int = 0


_decoder = msgspec.json.Decoder(Told)


def now() -> int:
    return time.time_ns() // 1000


class Stream(asyncio.Protocol):
    """One desk's page: keeps the stream open and reads all of it."""

    def __init__(self, request: bytes, heard: Heard) -> None:
        self.opened = asyncio.get_running_loop().create_future()
        self._request, self._heard = request, heard
        self._rest = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        cast("asyncio.Transport", transport).write(self._request)

    def data_received(self, data: bytes) -> None:
        moment = now()
        self._heard.bytes += len(data)
        *events, self._rest = (self._rest + data).split(b"\n\n")
        for event in events:
            name, _, body = event.partition(b"event: ")[2].partition(b"\ndata: ")
            if name in (b"change", b"snapshot"):
                self._note(moment, name, _decoder.decode(body))
            elif name == b"ended":
                self._heard.sent_away = True

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.opened.done():
            self.opened.set_exception(ConnectionError(f"no desk for {self._heard.operator}: {self._rest!r}"))

    def _note(self, moment: int, name: bytes, told: Told) -> None:
        (self._heard.own if told.me else self._heard.shared).append((moment, told.seq))
        if name == b"snapshot":
            self._heard.snapshots += 1
            if not self.opened.done():
                self.opened.set_result(None)


def request_of(path: str, port: int, session: str) -> bytes:
    cookie = f"thirdring-session-{port}={session}"
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n\r\n".encode()


async def stream(port: int, session: str, heard: Heard) -> asyncio.Transport:
    transport, protocol = await asyncio.get_running_loop().create_connection(
        lambda: Stream(request_of("/desk/stream", port, session), heard), "127.0.0.1", port
    )
    await protocol.opened
    return transport


async def poll(port: int, session: str, heard: Heard, every_s: float) -> asyncio.Task[None]:
    """One desk's page that asks over and over; the next question is due ``every_s`` after the last."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)

    async def ask() -> None:
        writer.write(request_of("/poll/", port, session))
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].split()[0])
        body = await reader.readexactly(length)
        heard.bytes += len(head) + length
        if head.startswith(b"HTTP/1.1 200"):
            heard.own.append((now(), _decoder.decode(body).seq))
        else:
            heard.refused += 1

    async def ask_for_ever(due: float) -> None:
        with suppress(OSError, EOFError):  # the server has ended
            while True:
                await asyncio.sleep(max(0.0, due - time.monotonic()))
                due = max(due, time.monotonic()) + every_s
                await ask()

    await ask()
    return asyncio.create_task(ask_for_ever(time.monotonic() + random.uniform(0, every_s)))


async def main(port: int, every_s: float, desks: list[list[str]]) -> None:
    heard = [Heard(int(operator)) for operator, _ in desks]
    side_by_side = asyncio.Semaphore(AT_ONCE[every_s > 0])

    async def sit_down(session: str, one: Heard) -> asyncio.Transport | asyncio.Task[None]:
        async with side_by_side:
            if every_s:
                return await poll(port, session, one, every_s)
            return await stream(port, session, one)

    open_ = await asyncio.gather(
        *(sit_down(session, one) for (_, session), one in zip(desks, heard, strict=True))
    )
    print("open", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    for one in open_:
        if isinstance(one, asyncio.Task):
            one.cancel()
        else:
            one.close()
    sys.stdout.buffer.write(msgspec.json.encode(heard))


if __name__ == "__main__":
    lines = Path(sys.argv[3]).read_text().splitlines()
    uvloop.run(main(int(sys.argv[1]), float(sys.argv[2]), [line.split() for line in lines]))
