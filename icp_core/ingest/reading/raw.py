"""From a file to rows of text cells, each with the line on which it starts."""

import itertools
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from icp_core.dataset import Issue, Severity
from icp_core.errors import UserError
from icp_core.ingest.findings import row_list
from icp_core.ingest.forms import Lines, Option, RawTable, RowSetAside, chosen_word
from icp_core.ingest.matching.headers import name_columns
from icp_core.ingest.reading.decoding import Decoded, decoded
from icp_core.ingest.reading.layout import find_delimiter, find_header, is_footer, looks_like_header
from icp_core.ingest.reading.records import read_records
from icp_core.results import plural

HEAD = 60  # records in which the header is looked for
SAMPLE_LINES = 200  # lines in which the delimiter is looked for
FOOTER = 25  # records at the end in which totals and legal lines are looked for
KEPT_UNNAMED = (
    0.5  # share of filled cells from which a column without a name is data (a forgotten header), not a remark
)


@dataclass
class _Pile:
    """Records on their way into columns."""

    width: int
    needed: int  # cells up to the last column that has a name; only columns without a name may be missing
    chunks: list[pa.Table] = field(default_factory=list)
    lines: list[Lines] = field(default_factory=list)
    aside: list[RowSetAside] = field(default_factory=list)

    def add(self, lines: Sequence[int], records: list[list[str]]) -> None:
        """Put full rows into columns, and ragged and blank ones aside."""
        if set(map(len, records)) != {self.width} or any(not record[0] or record[0].isspace() for record in records):
            lines, records = self._full(lines, records)
        if records:
            columns = [pa.array(column, pa.large_string()) for column in zip(*records, strict=True)]
            self.chunks.append(pa.table(columns, names=[str(position) for position in range(self.width)]))
            self.lines.append(np.asarray(lines, dtype=np.int64))

    def _full(self, lines: Sequence[int], records: list[list[str]]) -> tuple[list[int], list[list[str]]]:
        """Return the rows that fit the header, the others put aside."""
        kept_lines, kept = [], []
        for line, record in zip(lines, records, strict=True):
            if not record or (not record[0].strip() and not "".join(record).strip()):
                self._put_aside(line, record, Severity.LEFT_OUT, "The row is blank.")
            elif self.needed <= len(record) and not "".join(record[self.width :]).strip():
                kept_lines.append(line)
                kept.append(record[: self.width] + [""] * (self.width - len(record)))
            else:
                reason = f"The row has {plural(len(record), 'cell')}, the header has {self.width}."
                self._put_aside(line, record, Severity.REJECTED, reason)
        return kept_lines, kept

    def _put_aside(self, line: int, record: list[str], severity: Severity, reason: str) -> None:
        remedy = "" if severity is Severity.LEFT_OUT else "Look for a stray delimiter or quote in this row."
        self.aside.append(RowSetAside(int(line), tuple(record), severity, reason, remedy))

    def frame(self) -> pd.DataFrame:
        """Return the full rows."""
        if not self.chunks:
            return pd.DataFrame({str(position): pd.Series([], dtype="str") for position in range(self.width)})
        frame: pd.DataFrame = pa.concat_tables(self.chunks).to_pandas()
        return frame


def read_raw(path: Path, name: str, *, options: Mapping[str, Option] | None = None) -> RawTable:
    """Read a CSV file of any common encoding and dialect as text.

    Args:
        path: Where the file is.
        name: Its name as the person knows it.
        options: ``encoding`` and ``delimiter``, where the person chose them.

    Returns:
        The rows that fit the header, and aside those that do not, each with its line number.

    Raises:
        UserError: The file is empty, no text, has no header or no rows, or a quote is never closed.
    """
    chosen = options or {}
    text = decoded(path.read_bytes(), file=name, codec=chosen_word(chosen, "encoding"))
    delimiter, skip = _delimiter(text, chosen_word(chosen, "delimiter"))
    chunks = read_records(text, delimiter, skip=skip, file=name)
    first = next(chunks, None)
    if first is None:
        raise UserError("The file has no rows.", "Export it again and check that it holds rows.", file=name)
    lines, records = first
    at = find_header(records[:HEAD])
    header_line, header = int(lines[at]), records[at]
    if not looks_like_header(header):
        _refuse_headerless(name, header_line, header)
    names = name_columns(header)
    above = list(zip(lines[:at], records[:at], strict=True))
    pile = _Pile(len(header), 1 + max(position for position in range(len(header)) if position not in names.unnamed))
    tail: deque[tuple[int, list[str]]] = deque(maxlen=FOOTER)
    for numbers, batch in itertools.chain([(lines[at + 1 :], records[at + 1 :])], chunks):
        pile.add(numbers.tolist(), batch)
        tail.extend(zip(numbers[-FOOTER:], batch[-FOOTER:], strict=True))
    if not pile.lines and not any(row.severity is Severity.REJECTED for row in pile.aside):
        raise UserError(
            "The file has a header but no rows below it.", "Export it again with its rows.", file=name, row=header_line
        )
    if not pile.lines:
        _refuse_misfits(name, header_line, pile)
    issues = [_note(name, sentence) for sentence in (*text.notes, *names.notes)]
    issues += _titles(name, above)
    frame, lines = pile.frame(), np.concatenate(pile.lines)
    frame.columns = pd.Index(names.names)
    frame, lines = _without_footer(frame, lines, pile, tail)
    if b"\x00" in text.content and not text.codec.startswith("utf-16") and not text.codec.startswith("utf-32"):
        frame = _without_nul(frame, lines, name, issues)
    frame = _without_unnamed(frame, lines, [names.names[position] for position in names.unnamed], _Notes(name, issues))
    aside = tuple(sorted(pile.aside, key=lambda row: row.line))
    return RawTable(name, tuple(frame.columns), frame, lines, text.label, delimiter, tuple(issues), aside)


