"""The documents say what is true: every link leads somewhere, every setting is listed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from thirdring.site.cli import SETTINGS

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_the_documents_leads_somewhere(page: Path) -> None:
    links = (link for link in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in link)
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_reference_lists_every_setting_with_its_default() -> None:
    page = (ROOT / "docs/reference/settings.md").read_text(encoding="utf-8")
    for name, default, meaning in SETTINGS:
        assert f"| `{name}` | {f'`{default}`' if default else '–'} | {meaning} |" in page
