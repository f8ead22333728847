"""What all administration pages share: a person sees and changes only the own organisation's configuration.

Superusers see everything. What somebody saves is in the history under that login; what is still needed is
not deleted, and a page says by what. Each app's ``admin`` builds its pages on the classes below.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.admin.actions import delete_selected
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ChangeList
from django.db.models import ForeignKey, QuerySet
from django.forms import ModelChoiceField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext
from unfold.admin import ModelAdmin

from thirdring.apps.deleting import CHOSEN, kept, off_switch
from thirdring.apps.history.authors import written_by
from thirdring.apps.own import own_choices, own_rows


class OwnOrganisationAdmin(ModelAdmin):
    """``organisation_path`` leads from the model to its organisation, ``""`` when it belongs to none.

    ``nothing_yet`` stands in place of an empty list: why it is empty, or what to do about it.
    ``rather_than_delete`` says what else to do with a row that is needed and has no switch.
    """

    organisation_path = "organisation"
    nothing_yet: str | Promise = ""
    rather_than_delete: str | Promise = ""
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

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """A list whose rows are not all counted says how many were found only of what was asked for."""
        page = super().get_changelist_instance(request)
        if not (page.show_full_result_count or page.has_active_filters or page.query):
            page.full_result_count = page.result_count
        return page

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        row = self.get_object(request, unquote(object_id))
        if row is not None and self.has_delete_permission(request, row):
            stays = still_needed(self, request, self.get_queryset(request).filter(pk=row.pk))
            if stays is not None:
                return stays
        with _noted(request):
            return super().delete_view(request, object_id, extra_context)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Django's, but that what is needed is not offered for deletion."""
        actions: dict[str, Any] = super().get_actions(request)
        if "delete_selected" in actions:
            _action, *words = actions["delete_selected"]
            actions["delete_selected"] = (delete_chosen, *words)
        return actions

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """What was changed, from what to what; or, without the right to it, Django's list of who and when."""
        if not request.user.has_perm("history.view_change"):
            return super().history_view(request, object_id, extra_context)
        asked = urlencode({"rows__table": self.opts.db_table, "rows__row": object_id})
        return redirect(f"{reverse('admin:history_change_changelist')}?{asked}")


def delete_chosen(
    pages: OwnOrganisationAdmin, request: HttpRequest, chosen: QuerySet[Any]
) -> HttpResponse | None:
    """Asks whether to delete the rows of a list, or says which of them stay."""
    stays = still_needed(pages, request, chosen)
    return delete_selected(pages, request, chosen) if stays is None else stays


def still_needed(
    pages: OwnOrganisationAdmin, request: HttpRequest, rows: QuerySet[Any]
) -> HttpResponse | None:
    """The page that says which of ``rows`` stay, and what to do instead; ``None`` when all may go."""
    stays = kept(request, rows)
    if not stays:
        return None
    staying = {one.row.pk for one in stays}
    return render(
        request,
        "admin/still_needed.html",
        {
            **pages.admin_site.each_context(request),
            "title": gettext("Still needed"),
            "opts": pages.opts,
            "object": stays[0].row if len(stays) == 1 else None,
            "stays": stays,
            "others": [row.pk for row in rows[:CHOSEN] if row.pk not in staying],
            "checkbox": ACTION_CHECKBOX_NAME,
            "switch": off_switch(pages.model) if pages.has_change_permission(request) else "",
            "rather": pages.rather_than_delete,
        },
    )


@contextmanager
def _noted(request: HttpRequest) -> Iterator[None]:
    if request.method == "POST":
        with written_by(request.user.get_username()):
            yield
    else:
        yield
