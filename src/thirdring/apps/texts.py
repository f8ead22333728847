"""What typed text may hold, said once for forms, autosave and API: a length, and no control characters."""

from __future__ import annotations

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_LINES = frozenset("\n\t")


def plain(text: str, longest: int, *, lines: bool = False) -> str:
    """``text`` without outer spaces and carriage returns; ``lines``: line breaks and tabs may stay inside.

    Raises ``ValidationError`` that says what is wrong, in the reader's language.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(text) > longest:
        raise ValidationError(
            _("At most %(longest)d characters; there are %(length)d.")
            % {"longest": longest, "length": len(text)}
        )
    allowed = _LINES if lines else frozenset()
    for place, character in enumerate(text, start=1):
        if unicodedata.category(character) in {"Cc", "Cs"} and character not in allowed:
            raise ValidationError(
                _("Character %(place)d cannot be stored (U+%(code)04X).")
                % {"place": place, "code": ord(character)}
            )
    return text
