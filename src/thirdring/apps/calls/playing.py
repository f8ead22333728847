"""Opening what was recorded: the sound, or why there is none. Who may hear it is for others to ask."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from thirdring.apps.calls.recordings import Recording
from thirdring.apps.retention.models import Deletion
from thirdring.apps.retention.queries import recording_deleted
from thirdring.encryption.chunks import KeyMissing, Unreadable
from thirdring.encryption.keys import KeyRing

OpenIt = Callable[[Path, KeyRing], Recording]


class Deleted(Exception):
    """There is no recording any more. ``str()`` says since when, and by which rule."""

    def __init__(self, proof: Deletion) -> None:
        words = _("This recording was deleted on %(day)s by the rule: %(rule)s.")
        super().__init__(words % {"day": date_format(proof.at, "SHORT_DATE_FORMAT"), "rule": proof.rule})


def conversation(call: str) -> Recording:
    """What was recorded of a call.

    Raises ``FileNotFoundError`` when nothing was, ``ValueError`` for what is no call's id, ``Deleted``, and
    ``Unreadable``.
    """
    return _opened(call, settings.INSTALLATION.recording(call), Recording.conversation)


def message(name: str) -> Recording:
    """What a caller has left to be heard, by its recording's name. Raises as ``conversation``."""
    return _opened(name, settings.INSTALLATION.message(name), Recording.message)


def why_unreadable(trouble: Unreadable) -> str:
    """What is wrong with a recording that is there, and who can mend it."""
    if isinstance(trouble, KeyMissing):
        return _(
            "This recording is encrypted with the key %(key)s, which is missing. "
            "The administrator can put it back from a backup: the file secrets/recordings-%(key)s."
        ) % {"key": trouble.name}
    return _(
        "This recording is damaged: it was cut off or changed. "
        "The administrator can restore it from a backup."
    )


def _opened(name: str, place: Path, open_it: OpenIt) -> Recording:
    try:
        return open_it(place, KeyRing.of(settings.INSTALLATION))
    except FileNotFoundError:
        proof = recording_deleted(name)
        if proof is None:
            raise
        raise Deleted(proof) from None
