"""Scripts, styles and pictures of our pages, read and sent piece by piece.

WhiteNoise knows the files and what a browser may keep of them; but it hands out an open file, which an
asynchronous server would first read to its end into memory, and warn of that with every file.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import BinaryIO

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import FileResponse, HttpRequest
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile

PIECE_BYTES = 64 * 1024


class StaticFiles(WhiteNoiseMiddleware):
    """WhiteNoise, as an asynchronous server needs it."""

    @staticmethod
    def serve(static_file: StaticFile, request: HttpRequest) -> FileResponse:
        answer = WhiteNoiseMiddleware.serve(static_file, request)
        if isinstance(request, ASGIRequest):
            answer.streaming_content = _pieces(answer.file_to_stream)
        return answer


async def _pieces(file: BinaryIO | None) -> AsyncIterator[bytes]:
    """Of an answer without a body there is no file. Closing it is the answer's own."""
    if file is not None:
        while piece := await sync_to_async(file.read)(PIECE_BYTES):
            yield piece
