"""Pressed keys as RTP events (RFC 4733), and spoken sounds, written as packet captures that SIPp plays.

SIPp's own keys all start at the same RTP time, so a server rightly takes the second one
for a repetition of the first; these go on where the last ones ended.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

PAYLOAD_TYPE = 101  # also what Asterisk expects when it is the caller
PACKET_S = 0.02
SAMPLES = 160
EVENTS = {key: code for code, key in enumerate("0123456789*#ABCD")}


@dataclass(frozen=True)
class Keys:
    """Keys that a caller presses: the first after ``after_s``, then one each ``apart_s``."""

    digits: str
    after_s: float = 1.0
    apart_s: float = 0.5
    held_s: float = 0.1

    @property
    def lasts_s(self) -> float:
        return len(self.digits) * self.apart_s


def _packet(
    at_s: float, sequence: int, timestamp: int, event: int, duration: int, *, first: bool, last: bool
) -> bytes:
    rtp = struct.pack("!BBHII", 0x80, (0x80 if first else 0) | PAYLOAD_TYPE, sequence, timestamp, 0x7A3)
    return _frame(at_s, rtp + struct.pack("!BBH", event, (0x80 if last else 0) | 10, duration))


def _frame(at_s: float, payload: bytes) -> bytes:
    """An RTP packet as the capture has it, with the headers of the network around it."""
    udp = struct.pack("!HHHH", 10000, 10000, 8 + len(payload), 0) + payload
    loopback = b"\x7f\x00\x00\x01"
    ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), 0, 0, 64, 17, 0, loopback, loopback) + udp
    frame = b"\x00" * 12 + b"\x08\x00" + ip
    microseconds = round(at_s * 1e6)
    return struct.pack("<IIII", microseconds // 10**6, microseconds % 10**6, len(frame), len(frame)) + frame


_HEADER = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)


def spoken(path: Path, alaw: bytes) -> Path:
    """Writes A-law sound (8 kHz) as a packet capture, to be played from the port that keys come from."""
    packets = [_HEADER]
    for number in range(len(alaw) // SAMPLES):
        rtp = struct.pack("!BBHII", 0x80, 8, 30_000 + number, (120 * 8000) + number * SAMPLES, 0x7A3)
        sound = alaw[number * SAMPLES : (number + 1) * SAMPLES]
        packets.append(_frame(number * PACKET_S, rtp + sound))
    path.write_bytes(b"".join(packets))
    return path


def capture(path: Path, keys: Keys, group: int) -> Path:
    """Writes the keys as a packet capture; ``group`` counts those of one call, so that their times differ."""
    packets = [_HEADER]
    sequence = 1000 * (group + 1)
    for number, digit in enumerate(keys.digits):
        starts_s = number * keys.apart_s
        timestamp = (group * 60 + 1) * 8000 + round(starts_s * 8000)
        held = round(keys.held_s / PACKET_S)
        for step in range(held + 3):  # the end is sent three times, in case a packet is lost
            packets.append(
                _packet(
                    starts_s + step * PACKET_S,
                    sequence,
                    timestamp,
                    EVENTS[digit],
                    min(step + 1, held) * SAMPLES,
                    first=step == 0,
                    last=step >= held,
                )
            )
            sequence += 1
    path.write_bytes(b"".join(packets))
    return path
