"""Server-sent events as a response: not kept anywhere, not held back by a proxy until a buffer is full."""

from __future__ import annotations

from collections.abc import AsyncIterator

from django.http import StreamingHttpResponse


def streamed(events: AsyncIterator[bytes]) -> StreamingHttpResponse:
    """``events`` are written as the HTML standard has them (9.2.5), each ended by a blank line."""
    return StreamingHttpResponse(
        events,
        content_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )
