"""``python -m thirdring.engine run``: route calls; ``configure``: tell Asterisk what is configured."""

from __future__ import annotations

import argparse
import gc
import os
import sys

import structlog

from thirdring import logs
from thirdring.installation import Installation, Misconfigured
from thirdring.words import argparse_speaks, told

STEPPED_DOWN = 3

log = structlog.get_logger("thirdring.engine")


def main() -> int:
    argparse_speaks()
    parser = argparse.ArgumentParser(prog="python -m thirdring.engine", description=__doc__)
    parser.add_argument("action", choices=("run", "configure"))
    action = parser.parse_args().action
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thirdring.site.settings")
    logs.configure()
    try:
        installation = Installation.from_environment()
        return _run(installation) if action == "run" else _configure(installation)
    except Misconfigured as error:
        print(told(error), file=sys.stderr)
        return 1


def _run(installation: Installation) -> int:
    import asyncio

    import uvloop

    from thirdring.engine.leadership import Superseded
    from thirdring.engine.run import run

    gc.freeze()  # what was imported stays; the collector need not look at it again
    sys.setswitchinterval(0.001)  # seconds; while Django loads in a thread, calls come first
    code = 0
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(run(installation))
    except* Superseded as superseded:
        log.error("this engine steps down", why=str(superseded.exceptions[0]))
        code = STEPPED_DOWN
    return code


def _configure(installation: Installation) -> int:
    from thirdring.engine.configuration import read, render

    changed = render(installation, read(installation))
    print(f"{len(changed)} files of Asterisk's configuration written in {installation.asterisk_etc}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
