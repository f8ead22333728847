"""What an operator says, ready for one desk: the speech modules of clause 7, and how colleagues are named.

The words are those in force in this house (``apps.prompts``); the browser fills in whom it speaks with
(``ts/phrases.ts``). Only what has to be declined is filled in here: a colleague is "в компетенции
врача-эксперта Показовой Ольги Павловны".
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from thirdring.apps.channels.models import Queue
from thirdring.apps.organisations.models import Country
from thirdring.apps.prompts import texts
from thirdring.apps.staff.models import Operator
from thirdring.speech import LANGUAGES, Text, declension
from thirdring.speech.declension import REMEMBERED, Said
from thirdring.speech.texts import BLANK, Module, latest

Json = dict[str, Any]

WRITTEN_IN: dict[str, str] = {Country.RU: "ru", Country.UA: "uk"}  # names, posts and departments of a country


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


class Colleague(NamedTuple):
    """How a colleague stands in the tables: names, post, department, organisation (its short name)."""

    last_name: str
    first_name: str
    patronymic: str
    username: str
    post: str
    department: str
    organisation: str
    country: str

    @property
    def name(self) -> str:
        return full_name(*self[:4])


def full_name(last_name: str, first_name: str, patronymic: str, username: str) -> str:
    """How an operator introduces himself and is named to callers: family name, given name, patronymic."""
    return " ".join(part for part in (last_name, first_name, patronymic) if part) or username


@lru_cache(REMEMBERED)
def called(colleague: Colleague) -> Json:
    """How clause 4 has a colleague named to the caller: where he works, his post, his full name."""
    language = WRITTEN_IN[colleague.country]
    name = declension.person(colleague.last_name, colleague.first_name, colleague.patronymic, language)
    where = _place(colleague.organisation, colleague.department, language)
    who = " ".join(
        part for part in (_small(declension.phrase(colleague.post, language).genitive), name.genitive) if part
    )
    declined = ", ".join(part for part in (where.genitive, who or colleague.username) if part)
    named = " ".join(part for part in (colleague.post, colleague.name) if part)
    at = ", ".join(part for part in (named, _where(colleague.organisation, colleague.department)) if part)
    return {"declined": declined, "plain": at, "her": name.feminine}


def called_queue(queue: Queue) -> Json:
    """The same of a queue: the department that stands behind it, or the organisation."""
    department = queue.needs_department.name if queue.needs_department else ""
    organisation = queue.organisation.short_name
    where = _place(organisation, department, WRITTEN_IN[queue.organisation.country])
    return {"declined": where.genitive, "plain": _where(organisation, department), "her": where.feminine}


def _place(organisation: str, department: str, language: str) -> Said:
    """ "отдела экспертизы ТФОМС КК": the department is the one that the question belongs to."""
    whole = declension.phrase(organisation, language)
    if not department:
        return whole
    part = declension.phrase(department, language)
    return Said(f"{_small(part.genitive)} {whole.genitive}", part.feminine)


def _where(organisation: str, department: str) -> str:
    return f"{department}, {organisation}" if department else organisation


def _small(words: str) -> str:
    """In the middle of a sentence; an abbreviation keeps its letters."""
    return words if words[:2].isupper() else words[:1].lower() + words[1:]


def _wording(text: Text, language: str) -> Json:
    wording = text.wording(language)
    return {"plain": wording.plain, "ofHer": wording.of_her, "steps": wording.parts}
