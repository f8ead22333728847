"""What the journal says about calls, laid out for reading. The engine writes these tables, nobody else.

Each row is a projection of journal rows and written in the same transaction with them.
References carry no database constraint: the journal is never refused because some
configuration has meanwhile been deleted. Durations are whole milliseconds.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from thirdring.acd.calls import CallState
from thirdring.acd.facts import CallEnd, OfferOutcome
from thirdring.acd.operators import OperatorState

CALL_STATES = {
    CallState.ANNOUNCED: _("hears the announcement"),
    CallState.DIALLING: _("is being called"),
    CallState.WAITING: _("waits"),
    CallState.AFTER_HOURS: _("hears that the line is closed"),
    CallState.OFFERED: _("is offered"),
    CallState.TALKING: _("talks"),
    CallState.HELD: _("on hold"),
    CallState.TRANSFERRING: _("is being transferred"),
    CallState.CONSULTING: _("operators consult"),
    CallState.LEAVING_MESSAGE: _("leaves a message"),
    CallState.FAREWELL: _("hears the farewell"),
    CallState.ENDED: _("ended"),
}
CALL_ENDS = {
    CallEnd.COMPLETED: _("answered"),
    CallEnd.ABANDONED_IN_ANNOUNCEMENT: _("hung up during the announcement"),
    CallEnd.ABANDONED_WAITING: _("hung up while waiting"),
    CallEnd.BROKEN: _("connection lost"),
    CallEnd.MISSED_WHILE_AWAY: _("missed while the system was away"),
    CallEnd.SERVED_WHILE_AWAY: _("answered while the system was away"),
    CallEnd.LEFT_MESSAGE: _("left a message"),
    CallEnd.CALL_BACK_PROMISED: _("a call-back was promised"),
    CallEnd.NOT_REACHED: _("not reached"),
}
OFFER_OUTCOMES = {
    OfferOutcome.ANSWERED: _("answered"),
    OfferOutcome.MISSED: _("not answered in time"),
    OfferOutcome.REFUSED: _("refused"),
    OfferOutcome.BUSY: _("phone busy"),
    CallEnd.AFTER_HOURS: _("called after hours and left nothing"),
    OfferOutcome.FAILED: _("phone not reached"),
    OfferOutcome.CALLER_GONE: _("caller hung up"),
    OfferOutcome.WITHDRAWN: _("withdrawn"),
}
OPERATOR_STATES = {
    OperatorState.LOGGED_OUT: _("logged out"),
    OperatorState.PAUSED: _("pause"),
    OperatorState.READY: _("ready"),
    OperatorState.UNREACHABLE: _("phone not reachable"),
    OperatorState.OFFERED: _("phone rings"),
    OperatorState.TALKING: _("talks"),
    OperatorState.WRAP_UP: _("wrap-up"),
    OperatorState.SET_ASIDE: _("set aside"),
}


def _choices(table):
    return [(key.value, label) for key, label in table.items()]


def _reference(to: str, **options) -> models.ForeignKey:
    """A reference that the database does not enforce (see the head of this file)."""
    return models.ForeignKey(to, models.DO_NOTHING, db_constraint=False, **options)


class Call(models.Model):
    """One caller's connection, from its arrival to its end."""

    id = models.TextField(_("id"), primary_key=True)
    line = models.TextField(_("line"))
    organisation = _reference(
        "organisations.Organisation", related_name="calls", verbose_name=_("organisation")
    )
    caller = models.TextField(_("caller"), db_default="", db_index=True)
    caller_as_received = models.TextField(_("caller as received"), db_default="")
    arrived_at = models.DateTimeField(_("arrived"), db_index=True)
    notice_at = models.DateTimeField(_("notice began"), null=True)
    queued_at = models.DateTimeField(_("queued"), null=True)
    answered_at = models.DateTimeField(_("answered"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    queue = models.TextField(_("queue"), db_default="")
    topic = models.TextField(_("topic"), db_default="")
    state = models.TextField(_("state"), choices=_choices(CALL_STATES))
    outcome = models.TextField(_("outcome"), choices=_choices(CALL_ENDS), db_default="")
    ended_by = models.TextField(_("ended by"), db_default="")
    operator = _reference("staff.Operator", null=True, related_name="calls", verbose_name=_("last operator"))
    wait_ms = models.IntegerField(_("wait, ms"), null=True)
    talk_ms = models.IntegerField(_("talk, ms"), null=True)
    recorded = models.BooleanField(_("recorded"), db_default=False)
    media_node = models.TextField(_("media server"), db_default="")

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        ordering = ("-arrived_at", "-id")
        indexes = (
            models.Index(fields=("organisation", "-arrived_at", "-id"), name="calls_call_by_organisation"),
        )

    def __str__(self) -> str:
        return self.id


class Leg(models.Model):
    """One offer to one operator and, if it was answered, that operator's part in the conversation."""

    id = models.TextField(_("id"), primary_key=True)
    call = _reference("calls.Call", db_column="call", related_name="legs", verbose_name=_("call"))
    operator = _reference("staff.Operator", related_name="legs", verbose_name=_("operator"))
    device = models.TextField(_("device"), db_default="")
    queue = models.TextField(_("queue"), db_default="")
    offered_at = models.DateTimeField(_("offered"))
    rang_at = models.DateTimeField(_("rang"), null=True)
    joined_at = models.DateTimeField(_("joined"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    outcome = models.TextField(_("outcome"), choices=_choices(OFFER_OUTCOMES), db_default="")
    transfer = models.BooleanField(_("by transfer"), db_default=False)
    why = models.JSONField(_("why"), null=True)

    class Meta:
        verbose_name = _("leg")
        verbose_name_plural = _("legs")
        ordering = ("offered_at", "id")

    def __str__(self) -> str:
        return self.id


class Wait(models.Model):
    """One stay of a call in one queue."""

    id = models.BigAutoField(primary_key=True)
    call = _reference("calls.Call", db_column="call", related_name="waits", verbose_name=_("call"))
    queue = models.TextField(_("queue"))
    priority = models.IntegerField(_("priority"), db_default=0)
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("until"), null=True)
    outcome = models.TextField(_("outcome"), db_default="")

    class Meta:
        verbose_name = _("wait")
        verbose_name_plural = _("waits")
        ordering = ("since", "id")

    def __str__(self) -> str:
        return f"{self.call_id} {self.queue}"


class OperatorInterval(models.Model):
    """A stretch of time that an operator spent in one state."""

    id = models.BigAutoField(primary_key=True)
    operator = _reference("staff.Operator", related_name="intervals", verbose_name=_("operator"))
    state = models.TextField(_("state"), choices=_choices(OPERATOR_STATES))
    reason = models.TextField(_("reason"), db_default="")
    call = _reference(
        "calls.Call", db_column="call", null=True, related_name="intervals", verbose_name=_("call")
    )
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("until"), null=True)

    class Meta:
        verbose_name = _("operator's time")
        verbose_name_plural = _("operators' time")
        ordering = ("since", "id")
        indexes = (
            models.Index(fields=("operator", "since"), name="calls_interval_by_operator"),
            models.Index(
                fields=("operator",), name="calls_interval_open", condition=models.Q(until__isnull=True)
            ),
        )

    def __str__(self) -> str:
        return f"{self.operator_id} {self.state}"
