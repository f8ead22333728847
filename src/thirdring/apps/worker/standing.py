"""Work that goes on for as long as the worker lives, beside the jobs: one coroutine function each."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from django.utils.module_loading import import_string

log = logging.getLogger(__name__)

STANDING = (
    "thirdring.apps.compliance.judging.judge_for_ever",
    "thirdring.apps.webhooks.telling.tell_for_ever",
    "thirdring.apps.webhooks.delivering.deliver_for_ever",
    "thirdring.apps.calls.at_rest.encrypt_for_ever",
)
AGAIN_S = 10.0


async def keep_working() -> None:
    """All of it, until cancelled. What fails is told, and begun again."""
    await asyncio.gather(*(_keep(name, import_string(name)) for name in STANDING))


async def _keep(name: str, work: Callable[[], Awaitable[None]]) -> None:
    while True:
        task = asyncio.ensure_future(work())
        try:
            await asyncio.wait([task])
        finally:
            task.cancel()
        log.error("%s has ended; it is begun again in %g s", name, AGAIN_S, exc_info=task.exception())
        await asyncio.sleep(AGAIN_S)
