"""What all administration pages share: a person sees and changes only the own organisation's configuration.

Superusers see everything. What somebody saves is in the history under that login. Each app's ``admin`` builds
its pages on the classes below.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.models import ForeignKey, QuerySet
from django.forms import ModelChoiceField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from unfold.admin import ModelAdmin

from thirdring.apps.history.authors import written_by
from thirdring.apps.own import own_choices, own_rows


class OwnOrganisationAdmin(ModelAdmin):
    """``organisation_path`` leads from the model to its organisation, ``""`` when it belongs to none.

    ``nothing_yet`` stands in place of an empty list: why it is empty, or what to do about it.
    """

    organisation_path = "organisation"
    nothing_yet: str | Promise = ""
    compressed_fields = True
    warn_unsaved_form = True
    list_filter_submit = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return own_rows(request, super().get_queryset(request), self.organisation_path)

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        return super().formfield_for_foreignkey(db_field, request, **own_choices(request, db_field, kwargs))

    def changeform_view(self, request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        with _noted(request):
            return super().changeform_view(request, *args, **named)

    def changelist_view(self, request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        with _noted(request):
            return super().changelist_view(request, *args, **named)

    def delete_view(self, request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        with _noted(request):
            return super().delete_view(request, *args, **named)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """What was changed, from what to what; or, without the right to it, Django's list of who and when."""
        if not request.user.has_perm("history.view_change"):
            return super().history_view(request, object_id, extra_context)
        asked = urlencode({"rows__table": self.opts.db_table, "rows__row": object_id})
        return redirect(f"{reverse('admin:history_change_changelist')}?{asked}")


@contextmanager
def _noted(request: HttpRequest) -> Iterator[None]:
    if request.method == "POST":
        with written_by(request.user.get_username()):
            yield
    else:
        yield
