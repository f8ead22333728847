"""Insured persons with their numbers, as the registries of funds and insurers give them.

``holder`` keeps the person's record (a fund, an assistance company), ``insurer`` is where the person is
insured: these two organisations see the person, nobody else does (row S32).
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from thirdring.apps.organisations.models import Clinic, Organisation, Region


class Sex(models.TextChoices):
    FEMALE = "f", _("female")
    MALE = "m", _("male")


class Person(models.Model):
    holder = models.ForeignKey(
        Organisation, models.PROTECT, related_name="persons", verbose_name=_("whose record")
    )
    insurer = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="insured_persons",
        verbose_name=_("insurer"),
    )
    family_name = models.CharField(_("family name"), max_length=100)
    given_name = models.CharField(_("given name"), max_length=100)
    patronymic = models.CharField(_("patronymic"), max_length=100, blank=True, default="")
    search_name = models.CharField(max_length=310, editable=False, default="")
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    sex = models.CharField(_("sex"), max_length=1, choices=Sex, blank=True, default="")
    enp = models.CharField(_("unified policy number (ЕНП)"), max_length=16, blank=True, default="")
    snils = models.CharField(_("СНИЛС"), max_length=11, blank=True, default="")
    rnokpp = models.CharField(_("РНОКПП"), max_length=10, blank=True, default="")
    policy = models.CharField(
        _("policy number"),
        max_length=40,
        blank=True,
        default="",
        help_text=_("Series and number of a contract."),
    )
    policy_from = models.DateField(_("policy valid from"), null=True, blank=True)
    policy_until = models.DateField(_("policy valid until"), null=True, blank=True)
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("region")
    )
    clinic = models.ForeignKey(
        Clinic, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("attached to clinic")
    )
    address = models.CharField(_("address"), max_length=300, blank=True, default="")

    class Meta:
        verbose_name = _("insured person")
        verbose_name_plural = _("insured persons")
        # Migration 0002 makes one more, over the tokens of ``queries.Tokens``.
        indexes = (
            *(
                models.Index(
                    fields=(number,),
                    name=f"insured_person_{number}",
                    opclasses=["varchar_pattern_ops"],
                    condition=~models.Q(**{number: ""}),
                )
                for number in ("enp", "snils", "rnokpp")
            ),
            models.Index(
                OpClass(Upper("policy"), "text_pattern_ops"),
                name="insured_person_policy",
                condition=~models.Q(policy=""),
            ),
        )

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return " ".join(part for part in (self.family_name, self.given_name, self.patronymic) if part)

    @property
    def address_name(self) -> str:
        """Name and patronymic, as the order asks to address a person (clauses 9 and 10 of 141-П)."""
        return " ".join(part for part in (self.given_name, self.patronymic) if part)

    def save(self, *args, **kwargs) -> None:
        self.search_name = searchable(self.full_name)
        super().save(*args, **kwargs)


class PersonPhone(models.Model):
    """A number a person can be recognised by; one number may belong to several persons."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="phones", verbose_name=_("person"))
    number = models.CharField(_("number"), max_length=32, help_text=_("In E.164: +7…, +380…."))

    class Meta:
        verbose_name = _("phone")
        verbose_name_plural = _("phones")
        indexes = (
            models.Index(fields=("number",), name="insured_phone_number", opclasses=["varchar_pattern_ops"]),
        )
        constraints = (models.UniqueConstraint(fields=("person", "number"), name="insured_phone_once"),)

    def __str__(self) -> str:
        return self.number


class NameWord(models.Model):
    """A word that occurs in names, and of about how many persons; the database adds what is new.

    Slips of the pen are looked for here: there are some hundred thousand words however many the persons.
    """

    word = models.CharField(max_length=100, primary_key=True)
    persons = models.IntegerField()

    class Meta:
        verbose_name = _("word of names")
        verbose_name_plural = _("words of names")
        indexes = (GinIndex(OpClass("word", "gin_trgm_ops"), name="insured_nameword_trgm"),)

    def __str__(self) -> str:
        return self.word


# Letters that Russian and Ukrainian spellings of one name exchange, and signs that people leave out.
_FOLDED = str.maketrans("ёіїєэґ-", "еииеег ", "'ʼ’`´‘")


def searchable(name: str) -> str:
    """A name as it is stored for search: lower case, look-alike letters as one, words apart."""
    return " ".join(name.casefold().translate(_FOLDED).split())


