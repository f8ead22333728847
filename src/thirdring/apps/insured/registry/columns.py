"""What the columns of a registry may hold, how their headings are recognised, how a cell becomes a value.

Every cell is either read or refused with a code and the person reading the list is told why; nothing is
guessed. Files and the database are not known here: organisations, regions and clinics come as tables.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from thirdring.apps.insured.models import searchable
from thirdring.identifiers import enp, phones, snils, taxes

Read = Callable[[str], str]

FIRST_DAY, LAST_DAY = "1880-01-01", "2200-01-01"
PHONES_IN_A_CELL = re.compile(r"[,;/]|\s{2,}")
REMEMBERED = 200_000  # readings kept for columns whose cells repeat


class Refused(ValueError):
    """``code`` is a key of ``REASONS``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


REASONS = {
    "no name": _("neither family name nor given name"),
    "no key": _("no number and no date of birth: the person cannot be recognised"),
    "too long": _("longer than can be stored"),
    "date": _("not a date (DD.MM.YYYY or YYYY-MM-DD)"),
    "sex": _("not a sex (М/Ж, Ч/Ж, m/f, 1/2)"),
    "enp": _("not an ЕНП: 16 digits with a right check digit and date of birth"),
    "snils": _("not a СНИЛС: 11 digits with right check digits"),
    "rnokpp": _("not a РНОКПП: 10 digits with a right check digit"),
    "phone": _("not a phone number"),
    "insurer": _("no organisation has this code or name"),
    "region": _("no region has this code or name"),
    "clinic": _("no clinic has this code or name"),
    "cells": _("more cells than columns"),
    "twice": _("the same person is in line %(line)s"),
}


def reason_of(code: str, value: str) -> str:
    """Why a line was refused, in the reader's language; ``value`` is the cell as it was written."""
    return str(REASONS[code]) % {"line": value}


class Column(NamedTuple):
    """``headings`` as ``_heading`` folds them; ``longest`` in characters, 0 when the reading decides."""

    field: str
    label: object
    headings: frozenset[str]
    longest: int = 0


def _heading(text: str) -> str:
    return " ".join(re.sub(r"[\W_]+", " ", text.casefold().replace("ё", "е")).split())


def _headings(text: str) -> frozenset[str]:
    return frozenset(_heading(one) for one in text.split("|"))


COLUMNS = (
    Column("family_name", _("family name"), _headings("фамилия|прізвище|fam|family name|surname"), 100),
    Column("given_name", _("given name"), _headings("имя|ім'я|im|given name|first name|name"), 100),
    Column("patronymic", _("patronymic"), _headings("отчество|по батькові|ot|patronymic"), 100),
    Column("full_name", _("full name"), _headings("фио|піб|ф.и.о.|full name"), 300),
    Column(
        "birth_date",
        _("date of birth"),
        _headings("дата рождения|дата народження|др|dr|birth date|date of birth"),
    ),
    Column("sex", _("sex"), _headings("пол|стать|w|sex|gender")),
    Column("enp", _("unified policy number (ЕНП)"), _headings("енп|enp|номер енп|полис омс")),
    Column("snils", _("СНИЛС"), _headings("снилс|snils|ss")),
    Column("rnokpp", _("РНОКПП"), _headings("рнокпп|іпн|rnokpp|ідентифікаційний код")),
    Column(
        "policy", _("policy number"), _headings("полис|номер полиса|поліс|номер поліса|policy|npolis"), 40
    ),
    Column("policy_from", _("policy valid from"), _headings("полис с|действует с|діє з|dbeg|policy from")),
    Column(
        "policy_until", _("policy valid until"), _headings("полис по|действует по|діє до|dend|policy until")
    ),
    Column("insurer", _("insurer"), _headings("смо|страховая|страховик|smo|insurer|код смо")),
    Column("region", _("region"), _headings("регион|регіон|region|окато|okato|терр")),
    Column("clinic", _("attached to clinic"), _headings("мо|поликлиника|лпу|lpu|mo|clinic|код мо")),
    Column("address", _("address"), _headings("адрес|адреса|address|adres"), 300),
    Column("phones", _("phone"), _headings("телефон|телефоны|телефони|tel|phone|phones")),
)
LABELS = {column.field: column.label for column in COLUMNS}
KEYS = ("enp", "snils", "rnokpp", "policy")  # a person is recognised by the first of these that is given

# What is written for each line, in this order; the staging table has the same columns.
STAGED = (
    "line",
    "kind",
    "key",
    "search_name",
    *("family_name", "given_name", "patronymic", "birth_date", "sex", *KEYS),
    *("policy_from", "policy_until", "insurer_id", "region_id", "clinic_id", "address", "phones"),
)


def recognised(headings: Iterable[str]) -> list[str]:
    """For each heading the field it names, each field once; ``""`` for those that mean nothing to us."""
    found: list[str] = []
    for heading in headings:
        folded = _heading(heading)
        name = next((column.field for column in COLUMNS if folded in column.headings), "")
        found.append(name if name not in found else "")
    return found


@dataclass
class Tables:
    """What codes and names in a registry stand for, folded by ``searchable``; ``country`` reads phones."""

    country: str
    insurer: Mapping[str, int] = field(default_factory=dict)
    region: Mapping[str, int] = field(default_factory=dict)
    clinic: Mapping[str, int] = field(default_factory=dict)


class Problem(NamedTuple):
    """Why a line was refused; ``value`` is the cell as it was written."""

    line: int
    field: str
    code: str
    value: str


