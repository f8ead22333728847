"""The page of state diagrams in the reference, drawn from the tables of ``calls`` and ``operators``.

``python -m thirdring.acd.diagrams > docs/reference/states.md`` writes it anew; a test proves
that the page in the repository is the one that the tables give.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import TypeVar

from thirdring.acd import calls, operators, promises
from thirdring.acd.refusals import CODES
from thirdring.acd.state import PromiseState

State = TypeVar("State", bound=StrEnum)
Turn = TypeVar("Turn", bound=StrEnum)


def _name(state: StrEnum) -> str:
    return state.replace(" ", "_").replace("-", "_")


def diagram(
    table: Mapping[State, Mapping[Turn, State]], first: State, first_turn: str, last: State | None
) -> Iterator[str]:
    """A table as a Mermaid diagram. Turns that leave the state as it is are not drawn."""
    yield "```mermaid"
    yield "stateDiagram-v2"
    for state in table:
        if _name(state) != state:
            yield f'    state "{state}" as {_name(state)}'
    yield f"    [*] --> {_name(first)}: {first_turn}"
    for state, turns in table.items():
        arrows: dict[State, list[str]] = {}
        for turn, target in turns.items():
            if target is not state:
                arrows.setdefault(target, []).append(turn)
        for target, names in arrows.items():
            yield f"    {_name(state)} --> {_name(target)}: {', '.join(names)}"
    if last is not None:
        yield f"    {_name(last)} --> [*]"
    yield "```"


def staying(table: Mapping[State, Mapping[Turn, State]]) -> Iterator[str]:
    """The turns that a state allows without being left."""
    for state, turns in table.items():
        names = [turn for turn, target in turns.items() if target is state]
        if names:
            yield f"- *{state}*: {', '.join(names)}"


def commands() -> Iterator[str]:
    """Which commands of the desk a state accepts."""
    yield "| Command | Accepted while the operator is |"
    yield "|---|---|"
    for command, states in operators.COMMANDS.items():
        yield f"| `{command.__name__}` | {', '.join(states)} |"


def refusals() -> Iterator[str]:
    """The codes of ``Illegal`` and what they mean."""
    yield "| Code | Meaning |"
    yield "|---|---|"
    for code, meaning in CODES.items():
        yield f"| `{code}` | {meaning} |"


def page() -> str:
    """The whole page, as Markdown."""
    parts = [
        "# States of calls, promises and operators",
        "",
        "Drawn from the tables in `src/thirdring/acd/calls.py`, `promises.py` and `operators.py` by",
        "`python -m thirdring.acd.diagrams > docs/reference/states.md`. Do not edit by hand.",
        "",
        "## A call",
        "",
        *diagram(calls.TRANSITIONS, calls.CallState.ANNOUNCED, "arrives", calls.CallState.ENDED),
        "",
        "Without leaving the state:",
        "",
        *staying(calls.TRANSITIONS),
        "",
        "## A promise",
        "",
        *diagram(promises.TRANSITIONS, PromiseState.OPEN, "is made", None),
        "",
        "## An operator",
        "",
        *diagram(operators.TRANSITIONS, operators.OperatorState.LOGGED_OUT, "is configured", None),
        "",
        "Without leaving the state:",
        "",
        *staying(operators.TRANSITIONS),
        "",
        "## Commands of the desk",
        "",
        "Any other combination is refused with the code `not_while_<state>`, and changes nothing.",
        "",
        *commands(),
        "",
        "## Codes of refusals",
        "",
        "What the network or the clock says of calls, legs and timers that are gone is not refused: it came",
        "too late, is accepted, and has no effects.",
        "",
        *refusals(),
    ]
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    print(page(), end="")
