"""What is offered for choice in the administration: the own organisation's, as the lists themselves are.

``path_to_organisation`` knows for every model how its rows are told apart; superusers choose among all.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import ForeignKey, Model, QuerySet
from django.forms import ModelChoiceField
from django.http import HttpRequest
from unfold.admin import TabularInline


def own_rows(request: HttpRequest, rows: QuerySet[Any], path: str) -> QuerySet[Any]:
    """Those of ``rows`` that are the person's organisation's; all, when ``path`` leads to none."""
    if not path or request.user.is_superuser:
        return rows
    if not request.user.is_authenticated:
        return rows.none()
    return rows.filter(**{path: request.user.organisation_id})


def own_choices(request: HttpRequest, field: ForeignKey[Any, Any], named: dict[str, Any]) -> dict[str, Any]:
    """The arguments ``named`` of a form's field, with the rows that may be chosen in it."""
    path = path_to_organisation(field.remote_field.model)
    rows = named.get("queryset") or field.remote_field.model._default_manager.all()
    return {**named, "queryset": own_rows(request, rows, path)} if path else named


def path_to_organisation(model: type[Model]) -> str:
    """As the model's own pages say, or else by its fields; "" for what is everybody's."""
    pages = admin.site._registry.get(model)
    if pages is not None and hasattr(pages, "organisation_path"):
        return pages.organisation_path
    return "organisation" if any(field.name == "organisation" for field in model._meta.fields) else ""


class OwnOrganisationInline(TabularInline):
    """Rows below another row. A heading stands above their fields, so each says by itself what it is."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """As unfold's, with a name for those who hear the page."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            field.widget.attrs["aria-label"] = field.label
        return field

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        return super().formfield_for_foreignkey(db_field, request, **own_choices(request, db_field, kwargs))


class OwnFilter(admin.RelatedFieldListFilter):
    """Beside a list: what its rows can be narrowed to."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[Any]:
        """As Django's, but for what is another organisation's."""
        ordering = self.field_admin_ordering(field, request, model_admin)
        model = field.remote_field.model
        own = own_rows(request, model._default_manager.all(), path_to_organisation(model))
        return field.get_choices(
            include_blank=False, ordering=ordering, limit_choices_to={"pk__in": own.values("pk")}
        )


admin.FieldListFilter.register(
    lambda field: bool(field.remote_field and path_to_organisation(field.remote_field.model)),
    OwnFilter,
    take_priority=True,
)
