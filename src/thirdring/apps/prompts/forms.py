"""The forms of words and voices: a text in three languages with the moment of its validity, and a file."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminSplitDateTimeWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from thirdring.apps.prompts.checks import LANGUAGE_NAMES, allowed, problems
from thirdring.speech import LANGUAGES, Text, Wording

SOUND_FILES = ".wav,.mp3,.ogg,.oga,.opus,.flac,.m4a,.aac,.amr,.aif,.aiff,.wma,.webm,audio/*"


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("file"), widget=forms.FileInput(attrs={"accept": SOUND_FILES, "aria-label": _("file")})
    )


class TextForm(forms.Form):
    """A wording a language; one that is empty, or as shipped, leaves the shipped words standing."""

    valid_from = forms.SplitDateTimeField(
        label=_("valid from"),
        required=False,
        widget=UnfoldAdminSplitDateTimeWidget(),
        help_text=_("Empty: at once."),
    )
    note = forms.CharField(
        label=_("why"), required=False, max_length=200, widget=UnfoldAdminTextInputWidget()
    )

    def __init__(self, shipped: Text, current: Text, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._shipped, self._current = shipped, current
        fields = {}
        for language in LANGUAGES:
            wording, now = shipped.wording(language), current.wording(language)
            fields[f"plain_{language}"] = _area(LANGUAGE_NAMES[language], now.plain, 3)
            if wording.of_her:
                label = _("%(language)s, of a woman") % {"language": LANGUAGE_NAMES[language]}
                fields[f"of_her_{language}"] = _area(label, now.of_her, 3)
            if wording.parts:
                label = _("%(language)s, in parts, one a line") % {"language": LANGUAGE_NAMES[language]}
                fields[f"parts_{language}"] = _area(label, "\n".join(now.parts), len(wording.parts) + 1)
        self.fields = {**fields, **self.fields}

    @property
    def known_fields(self) -> list[str]:
        return sorted(allowed(self._shipped))

    @property
    def wordings(self) -> dict[str, Wording | None]:
        """By language, of a valid form; ``None``: as shipped."""
        return {language: self._wording(language) for language in LANGUAGES}

    @property
    def valid_at(self) -> datetime | None:
        valid_from: datetime | None = self.cleaned_data["valid_from"]
        return valid_from

    def clean(self) -> dict[str, Any]:
        for language in LANGUAGES:
            wording = self._wording(language)
            for problem in problems(self._shipped, wording) if wording else ():
                self.add_error(f"plain_{language}", problem)
        if not self.errors and all(
            (self._wording(language) or self._shipped.wording(language)) == self._current.wording(language)
            for language in LANGUAGES
        ):
            raise forms.ValidationError(_("Nothing is changed: these are the words in force."))
        return self.cleaned_data

    def _wording(self, language: str) -> Wording | None:
        given = self.cleaned_data
        plain = given.get(f"plain_{language}", "")
        parts = tuple(
            line.strip() for line in given.get(f"parts_{language}", "").splitlines() if line.strip()
        )
        wording = Wording(plain, parts, given.get(f"of_her_{language}", ""))
        return wording if plain and wording != self._shipped.wording(language) else None


def _area(label: Any, initial: str, rows: int) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, initial=initial, widget=UnfoldAdminTextareaWidget(attrs={"rows": rows})
    )
