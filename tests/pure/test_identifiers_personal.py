"""СНИЛС and РНОКПП that we compose are valid, and wrong ones are refused."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.ua import rntrc

from thirdring.identifiers import snils, taxes


def test_the_published_example_of_a_snils_is_valid():
    assert snils.read("112-233-445 95") == "11223344595"


@given(st.integers(snils.LAST_WITHOUT_CHECK + 1, 999_999_999))
def test_a_composed_snils_reads_back(number):
    assert snils.read(snils.compose(number)) == snils.compose(number)


@given(st.integers(snils.LAST_WITHOUT_CHECK + 1, 999_999_999), st.integers(1, 99))
def test_wrong_check_digits_are_noticed(number, by):
    right = snils.compose(number)
    wrong = f"{right[:9]}{(int(right[9:]) + by) % 100:02d}"
    with pytest.raises(snils.NotSnils):
        snils.read(wrong)


def test_the_oldest_numbers_carry_no_check():
    assert snils.read("001-001-998 77") == "00100199877"


@given(st.dates(date(1920, 1, 1), date(2026, 1, 1)), st.sampled_from(("f", "m")), st.integers(0, 4_999))
def test_a_composed_rnokpp_is_valid_and_tells_sex(birth_date, sex, serial):
    number = taxes.compose_rnokpp(birth_date, sex, serial)
    assert rntrc.is_valid(number)
    assert taxes.read(taxes.TaxNumber.RNOKPP, number) == number
    assert int(number[8]) % 2 == (sex == "m")


@pytest.mark.parametrize(
    ("kind", "right", "wrong"),
    [
        (taxes.TaxNumber.EDRPOU, "32855961", "32855968"),
        (taxes.TaxNumber.INN, "7707083893", "7707083894"),
        (taxes.TaxNumber.OGRN, "1022200525819", "1022200525818"),
    ],
)
def test_numbers_of_organisations_are_checked(kind, right, wrong):
    assert taxes.read(kind, f" {right} ") == right
    with pytest.raises(taxes.NotTaxNumber):
        taxes.read(kind, wrong)
