"""The app on a person's telephone that shows the codes of a second factor."""

from __future__ import annotations

import base64
import hmac
import struct
import time


def code_of(secret: str, steps: int = 0) -> str:
    """RFC 6238: what the app shows now, or so many half minutes later."""
    counter = struct.pack(">Q", int(time.time()) // 30 + steps)
    digest = hmac.digest(base64.b32decode(secret), counter, "sha1")
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"
