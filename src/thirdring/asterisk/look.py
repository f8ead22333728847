"""``python -m thirdring.asterisk.look``: what the media server says of itself, as one line of JSON.

For those who may not know Asterisk (``thirdring doctor``). It reads and changes nothing, takes no part in
the application, and so does not disturb the engine.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from urllib.request import Request, urlopen

import msgspec

from thirdring.asterisk.ari import Address
from thirdring.asterisk.events import Endpoint
from thirdring.asterisk.installation import ASTERISK, SPEECH, find, speech
from thirdring.asterisk.running import argv
from thirdring.asterisk.voices import ESPEAK_VOICES
from thirdring.installation import Installation, Misconfigured
from thirdring.words import _, told

ANSWERING_S = 3.0
_REGISTRATION = re.compile(r"^ (\S+?)/sips?:\S+\s+\S+\s+(\w[\w ]*?)\s*(?:\(|$)", re.MULTILINE)


class System(msgspec.Struct, frozen=True):
    version: str = ""


class About(msgspec.Struct, frozen=True):
    system: System


class Seen(msgspec.Struct):
    """As ``thirdring.site.doctor.patient.Media``, which reads it."""

    trouble: str = ""
    version: str = ""
    clock_ahead_s: float = 0.0
    endpoints: dict[str, str] = {}
    registrations: dict[str, str] | None = None
    voices: list[str] = []


def look(installation: Installation) -> Seen:
    """Everything that can be seen now; ``trouble`` says why there is nothing to see."""
    seen = Seen(voices=_voices())
    if not (installation.home / "secrets" / "ari").exists():  # asking would make one
        seen.trouble = _("it was never started here")
        return seen
    try:
        body, date = _ask(installation, "asterisk/info")
        seen.version = msgspec.json.decode(body, type=About).system.version
        # Its clock is told in whole seconds, on average half a second ago.
        seen.clock_ahead_s = round(parsedate_to_datetime(date).timestamp() + 0.5 - time.time(), 1)
        endpoints = msgspec.json.decode(_ask(installation, "endpoints/PJSIP")[0], type=tuple[Endpoint, ...])
        seen.endpoints = {endpoint.resource: endpoint.state for endpoint in endpoints}
        seen.registrations = _registrations(installation)
    except (OSError, HTTPException, Misconfigured) as error:
        seen.trouble = told(error)
    return seen


def registrations_in(answer: str) -> dict[str, str]:
    """Our registrations with trunks, by key, from what ``pjsip show registrations`` prints."""
    return dict(_REGISTRATION.findall(answer))


def _registrations(installation: Installation) -> dict[str, str] | None:
    """Asked over its console, because ARI does not tell; ``None`` when it runs on another machine."""
    console = [*argv(installation, find(installation))[:-1], "-rx", "pjsip show registrations"]
    answer = subprocess.run(console, capture_output=True, text=True, check=False, timeout=ANSWERING_S)
    return registrations_in(answer.stdout) if answer.returncode == 0 else None


def _ask(installation: Installation, uri: str) -> tuple[bytes, str]:
    """Body and date of the answer."""
    address = Address.of(installation)
    request = Request(f"http://{address.host}:{address.port}/ari/{uri}", headers=address.headers)
    with urlopen(request, timeout=ANSWERING_S) as answer:  # noqa: S310 - http, as written above
        return answer.read(), answer.headers["Date"]


def _voices() -> list[str]:
    """Languages that can be spoken here."""
    programs = speech()
    ready = programs.holds(SPEECH) or programs.holds((*ASTERISK, *SPEECH))
    return sorted(ESPEAK_VOICES) if ready else []


def main() -> int:
    sys.stdout.buffer.write(msgspec.json.encode(look(Installation.from_environment())) + b"\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
