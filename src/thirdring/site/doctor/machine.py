"""What the machine must give: programs, room on the disk, ports, a right clock, secrets, certificates."""

from __future__ import annotations

import ctypes
import platform
import shutil
import socket
import ssl
import stat
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

from thirdring.installation import Misconfigured
from thirdring.site import preflight
from thirdring.site.backup import note_of
from thirdring.site.doctor.findings import Finding, bad, good, unknown, warning
from thirdring.site.doctor.patient import Patient
from thirdring.site.doctor.sockets import holder
from thirdring.words import told

PACKAGE = Path(__file__).resolve().parents[2]
SCREENS = PACKAGE / "desk" / "static" / "desk" / "build"
NEEDED_SCREENS = ("desk.js", "style.css", "wallboard.js")
SOON_FULL_DAYS = 30
GROWTH_DAYS = 7  # whose recordings tell how fast the disk fills
CLOCK_LIMIT_S = 2.0  # a wait is thirty seconds: a tenth of it may not be the clock's
EXPIRES_SOON_DAYS = 14
BACKUP_DAYS = 2
CONNECTING_S = 3.0
HTTPS = 443
STA_UNSYNC = 0x40  # of adjtimex(2): the kernel's clock is not disciplined by anybody


def programs(patient: Patient) -> Iterator[Finding]:
    yield good(
        "Third Ring {ours}, Python {python}", ours=version("thirdring"), python=platform.python_version()
    )
    try:
        yield good("{asterisk}", asterisk=preflight.check_asterisk())
    except Misconfigured as error:
        yield bad("{trouble}", "Run script/setup.", trouble=told(error))


def settings(patient: Patient) -> Iterator[Finding]:
    try:
        preflight.check_settings(patient.installation)
    except Misconfigured as error:
        yield bad("{trouble}", "Every part reads the settings when it starts.", trouble=told(error))
    else:
        yield good("The settings mean something")


def screens(_patient: Patient) -> Iterator[Finding]:
    missing = [name for name in NEEDED_SCREENS if not (SCREENS / name).exists()]
    untranslated = [path for path in PACKAGE.rglob("*.po") if not path.with_suffix(".mo").exists()]
    if missing or untranslated:
        yield bad(
            "Not built: {names}",
            "Run script/setup.",
            names=", ".join([*missing, *(str(path.relative_to(PACKAGE)) for path in untranslated)]),
        )
    else:
        yield good("Screens and translations are built")


def disk(patient: Patient) -> Iterator[Finding]:
    home = patient.installation.home
    free_mb = shutil.disk_usage(_nearest(home)).free // 1_000_000
    growth_mb = _daily_mb(patient.installation.recordings, datetime.now(UTC).date())
    days = int(free_mb / growth_mb) if growth_mb else None
    if free_mb < preflight.NEEDED_MB:
        yield bad(
            "{free} MB are free in {home}; {needed} MB are needed",
            "Free some room, or move THIRDRING_HOME to another disk: without it calls are not recorded.",
            free=free_mb,
            home=home,
            needed=preflight.NEEDED_MB,
        )
    elif days is not None and days < SOON_FULL_DAYS:
        yield warning(
            "{free} MB are free in {home}; recordings fill them in {days} days ({growth} MB a day)",
            "Give the disk more room, or keep recordings for a shorter time.",
            free=free_mb,
            home=home,
            days=days,
            growth=round(growth_mb, 1),
        )
    else:
        yield good(
            "{free} MB are free in {home}; recordings take {growth} MB a day",
            free=free_mb,
            home=home,
            growth=round(growth_mb, 1),
        )


def secrets(patient: Patient) -> Iterator[Finding]:
    folder = patient.installation.home / "secrets"
    if not folder.exists():
        yield unknown("There are no secrets yet: nothing was ever started here", "Run script/server.")
        return
    open_ones = sorted(
        path.name for path in (folder, *folder.iterdir()) if stat.S_IMODE(path.stat().st_mode) & 0o077
    )
    if open_ones:
        yield bad(
            "Others than their owner can read: {names}",
            "Take that right from them: chmod -R go= {folder}",
            names=", ".join(open_ones),
            folder=folder,
        )
    else:
        yield good("Secrets can be read by their owner alone")


def ports(patient: Patient) -> Iterator[Finding]:
    of = patient.installation
    for setting, field, kinds in preflight.PORTS:
        port = getattr(of, field)
        holders = [holder(port, kind) for kind in kinds]
        strangers = [one for one in holders if one is not None and not one.serves(of.home)]
        if strangers:
            yield bad(
                "Port {port} is held by another program: {name} (process {pid})",
                "Stop that program, or set {setting} to another port.",
                port=port,
                name=strangers[0].name or "?",
                pid=strangers[0].pid or "?",
                setting=setting,
            )
        elif all(holders):
            yield good("Port {port} is ours ({setting})", port=port, setting=setting)
        elif patient.runs:
            yield bad(
                "Nobody listens on port {port} ({setting})",
                "See the logs in {log}, and start the installation again.",
                port=port,
                setting=setting,
                log=of.log,
            )
        else:
            yield good("Port {port} is free ({setting})", port=port, setting=setting)


