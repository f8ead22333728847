"""What the centre owes a person, and how it was tried. The engine writes these tables, nobody else.

Like calls they are projections of journal rows, written in the same transaction with them, and
their references carry no database constraint.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from thirdring.acd.inputs import AttemptOutcome, DialWay
from thirdring.acd.promise_facts import PromiseKind, PromiseOrigin
from thirdring.journal.promise_folds import PUT_BACK
from thirdring.journal.records import GIVEN, IN_ATTEMPT, OPEN

KEPT, WITHDRAWN, UNREACHABLE = "kept", "withdrawn", "unreachable"

STATES = {
    OPEN: _("not kept yet"),
    GIVEN: _("with an operator"),
    IN_ATTEMPT: _("is being kept"),
    KEPT: _("kept"),
    WITHDRAWN: _("withdrawn by the person"),
    UNREACHABLE: _("not reached"),
}
NOT_ENDED = (OPEN, GIVEN, IN_ATTEMPT)

KINDS = {
    PromiseKind.CALL_BACK.value: _("call back"),
    PromiseKind.ANSWER_MESSAGE.value: _("answer a message"),
}
ORIGINS = {
    PromiseOrigin.MESSAGE.value: _("left a message"),
    PromiseOrigin.QUEUE.value: _("asked for while waiting"),
    PromiseOrigin.MISSED.value: _("hung up unanswered"),
    PromiseOrigin.BROKEN.value: _("connection lost"),
    PromiseOrigin.CHOSEN_TIME.value: _("asked an operator for it"),
    PromiseOrigin.AFTER_HOURS.value: _("called after hours"),
    PromiseOrigin.LEVEL_2_BUSY.value: _("the specialist was busy"),
}
OUTCOMES = {
    AttemptOutcome.BUSY.value: _("line busy"),
    AttemptOutcome.NO_ANSWER.value: _("no answer"),
    AttemptOutcome.REFUSED.value: _("call refused"),
    AttemptOutcome.FAILED.value: _("the network failed"),
    AttemptOutcome.INVALID.value: _("number does not exist"),
    AttemptOutcome.MACHINE.value: _("answering machine"),
    AttemptOutcome.WRONG_PERSON.value: _("another person"),
    AttemptOutcome.HUNG_UP.value: _("hung up while waiting"),
    AttemptOutcome.BROKEN.value: _("connection lost"),
    KEPT: _("kept"),
    WITHDRAWN: _("withdrawn by the person"),
    PUT_BACK: _("put back"),
}
WAYS = {
    DialWay.OPERATOR_FIRST.value: _("operator first"),
    DialWay.CALLER_FIRST.value: _("person first"),
}


def _reference(to: str, **options) -> models.ForeignKey:
    """A reference that the database does not enforce: the journal is never refused."""
    return models.ForeignKey(to, models.DO_NOTHING, db_constraint=False, **options)


class Promise(models.Model):
    """Something that the centre owes: made in ``call``, about ``card``, owed by one owner, until it ends.

    ``operator`` has it now; ``since`` is the place that it keeps among those who wait; ``queue`` and ``line``
    are those of the call. ``attempts`` counts those in vain that count.
    """

    id = models.TextField(_("id"), primary_key=True)
    call = _reference(
        "calls.Call", db_column="call", null=True, related_name="promises", verbose_name=_("call")
    )
    card = _reference("appeals.Card", null=True, related_name="promises", verbose_name=_("card"))
    organisation = _reference(
        "organisations.Organisation", null=True, related_name="+", verbose_name=_("organisation")
    )
    line = models.TextField(_("line"), db_default="")
    queue = models.TextField(_("queue"), db_default="")
    kind = models.TextField(_("what"), choices=list(KINDS.items()))
    origin = models.TextField(_("from"), choices=list(ORIGINS.items()), db_default="")
    why = models.TextField(_("why"), db_default="")
    owner_queue = models.TextField(_("owed by queue"), db_default="")
    owner_skill = models.TextField(_("owed by those with the skill"), db_default="")
    owner_operator = _reference(
        "staff.Operator", null=True, related_name="owed", verbose_name=_("owed by operator")
    )
    number = models.TextField(_("number to call"), db_default="")
    since = models.DateTimeField(_("keeps the place of"), null=True)
    made_at = models.DateTimeField(_("made"))
    not_before = models.DateTimeField(_("not before"), null=True)
    due = models.DateTimeField(_("due"), null=True)
    recording = models.TextField(_("message"), db_default="")
    state = models.TextField(_("state"), choices=list(STATES.items()), db_default=OPEN)
    operator = _reference("staff.Operator", null=True, related_name="+", verbose_name=_("operator"))
    seen_at = models.DateTimeField(_("seen"), null=True)
    attempts = models.IntegerField(_("attempts"), db_default=0)
    last_outcome = models.TextField(_("last attempt"), choices=list(OUTCOMES.items()), db_default="")
    overdue_at = models.DateTimeField(_("overdue since"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    ended_by = _reference("staff.Operator", null=True, related_name="+", verbose_name=_("ended by"))
    reason = models.TextField(_("reason"), db_default="")

    class Meta:
        verbose_name = _("promise")
        verbose_name_plural = _("promises")
        ordering = ("made_at", "id")
        indexes = (
            models.Index(fields=("due",), name="promises_open", condition=models.Q(state__in=NOT_ENDED)),
            models.Index(fields=("organisation", "-made_at"), name="promises_by_organisation"),
        )

    def __str__(self) -> str:
        return f"{self.id} {self.kind} {self.made_at:%Y-%m-%d %H:%M}"


class Attempt(models.Model):
    """One attempt to keep a promise; by telephone it has a call of its own."""

    id = models.BigAutoField(primary_key=True)
    promise = _reference(
        "promises.Promise", db_column="promise", related_name="tried", verbose_name=_("promise")
    )
    call = _reference(
        "calls.Call", db_column="call", null=True, related_name="attempts", verbose_name=_("call")
    )
    operator = _reference("staff.Operator", null=True, related_name="+", verbose_name=_("operator"))
    number = models.TextField(_("number called"), db_default="")
    way = models.TextField(_("way"), choices=list(WAYS.items()), db_default="")
    started_at = models.DateTimeField(_("began"))
    ended_at = models.DateTimeField(_("ended"), null=True)
    outcome = models.TextField(_("outcome"), choices=list(OUTCOMES.items()), db_default="")
    reason = models.TextField(_("reason"), db_default="")
    next_at = models.DateTimeField(_("again from"), null=True)

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ("started_at", "id")

    def __str__(self) -> str:
        return f"{self.promise_id} {self.started_at:%Y-%m-%d %H:%M}"
