"""Invents insured persons: names put together at random, numbers that are valid and that nobody has.

Phones come from codes that neither country uses: +7 200 (no Russian code begins with 2) and +380 20 (no
Ukrainian code does either). Serial parts of ЕНП, СНИЛС and РНОКПП are taken from the far end, which no day
of births and no issue has reached. The same seed gives the same persons.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from thirdring.identifiers import snils
from thirdring.identifiers.enp import Enp, Sex
from thirdring.identifiers.taxes import compose_rnokpp

SEED = 141  # after the order
OLDEST, YOUNGEST = date(1930, 1, 1), date(2026, 1, 1)
SHARE_A_PHONE = 10  # every tenth person has the phone of the one before, as families do
ENP_SERIALS_FROM = 90_000
RNOKPP_SERIALS_FROM = 4_500
SNILS_FROM = 990_000_000
RUSSIAN_PHONE = "+7200{:07d}"
UKRAINIAN_PHONE = "+38020{:07d}"


class Invented(NamedTuple):
    family_name: str
    given_name: str
    patronymic: str
    sex: Sex
    birth_date: date
    phone: str
    address: str
    enp: str = ""
    snils: str = ""
    rnokpp: str = ""
    policy: str = ""


class Names(NamedTuple):
    """Family names by sex in the same order; given names and patronymics by sex."""

    family: dict[Sex, tuple[str, ...]]
    given: dict[Sex, tuple[str, ...]]
    patronymic: dict[Sex, tuple[str, ...]]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_RUSSIAN_STEMS = _words(
    "Абрикосов Аистов Березин Боярышев Вишнев Воробьев Голубев Грачев Дроздов Дубравин Ежевикин Журавлев "
    "Зайцев Звонарев Ивушкин Калинин Камышев Кедров Клёнов Ковылёв Куликов Ласточкин Лебедев Липов Малинин "
    "Маков Овражин Орехов Осинин Перепелкин Полынин Родников Рябинин Синицын Скворцов Снегирев Соболев "
    "Соколов Сорокин Степнов Тополев Туманов Фиалкин Хмелев Цветков Чайкин Черешнев Шмелев Щеглов Яблонев "
    "Ягодин Ясенев"
)
RUSSIAN = Names(
    family={"m": _RUSSIAN_STEMS, "f": tuple(f"{name}а" for name in _RUSSIAN_STEMS)},
    given={
        "m": _words(
            "Александр Алексей Андрей Антон Артём Борис Вадим Виктор Владимир Геннадий Георгий Григорий "
            "Денис Дмитрий Евгений Егор Иван Игорь Илья Кирилл Константин Леонид Максим Михаил Никита "
            "Николай Олег Павел Пётр Роман Сергей Степан Тимофей Фёдор Юрий Ярослав"
        ),
        "f": _words(
            "Александра Алина Алла Анастасия Анна Валентина Валерия Вера Виктория Галина Дарья Евгения "
            "Екатерина Елена Зинаида Зоя Ирина Карина Кристина Ксения Лариса Лидия Любовь Людмила Маргарита "
            "Марина Мария Надежда Наталья Нина Ольга Полина Раиса Светлана София Тамара Татьяна Юлия"
        ),
    },
    patronymic={
        "m": _words(
            "Александрович Алексеевич Андреевич Борисович Викторович Владимирович Геннадьевич Григорьевич "
            "Дмитриевич Евгеньевич Иванович Игоревич Константинович Михайлович Николаевич Олегович Павлович "
            "Петрович Романович Сергеевич Степанович Фёдорович Юрьевич"
        ),
        "f": _words(
            "Александровна Алексеевна Андреевна Борисовна Викторовна Владимировна Геннадьевна Григорьевна "
            "Дмитриевна Евгеньевна Ивановна Игоревна Константиновна Михайловна Николаевна Олеговна Павловна "
            "Петровна Романовна Сергеевна Степановна Фёдоровна Юрьевна"
        ),
    },
)
_UKRAINIAN_FAMILIES = _words(
    "Абрикосенко Барвінченко Березенко Вербицюк Вишнеченко Гайдаренко Голубчук Грабенко Дзвіночук Дібровенко "
    "Жайворонюк Журавленко Зозуленко Калиненко Кленюк Ковиленко Кульбабчук Лелеченко Липовенко Лісовенко "
    "Малинюк М’ятенко Озерчук Орлюченко Осиченко Польовенко Ромашчук Синиченко Соколюк Соняшенко Степовенко "
    "Струмочук Тополенко Хмеленко Чорнобривченко Шипшиненко Яблученко Явірчук Ялиненко Ясененко"
)
UKRAINIAN = Names(
    family={"m": _UKRAINIAN_FAMILIES, "f": _UKRAINIAN_FAMILIES},
    given={
        "m": _words(
            "Андрій Богдан Василь Віталій Володимир Дмитро Євген Іван Ігор Ілля Максим Микола Михайло Назар "
            "Олег Олександр Олексій Остап Павло Петро Роман Руслан Сергій Степан Тарас Юрій Ярослав"
        ),
        "f": _words(
            "Анастасія Ганна Дарина Євгенія Зоряна Іванна Інна Ірина Катерина Ксенія Леся Людмила Любов "
            "Марія Мар’яна Надія Наталія Оксана Олена Олеся Ольга Орися Софія Соломія Тетяна Уляна Христина "
            "Юлія"
        ),
    },
    patronymic={
        "m": _words(
            "Андрійович Богданович Васильович Вікторович Володимирович Дмитрович Іванович Ігорович "
            "Миколайович Михайлович Олегович Олександрович Петрович Романович Сергійович Степанович "
            "Тарасович Юрійович Ярославович"
        ),
        "f": _words(
            "Андріївна Богданівна Василівна Вікторівна Володимирівна Дмитрівна Іванівна Ігорівна Миколаївна "
            "Михайлівна Олегівна Олександрівна Петрівна Романівна Сергіївна Степанівна Тарасівна Юріївна "
            "Ярославівна"
        ),
    },
)


def russians(count: int) -> Iterator[Invented]:
    """Persons of compulsory insurance in Krasnodar territory, the first with phone +7 200 000-00-01."""
    chance = random.Random(SEED)  # noqa: S311 - invents names, guards nothing
    for index, person in enumerate(_people(chance, RUSSIAN, RUSSIAN_PHONE, count)):
        serial = ENP_SERIALS_FROM + index % 10_000
        yield person._replace(
            address=f"г. Краснодар, ул. Примерная, д. {chance.randint(1, 200)}, кв. {chance.randint(1, 120)}",
            enp=str(Enp("23", person.birth_date, person.sex, serial)),
            snils=snils.compose(SNILS_FROM + index),
        )


def ukrainians(count: int) -> Iterator[Invented]:
    """Persons with a voluntary policy in Kyiv, the first with phone +380 20 000 00 01."""
    chance = random.Random(SEED + 1)  # noqa: S311 - invents names, guards nothing
    for index, person in enumerate(_people(chance, UKRAINIAN, UKRAINIAN_PHONE, count)):
        serial = RNOKPP_SERIALS_FROM + index % 500
        yield person._replace(
            address=f"м. Київ, вул. Умовна, буд. {chance.randint(1, 150)}, кв. {chance.randint(1, 90)}",
            rnokpp=compose_rnokpp(person.birth_date, person.sex, serial),
            policy=f"ДМС-{100_001 + index}",
        )


def _people(chance: random.Random, names: Names, phone: str, count: int) -> Iterator[Invented]:
    days = (YOUNGEST - OLDEST).days
    phones = 0
    for index in range(count):
        sex: Sex = "f" if chance.random() < 0.54 else "m"
        if index % SHARE_A_PHONE != SHARE_A_PHONE - 1:
            phones += 1
        yield Invented(
            family_name=chance.choice(names.family[sex]),
            given_name=chance.choice(names.given[sex]),
            patronymic=chance.choice(names.patronymic[sex]),
            sex=sex,
            birth_date=OLDEST + timedelta(days=chance.randrange(days)),
            phone=phone.format(phones),
            address="",
        )
