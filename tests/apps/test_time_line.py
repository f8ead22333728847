"""The way of a card tells all that happened, in the reader's language and not in the router's words."""

from __future__ import annotations

import typing

import pytest
from django.utils import translation

from journal.lives import long_life
from thirdring.acd import facts, promise_facts, supervision_facts
from thirdring.acd.effects import AnyFact
from thirdring.acd.facts import Decision, Fact
from thirdring.acd.promise_facts import Dialled, Promised
from thirdring.desk.names import Names, all_names
from thirdring.desk.timeline import _TOLD, Subject, _why, timeline
from thirdring.site.catalogues import compile_all

NAMES = Names({}, {})


@pytest.fixture(scope="module", autouse=True)
def catalogues() -> None:
    compile_all()


# What concerns no call, what is told with another fact, or what a person need not read.
UNTOLD = {
    facts.OperatorChanged,
    facts.PauseAwaited,
    facts.MissesRepeated,
    facts.DialsExhausted,
    facts.DeviceReachable,
    facts.QueueUnservable,
    facts.CentreChanged,
    facts.PartWasAway,
    facts.Rang,
    promise_facts.Dialled,
    supervision_facts.OperatorOrdered,
    supervision_facts.MembershipChanged,
    supervision_facts.DialLimitLifted,
}


def test_every_fact_of_a_call_or_a_promise_has_its_sentence():
    assert set(typing.get_args(AnyFact)) - set(_TOLD) == UNTOLD


@pytest.mark.parametrize("language", ["ru", "uk", "en"])
@pytest.mark.parametrize("seed", range(4))
def test_whatever_happens_can_be_read(seed, language):
    rows = [row for turn, _ in long_life(seed, turns=400) for row in turn]
    all_facts: list[Fact] = [fact for row in rows for fact in row.facts]
    attempts = {fact.call: fact.promise for fact in all_facts if isinstance(fact, Dialled)}
    with translation.override(language):
        for call in {fact.call for fact in all_facts if isinstance(fact, facts.Arrived)}:
            promises = {f.promise for f in all_facts if isinstance(f, Promised) and f.call == call}
            tried = {key for key, promise in attempts.items() if promise in promises}
            steps = timeline(rows, Subject(call, promises - {""}, tried), NAMES)
            assert steps and steps == sorted(steps, key=lambda step: step.at)
            for step in steps:
                assert step.text and "{" not in step.text and step.since_arrival_s is not None
                assert bool(step.details) <= bool(step.summary)


def test_a_russian_reader_finds_no_english_sentence():
    rows = [row for turn, _ in long_life(1, turns=400) for row in turn]
    calls = {fact.call for row in rows for fact in row.facts if isinstance(fact, facts.Arrived)}
    promises = {fact.promise for row in rows for fact in row.facts if isinstance(fact, Promised)}
    with translation.override("ru"):
        said = [step.text for call in calls for step in timeline(rows, Subject(call, promises - {""}), NAMES)]
    english = ("promise", "waiting", "caller", "Chose", "operator ", "Offered", "attempt", "connection")
    assert said
    assert [text for text in said if any(word in text for word in english)] == []


@pytest.mark.parametrize(
    ("language", "said"), [("ru", "уровень 1, говорит по-русски"), ("uk", "рівень 1, розмовляє російською")]
)
def test_the_skills_that_were_needed_are_said_in_words(db, language, said):
    why = Decision("longest idle", ("lang:ru", "level:1", "org:tfoms"), 1, 0, 1, (), ())
    with translation.override(language):
        sentences = " ".join(_why(why, all_names()))
    assert said.split(", ")[0] in sentences and said.split(", ")[1] in sentences
    assert "lang:" not in sentences and "org:" not in sentences
