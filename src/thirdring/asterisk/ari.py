"""The connection to Asterisk: requests and events over one WebSocket, in order, for as long as we live.

Asterisk handles the requests of one connection one after another, so a request may rely
on those sent before it without waiting for their answers. Events are handed on in the
order in which they arrive, from within the read callback, never from a task of their own.
What a request or an event means is the driver's business (``thirdring.asterisk.driver``).
"""

from __future__ import annotations

import asyncio
import time
from base64 import b64encode
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from itertools import count
from typing import Final

import msgspec
import structlog
from picows import WSError, WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

from thirdring.asterisk.configuration import APP, ARI_USER
from thirdring.asterisk.events import MESSAGE_TYPES, Event, RESTResponse
from thirdring.installation import Installation

REQUEST_TIMEOUT_S: Final = 10.0
FIRST_RETRY_S: Final = 0.05
LAST_RETRY_S: Final = 2.0
PING_WHEN_SILENT_S: Final = 5.0
PONG_WITHIN_S: Final = 5.0

_log = structlog.get_logger(__name__)

Query = dict[str, str]
Answered = Callable[[RESTResponse], None]


class Refused(Exception):
    """Asterisk did not do what was asked: ``status`` is the HTTP status, 0 for a lost connection."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


class _Pair(msgspec.Struct, frozen=True):
    name: str
    value: str


class _Request(msgspec.Struct, frozen=True, tag="RESTRequest", tag_field="type", omit_defaults=True):
    request_id: str
    method: str
    uri: str
    query_strings: list[_Pair] = []
    content_type: str = ""
    message_body: str = ""


class _AnyType(msgspec.Struct, frozen=True):
    type: str


@dataclass(frozen=True)
class Address:
    """Where the ARI of a media server is, and who we are there."""

    host: str
    port: int
    password: str
    user: str = ARI_USER
    app: str = APP

    @classmethod
    def of(cls, installation: Installation) -> Address:
        return cls(installation.host, installation.ari_port, installation.secrets.get("ari"))

    @property
    def url(self) -> str:
        return f"ws://{self.host}:{self.port}/ari/events?app={self.app}"

    @property
    def headers(self) -> dict[str, str]:
        credentials = b64encode(f"{self.user}:{self.password}".encode()).decode()
        return {"Authorization": f"Basic {credentials}"}


class _Line(WSListener):
    """One WebSocket from its opening to its end."""

    def __init__(self, received: Callable[[bytes | memoryview], None]) -> None:
        self._received = received
        self._parts: list[bytes] = []

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type is WSMsgType.CLOSE:
            transport.disconnect()
        elif frame.msg_type in {WSMsgType.TEXT, WSMsgType.CONTINUATION}:
            if frame.fin and not self._parts:
                self._received(frame.get_payload_as_memoryview())
                return
            self._parts.append(frame.get_payload_as_bytes())
            if frame.fin:
                whole, self._parts = b"".join(self._parts), []
                self._received(whole)


class Ari:
    """The one connection to a media server, made again whenever it is lost.

    ``on_event`` gets every event in order. ``on_open`` is awaited after each connection, ``on_closed``
    is called after its end, ``on_answered`` with the seconds that each answer took; requests made while
    there is no connection are refused at once.
    """

    def __init__(
        self,
        address: Address,
        *,
        on_event: Callable[[Event], None],
        on_open: Callable[[], Awaitable[None]],
        on_closed: Callable[[], None],
        on_answered: Callable[[float], None] = lambda seconds: None,
    ) -> None:
        self.address = address
        self._on_event = on_event
        self._on_open = on_open
        self._on_closed = on_closed
        self._on_answered = on_answered
        self._transport: WSTransport | None = None
        self._numbers = count(1)
        self._awaited: dict[str, Answered] = {}
        self._sent_s: dict[str, float] = {}  # when each unanswered request was sent
        self._encode = msgspec.json.Encoder().encode
        self._decode = msgspec.json.Decoder(Event | RESTResponse).decode

    @property
    def is_open(self) -> bool:
        return self._transport is not None

    async def run(self) -> None:
        """Keeps the connection until cancelled."""
        retry_s = FIRST_RETRY_S
        while True:
            try:
                transport, _ = await ws_connect(
                    lambda: _Line(self._received),
                    self.address.url,
                    extra_headers=self.address.headers,
                    enable_auto_ping=True,
                    auto_ping_idle_timeout=PING_WHEN_SILENT_S,
                    auto_ping_reply_timeout=PONG_WITHIN_S,
                )
            except (OSError, WSError, TimeoutError) as error:
                _log.info(
                    "the media server cannot be reached",
                    url=self.address.url,
                    error=str(error),
                    retry_s=retry_s,
                )
                await asyncio.sleep(retry_s)
                retry_s = min(retry_s * 2, LAST_RETRY_S)
                continue
            self._transport = transport
            try:
                await self._on_open()
                retry_s = FIRST_RETRY_S
                await transport.wait_disconnected()
            except Refused as error:
                _log.warning(
                    "the media server did not tell what it has", error=str(error), status=error.status
                )
                await asyncio.sleep(retry_s)
                retry_s = min(retry_s * 2, LAST_RETRY_S)
            finally:
                self._transport = None
                transport.disconnect()
                self._refuse_all()
                self._on_closed()

    def send(
        self,
        method: str,
        uri: str,
        query: Query | None = None,
        body: object = None,
        *,
        answered: Answered | None = None,
    ) -> None:
        """Sends a request without waiting. ``answered`` gets the answer; without it only oddities are logged.

        ``answered`` is told status 0 when the connection is (or gets) lost.
        """
        self._post(method, uri, query or {}, self._written(body), answered)

    async def ask(
        self,
        method: str,
        uri: str,
        query: Query | None = None,
        body: object = None,
        *,
        timeout_s: float = REQUEST_TIMEOUT_S,
    ) -> str:
        """Sends a request and returns the body of its answer (JSON); raises ``Refused``."""
        future: asyncio.Future[RESTResponse] = asyncio.get_running_loop().create_future()

        def answered(response: RESTResponse) -> None:
            if not future.done():
                future.set_result(response)

        self._post(method, uri, query or {}, self._written(body), answered)
        try:
            async with asyncio.timeout(timeout_s):  # wait_for may swallow a cancellation
                response = await future
        except TimeoutError:
            raise Refused(0, f"{method} {uri}: no answer within {timeout_s} s") from None
        if response.status_code >= 300 or response.status_code == 0:
            raise Refused(
                response.status_code, f"{method} {uri}: {response.reason_phrase} {response.message_body}"
            )
        return response.message_body

    def _written(self, body: object) -> bytes:
        return b"" if body is None else self._encode(body)

    def _post(self, method: str, uri: str, query: Query, body: bytes, answered: Answered | None) -> None:
        if self._transport is None:
            if answered:
                answered(RESTResponse(status_code=0, reason_phrase="not connected", uri=uri))
            return
        number = str(next(self._numbers))
        self._sent_s[number] = time.perf_counter()
        if answered:
            self._awaited[number] = answered
        self._transport.send(
            WSMsgType.TEXT,
            self._encode(
                _Request(
                    number,
                    method,
                    uri,
                    [_Pair(name, value) for name, value in query.items()],
                    "application/json" if body else "",
                    body.decode(),
                )
            ),
        )

    def _received(self, text: bytes | memoryview) -> None:
        try:
            message = self._decode(text)
        except msgspec.ValidationError as error:
            kind = msgspec.json.decode(text, type=_AnyType).type
            if kind in MESSAGE_TYPES:
                _log.error("an event has another form than documented", kind=kind, error=str(error))
            return
        if not isinstance(message, RESTResponse):
            self._on_event(message)
            return
        if (sent_s := self._sent_s.pop(message.request_id, None)) is not None:
            self._on_answered(time.perf_counter() - sent_s)
        if answered := self._awaited.pop(message.request_id, None):
            answered(message)
        elif message.status_code >= 400 and message.status_code != 404:  # 404: what was meant has just gone
            _log.warning(
                "the media server refused",
                uri=message.uri,
                status=message.status_code,
                reason=message.reason_phrase,
                why=message.message_body,
            )

    def _refuse_all(self) -> None:
        awaited, self._awaited = self._awaited, {}
        self._sent_s.clear()
        for answered in awaited.values():
            answered(RESTResponse(status_code=0, reason_phrase="the connection was lost"))
