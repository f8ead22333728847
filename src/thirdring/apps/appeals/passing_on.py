"""What has to stand on the card before a caller is passed on, and what of it the colleague is told.

Clause 3 of 141-П: nobody is passed on before it is known who calls and why (row S59).
"""

from __future__ import annotations

import msgspec
from django.utils import translation
from django.utils.translation import gettext as _

from thirdring.acd.inputs import Illegal, Summary, TransferRequested
from thirdring.apps.appeals.models import Card, CardKind, Reason
from thirdring.apps.appeals.queries import of_call
from thirdring.apps.channels.models import Language, Line
from thirdring.apps.staff.called import spoken_name
from thirdring.apps.staff.models import Operator


def passed_on(asked: TransferRequested, operator: Operator, call: str) -> TransferRequested:
    """The wish to pass the caller of ``call`` on, with the reason and the summary that its card gives.

    ``asked.reason`` is the operator's note to the colleague. Raises ``Illegal`` with a translated sentence.
    """
    card = Card.objects.filter(of_call(call)).select_related("reason").first() if call else None
    if card is None or card.reason is None:
        raise Illegal(
            "transfer-needs-reason",
            _("Write down the reason first: the colleague receives the caller with a filled-in card."),
        )
    if not (card.person_id or card.person_name or card.anonymous):
        raise Illegal(
            "transfer-needs-who",
            _("Write down who calls first, or that the caller does not give a name."),
        )
    reason = " – ".join(part for part in (str(card.reason), asked.reason) if part)
    return msgspec.structs.replace(asked, reason=reason, summary=_summary(operator, card, card.reason))


def _summary(operator: Operator, card: Card, reason: Reason) -> Summary:
    """The card for the ear of a colleague who has no desk, in the language in which the line speaks."""
    line = Line.objects.filter(number=card.line).first()
    with translation.override(line.language if line else Language.RU):
        kind = str(CardKind(card.kind).label) if card.kind else ""
        return Summary(f"{spoken_name(operator)}, {operator.organisation.name}", kind, reason.name)
