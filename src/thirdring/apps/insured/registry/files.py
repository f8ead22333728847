"""The lines of a registry file, one after the other: CSV, XLSX or XML, never the whole file in memory.

Cells are texts here; what they mean is for ``columns`` to say. Of a CSV file encoding and separator are
found out by looking at it, and may be told instead.
"""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO, NamedTuple
from xml.etree.ElementTree import ParseError

import openpyxl
from defusedxml.common import DefusedXmlException
from django.utils.translation import gettext_lazy as _
from openpyxl.utils.exceptions import InvalidFileException

from thirdring.apps.insured.registry import elements

ENCODINGS = ("utf-8", "cp1251", "utf-16")
SEPARATORS = {";": _("semicolon"), ",": _("comma"), "\t": _("tab"), "|": _("bar")}
BLOCK = 1 << 20  # bytes
LONGEST_CELL = 10_000  # characters


class Format(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"
    XML = "xml"


class Unreadable(Exception):
    """The file is not what it seems to be; ``line`` where known, else 0."""

    def __init__(self, line: int = 0) -> None:
        super().__init__(f"line {line}")
        self.line = line


@dataclass(frozen=True)
class Form:
    """How a file is to be read; ``encoding`` and ``separator`` only matter for CSV."""

    format: Format
    encoding: str = ""
    separator: str = ""
    has_headings: bool = True


class Line(NamedTuple):
    """``number`` as an editor or Excel counts; of XML the how-manieth person it is."""

    number: int
    cells: list[str]


def form_of(path: Path) -> Form:
    """What kind of file it is, by what stands in it. Raises ``Unreadable`` for an empty one."""
    with path.open("rb") as file:
        start = file.read(BLOCK)
    if not start.strip():
        raise Unreadable
    if start.startswith(b"PK\x03\x04"):
        return Form(Format.XLSX)
    if start.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        return Form(Format.XML)
    encoding = _encoding(path, start)
    first = start.decode(encoding, "replace").split("\n", 1)[0]
    return Form(Format.CSV, encoding, max(SEPARATORS, key=first.count))


class Lines:
    """The file at ``path``, opened; iterating gives its lines, ``share`` how much of it is read (0–1)."""

    def __init__(self, path: Path, form: Form) -> None:
        self._form = form
        self._size = max(1, path.stat().st_size)
        self._file: BinaryIO = path.open("rb")
        self._row = self._rows = 0
        self.headings: list[str] = []  # known from the first line on; XML: grows while reading

    def close(self) -> None:
        self._file.close()

    @property
    def share(self) -> float:
        if self._form.format == Format.XLSX:  # a compressed file is not read from front to back
            return min(1.0, self._row / self._rows) if self._rows else 0.0
        return min(1.0, self._file.tell() / self._size)

    def __iter__(self) -> Iterator[Line]:
        """Raises ``Unreadable`` where the file cannot be read on."""
        if self._form.format == Format.XML:
            yield from self._of_xml()
            return
        lines = self._of_csv() if self._form.format == Format.CSV else self._of_xlsx()
        for line in lines:
            if not self.headings:
                self.headings = line.cells if self._form.has_headings else [""] * len(line.cells)
                if self._form.has_headings:
                    continue
            if any(line.cells):
                yield line

    def _of_csv(self) -> Iterator[Line]:
        encoding = "utf-8-sig" if self._form.encoding == "utf-8" else self._form.encoding
        text = io.TextIOWrapper(self._file, encoding, newline="")
        reader = csv.reader(text, delimiter=self._form.separator)
        try:
            for cells in reader:
                yield Line(reader.line_num, cells)
        except (csv.Error, UnicodeError):
            raise Unreadable(reader.line_num + 1) from None

    def _of_xlsx(self) -> Iterator[Line]:
        try:
            book = openpyxl.load_workbook(self._file, read_only=True, data_only=True)
            sheet = book.worksheets[0]
            self._rows = sheet.max_row or 0
            for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
                self._row = number
                yield Line(number, [_cell(value) for value in row])
        except (
            InvalidFileException,
            zipfile.BadZipFile,
            KeyError,
            ValueError,
            IndexError,
            ParseError,
            DefusedXmlException,
        ):
            raise Unreadable(self._row + 1) from None

    def _of_xml(self) -> Iterator[Line]:
        number = 0
        try:
            for number, cells in enumerate(elements.Persons(self._file, self.headings), start=1):
                yield Line(number, cells)
        except elements.Broken:
            raise Unreadable(number + 1) from None


@contextmanager
def opened(path: Path, form: Form) -> Iterator[Lines]:
    lines = Lines(path, form)
    try:
        yield lines
    finally:
        lines.close()


def _encoding(path: Path, start: bytes) -> str:
    """UTF-8 if all of the file is; UTF-16 says so itself; else the encoding of Windows."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        try:
            while block := file.read(BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1251"
    return "utf-8"


def _cell(value: object) -> str:
    """A cell of Excel as somebody would type it: numbers without a fraction, dates without a time."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)[:LONGEST_CELL]
