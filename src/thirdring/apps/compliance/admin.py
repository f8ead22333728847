"""Breaches, to look at: nobody adds, changes or deletes here."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from thirdring.apps.audit.admin import OnlyToLookAt
from thirdring.apps.channels.editions import words_of
from thirdring.apps.compliance.models import Breach


@admin.register(Breach)
class BreachAdmin(OnlyToLookAt):
    list_display = ("at", "clause", "edition", "call", "operator", "rings", "seconds")
    list_filter = ("clause", "edition", "organisation")
    search_fields = ("call__id",)
    date_hierarchy = "at"
    list_select_related = ("operator__user", "call")
    readonly_fields = ("words",)
    show_full_result_count = False

    @admin.display(description=_("what the clause says"))
    def words(self, breach: Breach) -> str:
        return words_of(breach.edition, breach.clause)
