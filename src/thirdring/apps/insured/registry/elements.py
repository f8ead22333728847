"""Persons in an XML registry, as expat meets them: no tree is built, and no document type is let in.

Children of the root with children of their own are persons, their leaves the cells; what the leaves mean is
for ``columns`` to say. A tree with two events for each element took half as long again.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO
from xml.parsers import expat

HEADERS = frozenset({"ZGLV", "HEADER"})  # children of the root that are no persons
BLOCK = 1 << 16  # bytes
PERSON = 2  # how deep an element lies; the root lies at 1


class Broken(Exception):
    """The file is no XML from here on, or brings a document type, which could define entities."""


class Persons:
    """The persons in ``file`` as lists of cells, one for each of ``headings`` that was met up to then."""

    def __init__(self, file: BinaryIO, headings: list[str]) -> None:
        self._file = file
        self._headings = headings
        self._places: dict[str, int] = {}
        self._depth = 0
        self._is_leaf = self._is_header = False
        self._text = ""
        self._cells: list[str] = []
        self._met: list[list[str]] = []

    def __iter__(self) -> Iterator[list[str]]:
        """Raises ``Broken``, after the persons before."""
        parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._read
        block = b"-"
        while block:
            block = self._file.read(BLOCK)
            try:
                parser.Parse(block, not block)
            except (expat.ExpatError, ValueError, LookupError) as problem:  # the last two: of its encoding
                yield from self._met
                raise Broken from problem
            yield from self._met
            self._met = []

    def _refuse(self, *_declaration: object) -> None:
        raise Broken

    def _begin(self, tag: str, _attributes: dict[str, str]) -> None:
        self._depth += 1
        self._is_leaf = True
        self._text = ""
        if self._depth == PERSON:
            self._is_header = _local(tag) in HEADERS
            self._cells = [""] * len(self._headings)

    def _read(self, text: str) -> None:
        if self._is_leaf:
            self._text += text

    def _end(self, tag: str) -> None:
        if self._depth > PERSON:
            if self._is_leaf and not self._is_header:
                self._add(tag, self._text.strip())
        elif self._depth == PERSON and not (self._is_leaf or self._is_header):
            self._met.append(self._cells)
        self._is_leaf = False
        self._depth -= 1

    def _add(self, tag: str, text: str) -> None:
        place = self._places.get(tag)
        if place is None:
            place = self._place_of(_local(tag))
            self._places[tag] = place
        cells = self._cells
        cells.extend([""] * (place + 1 - len(cells)))
        cells[place] = f"{cells[place]}, {text}" if cells[place] and text else cells[place] or text

    def _place_of(self, heading: str) -> int:
        """One column for a tag, whatever its namespace."""
        if heading not in self._headings:
            self._headings.append(heading)
        return self._headings.index(heading)


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
