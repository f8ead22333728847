"""The statements of ``statements.sql`` by name, so that SQL is read in one place and never built."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

_NAME = re.compile(r"^-- ([a-z_]+) --$", re.MULTILINE)
_COMMENT = re.compile(r"^--.*\n", re.MULTILINE)


def _load(text: str) -> dict[str, bytes]:
    _, *parts = _NAME.split(text)
    bodies = (_COMMENT.sub("", body).strip().encode() for body in parts[1::2])
    return dict(zip(parts[::2], bodies, strict=True))


STATEMENTS: Final = _load(Path(__file__).with_name("statements.sql").read_text())
