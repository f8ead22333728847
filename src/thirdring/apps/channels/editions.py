"""Which editions of the regulation this installation goes by."""

from __future__ import annotations

from django.conf import settings

from thirdring.installation import Installation
from thirdring.regulation import Edition, known, parse


def editions() -> tuple[Edition, ...]:
    """The house's own edition, or all that come along."""
    installation: Installation = settings.INSTALLATION
    return (parse(installation.edition.read_text()),) if installation.edition else known()


def words_of(edition: str, clause: str) -> str:
    """What a clause says; "" for one that no edition known here has."""
    for known_here in (*editions(), *known()):
        if known_here.number == edition:
            for one in known_here.clauses:
                if one.number == clause:
                    return one.text
    return ""
