"""Which days are off in a country, and which Saturdays are worked for them, by the ``holidays`` library.

Days that a government moves are in the library as soon as it has published them (Russia: usually in
the autumn before). For later years only the fixed holidays are known.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Final

import msgspec


class Country(StrEnum):
    """Whose holidays a calendar keeps.

    Under martial law Ukraine has no holidays: all of them have been working days since 15.03.2022 (law
    2136-IX, article 6), and ``UKRAINE`` says so. A house that gives its people these days all the
    same takes ``UKRAINE_OF_PEACE``.
    """

    NONE = ""
    RUSSIA = "RU"
    UKRAINE = "UA"
    UKRAINE_OF_PEACE = "UA-peace"


class _Source(msgspec.Struct, frozen=True):
    """What to ask the library for. ``date_format``: of the day named in "moved from …"."""

    code: str
    language: str
    categories: tuple[str, ...]
    date_format: str = "%d.%m.%Y"


_SOURCES: Final = {
    Country.RUSSIA: _Source("RU", "ru", ("public",)),
    Country.UKRAINE: _Source("UA", "uk", ("public",)),
    Country.UKRAINE_OF_PEACE: _Source("UA", "uk", ("public", "workday")),
}


class Year(msgspec.Struct, frozen=True):
    """``off``: days off with their names. ``worked``: weekend days that are worked, each with its day off."""

    off: Mapping[date, str]
    worked: Mapping[date, date]


@lru_cache(maxsize=64)
def year_of(country: Country, year: int) -> Year:
    """The holidays of one year, named in the country's language.

    The first country that is asked for takes about a second: whoever must not be kept waiting has it asked
    elsewhere before.
    """
    source = _SOURCES.get(country)
    if source is None:
        return Year({}, {})
    import holidays  # half a second that only those pay whose calendars have holidays

    known = holidays.country_holidays(
        source.code, years=year, language=source.language, categories=source.categories
    )
    off = dict(known.items())
    worked: dict[date, date] = {}
    for day in known.weekend_workdays:
        written = day.strftime(source.date_format)
        for free, name in off.items():
            if written in name:  # "Выходной (перенесено с 27.04.2024)"
                worked[day] = free
    return Year(off, worked)
