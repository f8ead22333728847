"""The languages that an operator speaks, as a form asks for them: the best first, then the others.

Boxes to tick would lose the order, by which callers of a language are led to whoever speaks it best.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from unfold.widgets import UnfoldAdminSelectWidget

from thirdring.apps.channels.models import Language

NONE = ("", "–")


class InOrder(forms.SelectMultiple):
    """A list for each place; all have the same name, so a form yields what was chosen in its order."""

    template_name = "staff/widgets/languages.html"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        given = {key: of for key, of in context["widget"]["attrs"].items() if key != "multiple"}
        choices = list(self.choices)
        places = [*(value or []), *("" for _choice in choices)][: len(choices)]
        context["selects"] = [
            UnfoldAdminSelectWidget(
                given
                | {"id": f"{given.get('id', name)}_{place}"}
                | {"aria-label": _("speaks, too") if place else _("speaks best")},
                [NONE, *choices],
            ).get_context(name, chosen, {})["widget"]
            for place, chosen in enumerate(places)
        ]
        return context

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[str]:
        return [language for language in super().value_from_datadict(data, files, name) or [] if language]

    def id_for_label(self, id_: str, index: str = "0") -> str:
        return f"{id_}_{index}" if id_ else id_

    def use_required_attribute(self, initial: Any) -> bool:
        return False  # one of the lists is enough


class LanguagesField(forms.MultipleChoiceField):
    """Yields a list of ``Language`` values, each once, in the order in which they were chosen."""

    widget = InOrder

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=Language.choices, **options)

    def validate(self, value: list[str]) -> None:
        super().validate(value)
        for language in value:
            if value.count(language) > 1:
                raise ValidationError(
                    _("%(language)s is chosen twice: choose each language once.")
                    % {"language": Language(language).label}
                )

    def has_changed(self, initial: Collection[Any] | None, data: Collection[Any] | None) -> bool:
        return list(initial or []) != list(data or [])
