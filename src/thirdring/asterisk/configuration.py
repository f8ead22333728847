"""What Asterisk is told: its configuration files, rendered whole from one frozen description.

The description says which lines, phones and trunks exist; nothing here knows who sits
at a phone or where a call should go. Every value that reaches a file is checked first,
because Asterisk's files have neither quoting nor escapes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from types import MappingProxyType

from jinja2 import Environment, PackageLoader, StrictUndefined

from thirdring.acd.centre import Device, DeviceKind
from thirdring.asterisk.running import Program
from thirdring.asterisk.sounds import RECORDED
from thirdring.installation import Installation, Misconfigured

APP = "thirdring"
ARI_USER = "thirdring"
MUSIC = "waiting"
EVERY_ADDRESS = {"0.0.0.0", "::"}  # noqa: S104 - compared with, not listened on
WEB_CALLER = "web-caller"
PROBE = "probe"  # the word with which the dialplan hands over a call of the installation to itself
DOCTOR = "doctor"  # the phone that makes it, and its part of the dialplan
LINES = "lines"  # of the dialplan: where callers come in
AWAY = "away"  # and where they are held while the engine is away
CALLEES = "callees"  # of the dialplan: those whom we have called
SORRY = "call-cannot-begin"  # the text that they hear there when no engine has come
PAUSE, RESUME = "pause-recording", "resume-recording"  # of the dialplan: callers on a short way round
KNOCK_EVERY_S = 2  # a caller in the dialplan asks so often whether the engine is back
FALLBACK_SLICE_S = 30  # and so often once Queue() has taken over; the place there is kept by priority

MODULES = (
    *("res_timing_timerfd", "res_sorcery_config", "res_sorcery_memory", "res_sorcery_astdb"),
    *(
        "res_crypto",
        "res_http_websocket",
        "res_websocket_client",
        "res_srtp",
        "res_rtp_asterisk",
        "res_format_attr_opus",
    ),
    *("codec_ulaw", "codec_alaw", "codec_a_mu", "codec_g722", "codec_resample", "codec_opus_open_source"),
    *("format_wav", "format_pcm", "format_sln"),
    # holding: where a connection that was made waits until it is dialled
    *("bridge_simple", "bridge_softmix", "bridge_native_rtp", "bridge_holding"),
    *("res_pjproject", "res_pjsip", "res_pjsip_session", "res_pjsip_sdp_rtp", "res_pjsip_caller_id"),
    *("res_pjsip_authenticator_digest", "res_pjsip_outbound_authenticator_digest"),
    *("res_pjsip_endpoint_identifier_user", "res_pjsip_endpoint_identifier_ip"),
    *(
        "res_pjsip_pubsub",
        "res_pjsip_registrar",
        "res_pjsip_outbound_registration",
        "res_pjsip_nat",
        "res_pjsip_rfc3326",
    ),
    *("res_pjsip_dtmf_info", "res_pjsip_transport_websocket", "chan_pjsip"),
    *(
        "res_stasis",
        "res_stasis_answer",
        "res_stasis_playback",
        "res_stasis_recording",
        "res_stasis_snoop",
        "res_stasis_device_state",
        "res_ari",
        "res_ari_model",
    ),
    *("res_ari_applications", "res_ari_asterisk", "res_ari_bridges", "res_ari_channels"),
    *("res_ari_device_states", "res_ari_endpoints", "res_ari_events", "res_ari_playbacks"),
    "res_ari_recordings",
    *("res_musiconhold", "res_security_log", "pbx_config"),
    *("app_stasis", "app_mixmonitor", "app_playback", "app_queue", "app_stack"),
    *("func_callerid", "func_channel", "func_cut", "func_env", "func_logic", "func_strings"),
)

DECLINED_MESSAGES = (
    *("ast_channel_varset_type", "ast_channel_moh_start_type", "ast_channel_moh_stop_type"),
    *("ast_channel_hangup_handler_type", "ast_channel_dtmf_begin_type"),
    *("ast_channel_mixmonitor_start_type", "ast_channel_mixmonitor_stop_type"),
    *("ast_rtp_rtcp_sent_type", "ast_rtp_rtcp_received_type"),
    *("queue_caller_join_type", "queue_caller_leave_type", "queue_caller_abandon_type"),
    *("queue_member_status_type", "queue_agent_called_type", "queue_agent_connect_type"),
)

_EMPTY_FILES = (
    *("features", "udptl", "ccss", "acl", "sorcery", "pjproject", "cli_permissions"),
    *("manager", "queuerules", "websocket_client"),
)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.+-]{0,63}")
_LINE = re.compile(r"\+?[0-9]{1,20}")
_WORD = re.compile(r"[^\s;\[\]\\\"'<>=,()]{1,128}")
_NODE = re.compile(r"(?!p[0-9]+$)[a-z0-9]{1,32}")  # what begins like a promise names the calls that keep it
_PATH = re.compile(r"[^\s;\[\]\\\"'<>=,()$&|{}]+")
NO_TURNS: Mapping[str, int] = MappingProxyType({})
_TEMPLATES = {DeviceKind.BROWSER: "browser", DeviceKind.DESK_PHONE: "desk-phone"}


def _check(what: str, value: str, pattern: re.Pattern[str]) -> None:
    if not pattern.fullmatch(value):
        raise Misconfigured(f"{what}: {value!r} cannot be used. Allowed is: {pattern.pattern}")


@dataclass(frozen=True)
class Phone:
    """A phone that registers itself, browser or desk phone, under its device key.

    ``turn``: how often its password was changed.
    """

    key: str
    kind: DeviceKind
    turn: int = 0

    def __post_init__(self) -> None:
        _check("device key", self.key, _NAME)
        if self.kind not in _TEMPLATES:
            raise Misconfigured(
                f"Device {self.key!r} is a {self.kind.value}: only phones that register belong here."
            )

    @property
    def template(self) -> str:
        return _TEMPLATES[self.kind]


@dataclass(frozen=True)
class Trunk:
    """Where callers come from and mobiles are reached.

    A trunk is known by its ``addresses`` (IP addresses or networks); one without is known by its
    credentials, and then its ``username`` is its ``key``.
    ``server`` (host or host:port) is where our own calls to it go; with ``registers`` we register there.
    """

    key: str
    addresses: tuple[str, ...] = ()
    username: str = ""
    password: str = ""
    server: str = ""
    registers: bool = False

    def __post_init__(self) -> None:
        _check("trunk key", self.key, _NAME)
        for address in self.addresses:
            try:
                ip_network(address)
            except ValueError:
                raise Misconfigured(
                    f"Trunk {self.key!r}: {address!r} is not an IP address or network, such as 192.0.2.10."
                ) from None
        for name in ("username", "password", "server"):
            if value := getattr(self, name):
                _check(f"{name} of trunk {self.key!r}", value, _WORD)
        if not self.addresses and not self.password:
            raise Misconfigured(
                f"Trunk {self.key!r} has neither addresses nor a password: nobody could call over it."
            )
        if not self.addresses and self.username != self.key:
            raise Misconfigured(
                f"Trunk {self.key!r} has no addresses, so it is known by its username, which must be its key."
            )
        if self.registers and not (self.server and self.username and self.password):
            raise Misconfigured(
                f"Trunk {self.key!r} registers: it needs a server, a username and a password."
            )


DEMONSTRATION_TRUNK = Trunk("demonstration", addresses=("127.0.0.1",))


@dataclass(frozen=True)
class MediaServer:
    """All that exists for callers and operators on one media server.

    ``qualify_every_s`` is how often a registered phone is asked whether it is still there; 0: never.
    """

    lines: tuple[str, ...]
    phones: tuple[Phone, ...] = ()
    trunks: tuple[Trunk, ...] = ()
    web_caller: bool = True
    language: str = "ru"
    qualify_every_s: int = 30

    def __post_init__(self) -> None:
        for line in self.lines:
            _check("line", line, _LINE)
        keys = [
            *(phone.key for phone in self.phones),
            *(trunk.key for trunk in self.trunks),
            WEB_CALLER,
            DOCTOR,
        ]
        if twice := sorted({key for key in keys if keys.count(key) > 1}):
            raise Misconfigured(f"These SIP names are used twice: {', '.join(twice)}. Each must be unique.")


def phones_of(devices: tuple[Device, ...], turns: Mapping[str, int] = NO_TURNS) -> tuple[Phone, ...]:
    """The phones among operators' devices: all but mobiles, which are reached over a trunk.

    ``turns``: how often their passwords were changed, by device.
    """
    return tuple(
        Phone(device.key, device.kind, turns.get(device.key, 0))
        for device in devices
        if device.kind in _TEMPLATES
    )


def render(installation: Installation, program: Program, server: MediaServer) -> dict[str, str]:
    """Every file of Asterisk's configuration folder by its name; raises ``Misconfigured``."""
    _check("THIRDRING_NODE", installation.node, _NODE)
    _check("THIRDRING_HOME", str(installation.home), _PATH)
    environment = Environment(
        loader=PackageLoader("thirdring.asterisk"),
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701  Asterisk's files know no escapes; every value is checked instead
    )
    state = installation.home / "asterisk"
    values = {
        "installation": installation,
        "secrets": installation.secrets,
        "program": program,
        "server": server,
        "state": state,
        "etc": installation.asterisk_etc,
        "listens_on_one_address": installation.host not in EVERY_ADDRESS,
        "run": installation.run,
        "log": installation.log,
        "ended": ended_folder(installation),
        "app": APP,
        "lines": LINES,
        "away": AWAY,
        "ari_user": ARI_USER,
        "music": MUSIC,
        "web_caller": WEB_CALLER,
        "callees": CALLEES,
        "sorry": SORRY,
        "recorded": RECORDED,
        "doctor": DOCTOR,
        "probe": PROBE,
        "pause": PAUSE,
        "resume": RESUME,
        "knock_every_s": KNOCK_EVERY_S,
        "fallback_slice_s": FALLBACK_SLICE_S,
        "modules": MODULES,
        "declined_messages": DECLINED_MESSAGES,
    }
    files = {
        name.removesuffix(".j2"): environment.get_template(name).render(values)
        for name in environment.list_templates()
    }
    return files | {f"{name}.conf": "" for name in _EMPTY_FILES}


def write(installation: Installation, program: Program, server: MediaServer) -> tuple[str, ...]:
    """Writes the configuration; returns the names of the files that changed, for ``Driver.reload``."""
    for folder in (
        installation.asterisk_etc,
        installation.run,
        installation.log,
        installation.recordings,
        ended_folder(installation),
        installation.home / "asterisk" / "lib" / "keys",
        installation.home / "asterisk" / "spool",
    ):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _bring_messages_home(installation)
    changed = []
    for name, text in render(installation, program, server).items():
        path = installation.asterisk_etc / name
        if path.exists() and path.read_text() == text:
            continue
        fresh = path.with_suffix(".new")
        fresh.touch(mode=0o600)
        fresh.write_text(text)
        fresh.replace(path)
        changed.append(name)
    return tuple(sorted(changed))


def _bring_messages_home(installation: Installation) -> None:
    """What ARI records lies in a folder of the spool that cannot be chosen: there a link leads home."""
    link = installation.home / "asterisk" / "spool" / "recording"
    if not link.is_symlink():
        link.symlink_to(installation.recordings)


def ended_folder(installation: Installation) -> Path:
    """Where the dialplan notes each caller who has left, a file a day (``away`` reads it)."""
    return installation.home / "asterisk" / "ended"
