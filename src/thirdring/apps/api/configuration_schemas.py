"""The shapes of the configuration in the API, made of the fields that the administration's pages have.

Whether something fits is decided by the pages when it is saved; here stands what a program has to know
before: types, lengths, choices, what is needed.
"""

from __future__ import annotations

from datetime import date, time
from types import GenericAlias
from typing import Annotated, Any, Literal
from warnings import catch_warnings, simplefilter

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.encoding import force_str
from django.utils.translation import override
from ninja import Schema
from pydantic import ConfigDict, Field, create_model

from thirdring.apps.api.configuration_kinds import Kind, Part, called_by
from thirdring.apps.api.problems import ENGLISH
from thirdring.apps.api.schemas import LARGEST_ID

MOST_ROWS = 200  # below one row
LARGEST = 2**31 - 1
LONGEST_NAME = 150
ClockTime = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
SECRET = Field(description="whether there is one; it is never told itself")
NEEDED = models.NOT_PROVIDED


class Asked(Schema):
    model_config = ConfigDict(extra="forbid")


class ConfigurationFilters(Asked):
    limit: Annotated[int, Field(ge=1, le=200, description="rows a page")] = 50
    cursor: Annotated[int, Field(ge=0, le=LARGEST_ID, description="“next” of the page before")] = 0


class Shapes:
    """Of one kind: ``out`` is shown, ``new`` is sent to add one, ``change`` to change one."""

    def __init__(self, kind: Kind) -> None:
        name = kind.one.title().replace(" ", "")
        with override(ENGLISH):
            shown = {part.name: _rows(part, f"{name}{part.name.title()}Out", Schema) for part in kind.parts}
            sent = {part.name: _rows(part, f"{name}{part.name.title()}", Asked) for part in kind.parts}
            told = {one.name: _told(one) for one in kind.columns if one.name not in kind.secrets}
            told |= {f"{secret}_set": (bool, SECRET) for secret in kind.secrets}
            told |= {part: (rows, ...) for part, rows in shown.items()}
            new = {one.name: _sent(one) for one in kind.columns}
            new |= {part: (rows, Field(default_factory=list)) for part, rows in sent.items()}
            change = {one.name: (_type(one), Field(default_factory=_unsaid)) for one in kind.columns}
            change |= {part: (rows, Field(default_factory=_unsaid)) for part, rows in sent.items()}
        self.out = _schema(f"{name}Configuration", Schema, {"id": (int, ...), **told})
        self.new = _schema(f"{name}New", Asked, new)
        self.change = _schema(f"{name}Change", Asked, change)
        page = {"items": (_several(self.out), ...), "next": (int | None, ...)}
        self.page = _schema(f"{name}Configurations", Schema, page)


def _schema(name: str, base: type[Schema], fields: dict[str, Any]) -> type[Schema]:
    with catch_warnings():
        # A trunk has a field “register”, and so has every abstract class: nobody asks for that one here.
        simplefilter("ignore", UserWarning)
        return create_model(name, __base__=base, **fields)


def clock(moment: time) -> str:
    """As ``ClockTime``."""
    return f"{moment:%H:%M}"


def _rows(part: Part, name: str, base: type[Schema]) -> Any:
    fields = {one.name: _told(one) if base is Schema else _sent(one) for one in part.columns}
    row = _schema(name, base, fields)
    words = force_str(part.model._meta.verbose_name_plural)
    words += f": sent as a whole, told apart by `{part.key}`" if base is Asked else ""
    return Annotated[_several(row), Field(max_length=MOST_ROWS, description=words)]


def _told(column: Any) -> Any:
    return _type(column), ...


def _sent(column: Any) -> Any:
    """A field that the page demands is needed; any other has the page's default."""
    if column.many_to_many:
        return _type(column), Field(default_factory=list)
    if column.default is not NEEDED:
        if callable(column.default):
            return _type(column), Field(default_factory=column.default)
        return _type(column), _plain(column.default)
    if column.null:
        return _type(column), None
    return _type(column), "" if column.blank else ...


def _type(column: Any) -> Any:
    """What fits in the field, with its words."""
    kind = _of_column(column)
    words = force_str(column.help_text or column.verbose_name)
    if column.is_relation and (by := called_by(column.related_model)) != "pk":
        words = f"By its {by}. {words}"
    return Annotated[kind | None if column.null else kind, Field(description=words)]


def _of_column(column: Any) -> Any:
    if column.many_to_many:
        return Annotated[_several(_key(column)), Field(max_length=MOST_ROWS)]
    if column.is_relation:
        return _key(column)
    if isinstance(column, ArrayField):
        return Annotated[_several(_of_column(column.base_field)), Field(max_length=MOST_ROWS)]
    if column.flatchoices:
        values = [_plain(value) for value, _label in column.flatchoices]
        return Literal[tuple(dict.fromkeys([*values, *([""] if _may_be_empty(column) else [])]))]
    for django, ours in TYPES.items():
        if isinstance(column, django):
            return ours(column)
    raise TypeError(f"{column}: say in configuration_schemas how it is written")


def _several(kind: Any) -> Any:
    return GenericAlias(list, (kind,))


def _key(column: Any) -> Any:
    if called_by(column.related_model) == "pk":
        return Annotated[int, Field(ge=1, le=LARGEST_ID)]
    return Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]


def _number(column: Any) -> Any:
    least = [one.limit_value for one in column.validators if isinstance(one, MinValueValidator)]
    most = [one.limit_value for one in column.validators if isinstance(one, MaxValueValidator)]
    return Annotated[int, Field(ge=max(least, default=-LARGEST), le=min(most, default=LARGEST))]


def _text(column: Any) -> Any:
    least = 0 if column.blank else 1
    return Annotated[str, Field(min_length=least, max_length=column.max_length or LONGEST_TEXT)]


def _may_be_empty(column: Any) -> bool:
    return column.blank and isinstance(column, models.CharField)


def _plain(value: Any) -> Any:
    """Without the class of its choices, of which the document would make a name of its own."""
    for django in (bool, int, str):
        if isinstance(value, django):
            return django(value)
    return value


def _unsaid() -> None:
    """A field that is not named stays as it is."""


LONGEST_TEXT = 10_000
TYPES: dict[type[models.Field[Any, Any]], Any] = {
    models.BooleanField: lambda column: bool,
    models.IntegerField: _number,
    models.TimeField: lambda column: ClockTime,
    models.DateField: lambda column: date,
    models.CharField: _text,
    models.TextField: _text,
}
