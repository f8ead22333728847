"""A new key for all that is encrypted: files are given to it one by one, and unused keys are taken away.

The content of a file stays as it is; the key that opens it is wrapped anew. An interruption harms nothing:
the next run goes on with the same key.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from thirdring.encryption.chunks import HEADER_BYTES, Damaged, Unreadable, keys_of, rewrap
from thirdring.encryption.keys import KeyRing
from thirdring.encryption.stored import SUFFIX, files

TOLD_EVERY: Final = 200  # files

Progress = Callable[[int], None]  # so many files have been looked at


@dataclass
class Rotation:
    """What a rotation has done. ``troubles``: file name and why it could not be given the new key."""

    key: str
    went_on: bool  # with the key of a rotation that was interrupted
    rewrapped: int = 0
    removed: list[str] = field(default_factory=list)
    troubles: list[tuple[str, str]] = field(default_factory=list)


def usage(recordings: Path) -> Counter[str]:
    """How many files each key opens; files that are damaged are counted under ""."""
    counted: Counter[str] = Counter()
    for path in files(recordings):
        try:
            counted.update(_keys(path))
        except FileNotFoundError:  # deleted meanwhile
            continue
        except Damaged:
            counted[""] += 1
    return counted


def rotate(keys: KeyRing, recordings: Path, progress: Progress) -> Rotation:
    """Give every recording a new key, or finish what was begun; remove the keys that nothing needs then."""
    done = Rotation(keys.current().name, went_on=True)
    _give(keys, recordings, done, progress)
    if not done.rewrapped:
        done = Rotation(keys.add().name, went_on=False)
        _give(keys, recordings, done, progress)
    with keys.unused():
        _give(keys, recordings, done, progress)  # those encrypted with the former key while we went through
        needed = usage(recordings)
        for name in keys.names():
            if name != done.key and not needed[name]:
                keys.remove(name)
                done.removed.append(name)
    return done


def _give(keys: KeyRing, recordings: Path, done: Rotation, progress: Progress) -> None:
    done.troubles.clear()
    key = keys.key(done.key)
    for number, path in enumerate(files(recordings), start=1):
        try:
            if _keys(path) != [key.name]:
                handle = os.open(path, os.O_RDWR)
                try:
                    rewrap(handle, keys.secret, key, path.name.removesuffix(SUFFIX))
                finally:
                    os.close(handle)
                done.rewrapped += 1
        except FileNotFoundError:  # deleted meanwhile
            continue
        except Unreadable as trouble:
            done.troubles.append((path.name, str(trouble)))
        if number % TOLD_EVERY == 0:
            progress(number)


def _keys(path: Path) -> list[str]:
    with path.open("rb") as file:
        return keys_of(file.read(HEADER_BYTES))
