"""Which editions of the regulation this installation goes by."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
from django.conf import settings

from thirdring.installation import Installation, Misconfigured
from thirdring.regulation import Edition, known, parse
from thirdring.words import _

# What the reader of TOML says, and how it is said to whoever wrote the file.
SAID = (
    (
        r"Expected `(?P<type>\w+)(?: \| null)?`, got .* - at `\$\.(?P<place>.+)`",
        "{place} has to be {kind}, for example {example}",
    ),
    (
        r"Object missing required field `(?P<field>.+?)`(?: - at `\$\.(?P<place>.+)`)?",
        "{place}{field} is missing",
    ),
    (
        r"Object contains unknown field `(?P<field>.+?)`(?: - at `\$\.(?P<place>.+)`)?",
        "there is no setting {place}{field}",
    ),
    (
        r".*\(at line (?P<line>\d+), column (?P<column>\d+)\)",
        'line {line} cannot be read from character {column} on; write name = 20 or name = "words"',
    ),
)
KINDS = {
    "int": ("a whole number", "3"),
    "float": ("a number", "20 or 0.5"),
    "bool": ("a yes or a no", "true or false"),
    "str": ("words in quotes", '"141-П"'),
    "date": ("a day", "2016-05-25"),
    "time": ("a time of the clock", "22:00:00"),
    "array": ("a list", "[1800, 10800]"),
    "object": ("a section", "[answer]"),
}


def editions() -> tuple[Edition, ...]:
    """The house's own edition, or all that come along."""
    installation: Installation = settings.INSTALLATION
    return (own_edition(installation.edition),) if installation.edition else known()


def own_edition(path: Path) -> Edition:
    """The edition that a house has written. Raises ``Misconfigured`` with what is wrong in it."""
    try:
        return parse(path.read_bytes())
    except (OSError, UnicodeDecodeError, msgspec.DecodeError) as error:
        raise Misconfigured(
            "THIRDRING_EDITION={path} cannot be used: {reason}. Correct that file or the setting; "
            "without the setting 141-П holds.",
            path=path,
            reason=error.strerror if isinstance(error, OSError) else _in_words(str(error)),
        ) from None


def _in_words(said: str) -> str:
    """What is wrong, by the file's names and not by types of Python; unknown errors as they are said."""
    for pattern, words in SAID:
        if found := re.fullmatch(pattern, said):
            values = {name: value or "" for name, value in found.groupdict().items()}
            if "field" in values and values["place"]:
                values["place"] += "."
            if "type" in values:
                if values["type"] not in KINDS:
                    break
                kind, example = KINDS[values.pop("type")]
                values |= {"kind": _(kind), "example": _(example)}
            return _(words, **values)
    return said


def words_of(edition: str, clause: str) -> str:
    """What a clause says; "" for one that no edition known here has."""
    for known_here in (*editions(), *known()):
        if known_here.number == edition:
            for one in known_here.clauses:
                if one.number == clause:
                    return one.text
    return ""
