"""Lists go into spreadsheets as they stand on the page: the same rows, noted, and nothing that computes."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from apps.day import ANNA, ASSISTANCE, HOTLINE
from apps.day import MORNING as BEGAN
from apps.test_compliance import judge, missed
from apps.test_promises import broken
from thirdring.acd.inputs import CentrePart, Harm, PartReturned
from thirdring.acd.moment import SECOND, moment_of
from thirdring.apps.alarms.models import Acknowledgement
from thirdring.apps.appeals.models import Card
from thirdring.apps.audit.models import ReadLog
from thirdring.apps.compliance.models import Breach
from thirdring.apps.staff.models import User

MORNING = "since=2026-11-23T00:00"


def lines(client, path: str) -> list[dict[str, str]]:
    answer = client.get(path)
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(b"".join(answer).decode("utf-8-sig")), delimiter=";"))


def sheet(client, path: str) -> list[tuple]:
    return list(load_workbook(io.BytesIO(b"".join(client.get(path)))).active.iter_rows(values_only=True))


@pytest.mark.parametrize(
    ("path", "narrowed"),
    [("/cards.csv", f"?line={HOTLINE}"), ("/calls.csv", f"?{MORNING}&line={HOTLINE}"), ("/promises.csv", "")],
)
def test_the_file_holds_what_the_filters_let_through(day, login, path, narrowed):
    call = broken(day)
    day.arrives("1002")
    day.arrives(ASSISTANCE, caller="+380200000001")
    (row,) = lines(login("svetlana"), path + narrowed)
    assert row["Line"] == HOTLINE
    assert row.get("Call", call) == call


@pytest.mark.parametrize("path", ["/cards.xlsx", f"/calls.xlsx?{MORNING}", "/promises.xlsx"])
def test_a_workbook_has_moments_and_numbers_and_text_that_stays_text(day, login, path):
    broken(day)
    Card.objects.update(text="=HYPERLINK(1)", caller="+72000000001")
    header, row = sheet(login("svetlana"), path)
    shown = dict(zip(header, row, strict=True))
    assert shown.get("Number") or shown.get("Caller") == ANNA
    moment = next(value for name, value in shown.items() if name in ("Opened", "Came", "Made"))
    assert moment.hour == 9  # by the organisation's clock
    assert shown.get("What it is about", "=HYPERLINK(1)") == "=HYPERLINK(1)"


def test_a_text_that_a_spreadsheet_would_compute_is_made_harmless(day, login):
    day.arrives(HOTLINE)
    Card.objects.update(text="=cmd|' /C calc'!A0", answer="@SUM(1)")
    (row,) = lines(login("svetlana"), "/cards.csv")
    assert (row["What it is about"][:2], row["Answer"][:2]) == ("'=", "'@")


@pytest.mark.req("X20")
@pytest.mark.parametrize(("path", "purpose"), [("cards", "cards, export"), ("calls", "calls, export")])
def test_every_card_in_a_file_is_noted_and_only_supervisors_get_one(day, login, path, purpose):
    day.arrives(HOTLINE)
    assert login("maria").get(f"/{path}.csv").status_code == 403
    assert not ReadLog.objects.filter(purpose=purpose).exists()
    lines(login("svetlana"), f"/{path}.csv?{MORNING if path == 'calls' else ''}")
    noted = ReadLog.objects.get(purpose=purpose)
    assert (noted.reader, noted.subject_id) == ("svetlana", str(Card.objects.get().pk))


def test_breaches_are_exported_from_their_list(day, login):
    day.starts_shift("maria")
    call = missed(day)
    judge()
    chosen = {"action": "as_csv", "_selected_action": [Breach.objects.get().pk]}
    answer = login("svetlana").post("/admin/compliance/breach/", chosen)
    (row,) = csv.DictReader(io.StringIO(b"".join(answer).decode("utf-8-sig")), delimiter=";")
    assert (row["clause"], row["call"], row["rings"]) == ("1", call, "3")


def test_the_pages_offer_the_files_with_their_filters(day, login):
    broken(day)
    page = login("svetlana").get(f"/cards/?line={HOTLINE}").content.decode()
    assert f"/cards.xlsx?line={HOTLINE}" in page
    assert "/cards.csv" not in login("maria").get("/cards/").content.decode()


def test_the_alarms_of_a_day_are_told_in_the_file_as_on_the_page(day, login):
    svetlana = login("svetlana")
    began = moment_of(BEGAN)
    day.happens(PartReturned(0, CentrePart.ENGINE, began, began + 90 * SECOND, Harm(calls=12, missed=7)))
    Acknowledgement.objects.create(
        key="no engine", at=BEGAN + timedelta(seconds=20), by=User.objects.get(username="svetlana")
    )
    (row,) = lines(svetlana, "/supervisor/alarms/past.csv?day=2026-11-23")
    assert (row["Lasted, s"], row["Alarm"]) == ("90.0", "The engine was away: nobody routed calls")
    assert ("12" in row["Harm"], "7" in row["Harm"]) == (True, True)
    assert row["Seen to by"] == str(User.objects.get(username="svetlana"))
    (_header, shown) = sheet(svetlana, "/supervisor/alarms/past.xlsx?day=2026-11-23")
    assert shown[0].hour == 9  # by the organisation's clock
    assert lines(svetlana, "/supervisor/alarms/past.csv?day=2026-11-22") == []
