"""What people have configured, on its way to the router and to Asterisk.

Django serves this alone, and is imported only here and only when needed: an engine that
comes back after a crash routes with the configuration of its checkpoint before Django has loaded.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from typing import TypeAlias

import msgspec

from thirdring.acd.centre import Centre, LineNumber
from thirdring.apps.channels.dialling import dialled_by
from thirdring.asterisk.configuration import DEMONSTRATION_TRUNK, MediaServer, Trunk, phones_of, write
from thirdring.asterisk.installation import find
from thirdring.asterisk.sounds import LineVoice, Words
from thirdring.asterisk.voices import is_spoken
from thirdring.engine.words import lay_out
from thirdring.identifiers.dialling import Dialling
from thirdring.installation import Installation


class Unreadable(Exception):
    """The database did not give the configuration now; later it may."""


class Configuration(msgspec.Struct, frozen=True):
    """The router's centre, the media server's phones and trunks, the house's words and voices."""

    centre: Centre
    trunks: tuple[Trunk, ...]
    words: Words
    password_turns: dict[str, int]

    def media_server(self) -> MediaServer:
        devices = tuple(device for operator in self.centre.operators for device in operator.devices)
        return MediaServer(
            lines=tuple(line.number for line in self.centre.lines),
            phones=phones_of(devices, self.password_turns),
            trunks=self.trunks,
        )


def read(installation: Installation) -> Configuration:
    """The configuration as it stands now. Takes a second the first time; call it in a thread.

    Raises ``Unreadable``, and ``Misconfigured`` for what Asterisk cannot be told.
    """
    import django

    django.setup()
    from django.db import OperationalError, connection

    from thirdring.apps.channels.centre import read_centre
    from thirdring.apps.channels.models import Trunk as ConfiguredTrunk
    from thirdring.apps.staff.accounts import password_turns

    try:
        trunks = tuple(
            Trunk(
                trunk.key,
                tuple(trunk.addresses.split()),
                trunk.username,
                trunk.password,
                trunk.host,
                trunk.register,
            )
            for trunk in ConfiguredTrunk.objects.filter(active=True).order_by("key")
        )
        every = (*_demonstration(installation), *trunks)
        centre = _dialling(read_centre(), dialled_by(installation))
        return Configuration(centre, every, lay_out(installation.prompts), password_turns())
    except OperationalError as error:
        raise Unreadable(str(error).strip()) from error
    finally:
        connection.close()


def _dialling(centre: Centre, dials: Dialling) -> Centre:
    """Callers may ask to be called where the house dials, and nowhere else."""
    waiting = centre.rules.waiting
    if waiting is None:
        return centre
    rules = msgspec.structs.replace(centre.rules, waiting=msgspec.structs.replace(waiting, dials=dials))
    return msgspec.structs.replace(centre, rules=rules)


def render(installation: Installation, configuration: Configuration) -> tuple[str, ...]:
    """Have new prompts spoken, and write Asterisk's files; the names of those that changed.

    A prompt is spoken before a line may play it: callers hear that they are recorded before they speak.
    Raises ``Misconfigured``.
    """
    prompts = configuration.words.prompts.items()
    if not all(is_spoken(key, text, language, installation.prompts) for key, (language, text) in prompts):
        # A process of its own: making sound keeps a processor busy, and callers are being routed.
        speaking = [sys.executable, "-m", "thirdring.engine.prompts"]
        subprocess.run(speaking, stdout=subprocess.DEVNULL, check=False)
    return write(installation, find(installation), configuration.media_server())


class Line(msgspec.Struct, frozen=True):
    """What the router need not know of a line: its name, whose spelling of numbers callers use, its voice.

    ``trunk``: over which its own calls go, "" when there is none.
    """

    name: str
    country: str
    voice: LineVoice
    trunk: str


LineRow: TypeAlias = tuple[str, str, str, str, str, str, str]


def lines_of(rows: list[LineRow], installation: Installation) -> dict[LineNumber, Line]:
    """Lines by number, from rows of the statement ``lines``.

    One without a trunk of its own calls over the demonstration's, if that leads anywhere, or the first one.
    """
    demonstration = _demonstration(installation)
    usual = next((trunk.key for trunk in demonstration if trunk.server), "")
    return {
        number: Line(name, country, LineVoice(language, organisation), own or usual or first)
        for number, name, country, language, organisation, own, first in rows
    }


def _demonstration(installation: Installation) -> tuple[Trunk, ...]:
    if not installation.demonstration:
        return ()
    return (replace(DEMONSTRATION_TRUNK, server=installation.demonstration_trunk),)
