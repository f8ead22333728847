"""Telephone numbers leave the journal and its tables when they were kept long enough, and not before."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from apps.day import ANNA, HOTLINE, MORNING, WITH_MENU, Day
from thirdring.acd.core import dump
from thirdring.acd.inputs import (
    AttemptRequested,
    CallBackOrdered,
    CalleeAnswered,
    CallerGone,
    Owner,
    PromiseMoved,
    PromptEnded,
    WrapUpEnded,
)
from thirdring.acd.moment import moment_of
from thirdring.apps.appeals.models import Card
from thirdring.apps.calls.models import Call
from thirdring.apps.organisations.models import Organisation
from thirdring.apps.promises.models import NOT_ENDED, Attempt, Promise
from thirdring.apps.retention import services
from thirdring.apps.retention.models import Deletion, Hold, Rule
from thirdring.apps.staff.models import Operator
from thirdring.journal.erasing import ERASED, NUMBERS
from thirdring.journal.folds import enter
from thirdring.journal.records import Books, Changes
from thirdring.journal.rows import Row, decode

TABLES = ("journal_row", "journal_checkpoint", "calls_call", "promises_promise", "promises_attempt")
LATER = MORNING + timedelta(days=400)


@pytest.fixture
def rule(day: Day) -> Rule:
    fund = Organisation.objects.get(code="tfoms")
    return Rule.objects.create(organisation=fund, kind="number", amount=1, unit="years", ground="order 7")


@pytest.fixture
def called_back(day: Day) -> str:
    """Anna hung up while she waited, and Maria has called her back; the id of Anna's call."""
    call = day.arrives(HOTLINE, ANNA)
    is_called_back(day, call)
    return call


def is_called_back(day: Day, call: str) -> None:
    day.happens(CallerGone(0, call))
    day.starts_shift("maria")
    keeps_what_is_owed(day)


def keeps_what_is_owed(day: Day) -> None:
    """Maria calls, speaks with whom she has reached, and closes the card."""
    promise = Promise.objects.get(state__in=NOT_ENDED)
    maria = Operator.objects.get(user__username="maria").pk
    day.happens(PromiseMoved(0, promise.pk, day.at, moment_of(promise.made_at) + 3600 * 10**6))
    day.happens(AttemptRequested(0, maria, promise.pk))
    ours = Attempt.objects.get(promise=promise).call_id
    day.is_answered(ours)
    day.happens(CalleeAnswered(0, ours))
    day.happens(PromptEnded(0, ours, "notice-ru"))
    day.happens(CallerGone(0, ours))
    day.happens(WrapUpEnded(0, maria))


def a_checkpoint_is_made(day: Day) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO journal_checkpoint VALUES (%s, clock_timestamp(), %s, '{}', %s)",
            [day.row.seq, dump(day._state), msgspec.json.encode(day._books).decode()],
        )


def rows() -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT body::text FROM journal_row ORDER BY seq")
        return [decode(body) for (body,) in cursor.fetchall()]


def where_annas_number_is() -> list[str]:
    """The tables that hold it, her card left aside."""
    digits = ANNA.removeprefix("+")
    with connection.cursor() as cursor:
        found = []
        for table in (
            "journal_row",
            "journal_checkpoint",
            "calls_call",
            "promises_promise",
            "promises_attempt",
        ):
            cursor.execute(f"SELECT count(*) FROM {table} AS one WHERE one::text LIKE %s", [f"%{digits}%"])
            if cursor.fetchone()[0]:
                found.append(table)
        return found


def test_the_number_leaves_the_journal_and_its_tables_and_that_is_proven(day, rule, called_back):
    a_checkpoint_is_made(day)
    assert where_annas_number_is() == ["journal_row", "calls_call", "promises_promise", "promises_attempt"]
    assert services.delete_due(LATER) == 3  # her call, the promise, and the call that kept it
    assert where_annas_number_is() == []
    assert Card.objects.get(call=called_back).caller == ANNA  # the card has a rule of its own
    assert {len(proof.digest) for proof in Deletion.objects.all()} == {64}
    assert services.first_broken_proof() is None
    assert services.delete_due(LATER) == 0


