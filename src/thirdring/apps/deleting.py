"""Why something cannot be deleted: what still needs it, counted and named as far as this person may see it.

Rows are only counted and the first few read: a reason or an operator may have a million cards. Decides no
rights itself but asks the pages of each model; the database keeps what it protects in any case.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import quote
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import ForeignKey, Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext as _

SHOWN = 10  # of each kind, by name
COUNTED = 1_000  # of each kind; beyond that there are "more than" so many
CHOSEN = 100  # rows that are looked at one by one: a page of a list
NAMED = 3  # so many in one sentence
LOOKED_AT = 20  # to find them


@dataclass(frozen=True)
class Needing:
    """Rows of one kind that need what was to be deleted; ``shown`` are names with their pages."""

    kind: str
    count: int
    shown: tuple[tuple[str, str], ...]
    can_let_go: bool  # this person may choose something else in them

    @property
    def more(self) -> int:
        return self.count - len(self.shown)

    @property
    def uncounted(self) -> bool:
        return self.count >= COUNTED


@dataclass(frozen=True)
class Kept:
    """One row that stays, and by what."""

    row: Model
    needing: tuple[Needing, ...]

    @property
    def can_be_freed(self) -> bool:
        return all(one.can_let_go for one in self.needing)


def kept(request: HttpRequest, rows: QuerySet[Any]) -> list[Kept]:
    """Which of the first ``CHOSEN`` of ``rows`` stay."""
    found = []
    for row in rows[:CHOSEN]:
        needing = tuple(_needing(request, type(row)._base_manager.filter(pk=row.pk), frozenset()))
        if needing:
            found.append(Kept(row, needing))
    return found


def in_use(request: HttpRequest, by: Iterable[Model]) -> str:
    """The sentence that refuses; it calls by name only what this person may see."""
    everything = list(by)
    names: set[str] = set()
    nameless = len(everything) > LOOKED_AT
    for one in islice(everything, LOOKED_AT):
        pages, rows = _pages_of(type(one), type(one)._base_manager.filter(pk=one.pk))
        seen = pages.get_queryset(request).filter(pk__in=rows).first() if pages is not None else None
        if seen is None:
            nameless = True
        else:
            names.add(f"{seen._meta.verbose_name} “{seen}”")
    named = sorted(names)[:NAMED]
    who = get_text_list(named + ([_("others")] if nameless or len(names) > NAMED else []), _("and"))
    return _("It is in use now: %(who)s. Change that first.") % {"who": who}


def off_switch(model: type[Model]) -> str | Promise:
    """The name of the field that takes a row out of use without deleting it, ``""`` when it has none."""
    try:
        field = model._meta.get_field("active")
    except FieldDoesNotExist:
        return ""
    return field.verbose_name if isinstance(field, models.BooleanField) else ""


def _needing(request: HttpRequest, rows: QuerySet[Any], passed: frozenset[Any]) -> Iterator[Needing]:
    """Through what is deleted along with ``rows``, down to what may not be."""
    for relation in rows.model._meta.get_fields(include_hidden=True):
        to_one = relation.one_to_many or relation.one_to_one
        if relation.concrete or not relation.auto_created or not to_one:
            continue
        below = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": rows})
        if relation.on_delete in (models.PROTECT, models.RESTRICT):
            if below.exists():
                yield _told(request, relation.related_model, below, relation.field)
        elif relation.on_delete is models.CASCADE and relation not in passed and below.exists():
            pages = admin.site._registry.get(relation.related_model)
            if pages is not None and not pages.has_delete_permission(request):
                yield _told(request, relation.related_model, below, None)
            else:
                yield from _needing(request, below, passed | {relation})


def _told(
    request: HttpRequest, model: type[Model], below: QuerySet[Any], field: ForeignKey[Any, Any] | None
) -> Needing:
    """``field`` is the one that could name something else, ``None`` when the rows would have to go."""
    pages, rows = _pages_of(model, below)
    if pages is None or not pages.has_view_permission(request):
        return Needing(_kind(model), _counted(below), (), can_let_go=False)
    options = pages.model._meta
    seen = pages.get_queryset(request).filter(pk__in=rows)[:SHOWN]
    page = f"admin:{options.app_label}_{options.model_name}_change"
    shown = tuple((str(row), reverse(page, args=(quote(row.pk),))) for row in seen)
    can_let_go = field is not None and pages.has_change_permission(request)
    return Needing(_kind(pages.model), _counted(rows), shown, can_let_go)


def _pages_of(model: type[Model], below: QuerySet[Any]) -> tuple[admin.ModelAdmin[Any] | None, QuerySet[Any]]:
    """Where ``below`` are changed, and the keys of what is changed there: themselves, or what holds them."""
    if model in admin.site._registry:
        return admin.site._registry[model], below.values("pk")
    for pages in admin.site._registry.values():
        if any(inline.model is model for inline in pages.inlines):
            for field in model._meta.fields:
                if isinstance(field, ForeignKey) and field.related_model is pages.model:
                    return pages, below.order_by().values(field.attname).distinct()
    return None, below.values("pk")


def _kind(model: type[Model]) -> str:
    return capfirst(str(model._meta.verbose_name_plural))


def _counted(rows: QuerySet[Any]) -> int:
    return rows.order_by()[:COUNTED].count()
