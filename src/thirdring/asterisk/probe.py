"""A call of the installation to itself: it hears what callers of a line hear first, and nobody is told of it.

``thirdring doctor`` calls as the phone ``DOCTOR``, whose dialplan hands it over as a probe. Router and
journal never see it, so no operator rings and no report counts it; but it comes by SIP, is
taken by the engine that leads, and hears the line's own prompt in the line's voice.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from thirdring.acd.centre import LineNumber
from thirdring.acd.moment import Moment
from thirdring.asterisk.ari import Ari
from thirdring.asterisk.sounds import LineVoice, Sounds

_PLAYBACK: Final = "probe:"

FirstPrompt = Callable[[LineNumber], str | None]


class Probes:
    """``first_prompt`` is what callers of a line hear first, "" if that is nothing, ``None`` for no line."""

    def __init__(
        self,
        ari: Ari,
        sounds: Sounds,
        first_prompt: FirstPrompt,
        voice_of_line: Callable[[LineNumber], LineVoice],
        now: Callable[[], Moment],
    ) -> None:
        self._ari = ari
        self._sounds = sounds
        self._first_prompt = first_prompt
        self._voice_of_line = voice_of_line
        self._now = now

    def came(self, channel: str, line: LineNumber) -> None:
        """Let it hear the line; one that the router does not know is hung up at once."""
        prompt = self._first_prompt(line)
        if prompt is None:
            self._ari.send("DELETE", f"channels/{channel}")
            return
        voice = self._voice_of_line(line)
        files = (
            self._sounds.of(prompt, voice.language, voice.figures(now=self._now()))
            if prompt
            else (self._sounds.tone(),)
        )
        media = ",".join(f"sound:{file}" for file in files)
        self._ari.send("POST", f"channels/{channel}/play/{_PLAYBACK}{channel}", {"media": media})

    def played(self, playback: str) -> bool:
        """Whether this was a probe's, which then has heard enough."""
        if not playback.startswith(_PLAYBACK):
            return False
        self._ari.send("DELETE", f"channels/{playback.removeprefix(_PLAYBACK)}")
        return True
