"""The reference of inputs and effects says what the classes say, of every one of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import pytest

from thirdring.acd import vocabulary
from thirdring.acd.effects import AnyAction, AnyFact
from thirdring.acd.inputs import Input

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"


@pytest.mark.parametrize("name", vocabulary.PAGES)
def test_the_page_is_the_one_that_the_classes_give(name: str) -> None:
    assert (REFERENCE / f"{name}.md").read_text(encoding="utf-8") == vocabulary.PAGES[name](), (
        f"the classes have changed: python -m thirdring.acd.vocabulary {name} > docs/reference/{name}.md"
    )


@pytest.mark.parametrize(
    ("name", "structs"),
    [("inputs", get_args(Input)), ("effects", (*get_args(AnyAction), *get_args(AnyFact)))],
)
def test_a_reader_finds_every_one_with_all_its_fields(name: str, structs: tuple[Any, ...]) -> None:
    rows = {
        line.split("`")[1]: line for line in vocabulary.PAGES[name]().splitlines() if line.startswith("| `")
    }
    for struct in structs:
        fields = set(struct.__struct_fields__) - {"at"}
        assert [field for field in fields if f"`{field}`" not in rows[struct.__name__]] == []
