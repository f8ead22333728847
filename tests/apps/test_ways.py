"""The way of a caller, drawn on the pages of a line and of a menu, with what is wrong on it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from thirdring.apps.channels.models import Line, Menu, Prompt, Queue, Skill
from thirdring.apps.channels.ways import Step, way_of_line, way_of_menu

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def spoken(home) -> Iterator[None]:
    """Every prompt has its sound, unless a test takes it away; the words are Russian."""
    settings.INSTALLATION.prompts.mkdir(parents=True)
    for key in Prompt.objects.values_list("key", flat=True):
        (settings.INSTALLATION.prompts / f"{key}.wav").touch()
    with translation.override("ru"):
        yield


@pytest.fixture
def line() -> Line:
    return Line.objects.filter(active=True, menu__isnull=False, notice__isnull=False).first()


def steps(way: Step) -> Iterator[Step]:
    yield way
    for step in way.steps:
        yield from steps(step)


def mistakes(way: Step) -> list[str]:
    return [mistake for step in steps(way) for mistake in step.mistakes]


def test_a_line_leads_by_notice_and_menu_to_the_queue_of_each_key(line):
    way = way_of_line(line)
    titles = [step.title for step in way.steps]
    assert titles.index("Предупреждение о записи") < titles.index(f"Меню «{line.menu}»")
    (menu,) = [step for step in way.steps if step.icon == "dialpad"]
    keys = {step.key: step.title for step in menu.steps if step.icon == "groups"}
    laid = {option.digit: str(option.queue) for option in line.menu.options.all()}
    assert keys == {**laid, "ничего": str(line.menu.fallback)}
    assert mistakes(way) == []


def test_a_line_without_a_notice_says_so_where_the_notice_would_be(line):
    line.notice = None
    (notice,) = [step for step in way_of_line(line).steps if step.icon == "campaign"]
    assert notice.mistakes


def test_a_prompt_without_a_sound_is_marked_where_it_is_missed(line):
    (settings.INSTALLATION.prompts / f"{line.menu.prompt.key}.wav").unlink()
    (menu,) = [step for step in way_of_line(line).steps if step.icon == "dialpad"]
    assert line.menu.prompt.key in menu.mistakes[0]


def test_a_queue_that_nobody_can_serve_is_a_dead_end(line):
    option = line.menu.options.first()
    option.queue.needs_skills.add(Skill.objects.create(tag="topic:nobody", name_ru="Никто"))
    dead = [step for step in steps(way_of_line(line)) if step.key == option.digit]
    assert "Тупик" in dead[0].mistakes[0]


def test_the_lines_own_queue_is_shown_apart_when_the_menu_never_leads_there(line):
    line.queue = Queue.objects.create(key="aside", name="В стороне", organisation=line.organisation)
    last = way_of_line(line).steps[-1]
    assert last.title == "В стороне" and last.mistakes


def test_a_menu_without_keys_and_lines_says_both(line):
    menu = Menu.objects.create(name="Пустое", prompt=line.menu.prompt, fallback=line.queue)
    assert len(way_of_menu(menu).mistakes) == 2


def test_both_pages_show_the_way_and_the_form_for_a_new_line_does_not(login, line):
    client = login("admin")
    on_line = client.get(reverse("admin:channels_line_change", args=[line.pk])).content.decode()
    on_menu = client.get(reverse("admin:channels_menu_change", args=[line.menu_id])).content.decode()
    assert 'class="way"' in on_line and 'class="way"' in on_menu
    assert 'class="way"' not in client.get(reverse("admin:channels_line_add")).content.decode()


def test_a_line_is_saved_with_its_way_on_the_page(login, line):
    client = login("admin")
    page = reverse("admin:channels_line_change", args=[line.pk])
    form = client.get(page).context["adminform"].form
    fields = {name: "" if form[name].value() is None else form[name].value() for name in form.fields}
    fields = {name: value for name, value in fields.items() if value is not False}
    answer = client.post(page, {**fields, "name": "Новое имя"})
    assert answer.status_code == 302
    assert Line.objects.get(pk=line.pk).name == "Новое имя"
