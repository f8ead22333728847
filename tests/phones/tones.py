"""Tones: made for a phone to speak, and measured in what was heard.

A phone speaks one pure tone, so whoever hears it can say which phone it was. The
measure is the share of the signal's power at that frequency, which neither loudness
nor codec changes much.
"""

from __future__ import annotations

import struct
import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

RATE = 8000
CALLER_HZ = 700
OPERATOR_HZ = 400

Samples = NDArray[np.int16]


def tone(frequency_hz: float, seconds: float = 1.0, level: float = 0.4) -> Samples:
    """A sine at 8,000 samples a second; ``level`` 1.0 is full scale."""
    moments = np.arange(int(RATE * seconds)) / RATE
    return (np.sin(2 * np.pi * frequency_hz * moments) * level * 32767).astype(np.int16)


def alaw(samples: Samples) -> bytes:
    """The samples in G.711 A-law."""
    pcm = samples.astype(np.int32) >> 3
    sign = np.where(pcm >= 0, 0xD5, 0x55)
    magnitude = np.where(pcm >= 0, pcm, -pcm - 1)
    magnitude = np.minimum(magnitude, 0xFFF)
    exponent = np.where(magnitude < 32, 0, np.floor(np.log2(np.maximum(magnitude, 1))).astype(np.int32) - 4)
    exponent = np.maximum(exponent, 0)
    mantissa = np.where(exponent == 0, (magnitude >> 1) & 0xF, (magnitude >> np.maximum(exponent, 1)) & 0xF)
    return ((exponent << 4 | mantissa) ^ sign).astype(np.uint8).tobytes()


def wav_file(path: Path, samples: Samples) -> Path:
    """Writes the samples as a WAV file."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())
    return path


def heard(path: Path) -> Samples:
    """What a WAV file holds (first channel, 8,000 samples a second), also while it is being written.

    Until it is closed its header does not say how long it is, so everything after the header counts.
    """
    whole = path.read_bytes()
    start = whole.find(b"data") + 8
    if start < 44:
        return np.zeros(0, dtype=np.int16)
    count, rate_hz = struct.unpack_from("<HI", whole, 22)
    end = start + (len(whole) - start) // (2 * count) * 2 * count
    return np.frombuffer(whole[start:end], dtype=np.int16)[:: count * (rate_hz // RATE)]


def channels(path: Path) -> tuple[Samples, Samples]:
    """The left and the right channel of a recording (raw, stereo interleaved): caller and operator."""
    whole = path.read_bytes()
    samples = np.frombuffer(whole[: len(whole) // 4 * 4], dtype=np.int16)
    return samples[::2], samples[1::2]


def share(samples: Samples, frequency_hz: float) -> float:
    """The share (0–1) of the signal's power within 10 Hz of the frequency; 0.0 for silence."""
    if len(samples) < RATE // 10:
        return 0.0
    power = np.abs(np.fft.rfft(samples.astype(np.float64) * np.hanning(len(samples)))) ** 2
    frequencies = np.fft.rfftfreq(len(samples), 1 / RATE)
    audible = power[frequencies > 50].sum()
    if audible < len(samples) * 1e4:  # no louder than the noise of the codec
        return 0.0
    return float(power[np.abs(frequencies - frequency_hz) <= 10].sum() / audible)
