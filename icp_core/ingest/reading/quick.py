"""Reads the rows of a large, plain UTF-8 file with Arrow, ten times as fast as record by record.

What Arrow reads here it reads as `records` does (a test compares the two on random files); a file that it cannot read
so is left to `records`, which can say what is wrong with it and where.
"""

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from icp_core.ingest.forms import Lines, Mask
from icp_core.ingest.progress import Stretch, watched
from icp_core.ingest.reading.head import Head
from icp_core.ingest.reading.pile import Rows, fits, misfit

MOST_MISFITS = 10_000  # rows of another width; a file with more of them has another trouble, and is read with care
FEW_VALUES = 0.4  # share of different values in the sample below which a column is kept as codes
BLOCK = CHUNK = 4 << 20  # bytes that are read at a time
_LOOKED = 0.07  # share of the time after which the quotes are counted
_CUT, _CUT_AGAIN = 0.6, 0.85  # shares after which the rows are cut into cells, at once or with care for misfits

_QUOTE, _FEED, _RETURN = b'"\n\r'
_FORBIDDEN = (b"\x00",)  # a zero byte is named with its row, which only the careful reader does


@dataclass(frozen=True)
class LargeFile:
    """Where the rows of a large file stand.

    Args:
        path: The file; UTF-8, not compressed.
        name: Its name as the person knows it.
        delimiter: The character between cells.
        skip: Lines before the first row.
        told: Is told how far its reading is.
    """

    path: Path
    name: str
    delimiter: str
    skip: int
    told: Stretch

    @property
    def doing(self) -> str:
        """What is done with it, in words."""
        return f"Reading {self.name}"

    def chunks(self, told: Stretch | None = None) -> Iterator[bytes]:
        """Yield its bytes a chunk at a time."""
        size, read = self.path.stat().st_size, 0
        with self.path.open("rb") as stream:
            while chunk := stream.read(CHUNK):
                yield chunk
                read += len(chunk)
                if told is not None:
                    told.say(self.doing, read / size)


def quick_rows(file: LargeFile, head: Head, sample: Sequence[Sequence[str]]) -> Rows | None:
    """Read all rows below the header, or return None when the file is not plain enough.

    Args:
        file: The file.
        head: The header.
        sample: Some of the rows, from which the columns of few different values are told.
    """
    quotes = _quotes(file)
    if quotes is None or quotes % 2:
        return None
    quoted, width = quotes > 0, len(head.cells)
    texts = {str(position): _text_type(sample, position) for position in range(width)}
    found: list[arrow_csv.InvalidRow] = []
    table = _table(file, texts, quoted=quoted, misfits=None)
    if table is None and _is_utf_8(file):
        table = _table(file, texts, quoted=quoted, misfits=found)
    if table is None or not len(table):
        return None
    broken = quoted and _lines(file) > file.skip + len(table) + len(found)
    if broken and any(_swallows(column, file.delimiter, width) for column in table.columns):
        return None
    misfits = [
        tuple(next(csv.reader(io.StringIO(row.text, newline=""), delimiter=file.delimiter), ())) for row in found
    ]
    if any(fits(cells, width, head.needed) or _count_breaks("".join(cells)) for cells in misfits):
        return None  # a misfit of several lines may have swallowed rows
    lines, at = _placed(table, found, file.skip, broken=broken)
    aside = tuple(misfit(int(line), cells, width) for line, cells in zip(at, misfits, strict=True))
    columns = file.told.rest().over(table.column_names, file.doing)
    frame = pd.DataFrame({name: _cells(table.column(name)) for name in columns}, copy=False)
    del table
    pa.default_memory_pool().release_unused()
    return Rows(frame, lines, aside)


def _quotes(file: LargeFile) -> int | None:
    """Count the quotes of a file; None when it holds something that needs care."""
    quotes = 0
    for chunk in file.chunks(file.told.part(0.0, _LOOKED)):
        if any(mark in chunk for mark in _FORBIDDEN):
            return None
        quotes += int(np.count_nonzero(np.frombuffer(chunk, dtype=np.uint8) == _QUOTE))
    return quotes


def _is_utf_8(file: LargeFile) -> bool:
    """Whether the whole file is UTF-8; Arrow looks only at the rows that fit."""
    reader = codecs.getincrementaldecoder("utf-8")()
    try:
        for chunk in file.chunks():
            reader.decode(chunk)
        reader.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _lines(file: LargeFile) -> int:
    """Count the lines, whether their end is written as one mark or as two, or left out at the last one."""
    lines = last = 0
    for chunk in file.chunks():
        marks = np.frombuffer(chunk, dtype=np.uint8)
        feeds, returns = marks == _FEED, marks == _RETURN
        lines += int(np.count_nonzero(feeds)) + int(np.count_nonzero(returns))
        lines -= int(np.count_nonzero(returns[:-1] & feeds[1:])) + int(last == _RETURN and feeds[0])
        last = chunk[-1]
    return lines + (last not in (_FEED, _RETURN))


