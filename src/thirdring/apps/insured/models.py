"""Insured persons with their numbers, as the registries of funds and insurers give them.

``holder`` keeps the person's record (a fund, an assistance company), ``insurer`` is where the person is
insured: these two organisations see the person, nobody else does (row S32).
"""

from __future__ import annotations

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