class LineReader:
    """Reads lines whose cells stand in ``fields`` (``""``: the column is left out)."""

    def __init__(self, fields: Sequence[str], tables: Tables) -> None:
        readers = _readers(tables)
        self._cells = [(place, name, readers[name]) for place, name in enumerate(fields) if name]
        self._width = len(fields)

    def read(self, line: int, cells: Sequence[str]) -> tuple[object, ...] | list[Problem]:
        """The values of ``STAGED``, or everything that is wrong with the line."""
        values: dict[str, str] = {}
        problems: list[Problem] = []
        width = len(cells)
        for place, name, reader in self._cells:
            cell = cells[place].strip() if place < width else ""
            if cell:
                try:
                    values[name] = reader(cell)
                except Refused as refused:
                    problems.append(Problem(line, name, refused.code, cell))
        if width > self._width and any(cells[self._width :]):
            problems.append(Problem(line, "", "cells", cells[self._width]))
        if "full_name" in values:
            _split_name(values)
        get = values.get
        family, given, patronymic = get("family_name", ""), get("given_name", ""), get("patronymic", "")
        if not (family or given or problems):
            problems.append(Problem(line, "family_name", "no name", ""))
        kind = next((name for name in KEYS if name in values), "")
        name = _folded(family, given, patronymic)
        key = values[kind] if kind else f"{name} {get('birth_date', '')}"
        if not kind and "birth_date" not in values and not problems:
            problems.append(Problem(line, "", "no key", ""))
        if problems:
            return problems
        return (
            line,
            kind or "name",
            key.upper() if kind == "policy" else key,
            name,
            family,
            given,
            patronymic,
            get("birth_date"),
            get("sex", ""),
            get("enp", ""),
            get("snils", ""),
            get("rnokpp", ""),
            get("policy", ""),
            get("policy_from"),
            get("policy_until"),
            get("insurer"),
            get("region"),
            get("clinic"),
            get("address", ""),
            get("phones", ""),
        )


class _Remembered(dict[str, str]):
    """Readings of cells that repeat, such as names and dates: each is read once."""

    def __init__(self, read: Read) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, cell: str) -> str:
        value = self._read(cell)
        if len(self) < REMEMBERED:
            self[cell] = value
        return value


def _readers(tables: Tables) -> dict[str, Read]:
    readers: dict[str, Read] = {
        "birth_date": _Remembered(_date).__getitem__,
        "sex": _Remembered(_sex).__getitem__,
        "enp": _enp,
        "snils": _snils,
        "rnokpp": _rnokpp,
        "policy_from": _Remembered(_date).__getitem__,
        "policy_until": _Remembered(_date).__getitem__,
        "phones": partial(_phones, tables.country),
    }
    for name in ("insurer", "region", "clinic"):
        readers[name] = _Remembered(partial(_named, name, getattr(tables, name))).__getitem__
    for column in COLUMNS:
        if column.longest:
            short = partial(_text, column.longest)
            readers[column.field] = short if column.field == "address" else _Remembered(short).__getitem__
    return readers


_FOLDED = _Remembered(searchable)


def _folded(*names: str) -> str:
    return " ".join(_FOLDED[name] for name in names if name)


def _split_name(values: dict[str, str]) -> None:
    """Family name, given name, and whatever follows; columns of their own go first."""
    parts = values.pop("full_name").split(maxsplit=2)
    for name, part in zip(("family_name", "given_name", "patronymic"), parts, strict=False):
        values.setdefault(name, part)


def _text(longest: int, cell: str) -> str:
    text = " ".join(cell.replace("\x00", "").split())
    if len(text) > longest:
        raise Refused("too long")
    return text


_DOTTED = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")


def _date(cell: str) -> str:
    try:
        if dotted := _DOTTED.fullmatch(cell):
            day, month, year = map(int, dotted.groups())
            text = date(year, month, day).isoformat()
        else:
            text = datetime.fromisoformat(cell).date().isoformat()
    except ValueError:
        raise Refused("date") from None
    if not FIRST_DAY <= text < LAST_DAY:
        raise Refused("date")
    return text


_SEXES = {
    **dict.fromkeys(("м", "муж", "мужской", "ч", "чол", "чоловіча", "m", "male", "1"), "m"),
    **dict.fromkeys(("ж", "жен", "женский", "жін", "жіноча", "f", "female", "2"), "f"),
}


def _sex(cell: str) -> str:
    try:
        return _SEXES[cell.casefold().rstrip(".")]
    except KeyError:
        raise Refused("sex") from None


def _enp(cell: str) -> str:
    try:
        enp.read(cell)
    except enp.NotEnp:
        raise Refused("enp") from None
    return enp.compact(cell)


def _snils(cell: str) -> str:
    try:
        return snils.read(cell)
    except snils.NotSnils:
        raise Refused("snils") from None


def _rnokpp(cell: str) -> str:
    try:
        return taxes.read(taxes.TaxNumber.RNOKPP, cell)
    except taxes.NotTaxNumber:
        raise Refused("rnokpp") from None


_WRITTEN_E164 = re.compile(r"\+(?:7[0-9]{10}|380[0-9]{9})")


def _phones(country: str, cell: str) -> str:
    """Separated by commas; numbers that stand in E.164 already are not read again: most do."""
    if _WRITTEN_E164.fullmatch(cell):
        return cell
    numbers = []
    for one in PHONES_IN_A_CELL.split(cell):
        if one.strip():
            number = phones.e164(one.strip(), country)
            if number is None:
                raise Refused("phone")
            numbers.append(number)
    return ",".join(dict.fromkeys(numbers))


def _named(code: str, known: Mapping[str, int], cell: str) -> str:
    try:
        return str(known[searchable(cell)])
    except KeyError:
        raise Refused(code) from None
