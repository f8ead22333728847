"""What an operator says, ready for one desk: the speech modules of clause 7.

The words are those in force in this house (``apps.prompts``); the browser fills in whom it speaks with
(``ts/phrases.ts``), and how a colleague is called comes from ``apps.staff.called``.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from thirdring.apps.prompts import texts
from thirdring.apps.staff.models import Operator
from thirdring.speech import LANGUAGES, Text
from thirdring.speech.texts import BLANK, Module, latest

Json = dict[str, Any]


def phrases_of(operator: Operator) -> Json:
    """The texts as they stand now, each with its version, and how this operator introduces himself."""
    user = operator.user
    house = texts.house()
    return {
        "edition": latest().edition,
        "blank": BLANK,
        "operator": " ".join(part for part in (user.last_name, user.first_name) if part) or user.username,
        "post": operator.post.name if operator.post else "",
        "texts": [
            {
                "key": text.key,
                "module": text.module,
                "clause": text.clause,
                "version": house.version_of(text.key),
                **{language: _wording(text, language) for language in LANGUAGES},
            }
            for text in house.texts.values()
            if text.module is not Module.SYSTEM
        ],
    }


MODULES: dict[str, Any] = {
    Module.GREETING: _("greeting"),
    Module.WAITING: _("asked to wait"),
    Module.TRANSFER: _("to whom the caller is passed on, and consent"),
    Module.BUSY: _("the line is busy"),
}


def said_of(noted: str) -> list[str]:
    """What a card notes as said, in words; a closing in its own, each with the version of its text."""
    known = texts.known()
    said = []
    for one in noted.split():
        key, _at, version = one.partition("@")
        text = known.get(key)
        if text is not None:
            name = MODULES.get(text.module) or f"«{text.ru.plain}»"
            said.append(f"{name} ({version})")
    return said


def _wording(text: Text, language: str) -> Json:
    wording = text.wording(language)
    return {"plain": wording.plain, "ofHer": wording.of_her, "steps": wording.parts}
