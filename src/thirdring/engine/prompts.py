"""Has every configured prompt spoken, so that there is a sound file when a caller is to hear it.

Which prompts exist is configuration; how they are spoken is ``thirdring.asterisk.voices``'s affair.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from pathlib import Path

import psycopg

from thirdring.asterisk.voices import NotSpoken, Voices
from thirdring.installation import Installation

logger = logging.getLogger(__name__)

CONFIGURED = "SELECT key, text, language FROM channels_prompt ORDER BY key"


def speak_all(prompts: Iterable[tuple[str, str, str]], folder: Path) -> int:
    """Speak what is not spoken yet of ``prompts`` (key, text, language); returns how many have a sound file.

    A prompt nobody can speak is logged: callers then miss that sentence, but not the centre.
    """
    ready = 0
    with Voices() as voices:
        for key, text, language in prompts:
            try:
                voices.render(key, text, language, folder)
            except NotSpoken as error:
                logger.error("The prompt %s has no sound: %s", key, error)
            else:
                ready += 1
    return ready


def main() -> int:
    installation = Installation.from_environment()
    with psycopg.connect(installation.database_url) as connection:
        prompts = connection.execute(CONFIGURED).fetchall()
    print(f"{speak_all(prompts, installation.prompts)} of {len(prompts)} prompts in {installation.prompts}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
