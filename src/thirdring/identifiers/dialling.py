"""Which numbers the centre itself may call: the guard against dialling at somebody else's profit.

Landlines and mobiles of the countries that an installation names, and ranges that it names by their
beginning. Whatever costs the caller extra (premium, shared-cost, personal and satellite numbers) is
refused even within a range that is named. How the number came to be known is not asked here.
"""

from __future__ import annotations

import re
from typing import Final, Self

import msgspec
import phonenumbers
from phonenumbers import PhoneNumberType, is_emergency_number

from thirdring.identifiers.phones import e164

DEFAULT: Final = "RU UA"
DEMONSTRATION: Final = ("+7000", "+7200", "+38000", "+38020")  # ranges that nobody has been given

_SERVICE: Final = re.compile(r"[0-9*#]{1,6}")
_FOR_HELP: Final = frozenset({"01", "02", "03", "04", "911", "999"})  # besides those of today's numbering
_ORDINARY: Final = frozenset(
    {PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}
)
_COUNTRY: Final = re.compile(r"[A-Z]{2}")
_BEGINNING: Final = re.compile(r"\+[1-9][0-9]{0,14}")
_NO_COUNTRY: Final = "001"  # the region of satellite and other global numbers


class Dialling(msgspec.Struct, frozen=True):
    """``countries`` by their two letters, ``beginnings`` in E.164."""

    countries: tuple[str, ...] = ()
    beginnings: tuple[str, ...] = ()

    @classmethod
    def read(cls, text: str, *further: str) -> Self:
        """From words such as ``RU UA +7800``. Raises ``ValueError`` with a word that is neither."""
        words = text.split()
        for word in words:
            if not (_BEGINNING.fullmatch(word) or word in phonenumbers.SUPPORTED_REGIONS):
                raise ValueError(word)
        return cls(
            tuple(word for word in words if _COUNTRY.fullmatch(word)),
            (*(word for word in words if not _COUNTRY.fullmatch(word)), *further),
        )

    def number(self, text: str, country: str) -> str | None:
        """``text``, written as in ``country``, in E.164 if the centre may call it; else ``None``."""
        written = e164(text, country)
        if written is None:
            return None
        number = phonenumbers.parse(written)
        region = phonenumbers.region_code_for_number(number)
        if region == _NO_COUNTRY:
            return None
        kind = phonenumbers.number_type(number)
        named = written.startswith(self.beginnings)
        if kind in _ORDINARY:
            return written if named or region in self.countries else None
        # A range that nobody has been given is called only if it is named more closely than by its country.
        code = f"+{number.country_code}"
        closely = tuple(beginning for beginning in self.beginnings if len(beginning) > len(code))
        return written if kind == PhoneNumberType.UNKNOWN and written.startswith(closely) else None


def service_number(text: str) -> str | None:
    """A network's own short number, such as its echo test; ``None`` for any other, and for a cry for help."""
    number = "".join(text.split())
    if not _SERVICE.fullmatch(number):
        return None
    calls_for_help = any(is_emergency_number(number, country) for country in DEFAULT.split())
    return None if calls_for_help or number in _FOR_HELP else number
