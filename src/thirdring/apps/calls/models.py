"""What the journal says about calls, laid out for reading. The engine writes these tables, nobody else.

Each row is a projection of journal rows and written in the same transaction with them.
References carry no database constraint: the journal is never refused because some
configuration has meanwhile been deleted. Durations are whole milliseconds.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from thirdring.acd.calls import CallState
from thirdring.acd.facts import CallEnd, OfferOutcome, TransferOutcome, WaitChoice
from thirdring.acd.inputs import BusyChoice, TransferMode
from thirdring.acd.operators import OperatorState
from thirdring.journal.records import INCOMING, OUTGOING

CALL_STATES = {
    CallState.ANNOUNCED: _("hears the announcement"),
    CallState.AFTER_HOURS: _("hears that the line is closed"),
    CallState.DIALLING: _("is being called"),
    CallState.WAITING: _("waits"),
    CallState.OFFERED: _("is offered"),
    CallState.TALKING: _("talks"),
    CallState.HELD: _("on hold"),
    CallState.INTERRUPTED: _("waits for the operator's phone"),
    CallState.TRANSFERRING: _("is being transferred"),
    CallState.CONSULTING: _("operators consult"),
    CallState.LEAVING_MESSAGE: _("leaves a message"),
    CallState.FAREWELL: _("hears the farewell"),
    CallState.ENDED: _("ended"),
}
DIRECTIONS = {
    INCOMING: _("incoming"),
    OUTGOING: _("outgoing"),
}
CHOICES = {
    WaitChoice.MESSAGE: _("leave a message"),
    WaitChoice.CALL_BACK: _("be called back"),
    WaitChoice.WAIT_ON: _("wait on"),
    WaitChoice.SILENCE: _("no key pressed"),
    WaitChoice.TONE: _("waited for the tone"),
}
CALL_ENDS = {
    CallEnd.COMPLETED: _("answered"),
    CallEnd.ABANDONED_IN_ANNOUNCEMENT: _("hung up during the announcement"),
    CallEnd.AFTER_HOURS: _("called after hours and left nothing"),
    CallEnd.ABANDONED_WAITING: _("hung up while waiting"),
    CallEnd.BROKEN: _("connection lost"),
    CallEnd.MISSED_WHILE_AWAY: _("missed while the system was away"),
    CallEnd.SERVED_WHILE_AWAY: _("answered while the system was away"),
    CallEnd.LEFT_MESSAGE: _("left a message"),
    CallEnd.CALL_BACK_PROMISED: _("a call-back was promised"),
    CallEnd.NOT_REACHED: _("not reached"),
}
TRANSFER_MODES = {
    TransferMode.CONSULT: _("with consultation"),
    TransferMode.HAND_OVER: _("at once"),
}
TRANSFER_OUTCOMES = {
    TransferOutcome.COMPLETED: _("passed on"),
    TransferOutcome.QUEUED: _("waits in the queue"),
    TransferOutcome.CANCELLED: _("taken back"),
    TransferOutcome.BUSY: _("nobody was free"),
    TransferOutcome.REFUSED: _("refused"),
    TransferOutcome.MISSED: _("not answered in time"),
    TransferOutcome.FAILED: _("phone not reached"),
    TransferOutcome.CALLER_GONE: _("caller hung up"),
}
BUSY_CHOICES = {
    BusyChoice.WAIT: _("waits"),
    BusyChoice.CALL_BACK: _("wants to be called back"),
}
OFFER_OUTCOMES = {
    OfferOutcome.ANSWERED: _("answered"),
    OfferOutcome.MISSED: _("not answered in time"),
    OfferOutcome.REFUSED: _("refused"),
    OfferOutcome.BUSY: _("phone busy"),
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
    OperatorState.COMING_BACK: _("phone lost in a conversation"),
    OperatorState.WRAP_UP: _("wrap-up"),
    OperatorState.PROMISE: _("keeps a promise"),
    OperatorState.SUPERVISING: _("listens to a colleague"),
    OperatorState.SET_ASIDE: _("set aside"),
}


def _choices(table):
    return [(str(key), label) for key, label in table.items()]


def _reference(to: str, **options) -> models.ForeignKey:
    """A reference that the database does not enforce (see the head of this file)."""
    return models.ForeignKey(to, models.DO_NOTHING, db_constraint=False, **options)


class Call(models.Model):
    """One caller's connection, from its arrival to its end, or a call of our own that is to keep a promise.

    ``caller`` of an outgoing one is whom we call; ``choices`` counts the offers of clause 2.
    """

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
    direction = models.TextField(_("direction"), choices=_choices(DIRECTIONS), db_default=INCOMING)
    promise = models.TextField(_("promise"), db_default="")
    choices = models.IntegerField(_("choices offered"), db_default=0)
    choice_offered_at = models.DateTimeField(_("choice offered"), null=True)
    choice = models.TextField(_("choice"), choices=_choices(CHOICES), db_default="")
    choice_made_at = models.DateTimeField(_("choice made"), null=True)
    choice_number = models.TextField(_("number to call back"), db_default="")
    message = models.TextField(_("message"), db_default="")
    message_ms = models.IntegerField(_("message, ms"), null=True)

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        ordering = ("-arrived_at", "-id")
        indexes = (
            models.Index(fields=("organisation", "-arrived_at", "-id"), name="calls_call_by_organisation"),
            models.Index(
                fields=("promise",), name="calls_call_by_promise", condition=models.Q(direction=OUTGOING)
            ),
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
        indexes = (models.Index(fields=("operator", "offered_at"), name="calls_leg_by_operator"),)

    def __str__(self) -> str:
        return self.id


class Wait(models.Model):
    """One stay of a call in one queue.

    ``told_at``: the caller was told how long it would take, as computed and as it was said, rounded.
    """

    id = models.BigAutoField(primary_key=True)
    call = _reference("calls.Call", db_column="call", related_name="waits", verbose_name=_("call"))
    queue = models.TextField(_("queue"))
    priority = models.IntegerField(_("priority"), db_default=0)
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("until"), null=True)
    outcome = models.TextField(_("outcome"), db_default="")
    told_at = models.DateTimeField(_("told"), null=True)
    expected_ms = models.IntegerField(_("expected, ms"), null=True)
    said_ms = models.IntegerField(_("said to expect, ms"), null=True)

    class Meta:
        verbose_name = _("wait")
        verbose_name_plural = _("waits")
        ordering = ("since", "id")
        indexes = (
            models.Index(fields=("since",), name="calls_wait_by_moment"),
            models.Index(
                fields=("queue", "since"), name="calls_wait_going_on", condition=models.Q(until=None)
            ),
        )

    def __str__(self) -> str:
        return f"{self.call_id} {self.queue}"


class Transfer(models.Model):
    """A caller was passed on, or was to be; what was said of it; and whether it was right (row S62)."""

    id = models.BigAutoField(primary_key=True)
    call = _reference("calls.Call", db_column="call", related_name="transfers", verbose_name=_("call"))
    operator = _reference("staff.Operator", related_name="transfers", verbose_name=_("operator"))
    mode = models.TextField(_("mode"), choices=_choices(TRANSFER_MODES))
    to_operator = _reference("staff.Operator", null=True, related_name="+", verbose_name=_("to operator"))
    to_queue = models.TextField(_("to queue"), db_default="")
    colleague = _reference("staff.Operator", null=True, related_name="+", verbose_name=_("consulted"))
    reason = models.TextField(_("reason"), db_default="")
    sentence_said = models.BooleanField(_("sentence said"), db_default=False)
    consent = models.BooleanField(_("caller's consent"), db_default=False)
    started_at = models.DateTimeField(_("began"))
    ended_at = models.DateTimeField(_("ended"), null=True)
    outcome = models.TextField(_("outcome"), choices=_choices(TRANSFER_OUTCOMES), db_default="")
    refusal = models.TextField(_("why refused"), db_default="")
    busy_choice = models.TextField(_("busy line"), choices=_choices(BUSY_CHOICES), db_default="")
    wrong_by = _reference("staff.Operator", null=True, related_name="+", verbose_name=_("marked wrong by"))
    wrong_reason = models.TextField(_("why wrong"), db_default="")
    wrong_at = models.DateTimeField(_("marked wrong"), null=True)

    class Meta:
        verbose_name = _("transfer")
        verbose_name_plural = _("transfers")
        ordering = ("started_at", "id")
        indexes = (models.Index(fields=("started_at",), name="calls_transfer_by_moment"),)

    def __str__(self) -> str:
        return f"{self.call_id} {self.started_at:%Y-%m-%d %H:%M}"


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


class Waveform(models.Model):
    """The shape of a recording, so that its sound is read once to draw it and not at every look.

    ``audio_bytes``: of how much sound. ``voices``: for each, its peaks as hexadecimal bytes.
    """

    name = models.TextField(_("recording"), primary_key=True)
    audio_bytes = models.BigIntegerField(_("bytes of sound"))
    voices = models.JSONField(_("shape"))

    class Meta:
        verbose_name = _("shape of a recording")
        verbose_name_plural = _("shapes of recordings")

    def __str__(self) -> str:
        return self.name
