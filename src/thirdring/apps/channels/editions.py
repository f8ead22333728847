"""Which editions of the regulation this installation goes by."""

from __future__ import annotations

from pathlib import Path

import msgspec
from django.conf import settings

from thirdring.installation import Installation, Misconfigured
from thirdring.regulation import Edition, known, parse


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
            reason=error.strerror if isinstance(error, OSError) else error,
        ) from None


def words_of(edition: str, clause: str) -> str:
    """What a clause says; "" for one that no edition known here has."""
    for known_here in (*editions(), *known()):
        if known_here.number == edition:
            for one in known_here.clauses:
                if one.number == clause:
                    return one.text
    return ""
