"""``thirdring keys``: which keys recordings are encrypted with, and a new one for all of them."""

from __future__ import annotations

import argparse

from thirdring.encryption.keys import KeyRing
from thirdring.encryption.rotation import rotate, usage
from thirdring.installation import Installation
from thirdring.site.steps import step
from thirdring.words import _


def keys(installation: Installation, arguments: list[str]) -> int:
    """``thirdring keys list`` or ``thirdring keys rotate``; returns the exit code."""
    parser = argparse.ArgumentParser(prog="thirdring keys")
    asked = parser.add_subparsers(dest="what", required=True)
    asked.add_parser("list", help=_("the keys, and how many recordings need each"))
    asked.add_parser("rotate", help=_("a new key for all recordings; what was interrupted goes on"))
    return {"list": _list, "rotate": _rotate}[parser.parse_args(arguments).what](installation)


def _list(installation: Installation) -> int:
    ring, needed = KeyRing.of(installation), usage(installation.recordings)
    names = ring.names()
    for name in names:
        count, made_at = needed.pop(name, 0), ring.made_at(name).astimezone()
        note = _("encrypts what is recorded now") if name == names[-1] else ""
        print(f"{name}  {made_at:%Y-%m-%d %H:%M}  {_('{count} recordings', count=count)}  {note}".rstrip())
    if damaged := needed.pop("", 0):
        print(_("{count} recordings are damaged: they name no key.", count=damaged))
    for name, count in sorted(needed.items()):
        print(_("{name} is missing, and {count} recordings need it.", name=name, count=count))
    if not names and not needed:
        print(_("There is no key yet: the first recording makes one."))
    return 1 if needed or damaged else 0


def _rotate(installation: Installation) -> int:
    """Recordings go on being made and played meanwhile."""
    with step(_("Recordings")) as tell:
        done = rotate(
            KeyRing.of(installation),
            installation.recordings,
            lambda count: tell(_("{count} recordings", count=count)),
        )
        tell(_("{count} recordings", count=done.rewrapped))
    if done.went_on:
        print(_("The rotation to {key}, which was interrupted, is complete.", key=done.key))
    else:
        print(_("Recordings are encrypted with {key} from now on.", key=done.key))
    for name in done.removed:
        print(_("{name} is no longer needed and was removed.", name=name))
    for file, why in done.troubles:
        print(_("{file} keeps its key: {why}", file=file, why=why))
    return 1 if done.troubles else 0
