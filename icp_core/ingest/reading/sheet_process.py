"""Opens a workbook in a process of its own: a damaged one can take all memory, and must not take the application along.

It is started by its path and imports nothing of this package, so that it starts in a moment. On its standard input it
is given the length of the workbook, the workbook, and then the name of a sheet; on its standard output it writes one
line of JSON for all sheets (or the reason why there are none), and after the name a line for each batch of rows, with
their numbers, and an empty one at the end.
"""

import io
import itertools
import json
import re
import sys
import tempfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

HEAD = 60  # rows of each sheet that are shown before one is chosen
MOST_MEMORY = 4 << 30  # bytes; a full sheet of 50 columns takes less
BATCH = 5_000  # rows of one line
LONGEST_BLANK = 100  # blank rows that follow each other; of a longer run, which is formatting, the rest is skipped
LOCKED, TOO_LARGE, DAMAGED = "locked", "too large", "damaged"  # what is written instead of the sheets

_DURATION = re.compile(r"PT(\d+)H(\d\d)M(\d\d)(?:\.\d+)?S")
_SIMPLE = frozenset({str, float, bool, int})


def main() -> None:
    """Answer one caller."""
    _limit_memory()
    source = sys.stdin.buffer
    data = source.read(int(source.readline()))
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    except CalamineError:
        _write(_why_not(data))
        return
    sheets = {}
    seen = []
    for about in workbook.sheets_metadata:
        if about.typ != SheetTypeEnum.WorkSheet:
            continue
        sheet = sheets[about.name] = workbook.get_sheet_by_name(about.name)
        top, left = sheet.start or (0, 0)
        seen.append(
            {
                "name": about.name,
                "hidden": about.visible != SheetVisibleEnum.Visible,
                "rows": top + sheet.height if sheet.start else 0,
                "columns": sheet.width,
                "left": left,
                "merged": sheet.merged_cell_ranges or [],
                "head": [_plain_row(row) for row in itertools.islice(sheet.iter_rows(), top + HEAD)],
            }
        )
    _write(seen)
    sys.stdout.flush()
    chosen = json.loads(source.readline())
    rows = filled_rows(_plain_row(row) for row in sheets[chosen].iter_rows())
    if b"opendocument" in data[:200]:
        rows = ((number, [duration(value) for value in row]) for number, row in rows)
    while batch := list(itertools.islice(rows, BATCH)):
        _write(list(zip(*batch, strict=True)))
    _write([])


def filled_rows(rows: Iterator[list[Any]]) -> Iterator[tuple[int, list[Any]]]:
    """Number rows from 1 and skip what goes on blank for long: a sheet may be formatted down to its millionth row."""
    blank = 0
    for number, row in enumerate(rows, start=1):
        blank = 0 if any(cell != "" for cell in row) else blank + 1
        if blank <= LONGEST_BLANK:
            yield number, row


def _why_not(data: bytes) -> str:
    """Tell why a workbook cannot be opened; only the reader of a kind that the name tells says more than "damaged"."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    for ending in (".xlsx", ".xlsb", ".ods", ".xls"):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"book{ending}"
            path.write_bytes(data)
            try:
                CalamineWorkbook.from_path(str(path))
            except PasswordError:
                return LOCKED
            except CalamineError as error:
                if "limit exceeded" in str(error):
                    return TOO_LARGE
    return DAMAGED


def _plain_row(row: list[Any]) -> list[Any]:
    return [value if type(value) in _SIMPLE else plain(value) for value in row]


def duration(value: Any) -> Any:
    """Write a duration of an .ods workbook as other workbooks show it.

    Example:
        >>> [duration(value) for value in ("PT26H00M00S", "PTO", 1.5)]
        ['26:00:00', 'PTO', 1.5]
    """
    found = _DURATION.fullmatch(value) if isinstance(value, str) and value.startswith("PT") else None
    return f"{int(found[1])}:{found[2]}:{found[3]}" if found else value


def plain(value: Any) -> Any:
    """Write days and times as text; texts, numbers and yes or no stay as they are.

    Example:
        >>> plain(datetime(2024, 1, 31)), plain(datetime(2024, 1, 31, 9, 30)), plain(timedelta(hours=26)), plain(1.5)
        ('2024-01-31', '2024-01-31 09:30:00', '26:00:00', 1.5)
    """
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("seconds")
    if isinstance(value, timedelta):
        seconds = int(abs(value).total_seconds())
        sign = "-" if value < timedelta() else ""
        return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return value


def _write(value: Any) -> None:
    sys.stdout.write(json.dumps(value) + "\n")


def _limit_memory() -> None:
    """Set a limit where the system knows limits; Windows does not."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a process that ends at its limit leaves no file behind


if __name__ == "__main__":
    main()
