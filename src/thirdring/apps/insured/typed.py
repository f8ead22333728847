"""What an operator's typing may mean: dates of birth, years, numbers, initials and words of a name.

Reading only, without the database: whoever looks for persons decides what to do with the parts. Several
meanings of one text stand side by side (``070187`` is a date or the beginning of a number), never guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from thirdring.apps.insured.models import searchable

LONGEST = 200  # characters
WORDS_AT_MOST = 6
FEWEST_DIGITS = 6  # of a number: fewer fit too many

_MONTHS = {
    name: month
    for month, names in enumerate(
        (
            "января січня",
            "февраля лютого",
            "марта березня",
            "апреля квітня",
            "мая травня",
            "июня червня",
            "июля липня",
            "августа серпня",
            "сентября вересня",
            "октября жовтня",
            "ноября листопада",
            "декабря грудня",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = "|".join(_MONTHS)
_DATES = (
    re.compile(r"(?<!\d)(?P<day>\d{1,2})[./-](?P<month>\d{1,2})[./-](?P<year>\d{4}|\d{2})(?!\d)"),
    re.compile(r"(?<!\d)(?P<year>\d{4})[./-](?P<month>\d{1,2})[./-](?P<day>\d{1,2})(?!\d)"),
    re.compile(rf"(?<!\d)(?P<day>\d{{1,2}})\s+(?P<month>{_MONTH})\s+(?P<year>\d{{4}})(?!\d)", re.I),
)
_DIGITS_DATE = re.compile(r"(?P<day>\d\d)(?P<month>\d\d)(?P<year>\d{4}|\d{2})")
_POLICY = re.compile(r"\b[^\W\d_]{1,5}[-\s]?\d{3,}\b")
_NUMBER = re.compile(r"\+?[\d(][\d\s()\-]*\d")
_YEAR = re.compile(r"(?<![\d./-])(?:19|20)\d\d(?![./-]?\d)")

# The keys of the Latin keyboard and what they write in the Russian and the Ukrainian one.
_KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
LAYOUTS = (
    str.maketrans(_KEYS, "йцукенгшщзхъфывапролджэячсмитьбюё"),
    str.maketrans(_KEYS, "йцукенгшщзхїфівапролджєячсмитьбю'"),
)


@dataclass(frozen=True)
class Typed:
    """``numbers`` and ``policies`` as written, ``dates`` and ``years`` of birth, ``words`` folded for search.

    Each number comes with the dates it may be instead. ``growing``: the last word is still being typed.
    """

    words: tuple[str, ...] = ()
    initials: tuple[str, ...] = ()
    dates: tuple[tuple[date, ...], ...] = ()
    years: tuple[int, ...] = ()
    numbers: tuple[tuple[str, tuple[date, ...]], ...] = ()
    policies: tuple[str, ...] = ()
    growing: bool = False

    def __bool__(self) -> bool:
        return bool(self.words or self.dates or self.years or self.numbers or self.policies)


def read(text: str) -> Typed:
    """The parts of ``text``, of its first two hundred characters."""
    text = text[:LONGEST].replace("\x00", " ")
    growing = not text.endswith(" ")
    dates = []
    for pattern in _DATES:
        for found in pattern.finditer(text):
            if meanings := _dates(found):
                dates.append(meanings)
                text = text.replace(found.group(), " ", 1)
    years = [int(year) for year in _YEAR.findall(text)]
    text = _YEAR.sub(" ", text)
    policies = _POLICY.findall(text)
    for policy in policies:
        text = text.replace(policy, " ", 1)
    numbers = []
    for found in _NUMBER.finditer(text):
        digits = digits_of(found.group())
        whole = _DIGITS_DATE.fullmatch(digits)
        if len(digits) >= FEWEST_DIGITS:
            numbers.append((found.group(), _dates(whole) if whole else ()))
    words = _words(text)
    return Typed(
        words=tuple(word for word in words if len(word) > 1),
        initials=tuple(word for word in words if len(word) == 1),
        dates=tuple(dates),
        years=tuple(years),
        numbers=tuple(numbers),
        policies=tuple(policies),
        growing=growing,
    )


def _words(text: str) -> list[str]:
    """Latin text keeps the signs that are letters on a Cyrillic keyboard, for ``other_layouts`` to read."""
    signs = r"\w\s'ʼ’`´‘\-" + (r"\[\];,." if text.isascii() else "")
    return searchable(re.sub(rf"[^{signs}]|\d|_", " ", text)).split()[:WORDS_AT_MOST]


def digits_of(text: str) -> str:
    return "".join(filter(str.isdecimal, text))


def other_layouts(word: str) -> tuple[str, ...]:
    """What ``word``, typed on the Latin keyboard by mistake, would be on the others; else nothing."""
    if not (word.isascii() and any(sign.isalpha() for sign in word)):
        return ()
    return tuple(dict.fromkeys(searchable(word.translate(layout)) for layout in LAYOUTS))


def _dates(found: re.Match[str]) -> tuple[date, ...]:
    """The possible dates: a year of two digits is of either century; none when there is no such day."""
    year, month = found["year"], found["month"].lower()
    number = _MONTHS.get(month) or int(month)
    centuries = ("",) if len(year) == 4 else ("19", "20")
    possible = []
    for century in centuries:
        try:
            possible.append(date(int(century + year), number, int(found["day"])))
        except ValueError:
            continue
    return tuple(possible)
