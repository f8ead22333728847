"""What nobody can serve is said at once, in words, with the page where to mend it."""

from __future__ import annotations

import pytest

from apps.day import HOTLINE
from thirdring.apps.channels.checks import Severity, problems_now
from thirdring.apps.channels.models import Line, Menu, MenuOption, Queue, Skill, Trunk
from thirdring.apps.staff.models import Device, Operator, OperatorSkill

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def spoken(home):
    """All prompts have their sound."""
    from thirdring.apps.channels.models import Prompt

    (home / "prompts").mkdir()
    for prompt in Prompt.objects.all():
        (home / "prompts" / f"{prompt.key}.wav").touch()


@pytest.fixture
def admin(user):
    return user("admin")


def test_the_demonstration_world_needs_no_mending(admin):
    assert problems_now(admin) == []


def test_a_queue_that_asks_for_what_nobody_has(admin):
    queue = Queue.objects.get(key="oms-complaints")
    queue.needs_skills.add(Skill.objects.create(tag="topic:dentistry", name_ru="Стоматология"))

    (problem,) = problems_now(admin)

    assert problem.severity == Severity.CALLERS_ARE_LOST
    assert queue.name in problem.sentence
    assert "topic:dentistry" in problem.sentence
    assert "1002" in problem.sentence  # a key of its menu leads there
    assert problem.address == f"/admin/channels/queue/{queue.pk}/change/"


def test_an_operator_without_a_device(admin):
    maria = Operator.objects.get(user__username="maria")
    maria.devices.all().delete()

    (problem,) = problems_now(admin)

    assert (problem.severity, problem.address) == (
        Severity.TO_MEND,
        f"/admin/staff/operator/{maria.pk}/change/",
    )
    assert "Мария Примерова" in problem.sentence


def test_a_queue_whose_operators_have_no_phone(admin):
    Device.objects.filter(operator__user__username="pavel").delete()
    sentences = [problem.sentence for problem in problems_now(admin)]
    assert len(sentences) == 2  # the queue and the operator


def test_callers_who_wait_while_nobody_is_logged_in(admin, day):
    day.arrives(HOTLINE)

    (problem,) = problems_now(admin)

    assert problem.severity == Severity.CALLERS_ARE_LOST
    assert "ОМС: общие вопросы" in problem.sentence
    day.starts_shift("maria")
    assert problems_now(admin) == []


def test_a_centre_without_lines(admin):
    Line.objects.update(active=False)
    assert problems_now(admin)[0].severity == Severity.CALLERS_ARE_LOST


def test_a_line_without_recording_notice_and_a_menu_without_keys(admin):
    Line.objects.filter(number="1001").update(notice=None)
    MenuOption.objects.all().delete()
    assert Menu.objects.count() == 1
    sentences = " ".join(problem.sentence for problem in problems_now(admin))
    assert "1001" in sentences
    assert "1002" in sentences


def test_a_mobile_phone_without_a_trunk_in_service(admin):
    trunk = Trunk.objects.create(key="gsm", name="GSM", addresses="192.0.2.1", active=False)
    operator = Operator.objects.get(user__username="taras")
    Device.objects.create(operator=operator, kind="mobile", number="+380200000001", trunk=trunk)
    (problem,) = problems_now(admin)
    assert "Тарас Зразковий" in problem.sentence
    Trunk.objects.update(active=True)
    assert problems_now(admin) == []


def test_a_prompt_that_has_no_sound(admin, home):
    (home / "prompts" / "notice-uk.wav").unlink()
    (problem,) = problems_now(admin)
    assert "notice-uk" in problem.sentence


def test_a_real_site_without_a_trunk_can_be_called_by_nobody(admin, settings):
    import dataclasses

    settings.INSTALLATION = dataclasses.replace(settings.INSTALLATION, demonstration=False)
    (problem,) = problems_now(admin)
    assert problem.address == "/admin/channels/trunk/"


@pytest.mark.req("S32")
def test_a_supervisor_is_told_only_of_the_own_organisation(user):
    OperatorSkill.objects.all().delete()
    Device.objects.filter(operator__organisation__code="tfoms").delete()
    assert problems_now(user("halyna")) == []
    assert problems_now(user("svetlana"))


def test_the_administration_shows_the_problems_on_its_first_page(login):
    Operator.objects.get(user__username="maria").devices.all().delete()
    page = login("admin").get("/admin/")
    assert "Мария Примерова" in page.content.decode()
