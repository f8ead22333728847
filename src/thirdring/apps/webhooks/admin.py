"""Webhooks in the administration: who is told of what, each message with its attempts, and sending again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from thirdring.apps.administration import OwnOrganisationAdmin
from thirdring.apps.webhooks import delivering, telling
from thirdring.apps.webhooks.models import Attempt, Kind, Message, Subscription
from thirdring.apps.webhooks.signing import secret_of


class SubscriptionForm(forms.ModelForm):
    kinds = forms.MultipleChoiceField(
        label=capfirst(_("is told of")), choices=Kind.choices, widget=UnfoldAdminCheckboxSelectMultipleWidget
    )

    class Meta:
        model = Subscription
        fields = ("organisation", "name", "url", "kinds", "personal", "active")


@admin.register(Subscription)
class SubscriptionAdmin(OwnOrganisationAdmin):
    nothing_yet = _("No webhook yet: add one for each system that is to be told what happens.")
    form = SubscriptionForm
    list_display = ("name", "organisation", "url", "active", "disabled_why")
    list_filter = ("active", "organisation")
    fields = ("organisation", "name", "url", "kinds", "personal", "active", "secret", "disabled_why")
    readonly_fields = ("secret", "disabled_why")
    actions = ("test", "switch_on")

    @admin.display(description=_("secret for signatures"))
    def secret(self, subscription: Subscription) -> str:
        if subscription.pk is None:
            return str(_("Shown when the webhook is saved."))
        return format_html("<code>{}</code>", secret_of(subscription))

    @admin.action(description=_("Send a test message"), permissions=("change",))
    def test(self, request: HttpRequest, found: QuerySet[Subscription]) -> None:
        for one in found:
            telling.test(one)
        self.message_user(request, _("On its way; look at the messages in a moment."), messages.SUCCESS)

    @admin.action(description=_("Switch on again"), permissions=("change",))
    def switch_on(self, request: HttpRequest, found: QuerySet[Subscription]) -> None:
        for one in found:
            delivering.switch_on(one)


class AttemptInline(TabularInline):
    model = Attempt
    fields = readonly_fields = ("at", "status", "took_ms", "answer")
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False


@admin.register(Message)
class MessageAdmin(OwnOrganisationAdmin):
    organisation_path = "subscription__organisation"
    nothing_yet = _("No message yet: whatever a webhook is told of stands here, with each attempt.")
    list_display = ("made_at", "subscription", "kind", "state", "tried", "next_at", "delivered_at")
    list_filter = ("state", "kind", "subscription")
    list_select_related = ("subscription",)
    fields = readonly_fields = (
        "subscription",
        "id_told",
        "kind",
        "body",
        "made_at",
        "state",
        "tried",
        "next_at",
        "delivered_at",
    )
    inlines = (AttemptInline,)
    actions = ("send_again",)
    show_full_result_count = False

    @admin.display(description=_("id"))
    def id_told(self, message: Message) -> str:
        return message.name

    @admin.action(description=_("Send again"), permissions=("change",))
    def send_again(self, request: HttpRequest, found: QuerySet[Message]) -> None:
        delivering.send_again(list(found))
        self.message_user(request, _("On its way; look at the messages in a moment."), messages.SUCCESS)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
