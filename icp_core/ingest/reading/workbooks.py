"""From a workbook (.xlsx, .xlsm, .xlsb, .xls, .ods) to records: which sheet, and what its cells say."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import Any

import numpy as np

from icp_core.errors import UserError
from icp_core.ingest.findings import row_list
from icp_core.ingest.reading import sheet_process
from icp_core.ingest.reading.containers import DAMAGE, LOCKED, refuse_swollen
from icp_core.ingest.reading.layout import find_header, looks_like_header
from icp_core.ingest.reading.records import Batch
from icp_core.ingest.reading.remarks import Remarks
from icp_core.ingest.reading.sheet_parts import SheetParts, sheet_parts
from icp_core.ingest.reading.typed import cell_text
from icp_core.results import join_words, plural

LONGEST_OPENING = 180  # seconds; the largest workbook that Excel saves opens in less

LONGEST_ENDING = 30  # seconds

Span = tuple[tuple[int, int], tuple[int, int]]  # first and last cell of merged cells, each as (row, column) from 0


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
    parts = _parts(data, remarks.file)
    opened = _Opened(data, remarks.file)
    candidates = [_candidate(sheet) for sheet in opened.sheets if sheet["rows"]]
    if not candidates:
        opened.close()
        raise UserError(
            "The workbook is empty.", "Save the sheet that holds the table and upload it again.", file=remarks.file
        )
    best = max(candidates, key=lambda candidate: candidate.rank)
    picked = next((candidate for candidate in candidates if candidate.name == chosen), best)
    _ask_sheet(candidates, picked, remarks, decided=picked.name == chosen)
    _say_parts(parts.get(picked.name), picked.name, remarks)
    return SheetRecords(picked.name, opened.batches(picked.name), picked.merged)


class _Opened:
    """A workbook that another process has opened.

    Args:
        data: The workbook.
        file: Its name, for messages.
    """

    def __init__(self, data: bytes, file: str) -> None:
        self._file = file
        self._process = subprocess.Popen(  # noqa: S603 (a fixed program; the workbook is only its input)
            [sys.executable, "-I", str(Path(sheet_process.__file__))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        alarm = Timer(LONGEST_OPENING, self._process.kill)
        alarm.start()
        try:
            self._send(f"{len(data)}\n".encode() + data)
            first = self._line()
        finally:
            alarm.cancel()
        if first == sheet_process.LOCKED:
            self.close()
            raise UserError(
                "The workbook needs a password.", "Save it without a password and upload it again.", file=file
            )
        self.sheets: list[dict[str, Any]] = first

    def batches(self, sheet: str) -> Iterator[Batch]:
        """Yield the rows of a sheet with the numbers that Excel shows."""
        try:
            self._send(json.dumps(sheet).encode() + b"\n")
            rows = next(found["rows"] for found in self.sheets if found["name"] == sheet)
            for start in range(1, rows + 1, sheet_process.BATCH):
                records = [[cell_text(value) for value in row] for row in self._line()]
                yield np.arange(start, start + len(records), dtype=np.int64), records
        finally:
            self.close()

    def close(self) -> None:
        """End the other process."""
        self._process.kill()
        self._process.communicate()

    def _send(self, message: bytes) -> None:
        try:
            self._process.stdin.write(message)  # type: ignore[union-attr]
            self._process.stdin.flush()  # type: ignore[union-attr]
        except OSError as error:
            raise self._damaged() from error

    def _line(self) -> Any:
        line = self._process.stdout.readline()  # type: ignore[union-attr]
        if not line.endswith(b"\n"):
            raise self._damaged()
        return json.loads(line)

    def _damaged(self) -> UserError:
        """Say why the other process ended: at the limit of its memory, or because it cannot read the workbook."""
        self._process.wait(LONGEST_ENDING)
        if self._process.returncode != -signal.SIGABRT:
            self.close()
            return _damaged(self._file)
        self.close()
        return UserError(
            "The workbook takes too much memory: a cell far away from the table makes it enormous, or it is damaged.",
            "Delete the empty rows and columns around the table and save it again, or save the sheet as CSV (UTF-8).",
            file=self._file,
        )


def _parts(data: bytes, file: str) -> dict[str, SheetParts]:
    try:
        return sheet_parts(data)
    except (*DAMAGE, *LOCKED) as error:
        raise _damaged(file) from error


def _damaged(file: str) -> UserError:
    return UserError(
        "The workbook cannot be read; it is damaged, or no workbook at all.",
        "Open it in Excel and save it as .xlsx, or as CSV (UTF-8).",
        file=file,
        found="damaged data",
    )


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
    hidden = ", which is hidden in Excel" if picked.hidden else ""
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
    if parts.hidden_rows:
        remarks.note(f"Hidden in Excel, but read too: {plural(parts.hidden_rows, 'row')} of sheet '{sheet}'.")


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
