"""Which Asterisk serves an installation: the one named, the system's when it is new enough, else our own.

It decides by version alone and knows nothing of configuration or of running
(``thirdring.asterisk.running``). Our own comes unpacked, beside the programs that speak prompts.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
from configparser import ConfigParser
from configparser import Error as NotReadable
from pathlib import Path

from thirdring.asterisk.running import Program, argv
from thirdring.asterisk.running import unpacked as unpacked_program
from thirdring.debian import Unpacked, unpack
from thirdring.installation import Installation, Misconfigured
from thirdring.words import told

Version = tuple[int, int, int]

OLDEST: Version = (22, 5, 0)  # REST requests over the event WebSocket
FIRST_UNTRIED: Version = (24, 0, 0)

SPEECH = ("festival", "festvox-ru", "espeak-ng")
ASTERISK = ("asterisk", "asterisk-core-sounds-ru", "asterisk-core-sounds-en", "asterisk-moh-opsound-wav")

SYSTEM_MODULES = ("usr/lib/*/asterisk/modules", "usr/lib/asterisk/modules", "usr/lib64/asterisk/modules")
SYSTEM_DATA = ("usr/share/asterisk", "var/lib/asterisk")


_WANTED = (
    "; Third Ring needs {oldest} or later, before {untried}. "
    "Name another program in THIRDRING_ASTERISK, or unset it to have one unpacked."
)
# by whether it is too old; None: it tells no version
_UNFIT = {
    None: "THIRDRING_ASTERISK={path} is not an Asterisk that runs" + _WANTED,
    True: "THIRDRING_ASTERISK={path} is version {version}, too old" + _WANTED,
    False: "THIRDRING_ASTERISK={path} is version {version}, newer than any tried" + _WANTED,
}


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
    told_version = version((path,))
    if told_version is None or not OLDEST <= told_version < FIRST_UNTRIED:
        raise Misconfigured(
            _UNFIT[None if told_version is None else told_version < OLDEST],
            path=path,
            version=_dotted(told_version or ()),
            oldest=_dotted(OLDEST),
            untried=_dotted(FIRST_UNTRIED),
        )
    return _installed(path)


def _system() -> Program | None:
    path = shutil.which("asterisk", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")
    found = version((path,)) if path else None
    return _installed(path) if path and found and OLDEST <= found < FIRST_UNTRIED else None


def _own() -> Program:
    if not speech().holds((*ASTERISK, *SPEECH)):
        raise Misconfigured(
            "There is no Asterisk yet. Run script/setup, which unpacks one, "
            "or name a program of version {oldest} or later in THIRDRING_ASTERISK.",
            oldest=_dotted(OLDEST),
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
        "The Asterisk under {prefix} has none of the folders {folders}. "
        "Name another program in THIRDRING_ASTERISK, or install its modules.",
        prefix=prefix,
        folders=", ".join(patterns),
    )


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m thirdring.asterisk.installation")
    parser.add_argument(
        "action",
        choices=("find", "acquire", "run"),
        help="say which Asterisk serves; unpack what is missing and say it; or become it, as configured",
    )
    action = parser.parse_args().action
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that apt ends with us
    try:
        installation = Installation.from_environment()
        program = acquire(installation) if action == "acquire" else find(installation)
    except Misconfigured as error:
        print(told(error), file=sys.stderr)
        return 1
    if action == "run":
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        command = argv(installation, program)
        os.execv(command[0], command)
    print(f"Asterisk {_dotted(version(program.command) or (0, 0, 0))}: {program.command[-1]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
