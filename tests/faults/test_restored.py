"""A backup of a working centre becomes another one, which knows the old calls and takes new ones."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import httpx
import pytest

from bed import LINE, Bed, Watch
from phones import tones
from phones.log import until
from phones.sipp import Caller, OperatorPhones
from steps import PYTHON, run
from thirdring.acd.facts import Ended, Joined
from thirdring.acd.inputs import HangUpRequested
from thirdring.apps.calls.recordings import HEADER_BYTES
from thirdring.encryption.stored import encrypted

COMMAND_LINE = (PYTHON, "-m", "thirdring.site.cli")
PASSPHRASE = "a passphrase for tests"


class Restored(Bed):
    """An installation that has everything from an archive, on ports of its own."""

    def __init__(self, home: Path, archive: Path, passphrase: Path) -> None:
        super().__init__(home, web=True, empty=True)
        self._from = (str(archive), "--passphrase-file", str(passphrase))

    def start(self) -> Self:
        self.postgres.start()
        run([*COMMAND_LINE, "restore", *self._from], self.environ)
        run([PYTHON, "-m", "thirdring.engine", "configure"], self.environ)
        self.start_asterisk()
        self.start_engine()
        self.start_web()
        self.wait_until_ready()
        return self

    def heard(self, call: str) -> bytes:
        """What a person who has logged in hears of a call, without the WAV's header."""
        address = f"http://127.0.0.1:{self.installation.http_port}"
        with httpx.Client(base_url=address, timeout=60, transport=httpx.HTTPTransport(retries=10)) as browser:
            token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', browser.get("/login/").text)
            assert token
            form = {
                "username": "maria",
                "password": self.installation.secrets.demonstration_password(),
                "csrfmiddlewaretoken": token[1],
            }
            browser.post("/login/", data=form)
            answer = browser.get(f"/recordings/{call}.wav")
            assert answer.status_code == 200, answer.text
            return answer.content[HEADER_BYTES:]


@pytest.fixture
def passphrase(tmp_path: Path) -> Path:
    path = tmp_path / "passphrase"
    path.write_text(PASSPHRASE)
    return path


@pytest.fixture
def tone(tmp_path: Path) -> Path:
    path = tmp_path / "tone.alaw"
    path.write_bytes(tones.alaw(tones.tone(440, 3.0)))
    return path


@pytest.fixture
def worker(bed: Bed) -> Iterator[None]:
    """It encrypts what is recorded."""
    process = bed._process("worker", "django", "work")
    yield
    process.stop()


async def talk(bed: Bed, watch: Watch, operator: int, tone: Path) -> str:
    """Somebody calls, is answered, and hears a tone; the id of the call."""
    async with OperatorPhones(bed.sip, bed.passwords([operator]), after_s=0.1, speaks=tone):
        await watch.log_in(operator)
        async with Caller(bed.sip, LINE, "+70000030001", speaks=tone) as caller:
            (joined,) = await watch.fact(Joined)
            recording = bed.installation.recording(joined.call)
            await until(lambda: recording.exists() and recording.stat().st_size > 2 * 4 * tones.RATE)
            await watch.send(HangUpRequested(0, operator))
            await caller.finished()
        await watch.fact(Ended)
        await watch.log_out(operator)
    return joined.call


@pytest.mark.req("S61")
@pytest.mark.timeout(300)
@pytest.mark.usefixtures("worker")
async def test_a_restored_installation_plays_old_recordings_and_takes_calls(
    bed: Bed, watch: Watch, tone: Path, passphrase: Path, tmp_path: Path
) -> None:
    operator, archive = bed.operators[0], tmp_path / "centre.backup"
    call = await talk(bed, watch, operator, tone)
    recording = bed.installation.recording(call)
    said = recording.read_bytes()
    assert len(said) > 8000

    async def is_encrypted() -> bool:
        return encrypted(recording).exists() and not recording.exists()

    await watch.until(is_encrypted, 100, why="the recording stays plain")
    run([*COMMAND_LINE, "backup", str(archive), "--passphrase-file", str(passphrase)], bed.environ)
    assert said[:100] not in archive.read_bytes()

    with Restored(tmp_path / "home", archive, passphrase) as restored:
        assert restored.heard(call) == said
        async with restored.watch() as eyes:
            cards = await eyes.ask("SELECT count(*) FROM appeals_card WHERE call = %s", (call,))
            assert cards == [(1,)]
            fresh = await talk(restored, eyes, operator, tone)
            assert fresh != call
            assert restored.installation.recording(fresh).stat().st_size > 8000
            assert not bed.installation.recording(fresh).exists()


def refused(bed: Bed, *words: str, **settings: str) -> str:
    """What a command says that ends in failure."""
    done = subprocess.run(
        [*COMMAND_LINE, *words],
        env=os.environ | bed.environ | {"LANG": "en_US.UTF-8"} | settings,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stderr


def test_what_cannot_be_restored_says_why_and_changes_nothing(
    bed: Bed, passphrase: Path, tmp_path: Path
) -> None:
    archive, wrong, home = tmp_path / "centre.backup", tmp_path / "wrong", tmp_path / "home"
    options = ("--passphrase-file", str(passphrase))
    run([*COMMAND_LINE, "backup", str(archive), *options], bed.environ)
    wrong.write_text("another passphrase")
    elsewhere = {"THIRDRING_HOME": str(home), "DATABASE_URL": ""}
    said = refused(bed, "restore", str(archive), "--passphrase-file", str(wrong), **elsewhere)
    assert "does not open" in said
    assert not home.exists()
    assert "There is an installation" in refused(bed, "restore", str(archive), *options)
