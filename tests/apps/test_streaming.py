"""What is long goes to the browser piece by piece: the web process holds no whole file in its memory."""

from __future__ import annotations

import struct
import time
import warnings
from pathlib import Path

import pytest
from asgiref.sync import async_to_sync
from django.contrib.staticfiles import finders
from django.test import AsyncClient
from django.utils.http import http_date

from apps.day import HOTLINE
from thirdring.apps.staff.models import User
from thirdring.site import static

SCRIPT = "admin/js/vendor/select2/select2.full.js"  # one of Django's own, long enough for three pieces


@pytest.fixture
def browser(db):
    """Of Svetlana, at a server that is asynchronous as the real one is."""
    client = AsyncClient()
    client.force_login(User.objects.get(username="svetlana"), "django.contrib.auth.backends.ModelBackend")
    return client


@async_to_sync
async def pieces(client: AsyncClient, path: str, status: int = 200, **headers: str) -> list[bytes]:
    """What the server sends one after another; it fails when Django would collect it first, and warn."""
    answer = await client.get(path, headers=headers)
    assert answer.streaming
    assert answer.status_code == status
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return [piece async for piece in answer]


def test_a_script_of_ours_is_read_as_it_is_sent(browser):
    sent = pieces(browser, f"/static/{SCRIPT}")
    assert b"".join(sent) == Path(finders.find(SCRIPT)).read_bytes()
    assert max(map(len, sent)) == static.PIECE_BYTES


def test_a_part_of_a_script_is_that_part(browser):
    whole = Path(finders.find(SCRIPT)).read_bytes()
    assert b"".join(pieces(browser, f"/static/{SCRIPT}", 206, range="bytes=10-99")) == whole[10:100]


def test_a_script_that_has_not_changed_is_not_sent_again(browser):
    kept = {"if-modified-since": http_date(time.time() + 24 * 60 * 60)}
    assert async_to_sync(browser.get)(f"/static/{SCRIPT}", headers=kept).status_code == 304


@pytest.mark.parametrize("path", ["/cards.csv", "/cards.xlsx"])
def test_a_list_is_written_as_it_is_sent(day, browser, path):
    day.arrives(HOTLINE)
    assert any(pieces(browser, path))


def test_a_recording_is_read_as_it_is_played(day, browser, home, settings):
    call = day.arrives(HOTLINE)
    path = settings.INSTALLATION.recording(call)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"".join(struct.pack("<hh", n, -n) for n in range(100)))
    header, sound = pieces(browser, f"/recordings/{call}.wav")
    assert (header[:4], sound) == (b"RIFF", path.read_bytes())
