"""The documents say what is true: links lead somewhere, pages are found, settings are listed."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pages import DOCS, ROOT, build, made_strictly
from thirdring.site.cli import SETTINGS

PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
FETCHED = re.compile(r"""<(?:script|link|img|iframe)\b[^>]*(?:src|href)=["']?https?:[^>]*>""")
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_the_documents_leads_somewhere(page: Path) -> None:
    links = (link for link in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in link)
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_link_anchor_and_picture_stands_when_pages_are_made_strictly(tmp_path: Path) -> None:
    site, complaints = build(tmp_path)
    assert complaints == ""
    made = {page.relative_to(site).with_suffix(".md") for page in site.rglob("*.html")} - {Path("404.md")}
    assert made == {page.relative_to(DOCS) for page in DOCS.rglob("*.md")}
    written = "".join(page.read_text(encoding="utf-8") for page in site.rglob("*.html"))
    assert "assets/mermaid.tiny.js" in written
    assert FETCHED.findall(written) == [], "a page asks the network for something"


def test_a_link_to_a_heading_that_is_gone_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("[the brain](index.md#the-brain)\n\n# Another heading\n")
    (tmp_path / "zensical.toml").write_text('[project]\nsite_name = "One page"\n')
    assert "anchor does not exist" in made_strictly(tmp_path)


def test_every_page_is_in_the_navigation_once() -> None:
    navigation = tomllib.loads((ROOT / "zensical.toml").read_text(encoding="utf-8"))["project"]["nav"]
    assert sorted(_pages(navigation)) == sorted(str(page.relative_to(DOCS)) for page in DOCS.rglob("*.md")), (
        "name every page of docs/ in zensical.toml, where a reader would look for it"
    )


def test_every_picture_is_shown_somewhere() -> None:
    written = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert [picture.name for picture in (DOCS / "pictures").iterdir() if picture.name not in written] == []


def _pages(navigation: list[Any]) -> Iterator[str]:
    for entry in navigation:
        if isinstance(entry, str):
            yield entry
        else:
            for pages in entry.values():
                yield from _pages(pages)


def test_the_reference_lists_every_setting_with_its_default() -> None:
    page = (ROOT / "docs/reference/settings.md").read_text(encoding="utf-8")
    for name, default, meaning in SETTINGS:
        assert f"| `{name}` | {f'`{default}`' if default else '–'} | {meaning} |" in page
