"""Whatever the router refuses, the operator reads why in words of his own, and what to do now."""

from __future__ import annotations

import pytest
from django.utils import translation

from thirdring.acd.inputs import Illegal
from thirdring.acd.refusals import CODES
from thirdring.apps.refusals import SENTENCES, sentence_of


def test_no_code_of_the_router_is_without_a_sentence() -> None:
    assert set(CODES) - set(SENTENCES) == set()


@pytest.mark.parametrize("language", ["ru", "uk"])
def test_every_sentence_is_said_in_the_operators_language(language: str) -> None:
    with translation.override("en"):
        english = {code: sentence_of(Illegal(code, "")) for code in SENTENCES}
    with translation.override(language):
        same = [code for code in SENTENCES if sentence_of(Illegal(code, "")) == english[code]]
    assert same == []


def test_a_code_that_nobody_knows_still_says_something() -> None:
    assert sentence_of(Illegal("new_code", "the router says so")) == "the router says so"
