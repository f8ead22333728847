"""``thirdring verify`` and ``thirdring restore``: is the archive whole, and make an installation of it.

Nothing is touched before the whole archive has been read once. What is restored is laid out beside what is
there (files in a folder, the database under a name of its own) and takes its place at the end; what was there
before is put aside, never deleted. What lies in an archive is ``backup``'s decision.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from tarfile import TarFile
from typing import IO, Any, Final

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from thirdring.encryption.chunks import HEADER_BYTES, Damaged, keys_of
from thirdring.encryption.keys import PREFIX
from thirdring.encryption.stored import SUFFIX, private
from thirdring.installation import Installation, Misconfigured
from thirdring.site import archive, preflight
from thirdring.site.backup import (
    CONTENTS,
    DUMP,
    FORMAT,
    MANIFEST,
    PIECE_BYTES,
    PROMPTS,
    RECORDINGS,
    SECRETS,
    client,
    parser,
    passphrase_of,
)
from thirdring.site.postgres import database, program
from thirdring.site.steps import Tell, step
from thirdring.words import _

PARTS: Final = (DUMP, SECRETS, RECORDINGS, PROMPTS)
SETTINGS: Final = "settings"
# What of the former installation must not meet the restored database: rows on their way, and who hung up.
BELONGS_TO_FORMER: Final = ("spool", "asterisk")
EVERY_DATABASE: Final = "postgres"  # which one is connected to that none of ours is in use


def verify(_installation: Installation, arguments: list[str]) -> int:
    """``thirdring verify FILE``: read everything, change nothing. Raises ``Misconfigured``."""
    asked = parser("verify").parse_args(arguments)
    source, passphrase = Path(asked.file).absolute(), passphrase_of(asked.passphrase_file)
    with archive.read(source, passphrase) as tar:
        _check(tar, source)
    return 0


def restore(installation: Installation, arguments: list[str]) -> int:
    """``thirdring restore FILE``; returns the exit code. Raises ``Misconfigured`` before anything changes."""
    asking = parser("restore")
    asking.add_argument("--replace", action="store_true", help=_("put aside the installation that is there"))
    asked = asking.parse_args(arguments)
    source, passphrase = Path(asked.file).absolute(), passphrase_of(asked.passphrase_file)
    with archive.read(source, passphrase) as tar:
        manifest = _check(tar, source)
        preflight.make_home(installation)
        with preflight.take_home(installation), database(installation) as url:
            if not asked.replace:
                _refuse_unless_empty(installation, url)
            preflight.check_room(
                installation, needed_mb=preflight.NEEDED_MB + source.stat().st_size // 1_000_000
            )
            _restore(installation, url, tar)
    print(_("Restored as of {moment}. Start it with: script/thirdring serve", moment=manifest["made_at"]))
    _tell_of_settings(installation, manifest["settings"])
    return 0


def _check(tar: TarFile, source: Path) -> dict[str, Any]:
    """Read the archive to its end, the dump by PostgreSQL itself; its manifest. Raises ``Misconfigured``."""
    counts, keys, needed = dict.fromkeys(PARTS, 0), set(), set()
    with step(_("The archive is read")) as tell, _dump_reader(["--file=/dev/null"]) as dump:
        manifest = _manifest(tar, source)
        for entry in tar:
            part, name = _part(entry.name)
            content = tar.extractfile(entry)
            if part not in counts or content is None:
                continue
            counts[part] += 1
            if part == SECRETS and name.startswith(PREFIX):
                keys.add(name.removeprefix(PREFIX))
            if part == RECORDINGS and name.endswith(SUFFIX):
                needed.update(_keys_of(content))
            _copy(content, dump if part == DUMP else None)
            tell(_("{count} files", count=sum(counts.values())))
    if counts != _json(tar, CONTENTS):
        raise Misconfigured("{file} is not whole. Use another backup.", file=source)
    if missing := sorted(needed - keys):
        print(
            _("Recordings under these keys cannot be heard, the keys were lost before: {keys}", keys=missing)
        )
    print(_("{file} is whole: {count} recordings.", file=source, count=counts[RECORDINGS]))
    return manifest


def _restore(installation: Installation, url: str, tar: TarFile) -> None:
    now = datetime.now(UTC)
    aside = installation.home / f"before-restore-{now:%Y%m%dT%H%M%SZ}"
    laid_out = installation.home / "restoring"
    shutil.rmtree(laid_out, ignore_errors=True)
    with step(_("Database")) as tell:
        fresh = _restored_database(url, tar, tell)
    with step(_("Recordings, prompts and secrets")) as tell:
        _lay_out(tar, laid_out, tell)
    with step(_("Everything in its place")):
        former = _take_place(url, fresh, f"before_restore_{now:%Y%m%d_%H%M%S}")
        for name in (*BELONGS_TO_FORMER, RECORDINGS, PROMPTS, SETTINGS):
            _put_aside(installation.home / name, aside)
            if (laid_out / name).exists():
                (laid_out / name).rename(installation.home / name)
        for secret in (laid_out / SECRETS).iterdir():
            place = installation.home / SECRETS / secret.name
            place.parent.mkdir(mode=0o700, exist_ok=True)
            _put_aside(place, aside / SECRETS)
            secret.rename(place)
        shutil.rmtree(laid_out)
    if former:
        print(_("What was there before lies in the database {name}.", name=former))
    if aside.exists():
        print(_("What was there before lies in {folder}.", folder=aside))


def _lay_out(tar: TarFile, folder: Path, tell: Tell) -> None:
    count = 0
    for entry in tar:
        part, name = _part(entry.name)
        content = tar.extractfile(entry)
        if part not in (SECRETS, RECORDINGS, PROMPTS, SETTINGS) or content is None:
            continue
        path = folder / part / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with private(path) as file:
            shutil.copyfileobj(content, file, PIECE_BYTES)
        os.utime(path, (entry.mtime, entry.mtime))
        count += 1
        tell(_("{count} files", count=count))
    (folder / SECRETS).mkdir(mode=0o700, parents=True, exist_ok=True)


def _put_aside(path: Path, folder: Path) -> None:
    if path.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.rename(folder / path.name)


# --- the database -------------------------------------------------------------------------------------


def _refuse_unless_empty(installation: Installation, url: str) -> None:
    if _has_tables(url) or any(installation.recordings.glob("*/*")):
        raise Misconfigured(
            "There is an installation in {home} (THIRDRING_HOME) already. "
            "Set THIRDRING_HOME to an empty folder, or add --replace: what is there is then put aside.",
            home=installation.home,
        )


def _restored_database(url: str, tar: TarFile, tell: Tell) -> str:
    """The dump in a database of its own, whose name is returned."""
    name = f"{_name_of(url)}_restoring"
    with _administering(url) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    options = ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]
    with _dump_reader(options, make_conninfo(url, dbname=name)) as dump:
        for number, entry in enumerate((one for one in tar if _part(one.name)[0] == DUMP), start=1):
            content = tar.extractfile(entry)
            assert content
            _copy(content, dump)
            tell(_("{size_mb} MB", size_mb=number * PIECE_BYTES // 1_000_000))
    return name


def _take_place(url: str, fresh: str, aside: str) -> str:
    """What the database that was there is called now; "" when it was empty."""
    name = _name_of(url)
    former = f"{name}_{aside}" if _has_tables(url) else ""
    with _administering(url) as connection:
        if former:
            _rename(connection, name, former)
        else:
            connection.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))
        _rename(connection, fresh, name)
    return former


def _has_tables(url: str) -> bool:
    with psycopg.connect(url) as asking:
        query = "SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = 'public')"
        return asking.execute(query).fetchone() == (True,)


def _rename(connection: psycopg.Connection, name: str, to: str) -> None:
    renaming = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    connection.execute(renaming.format(sql.Identifier(name), sql.Identifier(to)))


@contextmanager
def _administering(url: str) -> Iterator[psycopg.Connection]:
    """Connected beside the installation's database, to make and name databases."""
    try:
        with psycopg.connect(make_conninfo(url, dbname=EVERY_DATABASE), autocommit=True) as connection:
            yield connection
    except psycopg.errors.InsufficientPrivilege:
        raise Misconfigured(
            "The role of DATABASE_URL may not make databases. Give it CREATEDB for the restore."
        ) from None
    except psycopg.errors.ObjectInUse:
        raise Misconfigured("Somebody is still connected to the database. Stop whatever uses it.") from None


