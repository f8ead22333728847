"""Whole numbers in words, in the case and gender that the sentence around them asks for.

Nominative and genitive serve every sentence that the system says ("две минуты", "около двух
минут"); ordinals are neuter, for a place in line ("третье место"). Sources: the Russian Grammar of 1980,
§§ 1366–1372; the Ukrainian orthography of 2019, §§ 105–107.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple

GREATEST: Final = 999_999


class Gender(StrEnum):
    MASCULINE = "m"
    FEMININE = "f"
    NEUTER = "n"


class Case(StrEnum):
    NOMINATIVE = "nominative"
    GENITIVE = "genitive"


class Noun(NamedTuple):
    """A counted thing: its gender, and its forms after 1, after 2–4 and after 5.

    ``of_one`` is the genitive singular ("около одной минуты"); the genitive of all others is ``many``.
    """

    gender: Gender
    one: str
    few: str
    many: str
    of_one: str


class _Words(NamedTuple):
    """Number words of one case: by gender for 1 and 2, else by place."""

    one: dict[Gender, str]
    two: dict[Gender, str]
    units: tuple[str, ...]  # 0, then 3–19 at their own index
    tens: tuple[str, ...]
    hundreds: tuple[str, ...]


class _Ordinals(NamedTuple):
    """Neuter ordinals. ``prefix``: what is joined with ``thousandth`` in another form than the genitive."""

    units: tuple[str, ...]
    tens: tuple[str, ...]
    hundreds: tuple[str, ...]
    thousandth: str
    prefix: dict[str, str]


class _Slavic(NamedTuple):
    cases: dict[Case, _Words]
    thousand: Noun
    ordinals: _Ordinals


_M, _F, _N = Gender.MASCULINE, Gender.FEMININE, Gender.NEUTER


def _split(words: str) -> tuple[str, ...]:
    return ("", *words.split())


_RU: Final = _Slavic(
    cases={
        Case.NOMINATIVE: _Words(
            {_M: "один", _F: "одна", _N: "одно"},
            {_M: "два", _F: "две", _N: "два"},
            (
                *("ноль", "", "", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять", "десять"),
                *("одиннадцать", "двенадцать", "тринадцать", "четырнадцать", "пятнадцать"),
                *("шестнадцать", "семнадцать", "восемнадцать", "девятнадцать"),
            ),
            _split("- двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто"),
            _split("сто двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот"),
        ),
        Case.GENITIVE: _Words(
            {_M: "одного", _F: "одной", _N: "одного"},
            {_M: "двух", _F: "двух", _N: "двух"},
            (
                *("ноля", "", "", "трёх", "четырёх", "пяти", "шести", "семи", "восьми", "девяти", "десяти"),
                *("одиннадцати", "двенадцати", "тринадцати", "четырнадцати", "пятнадцати"),
                *("шестнадцати", "семнадцати", "восемнадцати", "девятнадцати"),
            ),
            _split("- двадцати тридцати сорока пятидесяти шестидесяти семидесяти восьмидесяти девяноста"),
            _split("ста двухсот трёхсот четырёхсот пятисот шестисот семисот восьмисот девятисот"),
        ),
    },
    thousand=Noun(_F, "тысяча", "тысячи", "тысяч", "тысячи"),
    ordinals=_Ordinals(
        (
            *("нулевое", "первое", "второе", "третье", "четвёртое", "пятое", "шестое", "седьмое", "восьмое"),
            *("девятое", "десятое", "одиннадцатое", "двенадцатое", "тринадцатое", "четырнадцатое"),
            *("пятнадцатое", "шестнадцатое", "семнадцатое", "восемнадцатое", "девятнадцатое"),
        ),
        _split(
            "- двадцатое тридцатое сороковое пятидесятое шестидесятое семидесятое восьмидесятое девяностое"
        ),
        _split(
            "сотое двухсотое трёхсотое четырёхсотое пятисотое шестисотое семисотое восьмисотое девятисотое"
        ),
        "тысячное",
        {"одной": "одно", "девяноста": "девяносто", "ста": "сто"},
    ),
)

_UK: Final = _Slavic(
    cases={
        Case.NOMINATIVE: _Words(
            {_M: "один", _F: "одна", _N: "одне"},
            {_M: "два", _F: "дві", _N: "два"},
            (
                *("нуль", "", "", "три", "чотири", "п’ять", "шість", "сім", "вісім", "дев’ять", "десять"),
                *("одинадцять", "дванадцять", "тринадцять", "чотирнадцять", "п’ятнадцять"),
                *("шістнадцять", "сімнадцять", "вісімнадцять", "дев’ятнадцять"),
            ),
            _split("- двадцять тридцять сорок п’ятдесят шістдесят сімдесят вісімдесят дев’яносто"),
            _split("сто двісті триста чотириста п’ятсот шістсот сімсот вісімсот дев’ятсот"),
        ),
        Case.GENITIVE: _Words(
            {_M: "одного", _F: "однієї", _N: "одного"},
            {_M: "двох", _F: "двох", _N: "двох"},
            (
                *("нуля", "", "", "трьох", "чотирьох", "п’яти", "шести", "семи", "восьми", "дев’яти"),
                *("десяти", "одинадцяти", "дванадцяти", "тринадцяти", "чотирнадцяти", "п’ятнадцяти"),
                *("шістнадцяти", "сімнадцяти", "вісімнадцяти", "дев’ятнадцяти"),
            ),
            _split("- двадцяти тридцяти сорока п’ятдесяти шістдесяти сімдесяти вісімдесяти дев’яноста"),
            _split("ста двохсот трьохсот чотирьохсот п’ятисот шестисот семисот восьмисот дев’ятисот"),
        ),
    },
    thousand=Noun(_F, "тисяча", "тисячі", "тисяч", "тисячі"),
    ordinals=_Ordinals(
        (
            *("нульове", "перше", "друге", "третє", "четверте", "п’яте", "шосте", "сьоме", "восьме"),
            *("дев’яте", "десяте", "одинадцяте", "дванадцяте", "тринадцяте", "чотирнадцяте"),
            *("п’ятнадцяте", "шістнадцяте", "сімнадцяте", "вісімнадцяте", "дев’ятнадцяте"),
        ),
        _split("- двадцяте тридцяте сорокове п’ятдесяте шістдесяте сімдесяте вісімдесяте дев’яносте"),
        _split("соте двохсоте трьохсоте чотирьохсоте п’ятисоте шестисоте семисоте восьмисоте дев’ятисоте"),
        "тисячне",
        {"однієї": "одно", "двох": "двох", "дев’яноста": "дев’яносто", "ста": "сто"},
    ),
)

_SLAVIC: Final = {"ru": _RU, "uk": _UK}

_EN_UNITS: Final = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
    *("twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_EN_TENS: Final = _split("- twenty thirty forty fifty sixty seventy eighty ninety")
_EN_ORDINALS: Final = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}


def cardinal(
    number: int, language: str, case: Case = Case.NOMINATIVE, gender: Gender = Gender.MASCULINE
) -> str:
    """``number`` (0–999,999) in words; ``ValueError`` for any other. English has neither case nor gender."""
    _check(number)
    if language == "en":
        return _english(number)
    thousands, rest = divmod(number, 1000)
    slavic = _SLAVIC[language]
    words = [*_thousands(thousands, slavic, case)] if thousands else []
    if rest or not thousands:
        words += _below_thousand(rest, slavic.cases[case], gender)
    return " ".join(words)


def ordinal(number: int, language: str) -> str:
    """The place ``number`` (0–999,999) in words: "третье", "третє", "third"."""
    _check(number)
    if language == "en":
        return _english_ordinal(number)
    slavic = _SLAVIC[language]
    thousands, rest = divmod(number, 1000)
    if thousands and not rest:
        return _thousandth(thousands, slavic)
    words = [*_thousands(thousands, slavic, Case.NOMINATIVE)] if thousands else []
    hundreds, below = divmod(rest, 100)
    nominative, ordinals = slavic.cases[Case.NOMINATIVE], slavic.ordinals
    if hundreds and not below:
        return " ".join([*words, ordinals.hundreds[hundreds]])
    if hundreds:
        words.append(nominative.hundreds[hundreds])
    if below < 20:
        return " ".join([*words, ordinals.units[below]])
    tens, units = divmod(below, 10)
    last = [nominative.tens[tens], ordinals.units[units]] if units else [ordinals.tens[tens]]
    return " ".join([*words, *last])


def counted(number: int, noun: Noun, language: str, case: Case = Case.NOMINATIVE) -> str:
    """So many of something: "две минуты", "(около) двух минут", "two minutes"."""
    words = cardinal(number, language, case, noun.gender)
    if language == "en":
        return f"{words} {noun.one if number == 1 else noun.many}"
    return f"{words} {_form(number, noun, case)}"


def _form(number: int, noun: Noun, case: Case) -> str:
    """The form of a Slavic ``noun`` beside ``number``."""
    one = number % 10 == 1 and number % 100 != 11
    if case is Case.GENITIVE:
        return noun.of_one if one else noun.many
    if one:
        return noun.one
    return noun.few if number % 10 in {2, 3, 4} and number % 100 not in {12, 13, 14} else noun.many


def _check(number: int) -> None:
    if not 0 <= number <= GREATEST:
        raise ValueError(f"{number} cannot be said: only 0 to {GREATEST} can")


def _thousands(thousands: int, slavic: _Slavic, case: Case) -> list[str]:
    words = _below_thousand(thousands, slavic.cases[case], slavic.thousand.gender)
    return [*words, _form(thousands, slavic.thousand, case)]


def _thousandth(thousands: int, slavic: _Slavic) -> str:
    """ "двухтысячное": the genitive of how many, written as one word."""
    if thousands == 1:
        return slavic.ordinals.thousandth
    prefix = slavic.ordinals.prefix
    parts = _below_thousand(thousands, slavic.cases[Case.GENITIVE], Gender.FEMININE)
    return "".join(prefix.get(part, part) for part in parts) + slavic.ordinals.thousandth


def _below_thousand(number: int, words: _Words, gender: Gender) -> list[str]:
    hundreds, below = divmod(number, 100)
    tens, units = divmod(below, 10) if below >= 20 else (0, below)
    said = [words.hundreds[hundreds], words.tens[tens]]
    if units in {1, 2}:
        said.append((words.one if units == 1 else words.two)[gender])
    elif units or not number:
        said.append(words.units[units])
    return [word for word in said if word]


def _english(number: int) -> str:
    thousands, rest = divmod(number, 1000)
    hundreds, below = divmod(rest, 100)
    words = [f"{_english(thousands)} thousand"] if thousands else []
    if hundreds:
        words.append(f"{_EN_UNITS[hundreds]} hundred")
    if below or not number:
        small = _english_below_hundred(below)
        words.append(f"and {small}" if words else small)
    return " ".join(words)


def _english_below_hundred(number: int) -> str:
    if number < 20:
        return _EN_UNITS[number]
    tens, units = divmod(number, 10)
    return f"{_EN_TENS[tens]}-{_EN_UNITS[units]}" if units else _EN_TENS[tens]


def _english_ordinal(number: int) -> str:
    words = _english(number)
    cut = max(words.rfind(" "), words.rfind("-")) + 1
    start, last = words[:cut], words[cut:]
    regular = f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th"
    return start + _EN_ORDINALS.get(last, regular)
