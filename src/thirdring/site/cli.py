"""The command line of an installation (``script/thirdring``): which command is done by whom."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import version

from thirdring.installation import Installation, Misconfigured
from thirdring.site.backup import backup
from thirdring.site.keys import keys
from thirdring.site.postgres import PostgresFailed, database
from thirdring.site.restore import restore, verify
from thirdring.site.serve import serve
from thirdring.words import _, argparse_speaks, told

SETTINGS = (
    ("THIRDRING_HOME", "./var", "the folder with all state of this installation"),
    ("THIRDRING_HOST", "127.0.0.1", "the address everything listens on"),
    ("THIRDRING_HTTP_PORT", "8000", "the screens and the API"),
    ("THIRDRING_SIP_PORT", "5060", "telephones and trunks"),
    ("THIRDRING_ARI_PORT", "8088", "Asterisk's interface, and the browsers' telephones"),
    ("THIRDRING_RTP_PORTS", "20000-20999", "voices"),
    ("DATABASE_URL", "", "a PostgreSQL of your own; without it the built-in one runs"),
    (
        "THIRDRING_ASTERISK",
        "",
        "an Asterisk of your own (22.5 or later); without it one is found or unpacked",
    ),
    ("THIRDRING_LOCAL", "./.local", "the folder for unpacked programs"),
    ("THIRDRING_DEBIAN_MIRROR", "", "where they come from; without it the mirror that apt uses"),
    ("THIRDRING_NODE", "n1", "the name of this media server, part of every call's id"),
    ("THIRDRING_MUSIC", "", "a folder of WAV files for those who wait; without it Asterisk's own music"),
    ("THIRDRING_FALLBACK_AFTER_S", "20", "so many seconds callers wait for the engine before a plain queue"),
    ("THIRDRING_EDITION", "", "a file with the house's own edition of the regulation; without it 141-П"),
    ("THIRDRING_DIALS", "RU UA", "countries, and ranges such as +7800, whose ordinary numbers are called"),
    (
        "THIRDRING_SPEECH",
        "",
        "0: messages are not transcribed; a folder: the model that does it; without it that of the extra",
    ),
    ("THIRDRING_DEMONSTRATION", "1", "0: no demonstration world, and no calls without a trunk"),
    ("THIRDRING_DEMONSTRATION_TRUNK", "", "host:port of a SIP phone that gets the demonstration's calls"),
    (
        "THIRDRING_SECOND_FACTOR",
        "",
        "roles that have to have a second factor; without it, outside the demonstration, all that oversee",
    ),
    ("THIRDRING_IDLE_MIN", "60", "a session ends after so many minutes without a sign of life"),
    ("THIRDRING_SESSION_H", "14", "and so many hours after the sign-in"),
    ("THIRDRING_WEBHOOK_NETWORKS", "", "private networks that webhooks may be sent to, such as 10.20.0.0/16"),
    ("THIRDRING_PUBLIC_HOSTS", "", "names under which browsers reach the site through an HTTPS proxy"),
)

JOBS_AT_ONCE = "--concurrency=4"  # nothing else shall wait for a message that is being transcribed

Command = Callable[[Installation, list[str]], int]


def _serve(installation: Installation, _arguments: list[str]) -> int:
    return serve(installation)


def _version(_installation: Installation, _arguments: list[str]) -> int:
    print(f"Third Ring {version('thirdring')}")
    return 0


def _doctor(installation: Installation, arguments: list[str]) -> int:
    from thirdring.site.doctor.visit import doctor  # knows Django, which others start without

    return doctor(installation, arguments)


def _django(*words: str) -> Command:
    """A management command of Django, with the database running for as long as it takes."""
    return _commands((words,))


def _prepare(installation: Installation, arguments: list[str]) -> int:
    steps = (
        (("migrate", "--no-input"), ("demo",)) if installation.demonstration else (("migrate", "--no-input"),)
    )
    return _commands(steps)(installation, arguments)


def _commands(steps: tuple[tuple[str, ...], ...]) -> Command:
    """Management commands in one process: importing Django takes longer than most of them."""

    def run(installation: Installation, arguments: list[str]) -> int:
        with database(installation) as url:
            os.environ["DATABASE_URL"] = url
            os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thirdring.site.settings")
            from django.core.management import execute_from_command_line  # slow, and not needed to serve

            for words in steps:
                execute_from_command_line(["thirdring", *words, *arguments])
        return 0

    return run


def _python(module: str) -> Command:
    """A process of its own kind, with the database running for as long as it takes."""

    def run(installation: Installation, arguments: list[str]) -> int:
        with database(installation) as url:
            command = [sys.executable, "-m", module, *arguments]
            return os.spawnve(os.P_WAIT, command[0], command, os.environ | {"DATABASE_URL": url})

    return run


COMMANDS: dict[str, tuple[Command, str]] = {
    "serve": (_serve, "run the whole installation until Ctrl-C"),
    "doctor": (_doctor, "look everything over and say what to mend"),
    "prepare": (_prepare, "make tables and demonstration world ready to serve"),
    "migrate": (_django("migrate"), "bring the tables of the database up to date"),
    "demo": (_django("demo"), "make the demonstration world unless it is there"),
    "token": (_django("token"), "make a token for the API"),
    "engine": (_python("thirdring.engine"), "the engine alone: run, or configure Asterisk"),
    "worker": (_django("work", JOBS_AT_ONCE), "the worker alone"),
    "prompts": (_python("thirdring.engine.prompts"), "have every prompt spoken that has no sound file yet"),
    "backup": (backup, "everything in one encrypted archive, while calls go on"),
    "verify": (verify, "read a backup to its end: could it be restored?"),
    "restore": (restore, "make an installation of a backup"),
    "keys": (keys, "the keys of the recordings: list, rotate"),
    "import-registry": (_django("import_registry"), "import insured persons from a file"),
    "manage": (_django(), "any management command of Django"),
    "version": (_version, "which Third Ring this is"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    argparse_speaks()
    parser = argparse.ArgumentParser(
        prog="thirdring",
        description=_("Third Ring: a contact centre from the first ring to the closed card."),
        epilog=_settings(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", metavar=_("command"), required=True)
    for name, (_run, purpose) in COMMANDS.items():
        commands.add_parser(name, help=_(purpose), add_help=name in {"serve", "version"})
    chosen, rest = parser.parse_known_args(arguments)
    try:
        return COMMANDS[chosen.command][0](Installation.from_environment(), rest)
    except (Misconfigured, PostgresFailed) as error:
        print(f"\n{told(error)}\n", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _settings() -> str:
    width = max(len(name) for name, _default, _purpose in SETTINGS)
    lines = [_("settings, by environment variables:")]
    for name, default, purpose in SETTINGS:
        lines.append(f"  {name:<{width}}  {_(purpose)}" + (f" [{default}]" if default else ""))
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
