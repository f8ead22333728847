"""The sheet of keys names every key that the desk listens for: nobody can press what nobody is told of."""

from __future__ import annotations

import re
from pathlib import Path

import thirdring

DESK = Path(thirdring.__file__).parent / "desk"
KEY = r"([A-Z]|[0-9]|Esc|F[0-9])"
LISTENED = (
    re.compile(rf'data-key"?[:=] ?"{KEY}"'),
    re.compile(rf'\b(?:key|dialKey|act|step)\("{KEY}"'),
    re.compile(rf'\bkey: "{KEY}"'),
)
TOLD = re.compile(r"\[\[((?:\"[^\"]+\"(?:, )?)+)\], gettext")


def test_every_key_of_the_desk_is_on_the_sheet() -> None:
    told = {
        key
        for keys in TOLD.findall((DESK / "ts/keylist.ts").read_text())
        for key in re.findall(r'"([^"]+)"', keys)
    }
    assert len(told) > 30
    sources = [*(DESK / "ts").glob("*.ts"), *(DESK / "templates").rglob("*.html")]
    listened = {
        (key, source.name)
        for source in sources
        for pattern in LISTENED
        for key in pattern.findall(source.read_text())
    }
    assert len(listened) > 30
    ranges = {str(digit) for digit in range(10)}  # the sheet names the first and the last of a row
    assert {(key, where) for key, where in listened if key not in told | ranges} == set()
