"""Names, posts and departments as they stand after "находится в компетенции"."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thirdring.speech.declension import person, phrase


@pytest.mark.parametrize(
    ("name", "language", "said", "feminine"),
    [
        (("Показова", "Ольга", "Павловна"), "ru", "Показовой Ольги Павловны", True),
        (("Страховой", "Павел", "Денисович"), "ru", "Страхового Павла Денисовича", False),
        (("Седых", "Пётр", "Кузьмич"), "ru", "Седых Петра Кузьмича", False),
        (("Вторая", "Наталия", "Игоревна"), "ru", "Второй Наталии Игоревны", True),
        (("Прикладенко", "Оксана", "Іванівна"), "uk", "Прикладенко Оксани Іванівни", True),
        (("Лікаренко", "Дмитро", "Олексійович"), "uk", "Лікаренка Дмитра Олексійовича", False),
        (("Коваль", "Ігор", ""), "uk", "Коваля Ігоря", False),
        (("Primerova", "Maria", ""), "en", "Primerova Maria", False),
    ],
)
def test_a_person_is_named_in_the_genitive(
    name: tuple[str, str, str], language: str, said: str, feminine: bool
) -> None:
    named = person(*name, language)
    assert (named.genitive, named.feminine) == (said, feminine)


@pytest.mark.parametrize("language", ["ru", "uk"])
def test_a_name_whose_sex_shows_nowhere_stays_as_it_was_written(language: str) -> None:
    assert person("Smith", "Kim", "", language).genitive == "Smith Kim"
    assert person("Примерова", "", "", language).genitive == "Примерова"


@pytest.mark.parametrize(
    ("words", "language", "said"),
    [
        ("Врач-эксперт", "ru", "Врача-эксперта"),
        ("Главный специалист", "ru", "Главного специалиста"),
        ("Заведующий отделением", "ru", "Заведующего отделением"),
        ("Старший оператор", "ru", "Старшего оператора"),
        ("Оператор 1-го уровня", "ru", "Оператора 1-го уровня"),
        (
            "Отдел экспертизы и защиты прав застрахованных",
            "ru",
            "Отдела экспертизы и защиты прав застрахованных",
        ),
        ("Контакт-центр", "ru", "Контакт-центра"),
        ("СМО «Пример»", "ru", "СМО «Пример»"),
        (
            "Страховая медицинская организация «Образец»",
            "ru",
            "Страховой медицинской организации «Образец»",
        ),
        ("ТФОМС КК", "ru", "ТФОМС КК"),
        ("Лікар-координатор", "uk", "Лікаря-координатора"),
        ("Диспетчерська", "uk", "Диспетчерської"),
        ("Відділ експертизи", "uk", "Відділу експертизи"),
        ("Асистанс «Приклад»", "uk", "Асистансу «Приклад»"),
        ("Quality department", "en", "Quality department"),
    ],
)
def test_the_first_noun_and_what_describes_it_are_declined(words: str, language: str, said: str) -> None:
    assert phrase(words, language).genitive == said


def test_a_service_is_she_and_a_department_is_he() -> None:
    assert phrase("Служба качества", "ru").feminine
    assert not phrase("Отдел качества", "ru").feminine


@given(st.text(max_size=40), st.sampled_from(["ru", "uk", "en"]))
def test_whatever_stands_in_the_settings_can_be_read_out(words: str, language: str) -> None:
    assert phrase(words, language).genitive.count(" ") == words.count(" ")
    assert isinstance(person(words, words, words, language).genitive, str)
