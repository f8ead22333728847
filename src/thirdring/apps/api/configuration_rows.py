"""One row of the configuration: told to a program, and saved or removed as its page would do it.

The page's own form and tables check what is sent; what does not fit is refused field by field, in the
words of the page.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import time
from http import HTTPStatus
from typing import Any

from django.db import IntegrityError
from django.db.models import ForeignKey, Model, ProtectedError, QuerySet, RestrictedError
from django.forms import ModelChoiceField
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from thirdring.apps.api.acting import unprocessable
from thirdring.apps.api.configuration_kinds import Kind, Part, called_by
from thirdring.apps.api.configuration_schemas import clock
from thirdring.apps.api.problems import Refused
from thirdring.apps.api.schemas import Json
from thirdring.apps.deleting import in_use
from thirdring.apps.history.authors import written_by

Row = Model
ETAG = "thirdring.configuration"
FOR_ALL_ONLY = "Your token may not do this: it takes one of all organisations."


@contextmanager
def one_change(asked: HttpRequest) -> Iterator[None]:
    """All that is done inside, under the token's name. Raises ``Refused`` for what the database refuses."""
    try:
        with written_by(asked.user.get_username()):
            yield
    except (ProtectedError, RestrictedError) as error:
        kept_by = error.protected_objects if isinstance(error, ProtectedError) else error.restricted_objects
        raise Refused(HTTPStatus.CONFLICT, in_use(asked, kept_by), code="in-use", translated=True) from None
    except IntegrityError:
        raise Refused(
            HTTPStatus.CONFLICT, _("something else has its place"), code="in-use", translated=True
        ) from None


def told(kind: Kind, rows: Iterable[Row], asked: HttpRequest) -> list[Json]:
    """The rows as ``Shapes.out`` has them."""
    found = list(rows)
    parts = {part.name: _below(kind, part, found, asked) for part in kind.parts}
    return [
        {
            "id": row.pk,
            **{one.name: _value(row, one) for one in kind.columns if one.name not in kind.secrets},
            **{f"{secret}_set": bool(getattr(row, secret)) for secret in kind.secrets},
            **{
                part.name: [_values(one, part.columns) for one in parts[part.name][row.pk]]
                for part in kind.parts
            },
        }
        for row in found
    ]


def in_few_questions(kind: Kind, rows: QuerySet[Any]) -> QuerySet[Any]:
    """With what the rows point to, read together."""
    single = [one.name for one in kind.columns if isinstance(one, ForeignKey)]
    several = [one.name for one in kind.columns if one.many_to_many]
    return (
        rows.select_related(*single).prefetch_related(*several) if single else rows.prefetch_related(*several)
    )


def etag(kind: Kind, row: Row, asked: HttpRequest) -> str:
    """Names what the row holds now, its secrets among it."""
    (shown,) = told(kind, [row], asked)
    whole = json.dumps([shown, *(getattr(row, secret) for secret in kind.secrets)], default=str)
    return f'"{row.pk}-{salted_hmac(ETAG, whole).hexdigest()[:32]}"'


def save(kind: Kind, asked: HttpRequest, row: Row | None, given: Json) -> Row:
    """The row as it was kept, a new one without ``row``. Raises ``Refused`` (403, 422)."""
    pages = kind.pages
    allowed = pages.has_add_permission(asked) if row is None else pages.has_change_permission(asked, row)
    if not allowed:
        raise Refused(HTTPStatus.FORBIDDEN, FOR_ALL_ONLY, code="all-organisations")
    shape = pages.get_form(asked, row, change=row is not None)
    _choose_by_name(shape)
    parts = {part.name: part for part in kind.parts}
    fixed = given.keys() - shape.base_fields.keys() - parts.keys()
    now = kind.model() if row is None else row
    form = shape(data={**_values(now, kind.columns), **given}, instance=row)
    wrong = dict.fromkeys(fixed, "is not yours to set") | _reasons(form.errors, kind.name)
    kept = pages.save_form(asked, form, row is not None) if form.is_valid() else form.instance
    tables = []
    for table, inline in pages.get_formsets_with_inlines(asked, *([] if row is None else [row])):
        part = next(one for one in kind.parts if one.model is inline.model)
        sent = given.get(part.name)
        if sent is not None:
            filled, places = _filled(part, table, inline.get_queryset(asked), row, kept, sent)
            tables.append(filled)
            wrong |= _wrong_below(part, filled, places)
    if wrong:
        raise unprocessable(wrong, translated=True)
    pages.save_model(asked, kept, form, row is not None)
    pages.save_related(asked, form, tables, row is not None)
    return kept


