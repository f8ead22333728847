"""Which numbers the house calls, as its settings say: read before a start and by the engine."""

from __future__ import annotations

from thirdring.identifiers.dialling import DEMONSTRATION, Dialling
from thirdring.installation import Installation, Misconfigured


def dialled_by(installation: Installation) -> Dialling:
    """Raises ``Misconfigured`` for a setting that names neither countries nor ranges."""
    try:
        return Dialling.read(installation.dials, *(DEMONSTRATION if installation.demonstration else ()))
    except ValueError as error:
        raise Misconfigured(
            "THIRDRING_DIALS: {word} is neither a country such as RU nor a range such as +7800.",
            word=str(error),
        ) from error
