"""Logins, operators, their skills and their phones.

Level, languages, organisation and department are fields; ``channels.centre`` composes them with
the further skills into the tags that queues ask for. Being ready or paused is not
configuration: the journal knows it.
"""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from thirdring.acd.centre import DeviceKind as AcdDeviceKind
from thirdring.apps.channels.models import Language, Queue, Skill
from thirdring.apps.organisations.models import Department, Organisation, Post


class Role(models.TextChoices):
    """Groups that a login can belong to; ``staff.roles`` says what each may do."""

    OPERATOR_1 = "operator1", _("operator, level 1")
    OPERATOR_2 = "operator2", _("operator, level 2")
    EXPERT = "expert", _("doctor-expert")
    SUPERVISOR = "supervisor", _("supervisor")
    CONTROLLER = "controller", _("controller")
    ADMINISTRATOR = "administrator", _("administrator")
    AUDITOR = "auditor", _("auditor")


class User(AbstractUser):
    """A login. Without an organisation it sees no person's records, except as a superuser."""

    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="users",
        verbose_name=_("organisation"),
    )
    patronymic = models.CharField(_("patronymic"), max_length=150, blank=True, default="")
    language = models.CharField(
        _("language of the screens"), max_length=2, choices=Language, blank=True, default=""
    )
    leaves_on = models.DateField(
        _("day of leaving"),
        null=True,
        blank=True,
        help_text=_("The last day of work. After it the login is closed by itself."),
    )

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    @cached_property
    def roles(self) -> frozenset[str]:
        """Names of the groups; asked once, so one page takes all its decisions by the same answer."""
        return frozenset(self.groups.values_list("name", flat=True))


class SignedIn(UserSession):
    """Where somebody is signed in; allauth, whose row it is, has no words for it but English ones."""

    class Meta:
        proxy = True
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ("-last_seen_at", "-pk")

    def __str__(self) -> str:
        return f"{self.user}, {self.ip}"


class Qualification(models.TextChoices):
    """The five of the questionnaire (row S18)."""

    TRAINEE = "trainee", _("trainee")
    NO_MEDICAL = "no medical", _("no medical education")
    SECONDARY_MEDICAL = "secondary medical", _("secondary medical education")
    DOCTOR = "doctor", _("doctor")
    GENERAL_DISPATCHER = "general dispatcher", _("dispatcher of a general contact centre")


class Operator(models.Model):
    """One who takes calls; the primary key is the operator's id in the journal."""

    user = models.OneToOneField(User, models.PROTECT, related_name="operator", verbose_name=_("user"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="operators", verbose_name=_("organisation")
    )
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="operators",
        verbose_name=_("department"),
    )
    post = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="operators", verbose_name=_("post")
    )
    level = models.PositiveSmallIntegerField(
        _("level"), choices=((1, _("level 1")), (2, _("level 2"))), default=1
    )
    qualification = models.CharField(_("qualification"), max_length=20, choices=Qualification)
    languages = ArrayField(
        models.CharField(max_length=2, choices=Language),
        verbose_name=_("languages"),
        default=list,
        help_text=_("The best first."),
    )
    home_queue = models.ForeignKey(
        Queue,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("home queue"),
        help_text=_("Where a caller waits who was transferred to this person in vain."),
    )
    active = models.BooleanField(_("takes calls"), default=True)

    class Meta:
        verbose_name = _("operator")
        verbose_name_plural = _("operators")
        ordering = ("user__last_name", "user__first_name")

    def __str__(self) -> str:
        return str(self.user)


class OperatorSkill(models.Model):
    operator = models.ForeignKey(Operator, models.CASCADE, related_name="skills", verbose_name=_("operator"))
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="+", verbose_name=_("skill"))
    proficiency = models.PositiveSmallIntegerField(
        _("proficiency"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(10)],
        help_text=_("1 is the lowest, 10 the highest."),
    )

    class Meta:
        verbose_name = _("skill")
        verbose_name_plural = _("skills")
        constraints = (
            models.UniqueConstraint(fields=("operator", "skill"), name="staff_operatorskill_once"),
        )

    def __str__(self) -> str:
        return str(self.skill)


class DeviceKind(models.TextChoices):
    BROWSER = AcdDeviceKind.BROWSER.value, _("browser")
    DESK_PHONE = AcdDeviceKind.DESK_PHONE.value, _("desk phone")
    MOBILE = AcdDeviceKind.MOBILE.value, _("mobile phone")


DEVICE_SUFFIX: dict[str, str] = {
    DeviceKind.BROWSER: "web",
    DeviceKind.DESK_PHONE: "desk",
    DeviceKind.MOBILE: "mobile",
}


class Device(models.Model):
    """A phone of an operator. Its key is the name of the SIP endpoint and follows from operator and kind."""

    operator = models.ForeignKey(Operator, models.CASCADE, related_name="devices", verbose_name=_("operator"))
    kind = models.CharField(_("kind"), max_length=20, choices=DeviceKind)
    key = models.CharField(_("key"), max_length=40, unique=True, editable=False)
    number = models.CharField(
        _("number"),
        max_length=20,
        blank=True,
        default="",
        validators=[
            RegexValidator(r"^\+?[0-9]{3,15}$", _("Digits, with a + before an international number."))
        ],
        help_text=_("Only for a mobile phone: the number to dial."),
    )
    trunk = models.ForeignKey(
        "channels.Trunk",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("trunk"),
        help_text=_("Only for a mobile phone: the network to dial it through."),
    )
    password_turn = models.PositiveIntegerField(
        _("changes of its password"), default=0, db_default=0, editable=False
    )

    class Meta:
        verbose_name = _("device")
        verbose_name_plural = _("devices")
        constraints = (
            models.UniqueConstraint(fields=("operator", "kind"), name="staff_device_once_a_kind"),
            models.CheckConstraint(
                condition=~models.Q(kind="mobile") | ~models.Q(number=""),
                name="staff_device_mobile_has_number",
                violation_error_message=_("A mobile phone needs its number."),
            ),
        )

    def __str__(self) -> str:
        return self.key

    def save(self, *args, **kwargs) -> None:
        self.key = device_key(self.operator_id, self.kind)
        super().save(*args, **kwargs)

    @property
    def address(self) -> str:
        """The dial string for the media server; a mobile is reached through its trunk."""
        if self.kind == DeviceKind.MOBILE:
            return f"PJSIP/{self.number}@{self.trunk.key if self.trunk else ''}"
        return f"PJSIP/{self.key}"


def device_key(operator: int, kind: str) -> str:
    """The device's name in SIP and in the journal: ``op17-web``, ``op17-desk``, ``op17-mobile``."""
    return f"op{operator}-{DEVICE_SUFFIX[kind]}"
