"""An ЕНП can be read back into the person it was made for, and a slip of the pen is noticed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thirdring.identifiers import enp

numbers = st.builds(
    enp.Enp,
    region=st.integers(1, 99).map("{:02d}".format),
    birth_date=st.dates(date(1900, 1, 1), date(2099, 12, 31)),
    sex=st.sampled_from(("f", "m")),
    serial=st.integers(0, 99_999),
)


@pytest.mark.parametrize(
    ("number", "sex", "birth_date"),
    [
        ("2352210848000019", "m", date(1987, 7, 1)),
        ("2387499768000773", "f", date(2005, 12, 31)),
        ("5477050890123456", "f", date(1949, 2, 9)),
    ],
)
def test_known_numbers_tell_sex_and_date_of_birth(number, sex, birth_date):
    read = enp.read(number)
    assert (read.sex, read.birth_date) == (sex, birth_date)
    assert str(read) == number


@given(numbers)
def test_a_number_made_for_a_person_reads_back_as_that_person(number):
    assert enp.read(str(number)) == number


@given(numbers, st.integers(0, 15), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(number, place, by):
    digits = list(str(number))
    digits[place] = str((int(digits[place]) + by) % 10)
    with pytest.raises(enp.NotEnp) as refused:
        enp.read("".join(digits))
    assert refused.value.code == "check digit"


def test_spaces_and_hyphens_do_not_matter():
    assert enp.read("2352 2108 4800-0019") == enp.read("2352210848000019")


@given(st.text(max_size=30))
def test_any_text_is_either_read_or_refused_by_name(text):
    try:
        enp.read(text)
    except enp.NotEnp as refused:
        assert refused.code in {"length", "check digit", "date of birth"}


def test_an_impossible_date_of_birth_is_refused():
    body = "23" + "".join(str(9 - int(d)) for d in "537891" + "01") + "00001"  # month 53 - 40 = 13
    body += enp.luhn.calc_check_digit(body)
    with pytest.raises(enp.NotEnp) as refused:
        enp.read(body)
    assert refused.value.code == "date of birth"
