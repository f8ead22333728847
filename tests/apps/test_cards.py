"""Operators fill in a card: nothing typed is lost or overwritten, and only a complete card closes."""

from __future__ import annotations

import uuid

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from apps.day import ASSISTANCE, WITH_MENU
from thirdring.acd.inputs import WrapUpEnded
from thirdring.apps.appeals import queries, services
from thirdring.apps.appeals.models import Card, Reason
from thirdring.apps.audit.models import ReadLog
from thirdring.apps.insured.models import Person


@pytest.fixture
def call(day):
    """A call that Maria has answered."""
    day.starts_shift("maria")
    call = day.arrives()
    day.is_answered(call)
    return call


@pytest.fixture
def card(call):
    return Card.objects.get(call=call)


@pytest.fixture
def maria(user):
    return user("maria")


def anna():
    return Person.objects.get(phones__number="+72000000001")


def whole():
    return {
        "person": str(anna().pk),
        "kind": "consultation",
        "reason": str(Reason.objects.get(code="1.2").pk),
        "text": "Сменила фамилию",
        "result": "explained",
    }


def commands():
    with connection.cursor() as cursor:
        cursor.execute("SELECT key, operator, body->>'type', body->>'reason' FROM journal_command")
        return cursor.fetchall()


@pytest.mark.req("S61")
def test_a_card_is_made_when_the_call_arrives_and_knows_line_and_caller(card):
    assert (card.line, card.caller, card.state, card.version) == ("1001", "+72000000001", "open", 1)
    assert card.number == f"2026-{card.pk:06d}"


def test_what_is_typed_is_kept_and_says_what_is_missing(maria, card):
    saved = services.save(maria, card.pk, 1, {"text": "  Сменила\r\nфамилию ", "kind": "complaint"})

    card.refresh_from_db()
    assert (card.text, card.kind, card.version) == ("Сменила\nфамилию", "complaint", 2)
    assert saved.card.version == 2
    assert [one.field for one in saved.missing] == ["person_name", "reason", "result"]


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("kind", "gossip"),
        ("result", "nothing"),
        ("reason", "999999"),
        ("reason", "9" * 40),
        ("reason", "one"),
        ("person", "0"),
        ("person", "²"),
        ("phone", "call me"),
        ("phone", "1" * 33),
        ("text", "bell\x07"),
        ("text", "x" * 10_001),
        ("text", "\ud800"),
        ("person_name", "two\nlines"),
        ("anonymous", "perhaps"),
        ("state", "closed"),
    ],
)
def test_a_wrong_field_is_refused_by_name_and_the_others_are_kept(maria, card, field, text):
    saved = services.save(maria, card.pk, 1, {field: text, "answer": "Паспорт и заявление"})

    assert list(saved.errors) == [field]
    assert saved.errors[field]
    card.refresh_from_db()
    assert card.answer == "Паспорт и заявление"


def test_a_person_of_another_organisation_cannot_be_put_on_the_card(maria, card):
    stranger = Person.objects.filter(holder__code="asystans").first()
    saved = services.save(maria, card.pk, 1, {"person": str(stranger.pk)})
    assert "person" in saved.errors


def test_two_editors_do_not_overwrite_each_other_in_silence(maria, card, user):
    services.save(maria, card.pk, 1, {"text": "Первая"})

    with pytest.raises(services.Stale) as refused:
        services.save(user("ivan"), card.pk, 1, {"text": "Второй"})

    assert "Мария Примерова" in str(refused.value)
    assert refused.value.card.text == "Первая"


def test_saving_the_same_once_more_is_no_conflict(maria, card):
    services.save(maria, card.pk, 1, {"text": "Первая"})
    again = services.save(maria, card.pk, 1, {"text": "Первая"})  # the answer to the first was lost
    assert again.card.version == 2


@pytest.mark.req("S90")
def test_an_incomplete_card_does_not_close(maria, card):
    with pytest.raises(services.Incomplete) as refused:
        services.close(maria, card.pk, 1, uuid.uuid4())
    assert [one.field for one in refused.value.missing] == [
        "person_name",
        "kind",
        "reason",
        "text",
        "result",
    ]
    card.refresh_from_db()
    assert card.state == "open"


@pytest.mark.req("S90")
def test_closing_a_complete_card_in_wrap_up_asks_the_router_to_end_it(day, maria, call, card):
    day.hangs_up(call)
    version = services.save(maria, card.pk, 1, whole()).card.version
    key = uuid.uuid4()

    services.close(maria, card.pk, version, key)

    card.refresh_from_db()
    assert (card.state, card.closed_by) == ("closed", maria)
    assert commands() == [(key, maria.operator.pk, "WrapUpEnded", "")]
    day.happens(WrapUpEnded(0, maria.operator.pk))  # and the router agrees


def test_closing_during_the_conversation_ends_no_wrap_up(maria, card):
    version = services.save(maria, card.pk, 1, whole()).card.version
    services.close(maria, card.pk, version, uuid.uuid4())
    assert commands() == []


