"""Test calls over a trunk: dialled at an administrator's request, and told of until they are over.

As with a probe, router and journal never see one: nobody is offered it and no report counts it. The
connection is made first and dialled then, so that none of its events can be missed. Who may be called,
how long it may ring, and when an answered call is ended, is not decided here.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Final

import msgspec

from thirdring.asterisk.ari import Ari
from thirdring.asterisk.events import RESTResponse
from thirdring.asterisk.sounds import Sounds

TRIAL: Final = "trial:"  # begins the name of its channel
RING_NO_LONGER_S: Final = 60  # one that no engine looks after any more does not ring for ever
NEVER_MADE: Final = 0  # in place of a cause: there was no connection to dial over


class TrialStage(StrEnum):
    RINGING = "ringing"
    ANSWERED = "answered"
    OVER = "over"
    LOST = "lost"  # Asterisk cannot be asked any more what became of it


class TrialTurn(msgspec.Struct, frozen=True):
    """What has become of a test call.

    When it is over, ``cause`` says why, by Q.850, and ``sip`` with which final response the other side has
    refused it; 0: with none.
    """

    stage: TrialStage
    cause: int = 0
    sip: int = 0


Told = Callable[[TrialTurn], None]


class Trials:
    """Test calls on one media server, each known by the name that whoever places it gives."""

    def __init__(self, ari: Ari, sounds: Sounds) -> None:
        self._ari = ari
        self._sounds = sounds
        self._told: dict[str, Told] = {}

    def place(self, trial: str, address: str, shown: str, told: Told) -> None:
        """Call ``address`` (a dial string) and show it the number ``shown``; ``told`` hears of each turn."""
        channel = f"{TRIAL}{trial}"
        self._told[channel] = told

        def answered(response: RESTResponse) -> None:
            if not 200 <= response.status_code < 300:
                self._over(channel, TrialTurn(TrialStage.OVER, NEVER_MADE))

        self._ari.send(
            "POST",
            "channels/create",
            {"endpoint": address, "app": self._ari.address.app, "appArgs": TRIAL, "channelId": channel},
            body={"variables": {"CONNECTEDLINE(all,i)": f"<{shown}>"}},
            answered=answered,
        )

    def hang_up(self, trial: str) -> None:
        """End it; that it is over is told as if the other side had done so."""
        self._ari.send("DELETE", f"channels/{TRIAL}{trial}")

    def came(self, channel: str) -> None:
        """The connection is made, and can be dialled from here on."""
        self._ari.send("POST", f"channels/{channel}/dial", {"timeout": str(RING_NO_LONGER_S)})

    def changed(self, channel: str, state: str) -> bool:
        """Whether this was a test call's; whoever answers hears a tone."""
        told = self._told.get(channel)
        if told is None:
            return False
        if state == "Ringing":
            told(TrialTurn(TrialStage.RINGING))
        elif state == "Up":
            told(TrialTurn(TrialStage.ANSWERED))
            self._ari.send("POST", f"channels/{channel}/play", {"media": f"sound:{self._sounds.tone()}"})
        return True

    def ended(self, channel: str, cause: int, sip: int) -> bool:
        """Whether this was a test call's."""
        return self._over(channel, TrialTurn(TrialStage.OVER, cause, sip))

    def lost(self) -> None:
        """There is no connection to the media server any more."""
        for channel in tuple(self._told):
            self._over(channel, TrialTurn(TrialStage.LOST))

    def _over(self, channel: str, turn: TrialTurn) -> bool:
        told = self._told.pop(channel, None)
        if told is not None:
            told(turn)
        return told is not None
