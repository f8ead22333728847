"""Who listens on a port of this machine: read from /proc, where Linux tells it (proc(5))."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from pathlib import Path

TABLES = {socket.SOCK_STREAM: ("tcp", "tcp6"), socket.SOCK_DGRAM: ("udp", "udp6")}
LISTENS = {socket.SOCK_STREAM: "0A", socket.SOCK_DGRAM: "07"}


@dataclass(frozen=True)
class Holder:
    """A process that has a port. Of another user's, ``pid`` is 0 and nothing else is known."""

    pid: int = 0
    name: str = ""
    home: str = ""  # its THIRDRING_HOME

    def serves(self, home: Path) -> bool:
        return bool(self.home) and Path(self.home).absolute() == home


def holder(port: int, kind: socket.SocketKind) -> Holder | None:
    """Who has ``port``; ``None`` when nobody does."""
    sockets = {f"socket:[{inode}]" for inode in _inodes(port, kind)}
    if not sockets:
        return None
    for process in Path("/proc").iterdir():
        if process.name.isdecimal() and _has(process, sockets):
            return _described(process)
    return Holder()


def _inodes(port: int, kind: socket.SocketKind) -> set[str]:
    found = set()
    for table in TABLES[kind]:
        path = Path("/proc/net", table)
        for line in path.read_text().splitlines()[1:] if path.exists() else ():
            fields = line.split()
            if fields[1].endswith(f":{port:04X}") and fields[3] == LISTENS[kind]:
                found.add(fields[9])
    return found


def _has(process: Path, sockets: set[str]) -> bool:
    try:
        return any(str(file.readlink()) in sockets for file in (process / "fd").iterdir())
    except OSError:  # another user's, or gone meanwhile
        return False


def _described(process: Path) -> Holder:
    try:
        name = (process / "comm").read_text().strip()
        words = (process / "environ").read_bytes().split(b"\0")
    except OSError:
        return Holder()
    homes = [word.partition(b"=")[2].decode() for word in words if word.startswith(b"THIRDRING_HOME=")]
    return Holder(int(process.name), name, homes[0] if homes else "")
