"""Pages as they are served, in Russian and Ukrainian: none shows a word that was left in English."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client

from apps.estates import cheaply, signed_in
from apps.routes import routes
from leftovers import left_over

pytestmark = pytest.mark.django_db

NOT_READ = re.compile(r"<(script|style|code|template)\b.*?</\1>|<!--.*?-->", re.DOTALL)
ICON = re.compile(r"<(\w+)[^>]*material-symbols-outlined[^>]*>[^<]*</\1>")  # a word that is drawn as a sign
IN_ENGLISH = re.compile(r"<(\w+)[^>]*\slang=\"en\"[^>]*>.*?</\1>", re.DOTALL)
SAID = re.compile(r">([^<>]+)<|\s(?:title|placeholder|aria-label|alt)=\"([^\"]+)\"")
# Drawn by Swagger and by programs, for programmers; streams that do not end.
FOR_PROGRAMS = ("api/", "metrics", "healthz")
STREAMS = ("desk/stream", "wallboard/stream", "supervisor/stream")
# What stands there without being a word of the page: keys, names in English, and a field that allauth names.
NOT_OURS = {
    "/admin/channels/pausereason/": {"login"},
    "/admin/appeals/reason/": {"Policy"},
}


def texts(page: str) -> list[str]:
    page = IN_ENGLISH.sub("", NOT_READ.sub("", ICON.sub("", page)))
    return [html.unescape(words or name) for words, name in SAID.findall(page)]


def pages() -> list[str]:
    asked = [one.pattern for one in routes() if not one.model]
    return [f"/{one}" for one in asked if not one.startswith((*FOR_PROGRAMS, *STREAMS))]


@pytest.mark.parametrize("language", ["ru", "uk"])
@pytest.mark.parametrize("login", ["maria", "svetlana", "admin", ""])
def test_no_page_shows_english_words(login, language, user, monkeypatch):
    cheaply(monkeypatch)
    client = signed_in(user(login)) if login else Client(HTTP_HOST="localhost")
    client.cookies["thirdring-language"] = language
    wrong = []
    for path in pages():
        answer = client.get(path, headers={"accept": "text/html"})
        if answer.streaming or "text/html" not in answer.headers.get("Content-Type", ""):
            continue
        if left := set(left_over(texts(answer.content.decode()), language)) - NOT_OURS.get(path, set()):
            wrong.append((path, left))
    assert not wrong, "\n".join(f"{path} {left}" for path, left in wrong)


CRUMB = re.compile(r"<(a|span)[^>]*class=\"crumb align-middle inline-block leading-5 min-w-0[^>]*>([^<]*)</")


@pytest.mark.parametrize(
    "path", ["webhooks/subscription", "crm/crmpage", "calendars/calendar", "channels/line"]
)
def test_the_way_to_a_list_names_nothing_twice(path, login):
    page = login("admin").get(f"/admin/{path}/").content.decode()
    said = [words.strip() for _tag, words in CRUMB.findall(page)]
    assert said
    assert len(said) == len(set(said))


@pytest.mark.parametrize(
    ("browser", "status", "words"),
    [
        (
            Client(HTTP_HOST="localhost", HTTP_ACCEPT_LANGUAGE="ru", enforce_csrf_checks=True),
            403,
            "не отправлена",
        ),
        (Client(HTTP_HOST="elsewhere.example.org", HTTP_ACCEPT_LANGUAGE="ru"), 400, "не понял этот запрос"),
    ],
)
def test_what_is_refused_before_any_page_is_told_on_a_page_of_ours(browser, status, words):
    answer = browser.post("/login/", {"username": "maria"})
    assert answer.status_code == status
    assert words in answer.content.decode()
