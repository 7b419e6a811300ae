"""From a file of any kind to rows of text cells, each with the line on which it starts."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from icp_core.dataset import Severity
from icp_core.errors import UserError
from icp_core.ingest.forms import Option, RawTable, RowSetAside, chosen_word
from icp_core.ingest.progress import Stretch
from icp_core.ingest.reading.columnar import columnar_rows
from icp_core.ingest.reading.containers import Kind, is_packed, kind_of, unpacked
from icp_core.ingest.reading.decoding import Decoded, decoded
from icp_core.ingest.reading.grouped import without_groups
from icp_core.ingest.reading.head import Head, find_head
from icp_core.ingest.reading.layout import DELIMITERS, find_delimiter, rival_delimiters
from icp_core.ingest.reading.pile import Pile, Rows
from icp_core.ingest.reading.quick import LargeFile, quick_rows
from icp_core.ingest.reading.records import Batch, read_records
from icp_core.ingest.reading.remarks import Remarks
from icp_core.ingest.reading.trimming import without_fillers, without_footer, without_unnamed, without_zero_bytes
from icp_core.ingest.reading.workbooks import filled_merged, sheet_records
from icp_core.results import plural

LARGE = 2 << 20  # bytes; a smaller file is read in a moment by the careful reader
BEGINNING = 1 << 19  # bytes of a large file from which its dialect and header are told
SAMPLE_ROWS = 2_000  # rows from which the columns with few different values are told
SAMPLE_LINES = 200  # lines in which the delimiter is looked for
SAMPLE_LINE = 20_000  # characters of such a line
_MARKS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}


@dataclass(frozen=True)
class Form:
    """How the rows stood in the file.

    Args:
        encoding: Encoding, or kind of file, in words.
        delimiter: The character between cells; empty where none is needed.
        zero_bytes: Whether a zero byte may stand in a cell.
    """

    encoding: str
    delimiter: str = ""
    zero_bytes: bool = False


def read_raw(
    path: Path, name: str, *, options: Mapping[str, Option] | None = None, told: Stretch | None = None
) -> RawTable:
    """Read a table from a text file of any common encoding and dialect, a workbook, a Parquet file or an archive.

    Args:
        path: Where the file is.
        name: Its name as the person knows it; what kind of file it is, its bytes tell.
        options: ``encoding``, ``delimiter``, ``sheet``, ``member`` and ``header``, where the person chose them.
        told: Is told how far the reading is.

    Returns:
        The rows that fit the header, and aside those that do not, each with its line number.

    Raises:
        UserError: The file is empty, damaged, holds no table or no rows, or a quote is never closed.
    """
    chosen = {question: chosen_word(options or {}, question) for question in options or {}}
    told = told or Stretch()
    quick = _read_quickly(path, Remarks(name), chosen, told) if path.stat().st_size >= LARGE else None
    if quick is not None:
        return quick
    remarks, told = Remarks(name), told.rest()
    data = unpacked(path.read_bytes(), remarks, member=chosen.get("member", ""))
    match kind_of(data, name):
        case Kind.COLUMNAR:
            head, rows = columnar_rows(data, remarks, told)
            return table_of(head, rows, remarks, Form("Parquet"))
        case Kind.WORKBOOK:
            pick = chosen.get("sheet", "")
            sheet = told.during(lambda: sheet_records(data, remarks, chosen=pick), f"Opening {name}")
            head, below = _headed(sheet.batches, remarks, chosen.get("header", ""))
            below = filled_merged(below, sheet.merged, head.line, remarks)
            return table_of(head, _piled(head, below), remarks, Form(f"workbook, sheet '{sheet.sheet}'"))
        case Kind.TEXT:
            codec = chosen.get("encoding", "")
            text = told.during(lambda: decoded(data, remarks, codec=codec), f"Reading {name}")
            delimiter, skip = find_dialect(text, remarks, chosen=chosen.get("delimiter", ""))
            records = read_records(text, delimiter, skip=skip, file=name, told=told)
            head, below = _headed(records, remarks, chosen.get("header", ""))
            zero = b"\x00" in text.content and not text.is_wide
            return table_of(head, _piled(head, below), remarks, Form(text.label, delimiter, zero))


def _read_quickly(path: Path, remarks: Remarks, chosen: Mapping[str, str], told: Stretch) -> RawTable | None:
    """Look at the head of a large file with care and read its rows at once; None when it is not plain UTF-8 text."""
    with path.open("rb") as stream:
        beginning = stream.read(BEGINNING)
    beginning = beginning[: 1 + beginning.rfind(b"\n")]
    if not beginning or is_packed(beginning) or chosen.get("encoding"):
        return None
    try:
        text = decoded(beginning, remarks) if kind_of(beginning, remarks.file) is Kind.TEXT else None
        if text is None or not text.codec.startswith("utf-8") or text.errors != "strict":
            return None
        delimiter, skip = find_dialect(text, remarks, chosen=chosen.get("delimiter", ""))
        lines, records = next(read_records(text, delimiter, skip=skip, file=remarks.file))
        head = find_head(lines, records, remarks, chosen=chosen.get("header", ""))
        sample = records[head.first : head.first + SAMPLE_ROWS]
        if not sample:
            return None
        file = LargeFile(path, remarks.file, delimiter, int(lines[head.first]) - 1, told)
        rows = quick_rows(file, head, sample)
    except UserError:
        return None  # the careful reader says it, with the line in the whole file
    return None if rows is None else table_of(head, rows, remarks, Form(text.label, delimiter))


def find_dialect(text: Decoded, remarks: Remarks, *, chosen: str = "") -> tuple[str, int]:
    """Return the delimiter, and how many lines before the first record belong to it (Excel's ``sep=;``)."""
    head = [line[:SAMPLE_LINE] for line in itertools.islice(text.text(), SAMPLE_LINES)]
    first = head[0].strip().strip('"').casefold() if head else ""
    declared = first[4] if first.startswith("sep=") and len(first) == 5 else ""
    if declared and not chosen:
        return declared, 1
    skip = int(bool(declared))
    found = find_delimiter(head[skip:])
    rivals = rival_delimiters(head[skip:])
    used = chosen if chosen in DELIMITERS else found
    if rivals or chosen in DELIMITERS:
        offered = dict.fromkeys((used, found, *rivals))
        remarks.ask(
            "delimiter",
            "More than one mark cuts this file into columns. Which one stands between the cells?",
            {mark: f"{_MARKS[mark]}: {' | '.join(_cut(head[skip:], mark))}" for mark in offered},
            chosen=used,
            decided=used == chosen,
            urgent=bool(rivals),
        )
    return used, skip


def table_of(head: Head, rows: Rows, remarks: Remarks, form: Form) -> RawTable:
    """Take out of the rows what is no part of the table, and name the columns.

    Raises:
        UserError: No row is left, or none fits the header.
    """
    name, width = remarks.file, len(head.cells)
    rows = without_groups(rows, head.names.names, remarks)
    rows = without_footer(without_fillers(rows, head.cells), width)
    if not len(rows.frame):
        _refuse_empty(name, head, rows)
    frame = rows.frame.set_axis(list(head.names.names), axis=1)
    if form.zero_bytes:
        frame = without_zero_bytes(frame, rows.lines, remarks)
    frame = without_unnamed(frame, rows.lines, [head.names.names[at] for at in head.names.unnamed], remarks)
    gone = [at for at in head.names.unnamed if head.names.names[at] not in frame]
    return RawTable(
        name,
        tuple(frame.columns),
        frame,
        rows.lines,
        form.encoding,
        form.delimiter,
        tuple(remarks.issues),
        tuple(_without_gaps(row, gone) for row in sorted(rows.aside, key=lambda row: row.line)),
        tuple(remarks.questions),
    )


def _without_gaps(row: RowSetAside, gone: Sequence[int]) -> RowSetAside:
    """Take the cells of columns that were left out from a row set aside, so that the others stand under their names."""
    if not gone or any(row.cells[at].strip() for at in gone if at < len(row.cells)):
        return row
    return replace(row, cells=tuple(cell for at, cell in enumerate(row.cells) if at not in gone))


def _headed(batches: Iterator[Batch], remarks: Remarks, chosen: str) -> tuple[Head, Iterator[Batch]]:
    """Find the header; return it and the records below it."""
    lines, records = next(batches, (np.array([], dtype=np.int64), []))
    head = find_head(lines, records, remarks, chosen=chosen)
    return head, itertools.chain([(lines[head.first :], records[head.first :])], batches)


def _piled(head: Head, batches: Iterator[Batch]) -> Rows:
    pile = Pile(len(head.cells), head.needed)
    for lines, records in batches:
        pile.add(lines, records)
    return pile.rows()


def _cut(lines: list[str], mark: str) -> list[str]:
    """Show what one mark makes of the first filled line."""
    line = next((line.strip() for line in lines if line.strip()), "")
    return [cell.strip()[:30] for cell in line.split(mark)[:5]]


def _refuse_empty(name: str, head: Head, rows: Rows) -> None:
    worst = next((row for row in rows.aside if row.severity is Severity.REJECTED), None)
    if worst is None:
        raise UserError(
            "The file has a header but no rows below it.",
            "Export it again with its rows.",
            file=name,
            row=head.line or None,
        )
    raise UserError(
        f"No row fits the header in row {head.line}, which has {plural(len(head.cells), 'name')}.",
        "Give every column a name, or choose another delimiter.",
        file=name,
        row=worst.line,
        found=plural(len(worst.cells), "cell"),
    )
