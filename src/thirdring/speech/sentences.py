"""Figures as people say them: how long, where in line, which telephone; and a text with them filled in.

A wait is said roughly, for more than "около двух минут" nobody knows; a telephone number is
read in the groups in which people write it down.
"""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from typing import Final

import msgspec

from thirdring.speech.days import when
from thirdring.speech.numbers import GREATEST, Case, Gender, Noun, cardinal, counted, ordinal

LANGUAGES: Final = ("ru", "uk", "en")

_F, _M = Gender.FEMININE, Gender.MASCULINE
_MINUTES: Final = {
    "ru": Noun(_F, "минута", "минуты", "минут", "минуты"),
    "uk": Noun(_F, "хвилина", "хвилини", "хвилин", "хвилини"),
    "en": Noun(_M, "minute", "minutes", "minutes", "minute"),
}
_HOURS: Final = {
    "ru": Noun(_M, "час", "часа", "часов", "часа"),
    "uk": Noun(_F, "година", "години", "годин", "години"),
    "en": Noun(_M, "hour", "hours", "hours", "hour"),
}
_UNDER_A_MINUTE: Final = {"ru": "меньше минуты", "uk": "менше хвилини", "en": "less than a minute"}
_ABOUT: Final = {"ru": "около", "uk": "близько", "en": "about"}
_ONE: Final = {  # "около минуты": nobody says "около одной минуты"
    "ru": {60: "минуты", 3600: "часа"},
    "uk": {60: "хвилини", 3600: "години"},
    "en": {60: "a minute", 3600: "an hour"},
}
_HALF_HOUR: Final = {"ru": "получаса", "uk": "пів години", "en": "half an hour"}
_ROUGHLY: Final = {"ru": "примерно", "uk": "приблизно", "en": "about"}
_COUNTED: Final = 20  # places that are said exactly
_FURTHEST: Final = 900_000
_PLUS: Final = {"ru": "плюс", "uk": "плюс", "en": "plus"}
_NUMBER_SIGN: Final = {"ru": "номер", "uk": "номер", "en": "number"}

# How a number is divided: by its beginning, then by how many digits there are without it.
_COUNTRY_CODES: Final = (("7", (3, 3, 2, 2)), ("380", (2, 3, 2, 2)))
_GROUPS: Final[dict[int, tuple[int, ...]]] = {
    5: (1, 2, 2),
    6: (2, 2, 2),
    7: (3, 2, 2),
    8: (2, 2, 2, 2),
    9: (2, 3, 2, 2),
    10: (3, 3, 2, 2),
    11: (1, 3, 3, 2, 2),
    12: (3, 2, 3, 2, 2),
}
_HOUR_S: Final = 3600
_LONGEST_S: Final = 999 * _HOUR_S


class Figures(msgspec.Struct, frozen=True):
    """What a sentence may have to say. A figure that is 0 or "" is not known, and not said."""

    place: int = 0
    wait_s: int = 0
    number: str = ""
    organisation: str = ""
    opens: datetime | None = None
    said: datetime | None = None  # now: ``opens`` is said from here, both by the clock of the same place
    by: str = ""  # whoever passes a caller on
    kind: str = ""  # of the appeal
    matter: str = ""


