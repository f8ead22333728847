"""The administration of operators, as an administrator sees it."""

from __future__ import annotations

import re

import pytest

from thirdring.apps.staff.models import Operator

pytestmark = pytest.mark.django_db


@pytest.fixture
def taras() -> Operator:
    """He speaks Ukrainian best."""
    operator = Operator.objects.get(user__username="taras")
    operator.languages = ["uk", "ru"]
    operator.save()
    return operator


def saved(client, operator: Operator, *languages: str):
    """The page of an operator, saved with these languages and else as it is."""
    address = f"/admin/staff/operator/{operator.pk}/change/"
    form = client.get(address).context["adminform"].form
    fields = {name: form[name].value() or "" for name in form.fields if name != "languages"}
    for row in ("skills", "devices"):
        fields |= {f"{row}-TOTAL_FORMS": "0", f"{row}-INITIAL_FORMS": "0"}
    return client.post(address, fields | {"languages": languages, "_continue": "1"})


def test_languages_are_chosen_from_those_that_there_are_in_their_order(login, taras):
    page = login("admin").get(f"/admin/staff/operator/{taras.pk}/change/").content.decode()
    lists = re.findall(r'<select name="languages".*?</select>', page, re.DOTALL)
    assert [re.findall(r'<option value="(\w*)" selected>', one) for one in lists] == [["uk"], ["ru"], [""]]
    assert {*re.findall(r'<option value="(\w*)"', lists[2])} == {"", "ru", "uk", "en"}
    assert not any(" multiple" in one for one in lists)  # one is chosen in each


@pytest.mark.parametrize(
    ("chosen", "spoken"),
    [(("ru", "uk", "en"), ["ru", "uk", "en"]), (("", "en", ""), ["en"]), (("en", "", "uk"), ["en", "uk"])],
)
def test_the_languages_are_kept_as_they_were_chosen(login, taras, chosen, spoken):
    assert saved(login("admin"), taras, *chosen).status_code == 302
    taras.refresh_from_db()
    assert taras.languages == spoken


@pytest.mark.parametrize(
    ("chosen", "why"),
    [
        (("uk", "ru", "uk"), "Ukrainian is chosen twice: choose each language once."),
        (("", "", ""), "This field is required."),
        (("de", "", ""), "de is not one of the available choices"),
    ],
)
def test_languages_that_cannot_be_are_refused_in_words(login, taras, chosen, why):
    answer = saved(login("admin"), taras, *chosen)
    assert why in answer.content.decode()
    taras.refresh_from_db()
    assert taras.languages == ["uk", "ru"]
