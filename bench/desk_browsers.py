"""Some hundred desks in one process, each with a session of its own, that note when something reached them.

Arguments: the port of the web server, 0 to keep a stream open or the seconds between two questions, and the
file with the sessions (one line per operator: id and session key). All sit down at one moment, as after a
restart: each loads the page of the desk and then its stream; who is asked to come again does so, as a browser
would. Those that ask have no page, and ask for the first time a few at a time; nobody asks a second time
before all have their picture. Says ``open`` once every desk has its picture. When its input ends it writes,
as JSON, for each operator the moments and row numbers of what concerned himself, and of what all share. A
moment is taken when the last byte of an event, or of an answer, is at the socket, in microseconds of the
wall clock.
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

ASKING_AT_ONCE = 5  # for the first time
COMING_AGAIN_S = (0.25, 5.0)


class Told(msgspec.Struct):
    """What is read of an event: up to which row it speaks, and whether it is about the operator himself."""

    seq: int = 0
    me: msgspec.Raw = msgspec.Raw()


class Heard(msgspec.Struct):
    """Of one desk: (moment, row number) of each message, oldest first.

    ``sent_away``: the server has said that its session is over; ``refused``: answers that were none, and
    how often it was asked to come again; ``opened_s``: until its first picture.
    """

    operator: int
    own: list[tuple[int, int]] = []
    shared: list[tuple[int, int]] = []
    snapshots: int = 0
    bytes: int = 0
    sent_away: bool = False
    refused: int = 0
    opened_s: float = 0.0


class Refused(ConnectionError):
    """The server has asked to come again."""


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
            self.opened.set_exception(Refused(f"no desk for {self._heard.operator}: {self._rest!r}"))

    def _note(self, moment: int, name: bytes, told: Told) -> None:
        (self._heard.own if told.me else self._heard.shared).append((moment, told.seq))
        if name == b"snapshot":
            self._heard.snapshots += 1
            if not self.opened.done():
                self.opened.set_result(None)


def request_of(path: str, port: int, session: str, *further: str) -> bytes:
    cookie = f"thirdring-session-{port}={session}"
    fields = "".join(f"{field}\r\n" for field in (f"Cookie: {cookie}", *further))
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{fields}\r\n".encode()


async def page(port: int, session: str) -> None:
    """The page of the desk, as a browser loads it first; raises ``Refused``."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request_of("/desk/", port, session, "Connection: close"))
    answer = await reader.read(-1)
    writer.close()
    if not answer.startswith(b"HTTP/1.1 200"):
        raise Refused(answer[:200])


async def stream(port: int, session: str, heard: Heard) -> asyncio.Transport:
    """Raises ``Refused``; a server that refuses closes the connection."""
    transport, protocol = await asyncio.get_running_loop().create_connection(
        lambda: Stream(request_of("/desk/stream", port, session, "Connection: close"), heard),
        "127.0.0.1",
        port,
    )
    await protocol.opened
    return transport


async def sit_down(port: int, session: str, heard: Heard) -> asyncio.Transport:
    """Until the desk has its page and its first picture."""
    began = time.monotonic()
    loaded = False
    while True:
        try:
            if not loaded:
                await page(port, session)
                loaded = True
            transport = await stream(port, session, heard)
        except Refused:
            heard.refused += 1
            await asyncio.sleep(random.uniform(*COMING_AGAIN_S))
        else:
            heard.opened_s = time.monotonic() - began
            return transport


class Asking:
    """One desk's page that asks over and over; the next question is due ``every_s`` after the last."""

    def __init__(self, port: int, session: str, heard: Heard, every_s: float) -> None:
        self._port, self._heard, self._every_s = port, heard, every_s
        self._question = request_of("/poll/", port, session)

    async def begin(self) -> None:
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        began = time.monotonic()
        await self._ask()
        self._heard.opened_s = time.monotonic() - began

    async def go_on(self) -> None:
        due = time.monotonic() + random.uniform(0, self._every_s)
        with suppress(OSError, EOFError):  # the server has ended
            while True:
                await asyncio.sleep(max(0.0, due - time.monotonic()))
                due = max(due, time.monotonic()) + self._every_s
                await self._ask()

    async def _ask(self) -> None:
        self._writer.write(self._question)
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].split()[0])
        body = await self._reader.readexactly(length)
        self._heard.bytes += len(head) + length
        if head.startswith(b"HTTP/1.1 200"):
            self._heard.own.append((now(), _decoder.decode(body).seq))
        else:
            self._heard.refused += 1


async def ask(port: int, desks: list[tuple[str, Heard]], every_s: float) -> list[asyncio.Task[None]]:
    """All of them, when each has had its first answer."""
    side_by_side = asyncio.Semaphore(ASKING_AT_ONCE)
    asking = [Asking(port, session, heard, every_s) for session, heard in desks]

    async def begin(one: Asking) -> None:
        async with side_by_side:
            await one.begin()

    await asyncio.gather(*(begin(one) for one in asking))
    return [asyncio.create_task(one.go_on()) for one in asking]


async def main(port: int, every_s: float, lines: list[list[str]]) -> None:
    desks = [(session, Heard(int(operator))) for operator, session in lines]
    open_: list[asyncio.Transport] | list[asyncio.Task[None]]
    if every_s:
        open_ = await ask(port, desks, every_s)
    else:
        open_ = await asyncio.gather(*(sit_down(port, session, heard) for session, heard in desks))
    print("open", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    for one in open_:
        if isinstance(one, asyncio.Task):
            one.cancel()
        else:
            one.close()
    sys.stdout.buffer.write(msgspec.json.encode([heard for _, heard in desks]))


if __name__ == "__main__":
    lines = Path(sys.argv[3]).read_text().splitlines()
    uvloop.run(main(int(sys.argv[1]), float(sys.argv[2]), [line.split() for line in lines]))
