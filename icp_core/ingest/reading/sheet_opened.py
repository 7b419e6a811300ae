"""A workbook that another process has opened, and the sentences for one that cannot be opened."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Timer
from typing import Any

import numpy as np

from icp_core.errors import UserError
from icp_core.ingest.reading import sheet_process
from icp_core.ingest.reading.containers import DAMAGE, LOCKED
from icp_core.ingest.reading.records import Batch
from icp_core.ingest.reading.sheet_ods import is_ods, ods_parts
from icp_core.ingest.reading.sheet_parts import SheetParts, Span, sheet_parts
from icp_core.ingest.reading.typed import cell_text

LONGEST_OPENING = 180  # seconds; the largest workbook that Excel saves opens in less
LONGEST_ENDING = 30  # seconds


class OpenedSheets:
    """A workbook that another process has opened.

    Args:
        data: The workbook.
        file: Its name, for messages.
    """

    def __init__(self, data: bytes, file: str) -> None:
        self._file = file
        self.parts = _parts(data, file)
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
        if isinstance(first, str):
            self.close()
            raise _REFUSALS[first](file)
        self.sheets: list[dict[str, Any]] = [
            sheet | {"merged": sheet["merged"] or self._merged(sheet["name"])} for sheet in first
        ]

    def batches(self, sheet: str) -> Iterator[Batch]:
        """Yield the rows of a sheet with the numbers that Excel shows."""
        try:
            self._send(json.dumps(sheet).encode() + b"\n")
            while batch := self._line():
                numbers, rows = batch
                yield np.array(numbers, dtype=np.int64), [[cell_text(value) for value in row] for row in rows]
        finally:
            self.close()

    def _merged(self, sheet: str) -> list[Span]:
        return self.parts[sheet].merged if sheet in self.parts else []

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
        return _too_large(self._file)


def _parts(data: bytes, file: str) -> dict[str, SheetParts]:
    try:
        return ods_parts(data) if is_ods(data) else sheet_parts(data)
    except (*DAMAGE, *LOCKED) as error:
        raise _damaged(file) from error


def _damaged(file: str) -> UserError:
    return UserError(
        "The workbook cannot be read; it is damaged, or no workbook at all.",
        "Open it in Excel and save it as .xlsx, or as CSV (UTF-8).",
        file=file,
        found="damaged data",
    )


def _too_large(file: str) -> UserError:
    return UserError(
        "The workbook takes too much memory: a cell far away from the table makes it enormous, or it is damaged.",
        "Delete the empty rows and columns around the table and save it again, or save the sheet as CSV (UTF-8).",
        file=file,
    )


def _locked(file: str) -> UserError:
    return UserError(
        "The workbook is protected by a password, so nothing in it can be read.",
        "Open it, remove the password (in Excel: File, Info, Protect Workbook, Encrypt with Password), save it and "
        "upload it again.",
        file=file,
    )


_REFUSALS = {
    sheet_process.LOCKED: _locked,
    sheet_process.TOO_LARGE: _too_large,
    sheet_process.DAMAGED: _damaged,
}
