"""The one form of all our logs: a line of ``key=value`` pairs (logfmt) for machines and people alike.

What is logged names calls, promises, operators and rows by their ids; numbers, names and what was
said stand in the journal and the cards alone, where reading is itself recorded.
"""

from __future__ import annotations

import logging

import structlog
from structlog.typing import Processor

FIRST = ("timestamp", "level", "event", "logger")

_COMMON: tuple[Processor, ...] = (
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso"),
    structlog.processors.format_exc_info,
)


def _renderer() -> structlog.processors.LogfmtRenderer:
    return structlog.processors.LogfmtRenderer(key_order=FIRST, drop_missing=True)


def configure() -> None:
    """For a process that speaks through structlog alone."""
    structlog.configure(
        processors=[*_COMMON, _renderer()],
        wrapper_class=structlog.make_filtering_bound_logger("info"),
    )


def formatter() -> logging.Formatter:
    """For ``logging``, as Django, uvicorn and the worker use it."""
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.stdlib.add_logger_name, *_COMMON],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _renderer()],
    )
