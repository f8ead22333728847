"""An alarm that stood, in the reader's words: what it was about, what harm came of it. It reads nothing."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thirdring.acd.inputs import Harm
from thirdring.apps.alarms.history import Past
from thirdring.apps.alarms.standing import AlarmKind

SENTENCES: dict[AlarmKind, Callable[[Past, str, str], str]] = {
    AlarmKind.NO_DATABASE: lambda one, queue, operator: _("The database was away; calls went on"),
    AlarmKind.NO_ENGINE: lambda one, queue, operator: _("The engine was away: nobody routed calls"),
    AlarmKind.NO_ASTERISK: lambda one, queue, operator: _("The telephony was away: no calls"),
    AlarmKind.UNSERVABLE: lambda one, queue, operator: (
        _("Nobody could serve the queue “%(queue)s”") % {"queue": queue}
    ),
    AlarmKind.LONG_WAIT: lambda one, queue, operator: (
        _("Waited too long in “%(queue)s”: %(n)d") % {"queue": queue, "n": one.concerned}
    ),
    AlarmKind.OVERDUE: lambda one, queue, operator: (
        _("Overdue promises of “%(queue)s”: %(n)d") % {"queue": queue, "n": one.concerned}
    ),
    AlarmKind.MISSES: lambda one, queue, operator: (
        _("%(operator)s: %(n)d calls missed one after another") % {"operator": operator, "n": one.concerned}
    ),
    AlarmKind.DIALS: lambda one, queue, operator: (
        _("%(operator)s: %(n)d outgoing calls within an hour, no more were allowed")
        % {"operator": operator or _("All operators"), "n": one.concerned}
    ),
}

OF_HARM: tuple[tuple[Lazy, Callable[[Harm], int]], ...] = (
    (gettext_lazy("calls under way: %(n)d"), lambda harm: harm.calls),
    (gettext_lazy("broken off: %(n)d"), lambda harm: harm.broken),
    (gettext_lazy("came and left unanswered: %(n)d"), lambda harm: harm.missed),
    (gettext_lazy("connected by the emergency queue: %(n)d"), lambda harm: harm.served),
    (gettext_lazy("rows of the journal written late: %(n)d"), lambda harm: harm.rows),
)


def told(alarm: Past, queues: dict[str, str], operators: dict[int, str]) -> str:
    """What the alarm was about, with the names of its queue and its operator."""
    return SENTENCES[alarm.kind](alarm, queues.get(alarm.queue, ""), operators.get(alarm.operator or 0, ""))


def harm_of(alarm: Past) -> list[str]:
    """What an outage meant, in short; nothing of what has done none."""
    counted = ((str(sentence), count(alarm.harm)) for sentence, count in OF_HARM)
    return [sentence % {"n": n} for sentence, n in counted if n]
