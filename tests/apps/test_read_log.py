"""The read log can only be added to, and a change behind the database's back breaks its seal."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from thirdring.apps.audit.models import ReadLog, Seal, Subject
from thirdring.apps.audit.services import first_broken_seal, note_reading, seal
from thirdring.apps.audit.tasks import seal_read_log

pytestmark = [pytest.mark.django_db, pytest.mark.req("X20")]


def read(number):
    note_reading("maria", 1, Subject.CARD, number, "desk")


def behind_its_back(statement):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_readlog DISABLE TRIGGER only_added")
        cursor.execute(statement)
        cursor.execute("ALTER TABLE audit_readlog ENABLE TRIGGER only_added")


@pytest.mark.parametrize("change", [{"reader": "somebody else"}, None])
def test_the_database_refuses_to_change_or_delete_a_row(change):
    read(1)
    with pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
        if change:
            ReadLog.objects.update(**change)
        else:
            ReadLog.objects.all().delete()
    assert ReadLog.objects.get().reader == "maria"


def test_a_night_without_readings_needs_no_seal():
    assert seal() is None


def test_seals_hold_while_nothing_is_changed():
    for day in range(3):
        read(day)
        assert seal().rows == 1
    assert first_broken_seal() is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_readlog SET reader = 'nobody' WHERE subject_id = '1'",
        "UPDATE audit_readlog SET at = at + interval '1 hour' WHERE subject_id = '1'",
        "DELETE FROM audit_readlog WHERE subject_id = '1'",
    ],
)
def test_a_change_behind_the_databases_back_breaks_the_seal_of_that_night(statement):
    read(0)
    seal()
    read(1)
    broken = seal()
    read(2)
    seal()

    behind_its_back(statement)

    assert first_broken_seal() == broken


def test_every_night_the_day_is_sealed_and_a_broken_seal_is_said_loudly(caplog):
    read(1)
    seal_read_log(timestamp=0)
    assert Seal.objects.count() == 1
    assert not caplog.records

    behind_its_back("DELETE FROM audit_readlog")
    seal_read_log(timestamp=0)
    assert "does not hold" in caplog.text
