"""The steps of something that takes a while, as a person at a terminal sees them go by."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from thirdring.words import _

Tell = Callable[[str], None]


@contextmanager
def step(name: str) -> Iterator[Tell]:
    """One step: what goes on, on a terminal, and how it ended. What is told last stands behind its name."""
    terminal, detail = sys.stdout.isatty(), ""

    def tell(text: str) -> None:
        nonlocal detail
        detail = f": {text}"
        if terminal:
            print(f"  … {name}{detail}\033[K\r", end="", flush=True)

    if terminal:
        print(f"  … {name}\r", end="", flush=True)
    began = time.monotonic()
    try:
        yield tell
    except Exception:
        print(f"  ✗ {name}{detail}", flush=True)
        raise
    print(f"  ✓ {name}{detail} ({time.monotonic() - began:.1f} {_('s')})", flush=True)
