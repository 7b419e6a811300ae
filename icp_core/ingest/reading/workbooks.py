"""From a workbook (.xlsx, .xlsm, .xlsb, .xls, .ods, or a table under such a name) to records: which sheet it is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from icp_core.errors import UserError
from icp_core.ingest.findings import row_list
from icp_core.ingest.reading.containers import refuse_swollen
from icp_core.ingest.reading.layout import find_header, looks_like_header
from icp_core.ingest.reading.records import Batch
from icp_core.ingest.reading.remarks import Remarks
from icp_core.ingest.reading.sheet_markup import WrittenSheets, is_written
from icp_core.ingest.reading.sheet_opened import OpenedSheets
from icp_core.ingest.reading.sheet_parts import SheetParts, Span
from icp_core.ingest.reading.typed import cell_text
from icp_core.results import join_words, plural

SMALLER = 10  # times as many rows in the sheet that was read, from which the other ones are notes or pivots


@dataclass(frozen=True)
class SheetRecords:
    """The rows of one sheet as text.

    Args:
        sheet: Name of the sheet.
        batches: Row numbers as Excel shows them, and the rows.
        merged: Cells of several rows that were merged into one, columns counted as in the records.
    """

    sheet: str
    batches: Iterator[Batch]
    merged: tuple[Span, ...]


@dataclass(frozen=True)
class _Candidate:
    """One sheet, and whether it looks like a table."""

    name: str
    hidden: bool
    cells: int
    header: tuple[str, ...]
    below: int
    merged: tuple[Span, ...]

    @property
    def is_table(self) -> bool:
        return len(self.header) > 1 and self.below > 0

    @property
    def rank(self) -> tuple[bool, bool, int]:
        return self.is_table and not self.hidden, self.is_table, self.cells

    @property
    def words(self) -> str:
        hidden = "hidden, " if self.hidden else ""
        return f"{self.name} ({hidden}{plural(self.below, 'row')}: {', '.join(self.header)[:80]})"


def sheet_records(data: bytes, remarks: Remarks, *, chosen: str = "") -> SheetRecords:
    """Read the sheet of a workbook that looks most like a table, formulas by their stored result.

    Args:
        data: The workbook.
        remarks: Where it is said which sheet was read, and asked if several hold a table.
        chosen: Name of the sheet that the person chose.

    Raises:
        UserError: The workbook is damaged, encrypted or empty, or covers too many cells.
    """
    refuse_swollen(data, remarks.file)
    opened = WrittenSheets(data, remarks.file) if is_written(data) else OpenedSheets(data, remarks.file)
    if isinstance(opened, WrittenSheets):
        remarks.note(f"The file is {opened.what}, whatever its name; its cells were read as it shows them.")
    candidates = [_candidate(sheet) for sheet in opened.sheets if sheet["rows"]]
    if not candidates:
        opened.close()
        raise UserError(
            "The workbook is empty.", "Save the sheet that holds the table and upload it again.", file=remarks.file
        )
    best = max(candidates, key=lambda candidate: candidate.rank)
    picked = next((candidate for candidate in candidates if candidate.name == chosen), best)
    _ask_sheet(candidates, picked, remarks, decided=picked.name == chosen)
    parts = opened.parts.get(picked.name)
    _say_parts(parts, picked.name, remarks)
    return SheetRecords(picked.name, opened.batches(picked.name), picked.merged)


def _candidate(sheet: dict[str, Any]) -> _Candidate:
    rows = [[cell_text(value) for value in row] for row in sheet["head"]]
    at = find_header(rows)
    header = tuple(cell.strip() for cell in rows[at] if cell.strip()) if looks_like_header(rows[at]) else ()
    left = sheet["left"]
    merged = tuple(((top, first - left), (bottom, last - left)) for (top, first), (bottom, last) in sheet["merged"])
    return _Candidate(
        sheet["name"],
        sheet["hidden"],
        sheet["rows"] * sheet["columns"],
        header,
        sheet["rows"] - at - 1,
        tuple(span for span in merged if span[1][0] > span[0][0]),
    )


def _ask_sheet(candidates: Sequence[_Candidate], picked: _Candidate, remarks: Remarks, *, decided: bool) -> None:
    """Say which sheet was read; ask when another one may be meant."""
    others = [candidate for candidate in candidates if candidate is not picked]
    if not others and not picked.hidden:
        return
    hidden = ", which is hidden there" if picked.hidden else ""
    remarks.note(f"Sheet '{picked.name}'{hidden} was read; the workbook holds {plural(len(candidates), 'sheet')}.")
    if decided or any(candidate.is_table for candidate in others):
        remarks.ask(
            "sheet",
            "The workbook has several sheets and one table is read from it. Which sheet holds it? To read several "
            "sheets, save each as a file of its own.",
            {candidate.name: candidate.words for candidate in candidates},
            chosen=picked.name,
            decided=decided,
            urgent=any(one.is_table and not one.hidden and one.below * SMALLER > picked.below for one in others),
        )


def _say_parts(parts: SheetParts | None, sheet: str, remarks: Remarks) -> None:
    """Say what the values alone do not show."""
    if parts is None:
        return
    if parts.without_result:
        remarks.warn(
            f"{plural(len(parts.without_result), 'formula')} in sheet '{sheet}' (for example in "
            f"{join_words(parts.without_result[:3])}) came without a result, so the cells are empty.",
            "Open the workbook in Excel, save it and upload it again: then the results are stored.",
        )
    if parts.errors:
        remarks.warn(
            f"{plural(len(parts.errors), 'cell')} in sheet '{sheet}' (for example {join_words(parts.errors[:3])}) "
            "held an error such as #N/A; they count as empty.",
            "Correct the formulas if these cells matter.",
        )
    hidden = [
        plural(count, what) for count, what in ((parts.hidden_rows, "row"), (parts.hidden_columns, "column")) if count
    ]
    if hidden:
        remarks.note(f"Hidden in the workbook, but read too: {join_words(hidden)} of sheet '{sheet}'.")


def filled_merged(
    batches: Iterator[Batch], merged: Sequence[Span], header_row: int, remarks: Remarks
) -> Iterator[Batch]:
    """Give every row of merged cells the value that Excel shows over all of them; below the header only.

    Args:
        batches: Rows below the header.
        merged: First and last cell of each merge of several rows, counted from 0.
        header_row: Row of the header, counted from 1.
        remarks: Where it is said.
    """
    spans = [span for span in merged if span[0][0] >= header_row]
    if not spans:
        return batches
    rows = [first[0] + 1 for first, _ in spans]
    remarks.note(f"Cells merged over several rows ({row_list(rows)}) were read as if each row held their value.")
    return _filled(batches, spans)


def _filled(batches: Iterator[Batch], spans: Sequence[Span]) -> Iterator[Batch]:
    starts: dict[int, list[tuple[int, int]]] = {}
    for first, last in spans:
        starts.setdefault(first[0] + 1, []).append((last[0] + 1, first[1]))
    running: dict[int, tuple[int, str]] = {}
    for numbers, records in batches:
        for number, record in zip(numbers.tolist(), records, strict=True):
            for column, (last_row, text) in list(running.items()):
                if number > last_row:
                    del running[column]
                elif not record[column]:
                    record[column] = text
            for last_row, column in starts.get(number, ()):
                if 0 <= column < len(record):
                    running[column] = last_row, record[column]
        yield numbers, records
