"""The shapes of the logs, the holds and the proofs of deletion in the API."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import ConfigDict, Field, field_validator

from thirdring.apps.api.schemas import Paged, printable
from thirdring.apps.audit.models import AccessKind, Subject
from thirdring.apps.retention.models import Kind


class OfOrganisation(Schema):
    """A row of a log, told by its fields; ``organisation`` is a code, null for what is of all."""

    organisation: str | None

    @staticmethod
    def resolve_organisation(row: Any) -> str | None:
        return row.organisation.code if row.organisation else None


class ReadingFilters(Paged):
    reader: Annotated[
        str | None, Field(max_length=200, description="a login, or a program as “token NAME”")
    ] = None
    subject: Annotated[Subject | None, Field(description="what was read")] = None
    subject_id: Annotated[
        str | None, Field(max_length=100, description="which: the id of a card, call or person")
    ] = None

    _printable_of_readings = field_validator("reader", "subject_id")(printable)


class ReadingOut(OfOrganisation):
    """``reader`` has seen or heard ``subject_id``; ``organisation`` is the reader's, null for all."""

    id: int
    at: datetime
    reader: str
    subject: str
    subject_id: str
    purpose: str


class Readings(Schema):
    items: list[ReadingOut]
    next: str | None


class AccessFilters(Paged):
    login: Annotated[str | None, Field(max_length=150, description="whose login")] = None
    kind: Annotated[AccessKind | None, Field(description="what happened")] = None

    _printable_of_accesses = field_validator("login")(printable)


class AccessOut(OfOrganisation):
    """What happened to ``login``; ``by`` is the login that did it, "" when it was the same."""

    id: int
    at: datetime
    kind: str
    login: str
    by: str
    address: str | None
    detail: str


class Accesses(Schema):
    items: list[AccessOut]
    next: str | None


class ChangeFilters(Paged):
    who: Annotated[str | None, Field(max_length=150, description="a login, or a program as “token NAME”")] = (
        None
    )

    _printable_of_changes = field_validator("who")(printable)


class ChangeOut(Schema):
    """What was saved at once. ``rows``: how many; ``sentences`` tell the first of them.

    ``organisation`` is null for what all share; ``who`` is a login, a program as “token NAME”, or "" for
    what the installation did itself; ``undoes`` an earlier change.
    """

    id: int
    at: datetime
    who: str
    organisation: str | None
    undoes: int | None
    rows: int
    sentences: list[str]


class Changes(Schema):
    items: list[ChangeOut]
    next: str | None


class SealOut(Schema):
    """``digest`` builds on the one before and holds the readings since then, up to ``last_id``."""

    id: int
    made_at: datetime
    last_id: int
    rows: int
    digest: str


class Seals(Schema):
    items: list[SealOut]
    next: str | None


class DeletionFilters(Paged):
    kind: Annotated[Kind | None, Field(description="what was deleted")] = None
    call: Annotated[str | None, Field(max_length=100, description="the id of a call")] = None

    _printable_of_deletions = field_validator("call")(printable)


class DeletionOut(OfOrganisation):
    """``ended_at``: from when its time was counted. ``size``: bytes. ``chain`` builds on the proof before."""

    id: int
    at: datetime
    kind: str
    subject: str
    call: str
    rule: str
    ended_at: datetime
    size: int
    digest: str
    chain: str


class Deletions(Schema):
    items: list[DeletionOut]
    next: str | None


class RuleOut(Schema):
    """``kind`` is kept for ``amount`` of ``unit``, then deleted: how much ``tonight``, how much ``soon``.

    ``soon`` is within thirty days; ``kept_back`` would go by then, but is held.
    """

    id: int
    organisation: str
    kind: str
    amount: int
    unit: str
    ground: str
    tonight: int
    soon: int
    kept_back: int


class Rules(Schema):
    items: list[RuleOut]


class HoldFilters(Paged):
    standing: Annotated[
        bool | None, Field(description="only those that stand, or only those lifted or run out")
    ] = None


class HeldCard(Schema):
    id: int
    number: str


class HoldOut(Schema):
    """A hold of a card or a call; ``until`` is its last day. ``placed_by``: a login, or a token's name."""

    id: int
    organisation: str
    card: HeldCard | None
    call: str | None
    why: str
    until: date | None
    placed_at: datetime
    placed_by: str
    lifted_at: datetime | None
    lifted_by: str | None


class Holds(Schema):
    items: list[HoldOut]
    next: str | None


class HoldWanted(Schema):
    """``organisation`` only for a token of all organisations; without ``until`` it stands until lifted."""

    model_config = ConfigDict(extra="forbid")

    about: Annotated[
        str, Field(min_length=1, max_length=100, description="a card's number (2026-000123) or a call's id")
    ]
    why: Annotated[str, Field(min_length=1, max_length=300, description="such as the number of the case")]
    until: date | None = None
    organisation: Annotated[str, Field(max_length=40, description="its code")] = ""
