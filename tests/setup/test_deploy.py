"""What ``deploy/`` has a machine start exists here: modules, settings, files, and the reins put on them."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest
import yaml

from thirdring.site import cli

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
MODULE = re.compile(r"-m (\S+)")
REINS = ("NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet=\n", "User=thirdring")
# Of Python and Django, and of the other containers
FOREIGN = {"DJANGO_SETTINGS_MODULE", "PYTHONUNBUFFERED", "DATABASE_PASSWORD"}
OF_THE_PROXY = {"THIRDRING_PUBLIC_HOST", "THIRDRING_TELEPHONE", "THIRDRING_WEB"}


def settings_in(text: str) -> set[str]:
    return set(re.findall(r"^([A-Z_]+)=", text, re.MULTILINE))


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_starts_a_module_that_exists_and_may_do_little(unit: Path) -> None:
    text = unit.read_text()
    modules = MODULE.findall(text)
    assert modules
    assert all(importlib.util.find_spec(module) for module in modules)
    assert all(rein in text for rein in REINS)


def test_the_target_wants_every_part() -> None:
    wanted = (DEPLOY / "systemd" / "thirdring.target").read_text()
    parts = {unit.name for unit in UNITS} - {"thirdring-prepare.service", "thirdring-engine@.service"}
    assert parts
    assert all(part in wanted for part in parts)


def test_the_containers_start_modules_that_exist() -> None:
    compose = yaml.safe_load((DEPLOY / "compose" / "compose.yaml").read_text())
    ours = [part for part in compose["services"].values() if part.get("image") == "thirdring"]
    assert len(ours) >= 7
    for part in ours:
        assert importlib.util.find_spec(part["command"][0]), part["command"]
        assert part["cap_drop"] == ["ALL"]
        assert (DEPLOY / "compose" / part["build"]["context"] / part["build"]["dockerfile"]).exists()


@pytest.mark.parametrize("place", ["systemd", "compose"])
def test_examples_set_what_there_is_to_set(place: str) -> None:
    known = {name for name, _default, _purpose in cli.SETTINGS} | FOREIGN | OF_THE_PROXY | {"THIRDRING_LOCAL"}
    given = settings_in((DEPLOY / place / "environment.example").read_text())
    assert {"DATABASE_URL", "THIRDRING_HOST"} <= given <= known


def test_the_proxy_passes_browsers_telephones_on_and_keeps_the_figures() -> None:
    proxy = (DEPLOY / "caddy" / "Caddyfile").read_text()
    assert set(re.findall(r"\{\$(\w+)", proxy)) == OF_THE_PROXY
    assert "path /ws" in proxy and "handle /metrics" in proxy
