"""What a machine heard in messages is found again by its words, and stays beside the recording."""

from __future__ import annotations

import pytest
from django.utils import timezone

from thirdring.apps.transcripts import queries
from thirdring.apps.transcripts.models import Transcript

pytestmark = pytest.mark.django_db


def heard(promise: str, text: str, language: str = "ru") -> Transcript:
    return Transcript.objects.create(
        promise=promise,
        text=text,
        language=language,
        model="base",
        made_at=timezone.now(),
        seconds=4.0,
        took_s=0.8,
        confidence=0.9,
    )


def test_a_message_without_a_transcript_has_none():
    assert queries.for_promises(["p1"]) == {}


def test_the_transcript_of_a_message_is_found_by_its_promise():
    heard("p1", "Добрый день")
    found = queries.for_promises(["p1", "p2"])
    assert {promise: one.text for promise, one in found.items()} == {"p1": "Добрый день"}


def test_a_word_is_found_in_another_of_its_forms():
    heard("p1", "Мне не выдали новые полисы")
    heard("p2", "Перезвоните мне завтра")
    assert list(queries.search("полис")) == ["p1"]
    assert list(queries.search("перезвонить завтра")) == ["p2"]
    assert list(queries.search("полис or завтра")) == ["p2", "p1"]


def test_ukrainian_and_english_messages_are_found_too():
    heard("p1", "Загубив посвідчення", "uk")
    heard("p2", "I have lost my cards", "en")
    assert list(queries.search("посвідчення")) == ["p1"]
    assert list(queries.search("card")) == ["p2"]


def test_nothing_is_found_by_nothing():
    heard("p1", "Добрый день")
    assert list(queries.search("  ")) == []
    assert list(queries.search("полис")) == []
