"""What the API keeps of the configuration, and by which pages of the administration each kind is kept.

The pages say which fields there are, what fits in them, whose rows they are and who may do what: nothing of
that is said again here. Logins, roles, tokens and webhooks are no kinds, and stay with the administration.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.db.models import Field, ForeignKey, Model, UniqueConstraint
from django.http import HttpRequest

from thirdring.apps.api.asking import Request
from thirdring.apps.staff.models import Role
from thirdring.apps.staff.roles import RIGHTS

# A row that has one of these, and alone, is called by it; any other by its number.
NAMES = ("key", "code", "tag", "username")


class Program:
    """The administrator that a token stands for: of its organisation, or above them all."""

    pk = None
    is_authenticated = is_active = is_staff = True

    def __init__(self, name: str, organisation: int | None) -> None:
        self.username = f"token {name}"
        self.organisation_id = organisation
        self.is_superuser = organisation is None

    def get_username(self) -> str:
        """As whom the history knows it."""
        return self.username

    def has_perm(self, right: str, obj: object = None) -> bool:
        """As the table of roles has it for administrators."""
        app, _dot, what = right.partition(".")
        action, _line, model = what.partition("_")
        return self.is_superuser or action in RIGHTS[Role.ADMINISTRATOR].get(f"{app}.{model}", ())


def as_administrator(request: Request) -> HttpRequest:
    """The request as the pages of the administration see it."""
    return _asked_by(request, Program(request.auth.name, request.auth.organisation_id))


def _asked_by(request: HttpRequest, program: Program) -> HttpRequest:
    asked: Any = copy(request)
    asked.user = program
    return asked


@dataclass(frozen=True)
class Part:
    """Rows below a row, such as the choices of a menu; ``key`` is the field that tells them apart."""

    name: str
    model: type[Model]
    above: str
    key: str
    columns: tuple[Field[Any, Any], ...]


@dataclass(frozen=True)
class Kind:
    """``path`` in the addresses; ``one`` of it in words; ``secrets``: fields that are taken, never told."""

    path: str
    one: str
    label: str
    secrets: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What stands for one of it in an address."""
        return self.one.replace(" ", "_")

    @property
    def many(self) -> str:
        return self.path.replace("-", " ")

    @property
    def model(self) -> type[Model]:
        return apps.get_model(self.label)

    @property
    def pages(self) -> Any:
        """Of the administration."""
        return admin.site._registry[self.model]

    @cached_property
    def columns(self) -> tuple[Field[Any, Any], ...]:
        """What its page has fields for."""
        return _columns(self.model, self.pages.get_form(_drawing()))

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The tables on its page."""
        asked = _drawing()
        return tuple(_part(self.model, inline, asked) for inline in self.pages.get_inline_instances(asked))


KINDS = (
    Kind("organisations", "organisation", "organisations.Organisation"),
    Kind("departments", "department", "organisations.Department"),
    Kind("posts", "post", "organisations.Post"),
    Kind("regions", "region", "organisations.Region"),
    Kind("clinics", "clinic", "organisations.Clinic"),
    Kind("calendars", "calendar", "calendars.Calendar"),
    Kind("prompts", "prompt", "channels.Prompt"),
    Kind("skills", "skill", "channels.Skill"),
    Kind("queues", "queue", "channels.Queue"),
    Kind("menus", "menu", "channels.Menu"),
    Kind("trunks", "trunk", "channels.Trunk", secrets=("password",)),
    Kind("lines", "line", "channels.Line"),
    Kind("pause-reasons", "pause reason", "channels.PauseReason"),
    Kind("operators", "operator", "staff.Operator"),
    Kind("reasons", "reason", "appeals.Reason"),
)


def tables() -> dict[str, Kind]:
    """Every table that a kind is kept in."""
    found: dict[str, Kind] = {}
    for kind in KINDS:
        every: list[Any] = [kind.model, *(part.model for part in kind.parts)]
        every += [column.remote_field.through for column in kind.model._meta.local_many_to_many]
        found |= {model._meta.db_table: kind for model in every}
    return found


def called_by(model: type[Model]) -> str:
    """The field that calls its rows by name; ``pk`` if there is none."""
    alone = {column.name for column in model._meta.concrete_fields if column.unique}
    return next((name for name in NAMES if name in alone), "pk")


def _drawing() -> HttpRequest:
    """Sees all fields that there are."""
    return _asked_by(HttpRequest(), Program("", None))


def _columns(model: type[Model], form: Any) -> tuple[Field[Any, Any], ...]:
    known = {one.name: one for one in (*model._meta.concrete_fields, *model._meta.local_many_to_many)}
    return tuple(known[name] for name in form.base_fields if name in known)


def _part(above: type[Model], inline: Any, asked: HttpRequest) -> Part:
    model = inline.model
    link = next(
        one
        for one in model._meta.concrete_fields
        if isinstance(one, ForeignKey) and one.remote_field.model is above
    )
    once = next(
        one.fields
        for one in model._meta.constraints
        if isinstance(one, UniqueConstraint) and link.name in one.fields
    )
    (key,) = set(once) - {link.name}
    columns = _columns(model, inline.get_formset(asked).form)
    return Part(
        link.remote_field.get_accessor_name(),
        model,
        link.name,
        key,
        tuple(one for one in columns if one is not link and not one.primary_key),
    )
