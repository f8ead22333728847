"""How people of the house are called: by themselves, and to a caller who is passed on to one of them.

Clause 4 of 141-П has organisation, post and name told; in Russian and Ukrainian they are declined:
a colleague is "в компетенции врача-эксперта Показовой Ольги Павловны".
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from thirdring.apps.organisations.models import Country
from thirdring.apps.staff.models import Operator
from thirdring.speech import declension
from thirdring.speech.declension import REMEMBERED, Said

Json = dict[str, Any]

WRITTEN_IN: dict[str, str] = {Country.RU: "ru", Country.UA: "uk"}  # names, posts and departments of a country


def spoken_name(operator: Operator) -> str:
    user = operator.user
    return full_name(user.last_name, user.first_name, user.patronymic, user.username)


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
    where = place(colleague.organisation, colleague.department, language)
    who = " ".join(
        part for part in (_small(declension.phrase(colleague.post, language).genitive), name.genitive) if part
    )
    declined = ", ".join(part for part in (where.genitive, who or colleague.username) if part)
    named = " ".join(part for part in (colleague.post, colleague.name) if part)
    at = ", ".join(part for part in (named, where_of(colleague.organisation, colleague.department)) if part)
    return {"declined": declined, "plain": at, "her": name.feminine}


def place(organisation: str, department: str, language: str) -> Said:
    """ "отдела экспертизы ТФОМС КК": the department is the one that the question belongs to."""
    whole = declension.phrase(organisation, language)
    if not department:
        return whole
    part = declension.phrase(department, language)
    return Said(f"{_small(part.genitive)} {whole.genitive}", part.feminine)


def where_of(organisation: str, department: str) -> str:
    return f"{department}, {organisation}" if department else organisation


def _small(words: str) -> str:
    """In the middle of a sentence; an abbreviation keeps its letters."""
    return words if words[:2].isupper() else words[:1].lower() + words[1:]
