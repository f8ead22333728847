"""Names, posts and departments in the genitive, as "в компетенции врача-эксперта Показовой Ольги" needs them.

Dictionaries and rules of existing projects do the work (docs/decisions/0004): pymorphy3 for common words,
petrovich and shevchenko for names of persons. What they do not know stays as it was written: a name
that is not declined is a blemish, a wrong one is an insult.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any, Final

import msgspec
import pymorphy3
import shevchenko
from pytrovich.detector import PetrovichGenderDetector
from pytrovich.enums import Case, Gender, NamePart
from pytrovich.maker import PetrovichDeclinationMaker

DECLINED: Final = ("ru", "uk")  # English keeps its words as they are
REMEMBERED: Final = 4096

_CASES: Final = frozenset({"gent", "datv", "accs", "ablt", "loct", "voct", "gen2", "loc2"})
_DESCRIBING: Final = frozenset({"ADJF", "PRTF"})
_UNCHANGED_FIRST_PARTS: Final = frozenset(
    {"контакт", "пресс", "колл", "кол", "бэк", "фронт", "веб", "онлайн"}
)
_WORDS: Final = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*|.", re.DOTALL)


class Said(msgspec.Struct, frozen=True):
    """Words in the genitive, and whether "she" stands for them."""

    genitive: str
    feminine: bool = False


@lru_cache(REMEMBERED)
def person(family_name: str, given_name: str, patronymic: str, language: str) -> Said:
    """A person's full name: "Показовой Ольги Павловны". Any part may be ""; whose sex shows nowhere stays."""
    if language == "ru" and (given_name or patronymic):
        return _russian(family_name, given_name, patronymic)
    if language == "uk" and (given_name or patronymic):
        return _ukrainian(family_name, given_name, patronymic)
    return Said(" ".join(part for part in (family_name, given_name, patronymic) if part))


@lru_cache(REMEMBERED)
def phrase(words: str, language: str) -> Said:
    """A post, department or organisation: its first noun and what describes that one are declined.

    What follows depends on the noun already ("отдел экспертизы" → "отдела экспертизы"); abbreviations and
    names in quotes have no cases.
    """
    if language not in DECLINED:
        return Said(words)
    found = _WORDS.findall(words)
    said: list[str] = []
    feminine = False
    for place, word in enumerate(found):
        if not word[0].isalpha() or (word.isupper() and len(word) > 1):
            said.append(word)
            if word != " " and not word[0].isalpha():
                break
            continue
        following = next((later for later in found[place + 1 :] if later[0].isalpha()), "")
        parse = _nominative(word, following, language)
        if parse is None:
            said.append(word)
            break
        said.append(_declined(word, parse, language))
        feminine = "femn" in parse.tag
        if parse.tag.POS == "NOUN":
            break
    return Said("".join([*said, *found[len(said) :]]), feminine)


def _russian(family_name: str, given_name: str, patronymic: str) -> Said:
    known = {"lastname": family_name, "firstname": given_name, "middlename": patronymic}
    detector: Any = PetrovichGenderDetector()  # untyped
    gender = detector.detect(**{part: name for part, name in known.items() if name})
    if gender is Gender.ANDROGYNOUS:
        return Said(" ".join(name for name in known.values() if name))
    maker = _petrovich()
    kinds = (NamePart.LASTNAME, NamePart.FIRSTNAME, NamePart.MIDDLENAME)
    declined = [
        maker.make(kind, gender, Case.GENITIVE, name)
        for kind, name in zip(kinds, known.values(), strict=True)
        if name
    ]
    return Said(" ".join(declined), gender is Gender.FEMALE)


def _ukrainian(family_name: str, given_name: str, patronymic: str) -> Said:
    known = {"family_name": family_name, "given_name": given_name, "patronymic_name": patronymic}
    given = {part: name for part, name in known.items() if name}
    gender = shevchenko.detect_gender(**{part: name for part, name in given.items() if part != "family_name"})
    if gender is None:
        return Said(" ".join(given.values()))
    declined: dict[str, str] = shevchenko.in_genitive(gender=gender, **given)
    return Said(" ".join(declined[part] for part in given), gender == shevchenko.FEMININE)


def _nominative(word: str, following: str, language: str) -> Any | None:
    """How the dictionary reads the word here; it describes the next one only if both agree."""
    described = _parses(following, language) if following else []
    nouns = []
    for parse in _parses(word, language):
        if parse.tag.POS == "NOUN":
            nouns.append(parse)
        elif any(_agree(parse, other) for other in described):
            return parse
    alone = [parse for parse in _parses(word, language) if parse.tag.POS in _DESCRIBING]
    return next(iter([*nouns, *alone]), None)


def _parses(word: str, language: str) -> list[Any]:
    """Readings in the nominative; the Ukrainian dictionary leaves that case unmarked at times."""
    return [
        parse
        for parse in _dictionary(language).parse(word)
        if parse.tag.POS in {"NOUN", *_DESCRIBING} and not _CASES & parse.tag.grammemes
    ]


def _agree(one: Any, other: Any) -> bool:
    return bool(one.tag.gender == other.tag.gender and one.tag.number == other.tag.number)


def _declined(word: str, parse: Any, language: str) -> str:
    first, hyphen, rest = word.partition("-")
    if hyphen and first.lower() in _UNCHANGED_FIRST_PARTS:
        return f"{first}-{phrase(rest, language).genitive}"
    inflected = parse.inflect({"gent"})
    if inflected is None:
        return word
    declined: str = inflected.word
    return declined.capitalize() if word[0].isupper() else declined


@cache
def _dictionary(language: str) -> Any:
    return pymorphy3.MorphAnalyzer(lang=language)


@cache
def _petrovich() -> PetrovichDeclinationMaker:
    return PetrovichDeclinationMaker()
