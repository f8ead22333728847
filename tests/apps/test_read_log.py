"""The read log can only be added to, and a change behind the database's back breaks its seal."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from thirdring.apps.appeals.models import Card
from thirdring.apps.audit.models import ReadLog, Seal, Subject
from thirdring.apps.audit.services import first_broken_seal, note_reading, seal
from thirdring.apps.audit.tasks import seal_read_log
from thirdring.apps.organisations.models import Organisation
from thirdring.apps.retention import services
from thirdring.apps.retention.models import Deletion, Hold, Kind, Rule

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


def test_what_was_looked_at_before_need_not_be_looked_at_every_night():
    read(1)
    first = seal()
    looked_at = timezone.now()
    read(2)
    last = seal()
    behind_its_back("UPDATE audit_readlog SET reader = 'nobody' WHERE subject_id = '1'")
    assert first_broken_seal(looked_at) is None
    assert first_broken_seal() == first
    behind_its_back("UPDATE audit_readlog SET reader = 'nobody' WHERE subject_id = '2'")
    assert first_broken_seal(looked_at) == last


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


# --- kept for as long as a rule says ----------------------------------------------------------------


@pytest.fixture
def five_years():
    fund = Organisation.objects.get(code="tfoms")
    return Rule.objects.create(organisation=fund, kind=Kind.READING, amount=5, unit="years", ground="order 7")


def a_night_with(*subjects, organisation):
    for subject in subjects:
        note_reading("maria", organisation, Subject.CARD, subject, "desk")
    return seal()


def in_years(years):
    return timezone.now() + timedelta(days=366 * years)


def test_readings_go_after_their_time_with_a_proof_and_all_seals_hold(five_years):
    fund, another = five_years.organisation_id, five_years.organisation_id + 1
    night = a_night_with(1, 2, organisation=fund)
    note_reading("oksana", another, Subject.CARD, 3, "desk")
    seal()
    note_reading("maria", fund, Subject.CARD, 4, "desk")  # not sealed yet
    assert services.delete_due(in_years(4)) == 0
    assert services.delete_due(in_years(6)) == 1
    assert list(ReadLog.objects.order_by("id").values_list("subject_id", flat=True)) == ["3", "4"]
    proof = Deletion.objects.get()
    assert (proof.kind, proof.subject, len(proof.digest)) == ("reading", f"{fund}:{night.last_id}", 64)
    assert first_broken_seal() is None
    assert services.delete_due(in_years(6)) == 0


def test_a_later_night_is_still_checked_when_an_earlier_one_is_gone(five_years):
    a_night_with(1, organisation=five_years.organisation_id)
    services.delete_due(in_years(6))
    changed = a_night_with(2, organisation=five_years.organisation_id)
    behind_its_back("UPDATE audit_readlog SET reader = 'nobody'")
    assert first_broken_seal() == changed


def test_a_proof_lets_go_of_its_own_night_and_organisation_alone(five_years):
    fund = five_years.organisation_id
    a_night_with(1, organisation=fund)
    services.delete_due(in_years(6))
    a_night_with(2, organisation=fund)
    with pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
        ReadLog.objects.all().delete()


def test_who_has_read_a_held_card_stays_known(five_years):
    fund = five_years.organisation_id
    card = Card.objects.create(organisation_id=fund, opened_at=timezone.now())
    a_night_with(card.pk, organisation=fund)
    a_night_with(card.pk + 1, organisation=fund)
    Hold.objects.create(organisation_id=fund, card=card, why="case 12")
    assert services.delete_due(in_years(6)) == 1
    assert ReadLog.objects.get().subject_id == str(card.pk)
