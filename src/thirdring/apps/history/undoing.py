"""Puts a change back, as its author's opposite: all of its rows or none, by the rights of whoever undoes it.

What cannot be put back is refused in words: something was changed again, depends on it now, or was a
secret that is kept nowhere. The undoing is a change like any other: in the history, and told to the engine.
"""

from __future__ import annotations

import json
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection
from django.db.models import Model, ProtectedError
from django.db.models.deletion import Collector
from django.http import HttpRequest
from django.utils.translation import gettext as _
from psycopg import sql

from thirdring.apps.deleting import in_use
from thirdring.apps.history.authors import written_by
from thirdring.apps.history.models import Change, RowChange
from thirdring.apps.history.names import Names, instance, model_of
from thirdring.apps.history.words import Deed, deed_of, membership, owner_of, told

# Columns that do more than their value says: the page itself has to do it.
BY_THEIR_PAGE = {"staff_user": {"is_active"}}
OPPOSITE = {Deed.ADDED: "delete", Deed.REMOVED: "add", Deed.CHANGED: "change"}
STORED = sql.SQL("SELECT to_jsonb(one)::text FROM {table} one WHERE id = %s FOR UPDATE")


class CannotUndo(Exception):
    """``str()`` says why, and what to do, to whoever asked."""


def undo(change: Change, request: HttpRequest) -> Change:
    """Put ``change`` back and return the change that did it. Raises ``CannotUndo``."""
    rows = list(change.rows.order_by("-id"))
    try:
        with written_by(request.user.get_username(), undoes=change.pk) as key:
            for row in rows:
                _undo(row, request)
    except (ValidationError, IntegrityError) as error:
        reasons = (
            error.messages if isinstance(error, ValidationError) else [_("something else has its place")]
        )
        raise CannotUndo(_("It cannot be as it was: %(why)s") % {"why": " ".join(reasons)}) from error
    except PermissionDenied as error:
        raise CannotUndo(_("You may not do this: %(what)s.") % {"what": error}) from error
    return Change.objects.filter(key=key).latest("pk")


def _undo(row: RowChange, request: HttpRequest) -> None:
    model = model_of(row.table)
    if row.secrets and row.before is not None:
        raise CannotUndo(
            _("“%(what)s”: a secret was changed too, and secrets are kept nowhere. Change it on its page.")
            % {"what": told(row).name}
        )
    if model._meta.auto_created:
        _undo_membership(model, row, request)
        return
    found = _stored(row)
    if row.after is None:
        if found is not None:
            raise CannotUndo(_("“%(what)s” is there again.") % {"what": told(row).name})
        _put_back(instance(model, row.values), row, request)
        return
    changed = row.after.keys() if row.before is None else _changed(row)
    if found is None:
        raise CannotUndo(_("“%(what)s” has been removed since.") % {"what": told(row).name})
    if any(found.get(column) != row.after[column] for column in changed if column in found):
        raise CannotUndo(
            _("“%(what)s” was changed again since. Undo the later change first.") % {"what": told(row).name}
        )
    now = model._base_manager.get(pk=row.row)
    _check_rights(row, request, now, changed)
    if row.before is None:
        _remove(now, request)
    else:
        _set_back(now, row, changed)


def _changed(row: RowChange) -> set[str]:
    before, after = row.before or {}, row.after or {}
    return {column for column, value in before.items() if after.get(column) != value}


def _stored(row: RowChange) -> dict[str, Any] | None:
    """The row now, in the form of the history; nobody else changes it until the end of the transaction."""
    table = sql.Identifier(model_of(row.table)._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(STORED.format(table=table).as_string(), [row.row])
        found = cursor.fetchone()
    return None if found is None else json.loads(found[0])


def _check_rights(row: RowChange, request: HttpRequest, one: Model, columns: Any) -> None:
    action = OPPOSITE[deed_of(row)]
    pages = admin.site._registry.get(type(one))
    if pages is not None:
        allowed = {
            "add": lambda: pages.has_add_permission(request),
            "change": lambda: pages.has_change_permission(request, one),
            "delete": lambda: pages.has_delete_permission(request, one),
        }[action]()
        fixed = set(pages.get_readonly_fields(request, one)) if action == "change" else set()
    else:
        owner = owner_of(type(one))
        allowed = request.user.has_perm(f"{one._meta.app_label}.{action}_{one._meta.model_name}")
        allowed = allowed and (owner is None or _may_change(request, getattr(one, owner.name)))
        fixed = set()
    names = {field.name for field in one._meta.concrete_fields if field.column in columns}
    if not allowed or fixed & names:
        raise PermissionDenied(str(told(row)))
    by_page = BY_THEIR_PAGE.get(row.table, set()) & set(columns)
    if action == "change" and by_page:
        raise CannotUndo(
            _("Logins are closed and opened on the page of users: more than a field belongs to it.")
        )


def _may_change(request: HttpRequest, one: Model) -> bool:
    pages = admin.site._registry.get(type(one))
    return pages is not None and pages.has_change_permission(request, one)


def _put_back(one: Model, row: RowChange, request: HttpRequest) -> None:
    one.full_clean()
    _check_rights(row, request, one, ())
    one.save(force_insert=True)


def _set_back(one: Model, row: RowChange, changed: set[str]) -> None:
    before = instance(type(one), row.before or {})
    fields = [field for field in one._meta.concrete_fields if field.column in changed]
    for field in fields:
        setattr(one, field.attname, getattr(before, field.attname))
    one.full_clean(exclude=[field.name for field in one._meta.concrete_fields if field not in fields])
    one.save()


def _remove(one: Model, request: HttpRequest) -> None:
    """Nothing that came later goes with it or is left pointing nowhere."""
    collector = Collector(using=connection.alias, origin=one)
    try:
        collector.collect([one])
    except ProtectedError as error:
        raise CannotUndo(in_use(request, error.protected_objects)) from error
    with_it = [other for found in collector.data.values() for other in found if other != one]
    with_it += [other for found in collector.fast_deletes for other in found if other != one]
    left: dict[Any, Any] = collector.field_updates
    with_it += [other for found in left.values() for rows in found for other in rows]
    if with_it:
        raise CannotUndo(in_use(request, with_it))
    one.delete()


def _undo_membership(model: type[Model], row: RowChange, request: HttpRequest) -> None:
    field, owner_column, named_column = membership(model)
    values = row.values
    owner = field.model._base_manager.filter(pk=values[owner_column]).first()
    named = field.related_model._base_manager.filter(pk=values[named_column]).first()
    if owner is None or named is None:
        raise CannotUndo(_("“%(what)s” has been removed since.") % {"what": told(row).name})
    pages = admin.site._registry[field.model]
    if not _may_change(request, owner) or field.name in pages.get_readonly_fields(request, owner):
        raise PermissionDenied(str(told(row)))
    there = getattr(owner, field.name).filter(pk=named.pk).exists()
    if there != (row.before is None):
        raise CannotUndo(
            _("“%(what)s” was changed again since. Undo the later change first.")
            % {"what": Names().of(field.model, owner.pk)}
        )
    (getattr(owner, field.name).remove if there else getattr(owner, field.name).add)(named)
