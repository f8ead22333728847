"""The way of a card: its call, what was promised in it, how that was kept, and what was broken."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from thirdring.apps.appeals.models import Card
from thirdring.apps.calls.models import Call
from thirdring.apps.compliance.models import Breach
from thirdring.apps.promises.models import Promise
from thirdring.apps.retention.models import Deletion
from thirdring.apps.retention.queries import deletions_of
from thirdring.apps.staff.models import User
from thirdring.desk.names import all_names
from thirdring.desk.timeline import Step, Subject, timeline
from thirdring.journal.reader import rows_of_calls


def way_of(card: Card, user: User) -> list[Step]:
    """As one reads it; breaches for those only who may see them."""
    if not card.call_id:
        return []
    promises = list(Promise.objects.filter(card=card).values_list("pk", flat=True))
    attempts = list(Call.objects.filter(promise__in=promises).values_list("pk", flat=True))
    sees_breaches = user.has_perm("compliance.view_breach")
    breaches = list(Breach.objects.filter(call=card.call_id).order_by("at", "pk")) if sees_breaches else []
    about = Subject(card.call_id, promises, attempts, breaches)
    steps = timeline(rows_of_calls([card.call_id, *promises, *attempts]), about, all_names())
    if card.call is None:  # the journal is ahead of the tables
        return steps
    deleted = [proof for proofs in deletions_of([card.call_id, *attempts]).values() for proof in proofs]
    return steps + [_deleted(proof, card.call.arrived_at) for proof in deleted]


def _deleted(proof: Deletion, arrived: datetime) -> Step:
    said = _("Deleted: {what}").format(what=proof.get_kind_display())
    since_s = (proof.at - arrived).total_seconds()
    return Step(proof.at, since_s, "circle-x", said, [proof.rule], _("By which rule"))
