"""However a number is typed, it is found under one form; what is no number is kept as it came."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thirdring.identifiers import phones


@pytest.mark.parametrize(
    "spelling",
    ["+72001234567", "8 200 123-45-67", "+7 (200) 123-45-67", "72001234567", "2001234567", "8(200)1234567"],
)
def test_a_russian_number_has_one_form(spelling):
    assert phones.e164(spelling, "RU") == "+72001234567"


@pytest.mark.parametrize(
    "spelling",
    ["+380201234567", "020 123 45 67", "0 20 123-45-67", "380201234567", "8 020 123 45 67", "201234567"],
)
def test_a_ukrainian_number_has_one_form(spelling):
    assert phones.e164(spelling, "UA") == "+380201234567"


def test_a_foreign_number_without_plus_is_still_recognised():
    assert phones.e164("380201234567", "RU") == "+380201234567"


@pytest.mark.parametrize("noise", ["", " ", "anonymous", "1001", "sip:maria", "+7200123456712345678", "\x00"])
def test_what_is_no_number_stays_as_received(noise):
    assert phones.e164(noise, "RU") is None
    assert phones.caller_number(noise, "RU") == noise


def test_a_search_finds_a_number_in_any_country_of_ours():
    assert "+72001234567" in phones.spellings("8 200 123-45-67")
    assert "+380201234567" in phones.spellings("020 123 45 67")
    assert phones.spellings("anonymous") == ("anonymous",)


@given(st.from_regex(r"\A2[0-9]{9}\Z"), st.sampled_from(("8", "+7", "7", "8 ", "+7 (", "")))
def test_every_spelling_of_a_number_meets_in_one_form(national, prefix):
    assert phones.e164(prefix + national, "RU") == f"+7{national}"


@given(st.text(max_size=40), st.sampled_from(phones.COUNTRIES))
def test_reading_never_fails_and_its_result_reads_as_itself(text, country):
    number = phones.e164(text, country)
    if number is not None:
        assert phones.e164(number, country) == number


@given(st.from_regex(r"\A\+(7[0-9]{10}|380[0-9]{9})\Z"), st.sampled_from(phones.COUNTRIES))
def test_what_is_written_as_we_write_it_is_read_as_any_other_spelling(number, country):
    assert phones.e164(number, country) == phones.e164(f" {number}", country) == number
