"""A program of the fund sends the registry, has it checked and imported, and learns what was wrong in it."""

from __future__ import annotations

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.test_api_doing import Program
from apps.test_insured_import import HEADINGS, PETR, VERA, table
from thirdring.apps.api.models import RememberedAnswer
from thirdring.apps.insured.models import Person, RegistryImport
from thirdring.apps.insured.tasks import work_on_registry

PROBLEM = "application/problem+json"
WRONG = ("Кукушкина", "Анна", "", "31.02.2005", "Ж", "", "", "", "")


@pytest.fixture
def fund(home, router_as_engine, monkeypatch) -> Program:
    """The worker does at once what it is asked for."""
    monkeypatch.setattr(type(work_on_registry), "defer", lambda task, registry: task.func(registry=registry))
    return Program("tfoms")


def sent(program: Program, content: str | bytes, key: str = "", **form: str):
    whole = content.encode() if isinstance(content, str) else content
    return program.client.post(
        "/api/v1/registry/imports",
        {"file": SimpleUploadedFile("registry.csv", whole), **form},
        headers={"idempotency-key": key or str(uuid.uuid4())},
    )


def step(program: Program, registry: int, what: str, **body: object):
    return program.post(f"registry/imports/{registry}/{what}", body)


def test_a_registry_is_sent_checked_and_imported(fund):
    brought = sent(fund, table(PETR, VERA))
    told = brought.json()
    assert (brought.status_code, told["state"], told["next"]) == (201, "uploaded", ["check", "discard"])
    assert told["headings"] == list(HEADINGS)
    assert told["columns"][:2] == ["family_name", "given_name"]
    assert told["made_by"] == "crm"
    assert step(fund, told["id"], "check").status_code == 202
    checked = fund.get(f"registry/imports/{told['id']}").json()
    assert (checked["state"], checked["new"], checked["refused"]) == ("checked", 2, 0)
    assert not Person.objects.filter(family_name="Кукушкин").exists()
    assert step(fund, told["id"], "apply").status_code == 202
    done = fund.get(f"registry/imports/{told['id']}").json()
    assert (done["state"], done["new"], done["next"]) == ("done", 2, [])
    assert Person.objects.filter(family_name="Кукушкин").exists()
    assert [one["id"] for one in fund.get("registry/imports").json()["items"]] == [told["id"]]


def test_each_refused_line_is_told_with_its_cell_and_the_reason_in_the_language_asked_for(fund):
    registry = sent(fund, table(PETR, WRONG, WRONG, VERA)).json()["id"]
    step(fund, registry, "check")
    first = fund.get(f"registry/imports/{registry}/refused?limit=1", accept_language="ru").json()
    (line,) = first["items"]
    assert (line["line"], line["field"], line["value"]) == (3, "birth_date", "31.02.2005")
    assert line["reason"].startswith("не дата")
    rest = fund.get(f"registry/imports/{registry}/refused?cursor={first['next']}").json()
    assert ([one["line"] for one in rest["items"]], rest["next"]) == ([4], None)


def test_columns_can_be_said_where_they_were_not_recognised(fund):
    registry = sent(fund, table(("Кукушкин", "Пётр", "01.07.1987"), headings=("a", "b", "c"))).json()
    assert registry["columns"] == ["", "", ""]
    nameless = step(fund, registry["id"], "check", columns=["", "", "birth_date"])
    assert (nameless.status_code, nameless.json()["errors"][0]["field"]) == (422, "columns")
    few = step(fund, registry["id"], "check", columns=["family_name"])
    assert few.json()["errors"][0]["reason"] == "the file has 3"
    said = step(fund, registry["id"], "check", columns=["family_name", "given_name", "birth_date"])
    assert said.status_code == 202, said.content
    assert RegistryImport.objects.get().new == 1


def test_a_csv_file_can_be_cut_in_another_way(fund):
    registry = sent(fund, table(PETR, VERA)).json()["id"]
    wrong = step(fund, registry, "check", separator="x")
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "separator")
    as_one = step(fund, registry, "check", separator="|", columns=["full_name"])
    assert as_one.status_code == 202, as_one.content
    assert RegistryImport.objects.get().separator == "|"


def test_what_does_not_fit_where_the_import_stands_is_refused_with_what_is_possible(fund):
    registry = sent(fund, table(PETR)).json()["id"]
    early = step(fund, registry, "apply")
    assert (early.status_code, early.json()["code"]) == (409, "not-now")
    assert early.json()["detail"].endswith("Possible: check, discard.")
    assert step(fund, registry, "discard").json()["state"] == "cancelled"
    late = step(fund, registry, "discard")
    assert (late.status_code, late["Content-Language"]) == (409, "en")
    assert late.json()["detail"].endswith("Possible: nothing.")


def test_what_is_no_registry_is_refused_and_not_kept(fund, home):
    answer = sent(fund, b"")
    assert (answer.status_code, answer["Content-Type"]) == (422, PROBLEM)
    assert not RegistryImport.objects.exists()
    assert not list(home.glob("imports/*"))


def test_a_file_larger_than_any_form_is_taken_once_however_often_it_is_sent(fund, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000
    large = table(*[PETR] * 50)
    first, again = sent(fund, large, "k"), sent(fund, large, "k")
    assert (first.status_code, again.content) == (201, first.content)
    assert again["Idempotency-Replayed"] == "true"
    assert sent(fund, table(VERA), "k").status_code == 409
    assert (RegistryImport.objects.count(), RememberedAnswer.objects.count()) == (1, 1)


def test_a_form_that_breaks_off_is_a_problem_document(fund):
    torn = fund.client.generic(
        "POST",
        "/api/v1/registry/imports",
        b"--x\r\nContent-Disp",
        content_type="multipart/form-data",
        headers={"idempotency-key": "k"},
    )
    assert (torn.status_code, torn["Content-Type"]) == (400, PROBLEM)


def test_a_program_of_all_organisations_says_whose_registry_it_is(fund):
    everybody = Program(None)
    unsaid = sent(everybody, table(PETR))
    assert (unsaid.status_code, unsaid.json()["errors"][0]["field"]) == (422, "organisation")
    assert sent(everybody, table(PETR), organisation="tfoms").json()["organisation"] == "tfoms"
    assert sent(fund, table(PETR), organisation="asystans").status_code == 404