def test_closing_twice_is_closing_once(day, maria, call, card):
    day.hangs_up(call)
    version = services.save(maria, card.pk, 1, whole()).card.version
    services.close(maria, card.pk, version, uuid.uuid4())
    assert services.close(maria, card.pk, version, uuid.uuid4()).state == "closed"
    assert len(commands()) == 1


def test_a_closed_card_can_be_read_but_not_changed(maria, card):
    version = services.save(maria, card.pk, 1, whole()).card.version
    closed = services.close(maria, card.pk, version, uuid.uuid4())
    with pytest.raises(services.Closed):
        services.save(maria, card.pk, closed.version, {"text": "Иначе"})
    assert services.read(maria, "desk", number=card.pk).text == "Сменила фамилию"


@pytest.mark.req("S90")
def test_a_card_put_aside_keeps_the_reason_and_ends_the_wrap_up(day, maria, call, card):
    day.hangs_up(call)
    key = uuid.uuid4()
    services.put_aside(maria, card.pk, 1, "ждём ответа поликлиники", key)

    card.refresh_from_db()
    assert (card.state, card.put_aside_reason) == ("put aside", "ждём ответа поликлиники")
    assert commands() == [(key, maria.operator.pk, "WrapUpEnded", "ждём ответа поликлиники")]


@pytest.mark.parametrize("reason", ["", "   ", "x" * 301, "\x00"])
def test_putting_aside_needs_a_usable_reason(maria, card, reason):
    with pytest.raises(ValidationError):
        services.put_aside(maria, card.pk, 1, reason, uuid.uuid4())
    card.refresh_from_db()
    assert card.state == "open"


@pytest.mark.req("X20")
def test_every_reading_of_a_card_is_noted_with_its_purpose(maria, call, card):
    services.read(maria, "desk", call=call)
    noted = ReadLog.objects.get()
    assert (noted.reader, noted.subject, noted.subject_id, noted.purpose) == (
        "maria",
        "card",
        str(card.pk),
        "desk",
    )


def test_whoever_is_shown_to_choose_from_has_been_read_once_while_one_types(login, card):
    desk, name = login("maria"), anna().family_name
    shown = [desk.get(f"/desk/cards/{card.pk}/people", {"q": begun}) for begun in (name[:3], name[:4], name)]
    noted = ReadLog.objects.filter(reader="maria", subject="person", purpose="desk, lookup")
    people = {str(one.pk) for answer in shown for one in answer.context["people"]}
    assert people and sorted(noted.values_list("subject_id", flat=True)) == sorted(people)


def test_whoever_a_number_may_be_is_noted_too(login, card):
    login("maria").get(f"/desk/cards/{card.pk}/who")
    assert ReadLog.objects.filter(subject="person", subject_id=str(anna().pk)).exists()


@pytest.mark.req("S32")
def test_another_organisation_does_not_see_the_card(card, user):
    for stranger in ("oksana", "pavel"):
        with pytest.raises(Card.DoesNotExist):
            services.read(user(stranger), "desk", number=card.pk)
        with pytest.raises(Card.DoesNotExist):
            services.save(user(stranger), card.pk, 1, {"text": "x"})
    assert not ReadLog.objects.exists()


@pytest.mark.req("S64")
def test_an_insurers_operator_sees_the_card_of_a_call_that_is_handed_to_her(day, call, card, maria, user):
    day.starts_shift("pavel")
    day.hands_over(maria.operator.pk, "primer")
    assert services.read(user("pavel"), "desk", call=call).pk == card.pk
    with pytest.raises(Card.DoesNotExist):
        services.read(user("natalia"), "desk", call=call)


def test_of_a_caller_whom_nobody_answered_only_the_result_is_asked(day, maria):
    call = day.arrives(WITH_MENU)
    day.hangs_up(call)
    card = Card.objects.select_related("call").get(call=call)
    assert [one.field for one in queries.missing(card)] == ["result"]


def test_earlier_cards_are_those_of_the_same_person_else_of_the_same_number(day, maria):
    first, second = (Card.objects.get(call=day.arrives()) for _ in range(2))
    day.arrives(caller="+72000000002")
    assert list(queries.earlier_cards(maria, second)) == [first]

    services.save(maria, first.pk, 1, {"person": str(anna().pk)})
    second.person = Person.objects.get(phones__number="+72000000003")
    assert list(queries.earlier_cards(maria, second)) == []


def test_each_kind_of_insurance_has_its_own_tree_of_reasons(day, user):
    day.arrives(ASSISTANCE)
    card = Card.objects.get()
    saved = services.save(user("oksana"), card.pk, 1, {"reason": str(Reason.objects.get(code="1.2").pk)})
    assert "reason" in saved.errors
    saved = services.save(user("oksana"), card.pk, 1, {"reason": str(Reason.objects.get(code="A1").pk)})
    assert not saved.errors
