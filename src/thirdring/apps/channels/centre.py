"""Reads the whole configuration and says it as the ``Centre`` that the router works with.

The engine calls this at its start and whenever ``thirdring_configuration`` is notified; the
administration's checks read the same ``Centre``, so that what is checked is what is run.
"""

from __future__ import annotations

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from thirdring.acd import centre as acd
from thirdring.acd.moment import SECOND
from thirdring.acd.rules import rules_in_full
from thirdring.apps.channels.editions import editions
from thirdring.apps.channels.models import Line, Menu, Queue
from thirdring.apps.staff.models import Operator
from thirdring.installation import Misconfigured
from thirdring.regulation import Edition, in_force


def read_centre() -> acd.Centre:
    """The configuration as it stands in the database now, in one consistent reading.

    Lines and operators out of service are left out. ``version`` grows with every change (a
    database trigger counts them).
    """
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        with connection.cursor() as cursor:
            if outermost:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT last_value FROM channels_centre_version")
            (version,) = cursor.fetchone()
        return acd.Centre(
            version=version,
            lines=tuple(_line(line) for line in _lines()),
            queues=tuple(_queue(queue) for queue in _queues()),
            operators=tuple(_operator(operator) for operator in _operators()),
            rules=rules_in_force(),
        )


def rules_in_force() -> acd.Rules:
    """The numbers of the edition in force today, as the router needs them."""
    return rules_in_full(edition_in_force(), calendar=True)


def edition_in_force() -> Edition:
    """The edition in force today: the house's own, or one of those that come along."""
    edition = in_force(timezone.localdate(), editions())
    if edition is None:
        raise Misconfigured(
            "THIRDRING_EDITION={path} is not in force yet. Set in_force_from in it to today or earlier.",
            path=settings.INSTALLATION.edition,
        )
    return edition


def needs_of(queue: Queue) -> tuple[acd.Skill, ...]:
    """The skill tags that ``queue`` asks of an operator, sorted."""
    needs = {skill.tag for skill in queue.needs_skills.all()}
    if queue.needs_organisation:
        needs.add(f"org:{queue.organisation.code}")
    if queue.needs_level:
        needs.add(f"level:{queue.needs_level}")
    if queue.needs_language:
        needs.add(f"lang:{queue.needs_language}")
    if queue.needs_department:
        needs.add(f"dept:{queue.needs_department.code}")
    return tuple(sorted(needs))


def skills_of(operator: Operator) -> dict[acd.Skill, int]:
    """An operator's skill tags with proficiencies; of the languages the first named is the best."""
    skills = {f"org:{operator.organisation.code}": 1, f"level:{operator.level}": 1}
    for place, language in enumerate(reversed(operator.languages), start=1):
        skills[f"lang:{language}"] = place
    if operator.department:
        skills[f"dept:{operator.department.code}"] = 1
    for further in operator.skills.all():
        skills[further.skill.tag] = further.proficiency
    return dict(sorted(skills.items()))


def _lines():
    return (
        Line.objects.filter(active=True)
        .select_related(
            "organisation", "queue", "notice", "menu__prompt", "menu__wrong_key_prompt", "menu__fallback"
        )
        .prefetch_related("menu__options__queue")
        .order_by("number")
    )


def _queues():
    return (
        Queue.objects.select_related("organisation", "needs_department")
        .prefetch_related("needs_skills")
        .order_by("key")
    )


def _operators():
    return (
        Operator.objects.filter(active=True, user__is_active=True)
        .select_related("organisation", "department", "home_queue")
        .prefetch_related("skills__skill", "devices__trunk")
        .order_by("pk")
    )


def _line(line: Line) -> acd.Line:
    return acd.Line(
        number=line.number,
        organisation=line.organisation_id,
        queue=line.queue.key,
        notice=line.notice.key if line.notice else "",
        menu=_menu(line.menu) if line.menu else None,
        country=line.organisation.country,
    )


def _menu(menu: Menu) -> acd.Menu:
    options = sorted(menu.options.all(), key=lambda option: option.digit)
    return acd.Menu(
        prompt=menu.prompt.key,
        options=tuple(acd.MenuOption(o.digit, o.queue.key, o.topic) for o in options),
        fallback=menu.fallback.key,
        wrong_key_prompt=menu.wrong_key_prompt.key if menu.wrong_key_prompt else "",
    )


def _queue(queue: Queue) -> acd.Queue:
    return acd.Queue(
        key=queue.key,
        name=queue.name,
        needs=needs_of(queue),
        priority=queue.priority,
        choice=acd.Choice(queue.choice),
        ring_limit=_span(queue.ring_limit_s),
        wrap_up_limit=_span(queue.wrap_up_limit_s),
    )


def _span(whole_s: int | None) -> int | None:
    return None if whole_s is None else whole_s * SECOND


def _operator(operator: Operator) -> acd.Operator:
    devices = sorted(operator.devices.all(), key=lambda device: device.key)
    return acd.Operator(
        id=operator.pk,
        organisation=operator.organisation_id,
        skills=skills_of(operator),
        devices=tuple(acd.Device(d.key, acd.DeviceKind(d.kind), d.address) for d in devices),
        home_queue=operator.home_queue.key if operator.home_queue else "",
    )
