"""Every page in every language: nothing serious for axe, no English left, nothing that the policy forbids.

Russian is looked at by day, Ukrainian in the dark, English on a telephone. What is in the database does not
matter here: pages are looked at as they are, with one thing of each kind so that all of them can be opened.
In Russian each page is opened as people do, but for lists and forms of the administration that resemble
each other. These, and in other languages all that do not live by a script of their own, are put in place
of a page that was opened, for opening takes longer than looking.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from playwright.sync_api import Page
from psycopg import sql

from authenticator import code_of
from bed import Bed
from browser.addresses import CAREFUL, ENTERING, OPENED_BY, SECRET, Address, Found, found
from browser.readable import AXE, unreadable, untranslated
from browser.test_signing_in import enter
from steps import PYTHON, run

WATCHED = """
  window.forbidden = [];
  addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, sourceFile }) =>
    window.forbidden.push(`${effectiveDirective} ${blockedURI} ${sourceFile}`));
"""
# The page at another address in place of this one, with its style sheets, but without its scripts.
PUT = """async (path) => {
  const answer = await fetch(path, { headers: { accept: "text/html" } });
  const there = new DOMParser().parseFromString(await answer.text(), "text/html");
  const sheets = new Map();
  for (const link of document.querySelectorAll("link[rel=stylesheet]")) sheets.set(link.href, link);
  for (const { sheet } of sheets.values()) if (sheet) sheet.disabled = true;
  for (const { href } of there.querySelectorAll("link[rel=stylesheet]"))
    if (sheets.get(href)?.sheet) sheets.get(href).sheet.disabled = false;
    else
      await new Promise((onload) => {
        const sheet = { rel: "stylesheet", href, onload };
        document.head.append(Object.assign(document.createElement("link"), sheet));
      });
  there.querySelector("#nav-sidebar")?.remove();  // looked at on the first page
  document.documentElement.lang = there.documentElement.lang;
  document.title = there.title;
  document.body.replaceWith(document.adoptNode(there.body));
  return [answer.status, new URL(answer.url).pathname];
}"""
DAY = {"color_scheme": "light"}, {"width": 1440, "height": 900}
NIGHT = {"color_scheme": "dark"}, {"width": 1440, "height": 900}
TELEPHONE = {"color_scheme": "light"}, {"width": 390, "height": 844}
LOOKS: dict[str, tuple[Any, Any]] = {"ru": DAY, "uk": NIGHT, "en": TELEPHONE}

# Pages that a script fills, and what shows that it has.
LIVE = {"/desk/": "[data-state]", "/wallboard/": "[data-live=true]", "/supervisor/": "[data-live=true]"}
SAYS_NO = {"login/broken-off/": 403, "nowhere/": 404}
OF_SWAGGER = "/api/v1/docs"  # in English, for programmers, and drawn by Swagger
# Lists and forms of the administration, but for those with scripts of their own.
ALIKE = re.compile(
    r"^/admin/\w+/(?!menu|calendar|operator|user|group|line)\w+/([^/]+/change/)?$|/add/$|/delete/$"
)
# Of these tables no row is ever deleted.
STAY = ("audit_readlog", "audit_seal", "retention_deletion", "retention_hold")
# No words of the page: keys, names in English, and what packages do not translate.
NOT_OURS = {
    "admin/channels/pausereason/": {"login"},
    "admin/auth/group/": {"Administrator"},
    "admin/appeals/reason/": {"Policy"},
}
SCRIPT = "import sys; sys.path.insert(0, sys.argv[1]); from browser.addresses import main; main()"


@pytest.fixture(scope="module")
def every(bed: Bed, pytestconfig: pytest.Config) -> Iterator[Found]:
    """All addresses, and one thing of each kind until the end."""
    every = found(run([PYTHON, "-c", SCRIPT, str(pytestconfig.rootpath / "tests")], bed.environ))
    yield every
    with psycopg.connect(bed.installation.database_url, autocommit=True) as asking:
        for table, name, key in reversed(every.made):
            if table not in STAY:
                row = sql.SQL("DELETE FROM {} WHERE {} = %s").format(
                    sql.Identifier(table), sql.Identifier(name)
                )
                asking.execute(row, [key])


@pytest.mark.req("X18")
@pytest.mark.parametrize("login", dict.fromkeys(OPENED_BY.values()))
def test_every_page_is_readable_in_every_language_and_keeps_to_the_policy(
    login: str, every: Found, bed: Bed, site: str, people: Callable[[str], Page]
) -> None:
    page = people("maria")
    page.add_init_script(WATCHED)
    page.add_init_script(AXE)
    sign_in(page, site, login, bed)
    seen = [address for address in every.addresses if address.login == login]
    assert seen
    wrong = []
    for language, (media, size) in LOOKS.items():
        page.context.add_cookies([{"name": "thirdring-language", "value": language, "url": site}])
        page.emulate_media(**media)
        page.set_viewport_size(size)
        for address in seen:
            opened = address is seen[0] or address.path in LIVE
            opened |= language == "ru" and not ALIKE.search(address.path)
            led = (open_page if opened else put_page)(page, site, address.path)
            wrong += [(address.path, language, one) for one in problems(page, address, language, led)]
    assert not wrong, "\n".join(f"{path} {language} {one}" for path, language, one in wrong)


def sign_in(page: Page, site: str, login: str, bed: Bed) -> None:
    if not login:
        return
    enter(page, site, CAREFUL if login == ENTERING else login, bed)
    if login in (CAREFUL, ENTERING):
        page.wait_for_url("**/login/code/")
    if login == CAREFUL:
        page.fill("[name=code]", code_of(SECRET))
        page.keyboard.press("Enter")
    if login != ENTERING:
        page.wait_for_url(lambda url: "/login/" not in url)


def open_page(page: Page, site: str, path: str) -> tuple[int, str, list[str]]:
    """As people do. The answer, where it leads, and what the policy has forbidden."""
    answer = page.goto(site + path)
    assert answer
    page.wait_for_selector(f"body{LIVE.get(path, '')}")
    return answer.status, urlsplit(page.url).path, page.evaluate("window.forbidden")


def put_page(page: Page, _site: str, path: str) -> tuple[int, str, list[str]]:
    """In place of the page that is open, whose policy it cannot keep to."""
    status, led = page.evaluate(PUT, path)
    return status, led, []


def problems(page: Page, address: Address, language: str, led: tuple[int, str, list[str]]) -> list[str]:
    status, path, forbidden = led
    if (status, path) != (SAYS_NO.get(address.pattern, 200), address.path):
        return [f"leads to {path}, {status}: see addresses.py"]
    if path == OF_SWAGGER:
        return forbidden
    of_list = address.pattern.partition("<")[0]
    english = set(untranslated(page, language)) - NOT_OURS.get(of_list, set())
    return [*forbidden, *unreadable(page, language), *sorted(english)]
