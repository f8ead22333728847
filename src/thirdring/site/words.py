"""The language of the terminal: Russian unless the environment asks for Ukrainian or English.

Only what the command line and the supervisor say passes here; screens have Django's own catalogue.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Mapping
from pathlib import Path

from thirdring.installation import Misconfigured

LOCALES = Path(__file__).resolve().parent / "locale"
LANGUAGES = ("ru", "uk", "en")


def language(environ: Mapping[str, str] = os.environ) -> str:
    """One of ``LANGUAGES``, by the variables that POSIX names, the strongest first."""
    locale = environ.get("LC_ALL") or environ.get("LC_MESSAGES") or environ.get("LANG") or ""
    return locale[:2] if locale[:2] in LANGUAGES else LANGUAGES[0]


_catalogue = gettext.translation("terminal", LOCALES, [language()], fallback=True)


def _(template: str, **values: object) -> str:
    """``template`` in the terminal's language, with its values put in."""
    text = _catalogue.gettext(template)
    return text.format(**values) if values else text


def told(error: Exception) -> str:
    """What ``error`` says, in the terminal's language where it can be."""
    return _(error.template, **error.values) if isinstance(error, Misconfigured) else str(error)
