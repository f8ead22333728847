"""Breaches, to look at: nobody adds, changes or deletes here."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from thirdring.apps.audit.admin import OnlyToLookAt
from thirdring.apps.channels.editions import words_of
from thirdring.apps.compliance.models import Breach
from thirdring.apps.exports.tables import CSV, PIECE_ROWS, XLSX, Columns, file_of


@admin.register(Breach)
class BreachAdmin(OnlyToLookAt):
    nothing_yet = _("No breach: every call was served as the order demands.")
    list_display = ("at", "clause", "edition", "call", "operator", "rings", "seconds")
    list_filter = ("clause", "edition", "organisation")
    search_fields = ("call__id",)
    date_hierarchy = "at"
    list_select_related = ("operator__user", "call")
    readonly_fields = ("words",)
    actions = ("as_csv", "as_xlsx")
    show_full_result_count = False

    @admin.display(description=_("what the clause says"))
    def words(self, breach: Breach) -> str:
        return words_of(breach.edition, breach.clause)

    @admin.action(description=_("Export as CSV"))
    def as_csv(self, request: HttpRequest, found: QuerySet[Breach]) -> StreamingHttpResponse:
        return _file(request, found, CSV)

    @admin.action(description=_("Export as XLSX"))
    def as_xlsx(self, request: HttpRequest, found: QuerySet[Breach]) -> StreamingHttpResponse:
        return _file(request, found, XLSX)


def _file(request: HttpRequest, found: QuerySet[Breach], kind: str) -> StreamingHttpResponse:
    """The chosen breaches; they name no person, so nothing goes to the read log."""
    rows = found.select_related("operator__user").order_by("-at", "-pk").iterator(PIECE_ROWS)
    return file_of(request, "breaches", kind, _columns(), rows, timezone.get_current_timezone())


def _columns() -> Columns:
    return (
        (gettext("when"), lambda breach: breach.at),
        (gettext("edition"), lambda breach: breach.edition),
        (gettext("clause"), lambda breach: breach.clause),
        (gettext("call"), lambda breach: breach.call_id),
        (gettext("operator"), lambda breach: str(breach.operator or "")),
        (gettext("rings"), lambda breach: breach.rings),
        (gettext("seconds"), lambda breach: breach.seconds),
    )
