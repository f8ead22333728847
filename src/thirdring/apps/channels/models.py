"""Where people call and where that leads: lines, menus, prompts, queues, trunks, pause reasons.

All of it is configuration. ``channels.centre`` turns it, with the staff, into the
``Centre`` that the router works with; nothing here decides about a call.
"""

from __future__ import annotations

from enum import StrEnum

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from thirdring.acd.centre import Choice as AcdChoice
from thirdring.apps.calendars.models import Calendar
from thirdring.apps.organisations.models import Department, Organisation, code_validator
from thirdring.apps.trilingual import TrilingualName

skill_validator = RegexValidator(
    r"^[a-z]+:[a-z0-9]+(-[a-z0-9]+)*$", _("Write it as kind:name, for example “topic:complaints”.")
)


class Language(models.TextChoices):
    RU = "ru", _("Russian")
    UK = "uk", _("Ukrainian")
    EN = "en", _("English")


class Skill(TrilingualName):
    """A skill beyond level, languages, organisation and department, which operators have by themselves."""

    tag = models.CharField(_("tag"), max_length=60, unique=True, validators=[skill_validator])

    class Meta:
        verbose_name = _("skill")
        verbose_name_plural = _("skills")
        ordering = ("tag",)


class Prompt(models.Model):
    """A recorded or rendered text that callers hear; ``key`` is also its name among the sound files."""

    key = models.CharField(_("key"), max_length=60, unique=True, validators=[code_validator])
    language = models.CharField(_("language"), max_length=2, choices=Language)
    text = models.TextField(_("text"), max_length=2000, help_text=_("What the caller hears, word for word."))

    class Meta:
        verbose_name = _("prompt")
        verbose_name_plural = _("prompts")
        ordering = ("key",)

    def __str__(self) -> str:
        return self.key


class QueueChoice(models.TextChoices):
    LONGEST_IDLE = AcdChoice.LONGEST_IDLE.value, _("the one who has been free longest")
    MOST_SUITABLE = AcdChoice.MOST_SUITABLE.value, _("the most suitable one")


class Queue(models.Model):
    """Where callers wait. Its needs are plain fields, of which ``channels.centre`` composes skill tags."""

    key = models.CharField(_("key"), max_length=60, unique=True, validators=[code_validator])
    name = models.CharField(_("name"), max_length=200)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="queues", verbose_name=_("organisation")
    )
    needs_organisation = models.BooleanField(
        _("only this organisation's operators"),
        default=True,
        help_text=_("Otherwise operators of every organisation may serve it."),
    )
    needs_level = models.PositiveSmallIntegerField(
        _("operator level"), null=True, blank=True, choices=((1, _("level 1")), (2, _("level 2")))
    )
    needs_language = models.CharField(_("language"), max_length=2, choices=Language, blank=True, default="")
    needs_department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="queues", verbose_name=_("department")
    )
    needs_skills = models.ManyToManyField(Skill, blank=True, verbose_name=_("further skills"))
    priority = models.PositiveSmallIntegerField(
        _("priority"), default=0, help_text=_("A greater one is served first; 0 is usual.")
    )
    choice = models.CharField(
        _("whom to ring"), max_length=20, choices=QueueChoice, default=QueueChoice.LONGEST_IDLE
    )
    ring_limit_s = models.PositiveSmallIntegerField(
        _("ring limit, s"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Empty: as the regulation says (the third ring)."),
    )
    wrap_up_limit_s = models.PositiveSmallIntegerField(
        _("wrap-up limit, s"),
        null=True,
        blank=True,
        help_text=_("Empty: until the card is closed. 0: no wrap-up."),
    )
    calendar = models.ForeignKey(
        Calendar,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="queues",
        verbose_name=_("working calendar"),
        help_text=_("When its operators answer messages and call back. Empty: as the line's."),
    )

    class Meta:
        verbose_name = _("queue")
        verbose_name_plural = _("queues")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Menu(models.Model):
    name = models.CharField(_("name"), max_length=200)
    prompt = models.ForeignKey(Prompt, models.PROTECT, related_name="+", verbose_name=_("prompt"))
    wrong_key_prompt = models.ForeignKey(
        Prompt,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("prompt after a wrong key"),
        help_text=_("Empty: only the menu is repeated."),
    )
    fallback = models.ForeignKey(
        Queue,
        models.PROTECT,
        related_name="+",
        verbose_name=_("queue for those who choose nothing"),
    )

    class Meta:
        verbose_name = _("menu")
        verbose_name_plural = _("menus")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class MenuOption(models.Model):
    menu = models.ForeignKey(Menu, models.CASCADE, related_name="options", verbose_name=_("menu"))
    digit = models.CharField(
        _("key"), max_length=1, validators=[RegexValidator(r"^[0-9*#]$", _("One of 0–9, * and #."))]
    )
    queue = models.ForeignKey(Queue, models.PROTECT, related_name="+", verbose_name=_("queue"))
    topic = models.CharField(
        _("topic"), max_length=60, blank=True, default="", help_text=_("Shown to the operator with the call.")
    )

    class Meta:
        verbose_name = _("menu option")
        verbose_name_plural = _("menu options")
        ordering = ("menu", "digit")
        constraints = (models.UniqueConstraint(fields=("menu", "digit"), name="channels_menuoption_once"),)

    def __str__(self) -> str:
        return f"{self.digit} → {self.queue}"


class LineKind(models.TextChoices):
    CITY = "city", _("city")
    TOLL_FREE = "toll-free", _("toll-free")
    MOBILE = "mobile", _("mobile")
    INTERNET = "internet", _("internet")


class Line(models.Model):
    """A number that people call (row S2: it has a kind and a carrier)."""

    number = models.CharField(
        _("number"),
        max_length=32,
        unique=True,
        validators=[RegexValidator(r"^\+?[0-9]+$", _("Digits, with a + before an international number."))],
        help_text=_("As the trunk delivers it."),
    )
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=LineKind)
    carrier = models.CharField(_("carrier"), max_length=100, blank=True, default="")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="lines", verbose_name=_("organisation")
    )
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.RU)
    queue = models.ForeignKey(Queue, models.PROTECT, related_name="lines", verbose_name=_("queue"))
    notice = models.ForeignKey(
        Prompt,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recording notice"),
        help_text=_("Says that the conversation is recorded; the law asks for it before speech."),
    )
    menu = models.ForeignKey(
        Menu,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="lines",
        verbose_name=_("menu"),
        help_text=_("Empty: callers go to the queue at once."),
    )
    calendar = models.ForeignKey(
        Calendar,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="lines",
        verbose_name=_("working calendar"),
        help_text=_(
            "Outside its hours callers hear when you open and may leave a message. Empty: day and night."
        ),
    )
    trunk = models.ForeignKey(
        "Trunk",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="lines",
        verbose_name=_("trunk for outgoing calls"),
        help_text=_("Over which people are called back. Empty: the first one with a server."),
    )
    public = models.BooleanField(
        _("may be called from the site"),
        default=False,
        help_text=_("Shown on the page “Call from the site”."),
    )
    active = models.BooleanField(_("in service"), default=True)

    class Meta:
        verbose_name = _("line")
        verbose_name_plural = _("lines")
        ordering = ("number",)

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class PauseReason(TrilingualName):
    key = models.CharField(_("key"), max_length=40, unique=True, validators=[code_validator])
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("pause reason")
        verbose_name_plural = _("pause reasons")
        ordering = ("order", "key")


