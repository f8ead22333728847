"""Editions of the working rules: what 141-П says, and which edition governs a date."""

from __future__ import annotations

from datetime import date, timedelta
from importlib.resources import files

import msgspec
import pytest

from thirdring.acd.centre import PromiseRules, TransferRules
from thirdring.acd.moment import seconds
from thirdring.acd.rules import rules_in_full, rules_of
from thirdring.regulation import in_force, known, parse

ORDER = known()[0]


def test_order_141_names_who_issued_it_and_what_it_amends() -> None:
    assert (ORDER.number, ORDER.signed_on, ORDER.place) == ("141-П", date(2016, 5, 25), "г. Краснодар")
    assert ORDER.issued_by.endswith("Краснодарского края")
    assert ORDER.amends == "75-П от 01.03.2016"
    assert [clause.number for clause in ORDER.clauses] == [str(number) for number in range(1, 12)]


def test_the_fourth_ring_never_begins() -> None:
    """Three rings of 1 s and 4 s of pause: a phone is silenced after the third ring, before 15 s."""
    assert timedelta(seconds=11) < ORDER.ring_limit < timedelta(seconds=15)


def test_the_order_sets_thirty_seconds_and_ten_minutes() -> None:
    assert ORDER.wait.single_wait_s == 30
    assert ORDER.handling.own_answer_s == 600
    assert "30 секунд" in ORDER.clause("2").text
    assert "10 минут" in ORDER.clause("8").text


def test_an_unknown_clause_is_named() -> None:
    with pytest.raises(KeyError, match="12"):
        ORDER.clause("12")


def test_an_edition_governs_from_its_first_day_until_the_next_one_begins() -> None:
    later = msgspec.structs.replace(ORDER, number="3524/205-П", in_force_from=date(2017, 6, 1))
    editions = (later, ORDER)
    assert in_force(date(2016, 5, 24), editions) is None
    assert in_force(date(2016, 5, 25), editions) is ORDER
    assert in_force(date(2017, 5, 31), editions) is ORDER
    assert in_force(date(2017, 6, 1), editions) is later


def test_an_edition_with_a_misspelt_number_is_refused_with_its_name() -> None:
    with pytest.raises(msgspec.ValidationError, match="own_answer"):
        parse(b"[handling]\nown_answers_s = 600\n[answer]\nrings=3\nring_s=1.0\npause_s=4.0\n")


def test_the_router_takes_its_ring_limit_from_the_edition() -> None:
    rules = rules_of(ORDER)
    assert rules.edition == "141-П"
    assert rules.ring_limit == seconds(14.5)


def test_an_edition_says_how_promises_are_taken_and_transfers_wait() -> None:
    text = (files("thirdring.regulation") / "editions" / "141-p-2016.toml").read_text()
    for shipped, own in {
        "take_within_s = 120": "take_within_s = 45",
        "ring_person_s = 40": "ring_person_s = 25",
        "for_missed = true": "for_missed = false",
        "operator_dials_per_hour = 120": "operator_dials_per_hour = 30",
        "\ndials_per_hour = 6000": "\ndials_per_hour = 0",
        "card_within_s = 30": "card_within_s = 20",
        "shown_within_s = 2 ": "shown_within_s = 0.5 ",
    }.items():
        assert text.count(shipped) == 1
        text = text.replace(shipped, own)
    shipped_rules, rules = rules_in_full(ORDER), rules_in_full(parse(text))
    assert shipped_rules.promises and rules.promises and rules.transfers
    assert shipped_rules.promises == PromiseRules(), "the house's numbers stand in the shipped edition"
    assert shipped_rules.transfers == TransferRules()
    assert (rules.promises.take_limit, rules.promises.ring_callee) == (seconds(45), seconds(25))
    assert not rules.promises.for_missed
    assert (rules.promises.operator_dials, rules.promises.dials) == (30, 0)
    assert (rules.transfers.card_limit, rules.transfers.shown_limit) == (seconds(20), seconds(0.5))
