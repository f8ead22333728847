"""The forms of a registry's import: the file with its holder, and what its columns hold."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.functional import lazystr
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget

from thirdring.apps.insured.models import RegistryImport
from thirdring.apps.insured.registry.columns import COLUMNS
from thirdring.apps.insured.registry.files import ENCODINGS, SEPARATORS, Format
from thirdring.apps.organisations.models import Organisation

REGISTRY_FILES = ".csv,.txt,.xlsx,.xml"


class UploadForm(forms.Form):
    holder = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("whose registry"),
        help_text=_("This organisation keeps the persons' records and sees all of them."),
        widget=UnfoldAdminSelectWidget(),
        empty_label=None,
    )
    file = forms.FileField(
        label=_("file"),
        help_text=_("CSV (UTF-8 or Windows-1251), XLSX or XML of the fund. Nothing is stored yet."),
        widget=forms.FileInput(attrs={"accept": REGISTRY_FILES}),
    )

    def __init__(self, holders: QuerySet[Organisation], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        holder = self.fields["holder"]
        assert isinstance(holder, forms.ModelChoiceField)
        holder.queryset = holders


class ReadingForm(forms.Form):
    """How a CSV file is cut into cells."""

    encoding = forms.ChoiceField(
        label=_("encoding"), choices=[(one, one) for one in ENCODINGS], widget=UnfoldAdminSelectWidget()
    )
    separator = forms.ChoiceField(
        label=_("separator"), choices=list(SEPARATORS.items()), widget=UnfoldAdminSelectWidget()
    )
    has_headings = forms.BooleanField(label=_("the first line holds headings"), required=False)

    @classmethod
    def of(cls, registry: RegistryImport) -> ReadingForm | None:
        """``None`` for files that say themselves how they are read."""
        if registry.format != Format.CSV:
            return None
        return cls(
            initial={
                "encoding": registry.encoding,
                "separator": registry.separator,
                "has_headings": registry.has_headings,
            }
        )


class ColumnsForm(forms.Form):
    """For each column of the file the field it fills; a field is filled by one column."""

    def __init__(self, registry: RegistryImport, headings: list[str], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [("", _("leave out")), *((column.field, column.label) for column in COLUMNS)]
        for place, chosen in enumerate(registry.columns):
            heading = headings[place] if place < len(headings) else ""
            self.fields[f"column{place}"] = forms.ChoiceField(
                label=heading or lazystr(place + 1),
                choices=choices,
                required=False,
                initial=chosen,
                widget=UnfoldAdminSelectWidget(),
            )

    def clean(self) -> dict[str, Any]:
        chosen = [name for name in self.columns if name]
        if len(chosen) != len(set(chosen)):
            raise forms.ValidationError(_("Two columns are to fill the same field."))
        if "full_name" not in chosen and "family_name" not in chosen:
            raise forms.ValidationError(_("No column holds the name."))
        return self.cleaned_data

    @property
    def columns(self) -> list[str]:
        """Of a valid form."""
        return [self.cleaned_data.get(f"column{place}", "") for place in range(len(self.fields))]
