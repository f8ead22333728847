"""The row of the journal, its encoding, and whom it concerns.

A row is one accepted input with all its effects. ``seq`` grows by one, without gaps, so a
reader that sees a gap knows that it has missed something and takes a new snapshot.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from thirdring.acd.effects import Effect
from thirdring.acd.facts import Fact
from thirdring.acd.inputs import Input
from thirdring.acd.moment import Moment


class Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One accepted input. ``command``: the idempotency key of the desk's command that it came from, or ""."""

    seq: int
    input: Input
    effects: tuple[Effect, ...]
    command: str = ""

    @property
    def at(self) -> Moment:
        return self.input.at

    @property
    def facts(self) -> Iterable[Fact]:
        return (effect for effect in self.effects if isinstance(effect, Fact))

    def calls(self) -> tuple[str, ...]:
        """The calls that this row speaks of, sorted."""
        return self._named("call", "origin_call")

    def promises(self) -> tuple[str, ...]:
        """The promises that this row speaks of, sorted; their ids are no call's."""
        return self._named("promise")

    def operators(self) -> tuple[int, ...]:
        """The operators that this row speaks of, sorted."""
        return tuple(
            sorted({o for part in (self.input, *self.effects) if (o := getattr(part, "operator", None))})
        )

    def _named(self, *fields: str) -> tuple[str, ...]:
        """What input and effects have in these fields, sorted."""
        parts = (self.input, *self.effects)
        named = {getattr(part, field, "") for part in parts for field in fields}
        return tuple(sorted(named - {""}))


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Row)


def encode(row: Row) -> bytes:
    """The row as JSON, as the journal stores it: equal rows give equal bytes."""
    return _encoder.encode(row)


def decode(data: bytes | str) -> Row:
    """The row from its JSON; raises ``msgspec.ValidationError`` naming what does not fit."""
    return _decoder.decode(data)
