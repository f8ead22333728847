"""An outside CRM beside the desk: its page for the call, and calls that begin there."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from apps.day import ANNA, HOTLINE
from apps.test_promises import broken
from thirdring.apps.appeals.models import Card
from thirdring.apps.channels.models import Line
from thirdring.apps.crm.models import CrmPage, Opening
from thirdring.apps.organisations.models import Organisation
from thirdring.apps.promises.models import Promise


def crm_page(template: str, line: str | None = None, **wishes) -> CrmPage:
    page = CrmPage(
        organisation=Organisation.objects.get(code="tfoms"),
        line=Line.objects.get(number=line) if line else None,
        name="CRM",
        template=template,
        **wishes,
    )
    page.full_clean()
    page.save()
    return page


def shown(login, call: str) -> str:
    answer = login("maria").get(f"/desk/crm?call={call}")
    return answer.content.decode() if answer.status_code == 200 else f"{answer.status_code}"


def test_the_desk_shows_the_page_of_the_call_with_its_fields_filled_in(day, login):
    crm_page("https://crm.example/find?phone={caller}&call={call}&by={operator}")
    call = day.arrives(HOTLINE)
    expected = f"https://crm.example/find?phone=%2B{ANNA[1:]}&amp;call={call}&amp;by=maria"
    assert f'href="{expected}"' in shown(login, call)
    assert "data-opens" not in shown(login, call)


def test_a_line_has_its_own_page_before_that_of_the_organisation(day, login):
    crm_page("https://crm.example/all")
    crm_page("https://crm.example/hotline", HOTLINE, opens=Opening.TAB)
    assert "crm.example/hotline" in shown(login, day.arrives(HOTLINE))
    assert "data-opens" in shown(login, day.arrives(HOTLINE))
    assert "crm.example/all" in shown(login, day.arrives("1002"))


def test_what_a_caller_is_called_cannot_change_where_the_address_leads(day, login):
    crm_page("https://crm.example/p/{caller}")
    call = day.arrives(HOTLINE)
    Card.objects.update(caller='../x?y=1#z@evil.example/"><b>')
    assert "https://crm.example/p/..%2Fx%3Fy%3D1%23z%40evil.example%2F%22%3E%3Cb%3E" in shown(login, call)


def test_without_a_page_and_for_a_stranger_there_is_nothing(day, login):
    call = day.arrives(HOTLINE)
    assert shown(login, call) == "204"
    crm_page("https://crm.example/all")
    assert login("halyna").get(f"/desk/crm?call={call}").status_code == 404


@pytest.mark.parametrize(
    "template",
    [
        "javascript:alert(1)",
        "crm.example/x",
        "https://{caller}/x",
        "https://crm.example/{name}",
        "https://crm/{",
    ],
)
def test_an_address_that_cannot_be_filled_in_is_refused(db, template):
    with pytest.raises(ValidationError):
        crm_page(template)


def test_a_link_alone_rings_nobody_and_the_button_dials(day, login, router_as_engine, monkeypatch):
    monkeypatch.setattr("thirdring.desk.crm.awake", lambda text, line: text)
    broken(day)
    day.starts_shift("maria")
    maria = login("maria")
    address = f"/desk/dial?to=tel:%2B{ANNA[1:]}"
    page = maria.get(address)
    assert (page.status_code, router_as_engine) == (200, [])
    assert Card.objects.get().number in page.content.decode()

    assert 'role="alert"' in maria.post("/desk/dial", {"to": ANNA, "why": " "}).content.decode()
    answer = maria.post("/desk/dial", {"to": ANNA, "why": "asked in the CRM"})
    assert (answer.status_code, answer["Location"]) == (302, "/desk/")
    promise = Promise.objects.get(why="asked in the CRM")
    assert (promise.state, promise.operator.user.username) == ("in attempt", "maria")


@pytest.mark.parametrize("to", ["", "nonsense", "+72000009999"])
def test_a_number_that_is_none_or_of_a_stranger_is_explained(day, login, to):
    page = login("maria").get("/desk/dial", {"to": to})
    assert page.status_code == 200
    assert '<button class="btn btn-primary mt-2"' not in page.content.decode()