def remove(kind: Kind, asked: HttpRequest, row: Row) -> None:
    """Raises ``Refused`` (403); what keeps the row is told by ``one_change``."""
    pages = kind.pages
    _gone, _counts, lacking, _protected = pages.get_deleted_objects([row], asked)
    if lacking or not pages.has_delete_permission(asked, row):
        raise Refused(HTTPStatus.FORBIDDEN, FOR_ALL_ONLY, code="all-organisations")
    pages.delete_model(asked, row)


def _below(kind: Kind, part: Part, rows: list[Row], asked: HttpRequest) -> dict[Any, list[Row]]:
    inlines = kind.pages.get_inline_instances(asked)
    inline = next((one for one in inlines if one.model is part.model), None)
    found: dict[Any, list[Row]] = defaultdict(list)
    if inline is None:
        return found
    single = [one.name for one in part.columns if isinstance(one, ForeignKey)]
    below = inline.get_queryset(asked).filter(**{f"{part.above}__in": rows}).order_by(part.key)
    for one in below.select_related(*single) if single else below:
        found[getattr(one, f"{part.above}_id")].append(one)
    return found


def _values(row: Row, columns: Iterable[Any]) -> Json:
    return {one.name: _value(row, one) for one in columns}


def _value(row: Row, column: Any) -> Any:
    if column.many_to_many:
        by = called_by(column.related_model)
        return sorted(getattr(one, by) for one in getattr(row, column.name).all()) if row.pk else []
    value = getattr(row, column.attname)
    if column.is_relation and value is not None:
        by = called_by(column.related_model)
        return value if by == "pk" else getattr(getattr(row, column.name), by)
    return clock(value) if isinstance(value, time) else value


def _choose_by_name(form: Any) -> None:
    """As the fields of a form expect it: it was made for this request alone."""
    for field in form.base_fields.values():
        if isinstance(field, ModelChoiceField) and field.queryset is not None:
            by = called_by(field.queryset.model)
            field.to_field_name = None if by == "pk" else by


def _filled(
    part: Part, table: Any, rows: QuerySet[Any], row: Row | None, kept: Row, sent: list[Json]
) -> tuple[Any, list[int | None]]:
    """The table with the rows that were sent, and for each of its lines which one of them it is."""
    _choose_by_name(table.form)
    prefix = table.get_default_prefix()
    there = list(rows.filter(**{part.above: row}).order_by("pk")) if row is not None else []
    left = dict(enumerate(sent))
    lines: list[tuple[Row | None, int | None]] = []
    for one in there:
        key = _value(one, part.model._meta.get_field(part.key))
        lines.append((one, next((n for n, new in left.items() if _same(new[part.key], key)), None)))
        left.pop(lines[-1][1] if lines[-1][1] is not None else -1, None)
    lines += [(None, n) for n in left]
    written: Json = {f"{prefix}-TOTAL_FORMS": len(lines), f"{prefix}-INITIAL_FORMS": len(there)}
    for n, (one, place) in enumerate(lines):
        values = _values(one, part.columns) if place is None and one is not None else sent[place or 0]
        values = {**values, part.model._meta.pk.name: one.pk if one is not None else ""}
        values |= {"DELETE": "on"} if place is None else {}
        written |= {f"{prefix}-{n}-{name}": value for name, value in values.items()}
    filled = table(data=written, instance=kept, prefix=prefix, queryset=rows)
    return filled, [place for _one, place in lines]


def _same(sent: Any, there: Any) -> bool:
    return str(sent) == str(there)


def _reasons(errors: Any, whole: str) -> dict[str, str]:
    return {whole if name == "__all__" else name: " ".join(why) for name, why in errors.items()}


def _wrong_below(part: Part, table: Any, places: list[int | None]) -> dict[str, str]:
    """Named by where it stands in what was sent: ``options.0.digit``."""
    if table.is_valid():
        return {}
    wrong = {part.name: " ".join(table.non_form_errors())}
    for place, errors in zip(places, table.errors, strict=False):
        wrong |= {f"{part.name}.{place}.{name}": why for name, why in _reasons(errors, "row").items()}
    return {name: why for name, why in wrong.items() if why} or {part.name: "cannot be kept"}
