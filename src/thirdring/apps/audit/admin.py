"""The read log and its seals, to look at: nobody adds, changes or deletes here."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from thirdring.apps.administration import OwnOrganisationAdmin
from thirdring.apps.audit.models import Access, ReadLog, Seal
from thirdring.apps.staff.models import Role

# Keys of the access log's details that people read in words: ways to come in, second factors, roles.
WORDS: dict[str, Any] = {
    "password": _("password"),
    **dict.fromkeys(("totp", "mfa totp"), _("code of an application")),
    **dict.fromkeys(("passkey", "webauthn", "mfa webauthn"), _("passkey")),
    **dict.fromkeys(("recovery codes", "recovery_codes", "mfa recovery_codes"), _("recovery codes")),
    **dict(Role.choices),
}
SIGNS = ("+ ", "− ")  # before roles that were given or taken


class OnlyToLookAt(OwnOrganisationAdmin):
    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(ReadLog)
class ReadLogAdmin(OnlyToLookAt):
    nothing_yet = _("Nobody has read a card or listened to a recording yet; whoever does stands here.")
    list_display = ("at", "reader", "organisation", "subject", "subject_id", "purpose")
    list_select_related = ("organisation",)
    list_filter = ("subject", "organisation")
    search_fields = ("reader", "subject_id")
    show_full_result_count = False


@admin.register(Access)
class AccessAdmin(OnlyToLookAt):
    nothing_yet = _("Nobody has logged in yet.")
    list_display = ("at", "kind", "login", "by", "address", "details", "organisation")
    fields = readonly_fields = list_display
    list_select_related = ("organisation",)
    list_filter = ("kind", "organisation")
    search_fields = ("login", "by")
    show_full_result_count = False

    @admin.display(description=_("detail"))
    def details(self, access: Access) -> str:
        sign = next((sign for sign in SIGNS if access.detail.startswith(sign)), "")
        words = access.detail.removeprefix(sign).split(", ")
        return sign + ", ".join(str(WORDS.get(word, word)) for word in words)


@admin.register(Seal)
class SealAdmin(OnlyToLookAt):
    nothing_yet = _("No seal yet: the first one is made tonight.")
    organisation_path = ""
    list_display = ("made_at", "rows", "last_id", "digest")
