"""Which page of which system belongs to a call: an address with fields, for a line or for all of them."""

from __future__ import annotations

from string import Formatter
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

# What may stand in an address; ``pages.values_of`` fills them in.
FIELDS = ("call", "card", "card_number", "caller", "line", "queue", "person", "policy", "operator")


class Opening(models.TextChoices):
    LINK = "link", _("shown as a link")
    TAB = "tab", _("opened in a tab of its own when the call is answered")


class CrmPage(models.Model):
    """``template`` is an address with fields, such as ``https://crm.example/find?phone={caller}``."""

    organisation = models.ForeignKey(
        "organisations.Organisation",
        models.CASCADE,
        related_name="crm_pages",
        verbose_name=_("organisation"),
    )
    line = models.ForeignKey(
        "channels.Line",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="crm_pages",
        verbose_name=_("line"),
        help_text=_("Empty: for all lines that have no page of their own."),
    )
    name = models.CharField(_("name"), max_length=60, help_text=_("As operators see it on the desk."))
    template = models.CharField(
        _("address"),
        max_length=500,
        help_text=_(
            "With fields: {call} {card} {card_number} {caller} {line} {queue} {person} {policy} {operator}."
        ),
    )
    opens = models.CharField(_("how it opens"), max_length=10, choices=Opening, default=Opening.LINK)
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("CRM page")
        verbose_name_plural = _("CRM pages")
        ordering = ("organisation", "name")
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "line"),
                name="crm_page_once_a_line",
                nulls_distinct=False,
                violation_error_message=_("This line has a page already."),
            ),
        )

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        try:
            fields = [field for _text, field, _spec, _how in Formatter().parse(self.template)]
        except ValueError:
            raise ValidationError({"template": _("A brace is not closed.")}) from None
        if unknown := {field for field in fields if field is not None} - set(FIELDS):
            said = ", ".join(sorted(unknown))
            raise ValidationError({"template": _("There is no such field: %(fields)s.") % {"fields": said}})
        parts = urlsplit(self.template)
        if parts.scheme not in ("http", "https") or not parts.hostname or "{" in parts.netloc:
            raise ValidationError(
                {"template": _("Begin with https:// and the name of the system; fields come after it.")}
            )
        if self.line is not None and self.line.organisation_id != self.organisation_id:
            raise ValidationError({"line": _("This line belongs to another organisation.")})
