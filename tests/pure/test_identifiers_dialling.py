"""Which numbers the centre dials: what it is told to, and nothing that earns somebody else money."""

from __future__ import annotations

import pytest

from thirdring.identifiers.dialling import DEFAULT, DEMONSTRATION, Dialling

ORDINARY = Dialling.read(DEFAULT)
DEMO = Dialling.read(DEFAULT, *DEMONSTRATION)


@pytest.mark.parametrize(
    ("typed", "country", "dialled"),
    [
        ("8 861 200-12-34", "RU", "+78612001234"),
        ("+7 (918) 123-45-67", "RU", "+79181234567"),
        ("067 123 45 67", "UA", "+380671234567"),
        ("80671234567", "UA", "+380671234567"),
        ("+380442001234", "RU", "+380442001234"),
    ],
)
def test_landlines_and_mobiles_of_both_countries_are_called(typed: str, country: str, dialled: str) -> None:
    assert ORDINARY.number(typed, country) == dialled


@pytest.mark.parametrize(
    "number",
    [
        "+78095551234",  # premium rate
        "+78001002030",  # toll-free: a company, not a person
        "+380900123456",
        "+881612345678",  # satellite
        "+870773123456",
        "+12125550100",
        "+77172123456",  # Kazakhstan shares the +7
        "+70000000001",  # given to nobody
        "102",
        "*21#",
        "0001234",
        "",
        "sip:someone@example.org",
        "+7861200123456789",
    ],
)
def test_nothing_else_is(number: str) -> None:
    assert ORDINARY.number(number, "RU") is None


def test_the_demonstration_calls_its_invented_numbers() -> None:
    assert DEMO.number("+7 200 123-45-67", "RU") == "+72001234567"
    assert DEMO.number("+380 20 123-45-67", "RU") == "+380201234567"
    assert DEMO.number("80000001234", "RU") == "+70000001234"


def test_a_house_may_name_ranges_of_other_countries_but_not_buy_premium_numbers_with_them() -> None:
    house = Dialling.read("RU +1212 +7 +881")
    assert house.number("+12125550100", "RU") == "+12125550100"
    assert house.number("+13105550100", "RU") is None
    assert house.number("+380442001234", "RU") is None
    assert house.number("+78095551234", "RU") is None
    assert house.number("+70000000001", "RU") is None
    assert house.number("+881612345678", "RU") is None


@pytest.mark.parametrize("word", ["XX", "7800", "+", "ru", "+0800"])
def test_a_setting_that_is_neither_country_nor_range_is_named(word: str) -> None:
    with pytest.raises(ValueError, match=r"^" + word.replace("+", r"\+") + "$"):
        Dialling.read(f"RU {word}")
