"""Retention in the administration: rules with what they delete next, holds to place and lift, and proofs."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextInputWidget

from thirdring.apps.administration import OwnOrganisationAdmin
from thirdring.apps.audit.admin import OnlyToLookAt
from thirdring.apps.organisations.models import Organisation
from thirdring.apps.own import own_rows
from thirdring.apps.retention.holds import SOON, TONIGHT, foreseen, lift, still_to_come, what_is_meant
from thirdring.apps.retention.models import Deletion, Hold, Kind, Rule


@admin.register(Rule)
class RuleAdmin(OwnOrganisationAdmin):
    """The list is the dry run: how much each rule deletes tonight and within a month."""

    nothing_yet = _("No rule yet, so everything is kept for ever: add one for each kind of thing.")
    list_display = ("kind", "organisation", "kept_for", "ground", "tonight", "soon", "kept_back")
    list_filter = ("organisation",)
    list_before_template = "retention/without_rule.html"
    fields = ("organisation", "kind", ("amount", "unit"), "ground")

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        kinds = set(Kind.values)
        own = own_rows(request, Organisation.objects.order_by("name"), "pk")
        ruled: dict[int, set[str]] = {}
        for organisation, kind in Rule.objects.values_list("organisation", "kind"):
            ruled.setdefault(organisation, set()).add(kind)
        without = [
            (organisation, [kind.label for kind in Kind if kind in missing] if missing != kinds else [])
            for organisation in own
            if (missing := kinds - ruled.get(organisation.pk, set()))
        ]
        return super().changelist_view(request, {**(extra_context or {}), "without_rule": without})

    @admin.display(description=_("is kept for"))
    def kept_for(self, rule: Rule) -> str:
        return rule.span

    @admin.display(description=_("deleted tonight"))
    def tonight(self, rule: Rule) -> int:
        return foreseen(rule, TONIGHT).goes

    @admin.display(description=_("within 30 days"))
    def soon(self, rule: Rule) -> int:
        return foreseen(rule, SOON).goes

    @admin.display(description=_("kept back by holds"))
    def kept_back(self, rule: Rule) -> int:
        return foreseen(rule, SOON).kept_back


class HoldForm(forms.ModelForm):
    about = forms.CharField(
        label=_("Card or call"),
        help_text=_("The card's number, such as 2026-000123, or the call's id."),
        widget=UnfoldAdminTextInputWidget,
        max_length=100,
    )

    class Meta:
        model = Hold
        fields = ("organisation", "why", "until")

    def clean_until(self) -> date | None:
        return still_to_come(self.cleaned_data["until"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        organisation, about = given.get("organisation"), given.get("about", "").strip()
        if organisation is None or not about:
            return given
        found = what_is_meant(organisation, about)
        if found is None:
            self.add_error("about", _("The organisation has no such card and no such call."))
        else:
            self.instance.card, self.instance.call = found
        return given


@admin.register(Hold)
class HoldAdmin(OwnOrganisationAdmin):
    """Placed once, then only lifted: who held what, and why, stays to be seen."""

    nothing_yet = _("No hold: place one when a court or an inspection wants something to be kept.")
    form = HoldForm
    list_display = (
        "about",
        "organisation",
        "why",
        "until",
        "placed_at",
        "placed_by_whom",
        "lifted_at",
        "lifted_by_whom",
    )
    list_filter = ("organisation",)
    search_fields = ("call", "why", "card__id")
    list_select_related = ("card__organisation", "organisation", "placed_by", "lifted_by")
    fields = ("organisation", "about", "why", "until")
    actions = ("lift",)

    @admin.display(description=_("what is held"))
    def about(self, hold: Hold) -> str:
        return str(hold.card or hold.call)

    @admin.display(description=_("placed by"), ordering="placed_by")
    def placed_by_whom(self, hold: Hold) -> str:
        return hold.placed_by_whom

    @admin.display(description=_("lifted by"), ordering="lifted_by")
    def lifted_by_whom(self, hold: Hold) -> str:
        return hold.lifted_by_whom

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Hold, form: forms.ModelForm, change: bool) -> None:
        obj.placed_by_id = request.user.pk
        super().save_model(request, obj, form, change)

    @admin.action(description=_("Lift these holds"), permissions=("add",))
    def lift(self, request: HttpRequest, holds: QuerySet[Hold]) -> None:
        if not request.user.is_authenticated:
            raise PermissionDenied
        lifted = lift(holds, request.user)
        self.message_user(request, _("Holds lifted: %(count)d") % {"count": lifted}, messages.SUCCESS)


@admin.register(Deletion)
class DeletionAdmin(OnlyToLookAt):
    nothing_yet = _("Nothing was deleted yet; each deletion is proven here.")
    list_display = ("at", "kind", "subject", "organisation", "rule", "ended_at", "size", "short_digest")
    list_filter = ("kind", "organisation")
    search_fields = ("subject", "call", "digest")
    show_full_result_count = False

    @admin.display(description=_("digest"))
    def short_digest(self, proof: Deletion) -> str:
        return proof.digest[:12] or "–"
