"""Every text that the apps show has its Russian and its Ukrainian words, with the same fields in them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest

import thirdring

PACKAGE = Path(thirdring.__file__).parent
MARKED = {"_", "gettext", "gettext_lazy", "ngettext"}
IN_TEMPLATE = re.compile(r'{%\s*translate "([^"]+)"')
FIELDS = re.compile(r"%\(\w+\)\w+")


def shown() -> Iterator[str]:
    commands = set(PACKAGE.glob("apps/*/management/commands/*.py"))  # `tests/setup/test_words.py` reads these
    sources = [
        *(set(PACKAGE.glob("apps/**/*.py")) - commands),
        PACKAGE / "site/administration.py",
        PACKAGE / "site/settings.py",
    ]
    for source in sources:
        for node in ast.walk(ast.parse(source.read_text())):
            match node:
                case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=str(text)), *_]) if (
                    name in MARKED
                ):
                    yield text
    for template in PACKAGE.glob("apps/**/*.html"):
        yield from IN_TEMPLATE.findall(template.read_text())


@pytest.mark.parametrize("language", ["ru", "uk"])
def test_nothing_is_left_untranslated(language):
    catalogue = polib.pofile(str(PACKAGE / f"locale/{language}/LC_MESSAGES/django.po"))
    translated = {entry.msgid for entry in catalogue.translated_entries()}
    assert set(shown()) - translated == set()


@pytest.mark.parametrize("language", ["ru", "uk"])
def test_a_translation_has_the_fields_of_its_original(language):
    for entry in polib.pofile(str(PACKAGE / f"locale/{language}/LC_MESSAGES/django.po")):
        for words in entry.msgstr_plural.values() or [entry.msgstr]:
            assert sorted(FIELDS.findall(words)) == sorted(FIELDS.findall(entry.msgid)), entry.msgid
