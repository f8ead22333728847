"""Has every configured prompt spoken, so that there is a sound file when a caller is to hear it.

Which prompts exist is configuration; how they are spoken is ``thirdring.asterisk.voices``'s affair.
"""

from __future__ import annotations

import logging
from pathlib import Path

from thirdring.apps.channels.models import Prompt
from thirdring.asterisk.voices import NotSpoken, render

logger = logging.getLogger(__name__)


def speak_all(folder: Path) -> int:
    """Speak what is not spoken yet; returns how many prompts have a sound file.

    A prompt nobody can speak is logged: callers then miss that sentence, but not the centre.
    """
    ready = 0
    for prompt in Prompt.objects.all():
        try:
            render(prompt.key, prompt.text, prompt.language, folder)
        except NotSpoken as error:
            logger.error("%s", error)
        else:
            ready += 1
    return ready
