"""The addresses of the peer: all of the site, and ``/poll/``, where a desk asks for its whole picture.

It has the picture in memory as the stream has, so what is compared is the way to the browser alone, and
not how well somebody asks a database. Who asks is found out as for every other page.
"""

from __future__ import annotations

from asyncio import Event

import msgspec
from asgiref.sync import sync_to_async
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from thirdring.desk.hub import Hub
from thirdring.desk.signed_in import operator_of
from thirdring.journal.live import Live
from thirdring.journal.present import present


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
