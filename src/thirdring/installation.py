"""One installation: where its state lies, on which ports it listens, its secrets; all from the environment.

Every process of an installation builds the same ``Installation`` from the same
environment, so two installations run side by side by having different environments.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import ipaddress
import os
import re
import secrets
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path, PurePath

NO = frozenset({"0", "no", "false"})
# Who needs a second factor, outside the demonstration.
OVERSEERS = "administrator supervisor controller auditor"
# An advisory lock of PostgreSQL: a backup copies the files that its database names, or they are deleted.
FILES_LOCK = (7425, 4)
_MESSAGE = "message-"
_CALL_ID = re.compile(r"[a-z0-9]+-([0-9]{1,12})\.[0-9]+")


class Misconfigured(Exception):
    """A setting cannot be used. ``str()`` names the setting, its value, and what to do.

    A message given as a template with its values can be told in the reader's language (``site.words``).
    """

    def __init__(self, template: str, **values: object) -> None:
        self.template = template
        self.values = values
        super().__init__(template.format(**values) if values else template)


@dataclass(frozen=True)
class Installation:
    """Paths, ports and addresses of one installation.

    ``home`` holds all state (database, recordings, rendered configuration, secrets, spool).
    ``rtp_ports`` are the first and the last port, inclusive.
    """

    home: Path
    host: str = "127.0.0.1"
    http_port: int = 8000
    sip_port: int = 5060
    ari_port: int = 8088
    rtp_ports: tuple[int, int] = (20000, 20999)
    database_url: str = ""  # "": the embedded PostgreSQL under home
    node: str = "n1"  # name of the media server; part of every call's id
    asterisk: str = ""  # a system Asterisk's path, or "" to look for one and else unpack our own
    fallback_after_s: int = 20  # callers who find no engine wait so long in the dialplan before Queue()
    music: Path | None = (
        None  # folder of WAV files for those who wait; None: the music that comes with Asterisk
    )
    edition: Path | None = None  # of the regulation, of the house's own; None: of those that come along
    dials: str = "RU UA"  # whom the centre calls, by country and by range (``identifiers.dialling``)
    transcribes: bool = True  # callers' messages, when the extra that hears is installed
    speech_model: Path | None = None  # folder of a model for faster-whisper; None: the one of the extra
    demonstration: bool = True
    demonstration_trunk: str = ""  # host:port that gets the demonstration's outgoing calls; "": nobody does
    second_factor: tuple[str, ...] = ()  # roles that have to have one
    idle_min: int = 60  # a session ends after so long without a sign of life
    session_h: int = 14  # and so long after the sign-in: a twelve-hour shift with both handovers
    webhook_networks: tuple[str, ...] = ()  # private networks that webhooks may be sent to
    public_hosts: tuple[str, ...] = ()  # names under which browsers reach the site through an HTTPS proxy

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Installation:
        """The installation that the environment names; raises ``Misconfigured``."""
        home = Path(environ.get("THIRDRING_HOME") or "var").absolute()
        demonstration = environ.get("THIRDRING_DEMONSTRATION", "1") not in NO
        return cls(
            home=home,
            host=environ.get("THIRDRING_HOST", "127.0.0.1"),
            http_port=_port(environ, "THIRDRING_HTTP_PORT", 8000),
            sip_port=_port(environ, "THIRDRING_SIP_PORT", 5060),
            ari_port=_port(environ, "THIRDRING_ARI_PORT", 8088),
            rtp_ports=_port_range(environ, "THIRDRING_RTP_PORTS", (20000, 20999)),
            database_url=environ.get("DATABASE_URL", ""),
            node=environ.get("THIRDRING_NODE", "n1"),
            asterisk=environ.get("THIRDRING_ASTERISK", ""),
            fallback_after_s=_whole(environ, "THIRDRING_FALLBACK_AFTER_S", 20),
            music=Path(environ["THIRDRING_MUSIC"]).absolute() if environ.get("THIRDRING_MUSIC") else None,
            edition=Path(environ["THIRDRING_EDITION"]).absolute()
            if environ.get("THIRDRING_EDITION")
            else None,
            dials=environ.get("THIRDRING_DIALS", "RU UA"),
            transcribes=environ.get("THIRDRING_SPEECH") not in NO,
            speech_model=Path(environ["THIRDRING_SPEECH"]).absolute()
            if environ.get("THIRDRING_SPEECH") and environ["THIRDRING_SPEECH"] not in NO
            else None,
            demonstration=demonstration,
            demonstration_trunk=environ.get("THIRDRING_DEMONSTRATION_TRUNK", ""),
            second_factor=tuple(
                role
                for role in environ.get("THIRDRING_SECOND_FACTOR", "" if demonstration else OVERSEERS).split()
                if role not in NO
            ),
            idle_min=_whole(environ, "THIRDRING_IDLE_MIN", 60),
            session_h=_whole(environ, "THIRDRING_SESSION_H", 14),
            webhook_networks=_networks(environ, "THIRDRING_WEBHOOK_NETWORKS"),
            public_hosts=tuple(
                host.strip() for host in environ.get("THIRDRING_PUBLIC_HOSTS", "").split(",") if host.strip()
            ),
        )

    @property
    def recordings(self) -> Path:
        return self.home / "recordings"

    def recording(self, call_id: str) -> Path:
        """Where the recording of a call lies (raw, 8 kHz, 16 bit, stereo: caller left, operator right).

        The day folder (UTC) comes from the second of arrival that is part of the call's id, so that the id
        alone says where. Raises ``ValueError`` for what is no call id.
        """
        return self.recordings / _day_of(call_id) / f"{call_id}.raw"

    def message(self, recording: str) -> Path:
        """Where a caller's message lies (WAV, 8 kHz, 16 bit); ``ValueError`` for what is no such name."""
        place = self.recordings / message_place(recording)
        return place.with_name(f"{place.name}.wav")

    @property
    def prompts(self) -> Path:
        return self.home / "prompts"

    @property
    def spool(self) -> Path:
        """What the engine still owes the journal."""
        return self.home / "spool"

    @property
    def run(self) -> Path:
        return self.home / "run"

    @property
    def log(self) -> Path:
        return self.home / "log"

    @property
    def asterisk_etc(self) -> Path:
        return self.home / "asterisk" / "etc"

    @cached_property
    def secrets(self) -> Secrets:
        return Secrets(self.home / "secrets")


