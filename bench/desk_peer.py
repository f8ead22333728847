"""What ``bench/desks`` compares with: the same pages, asked for the same picture over and over.

The production site with one address more, ``/poll/``. It has the picture in memory as the stream has, so
what is compared is the way to the browser alone, and not how well somebody asks a database.
"""

from __future__ import annotations

import os
from asyncio import Event

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thirdring.site.settings")
django.setup()

import msgspec  # noqa: E402 - models are importable only after set-up
from asgiref.sync import sync_to_async  # noqa: E402
from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.urls import include, path  # noqa: E402

from thirdring.desk.hub import Hub  # noqa: E402
from thirdring.desk.signed_in import operator_of  # noqa: E402
from thirdring.journal.live import Live  # noqa: E402
from thirdring.journal.present import present  # noqa: E402
from thirdring.site.asgi import application  # noqa: E402

__all__ = ["application", "urlpatterns"]


class Standing(Hub):
    """Keeps up with the centre; no desk listens to it."""

    def __init__(self) -> None:
        super().__init__()
        self.knows = Event()

    async def begun(self, live: Live) -> None:
        await super().begun(live)
        self.knows.set()


standing = Standing()


async def poll(request: HttpRequest) -> HttpResponse:
    """All that the desk of this operator shows, now."""
    operator = await sync_to_async(_signed_in)(request)
    if standing not in present:
        await present.join(standing)
    await standing.knows.wait()
    return HttpResponse(msgspec.json.encode(standing.world(operator)), content_type="application/json")


def _signed_in(request: HttpRequest) -> int:
    try:
        return operator_of(request).pk
    finally:
        connection.close()


urlpatterns = [path("poll/", poll), path("", include("thirdring.site.urls"))]
settings.ROOT_URLCONF = __name__