def _delimiter(text: Decoded, chosen: str) -> tuple[str, int]:
    """Return the delimiter, and how many lines before the first record belong to it (Excel's ``sep=;``)."""
    head = [line[:20_000] for line in itertools.islice(text.text(), SAMPLE_LINES)]
    first = head[0].strip().strip('"').casefold() if head else ""
    if first.startswith("sep=") and len(first) == 5:
        return first[4], 1
    return (chosen or find_delimiter(head)), 0


def _refuse_headerless(name: str, line: int, cells: list[str]) -> None:
    raise UserError(
        "The first row looks like data, not like the names of the columns.",
        "Put a row with the names of the columns (for example account_id, industry, start_date) above it.",
        file=name,
        row=line,
        found=", ".join(cells)[:80],
    )


def _refuse_misfits(name: str, header_line: int, pile: _Pile) -> None:
    worst = next(row for row in pile.aside if row.severity is Severity.REJECTED)
    raise UserError(
        f"No row fits the header in row {header_line}, which has {plural(pile.width, 'name')}.",
        "Give every column a name, or choose another delimiter.",
        file=name,
        row=worst.line,
        found=plural(len(worst.cells), "cell"),
    )


@dataclass(frozen=True)
class _Notes:
    """Where notes about one file go."""

    name: str
    issues: list[Issue]

    def add(self, sentence: str, *, row: int | None = None, column: str = "") -> None:
        """Say something about the file."""
        self.issues.append(_note(self.name, sentence, row=row, column=column))


def _note(name: str, sentence: str, *, row: int | None = None, column: str = "") -> Issue:
    return Issue("", name, Severity.NOTE, sentence, "", row, column)


def _titles(name: str, above: list[tuple[int, list[str]]]) -> list[Issue]:
    """Say which rows above the header were passed over."""
    lines = [int(line) for line, record in above if "".join(record).strip()]
    if not lines:
        return []
    first = next(" ".join(cell for cell in record if cell.strip()) for line, record in above if line == lines[0])
    return [
        _note(
            name,
            f"Text above the header ({row_list(lines)}) is no part of the table; it begins with '{first[:60]}'.",
            row=lines[0],
        )
    ]


def _without_footer(
    frame: pd.DataFrame, lines: Lines, pile: _Pile, tail: deque[tuple[int, list[str]]]
) -> tuple[pd.DataFrame, Lines]:
    """Leave out totals and legal lines at the end, which are no records."""
    footer: dict[int, tuple[str, ...]] = {}
    for line, record in reversed(tail):
        if is_footer(record, pile.width):
            footer[int(line)] = tuple(record)
        elif "".join(record).strip():
            break
    if not footer:
        return frame, lines
    pile.aside = [row for row in pile.aside if row.line not in footer]
    reason = "The row stands below the table: a total, a footer or a remark."
    pile.aside += [RowSetAside(line, cells, Severity.LEFT_OUT, reason) for line, cells in footer.items()]
    keep = ~np.isin(lines, list(footer))
    return frame[keep].reset_index(drop=True), lines[keep]


def _without_nul(frame: pd.DataFrame, lines: Lines, name: str, issues: list[Issue]) -> pd.DataFrame:
    """Take zero bytes out of the cells and say where they were."""
    cleaned = {}
    for header in frame:
        found = frame[header].str.contains("\x00", regex=False)
        if found.any():
            cleaned[str(header)] = frame[header].str.replace("\x00", "", regex=False)
            at = lines[found.to_numpy()].tolist()
            sentence = f"A zero byte stood in the cell of {row_list(at)}, column '{header}'; it was taken out."
            issues.append(Issue("", name, Severity.WARNING, sentence, "Check these cells.", at[0], str(header)))
    return frame.assign(**cleaned) if cleaned else frame


def _without_unnamed(frame: pd.DataFrame, lines: Lines, unnamed: list[str], notes: _Notes) -> pd.DataFrame:
    """Leave out columns without a name, unless most of their cells are filled; say what stood in them."""
    dropped = []
    cells, rows = 0, set()
    for column in unnamed:
        filled = (frame[column].str.strip() != "").to_numpy()
        if filled.mean() >= KEPT_UNNAMED and filled.any():
            notes.add(f"A column has no name; it is called '{column}' here.", column=column)
            continue
        dropped.append(column)
        cells += int(filled.sum())
        rows.update(lines[filled].tolist())
    if dropped:
        what = f"{plural(cells, 'cell')} stood in them ({row_list(sorted(rows))})" if cells else "they are empty"
        notes.add(f"{plural(len(dropped), 'column')} without a name left out; {what}.")
    return frame.drop(columns=dropped) if dropped else frame