@contextmanager
def _dump_reader(options: list[str], url: str | None = None) -> Iterator[IO[bytes]]:
    """``pg_restore``, which is given the dump piece by piece. Raises ``Misconfigured`` with what it says."""
    command, environ = (
        client(url, "pg_restore", *options) if url else ([program("pg_restore"), *options], None)
    )
    with subprocess.Popen(command, env=environ, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as reader:
        assert reader.stdin and reader.stderr
        try:
            yield reader.stdin
            reader.stdin.close()
        except BrokenPipeError:  # it has said why and ended
            pass
        said = reader.stderr.read().decode(errors="replace").strip()
    if reader.returncode:
        raise Misconfigured("The database cannot be restored: {reason}", reason=said)


def _name_of(url: str) -> str:
    return str(conninfo_to_dict(url)["dbname"])


# --- the archive --------------------------------------------------------------------------------------


def _manifest(tar: TarFile, source: Path) -> dict[str, Any]:
    manifest = _json(tar, MANIFEST)
    if manifest.get("format") != FORMAT:
        raise Misconfigured(
            "{file} was made by another version of Third Ring ({version}). Restore it with that one.",
            file=source,
            version=manifest.get("version"),
        )
    return manifest


def _json(tar: TarFile, name: str) -> dict[str, Any]:
    try:
        content = tar.extractfile(name)
    except KeyError:
        return {}
    assert content
    found: dict[str, Any] = json.loads(content.read())
    return found


def _part(name: str) -> tuple[str, str]:
    """Part and name within it; a name that leads out of its part is refused."""
    place = PurePosixPath(name)
    if place.is_absolute() or ".." in place.parts:
        raise Misconfigured("{file} in the archive leads out of it.", file=name)
    return place.parts[0], "/".join(place.parts[1:])


def _keys_of(content: IO[bytes]) -> list[str]:
    try:
        return keys_of(content.read(HEADER_BYTES))
    except Damaged:  # it was so in the installation, and is told by who listens to it
        return []


def _copy(content: IO[bytes], into: IO[bytes] | None) -> None:
    while piece := content.read(1 << 20):
        if into:
            into.write(piece)


def _tell_of_settings(installation: Installation, settings: dict[str, str]) -> None:
    """Settings are given by the environment: those of the archive are said, and kept to look at."""
    differing = {name: value for name, value in settings.items() if os.environ.get(name) != value}
    if not differing:
        return
    kept = installation.home / SETTINGS / "of-the-backup.env"
    kept.parent.mkdir(mode=0o700, exist_ok=True)
    kept.write_text("".join(f"{name}={value}\n" for name, value in settings.items()))
    print(_("Settings that were others there ({file}):", file=kept))
    for name, value in differing.items():
        print(f"  {name}={value}")