class Wording(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text in one language. ``plain`` is without figures; ``parts`` are said with them, in their order.

    ``of_her`` is ``plain`` where it speaks of a woman, when that makes a difference.
    """

    plain: str
    parts: tuple[str, ...] = ()
    of_her: str = ""


def sound_name(words: str, language: str) -> str:
    """The name of the sound of these words: whoever speaks, records or looks for them comes to the same."""
    return hashlib.sha256(f"{language}\n{words}".encode()).hexdigest()[:32]


def place(number: int, language: str) -> str:
    """A place in line (1: next), to follow "ваше место в очереди": "третье", "примерно сороковое".

    Far behind nobody counts: from ``_COUNTED`` on it is rounded up to a single figure and noughts.
    """
    if number <= _COUNTED:
        return ordinal(number, language)
    coarse = 10 ** (len(str(number)) - 1)
    rounded = min(-(-number // coarse) * coarse, _FURTHEST)
    return f"{_ROUGHLY[language]} {ordinal(rounded, language)}"


def wait(wait_s: int, language: str) -> str:
    """How long, roughly, rounded up: "меньше минуты", "около двух минут", "близько години"."""
    if wait_s < 60:
        return _UNDER_A_MINUTE[language]
    minutes = -(-min(wait_s, _LONGEST_S) // 60)
    if minutes > 60:
        minutes = -(-minutes // 60) * 60
    if minutes == 30:
        said = _HALF_HOUR[language]
    elif minutes * 60 in _ONE[language]:
        said = _ONE[language][minutes * 60]
    elif minutes < 60:
        said = counted(minutes, _MINUTES[language], language, Case.GENITIVE)
    else:
        said = counted(minutes // 60, _HOURS[language], language, Case.GENITIVE)
    return f"{_ABOUT[language]} {said}"


def telephone(number: str, language: str) -> str:
    """A telephone number, group by group; what is neither a digit nor a leading + is passed over."""
    digits = "".join(sign for sign in number if sign in "0123456789")
    groups = _groups_of(digits, international=number.strip().startswith("+"))
    said = [_group(group, language) for group in groups]
    if said and number.strip().startswith("+"):
        said[0] = f"{_PLUS[language]} {said[0]}"
    return ", ".join(said)


def _groups_of(digits: str, *, international: bool) -> list[str]:
    if international:
        for code, sizes in _COUNTRY_CODES:
            if digits.startswith(code) and len(digits) == len(code) + sum(sizes):
                return [code, *_cut(digits[len(code) :], sizes)]
    usual = _GROUPS.get(len(digits))
    if usual is not None:
        return _cut(digits, usual)
    pairs = [2] * (len(digits) // 2)
    return _cut(digits, (1, *pairs) if len(digits) % 2 else tuple(pairs))


def _cut(digits: str, sizes: tuple[int, ...]) -> list[str]:
    groups, start = [], 0
    for size in sizes:
        groups.append(digits[start : start + size])
        start += size
    return groups


def _group(digits: str, language: str) -> str:
    """ "045" is "ноль сорок пять"; in English digits are read one by one."""
    if language == "en":
        return " ".join(cardinal(int(digit), language) for digit in digits)
    zeros = len(digits) - len(digits.lstrip("0"))
    said = [cardinal(0, language)] * zeros
    if zeros < len(digits):
        said.append(cardinal(int(digits), language))
    return " ".join(said)


def in_words(text: str, language: str) -> str:
    """The text with every figure in it spelled out, so that any voice can say it ("№ 101")."""
    text = text.replace("№", f"{_NUMBER_SIGN[language]} ")

    def say(found: re.Match[str]) -> str:
        short = len(found[0]) <= len(str(GREATEST))
        return f" {cardinal(int(found[0]), language) if short else telephone(found[0], language)} "

    spelled = re.sub(r"[0-9]+", say, text)
    return re.sub(r" +(?=[ ,.!?:;)])|(?<=\() +", "", spelled).strip()


def spoken(wording: Wording, language: str, figures: Figures) -> tuple[str, ...]:
    """The sentences to say, one after the other; a part whose figure is not known is left out.

    Empty when no part is left, or there is none: then ``wording.plain`` is what there is to say.
    """
    known = {
        "place": place(figures.place, language) if figures.place > 0 else "",
        "wait": wait(figures.wait_s, language) if figures.wait_s > 0 else "",
        "number": telephone(figures.number, language),
        "organisation": in_words(figures.organisation, language),
        "by": in_words(figures.by, language),
        "kind": in_words(figures.kind, language),
        "matter": in_words(figures.matter, language),
        "opens": when(figures.opens, figures.said, language) if figures.opens and figures.said else "",
    }
    said, figured = [], False
    for part in wording.parts:
        fields = re.findall(r"{(\w+)}", part)
        if all(known[field] for field in fields):
            said.append(part.format_map(known))
            figured = figured or bool(fields)
    return tuple(said) if figured else ()
