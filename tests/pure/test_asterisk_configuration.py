"""What may be written into Asterisk's files: they know neither quotes nor escapes, so nothing odd gets in."""

from __future__ import annotations

from pathlib import Path

import pytest

from thirdring.acd.centre import Device, DeviceKind
from thirdring.asterisk.configuration import (
    DEMONSTRATION_TRUNK,
    MediaServer,
    Phone,
    Trunk,
    phones_of,
    render,
    write,
)
from thirdring.asterisk.running import Program, argv
from thirdring.installation import Installation, Misconfigured

PROGRAM = Program(("asterisk",), Path("/modules"), Path("/share"))
LINES = ("1001", "2002")


def media_server(*phones: str, trunks: tuple[Trunk, ...] = (DEMONSTRATION_TRUNK,)) -> MediaServer:
    return MediaServer(LINES, tuple(Phone(key, DeviceKind.DESK_PHONE) for key in phones), trunks)


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    return Installation(home=tmp_path / "home")


def test_every_line_is_in_the_dialplan_and_no_other_number(installation: Installation) -> None:
    dialplan = render(installation, PROGRAM, media_server())["extensions.conf"]
    context = dialplan.partition("[lines]")[2].partition("\n[")[0]
    assert [line.split(",")[0] for line in context.splitlines() if line.startswith("exten")] == [
        "exten => 1001",
        "exten => 2002",
    ]


def test_nothing_that_a_caller_says_is_part_of_a_file_name(installation: Installation) -> None:
    dialplan = render(installation, PROGRAM, media_server())["extensions.conf"]
    for line in (line for line in dialplan.splitlines() if "FILE(" in line or "MixMonitor(" in line):
        assert "CALLERID" not in line.partition("FILTER(")[0], line


def test_there_is_no_endpoint_for_strangers(installation: Installation) -> None:
    files = render(installation, PROGRAM, media_server("op1-desk"))
    assert "[anonymous]" not in files["pjsip.conf"]
    assert "endpoint_identifier_order = username,ip,auth_username\n" in files["pjsip.conf"]
    assert "res_pjsip_endpoint_identifier_anonymous" not in files["modules.conf"]


@pytest.mark.parametrize(("host", "places"), [("127.0.0.1", 2), ("0.0.0.0", 0)])
def test_voices_listen_only_where_everything_else_does(tmp_path: Path, host: str, places: int) -> None:
    pjsip = render(Installation(home=tmp_path / "home", host=host), PROGRAM, media_server())["pjsip.conf"]
    assert pjsip.count(f"media_address = {host}\nbind_rtp_to_media_address = yes\n") == places


def test_each_phone_has_its_own_password(installation: Installation) -> None:
    pjsip = render(installation, PROGRAM, media_server("op1-desk", "op2-desk"))["pjsip.conf"]
    for key in ("op1-desk", "op2-desk"):
        assert f"username = {key}\npassword = {installation.secrets.sip_password(key)}\n" in pjsip


def test_a_phone_whose_password_was_changed_is_known_by_the_new_one(installation: Installation) -> None:
    changed = MediaServer(lines=("1001",), phones=(Phone("op1-desk", DeviceKind.DESK_PHONE, turn=1),))
    pjsip = render(installation, PROGRAM, changed)["pjsip.conf"]
    assert f"password = {installation.secrets.sip_password('op1-desk', 1)}\n" in pjsip
    assert installation.secrets.sip_password("op1-desk") not in pjsip


def test_files_are_for_us_alone_and_only_changes_are_written(installation: Installation) -> None:
    assert "pjsip.conf" in write(installation, PROGRAM, media_server("op1-desk"))
    assert {path.stat().st_mode & 0o777 for path in installation.asterisk_etc.iterdir()} == {0o600}
    assert write(installation, PROGRAM, media_server("op1-desk")) == ()
    assert write(installation, PROGRAM, media_server("op1-desk", "op2-desk")) == ("pjsip.conf", "queues.conf")


@pytest.mark.parametrize(
    "line", ["", "1001\nexten => _X.,1,Dial(x)", "10 01", "_X.", "1001,1", "${EVIL}", "s"]
)
def test_what_is_no_number_is_no_line(line: str) -> None:
    with pytest.raises(Misconfigured, match="line"):
        MediaServer((line,))


@pytest.mark.parametrize("key", ["", "a b", "x]\n[y", "op1;desk", "-op1", "ключ"])
def test_what_is_no_name_is_no_phone(key: str) -> None:
    with pytest.raises(Misconfigured, match="device key"):
        Phone(key, DeviceKind.BROWSER)


@pytest.mark.parametrize(
    ("trunk", "about"),
    [
        ({"addresses": ("gateway.example",)}, "not an IP address"),
        ({"addresses": ("192.0.2.1\nmatch = 0.0.0.0/0",)}, "not an IP address"),
        ({"username": "other", "password": "p"}, "username"),
        ({}, "neither addresses nor a password"),
        ({"username": "u", "password": "p;x"}, "password"),
        ({"addresses": ("192.0.2.1",), "server": "a b"}, "server"),
        ({"username": "carrier", "password": "p", "registers": True}, "needs a server"),
    ],
)
def test_a_trunk_says_what_is_wrong_with_it(trunk: dict[str, object], about: str) -> None:
    with pytest.raises(Misconfigured, match=about):
        Trunk("carrier", **trunk)  # type: ignore[arg-type]  # each case is wrong in its own way


def test_a_name_is_used_once() -> None:
    with pytest.raises(Misconfigured, match="used twice: op1-desk"):
        media_server("op1-desk", trunks=(Trunk("op1-desk", addresses=("192.0.2.1",)),))


def test_a_home_that_asterisk_could_not_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="THIRDRING_HOME"):
        render(Installation(home=tmp_path / "my, home"), PROGRAM, media_server())


def test_mobiles_do_not_register() -> None:
    devices = (
        Device("op1-web", DeviceKind.BROWSER, "PJSIP/op1-web"),
        Device("op1-mobile", DeviceKind.MOBILE, "PJSIP/+70000000001@mobiles"),
    )
    assert [phone.key for phone in phones_of(devices)] == ["op1-web"]


def test_asterisk_runs_in_the_foreground_with_our_files(installation: Installation) -> None:
    assert argv(installation, PROGRAM) == [
        "asterisk",
        "-C",
        str(installation.asterisk_etc / "asterisk.conf"),
        "-f",
    ]


def test_the_id_of_a_call_says_where_its_recording_is(installation: Installation) -> None:
    assert installation.recording("n1-1763790000.12") == (
        installation.recordings / "2025-11-22" / "n1-1763790000.12.raw"
    )
    with pytest.raises(ValueError, match="is not the id of a call"):
        installation.recording("n1-1763790000.12/../../secrets/sip")
