"""The history on the pages of the administration: a list, a page of each change, and its undoing."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from thirdring.apps.audit.admin import OnlyToLookAt
from thirdring.apps.history.models import Change
from thirdring.apps.history.names import Names
from thirdring.apps.history.queries import changes_of
from thirdring.apps.history.undoing import CannotUndo, undo
from thirdring.apps.history.words import told

LISTED = 3  # rows of a change that the list names
SHOWN = 50  # and its page: a new installation's first change has hundreds
# Whoever has none of these only reads: whatever it is, undoing would be refused.
CHANGING = ("channels.change_line", "channels.change_queue", "staff.change_operator", "staff.change_user")


@admin.register(Change)
class ChangeAdmin(OnlyToLookAt):
    """Changes of the own organisation, and those of what all organisations share."""

    nothing_yet = _("Nothing was changed yet.")
    list_display = ("at", "author", "what", "organisation")
    list_display_links = ("at", "what")
    list_filter = ("organisation",)
    list_select_related = ("organisation",)
    search_fields = ("who",)
    show_full_result_count = False

    class Media:
        css: ClassVar = {"all": ("history/history.css",)}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Change]:
        every: QuerySet[Change] = admin.ModelAdmin.get_queryset(self, request).prefetch_related("rows")
        if request.user.is_superuser:
            return every
        return changes_of(every, getattr(request.user, "organisation_id", None))

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """``OwnOrganisationAdmin.history_view`` asks for the changes of one row."""
        return lookup in {"rows__table", "rows__row"} or super().lookup_allowed(lookup, value, request)

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """The names of a whole page are asked for together."""
        page = super().get_changelist_instance(request)
        names = Names(row for change in page.result_list for row in change.rows.all()[:LISTED])
        for change in page.result_list:
            change.sentences = [told(row, names).briefly() for row in change.rows.all()[:LISTED]]
        return page

    @admin.display(description=gettext_lazy("who"), ordering="who")
    def author(self, change: Change) -> str:
        return change.who or _("a program")

    @admin.display(description=gettext_lazy("what"))
    def what(self, change: Change) -> SafeString:
        lines = list(change.sentences)
        more = len(change.rows.all()) - len(lines)
        if more:
            lines.append(ngettext("and %(count)d more", "and %(count)d more", more) % {"count": more})
        said = format_html_join(mark_safe("<br>"), "{}", ((line,) for line in lines))
        return format_html("{} {}", _("Undone:"), said) if change.undoes_id else said

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        change = self.get_object(request, object_id)
        if change is None:
            raise Http404
        if request.method == "POST":
            return self._undo(request, change)
        rows = list(change.rows.all())
        names = Names(rows[:SHOWN])
        return render(
            request,
            "history/change.html",
            {
                **self.admin_site.each_context(request),
                "title": _("Change of configuration"),
                "opts": self.opts,
                "change": change,
                "author": self.author(change),
                "rows": [told(row, names) for row in rows[:SHOWN]],
                "more": max(0, len(rows) - SHOWN),
                "undone_by": change.undone_by.first(),
                "may_undo": any(request.user.has_perm(right) for right in CHANGING),
            },
        )

    def _undo(self, request: HttpRequest, change: Change) -> HttpResponse:
        try:
            fresh = undo(change, request)
        except CannotUndo as refused:
            messages.error(request, str(refused))
            return redirect("admin:history_change_change", change.pk)
        messages.success(request, _("It is as it was before. The engine has been told."))
        return redirect("admin:history_change_change", fresh.pk)
