"""Which Asterisk serves an installation: the one named, the system's when it is new enough, else our own.

It decides by version alone and knows nothing of configuration or of running
(``thirdring.asterisk.running``). Our own comes unpacked, beside the programs that speak prompts.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
from configparser import ConfigParser
from configparser import Error as NotReadable
from pathlib import Path

from thirdring.asterisk.running import Program, argv
from thirdring.asterisk.running import unpacked as unpacked_program
from thirdring.debian import NotUnpacked, Unpacked, unpack
from thirdring.installation import Installation, Misconfigured

Version = tuple[int, int, int]

OLDEST: Version = (22, 5, 0)  # REST requests over the event WebSocket
FIRST_UNTRIED: Version = (24, 0, 0)

SPEECH = ("festival", "festvox-ru", "espeak-ng")
ASTERISK = ("asterisk", "asterisk-core-sounds-ru", "asterisk-core-sounds-en", "asterisk-moh-opsound-wav")

SYSTEM_MODULES = ("usr/lib/*/asterisk/modules", "usr/lib/asterisk/modules", "usr/lib64/asterisk/modules")
SYSTEM_DATA = ("usr/share/asterisk", "var/lib/asterisk")


def local() -> Path:
    """Where unpacked programs lie: ``.local`` of the checkout, or what THIRDRING_LOCAL names."""
    return Path(os.environ.get("THIRDRING_LOCAL") or Path(__file__).parents[3] / ".local").absolute()


def speech() -> Unpacked:
    """The folder with festival and espeak-ng; empty before ``acquire``."""
    return Unpacked(local() / "debian")


def find(installation: Installation) -> Program:
    """The Asterisk to run; raises ``Misconfigured`` when it is missing or of a wrong version."""
    if installation.asterisk:
        return _chosen(installation.asterisk)
    return _system() or _own()


def acquire(installation: Installation) -> Program:
    """Like ``find``, after unpacking what is missing. Raises ``NotUnpacked`` as well."""
    system = _chosen(installation.asterisk) if installation.asterisk else _system()
    packages = SPEECH if system else (*ASTERISK, *SPEECH)
    if not (speech().holds(packages) or speech().holds((*ASTERISK, *SPEECH))):
        root = speech().root
        unpack(packages, root, log=root.with_suffix(".log"))
    return find(installation)


def version(command: tuple[str, ...]) -> Version | None:
    """The version that the program tells of itself; ``None`` if it tells none."""
    try:
        told = subprocess.run(
            [*command, "-V"], capture_output=True, text=True, check=False, timeout=10
        ).stdout
    except OSError:
        return None
    found = re.search(r"Asterisk (?:certified/)?(\d+)\.(\d+)(?:\.(\d+))?", told)
    return (int(found[1]), int(found[2]), int(found[3] or 0)) if found else None


def _chosen(path: str) -> Program:
    told = version((path,))
    wanted = f"Third Ring needs {_dotted(OLDEST)} or later, before {_dotted(FIRST_UNTRIED)}"
    remedy = "Name another program in THIRDRING_ASTERISK, or unset it to have a suitable one unpacked."
    if told is None:
        raise Misconfigured(f"THIRDRING_ASTERISK={path} is not an Asterisk that runs; {wanted}. {remedy}")
    if not OLDEST <= told < FIRST_UNTRIED:
        age = "too old" if told < OLDEST else "newer than any tried"
        raise Misconfigured(
            f"THIRDRING_ASTERISK={path} is version {_dotted(told)}, {age}; {wanted}. {remedy}"
        )
    return _installed(path)


def _system() -> Program | None:
    path = shutil.which("asterisk", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")
    told = version((path,)) if path else None
    return _installed(path) if path and told and OLDEST <= told < FIRST_UNTRIED else None


def _own() -> Program:
    if not speech().holds((*ASTERISK, *SPEECH)):
        raise Misconfigured(
            "There is no Asterisk yet. Run script/setup, which unpacks one, "
            "or name a program of version 22.5 or later in THIRDRING_ASTERISK."
        )
    return unpacked_program(speech().root)


def _installed(path: str) -> Program:
    """An Asterisk that somebody installed, with the folders its configuration names, else the usual ones."""
    prefix = Path(path).resolve().parents[2]  # of PREFIX/usr/sbin/asterisk
    folders: dict[str, str] = {}
    parser = ConfigParser(strict=False, inline_comment_prefixes=(";",), comment_prefixes=(";", "#"))
    try:
        parser.read_string((prefix / "etc/asterisk/asterisk.conf").read_text().replace("=>", "="))
        folders = dict(parser["directories"]) if "directories" in parser else {}
    except (OSError, NotReadable):  # not readable for us, or too unlike an INI file: the usual places then
        folders = {}
    modules = folders.get("astmoddir") or _first(prefix, SYSTEM_MODULES)
    data = folders.get("astdatadir") or _first(prefix, SYSTEM_DATA)
    return Program(command=(path,), modules=Path(modules), data=Path(data))


def _first(prefix: Path, patterns: tuple[str, ...]) -> str:
    for pattern in patterns:
        for found in prefix.glob(pattern):
            return str(found)
    raise Misconfigured(
        f"The Asterisk under {prefix} has none of the folders {', '.join(patterns)}. "
        "Name another program in THIRDRING_ASTERISK, or install its modules."
    )


def _dotted(told: Version) -> str:
    return ".".join(map(str, told))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m thirdring.asterisk.installation")
    parser.add_argument(
        "action",
        choices=("find", "acquire", "run"),
        help="say which Asterisk serves; unpack what is missing and say it; or become it, as configured",
    )
    action = parser.parse_args().action
    installation = Installation.from_environment()
    try:
        program = acquire(installation) if action == "acquire" else find(installation)
    except (Misconfigured, NotUnpacked) as error:
        print(error, file=sys.stderr)
        return 1
    if action == "run":
        command = argv(installation, program)
        os.execv(command[0], command)
    print(f"Asterisk {_dotted(version(program.command) or (0, 0, 0))}: {program.command[-1]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
