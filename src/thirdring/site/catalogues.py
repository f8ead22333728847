"""Compiles the translations (``*.po``) to what gettext reads (``*.mo``), without the gettext programs."""

from __future__ import annotations

from pathlib import Path

import polib

PACKAGE = Path(__file__).resolve().parents[1]


def compile_all() -> None:
    """Compile every catalogue of the package; one that cannot be parsed raises ``OSError`` naming it."""
    for catalogue in PACKAGE.rglob("*.po"):
        polib.pofile(str(catalogue)).save_as_mofile(str(catalogue.with_suffix(".mo")))


if __name__ == "__main__":
    compile_all()
