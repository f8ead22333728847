"""Phone numbers: one written form for each (E.164) whatever the spelling; the rest stays as received.

A number counts as readable when its length is possible; whether the range has been given
to anybody is not asked, for ranges change more often than this program.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, ValidationResult

LONGEST = 32  # characters; a caller's number longer than this is noise
COUNTRIES = ("RU", "UA")  # whose numbers may be typed without a country code

# Written already as we write it. Nearly every call brings its number so, and a caller waits while it is read.
_WRITTEN = re.compile(r"\+(?:7\d{10}|380\d{9})", re.ASCII)
_SIGNS = frozenset("+0123456789 -().\u00a0\u2011\u2013\t")


@lru_cache(maxsize=16_384)
def e164(text: str, country: str) -> str | None:
    """``text`` in E.164 (``+78612001234``), read as in ``country`` (RU, UA); ``None`` if it is no number."""
    if _WRITTEN.fullmatch(text):
        return text
    if len(text) > LONGEST or not text.strip() or not _SIGNS.issuperset(text):
        return None
    for candidate in _readings(text, country):
        try:
            number = phonenumbers.parse(candidate, country)
        except NumberParseException:
            continue
        if phonenumbers.is_possible_number_with_reason(number) == ValidationResult.IS_POSSIBLE:
            return phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return None


def caller_number(received: str, country: str) -> str:
    """A caller's number for the journal: E.164 where it can be parsed, else as received."""
    return e164(received, country) or received


def spellings(text: str) -> tuple[str, ...]:
    """All stored forms that ``text`` may stand for when it is not known whose number it is; sorted."""
    found = {number for country in COUNTRIES if (number := e164(text, country))}
    return tuple(sorted(found | {text.strip()}))


def _readings(text: str, country: str) -> Iterator[str]:
    """``text``, then what people mean who leave out the + or write Ukraine's former long-distance 8."""
    yield text
    digits = "".join(filter(str.isdigit, text))
    if not text.lstrip().startswith("+"):
        if country == "UA" and len(digits) == 11 and digits.startswith("80"):
            yield digits[1:]
        if len(digits) >= 11:
            yield f"+{digits}"
