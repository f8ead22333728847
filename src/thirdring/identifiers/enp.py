"""ЕНП, the 16-digit number of a policy of Russian compulsory health insurance.

It carries region, date of birth, sex and a serial number, and ends in a Luhn check digit. A
disagreement with what a person says is a warning to the operator, never a refusal, so reading
a number is kept apart from judging it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from stdnum import luhn

Sex = Literal["f", "m"]

LENGTH = 16
FIRST_YEAR, LAST_YEAR = 1900, 2099
MALE_DAY = 50  # added to the day of birth of men

# Added to the month of birth, by the year: up to and with the year named.
MONTH_SHIFTS: tuple[tuple[int, int], ...] = ((1950, 20), (2000, 40), (LAST_YEAR, 0))

# Luhn's sum of ASCII digits: every second digit is doubled, and the digits of the double are added.
_ONCE = bytes(sign - 48 if 48 <= sign < 58 else 0 for sign in range(256))
_TWICE = bytes(sum(divmod(2 * value, 10)) for value in _ONCE)
_NINES = str.maketrans("0123456789", "9876543210")


class NotEnp(ValueError):
    """The text is no ЕНП. ``code`` is one of ``length``, ``check digit``, ``date of birth``."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


@dataclass(frozen=True)
class Enp:
    """What an ЕНП says. ``region`` is the fund's two digits, ``serial`` runs from 0 to 99999."""

    region: str
    birth_date: date
    sex: Sex
    serial: int

    def __str__(self) -> str:
        """The number in 16 digits."""
        born = self.birth_date
        month = born.month + next(shift for until, shift in MONTH_SHIFTS if born.year <= until)
        day = born.day + (MALE_DAY if self.sex == "m" else 0)
        coded = f"{month:02d}{str(born.year)[::-1]}{day:02d}".translate(_NINES)
        body = f"{self.region}{coded}{self.serial:05d}"
        return body + luhn.calc_check_digit(body)


def read(text: str) -> Enp:
    """The parts of an ЕНП written with or without spaces and hyphens; raises ``NotEnp``."""
    number = compact(text)
    if len(number) != LENGTH or not (number.isascii() and number.isdigit()):
        raise NotEnp("length", f"An ЕНП has {LENGTH} digits, {text!r} has not.")
    digits = number.encode()
    if (sum(digits[1::2].translate(_ONCE)) + sum(digits[::2].translate(_TWICE))) % 10:
        raise NotEnp("check digit", f"The check digit of the ЕНП {number} is wrong.")
    try:
        birth_date, sex = _born(number[2:10])
    except ValueError:
        raise NotEnp("date of birth", f"The ЕНП {number} holds no possible date of birth.") from None
    return Enp(number[:2], birth_date, sex, int(number[10:15]))


@lru_cache(maxsize=100_000)  # many people are born on one day, and a registry of millions is read at once
def _born(coded: str) -> tuple[date, Sex]:
    digits = coded.translate(_NINES)
    month, year, day = int(digits[:2]), int(digits[2:6][::-1]), int(digits[6:])
    sex: Sex = "m" if day > MALE_DAY else "f"
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError("year")
    shift = next(shift for until, shift in MONTH_SHIFTS if year <= until)
    return date(year, month - shift, day - (MALE_DAY if sex == "m" else 0)), sex


def compact(text: str) -> str:
    """``text`` without the spaces and hyphens that people write for legibility."""
    return "".join(text.replace("-", " ").split())
