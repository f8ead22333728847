"""The round of ``thirdring doctor``: which checks there are, in which order, and how it is told."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator

from thirdring.installation import Installation
from thirdring.site.doctor import machine, parts, telephony
from thirdring.site.doctor.findings import Finding, Level
from thirdring.site.doctor.patient import Patient
from thirdring.site.doctor.trunks import trunks
from thirdring.words import _

Check = Callable[[Patient], Iterator[Finding]]

CHECKS: dict[str, Check] = {
    "programs": machine.programs,
    "settings": machine.settings,
    "screens": machine.screens,
    "disk": machine.disk,
    "secrets": machine.secrets,
    "ports": machine.ports,
    "clock": machine.clock,
    "backups": machine.backups,
    "certificates": machine.certificates,
    "database": parts.database,
    "tables": parts.tables,
    "engine": parts.engine,
    "worker": parts.worker,
    "configuration": parts.configuration,
    "asterisk": telephony.asterisk,
    "voices": telephony.voices,
    "trunks": trunks,
    "phones": telephony.phones,
    "test call": telephony.test_call,
}
SIGNS = {Level.GOOD: "✓", Level.UNKNOWN: "–", Level.WARNING: "!", Level.BAD: "✗"}
TO_MEND = 1


def doctor(installation: Installation, arguments: list[str]) -> int:
    """Make the round and tell it; the exit code is 1 when something is to be mended now."""
    chosen = _options().parse_args(arguments)
    patient = Patient(installation, chosen.line)
    try:
        found = _round(patient)
        return (_as_json if chosen.json else _as_text)(found)
    finally:
        patient.close()


def _round(patient: Patient) -> Iterator[tuple[str, Finding]]:
    for name, check in CHECKS.items():
        for finding in check(patient):
            yield name, finding


def _options() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(prog="thirdring doctor")
    options.add_argument("--json", action="store_true", help=_("for programs: one JSON document"))
    options.add_argument("--line", default="", help=_("the line that the test call shall reach"))
    return options


def _as_text(found: Iterator[tuple[str, Finding]]) -> int:
    levels: Counter[Level] = Counter()
    for _name, finding in found:
        levels[finding.level] += 1
        print(f"  {SIGNS[finding.level]} {finding.found}", flush=True)
        if finding.mend:
            print(f"      {finding.mend}", flush=True)
    told = "{bad} to mend now, {warning} to mend soon, {good} in order, {unknown} not looked at"
    print("\n" + _(told, **{level.value: levels[level] for level in Level}))
    return TO_MEND if levels[Level.BAD] else 0


def _as_json(found: Iterator[tuple[str, Finding]]) -> int:
    findings = [
        {"check": name, "level": finding.level, "found": finding.found, "mend": finding.mend}
        for name, finding in found
    ]
    bad = any(finding["level"] == Level.BAD for finding in findings)
    json.dump({"ok": not bad, "findings": findings}, sys.stdout, ensure_ascii=False, indent=2)
    print()
    return TO_MEND if bad else 0
