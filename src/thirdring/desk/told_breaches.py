"""What the time line says of a breach: which clause of which edition, by how much, and in whose words."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from thirdring.apps.channels.editions import words_of
from thirdring.apps.compliance.models import Breach
from thirdring.desk.names import Names
from thirdring.regulation.judge import CARD_FIRST, SINGLE_WAIT, TEN_MINUTES, THIRD_RING

HOW: dict[str, Callable[[Breach, Names], str]] = {
    THIRD_RING: lambda breach, names: ngettext(
        "the phone of {name} rang {n} time and was not lifted",
        "the phone of {name} rang {n} times and was not lifted",
        breach.rings,
    ).format(name=names.operator(breach.operator_id), n=breach.rings),
    SINGLE_WAIT: lambda breach, names: _("waited {s} s without being offered a choice").format(
        s=number_format(breach.seconds, 1)
    ),
    CARD_FIRST: lambda breach, names: _("{name} had not read the card").format(
        name=names.operator(breach.operator_id)
    ),
    TEN_MINUTES: lambda breach, names: _("{name} served the caller for {m} min").format(
        name=names.operator(breach.operator_id), m=number_format(breach.seconds / 60, 1)
    ),
}


def told(breach: Breach, names: Names) -> str:
    """The breach in one sentence."""
    broken = _("Clause {clause} of {edition} was broken").format(clause=breach.clause, edition=breach.edition)
    how = HOW.get(breach.clause)
    return f"{broken}: {how(breach, names)}" if how else broken


def clause(breach: Breach) -> list[str]:
    """What the clause says, if the edition is known here."""
    words = words_of(breach.edition, breach.clause)
    return [words] if words else []
