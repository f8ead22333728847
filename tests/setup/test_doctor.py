"""What ``thirdring doctor`` says of the machine and of an installation that does not run."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from setup.running import settings
from thirdring.installation import Installation
from thirdring.site.backup import note_of
from thirdring.site.doctor import machine
from thirdring.site.doctor.call import voiced_samples
from thirdring.site.doctor.findings import Finding
from thirdring.site.doctor.patient import Media, Patient
from thirdring.site.doctor.trunks import reached, registered, trunks

DAY_S = 86_400


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    return Installation(home=tmp_path / "home", database_url="postgresql://nobody@127.0.0.1:1/nothing")


@pytest.fixture
def patient(installation: Installation) -> Iterator[Patient]:
    (installation.home / "secrets").mkdir(parents=True, mode=0o700)
    patient = Patient(installation)
    yield patient
    patient.close()


def sole(findings: Iterator[Finding]) -> Finding:
    (finding,) = findings
    return finding


def test_before_the_first_start_it_says_what_to_do(tmp_path: Path) -> None:
    home = tmp_path / "home"
    told = subprocess.run(
        [sys.executable, "-m", "thirdring.site.cli", "doctor", "--json"],
        env=settings(home) | {"LANG": "uk_UA.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    found = json.loads(told.stdout)
    by_check = {finding["check"]: finding for finding in found["findings"]}
    assert (told.returncode, found["ok"]) == (1, False), "Asterisk does not run"
    assert by_check["database"]["level"] == "unknown"
    assert by_check["database"]["mend"] == "Запустіть script/server."
    assert by_check["test call"]["level"] == "unknown"
    assert not home.exists(), "looking changes nothing"


def test_a_secret_that_others_can_read_is_named(patient: Patient) -> None:
    assert sole(machine.secrets(patient)).level == "good"
    secret = patient.installation.home / "secrets" / "sip"
    secret.write_text("secret")
    secret.chmod(0o644)
    finding = sole(machine.secrets(patient))
    assert finding.level == "bad"
    assert finding.values["names"] == "sip"


def test_a_port_that_somebody_else_holds_is_named_with_its_holder(installation: Installation) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        findings = list(machine.ports(Patient(replace(installation, http_port=port))))
    assert [finding.values["port"] for finding in findings if finding.level == "bad"] == [port]
    (taken,) = (finding for finding in findings if finding.level == "bad")
    assert taken.values["pid"] == os.getpid()


def test_a_disk_that_recordings_fill_within_days_is_told_in_time(
    patient: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sole(machine.disk(patient)).level == "good"
    monkeypatch.setattr(machine, "_daily_mb", lambda recordings, today: 1e9)
    finding = sole(machine.disk(patient))
    assert (finding.level, finding.values["days"]) == ("warning", 0)


def test_recordings_of_past_days_tell_how_fast_the_disk_fills(patient: Patient) -> None:
    folder = patient.installation.recordings / "2026-11-21"
    folder.mkdir(parents=True)
    (folder / "n1-1795219200.1.raw").write_bytes(bytes(3_000_000))
    assert machine._daily_mb(patient.installation.recordings, date(2026, 11, 22)) == 3.0
    assert machine._daily_mb(patient.installation.recordings, date(2026, 12, 22)) == 0.0


@pytest.mark.parametrize(("age_days", "level"), [(0, "good"), (1, "good"), (9, "warning")])
def test_an_old_backup_is_told(patient: Patient, age_days: int, level: str) -> None:
    assert sole(machine.backups(patient)).level == "warning", "none was made"
    note = note_of(patient.installation)
    note.parent.mkdir()
    note.write_text("/mnt/backups/night.thirdring\n")
    made_at = time.time() - age_days * DAY_S - 60
    os.utime(note, (made_at, made_at))
    assert sole(machine.backups(patient)).level == level


def test_a_clock_that_differs_is_told() -> None:
    (finding,) = machine._compared("PostgreSQL", -42.06)
    assert (finding.level, finding.values["ahead"]) == ("bad", -42.1)
    assert [one.level for one in machine._compared("PostgreSQL", 0.4)] == ["good"]


def test_a_name_without_a_proxy_is_told(installation: Installation) -> None:
    away = Patient(replace(installation, public_hosts=("calls.invalid",)))
    finding = sole(machine.certificates(away))
    assert (finding.level, finding.values["name"]) == ("bad", "calls.invalid")


def test_silence_is_not_a_voice() -> None:
    assert voiced_samples(bytes([0xD5]) * 800) == 0
    assert voiced_samples(bytes([0x2A]) * 800) == 800, "full scale"


@pytest.fixture
def provider() -> Iterator[str]:
    """A server that refuses whatever it is asked, once."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        server.settimeout(30)

        def refuse() -> None:
            _question, asker = server.recvfrom(65_535)
            server.sendto(b"SIP/2.0 403 Forbidden\r\n\r\n", asker)

        refusing = threading.Thread(target=refuse, daemon=True)
        refusing.start()
        yield f"127.0.0.1:{server.getsockname()[1]}"


def nobody() -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as unused:
        unused.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{unused.getsockname()[1]}"


def test_a_server_that_answers_anything_is_there(provider: str) -> None:
    assert reached("Alpha", provider).level == "good"


def test_a_server_that_is_not_there_is_told() -> None:
    finding = reached("Alpha", nobody())
    assert (finding.level, "does not answer" in finding.template) == ("warning", True)


def test_a_trunk_that_does_not_register_says_why(provider: str) -> None:
    assert registered("Alpha", "sip.invalid", "alpha", {"alpha": "Registered"}).level == "good"
    assert registered("Alpha", "sip.invalid", "alpha", None).level == "unknown"
    refused = registered("Alpha", "sip.invalid", "alpha", {"alpha": "Rejected"})
    assert (refused.level, "password" in refused.remedy) == ("bad", True)
    away = registered("Alpha", nobody(), "alpha", {"alpha": "Unregistered"})
    assert (away.level, "does not answer" in away.template) == ("bad", True)
    missing = registered("Alpha", provider, "alpha", {})
    assert (missing.level, missing.values["state"]) == ("bad", "–")


@pytest.mark.parametrize(
    ("runs", "demonstration", "times"), [(True, False, 0), (True, True, 1), (False, False, 1)]
)
def test_that_there_is_no_trunk_is_told_once(
    patient: Patient, monkeypatch: pytest.MonkeyPatch, runs: bool, demonstration: bool, times: int
) -> None:
    """Of a real site that runs ``configuration`` says it, among all that keeps callers away."""
    patient.installation = replace(patient.installation, demonstration=demonstration)
    monkeypatch.setattr(patient, "media", Media())
    monkeypatch.setattr(Patient, "runs", runs)
    assert [finding.level for finding in trunks(patient)] == ["warning"] * times
