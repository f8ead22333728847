"""A changed row in words: what was done to what, and each field before and after.

Names are looked up as they are now; of what is gone, as the history saw it last. Knows every model
by its own words (verbose names, choices), and none in particular.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Group
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import CASCADE, Field, ForeignKey, ManyToManyField, Model
from django.utils.formats import localize
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from thirdring.apps.history.models import RowChange
from thirdring.apps.staff.models import Role

NOTHING = "–"
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


def told(change: RowChange) -> Told:
    """``change`` in the reader's language."""
    model = model_of(change.table)
    if model._meta.auto_created:
        return _membership(model, change)
    owner = owner_of(model)
    return Told(
        deed_of(change),
        str(model._meta.verbose_name),
        name_of(model, change.values),
        _look_up(owner.remote_field.model, change.values.get(owner.column)) if owner else "",
        tuple(_fields(model, change, but=owner)),
    )


def deed_of(change: RowChange) -> Deed:
    if change.before is None:
        return Deed.ADDED
    return Deed.REMOVED if change.after is None else Deed.CHANGED


def model_of(table: str) -> type[Model]:
    """The model whose rows the table holds; raises ``LookupError`` for one that is gone."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.db_table == table:
            return model
    raise LookupError(table)


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


def instance(model: type[Model], values: dict[str, Any]) -> Model:
    """The row as an object that is not stored."""
    fields = model._meta.concrete_fields
    known = {field: values[name] for field in fields if (name := field.column) and name in values}
    return model(**{field.attname: field.to_python(value) for field, value in known.items()})


def name_of(model: type[Model], values: dict[str, Any]) -> str:
    """What people call the row, or its number when it cannot be said any more."""
    try:
        return _called(instance(model, values))
    except ObjectDoesNotExist:
        return f"№ {values.get('id')}"


def _called(one: Model) -> str:
    return str(Role(one.name).label if isinstance(one, Group) and one.name in set(Role) else one)


def _membership(model: type[Model], change: RowChange) -> Told:
    field, owner, named = membership(model)
    return Told(
        deed_of(change),
        str(field.verbose_name),
        _look_up(field.related_model, change.values.get(named)),
        _look_up(field.model, change.values.get(owner)),
        (),
    )


def _fields(model: type[Model], change: RowChange, *, but: Field[Any, Any] | None) -> list[FieldChange]:
    before, after = change.before or {}, change.after or {}
    found = []
    for field in model._meta.concrete_fields:
        column = field.column
        if field.primary_key or field is but:
            continue
        if column in change.secrets:
            found.append(FieldChange(str(field.verbose_name), _("not shown"), _("not shown")))
        elif before.get(column) != after.get(column):
            was, becomes = _said(field, before.get(column)), _said(field, after.get(column))
            if was != becomes:
                found.append(FieldChange(str(field.verbose_name), was, becomes))
    return found


def _said(field: Field[Any, Any], stored: Any) -> str:
    if stored is None or stored == "" or stored == []:
        return NOTHING
    if isinstance(field, ForeignKey):
        return _look_up(field.remote_field.model, stored)
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


def _look_up(model: type[Model], pk: Any) -> str:
    if pk is None:
        return NOTHING
    one = model._base_manager.filter(pk=pk).first()
    if one is not None:
        return _called(one)
    seen = RowChange.objects.filter(table=model._meta.db_table, row=pk).last()
    return name_of(model, seen.values) if seen else f"№ {pk}"
