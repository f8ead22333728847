"""Screens open by turns: a few at a time, all others in the order in which they came.

At the start of a shift, or when this process has come back, hundreds of desks open within a second. All at
once they would share one processor and twenty connections to the database: each would be slow, most would
fail, and whoever answers a call meanwhile would wait behind them. Waiting here costs neither a thread nor a
connection, and everything that is no opening goes past. It knows addresses, and nothing of what they answer.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping
from contextlib import ExitStack
from http import HTTPStatus
from io import BytesIO
from time import perf_counter
from typing import Any, NamedTuple

from django.core.handlers.asgi import ASGIRequest
from django.template.loader import render_to_string
from django.utils import translation
from prometheus_client import Counter, Gauge, Histogram

Scope = dict[str, Any]
Message = Mapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
Receive = Callable[[], Awaitable[Message]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


class Opening(NamedTuple):
    """``places`` are so many at a time; whoever has waited ``patience_s`` is asked to come again."""

    places: int
    patience_s: float


# Each a queue of its own: a stream, cheap, does not wait for pages, nor anybody for a sign-in service that
# is away. A password takes 100 MB and a processor while it is tried. Together fewer than connections.
OPENINGS = {
    "/": Opening(3, 30.0),
    "/login/": Opening(3, 50.0),  # rather waits than loses what was typed
    "/desk/": Opening(4, 30.0),
    "/desk/stream": Opening(4, 15.0),  # the desk itself waits for 20 s (``ts/stream.ts``)
    "/supervisor/stream": Opening(2, 15.0),  # these as well (``ts/feed.ts``)
    "/wallboard/stream": Opening(1, 15.0),
}
COME_AGAIN_S = (3, 10)  # each at a time of his own, or all would come at once again
POLICY = b"default-src 'self'; frame-ancestors 'none'"

WAIT_S = (0.01, 0.1, 0.5, 1.0, 2.5, 5.0, 10.0, 15.0, 30.0, 50.0)
WAITING = Gauge("thirdring_openings_waiting", "Screens that wait their turn.", ["route"], registry=None)
WAITED = Histogram(
    "thirdring_opening_wait_seconds",
    "How long those waited whose turn has come.",
    ["route"],
    buckets=WAIT_S,
    registry=None,
)
TURNED_AWAY = Counter(
    "thirdring_openings_turned_away",
    "Screens that waited too long and were asked to come again.",
    ["route"],
    registry=None,
)
FIGURES = (WAITING, WAITED, TURNED_AWAY)  # for ``/metrics``

_chance = random.SystemRandom()


class Turns:
    """``application``, with turns for ``openings`` (by path). Lives in one event loop."""

    def __init__(self, application: Application, openings: Mapping[str, Opening] = OPENINGS) -> None:
        self._application = application
        self._openings = openings
        self._free = {path: asyncio.Semaphore(opening.places) for path, opening in openings.items()}
        for path in openings:  # what has not happened yet is told as 0, or its first time would not be seen
            for figure in FIGURES:
                figure.labels(_route(path))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"] if scope["type"] == "http" else ""
        if path not in self._openings:
            await self._application(scope, receive, send)
            return
        free, route, came = self._free[path], _route(path), perf_counter()
        try:
            with WAITING.labels(route).track_inprogress():
                async with asyncio.timeout(self._openings[path].patience_s):
                    await free.acquire()
        except TimeoutError:
            TURNED_AWAY.labels(route).inc()
            await _ask_to_come_again(scope, send)
            return
        WAITED.labels(route).observe(perf_counter() - came)
        with ExitStack() as turn:
            turn.callback(free.release)

            async def answer(message: Message) -> None:
                turn.close()  # a stream that has begun goes on for hours
                await send(message)

            await self._application(scope, receive, answer)  # for one who has gone meanwhile: next to nothing


def _route(path: str) -> str:
    """As the table of addresses writes it, and so other figures."""
    return path.removeprefix("/")


async def _ask_to_come_again(scope: Scope, send: Send) -> None:
    again_s = _chance.randint(*COME_AGAIN_S)
    language = translation.get_language_from_request(ASGIRequest(scope, BytesIO()))
    with translation.override(language):
        page = render_to_string("503.html", {"again_s": again_s}).encode()
    headers = (
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-length", str(len(page)).encode()),
        (b"content-security-policy", POLICY),
        (b"cache-control", b"no-store"),
        (b"retry-after", str(again_s).encode()),
    )
    start = {"type": "http.response.start", "status": HTTPStatus.SERVICE_UNAVAILABLE.value}
    await send({**start, "headers": list(headers)})
    await send({"type": "http.response.body", "body": page})
