"""Administration of logins, operators, their skills and phones."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

import allauth.account.admin
import allauth.mfa.admin
import allauth.socialaccount.admin
import allauth.usersessions.admin
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from thirdring.apps.administration import OwnOrganisationAdmin
from thirdring.apps.audit.access import note_access
from thirdring.apps.audit.models import AccessKind
from thirdring.apps.channels.models import Language
from thirdring.apps.own import OwnOrganisationInline
from thirdring.apps.staff import accounts, sessions
from thirdring.apps.staff.languages import LanguagesField
from thirdring.apps.staff.models import Device, Operator, OperatorSkill, SignedIn, User

# What allauth registers shows secrets of second factors, or lets services be set up beside access.toml.
THEIRS = (allauth.account, allauth.mfa, allauth.socialaccount, allauth.usersessions)
LABELS = {package.__name__.rpartition(".")[2] for package in THEIRS}
admin.site.unregister([model for model in admin.site._registry if model._meta.app_label in LABELS])
admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(DjangoGroupAdmin, ModelAdmin):
    class Media:
        js = ("staff/forms.js",)


@admin.register(User)
class UserAdmin(DjangoUserAdmin, OwnOrganisationAdmin):
    class Media:
        css: ClassVar = {"all": ("staff/forms.css",)}
        js = ("staff/forms.js",)

    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = (
        "username",
        "last_name",
        "first_name",
        "organisation",
        "is_active",
        "leaves_on",
        "last_login",
    )
    list_select_related = ("organisation",)
    actions = ("close", "reopen", "end_sessions", "unlock", "forget_factors")
    list_filter = ("organisation", "groups", "is_active")
    search_fields = ("username", "last_name", "first_name")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (
            _("Person"),
            {"fields": ("last_name", "first_name", "patronymic", "email", "organisation", "language")},
        ),
        (_("Rights"), {"fields": ("is_active", "leaves_on", "is_staff", "is_superuser", "groups")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "fields": (
                    "username",
                    "usable_password",
                    "password1",
                    "password2",
                    "last_name",
                    "first_name",
                    "patronymic",
                    "organisation",
                )
            },
        ),
    )

    def get_readonly_fields(self, request, obj=None):
        """Only a superuser makes superusers and gives out rights."""
        own = super().get_readonly_fields(request, obj)
        return own if request.user.is_superuser else (*own, "is_superuser", "is_staff", "groups")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever could change a superuser's password would be one."""
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or not obj.is_superuser or request.user.is_superuser)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who has worked here is closed, not deleted: past cards keep the name."""
        return False

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        active = obj.is_active
        before = User.objects.filter(pk=obj.pk).values_list("is_active", flat=True).first()
        if change and before and not active:
            obj.is_active = True  # closing does more than the field says
        super().save_model(request, obj, form, change)
        by = request.user.get_username()
        if change and before and not active:
            accounts.close(obj, by)
        elif change and active and not before:
            note_access(AccessKind.REOPENED, obj.username, obj.organisation_id, by=by)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """A password that somebody else has set ends what the old one had opened."""
        response = super().user_change_password(request, id, form_url)
        user = self.get_object(request, id)
        if request.method == "POST" and response.status_code == 302 and user is not None:
            by = request.user.get_username()
            sessions.end_all(user, by, but=request.session.session_key, why="password")
            note_access(AccessKind.PASSWORD, user.username, user.organisation_id, by=by)
        return response

    @admin.action(description=_("Close the logins: the people have left"), permissions=["change"])
    def close(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        for user in self._others(request, chosen):
            accounts.close(user, request.user.get_username())

    @admin.action(description=_("Open the logins again"), permissions=["change"])
    def reopen(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        for user in self._others(request, chosen):
            accounts.reopen(user, request.user.get_username())

    @admin.action(description=_("Sign out everywhere"), permissions=["change"])
    def end_sessions(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        for user in self._others(request, chosen):
            sessions.end_all(user, request.user.get_username())

    @admin.action(description=_("Unlock after wrong passwords"), permissions=["change"])
    def unlock(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        for user in self._others(request, chosen):
            accounts.unlock(user, request.user.get_username())

    @admin.action(description=_("Take the second factor away: the telephone is lost"), permissions=["change"])
    def forget_factors(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        for user in self._others(request, chosen):
            accounts.forget_factors(user, request.user.get_username())

    def _others(self, request: HttpRequest, chosen: QuerySet[User]) -> list[User]:
        """Whom this administrator may change, himself left out; says how many it is done to."""
        changed = [
            user for user in chosen if user != request.user and self.has_change_permission(request, user)
        ]
        left_out = chosen.count() - len(changed)
        self.message_user(
            request,
            gettext("Done for %(done)d; left out, being yourself or not yours to change: %(left_out)d.")
            % {"done": len(changed), "left_out": left_out},
        )
        return changed


@admin.register(SignedIn)
class SignedInAdmin(OwnOrganisationAdmin):
    """Who is signed in where, and the end of it."""

    organisation_path = "user__organisation"
    nothing_yet = _("Nobody is signed in.")
    list_display = ("person", "browser", "address", "since", "seen")
    list_filter = ("user__organisation",)
    search_fields = ("user__username", "user__last_name", "ip")
    list_select_related = ("user",)
    list_display_links = None
    fields = readonly_fields = list_display
    actions = ("end_sessions",)

    @admin.display(description=_("person"), ordering="user__last_name")
    def person(self, row: SignedIn) -> str:
        return str(row.user)

    @admin.display(description=_("browser"))
    def browser(self, row: SignedIn) -> str:
        return sessions.browser_of(row.user_agent)

    @admin.display(description=_("network address"), ordering="ip")
    def address(self, row: SignedIn) -> str:
        return row.ip

    @admin.display(description=_("signed in since"), ordering="created_at")
    def since(self, row: SignedIn) -> datetime:
        return row.created_at

    @admin.display(description=_("last seen"), ordering="last_seen_at")
    def seen(self, row: SignedIn) -> datetime:
        return row.last_seen_at

    @admin.action(description=_("End these sessions"), permissions=["delete"])
    def end_sessions(self, request: HttpRequest, chosen: QuerySet[SignedIn]) -> None:
        sessions.end(chosen.select_related("user"), request.user.get_username())

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Deleting the row alone would leave the session open."""
        return {
            name: action for name, action in super().get_actions(request).items() if name == "end_sessions"
        }


class OperatorSkillInline(OwnOrganisationInline):
    model = OperatorSkill
    extra = 0


class DeviceInline(OwnOrganisationInline):
    model = Device
    extra = 0
    readonly_fields = ("key",)
    fields = ("kind", "key", "number", "trunk")


class OperatorForm(forms.ModelForm):
    languages = LanguagesField(
        label=capfirst(_("languages")),
        help_text=_("The best first. Callers of a language come first to whoever speaks it best."),
    )


@admin.register(Operator)
class OperatorAdmin(OwnOrganisationAdmin):
    form = OperatorForm
    list_display = (
        "user",
        "organisation",
        "department",
        "post",
        "level",
        "qualification",
        "spoken",
        "active",
    )
    list_filter = ("organisation", "level", "qualification", "active")
    search_fields = ("user__username", "user__last_name", "user__first_name")
    list_select_related = ("user", "organisation", "department", "post")
    inlines = (OperatorSkillInline, DeviceInline)

    @admin.display(description=_("languages"), ordering="languages")
    def spoken(self, operator: Operator) -> str:
        return ", ".join(str(Language(language).label) for language in operator.languages)
