"""What the rows of any table are called: as they are now; of what is gone, as the history saw it last.

``Names`` reads what many changed rows point to at once: statements for each table, none for each row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, TypeAlias

from django.apps import apps
from django.contrib.auth.models import Group
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import ForeignKey, Model

from thirdring.apps.history.models import RowChange
from thirdring.apps.staff.models import Role

NOTHING = "–"
AHEAD = 2  # what a row points to, and what that is called after: an operator after a user

Wanted: TypeAlias = defaultdict[type[Model], set[Any]]


class Names:
    """The names of ``rows`` and of all that they point to."""

    def __init__(self, rows: Iterable[RowChange] = ()) -> None:
        self._known: dict[tuple[type[Model], Any], Model | None] = {}
        wanted: Wanted = defaultdict(set)
        for row in rows:
            for field in _pointing(model_of(row.table)):
                for values in (row.before or {}, row.after or {}):
                    wanted[field.remote_field.model].add(values.get(field.column))
        for _step in range(AHEAD):
            wanted = self._read(wanted)

    def of(self, model: type[Model], pk: Any) -> str:
        """What the row ``pk`` is called."""
        if pk is None:
            return NOTHING
        if (model, pk) not in self._known:
            self._read(defaultdict(set, {model: {pk}}))
        one = self._known[model, pk]
        return f"№ {pk}" if one is None else self._called(one)

    def of_values(self, model: type[Model], values: dict[str, Any]) -> str:
        """What a row with these columns is called."""
        return self._called(instance(model, values))

    def _called(self, one: Model) -> str:
        """Its number when it cannot be said any more."""
        self._join(one)
        try:
            return str(Role(one.name).label if isinstance(one, Group) and one.name in set(Role) else one)
        except ObjectDoesNotExist:
            return f"№ {one.pk}"

    def _join(self, one: Model) -> None:
        """What is known already is not asked for when the name is made of it."""
        for field in _pointing(type(one)):
            other = self._known.get((field.remote_field.model, getattr(one, field.attname)))
            if other is not None and not field.is_cached(one):
                setattr(one, field.name, other)
                self._join(other)

    def _read(self, wanted: Wanted) -> Wanted:
        """Read these; returns what they point to."""
        further: Wanted = defaultdict(set)
        for model, keys in wanted.items():
            unread = {key for key in keys if key is not None and (model, key) not in self._known}
            if not unread:
                continue
            found: dict[Any, Model] = model._base_manager.in_bulk(unread)
            if gone := unread - found.keys():
                seen = RowChange.objects.filter(table=model._meta.db_table, row__in=gone)
                last = seen.order_by("row", "-id").distinct("row")
                found |= {one.row: instance(model, one.values) for one in last}
            for key in unread:
                self._known[model, key] = found.get(key)
            for one in found.values():
                for field in _pointing(model):
                    further[field.remote_field.model].add(getattr(one, field.attname))
        return further


def model_of(table: str) -> type[Model]:
    """The model whose rows the table holds; raises ``LookupError`` for one that is gone."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.db_table == table:
            return model
    raise LookupError(table)


def instance(model: type[Model], values: dict[str, Any]) -> Model:
    """The row as an object that is not stored."""
    fields = model._meta.concrete_fields
    known = {field: values[name] for field in fields if (name := field.column) and name in values}
    return model(**{field.attname: field.to_python(value) for field, value in known.items()})


def _pointing(model: type[Model]) -> list[ForeignKey[Any, Any]]:
    return [field for field in model._meta.concrete_fields if isinstance(field, ForeignKey)]
