"""A changed row in words: what was done to what, and each field before and after.

Knows every model by its own words (verbose names, choices), and none in particular.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from django.apps import apps
from django.db.models import CASCADE, Field, ForeignKey, ManyToManyField, Model
from django.utils.formats import localize
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from thirdring.apps.history.models import RowChange
from thirdring.apps.history.names import NOTHING, Names, model_of

FIELDS_IN_BRIEF = 2


class Deed(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True)
class FieldChange:
    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Told:
    """``kind`` and ``name`` of the row, ``owner`` of one that is part of another ("" else)."""

    deed: Deed
    kind: str
    name: str
    owner: str
    fields: tuple[FieldChange, ...]

    def __str__(self) -> str:
        whole = _("%(kind)s “%(name)s”") % {"kind": self.kind, "name": self.name}
        sentence = {
            Deed.ADDED: _("%(what)s – added"),
            Deed.REMOVED: _("%(what)s – removed"),
            Deed.CHANGED: _("%(what)s – changed"),
        }[self.deed] % {"what": f"{self.owner}: {whole}" if self.owner else whole}
        return sentence[:1].upper() + sentence[1:]

    def briefly(self) -> str:
        """The sentence, and of a change its first fields as well."""
        if self.deed is not Deed.CHANGED or not self.fields:
            return str(self)
        shown = [f"{one.name}: {one.before} → {one.after}" for one in self.fields[:FIELDS_IN_BRIEF]]
        more = " …" if len(self.fields) > FIELDS_IN_BRIEF else ""
        return f"{self}: {'; '.join(shown)}{more}"


def told(change: RowChange, names: Names | None = None) -> Told:
    """``change`` in the reader's language; ``names`` are those of all rows of a page."""
    names = names or Names([change])
    model = model_of(change.table)
    if model._meta.auto_created:
        return _membership(model, change, names)
    owner = owner_of(model)
    return Told(
        deed_of(change),
        str(model._meta.verbose_name),
        names.of_values(model, change.values),
        names.of(owner.remote_field.model, change.values.get(owner.column)) if owner else "",
        tuple(_fields(model, change, names, but=owner)),
    )


def deed_of(change: RowChange) -> Deed:
    if change.before is None:
        return Deed.ADDED
    return Deed.REMOVED if change.after is None else Deed.CHANGED


def membership(model: type[Model]) -> tuple[ManyToManyField[Any, Any], str, str]:
    """Of a table that Django made for a field: the field, the columns of its owner and of what is named."""
    every = (field for owner in apps.get_models() for field in owner._meta.local_many_to_many)
    field = next(one for one in every if one.remote_field.through is model)
    return field, field.m2m_column_name(), field.m2m_reverse_name()


def owner_of(model: type[Model]) -> ForeignKey[Any, Any] | None:
    """What a row is part of: it goes when that goes."""
    for field in model._meta.concrete_fields:
        if isinstance(field, ForeignKey) and field.remote_field.on_delete is CASCADE:
            return field
    return None


def _membership(model: type[Model], change: RowChange, names: Names) -> Told:
    field, owner, named = membership(model)
    return Told(
        deed_of(change),
        str(field.verbose_name),
        names.of(field.related_model, change.values.get(named)),
        names.of(field.model, change.values.get(owner)),
        (),
    )


def _fields(
    model: type[Model], change: RowChange, names: Names, *, but: Field[Any, Any] | None
) -> list[FieldChange]:
    before, after = change.before or {}, change.after or {}
    found = []
    for field in model._meta.concrete_fields:
        column = field.column
        if field.primary_key or field is but:
            continue
        if column in change.secrets:
            found.append(FieldChange(str(field.verbose_name), _("not shown"), _("not shown")))
        elif before.get(column) != after.get(column):
            was, becomes = (_said(field, stored.get(column), names) for stored in (before, after))
            if was != becomes:
                found.append(FieldChange(str(field.verbose_name), was, becomes))
    return found


def _said(field: Field[Any, Any], stored: Any, names: Names) -> str:
    if stored is None or stored == "" or stored == []:
        return NOTHING
    if isinstance(field, ForeignKey):
        return names.of(field.remote_field.model, stored)
    value = field.to_python(stored)
    if field.flatchoices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, datetime):
        return str(localize(localtime(value)))
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return str(localize(value)) if isinstance(value, date) else str(value)
