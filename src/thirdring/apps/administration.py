"""What all administration pages share: a person sees and changes only the own organisation's configuration.

Superusers see everything. Each app's ``admin`` builds its pages on the class below.
"""

from __future__ import annotations

from typing import Any

from django.db.models import ForeignKey, Model, QuerySet
from django.forms import ModelChoiceField
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from thirdring.apps.organisations.models import Organisation


class OwnOrganisationAdmin(ModelAdmin):
    """``organisation_path`` leads from the model to its organisation, ``""`` when it belongs to none."""

    organisation_path = "organisation"
    compressed_fields = True
    warn_unsaved_form = True
    list_filter_submit = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return self._own(request, super().get_queryset(request), self.organisation_path)

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        path = _path_to_organisation(db_field.remote_field.model)
        if path:
            rows = kwargs.get("queryset") or db_field.remote_field.model._default_manager.all()
            kwargs["queryset"] = self._own(request, rows, path)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @staticmethod
    def _own(request: HttpRequest, rows: QuerySet[Any], path: str) -> QuerySet[Any]:
        if not path or request.user.is_superuser:
            return rows
        if not request.user.is_authenticated:
            return rows.none()
        return rows.filter(**{path: request.user.organisation_id})


def _path_to_organisation(model: type[Model]) -> str:
    if model is Organisation:
        return "pk"
    return "organisation" if any(field.name == "organisation" for field in model._meta.fields) else ""