def _text_type(sample: Sequence[Sequence[str]], position: int) -> pa.DataType:
    cells = [record[position] for record in sample if len(record) > position]
    few = len(set(cells)) <= FEW_VALUES * len(cells)
    return pa.dictionary(pa.int32(), pa.string()) if few else pa.large_string()


def _table(
    file: LargeFile, texts: dict[str, pa.DataType], *, quoted: bool, misfits: list[arrow_csv.InvalidRow] | None
) -> pa.Table | None:
    """Read the file; rows of another width end it, unless they are to be collected (with their numbers, slower)."""

    def collect(row: arrow_csv.InvalidRow) -> str:
        if misfits is None or len(misfits) >= MOST_MISFITS:
            return "error"
        misfits.append(row)
        return "skip"

    def read() -> pa.Table:
        return arrow_csv.read_csv(
            source,
            read_options=arrow_csv.ReadOptions(
                column_names=list(texts), skip_rows=file.skip, block_size=BLOCK, use_threads=misfits is None
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=file.delimiter,
                newlines_in_values=quoted,
                ignore_empty_lines=False,
                invalid_row_handler=None if misfits is None else collect,
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=texts, strings_can_be_null=False, quoted_strings_can_be_null=False
            ),
        ).unify_dictionaries()

    told = file.told.part(0.0, _CUT if misfits is None else _CUT_AGAIN).rest()
    try:
        with pa.OSFile(str(file.path)) as source:
            size = source.size()
            table = watched(read, lambda: told.say(file.doing, source.tell() / size))
    except (pa.ArrowInvalid, pa.ArrowKeyError):
        return None
    pa.default_memory_pool().release_unused()
    return table


def _placed(table: pa.Table, found: Sequence[arrow_csv.InvalidRow], skip: int, *, broken: bool) -> tuple[Lines, Lines]:
    """Return the line of every row and of every misfit.

    A record of several lines (``broken``: there are some) pushes the later ones down.
    """
    records = len(table) + len(found)
    starts = np.arange(skip + 1, skip + 1 + records, dtype=np.int32)
    if not found and not broken:
        return starts, starts[:0]
    full: Mask = np.ones(records, dtype=bool)
    full[np.array([row.number - skip - 1 for row in found], dtype=np.int64)] = False
    if broken:
        more = np.zeros(records, dtype=np.int32)
        more[full] = sum((_breaks(column) for column in table.columns), np.zeros(len(table), dtype=np.int64))
        more[~full] = [_count_breaks(row.text) for row in found]
        starts[1:] += np.cumsum(more)[:-1]
    return starts[full], starts[~full]


def _swallows(column: pa.ChunkedArray, delimiter: str, width: int) -> bool:
    """Whether a cell holds whole rows, as it does when a quote was left open until the next one."""
    texts = column.chunk(0).dictionary if pa.types.is_dictionary(column.type) else column
    several = pc.filter(texts, pc.or_(pc.match_substring(texts, "\n"), pc.match_substring(texts, "\r"))).to_pylist()
    return any(part.count(delimiter) == width - 1 for text in several for part in text.splitlines()[1:-1] if part)


def _cells(column: pa.ChunkedArray) -> pd.Categorical | pd.Series:
    """Bring one column to pandas without a copy of its texts."""
    if not pa.types.is_dictionary(column.type):
        return pd.Series(pd.array(column, dtype="str"))
    if not column.num_chunks:
        return pd.Categorical([], categories=pd.Index([], dtype="str"))
    texts = pd.array(column.chunk(0).dictionary.cast(pa.large_string()), dtype="str")
    codes = np.concatenate([chunk.indices.to_numpy() for chunk in column.chunks])
    return pd.Categorical.from_codes(codes, categories=pd.Index(texts), validate=False)


def _breaks(column: pa.ChunkedArray) -> Lines:
    """Count the line ends inside the cells of a column."""
    if pa.types.is_dictionary(column.type):
        if not column.num_chunks:
            return np.zeros(0, dtype=np.int64)
        per_text = _breaks(pa.chunked_array([column.chunk(0).dictionary]))
        return np.concatenate([per_text[chunk.indices.to_numpy()] for chunk in column.chunks])
    both, feeds, returns = (pc.count_substring(column, mark).to_numpy() for mark in ("\r\n", "\n", "\r"))
    counted: Lines = (feeds + returns - both).astype(np.int64)
    return counted


def _count_breaks(text: str) -> int:
    return text.count("\n") + text.count("\r") - text.count("\r\n")
