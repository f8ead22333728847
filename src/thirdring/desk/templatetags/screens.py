"""Tags that every screen uses: icons of the sprite, and the words that the page's scripts need."""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django import template
from django.template.defaultfilters import date
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import DjangoTranslation
from django.views.i18n import JavaScriptCatalog

from thirdring.apps.staff.models import User
from thirdring.apps.staff.roles import supervises
from thirdring.desk.sip import WEB_CALLER

ROOMS = Path(__file__).resolve().parents[2]

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of ``ts/icons.json``; decoration only, so hidden from readers of the screen."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#icon-{}"/></svg>',
        static("desk/build/icons.svg"),
        name,
    )


@register.simple_tag
def catalogue(*further: str) -> SafeString:
    """The translations of the scripts' words, as a JSON script tag (``ts/catalogue.ts``).

    ``further``: rooms whose scripts run on the page as well; their words go before the desk's.
    """
    return json_script(words(get_language() or "ru", "desk", *further), "catalogue")


@cache
def words(language: str, *rooms: str) -> dict[str, Any]:
    """msgid → translation, or → list of plural forms, of the domain ``djangojs`` of the rooms."""
    view = JavaScriptCatalog()
    view.translation = DjangoTranslation(
        language, domain="djangojs", localedirs=[f"{ROOMS}/{room}/locale" for room in rooms]
    )
    return view.get_catalog()


_GROUPS = (
    (re.compile(r"^\+7(\d{3})(\d{3})(\d{2})(\d{2})$"), r"+7 \1 \2-\3-\4"),
    (re.compile(r"^\+380(\d{2})(\d{3})(\d{2})(\d{2})$"), r"+380 \1 \2-\3-\4"),
)


@register.filter(name="supervises")
def supervises_(user: Any) -> bool:
    """Whether the supervisor's page is this login's to open."""
    return isinstance(user, User) and supervises(user)


@register.filter
def phone(number: str) -> str:
    """A number in groups, as it is read aloud; what is no number as it came (as ``ts/numbers.ts``)."""
    if not number:
        return _("Hidden number")
    if number == WEB_CALLER:
        return _("Caller from the site")
    for shape, groups in _GROUPS:
        if shape.match(number):
            return shape.sub(groups, number)
    return number


@register.filter
def length_of_time(milliseconds: int | None) -> str:
    """``02:14``; nothing for a length that is not known."""
    if milliseconds is None:
        return ""
    minutes, seconds = divmod(milliseconds // 1000, 60)
    return f"{minutes:02d}:{seconds:02d}"


@register.filter
def milliseconds(moment: datetime | None) -> str:
    """Since the epoch, as the page's clock counts (``ts/clock.ts``)."""
    return "" if moment is None else str(int(moment.timestamp() * 1000))


@register.filter
def clock_time(moment: datetime | None) -> str:
    """``14:05``, with the day unless it is today (as ``ts/spans.ts``)."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    return date(local, "H:i" if local.date() == timezone.localdate() else "j E, H:i")


@register.filter
def at(table: dict[Any, str], key: Any) -> str:
    """The entry of ``table`` under ``key``, or nothing."""
    return table.get(key, "")
