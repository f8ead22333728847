"""The way of a caller as configured, drawn as a tree: line, notice, menu, key, queue, who answers there.

``way_of_line`` and ``way_of_menu`` say at each step what is wrong there, so that a dead end is seen.
A key leads to a queue and never to another menu: callers cannot go round in circles.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.db.models import Model
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from thirdring.acd.centre import Centre
from thirdring.apps.channels.centre import read_centre
from thirdring.apps.channels.checks import able, has_sound
from thirdring.apps.channels.models import Line, Menu, Prompt, Queue

WORDS_SHOWN = 140  # characters of a prompt


@dataclass(frozen=True)
class Step:
    """``key`` is what the caller presses ("" for none); ``mistakes`` are sentences; ``steps`` come next."""

    icon: str
    title: str
    address: str = ""
    key: str = ""
    detail: str = ""
    mistakes: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()

    @property
    def faults(self) -> int:
        """How many mistakes there are from here on."""
        return len(self.mistakes) + sum(step.faults for step in self.steps)


def way_of_line(line: Line) -> Step:
    """What happens to a caller of ``line``."""
    drawing = _Drawing()
    mistakes = () if line.active else (_("The line is out of service: nobody is answered."),)
    return Step(
        "call",
        str(line),
        _page(line),
        mistakes=mistakes,
        steps=tuple(drawing.from_line(line)),
    )


def way_of_menu(menu: Menu) -> Step:
    """What a caller chooses from, and the lines that lead here."""
    lines = [str(line) for line in menu.lines.filter(active=True)]
    unheard = () if lines else (_("No line in service leads to this menu: nobody hears it."),)
    step = _Drawing().menu(menu)
    return Step(
        step.icon,
        step.title,
        step.address,
        detail=step.detail,
        mistakes=(*unheard, *step.mistakes),
        steps=step.steps,
    )


class _Drawing:
    """Reads the centre once for all steps."""

    @cached_property
    def _centre(self) -> Centre:
        return read_centre()

    def from_line(self, line: Line) -> Iterator[Step]:
        yield self._notice(line.notice)
        if line.calendar is not None:
            yield Step(
                "schedule",
                _("Outside the hours of “%(calendar)s”") % {"calendar": line.calendar},
                _page(line.calendar),
                detail=_("Hears when you open, and may leave a message."),
            )
        if line.menu is None:
            yield self._queue(line.queue)
            return
        yield self.menu(line.menu)
        reached = {line.menu.fallback_id, *line.menu.options.values_list("queue", flat=True)}
        if line.queue_id not in reached:
            yield Step(
                "groups",
                str(line.queue),
                _page(line.queue),
                mistakes=(_("The line's own queue: the menu never leads here, so its callers never come."),),
            )

    def _notice(self, notice: Prompt | None) -> Step:
        title = _("Recording notice")
        if notice is None:
            missing = _("None: callers do not hear that they are recorded.")
            return Step("campaign", title, mistakes=(missing,))
        return Step("campaign", title, _page(notice), detail=_words(notice), mistakes=_silence(notice))

    def menu(self, menu: Menu) -> Step:
        options = [
            self._queue(option.queue, key=option.digit, topic=option.topic)
            for option in menu.options.select_related("queue").order_by("digit")
        ]
        mistakes = _silence(menu.prompt)
        if not options:
            mistakes += (_("No key is laid: every caller waits until the menu gives up."),)
        wrong = []
        if menu.wrong_key_prompt is not None:
            prompt = menu.wrong_key_prompt
            wrong = [
                Step(
                    "replay",
                    _("Hears the menu again"),
                    _page(prompt),
                    key=_("wrong key"),
                    detail=_words(prompt),
                    mistakes=_silence(prompt),
                )
            ]
        nothing = self._queue(menu.fallback, key=_("nothing"))
        return Step(
            "dialpad",
            _("Menu “%(menu)s”") % {"menu": menu},
            _page(menu),
            detail=_words(menu.prompt),
            mistakes=mistakes,
            steps=(*options, *wrong, nothing),
        )

    def _queue(self, queue: Queue, *, key: str = "", topic: str = "") -> Step:
        asked = next((one for one in self._centre.queues if one.key == queue.key), None)
        candidates = able(asked, self._centre) if asked is not None else set()
        with_phone = sum(one.id in candidates and bool(one.devices) for one in self._centre.operators)
        mistakes: tuple[str, ...] = ()
        if not candidates:
            mistakes = (_("Dead end: no operator has what this queue needs."),)
        elif not with_phone:
            mistakes = (_("Dead end: none of its operators has a phone."),)
        said = [topic] if topic else []
        if with_phone:
            said.append(
                ngettext("%(count)d operator answers", "%(count)d operators answer", with_phone)
                % {"count": with_phone}
            )
        return Step("groups", str(queue), _page(queue), key=key, detail=" · ".join(said), mistakes=mistakes)


def _words(prompt: Prompt) -> str:
    return f"«{Truncator(prompt.text).chars(WORDS_SHOWN)}»"


def _silence(prompt: Prompt) -> tuple[str, ...]:
    if has_sound(settings.INSTALLATION.prompts, prompt.key):
        return ()
    return (_("The prompt “%(prompt)s” has no sound yet: callers hear nothing.") % {"prompt": prompt},)


def _page(one: Model) -> str:
    meta = one._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[one.pk])
