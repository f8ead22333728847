"""What is still needed is not deleted: a page says by what, leads there, and says what to do instead."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from thirdring.apps import deleting
from thirdring.apps.appeals.models import Card, Reason
from thirdring.apps.calls.models import Call
from thirdring.apps.channels.models import Line, Menu, Queue, Skill
from thirdring.apps.staff.models import Operator, OperatorSkill
from thirdring.apps.webhooks.models import Message, Subscription

pytestmark = pytest.mark.django_db


def address(row, page: str) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{page}", args=(row.pk,))


def asked_to_delete(browser: Client, row) -> str:
    """What both the question and its answer "yes" are answered with."""
    asked = browser.get(address(row, "delete"))
    insisted = browser.post(address(row, "delete"), {"post": "yes"})
    assert (asked.status_code, insisted.status_code) == (200, 200)
    assert type(row).objects.filter(pk=row.pk).exists()
    return asked.content.decode()


@pytest.fixture
def busy_queue(user) -> Queue:
    """A queue of a menu and of a line, both of the administrator's organisation."""
    owner = user("admin").organisation or user("maria").organisation
    queue = Queue.objects.create(key="busy", name="busy queue", organisation=owner)
    sample = Menu.objects.earliest("pk")
    menu = Menu.objects.create(name="menu by night", prompt=sample.prompt, fallback=sample.fallback)
    menu.options.create(digit="1", queue=queue)
    Line.objects.filter(number="1001").update(queue=queue)
    return queue


def test_a_queue_in_use_leads_to_the_menu_and_the_line_that_need_it(busy_queue, login):
    page = asked_to_delete(login("admin"), busy_queue)
    for needing in (Menu.objects.get(name="menu by night"), Line.objects.get(number="1001")):
        assert escape(str(needing)) in page
        assert f'href="{address(needing, "change")}"' in page
    assert "choose something else there" in page
    assert f'href="{address(busy_queue, "change")}"' in page


def test_whoever_has_freed_it_may_delete_it(busy_queue, login):
    other = Queue.objects.exclude(pk=busy_queue.pk).earliest("pk")
    Line.objects.filter(queue=busy_queue).update(queue=other)
    Menu.objects.get(name="menu by night").delete()
    answer = login("admin").post(address(busy_queue, "delete"), {"post": "yes"})
    assert answer.status_code == 302
    assert not Queue.objects.filter(pk=busy_queue.pk).exists()


def test_a_webhook_with_messages_is_switched_off_instead(user, login):
    told = Subscription.objects.create(
        organisation=user("maria").organisation, name="their CRM", url="https://crm.example.org/", kinds=[]
    )
    sent = Message.objects.create(
        subscription=told, fact="1", kind="call.ended", body="{}", made_at=timezone.now()
    )
    page = asked_to_delete(login("admin"), told)
    assert f'href="{address(sent, "change")}"' in page
    assert "clear “in use” on its page" in page
    sent.delete()
    assert login("admin").post(address(told, "delete"), {"post": "yes"}).status_code == 302


def test_a_reason_of_a_million_cards_is_counted_only_so_far(user, login, monkeypatch):
    monkeypatch.setattr(deleting, "COUNTED", 3)
    reason, owner = Reason.objects.filter(children=None).earliest("pk"), user("maria").organisation
    for number in range(4):
        ours = {"line": "1001", "organisation": owner, "caller": "+72000000099"}
        call = Call.objects.create(id=f"c{number}", **ours, arrived_at=timezone.now(), state="ended")
        Card.objects.create(call=call, **ours, opened_at=timezone.now(), state="open", reason=reason)
    with CaptureQueriesContext(connection) as asked:
        page = login("admin").get(address(reason, "delete")).content.decode()
    assert "3 or more" in page
    assert "valid until" in page
    read = [one["sql"] for one in asked if 'FROM "appeals_card"' in one["sql"]]
    assert all("LIMIT" in statement for statement in read)


def test_of_several_that_were_chosen_the_others_may_go(user, login):
    kept, free = (Skill.objects.create(tag=f"topic:{name}", name_ru=name) for name in ("kept", "free"))
    OperatorSkill.objects.create(operator=Operator.objects.get(user=user("maria")), skill=kept)
    browser, chosen = login("admin"), {"action": "delete_selected", "_selected_action": [kept.pk, free.pk]}
    page = browser.post("/admin/channels/skill/", chosen).content.decode()
    assert address(Operator.objects.get(user=user("maria")), "change") in page
    assert re.findall(r'name="_selected_action" value="(\d+)"', page) == [str(free.pk)]
    browser.post("/admin/channels/skill/", {**chosen, "_selected_action": [free.pk], "post": "yes"})
    assert list(Skill.objects.filter(pk__in=(kept.pk, free.pk))) == [kept]


def test_what_another_organisation_needs_is_counted_and_not_named(user, login):
    """A skill is everybody's; who has it is not."""
    theirs = Operator.objects.exclude(organisation=user("maria").organisation).earliest("pk")
    skill = Skill.objects.create(tag="topic:theirs", name_ru="theirs")
    OperatorSkill.objects.create(operator=theirs, skill=skill)
    ours = user("svetlana")
    ours.groups.set([])
    ours.is_superuser, ours.is_staff = False, True
    ours.save()
    rights = ("delete_skill", "view_skill", "view_operator")
    ours.user_permissions.set(Permission.objects.filter(codename__in=rights))
    page = asked_to_delete(login("svetlana"), skill)
    assert "Operators: 1" in page
    assert escape(str(theirs)) not in page
