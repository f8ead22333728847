"""``thirdring serve`` as a person runs it: a process with its output, settings of its own, and children."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import psutil

from phones.ports import free_port, free_range

STARTING_S = 200.0  # the first start on a busy machine, demonstration world included
NEVER_INHERITED = ("LC_ALL", "LC_MESSAGES", "DATABASE_URL", "THIRDRING_ASTERISK", "THIRDRING_HOME")


def settings(home: Path, **more: str) -> dict[str, str]:
    """The environment of an installation that meets no other."""
    first, last = free_range(20, first=21000, last=21999)
    kept = {name: value for name, value in os.environ.items() if name not in NEVER_INHERITED}
    return kept | {
        "LANG": "ru_RU.UTF-8",
        "THIRDRING_HOME": str(home),
        "THIRDRING_HTTP_PORT": str(free_port(first=8100, last=8149)),
        "THIRDRING_ARI_PORT": str(free_port(first=8150, last=8199)),
        "THIRDRING_SIP_PORT": str(free_port(first=5100, last=5199)),
        "THIRDRING_RTP_PORTS": f"{first}-{last}",
        **more,
    }


class Server:
    """A running ``thirdring serve``; everything it has said so far is in ``said``."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self.said = ""
        self._heard = threading.Condition()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "thirdring.site.cli", "serve"],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            with self._heard:
                self.said += line
                self._heard.notify_all()
        with self._heard:
            self._heard.notify_all()

    def wait_for(self, words: str, within_s: float = STARTING_S) -> None:
        """Until the terminal shows ``words``; fails, with all that it shows, if the process ends before."""
        with self._heard:
            done = self._heard.wait_for(
                lambda: words in self.said or self.process.poll() is not None, timeout=within_s
            )
            assert done and words in self.said, f"{words!r} was not said in {within_s} s, but:\n{self.said}"

    def end(self, with_signal: signal.Signals = signal.SIGINT, within_s: float = 60.0) -> int:
        self.process.send_signal(with_signal)
        return self.process.wait(within_s)

    def health(self) -> int:
        """The status of ``/healthz``; 0 when nobody answers."""
        try:
            return httpx.get(
                f"http://127.0.0.1:{self.environment['THIRDRING_HTTP_PORT']}/healthz",
                timeout=30,
            ).status_code
        except httpx.HTTPError:
            return 0

    def family(self) -> list[psutil.Process]:
        """The processes it has started, and those that they have."""
        return psutil.Process(self.process.pid).children(recursive=True)

    def part(self, words: str) -> psutil.Process:
        """The child whose command line has ``words``."""
        return next(
            child for child in psutil.Process(self.process.pid).children() if words in command_line(child)
        )


def command_line(process: psutil.Process) -> str:
    """Nothing of one that has ended meanwhile."""
    try:
        return " ".join(process.cmdline())
    except psutil.NoSuchProcess:
        return ""


def until(holds: Callable[[], bool], within_s: float, what: str) -> None:
    deadline = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < deadline, f"not within {within_s} s: {what}"
        time.sleep(0.02)  # between two looks; the assertion above is the wait


def refused(environment: dict[str, str]) -> str:
    """What a start says that is refused; it must end by itself, in failure."""
    done = subprocess.run(
        [sys.executable, "-m", "thirdring.site.cli", "serve"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stdout + done.stderr
