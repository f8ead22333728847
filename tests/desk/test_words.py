"""Every word of the live rooms has its Russian and its Ukrainian, with the same fields in it."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import polib
import pytest

import thirdring

PACKAGE = Path(thirdring.__file__).parent
FIELDS = re.compile(r"\{\w+|%\(\w+\)")
IN_TEMPLATE = re.compile(r'{%\s*translate "([^"]+)"')
IN_SCRIPT = re.compile(r'gettext\(\s*"((?:[^"\\]|\\.)+)"')
MARKED = {"_", "gettext_lazy"}
# A page of the wallboard's is within the desk's layout and reads the desk's catalogue behind its own.
ROOMS = {"desk": ("desk", ""), "wallboard": ("wallboard", "desk", "")}


def said_by_server(room: str) -> Iterator[str]:
    for source in (PACKAGE / room).rglob("*.py"):
        for node in ast.walk(ast.parse(source.read_text())):
            match node:
                case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=str(text)), *_]) if (
                    name in MARKED
                ):
                    yield text
    for template in (PACKAGE / room).rglob("*.html"):
        yield from IN_TEMPLATE.findall(template.read_text())


def said_by_scripts(room: str) -> Iterator[str]:
    for script in (PACKAGE / room / "ts").glob("*.ts"):
        yield from IN_SCRIPT.findall(script.read_text())


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("language", ["ru", "uk"])
@pytest.mark.parametrize(("domain", "said"), [("django", said_by_server), ("djangojs", said_by_scripts)])
def test_nothing_is_left_in_english(
    room: str, language: str, domain: str, said: Callable[[str], Iterator[str]]
) -> None:
    paths = [PACKAGE / behind / f"locale/{language}/LC_MESSAGES/{domain}.po" for behind in ROOMS[room]]
    catalogues = [polib.pofile(str(path)) for path in paths if path.exists()]
    known = {entry.msgid for catalogue in catalogues for entry in catalogue.translated_entries()}
    assert set(said(room)) - known == set()
    for entry in catalogues[0]:
        for words in entry.msgstr_plural.values() or [entry.msgstr]:
            assert sorted(FIELDS.findall(words)) == sorted(FIELDS.findall(entry.msgid)), entry.msgid
