"""``thirdring backup``: everything that an installation is, in one encrypted archive.

The installation goes on working meanwhile: the database is as it was at the first moment, recordings as they
lie when their turn comes; none is deleted meanwhile. Not in it: what is made again by itself (rendered
configuration, logs, rows on their way into the database) and the password of the database's server, which is
the server's own.
"""

from __future__ import annotations

import argparse
import getpass
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from thirdring.encryption.stored import MAKING, encrypted
from thirdring.installation import FILES_LOCK, Installation, Misconfigured
from thirdring.site import archive
from thirdring.site.postgres import database, program
from thirdring.site.steps import Tell, step
from thirdring.words import _

FORMAT: Final = 1  # of what lies in the archive
MANIFEST, CONTENTS, EDITION = "manifest.json", "contents.json", "settings/edition.toml"
DUMP, SECRETS, RECORDINGS, PROMPTS = "database", "secrets", "recordings", "prompts"
PIECE_BYTES: Final = 8 << 20  # of the dump, whose length is not known before its end
SERVERS_OWN: Final = "postgres"  # the secret that belongs to a cluster, not to what is in it
SETTING, THIS_PLACE = "THIRDRING_", "THIRDRING_HOME"
SHORTEST: Final = 8  # characters of a passphrase
TOLD_EVERY: Final = 50  # files


def backup(installation: Installation, arguments: list[str]) -> int:
    """``thirdring backup FILE``; returns the exit code. Raises ``Misconfigured``."""
    asked = parser("backup").parse_args(arguments)
    target = Path(asked.file).absolute()
    passphrase = passphrase_of(asked.passphrase_file, twice=True)
    with database(installation) as url, nothing_is_deleted(url), archive.write(target, passphrase) as made:
        made.add_json(MANIFEST, _manifest(os.environ))
        counts = {}
        with step(_("Database")) as tell:
            counts[DUMP] = _add_dump(made, url, tell)
        with step(_("Secrets and settings")) as tell:
            counts[SECRETS] = _add_files(made, SECRETS, _secrets(installation.home / SECRETS), tell)
            if installation.edition:
                made.add(EDITION, installation.edition.read_bytes())
        with step(_("Recordings")) as tell:
            counts[RECORDINGS] = _add_files(made, RECORDINGS, _files(installation.recordings), tell)
        with step(_("Prompts")) as tell:
            counts[PROMPTS] = _add_files(made, PROMPTS, _files(installation.prompts), tell)
        made.add_json(CONTENTS, counts)
    note_of(installation).parent.mkdir(parents=True, exist_ok=True)
    note_of(installation).write_text(f"{target}\n")  # when it was made is when this was written
    size_mb = f"{target.stat().st_size / 1e6:.1f}"
    print(_("{file}, {size_mb} MB. Keep its passphrase apart from it.", file=target, size_mb=size_mb))
    return 0


@contextmanager
def nothing_is_deleted(url: str) -> Iterator[None]:
    """What the dump names stays until it is copied; a deletion that is under way is waited for."""
    with psycopg.connect(url, autocommit=True) as session:
        if session.execute("SELECT pg_try_advisory_lock_shared(%s, %s)", FILES_LOCK).fetchone() != (True,):
            with step(_("Waiting for the deletion by the rules of retention")):
                session.execute("SELECT pg_advisory_lock_shared(%s, %s)", FILES_LOCK)
        try:
            yield
        finally:  # a session that is only closed keeps it for a moment longer
            session.execute("SELECT pg_advisory_unlock_shared(%s, %s)", FILES_LOCK)


def note_of(installation: Installation) -> Path:
    """Where the latest whole backup is noted."""
    return installation.run / "latest-backup"


def parser(command: str) -> argparse.ArgumentParser:
    """What ``backup``, ``verify`` and ``restore`` are told alike."""
    made = argparse.ArgumentParser(prog=f"thirdring {command}")
    made.add_argument("file", help=_("the archive"))
    made.add_argument(
        "--passphrase-file",
        metavar="FILE",
        help=_("a file that holds the passphrase, or any key; without it the terminal asks"),
    )
    return made


def passphrase_of(file: str | None, *, twice: bool = False) -> bytes:
    """From ``file``, else from the terminal. Raises ``Misconfigured``."""
    if file is not None:
        try:
            found = Path(file).read_bytes().strip()
        except OSError as error:
            reason = os.strerror(error.errno or 0)
            raise Misconfigured("{file} cannot be read: {reason}.", file=file, reason=reason) from None
    elif not sys.stdin.isatty():
        raise Misconfigured("There is nobody to ask for the passphrase. Give it with --passphrase-file FILE.")
    else:
        found = getpass.getpass(_("Passphrase: ")).encode()
        if twice and found != getpass.getpass(_("Once more: ")).encode():
            raise Misconfigured("Both passphrases differ. Nothing was done.")
    if len(found) < SHORTEST:
        raise Misconfigured("A passphrase has at least {shortest} characters.", shortest=SHORTEST)
    return found


def client(url: str, name: str, *options: str) -> tuple[list[str], dict[str, str]]:
    """Command and environment of one of PostgreSQL's programs; the password is in no list of processes."""
    parts: dict[str, Any] = conninfo_to_dict(url)
    password = parts.pop("password", None)
    environ = os.environ | ({"PGPASSWORD": password} if password else {})
    return [program(name), f"--dbname={make_conninfo(**parts)}", *options], environ


def _manifest(environ: Mapping[str, str]) -> dict[str, object]:
    return {
        "format": FORMAT,
        "version": version("thirdring"),
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "settings": {
            name: value
            for name, value in sorted(environ.items())
            if name.startswith(SETTING) and name != THIS_PLACE
        },
    }


def _add_dump(made: archive.Writing, url: str, tell: Tell) -> int:
    """In pieces; how many."""
    command, environ = client(
        url, "pg_dump", "--format=custom", "--compress=3", "--no-owner", "--no-privileges"
    )
    pieces = 0
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as dump:
        assert dump.stdout and dump.stderr
        while piece := dump.stdout.read(PIECE_BYTES):
            pieces += 1
            made.add(f"{DUMP}/{pieces:06d}", piece)
            tell(_("{size_mb} MB", size_mb=pieces * PIECE_BYTES // 1_000_000))
        said = dump.stderr.read().decode(errors="replace").strip()
    if dump.returncode:
        raise Misconfigured("The database could not be read: {reason}", reason=said)
    return pieces


def _add_files(made: archive.Writing, part: str, files: Iterable[tuple[str, Path]], tell: Tell) -> int:
    """How many there were; those that are deleted meanwhile are left out."""
    count = size = 0
    for name, path in files:
        for place in (path, encrypted(path)):  # a recording may be encrypted just now
            try:
                with place.open("rb") as file:
                    size += made.add_file(f"{part}/{name}{place.name.removeprefix(path.name)}", file)
            except FileNotFoundError:
                continue
            count += 1
            break
        if count % TOLD_EVERY == 0:
            tell(_("{count} files, {size_mb} MB", count=count, size_mb=size // 1_000_000))
    tell(_("{count} files, {size_mb} MB", count=count, size_mb=size // 1_000_000))
    return count


def _secrets(folder: Path) -> Iterator[tuple[str, Path]]:
    return ((name, path) for name, path in _files(folder) if name != SERVERS_OWN and not name.startswith("."))


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Every finished file below ``folder`` with its name from there."""
    for place, _folders, names in sorted(os.walk(folder)):
        for name in sorted(names):
            path = Path(place, name)
            if not name.endswith(MAKING) and not path.is_symlink():
                yield str(path.relative_to(folder)), path
