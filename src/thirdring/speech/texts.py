"""The speech modules of clause 7 of 141-П, and what the system itself says, as versioned data.

A text keeps its key for ever; its words belong to a version. Operators read them from the desk with
the fields filled in, callers hear them from the system.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Final

import msgspec

from thirdring.speech.sentences import Wording

BLANK: Final = "_____"  # what the order itself writes for what is to be filled in


class Module(StrEnum):
    """Where in a conversation a text belongs; ``SYSTEM``: nobody but the system says it."""

    GREETING = "greeting"
    WAITING = "waiting"
    TRANSFER = "transfer"
    BUSY = "busy"
    CLOSING = "closing"
    TACTICS = "tactics"  # not said, but kept to: ``parts`` are the steps
    SYSTEM = "system"


class Text(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One text in three languages.

    ``leads_to`` are texts that the answer may ask for: while this is heard, they can be made ready.
    ``clause``: of the order, where it comes from there.
    """

    key: str
    module: Module
    ru: Wording
    uk: Wording
    en: Wording
    clause: str = ""
    leads_to: tuple[str, ...] = ()

    def wording(self, language: str) -> Wording:
        """In "ru", "uk" or "en"."""
        wording: Wording = getattr(self, language)
        return wording


class Version(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All texts as they stand in one version."""

    version: int
    edition: str  # of the regulation
    texts: tuple[Text, ...]


@cache
def latest() -> Version:
    """The texts as they stand now."""
    folder = files(__package__) / "texts"
    versions = [
        msgspec.toml.decode(entry.read_bytes(), type=Version)
        for entry in folder.iterdir()
        if entry.name.endswith(".toml")
    ]
    return max(versions, key=lambda version: version.version)


@cache
def known() -> dict[str, Text]:
    """The texts of the latest version, by key."""
    return {text.key: text for text in latest().texts}


def written(text: Text, language: str, **fields: str) -> str:
    """The text to be read from a screen; a field that is not given is left blank."""
    return re.sub(r"{(\w+)}", lambda field: fields.get(field[1]) or BLANK, text.wording(language).plain)
