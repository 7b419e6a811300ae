"""From text to records, each with the line on which it starts."""

import csv
import itertools
from collections.abc import Iterator

import numpy as np

from icp_core.errors import UserError
from icp_core.ingest.forms import Lines
from icp_core.ingest.reading.decoding import Decoded

CHUNK = 20_000  # records held as Python lists at a time; as Arrow columns they take a fifth of the memory

csv.field_size_limit(1 << 30)  # one cell may hold megabytes; the default refuses 128 kB


def read_records(text: Decoded, delimiter: str, *, file: str, skip: int = 0) -> Iterator[tuple[Lines, list[list[str]]]]:
    """Yield the records of a file in chunks.

    Args:
        text: The file.
        delimiter: The character between cells.
        file: Its name, for messages.
        skip: Lines before the first record.

    Yields:
        The line on which each record starts, as an editor shows it, and the records.

    Raises:
        UserError: A record cannot be read, or a quote is never closed.
    """
    reader = csv.reader(itertools.islice(text.text(), skip, None), delimiter=delimiter)
    last = 0
    try:
        while True:
            before = reader.line_num
            records = list(itertools.islice(reader, CHUNK))
            if not records:
                break
            lines = _starts(records, reader.line_num - before) + before + skip + 1
            last = int(lines[-1])
            yield lines, records
    except csv.Error as error:
        raise UserError(
            "The row cannot be read as CSV.",
            "Mend this row and upload the file again.",
            file=file,
            row=reader.line_num + skip,
            found=str(error),
        ) from error
    if last and b'"' in text.content:
        _refuse_open_quote("".join(itertools.islice(text.text(), last - 1, None)), delimiter, file, last)


def _starts(records: list[list[str]], lines: int) -> Lines:
    """Return the line of each record, counted from 0, when the records take so many lines together."""
    if lines == len(records):
        return np.arange(lines, dtype=np.int64)
    spans = [1 + sum(_breaks(cell) for cell in record if "\n" in cell or "\r" in cell) for record in records]
    return np.cumsum([0, *spans[:-1]], dtype=np.int64)


def _breaks(cell: str) -> int:
    """Count the line ends inside a cell, as they were in the file."""
    return cell.count("\n") + cell.count("\r") - cell.count("\r\n")


def _refuse_open_quote(text: str, delimiter: str, file: str, row: int) -> None:
    """Refuse a last record that ends inside quotes; it may have swallowed the rest of the file."""
    try:
        list(csv.reader(iter(text.splitlines(keepends=True)), delimiter=delimiter, strict=True))
    except csv.Error as error:
        if "unexpected end of data" in str(error):
            raise UserError(
                "A quote opens in this row and is never closed, so everything after it would be one cell.",
                "Close the quote, or take it away, and upload the file again.",
                file=file,
                row=row,
                found=" ".join(text.split())[:60],
            ) from None
