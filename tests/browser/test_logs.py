"""What the processes log while somebody calls and is written down: no number, no name, no words."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from bed import Bed, Process
from browser.beside import Beside
from browser.conftest import QUICK_LINE, Sit
from browser.screens import until
from phones.sipp import Caller
from steps import PYTHON

NUMBER = "+72005550177"
NAME = "Наталья Вымышленная"
WORDS = "Отказали в приёме сто семьдесят седьмого числа."
PERSONAL = (NUMBER, NUMBER[2:], "Вымышленн", "Отказали в приёме", "natalia")


@pytest.fixture
def worker(bed: Bed) -> Iterator[Process]:
    log = bed.installation.log / "worker.log"
    process = Process("worker", [PYTHON, "-m", "django", "work"], bed.environ, log)
    yield process
    process.stop()


def test_nobody_is_named_in_any_log(
    bed: Bed, site: str, sit: Sit, beside: Beside, worker: Process, database: psycopg.Connection
) -> None:
    maria = sit("maria")
    maria.begin()
    with beside.up(Caller(bed.sip, QUICK_LINE, NUMBER, name="natalia")):
        maria.answer()
        maria.fill(NAME, WORDS)
        bed.hang_up_all()
        maria.is_in("wrap-up")
    maria.close_card("measures taken")
    assert maria.page.request.get(f"{site}/cards/?q={NUMBER[2:]}").ok
    with pytest.raises(psycopg.errors.DivisionByZero):
        database.execute(f"SELECT 1 / 0, '{NUMBER}', '{NAME}'")
    log = bed.installation.log
    until(lambda: "division by zero" in (log / "postgres.log").read_text(), "PostgreSQL has logged nothing")
    written = {path.name: path.read_text(errors="replace") for path in log.iterdir() if path.is_file()}
    assert {"engine.log", "web.log", "worker.log", "asterisk.log", "messages", "postgres.log"} <= set(written)
    leaks = [
        (name, line)
        for name, text in written.items()
        for line in text.splitlines()
        if any(personal in line for personal in PERSONAL)
    ]
    assert not leaks
