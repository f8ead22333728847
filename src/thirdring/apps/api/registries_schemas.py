"""The shapes of imports of registries in the API."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from ninja import Schema
from pydantic import ConfigDict, Field

from thirdring.apps.insured.models import ImportState

# What may be asked for next → where the import goes by it.
STEPS = {
    "check": ImportState.CHECKING,
    "apply": ImportState.IMPORTING,
    "discard": ImportState.CANCELLED,
}


class RegistryWanted(Schema):
    organisation: Annotated[
        str, Field(max_length=40, description="whose registry; only for a token of all organisations")
    ] = ""


class ReadAs(Schema):
    """``columns``: for each column of the file the field that it fills, "" to leave it out."""

    model_config = ConfigDict(extra="forbid")

    encoding: Annotated[str | None, Field(max_length=10)] = None
    separator: Annotated[str | None, Field(max_length=1)] = None
    has_headings: bool | None = None
    columns: Annotated[list[Annotated[str, Field(max_length=20)]] | None, Field(max_length=200)] = None


class ImportOut(Schema):
    """``next``: what may be done now. ``share`` of the file that is read, 0–1; ``trouble``: why it failed."""

    id: int
    organisation: str
    file: str
    bytes: int
    sha256: str
    format: str
    encoding: str
    separator: str
    has_headings: bool
    headings: list[str] | None
    columns: list[str]
    state: str
    stage: str
    share: float
    lines: int
    new: int
    changed: int
    unchanged: int
    refused: int
    trouble: str
    trouble_at_line: int | None
    next: list[str]
    made_at: datetime
    made_by: str
    begun_at: datetime | None
    ended_at: datetime | None


class Imports(Schema):
    items: list[ImportOut]
    next: str | None


class RefusedFilters(Schema):
    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int, Field(ge=1, le=1_000, description="lines a page")] = 200
    cursor: Annotated[int, Field(ge=0, lt=2**63, description="“next” of the page before")] = 0


class RefusedLineOut(Schema):
    """``value`` is the cell as written; ``reason`` is told in the language that was asked for."""

    line: int
    field: str
    code: str
    value: str
    reason: str


class RefusedLines(Schema):
    items: list[RefusedLineOut]
    next: int | None
