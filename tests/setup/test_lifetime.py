"""Two installations side by side: born, beset, and ended, without a trace and without harm to each other."""

from __future__ import annotations

import re
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import psutil
import pytest

from setup.running import Server, command_line, refused, settings, until
from thirdring.site.postgres import EmbeddedPostgres
from thirdring.site.welcome import LOGINS

READY = "Можно принимать звонки."
ROUTING_AGAIN_S = 60.0  # of which 3 s are the engine's; the rest is for a machine busy with other tests


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Server]]:
    first, second = (Server(settings(tmp_path_factory.mktemp("place") / "home")) for _ in range(2))
    try:
        first.wait_for(READY)
        second.wait_for(READY)
        yield first, second
    finally:
        for server in (first, second):
            if server.process.poll() is None:
                server.end()
            EmbeddedPostgres(Path(server.environment["THIRDRING_HOME"])).remove()


@pytest.fixture
def server(pair: tuple[Server, Server]) -> Server:
    return pair[0]


def test_both_take_calls_and_say_how_to_begin(pair: tuple[Server, Server]) -> None:
    for server in pair:
        takes_calls(server)
        assert f"http://127.0.0.1:{server.environment['THIRDRING_HTTP_PORT']}/" in server.said
        assert "maria" in server.said


@pytest.mark.parametrize("login", [login for login, _who in LOGINS])
def test_the_logins_that_are_told_open_the_desk(server: Server, login: str) -> None:
    password = re.search(r"пароль у всех: (\S+)\)", server.said)
    assert password
    address = f"http://127.0.0.1:{server.environment['THIRDRING_HTTP_PORT']}"
    with httpx.Client(base_url=address, follow_redirects=True) as browser:
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', browser.get("/login/").text)
        assert token
        form = {"username": login, "password": password[1], "csrfmiddlewaretoken": token[1]}
        assert browser.post("/login/", data=form).url.path != "/login/"


def test_secrets_are_for_their_owner_alone(server: Server) -> None:
    secrets = list((Path(server.environment["THIRDRING_HOME"]) / "secrets").iterdir())
    assert secrets
    assert {stat.S_IMODE(secret.stat().st_mode) for secret in secrets} == {0o600}


def test_everything_listens_on_loopback(server: Server) -> None:
    sockets = []
    for process in server.family():
        with suppress(psutil.NoSuchProcess):  # the one that speaks rests sometimes
            sockets += process.net_connections("inet")
    sip_port = int(
        server.environment["THIRDRING_SIP_PORT"]
    )  # Asterisk's own UDP questions to DNS have others
    listening = {
        s.laddr.ip for s in sockets if s.status == "LISTEN" or (not s.raddr and s.laddr.port == sip_port)
    }
    assert listening == {"127.0.0.1"}


def test_a_second_start_on_the_same_home_is_refused(server: Server) -> None:
    said = refused(server.environment)
    assert server.environment["THIRDRING_HOME"] in said
    assert f"процесс {server.process.pid}" in said
    takes_calls(server)


def test_the_command_line_works_beside_the_server(server: Server) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "thirdring.site.cli", "manage", "check", "--database", "default"],
        env=server.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("words", ["thirdring.engine", "uvicorn", "asterisk", "cli worker", "bin/postgres"])
def test_a_killed_part_is_started_again(server: Server, words: str) -> None:
    victim = server.part(words)
    victim.kill()
    until(lambda: any(words in part for part in _parts(server, victim)), ROUTING_AGAIN_S, "restart")
    takes_calls(server)
    server.wait_for("запускаю снова")


def _parts(server: Server, without: psutil.Process) -> list[str]:
    """The command lines of all parts that run, but for this one."""
    children = psutil.Process(server.process.pid).children()
    return [command_line(child) for child in children if child.pid != without.pid]


def takes_calls(server: Server) -> None:
    until(lambda: server.health() == 200, ROUTING_AGAIN_S, "calls can be taken")


def gone(family: list[psutil.Process]) -> None:
    """Whoever was killed with his parent needs a moment to die."""
    until(lambda: not [one for one in family if one.is_running()], ROUTING_AGAIN_S, "nobody is left")


def test_ctrl_c_ends_all_of_one_and_nothing_of_the_other(pair: tuple[Server, Server]) -> None:
    first, second = pair
    family = first.family()
    assert len(family) >= 5
    assert first.end(signal.SIGINT) == 0
    gone(family)
    takes_calls(second)


def test_a_killed_server_leaves_nobody_and_starts_again(pair: tuple[Server, Server]) -> None:
    killed = pair[1]
    family = killed.family()
    killed.end(signal.SIGKILL)
    again = Server(killed.environment)
    try:
        again.wait_for(READY)
        gone(family)
        takes_calls(again)
    finally:
        again.end()
