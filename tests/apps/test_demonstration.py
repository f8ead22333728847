"""The demonstration world: valid numbers that nobody has, lines that lead to people, made only once."""

from __future__ import annotations

import io
from datetime import date

import phonenumbers
import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from apps.conftest import PASSWORD, PERSONS
from thirdring.acd.centre import DeviceKind
from thirdring.apps.channels.centre import read_centre
from thirdring.apps.channels.checks import able
from thirdring.apps.channels.models import Line
from thirdring.apps.demonstration import building, persons
from thirdring.apps.insured.models import Person, PersonPhone
from thirdring.apps.staff.models import User
from thirdring.identifiers import enp, snils, taxes

pytestmark = pytest.mark.django_db


def test_every_person_has_valid_numbers():
    for person in Person.objects.filter(holder__code="tfoms"):
        assert enp.read(person.enp).birth_date == person.birth_date
        assert enp.read(person.enp).sex == person.sex
        assert snils.read(person.snils) == person.snils
    for person in Person.objects.filter(holder__code="asystans"):
        assert taxes.read(taxes.TaxNumber.RNOKPP, person.rnokpp)
        assert person.policy_from <= date(2026, 11, 22) <= person.policy_until


def test_nobody_has_the_phones_of_the_persons():
    for number in PersonPhone.objects.values_list("number", flat=True):
        parsed = phonenumbers.parse(number)
        assert phonenumbers.is_possible_number(parsed)
        assert not phonenumbers.is_valid_number(parsed)  # the range is given to nobody


def test_the_same_seed_invents_the_same_persons():
    assert list(persons.russians(20)) == list(persons.russians(20))
    assert len({person.enp for person in persons.russians(2_000)}) == 2_000


def test_every_queue_that_a_caller_can_reach_has_operators_with_phones():
    centre = read_centre()
    operators = {one.id: one for one in centre.operators}
    for queue in centre.queues:
        assert any(operators[one].devices for one in able(queue, centre)), queue.name


def test_the_lines_of_the_first_call_are_there():
    lines = {line.number: line for line in read_centre().lines}
    assert set(lines) == {"1001", "1002", "1003", "2001", "2002"}
    assert lines["1001"].menu is None
    assert [option.digit for option in lines["1002"].menu.options] == ["0", "1", "2"]
    kinds = dict(Line.objects.values_list("number", "kind"))
    assert (kinds["2001"], kinds["2002"]) == ("city", "mobile")


def test_every_operator_has_a_browser_and_a_desk_phone():
    for operator in read_centre().operators:
        assert {device.key for device in operator.devices} == {
            f"op{operator.id}-web",
            f"op{operator.id}-desk",
        }
        assert {device.kind for device in operator.devices} == {DeviceKind.BROWSER, DeviceKind.DESK_PHONE}


def test_a_second_start_changes_nothing_that_an_administrator_has_changed():
    Line.objects.filter(number="2002").delete()
    assert building.build(PASSWORD, PERSONS) is False
    assert not Line.objects.filter(number="2002").exists()
    assert Person.objects.count() == PERSONS


def test_the_command_prints_logins_and_the_password_of_this_installation(settings):
    printed = io.StringIO()
    call_command("demo", stdout=printed)
    password = settings.INSTALLATION.secrets.demonstration_password()
    assert password in printed.getvalue()
    assert "maria" in printed.getvalue()
    assert User.objects.get(username="maria").check_password(password)


def test_a_real_site_gets_no_demonstration_world(settings):
    import dataclasses

    settings.INSTALLATION = dataclasses.replace(settings.INSTALLATION, demonstration=False)
    with pytest.raises(CommandError, match="THIRDRING_DEMONSTRATION"):
        call_command("demo")


def test_any_change_of_configuration_is_counted_bulk_writes_too():
    before = read_centre().version
    Line.objects.filter(number="1001").update(name="Горячая линия")
    assert read_centre().version > before
    before = read_centre().version
    User.objects.filter(username="maria").update(last_login=None)
    assert read_centre().version == before


def test_the_engine_is_notified_of_a_change_when_it_is_committed():
    address = connection.get_connection_params()
    known = {key: address[key] for key in ("dbname", "user", "password", "host", "port") if key in address}
    with (
        psycopg.connect(**known, autocommit=True) as engine,
        psycopg.connect(**known, autocommit=True) as administrator,
    ):
        engine.execute("LISTEN thirdring_configuration")
        administrator.execute("UPDATE channels_line SET name = name")
        (notice,) = engine.notifies(timeout=10, stop_after=1)
    assert notice.channel == "thirdring_configuration"


def test_one_who_no_longer_works_here_is_offered_nothing():
    maria = User.objects.get(username="maria")
    maria.is_active = False
    maria.save()
    assert maria.operator.pk not in {operator.id for operator in read_centre().operators}