class ImportState(models.TextChoices):
    """How far the import of a registry is; ``NEXT`` below says what may follow."""

    UPLOADED = "uploaded", _("uploaded")
    CHECKING = "checking", _("being checked")
    CHECKED = "checked", _("checked")
    IMPORTING = "importing", _("being imported")
    DONE = "done", _("imported")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


NEXT: dict[ImportState, frozenset[ImportState]] = {
    ImportState.UPLOADED: frozenset(
        {ImportState.CHECKING, ImportState.IMPORTING, ImportState.CANCELLED}  # the command imports at once
    ),
    ImportState.CHECKING: frozenset({ImportState.CHECKED, ImportState.FAILED, ImportState.CANCELLED}),
    ImportState.CHECKED: frozenset({ImportState.CHECKING, ImportState.IMPORTING, ImportState.CANCELLED}),
    ImportState.IMPORTING: frozenset({ImportState.DONE, ImportState.FAILED, ImportState.CANCELLED}),
    ImportState.FAILED: frozenset({ImportState.CHECKING}),
    ImportState.DONE: frozenset(),
    ImportState.CANCELLED: frozenset(),
}


class ImportStage(models.TextChoices):
    READING = "reading", _("reading the file")
    COMPARING = "comparing", _("comparing with the persons known")
    WRITING = "writing", _("writing")


class RegistryImport(models.Model):
    """One file with insured persons, who brought it, and what became of it. Kept as the log of imports."""

    holder = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="+",
        verbose_name=_("whose registry"),
        help_text=_("This organisation keeps the persons' records and sees all of them."),
    )
    file_name = models.CharField(_("file"), max_length=200)
    size = models.BigIntegerField(_("size, bytes"))
    digest = models.CharField(_("SHA-256"), max_length=64)
    format = models.CharField(_("format"), max_length=4)
    encoding = models.CharField(_("encoding"), max_length=10, blank=True, default="")
    separator = models.CharField(_("separator"), max_length=1, blank=True, default="")
    has_headings = models.BooleanField(_("the first line holds headings"), default=True)
    columns = models.JSONField(_("columns"), default=list)  # of each column its field, "": left out
    state = models.CharField(_("state"), max_length=10, choices=ImportState, default=ImportState.UPLOADED)
    stage = models.CharField(_("stage"), max_length=10, choices=ImportStage, blank=True, default="")
    share = models.FloatField(default=0)  # of the file that is read, 0–1
    lines = models.BigIntegerField(_("lines"), default=0)
    new = models.BigIntegerField(_("new"), default=0)
    changed = models.BigIntegerField(_("changed"), default=0)
    unchanged = models.BigIntegerField(_("unchanged"), default=0)
    refused = models.BigIntegerField(_("refused"), default=0)
    stop_asked = models.BooleanField(default=False)
    trouble = models.CharField(max_length=200, blank=True, default="")  # why it failed: a code, a line
    made_at = models.DateTimeField(_("uploaded"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("by whom"),
    )
    made_by_program = models.CharField(_("by which program"), max_length=100, blank=True, default="")
    begun_at = models.DateTimeField(_("begun"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)

    class Meta:
        verbose_name = _("import of a registry")
        verbose_name_plural = _("imports of registries")
        ordering = ("-made_at", "-id")

    def __str__(self) -> str:
        return f"{self.file_name} {self.made_at:%Y-%m-%d %H:%M}"

    @property
    def brought_by(self) -> str:
        """The login, or the program by its token; "" when the command has imported it."""
        return str(self.made_by or self.made_by_program)


class RefusedLine(models.Model):
    """A line of a registry that was not taken, and why. ``value`` is the cell as written."""

    registry = models.ForeignKey(RegistryImport, models.CASCADE, related_name="refused_lines")
    line = models.BigIntegerField(_("line"))
    field = models.CharField(_("column"), max_length=20, blank=True, default="")
    code = models.CharField(max_length=20)  # of registry.columns.REASONS
    value = models.CharField(_("value"), max_length=100, blank=True, default="")

    class Meta:
        verbose_name = _("refused line")
        verbose_name_plural = _("refused lines")
        ordering = ("line", "id")

    def __str__(self) -> str:
        return f"{self.line} {self.field} {self.code}"
