"""Builds the demonstration world from its tables, all or nothing, and only where there is none yet.

What an administrator has changed since is left as it is: the world is recognised by its fund
and then not touched again, except that its logins keep the installation's password.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from datetime import date, time

from django.contrib.auth.hashers import check_password
from django.contrib.auth.models import Group
from django.db import transaction

from thirdring.apps.appeals.models import Reason
from thirdring.apps.calendars.models import Calendar
from thirdring.apps.channels.models import (
    Line,
    Menu,
    MenuOption,
    PauseReason,
    Prompt,
    Queue,
    Skill,
)
from thirdring.apps.demonstration import persons, world
from thirdring.apps.insured.models import Person, PersonPhone, searchable
from thirdring.apps.organisations.models import Clinic, Department, Organisation, Post, Region
from thirdring.apps.staff.models import Device, DeviceKind, Operator, OperatorSkill, Role, User

PERSONS = 20_000
UKRAINIAN_SHARE = 4  # one person in so many is the assistance company's
POLICY_FROM, POLICY_UNTIL = date(2026, 1, 1), date(2027, 12, 31)
REASONS_VALID_FROM = date(2016, 5, 25)  # the day of the order
BATCH = 2_000


@transaction.atomic
def build(password: str, count: int = PERSONS) -> bool:
    """Make the world with ``count`` persons unless it is there; returns whether it was made now."""
    if Organisation.objects.filter(code=world.FUND).exists():
        _renew_passwords(password)
        return False
    _organisations()
    _calendars()
    _channels()
    _reasons()
    _people(password)
    _insured(count)
    return True


def _organisations() -> None:
    for code, name, country in world.REGIONS:
        Region.objects.get_or_create(code=code, defaults={"name": name, "country": country})
    for row in world.ORGANISATIONS:
        Organisation.objects.create(**row._asdict())
    owners = _by_code(Organisation)
    Department.objects.bulk_create(
        Department(code=code, organisation=owners[owner], name=name)
        for code, owner, name in world.DEPARTMENTS
    )
    posts = dict.fromkeys((row.organisation, row.post) for row in world.PEOPLE if row.post)
    Post.objects.bulk_create(Post(organisation=owners[owner], name=name) for owner, name in posts)
    regions = _by_code(Region)
    Clinic.objects.bulk_create(
        Clinic(code=code, name=name, region=regions[region], address=address)
        for code, name, region, address in world.CLINICS
    )


def _calendars() -> None:
    owners = _by_code(Organisation)
    for row in world.CALENDARS:
        calendar = Calendar.objects.create(
            name=row.name,
            organisation=owners[row.organisation],
            holidays=row.holidays,
            quiet_from=time() if row.calls_at_night else None,
            quiet_until=time() if row.calls_at_night else None,
        )
        for weekday in row.days:
            calendar.week.create(
                weekday=weekday,
                opens=row.opens,
                closes=row.closes,
                break_from=row.break_from,
                break_until=row.break_until,
            )


def _channels() -> None:
    owners, departments = _by_code(Organisation), _by_code(Department)
    for tag, ru, uk, en in world.SKILLS:
        Skill.objects.create(tag=tag, name_ru=ru, name_uk=uk, name_en=en)
    for key, language, text in world.PROMPTS:
        Prompt.objects.create(key=key, language=language, text=text)
    for row in world.QUEUES:
        queue = Queue.objects.create(
            key=row.key,
            name=row.name,
            organisation=owners[row.organisation],
            needs_level=row.level,
            needs_language=row.language,
            needs_department=departments[row.department] if row.department else None,
        )
        queue.needs_skills.set(Skill.objects.filter(tag__in=row.skills))
    queues = {queue.key: queue for queue in Queue.objects.all()}
    prompts = {prompt.key: prompt for prompt in Prompt.objects.all()}
    calendars = {calendar.name: calendar for calendar in Calendar.objects.all()}
    menu = Menu.objects.create(
        name=world.OMS_MENU,
        prompt=prompts["menu-oms-ru"],
        wrong_key_prompt=prompts["wrong-key-ru"],
        fallback=queues["oms"],
    )
    for digit, queue_key, topic in world.OMS_MENU_OPTIONS:
        MenuOption.objects.create(menu=menu, digit=digit, queue=queues[queue_key], topic=topic)
    for line in world.LINES:
        Line.objects.create(
            number=line.number,
            name=line.name,
            kind=line.kind,
            carrier=line.carrier,
            organisation=owners[line.organisation],
            language=line.language,
            queue=queues[line.queue],
            notice=prompts[line.notice],
            menu=menu if line.with_menu else None,
            calendar=calendars[line.calendar],
            public=True,
        )
    for order, (key, ru, uk, en, active) in enumerate(world.PAUSE_REASONS):
        PauseReason.objects.create(key=key, name_ru=ru, name_uk=uk, name_en=en, order=order, active=active)


def _reasons() -> None:
    made: dict[str, Reason] = {}
    for programme, rows in world.REASONS.items():
        for code, ru, uk, en in rows:
            made[code] = Reason.objects.create(
                code=code,
                parent=made.get(code.rpartition(".")[0]),
                programme=programme,
                name_ru=ru,
                name_uk=uk,
                name_en=en,
                valid_from=REASONS_VALID_FROM,
            )


def _people(password: str) -> None:
    owners, departments = _by_code(Organisation), _by_code(Department)
    queues = {queue.key: queue for queue in Queue.objects.all()}
    skills = {skill.tag: skill for skill in Skill.objects.all()}
    for row in world.PEOPLE:
        administrator = row.role == Role.ADMINISTRATOR
        user = User.objects.create_user(
            row.login,
            password=password,
            last_name=row.family_name,
            first_name=row.given_name,
            patronymic=row.patronymic,
            organisation=owners[row.organisation],
            language=row.languages[0],
            is_staff=administrator or row.role == Role.SUPERVISOR,
            is_superuser=administrator,
        )
        user.groups.add(Group.objects.get(name=row.role))
        if not row.level:
            continue
        operator = Operator.objects.create(
            user=user,
            organisation=owners[row.organisation],
            department=departments[row.department] if row.department else None,
            post=Post.objects.get(organisation=owners[row.organisation], name=row.post),
            level=row.level,
            qualification=row.qualification,
            languages=list(row.languages),
            home_queue=queues[row.home_queue] if row.home_queue else None,
        )
        for tag, proficiency in row.skills:
            OperatorSkill.objects.create(operator=operator, skill=skills[tag], proficiency=proficiency)
        for kind in (DeviceKind.BROWSER, DeviceKind.DESK_PHONE):
            Device.objects.create(operator=operator, kind=kind)


def _insured(count: int) -> None:
    owners, regions = _by_code(Organisation), _by_code(Region)
    ukrainian = count // UKRAINIAN_SHARE
    insurers = itertools.cycle((owners[world.INSURER_1], owners[world.INSURER_2]))
    _store(
        persons.russians(count - ukrainian), owners[world.FUND], insurers, regions["23"], has_contract=False
    )
    _store(
        persons.ukrainians(ukrainian),
        owners[world.ASSISTANCE],
        itertools.repeat(None),
        regions["UA-30"],
        has_contract=True,
    )


def _store(
    invented: Iterable[persons.Invented],
    holder: Organisation,
    insurers: Iterable[Organisation | None],
    region: Region,
    *,
    has_contract: bool,
) -> None:
    phones: list[str] = []
    rows: list[Person] = []
    for person, insurer in zip(invented, insurers, strict=False):
        fields = person._asdict()
        phones.append(fields.pop("phone"))
        row = Person(holder=holder, insurer=insurer, region=region, **fields)
        row.search_name = searchable(row.full_name)  # bulk writing does not call save()
        if has_contract:
            row.policy_from, row.policy_until = POLICY_FROM, POLICY_UNTIL
        rows.append(row)
    Person.objects.bulk_create(rows, batch_size=BATCH)
    PersonPhone.objects.bulk_create(
        (PersonPhone(person=row, number=number) for row, number in zip(rows, phones, strict=True)),
        batch_size=BATCH,
    )


def _renew_passwords(password: str) -> None:
    """The secret may have been replaced; one login tells for all whether it was."""
    logins = list(User.objects.filter(username__in=[row.login for row in world.PEOPLE]))
    if logins and not check_password(password, logins[0].password):
        for user in logins:
            user.set_password(password)
            user.save(update_fields=["password"])


def _by_code(model):
    return {row.code: row for row in model.objects.all()}
