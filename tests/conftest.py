"""What every test run has in common: the table of requirement rows that its tests show, and three lanes.

A test names the rows that it shows by ``@pytest.mark.req("S61")``. At the end of a run
each row stands in the table as shown (all its tests passed), failing, or without a test.

With ``-n 3`` three processes run side by side, each with folders of its own and of the same length: browsers,
pages with faults, and calls with all else. Most tests of calls wait for time to pass, so there are more lanes
than processors.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from xdist.scheduler import LoadScopeScheduling

import furnished

# How long an example takes, or its invention, says more of the machine than of the code. The examples are the
# same in every run, so that none fails by chance; ``--hypothesis-profile=search`` looks for new ones.
for name, same in {"any machine": True, "search": False}.items():
    hypothesis.settings.register_profile(
        name, deadline=None, derandomize=same, suppress_health_check=[hypothesis.HealthCheck.too_slow]
    )
hypothesis.settings.load_profile("any machine")

HERE = Path(__file__).parent
ROWS = HERE / "requirements.tsv"
BROWSER = HERE / "browser"
ROWS_SHOWN = "requirement rows"  # of a test, in its report
LANE_OF_FOLDER = {"browser": "browsers", **dict.fromkeys(("apps", "faults", "journal"), "pages and faults")}
_tests_of_row: dict[str, set[str]] = defaultdict(set)
_passed: set[str] = set()
_failed: set[str] = set()


def known_rows() -> dict[str, str]:
    """Row number → what it demands, in the order of the requirements."""
    with ROWS.open(encoding="utf-8") as file:
        return dict(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def pytest_configure(config: pytest.Config) -> None:
    if not _is_lane(config):
        furnished.begin()


def pytest_unconfigure(config: pytest.Config) -> None:
    if not _is_lane(config):
        furnished.end()


def _is_lane(config: pytest.Config) -> bool:
    """One of the processes side by side, and not the one that deals the tests out to them."""
    return hasattr(config, "workerinput")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    rows = known_rows()
    for item in items:
        shown = [row for marker in item.iter_markers("req") for row in marker.args]
        if unknown := [row for row in shown if row not in rows]:
            raise pytest.UsageError(f"{item.nodeid}: there is no requirement row {unknown[0]!r}")
        item.user_properties.append((ROWS_SHOWN, shown))
    # Playwright keeps its event loop running in this thread to the end, so asyncio's tests come first.
    items.sort(key=lambda item: BROWSER in item.path.parents)


class Lanes(LoadScopeScheduling):
    """Each folder's tests are in one lane, in their order."""

    def _split_scope(self, nodeid: str) -> str:
        folder = nodeid.partition("::")[0].split("/")[1]
        return LANE_OF_FOLDER.get(folder, "calls and all else")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Lanes:
    return Lanes(config, log)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    for row in dict(report.user_properties).get(ROWS_SHOWN, ()):
        _tests_of_row[row].add(report.nodeid)
    if report.failed:
        _failed.add(report.nodeid)
    elif report.when == "call" and report.passed:
        _passed.add(report.nodeid)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    rows = known_rows()
    if not _tests_of_row:
        return
    shown = [row for row in rows if _tests_of_row[row] and _tests_of_row[row] <= _passed - _failed]
    terminalreporter.section(f"requirement rows: {len(shown)} of {len(rows)} shown")
    for row, demand in rows.items():
        if tests := _tests_of_row[row]:
            verdict = "FAILS" if tests & _failed else "shown" if row in shown else "skipped"
            terminalreporter.write_line(f"{row:>4}  {verdict:<7}  {len(tests):>2} tests  {demand[:80]}")
    without = [row for row in rows if not _tests_of_row[row]]
    terminalreporter.write_line(f"without a test ({len(without)}): {' '.join(without)}")