def message_place(recording: str) -> PurePath:
    """Where below the recordings the message called ``recording`` lies, without its ending.

    The name is ``message-`` and the id of the call: as of a whole call, it alone says the day.
    """
    if not recording.startswith(_MESSAGE):
        raise ValueError(f"{recording!r} is not the name of a message, such as message-n1-1763790000.12")
    return PurePath(_day_of(recording.removeprefix(_MESSAGE)), recording)


def _day_of(call_id: str) -> str:
    """The UTC day of the second of arrival that is part of a call's id."""
    match = _CALL_ID.fullmatch(call_id)
    if match is None:
        raise ValueError(f"{call_id!r} is not the id of a call, such as n1-1763790000.12")
    return datetime.fromtimestamp(int(match[1]), UTC).date().isoformat()


class Secrets:
    """Secrets of one installation, each a file of mode 0600, made on first use."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, name: str) -> str:
        """The secret called ``name`` (URL-safe, 43 characters); generated if there is none yet."""
        path = self._folder / name
        try:
            return path.read_text()
        except FileNotFoundError:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            # Written aside and linked when whole: no process of this installation ever reads half a secret.
            handle, making = tempfile.mkstemp(dir=self._folder, prefix=f".{name}.")
            with os.fdopen(handle, "w") as file:
                file.write(secrets.token_urlsafe(32))
            with suppress(FileExistsError):  # another process was quicker: its secret is the one
                os.link(making, path)
            Path(making).unlink()
            return path.read_text()

    def sip_password(self, device_key: str, turn: int = 0) -> str:
        """The SIP password of a device: derived, so that web and engine agree without storing it.

        ``turn`` counts how often it was changed.
        """
        about = f"{device_key}#{turn}" if turn else device_key
        return hmac.new(self.get("sip").encode(), about.encode(), hashlib.sha256).hexdigest()[:32]

    def demonstration_password(self) -> str:
        """The password of every demonstration login: of this installation alone, short enough to type."""
        digest = hmac.new(self.get("demonstration").encode(), b"password", hashlib.sha256).digest()
        letters = base64.b32encode(digest).decode().lower()
        return "-".join(letters[start : start + 4] for start in (0, 4, 8))


def _whole(environ: Mapping[str, str], name: str, default: int) -> int:
    value = environ.get(name) or str(default)
    if not value.isdecimal():
        raise Misconfigured(
            "{setting}={value} is not a whole number. Set it to one, for example {example}.",
            setting=name,
            value=value,
            example=default,
        )
    return int(value)


def _networks(environ: Mapping[str, str], name: str) -> tuple[str, ...]:
    names = environ.get(name, "").split()
    for network in names:
        try:
            ipaddress.ip_network(network)
        except ValueError:
            raise Misconfigured(
                "{setting}={value} is not a network. Write it as {example}.",
                setting=name,
                value=network,
                example="10.20.0.0/16",
            ) from None
    return tuple(names)


def _port(environ: Mapping[str, str], name: str, default: int) -> int:
    port = _whole(environ, name, default)
    if not 1 <= port <= 65535:
        raise Misconfigured(
            "{setting}={value} is not a port. Set it to a number from 1 to 65535.", setting=name, value=port
        )
    return port


def _port_range(environ: Mapping[str, str], name: str, default: tuple[int, int]) -> tuple[int, int]:
    value = environ.get(name) or f"{default[0]}-{default[1]}"
    first, _, last = value.partition("-")
    if not (first.isdecimal() and last.isdecimal() and 1024 <= int(first) < int(last) <= 65535):
        raise Misconfigured(
            "{setting}={value} is not a range of ports. Write it as 20000-20999.", setting=name, value=value
        )
    return int(first), int(last)
