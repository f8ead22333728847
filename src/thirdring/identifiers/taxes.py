"""РНОКПП and ЄДРПОУ of Ukraine, ИНН and ОГРН of Russia: read by python-stdnum, told apart by name.

РНОКПП of a person also carries date of birth and sex; composing one is for the demonstration world.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from types import ModuleType
from typing import Literal

from stdnum.exceptions import ValidationError
from stdnum.ru import inn, ogrn
from stdnum.ua import edrpou, rntrc


class TaxNumber(StrEnum):
    RNOKPP = "РНОКПП"
    EDRPOU = "ЄДРПОУ"
    INN = "ИНН"
    OGRN = "ОГРН"


_READERS: dict[TaxNumber, ModuleType] = {
    TaxNumber.RNOKPP: rntrc,
    TaxNumber.EDRPOU: edrpou,
    TaxNumber.INN: inn,
    TaxNumber.OGRN: ogrn,
}

RNOKPP_DAY_ZERO = date(1899, 12, 31)
RNOKPP_SERIALS = 10_000  # four digits; the last of them is odd for men


class NotTaxNumber(ValueError):
    """The text is no number of the kind asked for."""


def read(kind: TaxNumber, text: str) -> str:
    """The digits of a tax number in any usual spelling; raises ``NotTaxNumber``."""
    try:
        return str(_READERS[kind].validate("".join(text.split())))
    except ValidationError as error:
        raise NotTaxNumber(f"{text!r} is no {kind}: {error}") from None


def compose_rnokpp(birth_date: date, sex: Literal["f", "m"], serial: int) -> str:
    """A valid РНОКПП of a person; ``serial`` 0–4999 among those born on one day of one sex."""
    days = (birth_date - RNOKPP_DAY_ZERO) // timedelta(days=1)
    body = f"{days:05d}{(serial * 2 + (sex == 'm')) % RNOKPP_SERIALS:04d}"
    return body + str(rntrc.calc_check_digit(body))
