"""A real Asterisk for each test, and the driver of the product connected to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

import pytest

from bed import Bed, Watch
from phones import tones
from phones.log import until
from phones.server import Asterisk, installation_in
from thirdring.acd.actions import Action, Join, Ring, StartMusic
from thirdring.acd.inputs import CallArrived, CallId, Event, Input, LegAnswered
from thirdring.asterisk.ari import Address
from thirdring.asterisk.callees import Way
from thirdring.asterisk.driver import Driver
from thirdring.asterisk.found import Found
from thirdring.asterisk.sounds import Sounds

PROMPTS = {"notice-ru": 1.0, "notice-uk": 0.5, "menu-oms-ru": 0.5, "wrong-key-ru": 0.2}
# The site's own recordings of what those who wait are told: tones, so that it is heard which one plays.
OFFER_HZ, KEPT_HZ, CONFIRM_KEY_HZ = 1100, 1300, 1500
SPEECH = {
    "waiting-offer-ru": (OFFER_HZ, 2.0),
    "waiting-offer-short-ru": (OFFER_HZ, 1.0),
    "leave-message-ru": (1200, 0.5),
    "message-kept-ru": (KEPT_HZ, 1.0),
    "type-number-ru": (1200, 0.5),
    "wrong-number-ru": (1200, 0.5),
    "confirm-key-ru": (CONFIRM_KEY_HZ, 0.7),
}
PHONES = ("op1-desk", "op2-desk", "op3-desk", "op4-web")
E_ = TypeVar("E_", bound=Event)


class Listener:
    """An engine that only listens: it keeps what the driver tells, and passes on what a test orders."""

    def __init__(self, asterisk: Asterisk) -> None:
        self.asterisk = asterisk
        self.inputs: list[Input] = []
        self.found: list[Found] = []
        self.lost = 0
        self.sounds = Sounds(asterisk.installation.prompts)
        self.driver = Driver(
            Address.of(asterisk.installation),
            node=asterisk.installation.node,
            sounds=self.sounds,
            recording_of=asterisk.installation.recording,
            on_input=self.inputs.append,
            on_found=self.found.append,
            on_lost=self._lost,
            name_of_line=lambda line: f"Линия {line}",
            way_to=lambda number, line: Way(f"PJSIP/{number}", line),  # people are phones of ours here
        )
        self._running: asyncio.Task[None] | None = None

    def _lost(self) -> None:
        self.lost += 1

    async def start(self) -> None:
        await self.driver.watch(PHONES)
        before = len(self.found)
        self._running = asyncio.create_task(self.driver.run())
        await until(lambda: len(self.found) > before, why="the driver did not connect")

    async def stop(self) -> None:
        if self._running:
            self._running.cancel()
            await asyncio.wait([self._running])

    def order(self, *actions: Action) -> None:
        for action in actions:
            self.driver.carry_out(action)

    async def told(
        self, kind: type[E_], true: Callable[[E_], bool] = lambda _: True, *, timeout_s: float = 40.0
    ) -> E_:
        """Waits for an input of this kind and returns the first."""

        def matching() -> list[E_]:
            return [event for event in self.inputs if isinstance(event, kind) and true(event)]

        await until(lambda: bool(matching()), timeout_s, lambda: f"{kind.__name__} awaited in {self.inputs}")
        return matching()[0]

    async def joins(self, device: str, number: int = 1, *, of_line: str = "1001") -> CallId:
        """What an engine does in many steps: joins the first caller of a line with this phone."""
        call = await self.arrival(of_line)
        leg = f"{call}~{number}"
        self.order(
            StartMusic(call), Ring(leg, call, number, device, f"PJSIP/{device}", "+70000000001", "1001")
        )
        await self.told(LegAnswered, lambda event: event.leg == leg)
        self.order(Join(call, leg))
        return call

    async def arrival(self, of_line: str = "") -> CallId:
        """The first caller, of this line or of any: who came, or was found on his way to the application."""

        def calls() -> list[CallId]:
            on_the_way = [one for found in self.found for one in found.callers if one.line]
            came = [one for one in self.inputs if isinstance(one, CallArrived)]
            return [one.call for one in (*on_the_way, *came) if of_line in ("", one.line)]

        await until(lambda: bool(calls()), why=lambda: f"nobody on {of_line or 'any line'}: {self.inputs}")
        return calls()[0]


@pytest.fixture
def fallback_after_s() -> int:
    """So long an engine is awaited before Asterisk rings the phones by itself."""
    return 5


@pytest.fixture
async def asterisk(tmp_path: Path, fallback_after_s: int) -> AsyncIterator[Asterisk]:
    installation = installation_in(tmp_path / "home", fallback_after_s=fallback_after_s)
    async with Asterisk(installation, phones=PHONES) as server:
        yield server


@asynccontextmanager
async def listening(asterisk: Asterisk) -> AsyncIterator[Listener]:
    listener = Listener(asterisk)
    await listener.start()
    try:
        yield listener
    finally:
        await listener.stop()


@pytest.fixture
async def engine(asterisk: Asterisk) -> AsyncIterator[Listener]:
    async with listening(asterisk) as listener:
        yield listener


def _spoken(folder: Path, frequency_hz: int) -> Path:
    path = folder / f"{frequency_hz}.alaw"
    path.write_bytes(tones.alaw(tones.tone(frequency_hz)))
    return path


@pytest.fixture
def callers_tone(tmp_path: Path) -> Path:
    """700 Hz, as a phone sends it."""
    return _spoken(tmp_path, tones.CALLER_HZ)


@pytest.fixture
def operators_tone(tmp_path: Path) -> Path:
    """400 Hz, as a phone sends it."""
    return _spoken(tmp_path, tones.OPERATOR_HZ)


@pytest.fixture(scope="session")
def bed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bed]:
    """The whole product with its demonstration world; its prompts are short tones."""
    bed = Bed(tmp_path_factory.mktemp("telephony") / "home", operators=20, fallback_after_s=3)
    record_prompts(bed)
    with bed:
        yield bed


def record_prompts(bed: Bed) -> None:
    """The site has recorded its prompts itself: they are tones. Before it starts, else some are spoken."""
    folder = bed.installation.prompts
    folder.mkdir(parents=True)
    for prompt, seconds in PROMPTS.items():
        tones.wav_file(folder / f"{prompt}.wav", tones.tone(1000, seconds))
    for prompt, (frequency_hz, seconds) in SPEECH.items():
        tones.wav_file(folder / f"{prompt}.wav", tones.tone(frequency_hz, seconds))


@pytest.fixture
async def watch(bed: Bed) -> AsyncIterator[Watch]:
    bed.mend()
    async with bed.watch() as watch:
        yield watch
        await watch.nobody_is_owed()
