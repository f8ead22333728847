"""Any recording as telephones play it: 8 kHz, 16 bit, mono, no silence at its ends, and of one loudness.

Loudness is the integrated one of EBU R 128 (ITU-R BS.1770), measured on what the telephone lets
through. What a person uploads is read by a process of its own (``python -m thirdring.loudness``) that
may take little time and memory: decoders are written in C, and files come from anywhere.
"""

from __future__ import annotations

import resource
import sys
import wave
from collections.abc import Iterable, Iterator
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Final

import av
import msgspec
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.filter import Graph

RATE_HZ: Final = 8000
LUFS: Final = -20.0  # docs/decisions: between broadcasting's −23 and what a street drowns
PEAK: Final = 0.8  # −2 dB of full scale: G.711 and a mobile's codec overshoot
LONGEST_S: Final = 180
SHORTEST_S: Final = 0.4  # one block of BS.1770: there is no loudness of anything shorter
QUIETEST_LUFS: Final = -50.0  # raised by 30 dB, the room would be louder than a voice usually is
SILENT_LUFS: Final = -69.0  # BS.1770 counts nothing below −70
BELOW_SPEECH_DB: Final = 30.0  # so much quieter than the whole: a pause
LEFT_AT_ENDS_S: Final = 0.15  # a breath: sentences follow one another

# What may be read. Playlists and the like are not among them: they would have other files opened.
FORMATS: Final = "wav,w64,aiff,au,caf,mp3,ogg,flac,aac,amr,mov,matroska,asf"

CPU_LIMIT_S: Final = 30
MEMORY_LIMIT_BYTES: Final = 1_500_000_000
WRITTEN_LIMIT_BYTES: Final = 2 * RATE_HZ * LONGEST_S + 4096


class Trouble(StrEnum):
    UNREADABLE = "unreadable"
    TOO_LONG = "too long"
    TOO_SHORT = "too short"
    SILENT = "silent"
    TOO_QUIET = "too quiet"


class Unusable(Exception):
    """A recording that callers could not be given: what is wrong with it, and how much there was of what."""

    def __init__(self, trouble: Trouble, measured: float = 0.0) -> None:
        super().__init__(f"{trouble} ({measured:g})")
        self.trouble = trouble
        self.measured = measured


class Sound(msgspec.Struct, frozen=True):
    """How long a sound is, and how loud (integrated loudness, LUFS)."""

    seconds: float
    lufs: float


class Told(msgspec.Struct, frozen=True):
    """What the process for one recording says: ``trouble``, or the sound that it has written."""

    sound: Sound | None = None
    trouble: Trouble | None = None
    measured: float = 0.0


def measured(file: Path) -> Sound:
    """Of a sound file as it is. Raises ``Unusable``."""
    return _measure(_decoded(file))


def level(recording: Path, into: Path) -> Sound:
    """Write ``recording``, of any usual format, as a WAV file for telephones. Raises ``Unusable``."""
    whole = _decoded(recording)
    as_it_is = _measure(whole)
    if as_it_is.seconds < SHORTEST_S:
        raise Unusable(Trouble.TOO_SHORT, as_it_is.seconds)
    if as_it_is.lufs < SILENT_LUFS:
        raise Unusable(Trouble.SILENT)
    if as_it_is.lufs < QUIETEST_LUFS:
        raise Unusable(Trouble.TOO_QUIET, as_it_is.lufs)
    spoken = _without_silent_ends(whole, as_it_is.lufs - BELOW_SPEECH_DB)
    without_ends = _measure(spoken)
    if without_ends.seconds < SHORTEST_S:
        raise Unusable(Trouble.TOO_SHORT, without_ends.seconds)
    louder_db = LUFS - without_ends.lufs
    ready = _filtered(
        spoken,
        ("volume", f"{louder_db}dB:precision=float"),
        ("alimiter", f"limit={PEAK}:level=disabled:latency=1"),
        ("aformat", "sample_fmts=s16"),
    )
    _write(ready, into)
    return measured(into)


def _decoded(recording: Path) -> list[AudioFrame]:
    try:
        with av.open(str(recording), options={"format_whitelist": FORMATS}) as container:
            if not container.streams.audio:
                raise Unusable(Trouble.UNREADABLE)
            return list(_for_telephones(container.decode(audio=0)))
    except (av.FFmpegError, UnicodeDecodeError, ValueError) as error:
        raise Unusable(Trouble.UNREADABLE) from error


def _for_telephones(frames: Iterable[AudioFrame]) -> Iterator[AudioFrame]:
    resampler = AudioResampler(format="flt", layout="mono", rate=RATE_HZ)
    samples = 0
    for frame in _ending(frames):
        for converted in resampler.resample(frame):
            converted.pts, converted.time_base = samples, Fraction(1, RATE_HZ)
            samples += converted.samples
            if samples > LONGEST_S * RATE_HZ:
                raise Unusable(Trouble.TOO_LONG, LONGEST_S)
            yield converted


def _ending(frames: Iterable[AudioFrame]) -> Iterator[AudioFrame | None]:
    yield from frames
    yield None  # what the resampler still holds


def _measure(frames: list[AudioFrame]) -> Sound:
    read = [frame.metadata for frame in _filtered(frames, ("ebur128", "metadata=1"))]
    last = next((found["lavfi.r128.I"] for found in reversed(read) if "lavfi.r128.I" in found), "-inf")
    samples = sum(frame.samples for frame in frames)
    return Sound(round(samples / RATE_HZ, 3), round(max(float(last), -70.0), 1))


def _without_silent_ends(frames: list[AudioFrame], below_db: float) -> list[AudioFrame]:
    beginning = (
        "silenceremove",
        f"start_periods=1:start_threshold={below_db}dB:start_silence={LEFT_AT_ENDS_S}:detection=rms",
    )
    return _filtered(frames, beginning, ("areverse", ""), beginning, ("areverse", ""))


def _filtered(frames: list[AudioFrame], *filters: tuple[str, str]) -> list[AudioFrame]:
    """The sound after these filters of FFmpeg, one after another."""
    graph = Graph()
    last = graph.add_abuffer(sample_rate=RATE_HZ, format="flt", layout="mono", time_base=Fraction(1, RATE_HZ))
    for name, options in (*filters, ("abuffersink", "")):
        following = graph.add(name, options or None)
        last.link_to(following)
        last = following
    graph.configure()
    for frame in frames:
        graph.push(frame)
    graph.push(None)
    done: list[AudioFrame] = []
    while True:
        try:
            ready = graph.pull()
        except (av.BlockingIOError, av.EOFError):
            return done
        if isinstance(ready, AudioFrame):
            done.append(ready)


def _write(frames: list[AudioFrame], into: Path) -> None:
    with wave.open(str(into), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        for frame in frames:
            file.writeframes(bytes(frame.planes[0])[: 2 * frame.samples])


def main() -> int:
    """``python -m thirdring.loudness RECORDING WAV``: a ``Told`` on one line."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_LIMIT_S, CPU_LIMIT_S))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT_BYTES, MEMORY_LIMIT_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (WRITTEN_LIMIT_BYTES, WRITTEN_LIMIT_BYTES))
    av.logging.set_level(av.logging.PANIC)
    recording, into = map(Path, sys.argv[1:])
    try:
        told = Told(level(recording, into))
    except Unusable as unusable:
        told = Told(trouble=unusable.trouble, measured=unusable.measured)
    sys.stdout.buffer.write(msgspec.json.encode(told) + b"\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
