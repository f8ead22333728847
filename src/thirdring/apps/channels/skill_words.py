"""What skill tags are called in the reader's language: ``level:1`` is "level 1", ``dept:…`` a department."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from thirdring.apps.channels.models import Language, Skill
from thirdring.apps.organisations.models import Department, Organisation

_LANGUAGES: Mapping[str, Callable[[], str]] = {
    Language.RU: lambda: _("speaks Russian"),
    Language.UK: lambda: _("speaks Ukrainian"),
    Language.EN: lambda: _("speaks English"),
}


def skill_words() -> dict[str, str]:
    """By tag, every skill that the configuration knows; a level is said by ``said``."""
    return {
        **{f"lang:{code}": name() for code, name in _LANGUAGES.items()},
        **{f"org:{code}": name for code, name in Organisation.objects.values_list("code", "short_name")},
        **{f"dept:{code}": name for code, name in Department.objects.values_list("code", "name")},
        **{skill.tag: str(skill) for skill in Skill.objects.all()},
    }


def said(tag: str, words: Mapping[str, str]) -> str:
    """The tag in words; itself, if the configuration has forgotten it."""
    kind, _separator, what = tag.partition(":")
    return _("level {n}").format(n=what) if kind == "level" else words.get(tag, tag)
