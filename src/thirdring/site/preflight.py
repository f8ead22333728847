"""What must hold before a start: a home to write in, room on its disk, free ports, nobody else there,
and settings that mean something.

Each check raises ``Misconfigured`` that names the thing and the setting that mends it. Nothing
is changed but the home folder, which is made, and the lock on it, which is held until closed.
"""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from typing import IO

from thirdring.apps.channels.dialling import dialled_by
from thirdring.apps.channels.editions import own_edition
from thirdring.installation import Installation, Misconfigured

NEEDED_MB = 500  # the database's log of changes, a day of recordings' headroom, our own logs

TCP, UDP = socket.SOCK_STREAM, socket.SOCK_DGRAM
PORTS = (
    ("THIRDRING_HTTP_PORT", "http_port", (TCP,)),
    ("THIRDRING_SIP_PORT", "sip_port", (UDP, TCP)),
    ("THIRDRING_ARI_PORT", "ari_port", (TCP,)),
)


def make_home(installation: Installation) -> None:
    home = installation.home
    try:
        for folder in (home, installation.run, installation.log):
            folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=home) as file:
            file.write(b"\0" * 65536)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            check_room(installation, needed_mb=NEEDED_MB, at_most_mb=0)
        raise Misconfigured(
            "{home} (THIRDRING_HOME) cannot be written: {reason}. "
            "Give yourself the right to write there, or set THIRDRING_HOME to another folder.",
            home=home,
            reason=os.strerror(error.errno or 0),
        ) from None
    check_room(installation)


def check_room(installation: Installation, needed_mb: int = NEEDED_MB, at_most_mb: int | None = None) -> None:
    """``at_most_mb`` says what is free when that is known better than the file system tells it."""
    free_mb = at_most_mb if at_most_mb is not None else shutil.disk_usage(installation.home).free // 1_000_000
    if free_mb < needed_mb:
        raise Misconfigured(
            "The disk of {home} (THIRDRING_HOME) has only {free_mb} MB free; {needed_mb} MB are needed. "
            "Free some room, or set THIRDRING_HOME to a folder on another disk.",
            home=installation.home,
            free_mb=free_mb,
            needed_mb=needed_mb,
        )


def take_home(installation: Installation) -> IO[str]:
    """The lock on the home, to be kept open as long as it is used."""
    lock = (installation.run / "server.lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        pid = lock.read().strip()
        lock.close()
        raise Misconfigured(
            "Third Ring already runs on {home} (process {pid}). "
            "Stop it there, or set THIRDRING_HOME and the ports to others to run a second one.",
            home=installation.home,
            pid=pid,
        ) from None
    lock.truncate(0)
    lock.write(f"{os.getpid()}\n")
    lock.flush()
    return lock


def check_asterisk() -> str:
    """Version and place of the Asterisk that serves."""
    # A process of its own: nothing but the engine may know Asterisk, and its message is already translated.
    found = subprocess.run(
        [sys.executable, "-m", "thirdring.asterisk.installation", "find"],
        capture_output=True,
        text=True,
        check=False,
    )
    if found.returncode:
        raise Misconfigured(found.stderr.strip())
    return found.stdout.strip()


def check_settings(installation: Installation) -> None:
    """What the parts would else find out one by one, in their logs, or callers by silence."""
    if installation.edition:
        own_edition(installation.edition)
    dialled_by(installation)
    if installation.music and not any(installation.music.glob("*.wav")):
        raise Misconfigured(
            "THIRDRING_MUSIC={path} holds no WAV files (8 kHz, 16 bit, mono): callers would wait in silence. "
            "Put some there, or unset it to have the music that comes along.",
            path=installation.music,
        )


def check_ports(installation: Installation) -> None:
    taken: dict[int, str] = {}
    for setting, field, kinds in PORTS:
        port: int = getattr(installation, field)
        if port in taken:
            raise Misconfigured(
                "{setting} and {other} are both {port}. Set one of them to another port.",
                setting=setting,
                other=taken[port],
                port=port,
            )
        taken[port] = setting
        for kind in kinds:
            _check_port(installation.host, port, kind, setting)


def _check_port(host: str, port: int, kind: socket.SocketKind, setting: str) -> None:
    family, _, _, _, address = socket.getaddrinfo(host, port, type=kind)[0]
    with socket.socket(family, kind) as probe:
        if kind == TCP:  # as the servers do: connections of an earlier run do not count
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            reason = os.strerror(error.errno or 0)
            if error.errno == errno.EADDRINUSE:
                raise Misconfigured(
                    "Port {port} is in use by another program. Stop that program, "
                    "or set {setting} to a free port, for example {setting}={free}.",
                    port=port,
                    setting=setting,
                    free=_free_port(host, kind),
                ) from None
            raise Misconfigured(
                "Port {port} of {host} cannot be used: {reason}. Set {setting} to another port, "
                "or THIRDRING_HOST to an address of this machine.",
                port=port,
                host=host,
                reason=reason,
                setting=setting,
            ) from None


def _free_port(host: str, kind: socket.SocketKind) -> int:
    with socket.socket(socket.getaddrinfo(host, 0, type=kind)[0][0], kind) as probe:
        probe.bind((host, 0))
        port: int = probe.getsockname()[1]
        return port
