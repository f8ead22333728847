"""The pages of inputs and effects in the reference, drawn from the classes of ``inputs`` and ``effects``.

``python -m thirdring.acd.vocabulary inputs > docs/reference/inputs.md`` writes one anew, and
``effects`` the other; a test proves that the pages in the repository are those that the classes
give. What a class means is told by its own docstring; where it has none, its name says all.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from typing import TypeVar, get_args

import msgspec

from thirdring.acd import core, facts, inputs, options, promise_facts, supervision_facts
from thirdring.acd.core import STEPS, TIMERS
from thirdring.acd.effects import AnyAction, AnyFact

Struct = type[msgspec.Struct]
Kind = TypeVar("Kind", bound=msgspec.Struct)

WRITTEN_BY = (
    "`python -m thirdring.acd.vocabulary {0} > docs/reference/{0}.md` draws this page from the classes."
    " Do not edit it by hand."
)

# A chapter goes on until the next one begins, in the order of the union.
INPUT_CHAPTERS: dict[Struct, str] = {
    inputs.CentreConfigured: "The configuration",
    inputs.CallArrived: "The telephone network: the caller",
    inputs.LegRinging: "The telephone network: an operator's phone",
    inputs.OperatorLoggedIn: "The people at their desks",
    inputs.TransferRequested: "Transfers",
    inputs.RecordingPauseRequested: "Pauses of the recording",
    inputs.SupervisionRequested: "Supervisors",
    inputs.DeskConnected: "The desks themselves",
    inputs.PromiseOpened: "Promises",
    inputs.PartReturned: "Outages",
    inputs.TimerDue: "Time",
}
FACT_CHAPTERS = {
    facts.__name__: "Facts of calls and operators",
    promise_facts.__name__: "Facts of promises",
    supervision_facts.__name__: "Facts of supervision and of paused recordings",
}
PARTS: tuple[Struct, ...] = (facts.Decision, facts.LeftOut, inputs.Harm, inputs.Owner, inputs.Summary)

ALIASES = """\
| Type | In JSON | What it is |
|---|---|---|
| `Moment` | whole number | microseconds since 1970-01-01 in UTC |
| `Span` | whole number | a length of time in microseconds |
| `CallId`, `LegId` | text | a caller's connection; the connection to one operator's phone |
| `OperatorId` | whole number | the operator's row in *Staff → Operators* |
| `QueueKey`, `LineNumber`, `Skill`, `Digit` | text | as they are configured; a key of a telephone |"""


def _told(struct: Struct) -> str:
    """The docstring as a cell of Markdown, or the name as words."""
    if struct.__doc__ is None:
        return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", struct.__name__).capitalize() + "."
    return " ".join(struct.__doc__.split()).replace("``", "`").replace("|", "\\|")


def _fields(struct: Struct, apart_from: str = "") -> str:
    return "<br>".join(
        _field(struct, field) for field in msgspec.structs.fields(struct) if field.name != apart_from
    )


def _field(struct: Struct, field: msgspec.structs.FieldInfo) -> str:
    """A field with its type as it is written, and what it is when it is left out."""
    written = next(
        base.__annotations__[field.name] for base in struct.__mro__ if field.name in base.__annotations__
    )
    text = f"`{field.name}` {written.replace(' | None', ' or null')}"
    if field.default is msgspec.NODEFAULT or isinstance(field.default, msgspec.Struct):
        return text
    return f"{text} = {msgspec.json.encode(field.default).decode()}"


def _answered_by(struct: type[inputs.Event]) -> str:
    """The module of ``acd`` that answers. What ``core`` keeps to itself is only remembered."""
    if struct is inputs.TimerDue:
        return "by its kind, see below"
    module = STEPS[struct].__module__
    return "–, is remembered" if module == core.__name__ else f"`{_short(module)}`"


def _short(module: str) -> str:
    return module.rpartition(".")[2]


def _chapters(union: Iterable[type[Kind]], begins: Callable[[Struct], str]) -> dict[str, list[type[Kind]]]:
    chapters: dict[str, list[type[Kind]]] = {}
    title = ""
    for struct in union:
        title = begins(struct) or title
        chapters.setdefault(title, []).append(struct)
    return chapters


def _enums(structs: Iterable[Struct]) -> Iterator[str]:
    """The values of the enums that these fields speak of."""
    words = {word for struct in structs for word in re.findall(r"\w+", _fields(struct))}
    yield "| Type | Values |"
    yield "|---|---|"
    for module in (options, facts, promise_facts, supervision_facts):
        for name, enum in sorted(vars(module).items()):
            own = isinstance(enum, type) and issubclass(enum, StrEnum) and enum.__module__ == module.__name__
            if own and name in words:
                yield f"| `{name}` | {', '.join(f'`{value}`' for value in enum)} |"


def _timers() -> Iterator[str]:
    yield "| Timer | Answered by |"
    yield "|---|---|"
    for kind, answer in TIMERS.items():
        yield f"| `{kind}` | `{_short(answer.__module__)}.{answer.__name__}` |"


def inputs_page() -> str:
    """What can happen, as Markdown."""
    union: tuple[type[inputs.Event], ...] = get_args(inputs.Input)
    lines = [
        "# Inputs of the router",
        "",
        "Nothing else reaches `acd.core.step(state, input)`.",
        "",
        WRITTEN_BY.format("inputs"),
        "",
        "In the journal an input is an object of JSON with its name in `type`, such as",
        '`{"type": "PhoneLost", "at": 1795350420000000, "device": "maria"}`. Every one has `at`, the moment',
        "when it happened; the tables leave it out. What follows `=` is meant when the field is missing.",
        "*Answered by* is a module of `src/thirdring/acd/`.",
        "",
        ALIASES,
    ]
    for title, structs in _chapters(union, lambda struct: INPUT_CHAPTERS.get(struct, "")).items():
        lines += [
            "",
            f"## {title}",
            "",
            "| Input | Fields | What has happened | Answered by |",
            "|---|---|---|---|",
        ]
        for struct in structs:
            fields = _fields(struct, apart_from="at") or "–"
            lines.append(f"| `{struct.__name__}` | {fields} | {_told(struct)} | {_answered_by(struct)} |")
    lines += ["", "A timer is called by its kind and whom it concerns.", "", *_timers()]
    lines += ["", "## Words that the fields take", "", *_enums(union)]
    return "\n".join(lines) + "\n"


def effects_page() -> str:
    """What the router answers, as Markdown."""
    actions: tuple[Struct, ...] = get_args(AnyAction)
    remembered: tuple[Struct, ...] = get_args(AnyFact)
    chapters = {"Actions": list(actions)}
    chapters |= _chapters(remembered, lambda struct: FACT_CHAPTERS[struct.__module__])
    lines = [
        "# Effects of the router",
        "",
        "What `acd.core.step(state, input)` answers: *actions*, which the driver carries out, and",
        "*facts*, which screens and reports are folded from. Both stand in one ordered list per input in",
        "the journal; a fact's moment is the input's.",
        "",
        WRITTEN_BY.format("effects"),
        "",
        "Types are those of [the inputs](inputs.md). What follows `=` is meant when the field is missing.",
    ]
    for title, structs in chapters.items():
        lines += ["", f"## {title}", "", "| Name | Fields | What it says |", "|---|---|---|"]
        lines += [
            f"| `{struct.__name__}` | {_fields(struct) or '–'} | {_told(struct)} |" for struct in structs
        ]
    lines += ["", "## What stands within them", "", "| Name | Fields | What it says |", "|---|---|---|"]
    lines += [f"| `{struct.__name__}` | {_fields(struct)} | {_told(struct)} |" for struct in PARTS]
    lines += ["", "## Words that the fields take", "", *_enums([*actions, *remembered])]
    return "\n".join(lines) + "\n"


PAGES = {"inputs": inputs_page, "effects": effects_page}


if __name__ == "__main__":
    print(PAGES[sys.argv[1]](), end="")
