"""Invents the registry that ``registry`` measures with, and writes it as CSV, the fund's XML or a workbook.

Few names are common and many rare, as in life; the same count gives the same persons. Nothing is known here
of how they are imported or searched for.
"""

from __future__ import annotations

import csv
import random
import sys
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl

from thirdring.identifiers import snils
from thirdring.identifiers.enp import Enp

FAMILIES = 60_000
HEADINGS = ("Фамилия", "Имя", "Отчество", "Пол", "Дата рождения", "ЕНП", "СНИЛС", "Телефон", "Адрес")
TAGS = ("FAM", "IM", "OT", "W", "DR", "ENP", "SS", "TEL", "ADRES")  # of the fund, for the same columns
SYLLABLES = [consonant + vowel for consonant in "бвгдзклмнпрстфхч" for vowel in "аеиоу"]
OLDEST = date(1930, 1, 1)
DAYS = (date(2026, 1, 1) - OLDEST).days
BLOCK = 10_000
TOLD_EVERY = 1_000_000  # lines

Row = tuple[str, ...]  # as HEADINGS


def people(count: int) -> Iterator[Row]:
    """Invented persons as lines of a registry."""
    from thirdring.apps.demonstration.persons import RUSSIAN

    chance = random.Random(141)
    families = _families(chance, [name.removesuffix("а") for name in RUSSIAN.family["f"]])
    common = _weights(len(families), 12)
    given = {sex: (RUSSIAN.given[sex], _weights(len(RUSSIAN.given[sex]), 4)) for sex in "mf"}
    fathers = {sex: (RUSSIAN.patronymic[sex], _weights(len(RUSSIAN.patronymic[sex]), 4)) for sex in "mf"}
    for first in range(0, count, BLOCK):
        block = chance.choices(families, cum_weights=common, k=min(BLOCK, count - first))
        for number, family in enumerate(block, start=first):
            sex = "f" if chance.random() < 0.54 else "m"
            born = OLDEST + timedelta(days=int(chance.random() * DAYS))
            yield (
                family + ("а" if sex == "f" else ""),
                chance.choices(given[sex][0], cum_weights=given[sex][1])[0],
                chance.choices(fathers[sex][0], cum_weights=fathers[sex][1])[0],
                "Ж" if sex == "f" else "М",
                f"{born:%d.%m.%Y}",
                str(Enp("23", born, sex, number % 100_000)),
                spelled(snils.compose(400_000_000 + number)),
                f"+7200{number % 10_000_000:07d}",
                f"г. Краснодар, ул. Примерная, д. {number % 200 + 1}, кв. {number % 120 + 1}",
            )


def spelled(digits: str) -> str:
    """A СНИЛС as it is printed."""
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:9]} {digits[9:]}"


def _families(chance: random.Random, known: list[str]) -> list[str]:
    made = dict.fromkeys(known)
    while len(made) < FAMILIES:
        stem = "".join(chance.choices(SYLLABLES, k=chance.choice((2, 3, 3)))) + chance.choice("бвгдзклмнпрст")
        made[(stem + chance.choice(("ов", "ев", "ин"))).capitalize()] = None
    return list(made)


def _weights(count: int, offset: int) -> list[float]:
    return list(accumulate(1 / (rank + offset) for rank in range(count)))


def as_csv(rows: Iterable[Row], place: Path) -> None:
    with place.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(HEADINGS)
        for number, row in enumerate(rows, start=1):
            writer.writerow(row)
            if number % TOLD_EVERY == 0:
                print(f"{number:,} lines of {place.name} are written", file=sys.stderr, flush=True)


def as_xml(rows: Iterable[Row], place: Path) -> None:
    person = "<PERS>" + "".join(f"<{tag}>{{}}</{tag}>" for tag in TAGS) + "</PERS>\n"
    with place.open("w", encoding="utf-8") as file:
        file.write(
            '<?xml version="1.0" encoding="UTF-8"?>\n<PERS_LIST>\n<ZGLV><VERSION>3.1</VERSION></ZGLV>\n'
        )
        file.writelines(person.format(*map(escape, row)) for row in rows)
        file.write("</PERS_LIST>\n")


def as_xlsx(rows: Iterable[Row], place: Path) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(HEADINGS)
    for row in rows:
        sheet.append(row)
    book.save(place)
