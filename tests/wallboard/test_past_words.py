"""An alarm that stood, as its reader is told: whom it was about, how many, what harm came of it."""

from __future__ import annotations

import pytest
from django.utils import translation

from thirdring.acd.facts import CENTRE_AS_A_WHOLE
from thirdring.acd.inputs import Harm
from thirdring.acd.moment import datetime_of
from thirdring.apps.alarms.history import Past
from thirdring.apps.alarms.standing import AlarmKind
from thirdring.apps.alarms.words import harm_of, told

from .cast import MARIA, at

QUEUES, OPERATORS = {"oms": "ОМС"}, {MARIA: "Мария"}


def stood(kind: AlarmKind, queue: str = "", operator: int | None = None) -> Past:
    return Past(kind, datetime_of(at(0)), None, queue, operator, concerned=7)


@pytest.fixture(autouse=True)
def in_russian():
    with translation.override("ru"):
        yield


@pytest.mark.parametrize("kind", list(AlarmKind))
def test_of_every_kind_something_is_said_in_the_language_of_the_reader(kind: AlarmKind) -> None:
    said = told(stood(kind, "oms", MARIA), QUEUES, OPERATORS)
    assert said and "%" not in said
    with translation.override("en"):
        assert told(stood(kind, "oms", MARIA), QUEUES, OPERATORS) != said


def test_a_queue_and_an_operator_are_told_by_their_names_and_the_centre_as_everybody() -> None:
    assert "ОМС" in told(stood(AlarmKind.LONG_WAIT, "oms"), QUEUES, OPERATORS)
    assert told(stood(AlarmKind.MISSES, operator=MARIA), QUEUES, OPERATORS).startswith("Мария: ")
    assert "Все операторы" in told(stood(AlarmKind.DIALS, operator=CENTRE_AS_A_WHOLE), QUEUES, OPERATORS)


def test_of_harm_only_what_was_done_is_told() -> None:
    outage = stood(AlarmKind.NO_ENGINE)._replace(harm=Harm(calls=12, missed=4))
    assert [said.rsplit(" ", 1)[-1] for said in harm_of(outage)] == ["12", "4"]
    assert harm_of(stood(AlarmKind.NO_ENGINE)) == []
