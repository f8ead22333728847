"""What keeps a wording from being said, and what its author should know before the next shift does.

A problem stops it: a field that nobody fills, a brace that is not closed. A remark does not: the
house may depart from the order's words, but shall not do so unawares.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thirdring import speech
from thirdring.apps.prompts.models import TextVersion
from thirdring.speech import LANGUAGES, Text, Wording
from thirdring.speech.texts import Module

LONGEST: Final = 2000  # characters: two minutes of listening
FIELD: Final = re.compile(r"{(\w+)}")

LANGUAGE_NAMES: Final[Mapping[str, str | Promise]] = {
    "ru": gettext_lazy("Russian"),
    "uk": gettext_lazy("Ukrainian"),
    "en": gettext_lazy("English"),
}


def fields_of(wording: Wording) -> frozenset[str]:
    """The names in braces anywhere in the wording."""
    return frozenset(FIELD.findall("\n".join((wording.plain, wording.of_her, *wording.parts))))


def allowed(text: Text) -> frozenset[str]:
    """The fields that are filled where this text belongs: those of the shipped texts of the same place."""
    neighbours = [
        other
        for other in speech.known().values()
        if other.key == text.key or (other.module is text.module is not Module.SYSTEM)
    ]
    return frozenset().union(
        *(fields_of(other.wording(language)) for other in neighbours for language in LANGUAGES)
    )


def problems(text: Text, wording: Wording) -> list[str]:
    """Why the shipped ``text`` cannot have this wording; nothing when it can."""
    found = []
    filled = allowed(text)
    if unknown := sorted(fields_of(wording) - filled):
        found.append(
            _("Nobody fills %(unknown)s here. These fields are known: %(known)s.")
            % {"unknown": _braced(unknown), "known": _braced(sorted(filled)) or "–"}
        )
    if text.module is Module.SYSTEM and FIELD.search(wording.plain):
        found.append(
            _(
                "The whole sentence is what is said when nothing is known: "
                "it cannot have fields. Its parts can."
            )
        )
    whole = (wording.plain, wording.of_her, *wording.parts)
    if any(set("{}") & set(FIELD.sub("", words)) for words in whole):
        found.append(_("A brace stands alone. A field is written as {organisation}."))
    if any(len(words) > LONGEST for words in whole):
        found.append(
            _("At most %(longest)d characters: nobody would listen to the end.") % {"longest": LONGEST}
        )
    return found


def remarks(text: Text, version: TextVersion) -> list[str]:
    """What to know of a version of the shipped ``text``: how it departs from the order, and from whole."""
    found = []
    for language in LANGUAGES:
        name, shipped = LANGUAGE_NAMES[language], text.wording(language)
        wording = version.wording(language)
        if wording is None:
            if any(version.wording(other) for other in LANGUAGES):
                found.append(_("%(language)s: the shipped words stand.") % {"language": name})
            continue
        if text.clause and text.module is Module.CLOSING and language == "ru":
            found.append(
                _("Clause %(clause)s of 141-П gives these words verbatim: “%(words)s”.")
                % {"clause": text.clause, "words": shipped.plain}
            )
        elif text.clause and (lost := sorted(fields_of(shipped) - fields_of(wording))):
            found.append(
                _("%(language)s: clause %(clause)s of 141-П has %(fields)s said here.")
                % {"language": name, "clause": text.clause, "fields": _braced(lost)}
            )
        if shipped.parts and not wording.parts and text.module is Module.SYSTEM:
            found.append(_("%(language)s: without parts no figures are said.") % {"language": name})
    return found


def _braced(fields: list[str]) -> str:
    return ", ".join(f"{{{field}}}" for field in fields)
