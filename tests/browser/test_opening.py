"""A shift sits down at one moment: more desks than the site has connections, at the real web process."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import httpx

from bed import Bed

DESKS = 40  # twice the connections of a web process
PATIENCE_S = 120.0


def test_everybody_who_sits_down_gets_the_page_and_the_picture(bed: Bed, site: str) -> None:
    cookies = signed_in(site, "olga", bed.installation.secrets.demonstration_password())
    all_here, all_open = Barrier(DESKS), Barrier(DESKS)

    def sit_down(_desk: int) -> tuple[int, int, bool]:
        with httpx.Client(base_url=site, cookies=cookies, timeout=PATIENCE_S) as desk:
            all_here.wait(PATIENCE_S)
            page = desk.get("/desk/")
            with desk.stream("GET", "/desk/stream") as stream:
                seen = any(line == "event: snapshot" for line in stream.iter_lines())
                all_open.wait(PATIENCE_S)
            return page.status_code, stream.status_code, seen

    with ThreadPoolExecutor(DESKS) as people:
        assert set(people.map(sit_down, range(DESKS))) == {(200, 200, True)}


def signed_in(site: str, login: str, password: str) -> httpx.Cookies:
    with httpx.Client(base_url=site, follow_redirects=True, timeout=PATIENCE_S) as browser:
        form = browser.get("/login/").text
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)
        assert found
        asked = {"csrfmiddlewaretoken": found[1], "username": login, "password": password}
        assert browser.post("/login/", data=asked).url.path == "/desk/"
        return browser.cookies
