"""A list as a file that a spreadsheet opens: what was asked for, in the reader's time zone, and no formulas.

Rows are taken and sent piece by piece, so a million of them need no more memory than a thousand. What is
listed, who may have it and what goes to the read log is the caller's to say.
"""

from __future__ import annotations

import csv
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from datetime import datetime, tzinfo
from itertools import islice
from tempfile import SpooledTemporaryFile
from typing import Any

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

Cell = str | int | float | datetime | None
Columns = Sequence[tuple[str, Callable[[Any], Cell]]]  # title, and what stands there for a row

CSV, XLSX = "csv", "xlsx"
TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would compute instead of showing
PIECE_ROWS = 500
PIECE_BYTES = 64 * 1024
KEPT_IN_MEMORY = 5_000_000  # bytes of a workbook; a larger one waits on the disk


def file_of(
    request: HttpRequest, name: str, kind: str, columns: Columns, rows: Iterable[Any], zone: tzinfo
) -> StreamingHttpResponse:
    """``rows`` as a file ``name-YYYY-MM-DD.csv`` or ``.xlsx`` (``kind``), with the clock of ``zone``."""
    pieces = _workbook(columns, rows, zone) if kind == XLSX else _lines(columns, rows, zone)
    dated = f"{name}-{timezone.localdate():%Y-%m-%d}.{kind}"
    return StreamingHttpResponse(
        _in_threads(pieces) if isinstance(request, ASGIRequest) else pieces,
        content_type=TYPES[kind],
        headers={"Content-Disposition": f'attachment; filename="{dated}"', "Cache-Control": "no-store"},
    )


def noted(rows: Iterable[Any], note: Callable[[list[Any]], None]) -> Iterator[Any]:
    """The rows, piece by piece; of each piece ``note`` is told before it is handed on."""
    left = iter(rows)
    while piece := list(islice(left, PIECE_ROWS)):
        note(piece)
        yield from piece


async def _in_threads(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    """The database is asked in the request's own thread, the event loop goes on meanwhile."""
    take = sync_to_async(lambda: next(pieces, None))
    while (piece := await take()) is not None:
        yield piece


class _Echo:
    """Gives back what is written to it: the CSV writer's one line at a time."""

    def write(self, line: str) -> str:
        return line


def _lines(columns: Columns, rows: Iterable[Any], zone: tzinfo) -> Iterator[bytes]:
    """Semicolons and a byte order mark, as spreadsheets here expect."""
    writer = csv.writer(_Echo(), delimiter=";")
    yield ("\ufeff" + str(writer.writerow([title for title, _cell in columns]))).encode()
    left = iter(rows)
    while piece := list(islice(left, PIECE_ROWS)):
        lines = (
            writer.writerow([_harmless(_written(cell(row), zone)) for _title, cell in columns])
            for row in piece
        )
        yield "".join(map(str, lines)).encode()


def _written(cell: Cell, zone: tzinfo) -> str:
    if isinstance(cell, datetime):
        return f"{cell.astimezone(zone):%Y-%m-%d %H:%M:%S}"
    return "" if cell is None else str(cell)


def _harmless(text: str) -> str:
    """With an apostrophe before what a spreadsheet would take for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _workbook(columns: Columns, rows: Iterable[Any], zone: tzinfo) -> Iterator[bytes]:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append([_as_text(sheet, title) for title, _cell in columns])
    for row in rows:
        sheet.append([_cell_of(sheet, cell(row), zone) for _title, cell in columns])
    with SpooledTemporaryFile(KEPT_IN_MEMORY) as file:
        book.save(file)
        file.seek(0)
        while piece := file.read(PIECE_BYTES):
            yield piece


def _cell_of(sheet: Any, cell: Cell, zone: tzinfo) -> Any:
    """Numbers and moments as such; a spreadsheet's moments know no zone."""
    if isinstance(cell, datetime):
        return WriteOnlyCell(sheet, cell.astimezone(zone).replace(tzinfo=None))
    return _as_text(sheet, cell) if isinstance(cell, str) else cell


def _as_text(sheet: Any, text: str) -> Any:
    """Text that stays text, whatever it begins with."""
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", text))
    cell.data_type = "s"
    return cell
