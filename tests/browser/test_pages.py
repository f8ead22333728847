"""Every page in every language: nothing serious for axe, no English left, nothing that the policy forbids.

Russian is looked at by day, Ukrainian in the dark, English on a telephone. What is in the database does not
matter here: pages are looked at as they are, with one old call so that a card and its way can be opened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Page

from bed import Bed
from browser.readable import unreadable, untranslated
from browser.test_signing_in import enter

WATCHED = """
  window.forbidden = [];
  addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, sourceFile }) =>
    window.forbidden.push(`${effectiveDirective} ${blockedURI} ${sourceFile}`));
"""
DAY = {"color_scheme": "light"}, {"width": 1440, "height": 900}
NIGHT = {"color_scheme": "dark"}, {"width": 1440, "height": 900}
TELEPHONE = {"color_scheme": "light"}, {"width": 390, "height": 844}
LOOKS: dict[str, tuple[Any, Any]] = {"ru": DAY, "uk": NIGHT, "en": TELEPHONE}

NOBODY = ("/login/", "/call/", "/nowhere/")
OPERATOR = (
    "/desk/",
    "/account/",
    "/account/password/",
    "/account/app/add/",
    "/account/codes/new/",
    "/nowhere/",
)
SUPERVISOR = (
    "/wallboard/",
    "/supervisor/",
    "/supervisor/alarms/past/",
    "/promises/",
    "/calls/",
    "/calls/pages-1/",
    "/cards/",
    "/cards/{card}/",
)
FORMS = (
    *(f"organisations/{model}" for model in ("organisation", "department", "post", "region", "clinic")),
    *(f"channels/{model}" for model in ("line", "queue", "menu", "prompt", "skill", "pausereason", "trunk")),
    *("calendars/calendar", "staff/user", "staff/operator", "appeals/reason"),
    *("insured/registryimport", "retention/rule", "retention/hold", "webhooks/subscription"),
    *("crm/crmpage", "api/apitoken"),
)
# Lists and a tree of the administration, and every form but that of groups, which Django draws; in Russian.
# Their words are read in tests/apps.
ADMINISTRATOR = (
    "/admin/",
    "/admin/channels/line/",
    "/admin/channels/menu/1/change/",
    "/admin/calendars/calendar/1/change/",
    "/admin/staff/user/",
    "/admin/staff/operator/1/change/",
    "/admin/prompts/recording/",
    "/admin/prompts/textversion/",
    "/admin/retention/rule/",
    *(f"/admin/{form}/add/" for form in FORMS),
    "/api/v1/docs",
)
SEEN = {"": NOBODY, "elena": OPERATOR, "svetlana": SUPERVISOR, "admin": ADMINISTRATOR}
LIVE = {"/desk/": "[data-state]", "/wallboard/": "[data-live=true]", "/supervisor/": "[data-live=true]"}
OF_SWAGGER = "/api/v1/docs"  # in English, for programmers, and drawn by Swagger

CALL = """
INSERT INTO calls_call (id, line, organisation_id, caller, arrived_at, ended_at, state, outcome)
SELECT 'pages-1', '1001', id, '+72000000099', now() - interval '90 days', now() - interval '90 days',
  'ended', 'completed'
FROM organisations_organisation WHERE code = 'tfoms'
"""
CARD = """
INSERT INTO appeals_card (call, organisation_id, line, caller, opened_at, state)
SELECT id, organisation_id, line, caller, arrived_at, 'open' FROM calls_call WHERE id = 'pages-1' RETURNING id
"""


@pytest.fixture
def card(database: psycopg.Connection) -> Iterator[int]:
    """The card of a call of some months ago."""
    database.execute(CALL)
    made = database.execute(CARD).fetchone()
    assert made
    yield made[0]
    database.execute("DELETE FROM appeals_card WHERE id = %s", made)
    database.execute("DELETE FROM calls_call WHERE id = 'pages-1'")


@pytest.mark.req("X18")
@pytest.mark.parametrize("login", SEEN)
def test_every_page_is_readable_in_every_language_and_keeps_to_the_policy(
    login: str, card: int, bed: Bed, site: str, people: Callable[[str], Page]
) -> None:
    page = people("maria")
    page.add_init_script(WATCHED)
    if login:
        enter(page, site, login, bed)
        page.wait_for_url(lambda url: "/login/" not in url)
    wrong = []
    for language, (media, size) in LOOKS.items() if login != "admin" else [("ru", DAY)]:
        page.context.add_cookies([{"name": "thirdring-language", "value": language, "url": site}])
        page.emulate_media(**media)
        page.set_viewport_size(size)
        for path in SEEN[login]:
            page.goto(site + path.format(card=card))
            page.wait_for_selector(f"body{LIVE.get(path, '')}")
            wrong += [(path, language, found) for found in problems(page, path, language)]
    assert not wrong, "\n".join(f"{path} {language} {found}" for path, language, found in wrong)


def problems(page: Page, path: str, language: str) -> list[str]:
    found = [*page.evaluate("window.forbidden")]
    if path == OF_SWAGGER:
        return found
    return [*found, *unreadable(page), *untranslated(page, language)]
