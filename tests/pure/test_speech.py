"""What the system says: figures grammatically right in three languages, and the order's own words."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thirdring.measures.pace import SPEAKABLE_S
from thirdring.speech import LANGUAGES, Figures, known, spoken, written
from thirdring.speech.numbers import GREATEST, Case, Gender, cardinal, ordinal
from thirdring.speech.sentences import in_words, place, telephone, wait
from thirdring.speech.texts import Module

FEMININE, NEUTER = Gender.FEMININE, Gender.NEUTER
languages = st.sampled_from(LANGUAGES)
figures = st.builds(
    Figures,
    place=st.integers(0, GREATEST),
    wait_s=st.integers(0, 10_000_000),
    number=st.text("+0123456789 -()", max_size=20),
    organisation=st.text("абв «»№0123456789.,", max_size=30),
    by=st.text("абв №0123456789.,", max_size=30),
    matter=st.text("абв №0123456789.,", max_size=30),
)


@pytest.mark.parametrize(
    ("number", "ru", "uk", "en"),
    [
        (0, "ноль", "нуль", "zero"),
        (1, "один", "один", "one"),
        (12, "двенадцать", "дванадцять", "twelve"),
        (19, "девятнадцать", "дев’ятнадцять", "nineteen"),
        (40, "сорок", "сорок", "forty"),
        (99, "девяносто девять", "дев’яносто дев’ять", "ninety-nine"),
        (200, "двести", "двісті", "two hundred"),
        (311, "триста одиннадцать", "триста одинадцять", "three hundred and eleven"),
        (1000, "одна тысяча", "одна тисяча", "one thousand"),
        (2022, "две тысячи двадцать два", "дві тисячі двадцять два", "two thousand and twenty-two"),
        (11_005, "одиннадцать тысяч пять", "одинадцять тисяч п’ять", "eleven thousand and five"),
        (21_000, "двадцать одна тысяча", "двадцять одна тисяча", "twenty-one thousand"),
        (
            999_999,
            "девятьсот девяносто девять тысяч девятьсот девяносто девять",
            "дев’ятсот дев’яносто дев’ять тисяч дев’ятсот дев’яносто дев’ять",
            "nine hundred and ninety-nine thousand nine hundred and ninety-nine",
        ),
    ],
)
def test_numbers_are_counted_as_people_count(number: int, ru: str, uk: str, en: str) -> None:
    assert [cardinal(number, language) for language in LANGUAGES] == [ru, uk, en]


@pytest.mark.parametrize(
    ("number", "gender", "case", "ru", "uk"),
    [
        (1, FEMININE, Case.NOMINATIVE, "одна", "одна"),
        (1, NEUTER, Case.NOMINATIVE, "одно", "одне"),
        (2, FEMININE, Case.NOMINATIVE, "две", "дві"),
        (32, NEUTER, Case.NOMINATIVE, "тридцать два", "тридцять два"),
        (21, FEMININE, Case.GENITIVE, "двадцати одной", "двадцяти однієї"),
        (45, FEMININE, Case.GENITIVE, "сорока пяти", "сорока п’яти"),
        (90, FEMININE, Case.GENITIVE, "девяноста", "дев’яноста"),
        (104, FEMININE, Case.GENITIVE, "ста четырёх", "ста чотирьох"),
        (2000, FEMININE, Case.GENITIVE, "двух тысяч", "двох тисяч"),
        (1000, FEMININE, Case.GENITIVE, "одной тысячи", "однієї тисячі"),
    ],
)
def test_numbers_agree_with_what_is_counted(
    number: int, gender: Gender, case: Case, ru: str, uk: str
) -> None:
    assert [cardinal(number, language, case, gender) for language in ("ru", "uk")] == [ru, uk]


@pytest.mark.parametrize(
    ("number", "ru", "uk", "en"),
    [
        (1, "первое", "перше", "first"),
        (2, "второе", "друге", "second"),
        (3, "третье", "третє", "third"),
        (7, "седьмое", "сьоме", "seventh"),
        (20, "двадцатое", "двадцяте", "twentieth"),
        (43, "сорок третье", "сорок третє", "forty-third"),
        (100, "сотое", "соте", "one hundredth"),
        (112, "сто двенадцатое", "сто дванадцяте", "one hundred and twelfth"),
        (1000, "тысячное", "тисячне", "one thousandth"),
        (2000, "двухтысячное", "двохтисячне", "two thousandth"),
        (21_000, "двадцатиоднотысячное", "двадцятиоднотисячне", "twenty-one thousandth"),
        (90_000, "девяностотысячное", "дев’яностотисячне", "ninety thousandth"),
        (3001, "три тысячи первое", "три тисячі перше", "three thousand and first"),
    ],
)
def test_a_place_in_line_is_an_ordinal(number: int, ru: str, uk: str, en: str) -> None:
    assert [ordinal(number, language) for language in LANGUAGES] == [ru, uk, en]


@pytest.mark.parametrize(
    ("number", "ru", "uk", "en"),
    [
        (20, "двадцатое", "двадцяте", "twentieth"),
        (21, "примерно тридцатое", "приблизно тридцяте", "about thirtieth"),
        (40, "примерно сороковое", "приблизно сорокове", "about fortieth"),
        (91, "примерно сотое", "приблизно соте", "about one hundredth"),
        (1012, "примерно двухтысячное", "приблизно двохтисячне", "about two thousandth"),
    ],
)
def test_far_behind_a_place_is_said_in_round_words(number: int, ru: str, uk: str, en: str) -> None:
    assert [place(number, language) for language in LANGUAGES] == [ru, uk, en]


def test_however_long_the_line_a_few_dozen_sentences_are_enough_for_its_places() -> None:
    assert len({place(number, "ru") for number in range(1, 100_000)}) < 60


@pytest.mark.parametrize(
    ("wait_s", "ru", "uk", "en"),
    [
        (1, "меньше минуты", "менше хвилини", "less than a minute"),
        (30, "меньше минуты", "менше хвилини", "less than a minute"),
        (60, "около минуты", "близько хвилини", "about a minute"),
        (61, "около двух минут", "близько двох хвилин", "about two minutes"),
        (300, "около пяти минут", "близько п’яти хвилин", "about five minutes"),
        (1260, "около двадцати одной минуты", "близько двадцяти однієї хвилини", "about twenty-one minutes"),
        (1800, "около получаса", "близько пів години", "about half an hour"),
        (3600, "около часа", "близько години", "about an hour"),
        (3700, "около двух часов", "близько двох годин", "about two hours"),
    ],
)
def test_a_wait_is_said_roughly(wait_s: int, ru: str, uk: str, en: str) -> None:
    assert [wait(wait_s, language) for language in LANGUAGES] == [ru, uk, en]


def test_every_wait_that_the_router_tells_sounds_different() -> None:
    for language in LANGUAGES:
        assert len({wait(seconds, language) for seconds in SPEAKABLE_S}) == len(SPEAKABLE_S)


@pytest.mark.parametrize(
    ("number", "language", "said"),
    [
        ("+70001234567", "ru", "плюс семь, ноль ноль ноль, сто двадцать три, сорок пять, шестьдесят семь"),
        (
            "+380001234506",
            "uk",
            "плюс триста вісімдесят, нуль нуль, сто двадцять три, сорок п’ять, нуль шість",
        ),
        ("0001234567", "en", "zero zero zero, one two three, four five, six seven"),
        ("123-45-67", "ru", "сто двадцать три, сорок пять, шестьдесят семь"),
        ("+1 000", "en", "plus one zero, zero zero"),
        ("", "ru", ""),
    ],
)
def test_a_telephone_number_is_read_in_groups(number: str, language: str, said: str) -> None:
    assert telephone(number, language) == said


def test_names_with_figures_can_be_spoken() -> None:
    assert in_words("Поликлиника № 101, корпус 2", "ru") == "Поликлиника номер сто один, корпус два"


@given(st.integers(0, GREATEST), languages, st.sampled_from(Case), st.sampled_from(Gender))
def test_every_number_has_words(number: int, language: str, case: Case, gender: Gender) -> None:
    for words in (cardinal(number, language, case, gender), ordinal(number, language)):
        assert words == words.strip() and "  " not in words and "-" not in words.replace("y-", "")
        assert not re.search(r"\d", words)


@given(st.integers(0, GREATEST - 1), languages)
def test_neighbours_have_different_words(number: int, language: str) -> None:
    assert cardinal(number, language) != cardinal(number + 1, language)
    assert ordinal(number, language) != ordinal(number + 1, language)


@pytest.mark.parametrize("number", [-1, GREATEST + 1])
def test_what_cannot_be_said_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="cannot be said"):
        cardinal(number, "ru")


@given(st.sampled_from(sorted(known())), languages, figures)
def test_whatever_the_figures_are_no_digit_and_no_field_is_left_to_the_voice(
    key: str, language: str, figures: Figures
) -> None:
    for sentence in spoken(known()[key].wording(language), language, figures):
        assert not re.search(r"[\d{}]", sentence)


def test_unknown_figures_are_left_out_and_without_any_the_plain_text_is_said() -> None:
    greeting = known()["waiting-greeting"].ru
    assert spoken(greeting, "ru", Figures(place=3)) == (
        "Пожалуйста, оставайтесь на линии. Спасибо.",
        "Ваше место в очереди: третье.",
    )
    assert spoken(greeting, "ru", Figures()) == ()


@pytest.mark.parametrize(
    ("language", "figures", "said"),
    [
        (
            "ru",
            Figures(by="Примерова Мария, Фонд", kind="жалоба", matter="Отказ в приёме, форма 2"),
            (
                "Вам переводит звонок Примерова Мария, Фонд.",
                "Вид обращения: жалоба.",
                "Причина: Отказ в приёме, форма два.",
                "Чтобы ответить, нажмите любую клавишу.",
            ),
        ),
        (
            "uk",
            Figures(by="Показова Олена, Асистанс", matter="Запис до лікаря"),
            (
                "Вам переводить дзвінок Показова Олена, Асистанс.",
                "Причина: Запис до лікаря.",
                "Щоб відповісти, натисніть будь-яку клавішу.",
            ),
        ),
        (
            "en",
            Figures(by="Mary Example, the Fund", kind="complaint"),
            (
                "Mary Example, the Fund is passing a call on to you.",
                "The appeal is a complaint.",
                "To answer, press any key.",
            ),
        ),
        ("ru", Figures(), ()),
    ],
)
def test_a_colleague_hears_who_passes_on_and_what_it_is_about(
    language: str, figures: Figures, said: tuple[str, ...]
) -> None:
    assert spoken(known()["transfer-summary"].wording(language), language, figures) == said


def test_every_text_has_the_same_fields_in_three_languages() -> None:
    def fields(text: str) -> set[str]:
        return set(re.findall(r"{(\w+)}", text))

    for text in known().values():
        wordings = [text.wording(language) for language in LANGUAGES]
        assert len({frozenset(fields(wording.plain)) for wording in wordings}) == 1
        assert len({tuple(frozenset(fields(part)) for part in wording.parts) for wording in wordings}) == 1
        assert all(key in known() for key in text.leads_to)
        if text.module is Module.SYSTEM:
            assert not any(re.search(r"[\d{]", wording.plain) for wording in wordings)


def test_the_five_closings_stand_word_for_word() -> None:
    closings = [text.ru.plain for text in known().values() if text.module is Module.CLOSING]
    assert closings == [
        "Спасибо за ваш звонок",
        "Рады будем вам помочь",
        "Если у вас возникнут еще вопросы, пожалуйста, звоните",
        "До свидания",
        "Всего доброго",
    ]


def test_what_is_not_filled_in_stays_blank_as_in_the_order() -> None:
    greeting = known()["greeting"]
    assert written(greeting, "ru", organisation="Асистанс") == "Здравствуйте. Асистанс. Оператор _____."
    assert written(known()["transfer"], "ru") == (
        "Этот вопрос находится в компетенции _____. Я могу вас с ним соединить?"
    )
