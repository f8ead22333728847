"""English that was left on a page in another language: texts of the catalogues, shown word for word."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import polib

import thirdring

OURS = Path(thirdring.__file__).parent
# Named alike in all languages, or names of something else: a language in its own words, a file's kind.
ALIKE = {"English", "CSV", "XLSX", "LUFS", "SHA-256", "TOTP"}
# Keys that the administration shows as they are: of roles, as sign-in services name them, and of texts.
ALIKE |= {"operator1", "operator2", "expert", "supervisor", "controller", "administrator", "auditor"}
ALIKE |= {"closed", "greeting", "transfer", "waiting"}
MARKED = re.compile(r"{%\s*trans(?:late)?\s+[\"']([^\"']+)[\"']|\b_\(\s*\"([^\"]+)\"\s*\)")
LETTERS = re.compile(r"[A-Za-z]{2}")


@cache
def english(language: str) -> frozenset[str]:
    """Every text that has other words in ``language``; Django's and its packages' as well as ours."""
    django = _folder("django")
    catalogues = [
        *OURS.rglob(f"locale/{language}/LC_MESSAGES/*.po"),
        *django.glob(f"contrib/*/locale/{language}/LC_MESSAGES/*.po"),
        django / f"conf/locale/{language}/LC_MESSAGES/django.po",
    ]
    entries = [entry for catalogue in catalogues for entry in polib.pofile(str(catalogue))]
    alike = {entry.msgid for entry in entries if entry.msgid == entry.msgstr}
    texts = {entry.msgid for entry in entries} | _of_unfold()
    said = {text for text in texts - alike if LETTERS.search(text)}
    return frozenset(said | {text[:1].upper() + text[1:] for text in said})


def left_over(texts: Iterable[str], language: str) -> list[str]:
    """What of ``texts`` stands there in English, in order."""
    said = {" ".join(text.split()) for text in texts}
    return sorted((said & english(language)) - ALIKE)


def _of_unfold() -> set[str]:
    """What the administration's library says; it comes without catalogues."""
    folder = _folder("unfold")
    sources = [*folder.glob("templates/**/*.html"), *folder.glob("*.py")]
    found = (MARKED.findall(source.read_text()) for source in sources)
    return {text or other for texts in found for text, other in texts}


def _folder(package: str) -> Path:
    found = find_spec(package)
    assert found
    assert found.origin
    return Path(found.origin).parent
