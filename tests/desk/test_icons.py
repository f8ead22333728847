"""Every sign that a page draws by name is among those that are built: another leaves an empty place."""

from __future__ import annotations

import json
import re
from pathlib import Path

import thirdring

PRODUCT = Path(thirdring.__file__).parent
NAMED = {"*.ts": re.compile(r'\bicon\("([a-z0-9-]+)"'), "*.html": re.compile(r'\{% icon "([a-z0-9-]+)"')}


def test_every_sign_that_is_named_is_built() -> None:
    built = set(json.loads((PRODUCT / "desk/ts/icons.json").read_text()))
    named = {
        (name, source.name)
        for files, pattern in NAMED.items()
        for source in PRODUCT.rglob(files)
        for name in pattern.findall(source.read_text(encoding="utf-8"))
    }
    assert len(named) > 50
    assert {(name, source) for name, source in named if name not in built} == set()
