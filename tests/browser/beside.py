"""Phones of asyncio beside Playwright, whose own loop keeps the tests' thread."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from threading import Thread
from typing import Any, TypeVar

T = TypeVar("T")

PATIENCE_S = 60.0


class Beside:
    """A loop in a thread of its own; ``close`` it."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def run(self, doing: Coroutine[Any, Any, T]) -> T:
        """Waits until it is done, and returns what it returns."""
        return asyncio.run_coroutine_threadsafe(doing, self._loop).result(PATIENCE_S)

    @contextmanager
    def up(self, phone: AbstractAsyncContextManager[T]) -> Iterator[T]:
        """The phone, until the end of the block."""
        entered = self.run(self._enter(phone))
        try:
            yield entered
        finally:
            self.run(self._leave(phone))

    async def _enter(self, phone: AbstractAsyncContextManager[T]) -> T:
        return await phone.__aenter__()

    async def _leave(self, phone: AbstractAsyncContextManager[T]) -> None:
        await phone.__aexit__(None, None, None)

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
