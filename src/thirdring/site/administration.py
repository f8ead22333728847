"""How the administration pages look and in which order they list their tables (django-unfold)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# title, then (title, icon, app and model) of its pages
SECTIONS: tuple[tuple[str | Promise, tuple[tuple[str | Promise, str, str], ...]], ...] = (
    (
        _("Lines and queues"),
        (
            (_("Lines"), "call", "channels_line"),
            (_("Menus"), "dialpad", "channels_menu"),
            (_("Queues"), "groups", "channels_queue"),
            (_("Working calendars"), "calendar_month", "calendars_calendar"),
            (_("Prompts"), "record_voice_over", "channels_prompt"),
            (_("Trunks"), "router", "channels_trunk"),
        ),
    ),
    (
        _("Words and voices"),
        (
            (_("Texts"), "article", "prompts_textversion"),
            (_("Voices"), "graphic_eq", "prompts_recording"),
        ),
    ),
    (
        _("Staff"),
        (
            (_("Operators"), "support_agent", "staff_operator"),
            (_("Users"), "person", "staff_user"),
            (_("Skills"), "star", "channels_skill"),
            (_("Pause reasons"), "free_breakfast", "channels_pausereason"),
        ),
    ),
    (
        _("Dictionaries"),
        (
            (_("Reasons of appeals"), "account_tree", "appeals_reason"),
            (_("Registries of insured persons"), "upload_file", "insured_registryimport"),
            (_("Organisations"), "apartment", "organisations_organisation"),
            (_("Departments"), "meeting_room", "organisations_department"),
            (_("Posts"), "badge", "organisations_post"),
            (_("Clinics"), "local_hospital", "organisations_clinic"),
            (_("Regions"), "map", "organisations_region"),
        ),
    ),
    (
        _("Security"),
        (
            (_("History of changes"), "history", "history_change"),
            (_("Access log"), "login", "audit_access"),
            (_("Sessions"), "devices", "staff_signedin"),
            (_("Read log"), "visibility", "audit_readlog"),
            (_("Seals"), "verified", "audit_seal"),
            (_("Retention rules"), "auto_delete", "retention_rule"),
            (_("Legal holds"), "lock_clock", "retention_hold"),
            (_("Proofs of deletion"), "delete_forever", "retention_deletion"),
            (_("Breaches"), "gavel", "compliance_breach"),
            (_("API tokens"), "key", "api_apitoken"),
        ),
    ),
    (
        _("Other systems"),
        (
            (_("CRM pages"), "open_in_new", "crm_crmpage"),
            (_("Webhooks"), "webhook", "webhooks_subscription"),
            (_("Messages"), "outgoing_mail", "webhooks_message"),
            (_("Background tasks"), "task", "worker_job"),
        ),
    ),
)


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The sidebar: sections with the pages that this person may see."""
    sections = []
    for title, pages in SECTIONS:
        items = [
            {"title": name, "icon": icon, "link": reverse_lazy(f"admin:{page}_changelist")}
            for name, icon, page in pages
            if request.user.has_perm(_view_permission(page))
        ]
        if items:
            sections.append({"title": title, "separator": True, "items": items})
    return sections


def _view_permission(page: str) -> str:
    app, _separator, model = page.partition("_")
    return f"{app}.view_{model}"


# The blue of the desk, from light to dark.
PRIMARY = {
    "50": "oklch(97% .014 254)",
    "100": "oklch(93.2% .032 255)",
    "200": "oklch(88.2% .059 254)",
    "300": "oklch(80.9% .105 251)",
    "400": "oklch(70.7% .145 254)",
    "500": "oklch(60% .16 255)",
    "600": "oklch(52% .165 257)",
    "700": "oklch(45% .15 258)",
    "800": "oklch(38% .12 259)",
    "900": "oklch(33% .09 260)",
    "950": "oklch(26% .07 261)",
}

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": _("Third Ring"),
    "SITE_HEADER": _("Third Ring"),
    "SITE_SYMBOL": "phone_in_talk",
    "SITE_URL": "/",
    "SHOW_LANGUAGES": True,
    "SHOW_HISTORY": True,
    "COLORS": {"primary": PRIMARY},
    "STYLES": [lambda _request: static("channels/administration.css")],
    "DASHBOARD_CALLBACK": "thirdring.apps.channels.dashboard.with_problems",
    "SIDEBAR": {
        "show_search": True,
        "show_all_applications": False,
        "navigation": "thirdring.site.administration.navigation",
    },
}
