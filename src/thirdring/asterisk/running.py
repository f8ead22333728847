"""How Asterisk is run for one installation: which program, with which arguments.

Knows where the parts of an Asterisk lie, not how it came to be there
(``thirdring.asterisk.installation`` finds or unpacks it) nor what it is told
(``thirdring.asterisk.configuration``). Asterisk stays in the foreground as a child of
whoever starts it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from thirdring.installation import Installation


@dataclass(frozen=True)
class Program:
    """One Asterisk: the words that start it, its modules, and its data (sounds, music, documentation)."""

    command: tuple[str, ...]
    modules: Path
    data: Path


def unpacked(root: Path) -> Program:
    """The Asterisk in a tree of unpacked packages, run by the loader and libraries of that tree."""
    libraries = next(path.parent.parent for path in root.glob("usr/lib/*/asterisk/modules"))
    loader = next(path for path in libraries.glob("ld-linux-*.so.*"))
    return Program(
        command=(str(loader), "--library-path", str(libraries), str(root / "usr/sbin/asterisk")),
        modules=libraries / "asterisk" / "modules",
        data=root / "usr/share/asterisk",
    )


def argv(installation: Installation, program: Program) -> list[str]:
    """The command line that runs Asterisk in the foreground with the configuration already written."""
    return [*program.command, "-C", str(installation.asterisk_etc / "asterisk.conf"), "-f"]
