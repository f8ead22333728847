"""Days and times as people say them, grammatically right in three languages."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thirdring.speech import LANGUAGES, Figures, known, spoken
from thirdring.speech.days import when

HERE = ZoneInfo("Europe/Moscow")
SAID = datetime(2026, 11, 22, 23, tzinfo=HERE)  # a Sunday


def at(month: int, day: int, hour: int, minute: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=HERE)


@pytest.mark.parametrize(
    ("moment", "ru", "uk", "en"),
    [
        (
            at(11, 22, 23, 30),
            "сегодня в двадцать три часа тридцать минут",
            "сьогодні о двадцять третій годині тридцять хвилин",
            "today at eleven thirty in the evening",
        ),
        (
            at(11, 23, 8),
            "завтра в восемь часов",
            "завтра о восьмій годині",
            "tomorrow at eight o’clock in the morning",
        ),
        (
            at(11, 24, 11),
            "послезавтра в одиннадцать часов",
            "післязавтра об одинадцятій годині",
            "the day after tomorrow at eleven o’clock in the morning",
        ),
        (
            at(11, 25, 21, 31),
            "в среду в двадцать один час тридцать одну минуту",
            "у середу о двадцять першій годині тридцять одна хвилина",
            "on Wednesday at nine thirty-one in the evening",
        ),
        (
            at(11, 28, 12),
            "в субботу в двенадцать часов",
            "у суботу о дванадцятій годині",
            "on Saturday at noon",
        ),
        (
            at(11, 29, 1, 5),
            "в воскресенье, двадцать девятого ноября, в один час пять минут",
            "у неділю, двадцять дев’ятого листопада, о першій годині п’ять хвилин",
            "on Sunday, the twenty-ninth of November, at one oh five in the morning",
        ),
        (
            at(1, 11, 9, year=2027),
            "в понедельник, одиннадцатого января, в девять часов",
            "у понеділок, одинадцятого січня, о дев’ятій годині",
            "on Monday, the eleventh of January, at nine o’clock in the morning",
        ),
        (
            at(12, 1, 14),
            "во вторник, первого декабря, в четырнадцать часов",
            "у вівторок, першого грудня, о чотирнадцятій годині",
            "on Tuesday, the first of December, at two o’clock in the afternoon",
        ),
        (
            at(12, 30, 0, 2),
            "в среду, тридцатого декабря, в ноль часов две минуты",
            "у середу, тридцятого грудня, о нульовій годині дві хвилини",
            "on Wednesday, the thirtieth of December, at twelve oh two in the morning",
        ),
    ],
)
def test_a_moment_is_said_as_people_say_it(moment: datetime, ru: str, uk: str, en: str) -> None:
    assert [when(moment, SAID, language) for language in LANGUAGES] == [ru, uk, en]


@given(st.integers(0, 400 * 24 * 60), st.sampled_from(LANGUAGES))
def test_every_moment_can_be_said_by_any_voice(minutes: int, language: str) -> None:
    said = when(SAID + timedelta(minutes=minutes), SAID, language)
    assert not any(sign.isdigit() for sign in said)
    assert "  " not in said and said == said.strip()


def test_a_caller_hears_that_the_line_is_closed_and_when_it_opens() -> None:
    closed = known()["closed"]
    figures = Figures(opens=at(11, 23, 8), said=SAID)
    assert spoken(closed.ru, "ru", figures)[:2] == (
        "Сейчас мы не работаем.",
        "Мы откроемся завтра в восемь часов.",
    )
    assert spoken(closed.uk, "uk", figures)[1] == "Ми відчинимося завтра о восьмій годині."
    assert spoken(closed.en, "en", figures)[1] == "We open tomorrow at eight o’clock in the morning."


@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_does_not_know_when_it_opens_says_the_rest(language: str) -> None:
    assert spoken(known()["closed"].wording(language), language, Figures()) == ()
    assert known()["closed"].wording(language).plain
