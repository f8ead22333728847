"""Every word of the desk has its Russian and its Ukrainian, with the same fields in it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest

import thirdring

ROOM = Path(thirdring.__file__).parent / "desk"
FIELDS = re.compile(r"\{\w+|%\(\w+\)")
IN_TEMPLATE = re.compile(r'{%\s*translate "([^"]+)"')
IN_SCRIPT = re.compile(r'gettext\(\s*"((?:[^"\\]|\\.)+)"')
MARKED = {"_", "gettext_lazy"}


def said_by_server() -> Iterator[str]:
    for source in ROOM.rglob("*.py"):
        for node in ast.walk(ast.parse(source.read_text())):
            match node:
                case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=str(text)), *_]) if (
                    name in MARKED
                ):
                    yield text
    for template in ROOM.rglob("*.html"):
        yield from IN_TEMPLATE.findall(template.read_text())


def said_by_scripts() -> Iterator[str]:
    for script in (ROOM / "ts").glob("*.ts"):
        yield from IN_SCRIPT.findall(script.read_text())


@pytest.mark.parametrize("language", ["ru", "uk"])
@pytest.mark.parametrize(("domain", "said"), [("django", said_by_server), ("djangojs", said_by_scripts)])
def test_nothing_is_left_in_english(language: str, domain: str, said) -> None:
    catalogue = polib.pofile(str(ROOM / f"locale/{language}/LC_MESSAGES/{domain}.po"))
    assert set(said()) - {entry.msgid for entry in catalogue.translated_entries()} == set()
    for entry in catalogue:
        for words in entry.msgstr_plural.values() or [entry.msgstr]:
            assert sorted(FIELDS.findall(words)) == sorted(FIELDS.findall(entry.msgid)), entry.msgid
