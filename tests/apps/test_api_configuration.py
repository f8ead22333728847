"""A house sets up and keeps its centre by a program: the rules, the rights and the history of its pages."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from thirdring.apps.api import services as tokens
from thirdring.apps.api.configuration_kinds import KINDS
from thirdring.apps.api.models import Scope
from thirdring.apps.calendars.models import Calendar
from thirdring.apps.channels.centre import read_centre
from thirdring.apps.channels.models import Line, Menu, Prompt, Queue, Trunk
from thirdring.apps.history.authors import written_by
from thirdring.apps.history.models import Change
from thirdring.apps.organisations.models import Organisation, Post
from thirdring.apps.staff.models import Operator, User

pytestmark = pytest.mark.django_db
BOTH = (Scope.CONFIGURATION, Scope.CONFIGURATION_WRITE)
SECRET = "for-the-carrier-only"


class Program:
    """A program with a token, which asks as programs do."""

    def __init__(self, organisation: str | None, scopes: tuple[Scope, ...] = BOTH) -> None:
        owner = Organisation.objects.get(code=organisation) if organisation else None
        token = tokens.make("set-up", owner, None, scopes)
        self.client = Client(
            HTTP_HOST="localhost", HTTP_AUTHORIZATION=f"Bearer {token}", HTTP_ACCEPT_LANGUAGE="en"
        )

    def reads(self, path: str) -> Any:
        return self.client.get(f"/api/v1/configuration/{path}")

    def sends(self, path: str, **wanted: Any) -> Any:
        headers = {"idempotency-key": str(uuid4())}
        address = f"/api/v1/configuration/{path}"
        return self.client.post(address, json.dumps(wanted), "application/json", headers=headers)

    def adds(self, path: str, **wanted: Any) -> dict[str, Any]:
        answer = self.sends(path, **wanted)
        assert answer.status_code == 201, answer.content
        return answer.json()

    def changes(self, path: str, version: str = "*", **wanted: Any) -> Any:
        headers = {"if-match": version} if version else {}
        address = f"/api/v1/configuration/{path}"
        return self.client.patch(address, json.dumps(wanted), "application/json", headers=headers)

    def removes(self, path: str) -> Any:
        return self.client.delete(f"/api/v1/configuration/{path}", headers={"if-match": "*"})


@pytest.fixture
def fund() -> Program:
    """A program of the fund, which may do what its administrators may."""
    return Program("tfoms")


@pytest.fixture
def house() -> Program:
    """A program of the whole installation."""
    return Program(None)


def reasons(answer: Any) -> dict[str, str]:
    assert answer.status_code == 422, answer.content
    return {one["field"]: one["reason"] for one in answer.json()["errors"]}


def version() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value FROM channels_centre_version")
        return cursor.fetchone()[0]


def test_a_line_with_its_menu_hours_and_people_is_set_up_wholly_by_a_program(fund):
    before = version()
    fund.adds("queues", key="flu", name="Flu shots", organisation="tfoms", needs_skills=["topic:policies"])
    fund.adds("prompts", key="menu-flu", language="ru", text="Нажмите один.")
    menu = fund.adds(
        "menus",
        name="Flu",
        prompt="menu-flu",
        fallback="oms",
        options=[{"digit": "1", "queue": "flu", "topic": "Shot"}, {"digit": "2", "queue": "oms"}],
    )
    hours = fund.adds(
        "calendars",
        name="Flu season",
        organisation="tfoms",
        holidays="RU",
        week=[{"weekday": 0, "opens": "09:00", "closes": "18:00"}],
        special_days=[{"day": "2030-12-31", "kind": "closed", "name": "New Year's Eve"}],
    )
    line = fund.adds(
        "lines",
        number="1777",
        name="Flu line",
        kind="city",
        organisation="tfoms",
        queue="flu",
        notice="notice-ru",
        menu=menu["id"],
        calendar=hours["id"],
    )
    assert fund.reads(f"lines/{line['id']}").json() == line
    (known,) = [one for one in read_centre().lines if one.number == "1777"]
    assert known.queue == "flu" and known.notice == "notice-ru" and known.menu is not None
    assert [(key.digit, key.queue, key.topic) for key in known.menu.options] == [
        ("1", "flu", "Shot"),
        ("2", "oms", ""),
    ]
    assert {one.key: one.needs for one in read_centre().queues}["flu"][-1] == "topic:policies"
    assert version() > before, "the engine is told"


def test_what_the_page_would_refuse_is_refused_field_by_field_and_nothing_of_it_is_kept(fund):
    line = {"name": "L", "kind": "city", "organisation": "tfoms", "queue": "oms"}
    assert "Digits" in reasons(fund.sends("lines", number="abc", **line))["number"]
    assert "queue" in reasons(fund.sends("lines", **{**line, "number": "1778", "queue": "nowhere"}))
    keys = [{"digit": "1", "queue": "oms"}, {"digit": "x", "queue": "oms"}]
    menu = fund.sends("menus", name="New menu", prompt="notice-ru", fallback="oms", options=keys)
    assert list(reasons(menu)) == ["options.1.digit"]
    twice = [{"weekday": 0, "opens": "09:00", "closes": "18:00"}] * 2
    assert "week" in reasons(fund.sends("calendars", name="Twice", organisation="tfoms", week=twice))
    closed = [{"weekday": 0, "opens": "18:00", "closes": "09:00"}]
    refused = reasons(fund.sends("calendars", name="Closed", organisation="tfoms", week=closed))
    assert "before it opens" in refused["week.0.closes"]
    assert not Menu.objects.filter(name="New menu").exists()
    assert not Calendar.objects.filter(name__in=("Twice", "Closed")).exists()


def test_nobody_overwrites_what_was_changed_since_it_was_read(fund):
    path = f"queues/{Queue.objects.get(key='oms').pk}"
    read = fund.reads(path)
    assert fund.changes(path, "", priority=5).status_code == 428
    changed = fund.changes(path, read["ETag"], priority=5)
    assert changed.status_code == 200 and changed.json() == {**read.json(), "priority": 5}
    assert fund.changes(path, read["ETag"], priority=7).status_code == 412
    assert fund.changes(path, changed["ETag"], priority=7).json()["priority"] == 7


def test_the_keys_of_a_menu_are_sent_as_a_whole_and_told_apart_by_their_digits(fund):
    menu = Menu.objects.get(name="Меню ОМС")
    there = {key.digit: key.pk for key in menu.options.all()}
    keys = [{"digit": "1", "queue": "oms", "topic": "Anew"}, {"digit": "9", "queue": "oms-policies"}]
    changed = fund.changes(f"menus/{menu.pk}", options=keys).json()
    assert [(key["digit"], key["queue"], key["topic"]) for key in changed["options"]] == [
        ("1", "oms", "Anew"),
        ("9", "oms-policies", ""),
    ]
    assert menu.options.get(digit="1").pk == there["1"], "the same key as before, with another end"
    assert fund.changes(f"menus/{menu.pk}", name="Menu").json()["options"] == changed["options"]


def test_an_operators_skills_and_phones_are_kept_by_a_program(fund):
    maria = Operator.objects.get(user__username="maria")
    skills = [{"skill": "topic:complaints", "proficiency": 9}]
    phones = [{"kind": "browser"}, {"kind": "mobile"}]
    refused = reasons(fund.changes(f"operators/{maria.pk}", skills=skills, devices=phones))
    assert "A mobile phone needs its number" in " ".join(refused.values())
    phones = [{"kind": "browser"}]
    kept = fund.changes(f"operators/{maria.pk}", skills=skills, devices=phones, languages=["uk", "ru"]).json()
    assert kept["skills"] == skills and kept["languages"] == ["uk", "ru"]
    (known,) = [one for one in read_centre().operators if one.id == maria.pk]
    assert known.skills["topic:complaints"] == 9 and [one.key for one in known.devices] == [
        f"op{maria.pk}-web"
    ]


def test_what_is_needed_is_not_removed_and_the_answer_says_by_what(fund):
    queue = Queue.objects.get(key="oms")
    refused = fund.removes(f"queues/{queue.pk}")
    assert refused.status_code == 409 and refused.json()["code"] == "in-use"
    assert str(queue.lines.first()) in refused.json()["detail"]
    spare = fund.adds("queues", key="spare", name="Spare", organisation="tfoms")
    assert fund.removes(f"queues/{spare['id']}").status_code == 204
    assert fund.reads(f"queues/{spare['id']}").status_code == 404


def test_who_else_needs_what_all_share_is_not_told_by_name(fund):
    theirs = Organisation.objects.get(code="smo-primer")
    prompt = Prompt.objects.create(key="shared", language="ru", text="Shared")
    queue = Queue.objects.create(key="theirs", name="Theirs alone", organisation=theirs)
    Menu.objects.create(name="Theirs alone", prompt=prompt, fallback=queue)
    refused = fund.removes(f"prompts/{prompt.pk}")
    assert refused.status_code == 409 and "Theirs alone" not in refused.json()["detail"]


def test_the_history_names_the_token_and_a_program_undoes_what_a_program_did(fund):
    post = fund.adds("posts", organisation="tfoms", name="Dispatcher")
    fund.changes(f"posts/{post['id']}", name="Senior dispatcher")
    latest = fund.reads("history?limit=1").json()["items"][0]
    assert latest["who"] == "token set-up" and "Dispatcher → Senior dispatcher" in latest["sentences"][0]
    undone = fund.sends(f"history/{latest['id']}/undo")
    assert undone.status_code == 201 and undone.json()["undoes"] == latest["id"]
    assert Post.objects.get(pk=post["id"]).name == "Dispatcher"
    again = fund.sends(f"history/{latest['id']}/undo")
    assert again.status_code == 409 and again.json()["code"] == "cannot-undo"


def test_who_else_has_what_was_added_is_not_told_by_name_when_it_is_undone(fund):
    queue = fund.adds("queues", key="ours", name="Ours", organisation="tfoms")
    (added,) = fund.reads("history?limit=1").json()["items"]
    stranger = Operator.objects.exclude(organisation__code="tfoms").first()
    Operator.objects.filter(pk=stranger.pk).update(home_queue=queue["id"])
    refused = fund.sends(f"history/{added['id']}/undo")
    assert refused.status_code == 409 and refused.json()["code"] == "cannot-undo"
    assert str(stranger) not in refused.json()["detail"] and "others" in refused.json()["detail"]


def test_logins_are_neither_told_nor_undone_here(house):
    with written_by("admin"):
        User.objects.filter(username="maria").update(last_name="Else")
    change = Change.objects.latest("pk")
    assert change.pk not in [one["id"] for one in house.reads("history").json()["items"]]
    assert house.sends(f"history/{change.pk}/undo").status_code == 404


def test_a_trunks_password_goes_in_and_never_comes_out(house, fund):
    made = house.adds(
        "trunks", key="carrier", name="Carrier", host="192.0.2.9", username="u", password=SECRET
    )
    path = f"trunks/{made['id']}"
    read = house.reads(path)
    assert made["password_set"] is True and SECRET not in read.content.decode()
    changed = house.changes(path, read["ETag"], name="Renamed")
    assert Trunk.objects.get(pk=made["id"]).password == SECRET, "what is not named stays"
    other = house.changes(path, changed["ETag"], password="another")
    assert other["ETag"] != changed["ETag"], "whoever has read before does not overwrite it"
    assert SECRET not in house.reads("history?limit=3").content.decode()
    assert fund.changes(path, name="Ours").status_code == 403, "a trunk is of all organisations"


def test_a_token_that_only_reads_changes_nothing():
    reader = Program("tfoms", (Scope.CONFIGURATION,))
    line = Line.objects.first()
    assert reader.changes(f"lines/{line.pk}", name="Other").status_code == 403
    assert Program("tfoms", (Scope.CALLS,)).reads("lines").status_code == 403


def test_every_kind_is_listed_page_by_page(house):
    for kind in KINDS:
        answer = house.reads(f"{kind.path}?limit=1").json()
        shown = [one["id"] for one in answer["items"]]
        while answer["next"]:
            answer = house.reads(f"{kind.path}?limit=100&cursor={answer['next']}").json()
            shown += [one["id"] for one in answer["items"]]
        assert shown == sorted(kind.model.objects.values_list("pk", flat=True)), kind.path


def test_asking_for_many_rows_asks_the_database_little(house, django_assert_max_num_queries):
    with django_assert_max_num_queries(25):
        assert len(house.reads("operators?limit=200").json()["items"]) > 5
