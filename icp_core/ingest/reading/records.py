"""From text to records, each with the line on which it starts."""

import csv
import io
import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np

from icp_core.errors import UserError
from icp_core.ingest.forms import Lines
from icp_core.ingest.progress import Stretch
from icp_core.ingest.reading.decoding import Decoded

CHUNK = 20_000  # records held as Python lists at a time; as Arrow columns they take a fifth of the memory
FEW_CELLS, MANY_LINES = 3, 3  # cells of a row, and such rows inside one cell, from which a quote was left open

Batch = tuple[Lines, list[list[str]]]  # line on which each record starts, and the records

_UNCLOSED = "unexpected end of data"  # what the strict reader says when the text ends inside quotes

csv.field_size_limit(1 << 30)  # one cell may hold megabytes; the default refuses 128 kB


@dataclass(frozen=True, slots=True)
class _Suspect:
    """A record that may have swallowed others: where it starts, how many lines it takes, whether it is certain."""

    line: int
    lines: int
    certain: bool


def read_records(
    text: Decoded, delimiter: str, *, file: str, skip: int = 0, told: Stretch | None = None
) -> Iterator[Batch]:
    """Yield the records of a file in chunks.

    Args:
        text: The file.
        delimiter: The character between cells.
        file: Its name, for messages.
        skip: Lines before the first record.
        told: Is told how far the reading is, by the bytes.

    Yields:
        The line on which each record starts, as an editor shows it, and the records.

    Raises:
        UserError: A record cannot be read, or a quote is never closed.
    """
    told = told or Stretch()
    stream = text.text()
    reader = csv.reader(itertools.islice(stream, skip, None), delimiter=delimiter)
    last = width = 0
    suspects: list[_Suspect] = []
    try:
        while True:
            before = reader.line_num
            records = list(itertools.islice(reader, CHUNK))
            if not records:
                break
            lines = _starts(records, reader.line_num - before) + before + skip + 1
            width = width or Counter(map(len, records)).most_common(1)[0][0]
            if reader.line_num - before > len(records) and width > 1:
                suspects += _suspects(lines, records, delimiter, width)
            last = int(lines[-1])
            yield lines, records
            told.say(f"Reading {file}", cast(io.BytesIO, stream.buffer).tell() / len(text.content))
    except csv.Error as error:
        raise UserError(
            "The row cannot be read as CSV.",
            "Mend this row and upload the file again.",
            file=file,
            row=reader.line_num + skip,
            found=str(error),
        ) from error
    _refuse_swallowed(text, suspects, delimiter, file)
    if last and b'"' in text.content:
        ending = "".join(itertools.islice(text.text(), last - 1, None))
        if _UNCLOSED in _complaint(ending, delimiter):
            _refuse_open_quote(file, last, ending, to_the_end=True)


def _starts(records: list[list[str]], lines: int) -> Lines:
    """Return the line of each record, counted from 0, when the records take so many lines together."""
    if lines == len(records):
        return np.arange(lines, dtype=np.int64)
    spans = [1 + sum(_breaks(cell) for cell in record if "\n" in cell or "\r" in cell) for record in records]
    return np.cumsum([0, *spans[:-1]], dtype=np.int64)


def _breaks(cell: str) -> int:
    """Count the line ends inside a cell, as they were in the file."""
    return cell.count("\n") + cell.count("\r") - cell.count("\r\n")


def _suspects(lines: Lines, records: Sequence[list[str]], delimiter: str, width: int) -> Iterator[_Suspect]:
    """Name the records with a cell that holds whole rows: a quote may have been left open until the next one."""
    for line, record in zip(lines.tolist(), records, strict=True):
        for cell in record:
            if "\n" not in cell and "\r" not in cell:
                continue
            inner = [part for part in cell.splitlines()[1:-1] if part.strip()]
            rows = sum(part.count(delimiter) == width - 1 for part in inner)
            if rows:
                certain = width >= FEW_CELLS and rows >= MANY_LINES and rows == len(inner)
                yield _Suspect(line, 1 + sum(map(_breaks, record)), certain)


def _refuse_swallowed(text: Decoded, suspects: Sequence[_Suspect], delimiter: str, file: str) -> None:
    """Refuse the first suspect that swallowed rows: it is not quoted as it should be, or holds nothing but rows."""
    written, at = text.text(), 1
    for suspect in suspects:
        own = "".join(itertools.islice(written, suspect.line - at, suspect.line - at + suspect.lines))
        at = suspect.line + suspect.lines
        complaint = _complaint(own, delimiter)
        if suspect.certain or complaint:
            _refuse_open_quote(file, suspect.line, own, to_the_end=_UNCLOSED in complaint)


def _complaint(text: str, delimiter: str) -> str:
    """Return what a strict reader says against a piece of the file; empty when it says nothing."""
    try:
        list(csv.reader(iter(text.splitlines(keepends=True)), delimiter=delimiter, strict=True))
    except csv.Error as error:
        return str(error)
    return ""


def _refuse_open_quote(file: str, row: int, text: str, *, to_the_end: bool) -> None:
    unclosed = "is never closed, so everything after it would be one cell"
    swallowed = "is not closed in its row, so the rows below it, up to the next quote, would be one cell"
    raise UserError(
        f"A quote opens in this row and {unclosed if to_the_end else swallowed}.",
        "Close the quote, or take it away, and upload the file again.",
        file=file,
        row=row,
        found=" ".join(text[:400].split())[:60],
    ) from None