def test_the_tables_are_still_what_the_rows_make_of_them(day, rule, called_back):
    a_checkpoint_is_made(day)
    services.delete_due(LATER)
    books, changes = Books(), Changes()
    for row in rows():
        enter(books, row, changes)
    for call in Call.objects.all():
        folded = changes.calls[call.pk]
        assert (folded.caller, folded.caller_as_received) == (call.caller, call.caller_as_received)
    assert {key: one.number for key, one in changes.promises.items()} == dict(
        Promise.objects.values_list("pk", "number")
    )
    assert {key: one.number for key, one in changes.attempts.items()} == dict(
        Attempt.objects.values_list("pk", "number")
    )


def test_what_was_typed_leaves_with_the_number(day, rule):
    call = day.arrives(WITH_MENU)
    day.presses(call, "1")
    day.hangs_up(call)
    Promise.objects.update(state="withdrawn")
    a_checkpoint_is_made(day)
    services.delete_due(LATER)
    assert [row.input.digit for row in rows() if hasattr(row.input, "digit")] == [ERASED]


def test_nothing_is_taken_while_it_is_owed_or_too_young(day, rule, called_back):
    waiting = day.arrives(HOTLINE)
    day.happens(CallerGone(0, waiting))
    a_checkpoint_is_made(day)
    assert services.delete_due(MORNING + timedelta(days=300)) == 0
    services.delete_due(LATER)
    assert Call.objects.get(pk=waiting).caller == ANNA
    assert Promise.objects.get(call=waiting).number == ANNA
    assert Call.objects.get(pk=called_back).caller == ERASED


def test_what_a_recovery_would_step_again_waits_for_a_checkpoint(day, rule, called_back):
    assert services.delete_due(LATER) == 0
    assert "journal_row" in where_annas_number_is()
    assert not Deletion.objects.exists()


def test_an_old_checkpoint_does_not_keep_the_number(day, rule):
    call = day.arrives(HOTLINE, ANNA)
    a_checkpoint_is_made(day)
    is_called_back(day, call)
    a_checkpoint_is_made(day)
    assert "journal_checkpoint" in where_annas_number_is()
    services.delete_due(LATER)
    assert where_annas_number_is() == []


@pytest.mark.parametrize("which", ["her call", "the call that kept the promise"])
def test_what_is_held_keeps_its_numbers(day, rule, called_back, which):
    a_checkpoint_is_made(day)
    ours = Attempt.objects.get().call_id
    held = called_back if which == "her call" else ours
    Hold.objects.create(organisation=rule.organisation, call=held, why="case 12")
    services.delete_due(LATER)
    assert Call.objects.get(pk=held).caller == ANNA
    assert Promise.objects.get().number == ANNA
    assert any(getattr(fact, "number", "") == ANNA for row in rows() for fact in row.facts)


def test_a_promise_that_is_made_long_after_the_call_is_found_by_itself(day, rule, called_back):
    a_checkpoint_is_made(day)
    services.delete_due(LATER)
    day.happens(CallBackOrdered(0, called_back, HOTLINE, "oms", ANNA, Owner(queue="oms"), "asked"))
    keeps_what_is_owed(day)
    assert where_annas_number_is() == ["journal_row", "calls_call", "promises_promise", "promises_attempt"]
    a_checkpoint_is_made(day)
    assert services.delete_due(LATER) == 2  # the promise, and the call that kept it
    assert where_annas_number_is() == []


def test_every_field_for_a_telephone_number_is_known_to_the_erasing():
    from thirdring.acd.effects import Effect
    from thirdring.acd.inputs import Input

    spoken_of = {
        field.name
        for union in (Input, Effect)
        for kind in union.__args__
        for field in msgspec.structs.fields(kind)
        if any(word in field.name for word in ("caller", "number", "phone")) and field.type is str
    }
    assert spoken_of == set(NUMBERS)


def test_numbers_are_not_erased_while_commands_with_them_are_kept(rule):
    rule.unit, rule.amount = "days", 7
    with pytest.raises(ValidationError, match="8"):
        rule.clean()