def clock(patient: Patient) -> Iterator[Finding]:
    if _clock_is_disciplined():
        yield good("The clock is kept right by a time service")
    else:
        yield warning(
            "No time service keeps this machine's clock right",
            "Run one (systemd-timesyncd or chrony; on a virtual machine or in a container: on its host). "
            "Waits and deadlines are measured by this clock.",
        )
    yield from _compared("PostgreSQL", _database_ahead_s(patient))
    if not patient.media.trouble:
        yield from _compared("Asterisk", patient.media.clock_ahead_s)


def backups(patient: Patient) -> Iterator[Finding]:
    note = note_of(patient.installation)
    if not note.exists():
        yield warning(
            "No backup has been made",
            "Have one made every night: script/thirdring backup; docs/how-to/backup.md says how.",
        )
        return
    days = int((time.time() - note.stat().st_mtime) / 86_400)
    archive = note.read_text().strip()
    if days > BACKUP_DAYS:
        yield warning(
            "The latest backup, {archive}, is {days} days old",
            "See why none was made since; docs/how-to/backup.md says how.",
            archive=archive,
            days=days,
        )
    else:
        yield good("The latest backup, {archive}, is {days} days old", archive=archive, days=days)


def certificates(patient: Patient) -> Iterator[Finding]:
    names = patient.installation.public_hosts
    if not names:
        yield good("No public name is configured: browsers work on this machine alone")
    for name in names:
        yield _certificate(name)


def _certificate(name: str) -> Finding:
    try:
        with (
            socket.create_connection((name, HTTPS), CONNECTING_S) as line,
            ssl.create_default_context().wrap_socket(line, server_hostname=name) as secured,
        ):
            shown = secured.getpeercert() or {}
    except ssl.SSLCertVerificationError as error:
        return bad(
            "Browsers refuse the certificate of {name}: {reason}",
            "Have the proxy get a new one for this name; microphones work over HTTPS only.",
            name=name,
            reason=error.verify_message,
        )
    except OSError as error:
        return bad(
            "https://{name} cannot be reached: {reason}",
            "Start the proxy, or correct THIRDRING_PUBLIC_HOSTS.",
            name=name,
            reason=error.strerror or str(error),
        )
    expires = datetime.fromtimestamp(ssl.cert_time_to_seconds(str(shown["notAfter"])), UTC)
    days = (expires - datetime.now(UTC)).days
    if days < EXPIRES_SOON_DAYS:
        return warning(
            "The certificate of {name} expires in {days} days",
            "Renew it; a proxy that does so by itself must reach its authority.",
            name=name,
            days=days,
        )
    return good("The certificate of {name} holds for {days} more days", name=name, days=days)


def _compared(whose: str, ahead_s: float | None) -> Iterator[Finding]:
    if ahead_s is None:
        return
    if abs(ahead_s) > CLOCK_LIMIT_S:
        yield bad(
            "The clock of {whose} differs from ours by {ahead} s",
            "Let one time service keep both machines' clocks.",
            whose=whose,
            ahead=round(ahead_s, 1),
        )
    else:
        yield good("The clock of {whose} agrees with ours", whose=whose)


def _database_ahead_s(patient: Patient) -> float | None:
    before = time.time()
    rows = patient.rows("SELECT extract(epoch FROM clock_timestamp())::float8")
    return rows[0][0] - (before + time.time()) / 2 if rows else None


def _clock_is_disciplined() -> bool:
    """As the kernel says it; so does timedatectl, whichever service does it."""
    timex = (ctypes.c_long * 64)()  # larger than struct timex; modes 0: only asks
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.adjtimex(timex) < 0:
        return False
    status = ctypes.cast(timex, ctypes.POINTER(ctypes.c_int))[10]  # after five longs on a 64-bit machine
    return not status & STA_UNSYNC


def _daily_mb(recordings: Path, today: date) -> float:
    """Megabytes of recordings on a day, on average over the last days that have any."""
    folders = [recordings / (today - timedelta(days=back)).isoformat() for back in range(1, GROWTH_DAYS + 1)]
    sizes = [sum(file.stat().st_size for file in folder.iterdir()) for folder in folders if folder.exists()]
    return sum(sizes) / len(sizes) / 1e6 if sizes else 0.0


def _nearest(folder: Path) -> Path:
    return next(place for place in (folder, *folder.parents) if place.exists())