class Trunk(models.Model):
    """A telephone network's connection, known by addresses or credentials; nobody else may call in."""

    key = models.CharField(_("key"), max_length=40, unique=True, validators=[code_validator])
    name = models.CharField(_("name"), max_length=200)
    addresses = models.TextField(
        _("addresses"),
        blank=True,
        default="",
        help_text=_("IP addresses or networks that its calls come from, one a line."),
    )
    host = models.CharField(
        _("server"),
        max_length=200,
        blank=True,
        default="",
        help_text=_("Where outgoing calls are sent, name or address, with :port if not 5060."),
    )
    username = models.CharField(_("user name"), max_length=100, blank=True, default="")
    password = models.CharField(_("password"), max_length=100, blank=True, default="")
    register = models.BooleanField(
        _("register with the server"), default=False, help_text=_("Needs server, user name and password.")
    )
    active = models.BooleanField(_("in service"), default=True)

    class Meta:
        verbose_name = _("trunk")
        verbose_name_plural = _("trunks")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if not self.addresses.strip() and not (self.username and self.password):
            raise ValidationError(
                {
                    "addresses": _(
                        "Give addresses, or a user name and a password: without them anybody could call in."
                    )
                }
            )
        if self.register and not (self.host and self.username and self.password):
            raise ValidationError({"register": _("Needs server, user name and password.")})


class TrialStage(StrEnum):
    """How far a test call has come. The engine writes these, by the statements of the journal."""

    ASKED = "asked"
    CALLING = "calling"
    RINGING = "ringing"
    ANSWERED = "answered"
    OVER = "over"
    REFUSED = "refused"  # by ourselves: the number is none that the centre calls
    LOST = "lost"  # nobody knows what became of it


class TrialCall(models.Model):
    """A test call over a trunk, asked for by an administrator: no call of the centre, and in no report.

    ``cause`` is by Q.850, ``sip`` the provider's final response, 0 for none; ``given_up``: we have ended it.
    """

    trunk = models.ForeignKey(Trunk, models.CASCADE, related_name="trial_calls")
    number = models.CharField(max_length=40)
    asked_by = models.ForeignKey("staff.User", models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(db_default=Now())
    stage = models.CharField(max_length=10, default=TrialStage.ASKED)
    rang_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    cause = models.PositiveSmallIntegerField(default=0)
    sip = models.PositiveSmallIntegerField(default=0)
    given_up = models.BooleanField(default=False)

    class Meta:
        ordering = ("-pk",)
