"""What nobody can serve, said in plain words to whoever can mend it, from configuration and live state.

``problems`` judges; ``problems_now`` reads what it needs from the database. The same list stands on the
first page of the administration and before supervisors on the desk.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from django.conf import settings
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from thirdring.acd.centre import Centre, Line, Queue
from thirdring.acd.operators import OperatorState
from thirdring.apps.calendars.reading import read_calendars
from thirdring.apps.calls.models import OperatorInterval, Wait
from thirdring.apps.channels import models
from thirdring.apps.channels.centre import read_centre
from thirdring.apps.staff.models import Device, DeviceKind, Operator, User

CLOSED_FOR_LONG = timedelta(days=14)  # the longest holidays, those of the Russian New Year, are shorter


class Severity(StrEnum):
    CALLERS_ARE_LOST = "callers are lost"  # somebody calls, or could call now, and nobody can ever answer
    TO_MEND = "to mend"


@dataclass(frozen=True)
class Problem:
    """One thing to mend: what is wrong, what to do, and the address of the page where to do it."""

    severity: Severity
    sentence: str
    remedy: str
    address: str
    organisation: int | None = None


@dataclass(frozen=True)
class Present:
    """What the checks need to know of the present moment, and of names that the router does not know."""

    logged_in: Collection[int]
    waiting: dict[str, int]  # callers by queue
    pages: dict[str, str]  # "queue oms", "operator 17" … → address
    names: dict[str, str]  # the same keys → name
    queue_organisation: dict[str, int]
    silent_prompts: Collection[str]  # those without a sound file
    mobiles_without_trunk: Collection[int]  # operators
    has_trunk: bool
    closed_lines: Collection[str] = ()  # numbers that do not open for long


def problems_now(user: User) -> list[Problem]:
    """What is to be mended now in the organisation of ``user``; a superuser sees all."""
    found = problems(read_centre(), _present())
    if user.is_superuser:
        return found
    return [one for one in found if one.organisation in (None, user.organisation_id)]


def problems(centre: Centre, present: Present) -> list[Problem]:
    """All problems, the gravest first."""
    found = [
        *_lines(centre, present),
        *_queues(centre, present),
        *_operators(centre, present),
        *_surroundings(present),
    ]
    return sorted(found, key=lambda one: list(Severity).index(one.severity))


def queues_of(line: Line) -> set[str]:
    """Keys of all queues that a caller of ``line`` may land in."""
    menu = line.menu
    return {line.queue} if menu is None else {menu.fallback, *(option.queue for option in menu.options)}


def able(queue: Queue, centre: Centre) -> set[int]:
    """Operators who have every skill that ``queue`` needs."""
    return {one.id for one in centre.operators if all(need in one.skills for need in queue.needs)}


def _lines(centre: Centre, present: Present) -> Iterator[Problem]:
    if not centre.lines:
        yield Problem(
            Severity.CALLERS_ARE_LOST,
            _("There is no line in service: nobody can call."),
            _("Add a line, or put one into service."),
            reverse("admin:channels_line_changelist"),
        )
    for line in centre.lines:
        name = f"line {line.number}"
        if not line.notice:
            yield Problem(
                Severity.TO_MEND,
                _("Line %(line)s does not say that conversations are recorded.") % {"line": line.number},
                _("Choose a recording notice for the line."),
                present.pages[name],
                line.organisation,
            )
        if line.number in present.closed_lines:
            yield Problem(
                Severity.TO_MEND,
                _("Line %(line)s does not open in the next %(count)d days.")
                % {"line": line.number, "count": CLOSED_FOR_LONG.days},
                _("Look at the working calendar of the line."),
                present.pages[name],
                line.organisation,
            )
        if line.menu is not None and not line.menu.options:
            yield Problem(
                Severity.TO_MEND,
                _("The menu of line %(line)s has no keys.") % {"line": line.number},
                _("Give the menu its keys, or take the menu from the line."),
                present.pages[name],
                line.organisation,
            )


def _queues(centre: Centre, present: Present) -> Iterator[Problem]:
    with_phone = {one.id for one in centre.operators if one.devices}
    reached = {key: line for line in reversed(centre.lines) for key in queues_of(line)}
    for queue in centre.queues:
        candidates = able(queue, centre)
        name, page = queue.name, present.pages[f"queue {queue.key}"]
        organisation = present.queue_organisation[queue.key]
        waiting = present.waiting.get(queue.key, 0)
        line = reached.get(queue.key)
        grave = Severity.CALLERS_ARE_LOST if line or waiting else Severity.TO_MEND
        from_line = _(" Callers of line %(line)s wait there.") % {"line": line.number} if line else ""
        if not candidates:
            yield Problem(
                grave,
                _("Nobody can serve the queue “%(queue)s”: no operator has all of %(needs)s.")
                % {"queue": name, "needs": ", ".join(queue.needs)}
                + from_line,
                _("Give an operator what is missing, or ask less of the queue."),
                page,
                organisation,
            )
        elif not candidates & with_phone:
            yield Problem(
                grave,
                _("Nobody can serve the queue “%(queue)s”: none of its operators has a phone.")
                % {"queue": name}
                + from_line,
                _("Give one of its operators a device."),
                present.pages[f"operator {min(candidates)}"],
                organisation,
            )
        elif waiting and not candidates & set(present.logged_in):
            yield Problem(
                Severity.CALLERS_ARE_LOST,
                ngettext(
                    "%(count)d caller waits in “%(queue)s” and nobody who could serve it is logged in.",
                    "%(count)d callers wait in “%(queue)s” and nobody who could serve it is logged in.",
                    waiting,
                )
                % {"count": waiting, "queue": name},
                _("Ask one of its operators to log in: %(names)s.")
                % {"names": ", ".join(present.names[f"operator {one}"] for one in sorted(candidates)[:3])},
                page,
                organisation,
            )


def _operators(centre: Centre, present: Present) -> Iterator[Problem]:
    for operator in centre.operators:
        key = f"operator {operator.id}"
        if not operator.devices:
            yield Problem(
                Severity.TO_MEND,
                _("Operator %(name)s has no phone and can take no call.") % {"name": present.names[key]},
                _("Give the operator a device, or end “takes calls”."),
                present.pages[key],
                operator.organisation,
            )
        if operator.id in present.mobiles_without_trunk:
            yield Problem(
                Severity.TO_MEND,
                _("The mobile phone of %(name)s cannot be called: it has no trunk in service.")
                % {"name": present.names[key]},
                _("Choose a trunk in service for the device."),
                present.pages[key],
                operator.organisation,
            )


def _surroundings(present: Present) -> Iterator[Problem]:
    for prompt in sorted(present.silent_prompts):
        yield Problem(
            Severity.TO_MEND,
            _("The prompt “%(prompt)s” has no sound yet: callers do not hear it.") % {"prompt": prompt},
            _("Have it spoken with script/thirdring prompts, or put a recording of your own in its place."),
            present.pages[f"prompt {prompt}"],
        )
    if not present.has_trunk:
        yield Problem(
            Severity.CALLERS_ARE_LOST,
            _("There is no trunk in service: nobody can call from the telephone network."),
            _("Add a trunk with its addresses or credentials."),
            reverse("admin:channels_trunk_changelist"),
        )


def _present() -> Present:
    """Reads the moment. Where it says "now", it means the last rows that the engine has committed."""
    installation = settings.INSTALLATION
    queues = list(models.Queue.objects.only("pk", "key", "organisation_id"))
    operators = list(Operator.objects.select_related("user"))
    pages = {f"queue {one.key}": _page("channels_queue", one.pk) for one in queues}
    pages |= {f"operator {one.pk}": _page("staff_operator", one.pk) for one in operators}
    pages |= {
        f"line {number}": _page("channels_line", pk)
        for pk, number in models.Line.objects.values_list("pk", "number")
    }
    prompts = dict(models.Prompt.objects.values_list("key", "pk"))
    pages |= {f"prompt {key}": _page("channels_prompt", pk) for key, pk in prompts.items()}
    logged_in = OperatorInterval.objects.filter(until__isnull=True).exclude(state=OperatorState.LOGGED_OUT)
    waiting = Wait.objects.filter(until__isnull=True).values_list("queue").annotate(Count("pk"))
    mobiles = Device.objects.filter(kind=DeviceKind.MOBILE).exclude(trunk__active=True)
    trunks = models.Trunk.objects.filter(active=True)
    return Present(
        logged_in=set(logged_in.values_list("operator_id", flat=True)),
        waiting=dict(waiting),
        pages=pages,
        names={f"operator {one.pk}": str(one) for one in operators},
        queue_organisation={one.key: one.organisation_id for one in queues},
        silent_prompts={key for key in prompts if not has_sound(installation.prompts, key)},
        mobiles_without_trunk=set(mobiles.values_list("operator_id", flat=True)),
        has_trunk=installation.demonstration or trunks.exists(),
        closed_lines=_closed_for_long(),
    )


def _closed_for_long() -> list[str]:
    """Lines that nobody can reach for longer than holidays last."""
    now = timezone.now()
    return [
        number
        for number, calendar in read_calendars().calendars.lines.items()
        if not any(day.hours for day in calendar.days(calendar.day_of(now), CLOSED_FOR_LONG.days))
    ]


def has_sound(folder: Path, prompt: str) -> bool:
    """Whether callers hear the prompt of that key."""
    return (folder / f"{prompt}.wav").exists()


def _page(model: str, pk: int) -> str:
    return reverse(f"admin:{model}_change", args=[pk])
