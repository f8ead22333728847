"""``thirdring doctor`` at a running centre: the call that it makes to itself, and that nobody notices it."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bed import LINE, Bed, Watch
from thirdring.acd.facts import Arrived
from thirdring.site.doctor import call, parts, telephony
from thirdring.site.doctor.patient import Patient

Findings = dict[str, list[dict[str, str]]]


async def seen_by_the_doctor(bed: Bed, *arguments: str) -> tuple[int, Findings]:
    """The exit code, and what was found by each check."""
    asking = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "thirdring.site.cli", "doctor", "--json", *arguments),
        env=bed.environ | {"LANG": "en_US.UTF-8"},
        stdout=asyncio.subprocess.PIPE,
    )
    told, _ = await asking.communicate()
    found: dict[str, Any] = json.loads(told)
    assert found["ok"] == (asking.returncode == 0)
    checks: Findings = {}
    for finding in found["findings"]:
        checks.setdefault(finding["check"], []).append(finding)
    return asking.returncode or 0, checks


def recordings(bed: Bed) -> list[Path]:
    return sorted(bed.installation.recordings.rglob("*.raw"))


def levels(found: Findings, check: str) -> list[str]:
    return [finding["level"] for finding in found[check]]


async def test_a_line_is_called_and_heard_and_no_report_counts_it(bed: Bed, watch: Watch) -> None:
    before = recordings(bed)
    code, found = await seen_by_the_doctor(bed)
    (called,) = levels(found, "test call")
    assert called in ("good", "warning"), "heard, if perhaps late on a busy machine"
    assert levels(found, "engine") == ["good", "good"]
    for check in ("programs", "screens", "secrets", "database", "tables", "asterisk", "voices", "phones"):
        assert set(levels(found, check)) == {"good"}, found[check]
    assert (code, levels(found, "worker")) == (1, ["bad"]), "this centre has no worker"
    assert "script/server" in found["worker"][0]["mend"]
    await watch.until(lambda: nobody_calls(bed), why="the doctor's call goes on")
    assert not watch.facts(Arrived)
    assert recordings(bed) == before


async def nobody_calls(bed: Bed) -> bool:
    return "0 active channels" in bed.asterisk_says("core show channels count")


def heard(bed: Bed, line: str) -> call.Heard:
    password = bed.installation.secrets.sip_password(telephony.DOCTOR)
    return call.call(bed.sip, line, telephony.DOCTOR, password)


async def test_a_line_that_says_nothing_before_the_queue_is_heard_too(bed: Bed, watch: Watch) -> None:
    line = await asyncio.to_thread(heard, bed, LINE)
    assert line.voice_after_s is not None and 0 < line.answered_after_s < line.voice_after_s


async def test_a_line_that_does_not_exist_answers_nobody(bed: Bed, watch: Watch) -> None:
    with pytest.raises(call.NotAnswered, match="404"):
        await asyncio.to_thread(heard, bed, "9999")


async def test_the_doctors_phone_reaches_no_operator(bed: Bed, watch: Watch) -> None:
    with pytest.raises(call.NotAnswered, match="404"):
        await asyncio.to_thread(heard, bed, bed.device(bed.operators[0]))


async def test_without_an_engine_that_is_what_the_doctor_says(bed: Bed, watch: Watch) -> None:
    bed.engine.stop()
    with psycopg.connect(bed.installation.database_url, autocommit=True) as database:
        database.execute("UPDATE journal_engine SET heartbeat_at = heartbeat_at - interval '6 s'")
    (finding,) = parts.engine(Patient(bed.installation))
    assert finding.level == "bad"
    assert "engine.log" in finding.mend
