"""An operator finds the insured person by whatever the caller says, and only persons she may see."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from thirdring.apps.insured import queries
from thirdring.apps.insured.models import Person, searchable
from thirdring.apps.organisations.models import Organisation


@pytest.fixture
def maria(user):
    return user("maria")


@pytest.fixture
def anna(db):
    return Person.objects.get(phones__number="+72000000001")


@pytest.mark.parametrize(
    "said",
    [
        "{0.family_name} {0.given_name} {0.patronymic}",
        "{0.patronymic} {0.given_name} {0.family_name}",
        "  {0.given_name},{0.family_name}  ",
        "{0.enp}",
        "{0.snils}",
        "8 200 000-00-01",
        "+7 (200) 000 00 01",
        "{0.family_name} {0.birth_date:%d.%m.%Y}",
        "{0.birth_date:%Y-%m-%d} {0.given_name}",
    ],
)
def test_a_person_is_found_by_name_in_any_order_by_numbers_and_by_date_of_birth(maria, anna, said):
    assert anna in queries.find(maria, said.format(anna)).people


def test_capital_letters_and_dots_over_letters_do_not_matter(maria):
    person = Person.objects.filter(given_name="Артём", holder__code="tfoms").first()
    found = queries.find(maria, f"{person.family_name.upper()} АРТЕМ {person.patronymic}")
    assert person in found.people


def test_a_slip_of_the_hand_still_finds_the_name(maria, anna):
    mistyped = anna.family_name[:-2] + "ш" + anna.family_name[-1]
    assert anna.family_name in {person.family_name for person in queries.find(maria, mistyped).people}


def test_a_policy_of_voluntary_insurance_is_found_with_hyphen_or_without(user):
    for said in ("ДМС-100001", "дмс 100001", "ДМС-100001 "):
        (found,) = queries.find(user("oksana"), said).people
        assert found.policy == "ДМС-100001"


def test_everything_that_was_said_must_fit(maria, anna):
    assert queries.find(maria, f"{anna.family_name} 01.01.1901").people == []


def test_families_share_a_phone_and_all_of_them_are_shown(maria):
    shared = queries.by_phone(maria, "8 200 000-00-09")
    assert len(shared) == 2


@pytest.mark.req("S32")
def test_persons_of_another_organisation_are_never_found(user, anna):
    oksana = user("oksana")
    for said in (anna.enp, anna.snils, anna.full_name, "+72000000001"):
        assert anna not in queries.find(oksana, said).people
    assert queries.by_phone(oksana, "+72000000001") == []


@pytest.mark.req("S32")
def test_an_insurer_sees_those_insured_with_it_and_nobody_else(user):
    own = set(queries.visible_to(user("pavel")).values_list("insurer__code", flat=True))
    assert own == {"smo-primer"}


def enrol(holder: str, family_name: str, given_name: str, patronymic: str = "", times: int = 1) -> None:
    organisation = Organisation.objects.get(code=holder)
    Person.objects.bulk_create(
        Person(
            holder=organisation,
            family_name=family_name,
            given_name=given_name,
            patronymic=patronymic,
            search_name=searchable(f"{family_name} {given_name} {patronymic}"),
        )
        for _ in range(times)
    )


def test_a_short_name_typed_whole_comes_before_the_common_ones_that_begin_with_it(maria):
    enrol("tfoms", "Лидова", "Лиана", times=queries.CANDIDATES)
    enrol("tfoms", "Ли", "Юй", times=2)
    found = queries.find(maria, "ли")
    assert [person.family_name == "Ли" for person in found.people[:3]] == [True, True, False]
    assert found.more


@pytest.fixture
def a_name_that_thousands_have(db, monkeypatch):
    """Игнатий Лукич, as common among few persons as others are among millions."""
    for holder in ("tfoms", "asystans"):
        enrol(holder, "Частый", "Игнатий", "Лукич", times=1_200)
        enrol(holder, "Частый", "Игнатий", times=30)
        enrol(holder, "Частая", "Вера", "Лукич", times=30)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE insured_person")
    for limit in ("PLENTY", "SAMPLED"):
        monkeypatch.setattr(queries, limit, 25)
    monkeypatch.setattr(queries, "SAMPLE", Person.objects.count() - 1)


@pytest.mark.parametrize("said", ["Игнатий", "Лукич Игнатий", "игна лук"])
def test_of_plenty_a_sample_is_shown_in_which_everybody_fits_and_may_be_seen(
    maria, a_name_that_thousands_have, said
):
    with CaptureQueriesContext(connection) as statements:
        found = queries.find(maria, said)
    assert any("TABLESAMPLE" in statement["sql"] for statement in statements)
    assert (len(found.people), found.more) == (queries.FOUND_AT_MOST, True)
    assert {person.holder.code for person in found.people} == {"tfoms"}
    names = ["игнатий", "лукич"] if " " in said else ["игнатий"]
    assert all(name in person.search_name for person in found.people for name in names)


def test_initials_find_a_rare_given_name_among_a_common_family_name(maria, a_name_that_thousands_have):
    enrol("tfoms", "Частый", "Ъ", "Лукич")
    (found,) = queries.find(maria, "Частый Ъ.Л.").people
    assert found.given_name == "Ъ"
    assert queries.find(maria, "Частый И.Л.").more


def given_names(found: queries.Found) -> set[str]:
    return {person.given_name for person in found.people}


def test_initials_are_those_of_the_name_in_its_order(maria):
    enrol("tfoms", "Щукарёва", "Мария", "Петровна")
    enrol("tfoms", "Щукарёва", "Полина", "Марковна")
    assert given_names(queries.find(maria, "Щукарева М.П.")) == {"Мария"}
    assert given_names(queries.find(maria, "П. М. Щукарева")) == {"Полина"}
    assert given_names(queries.find(maria, "Щукарева М")) == {"Мария", "Полина"}
    assert queries.find(maria, "Щукарева М.А.").people == []


@pytest.mark.parametrize("initials", ["А.Х.", "М.Х.", "А.М.Х.", "Х.А."])
def test_initials_of_a_name_with_many_parts_are_found_behind_all_of_them(maria, initials):
    enrol("tfoms", "Де ла Крус", "Анна-Мария", "Хосе")
    assert given_names(queries.find(maria, f"де ла крус {initials}")) == {"Анна-Мария"}


def test_whom_the_sample_has_missed_the_index_finds(maria, a_name_that_thousands_have, monkeypatch):
    monkeypatch.setattr(queries, "SAMPLED", 0)
    found = queries.find(maria, "Лукич Игнатий")
    assert (len(found.people), found.more) == (queries.FOUND_AT_MOST, True)


@pytest.mark.parametrize("nothing", ["", "   ", "%", "_", "'", "\x00", "а", "+", "()", "31.02.2000"])
def test_noise_finds_nobody_and_breaks_nothing(maria, nothing):
    assert queries.find(maria, nothing) == queries.Found([])


@pytest.mark.django_db
@given(st.text(max_size=300))
@effort(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_may_be_searched_for(maria, text):
    assert len(queries.find(maria, text).people) <= queries.FOUND_AT_MOST
