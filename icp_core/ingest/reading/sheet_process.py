"""Opens a workbook in a process of its own: a damaged one can take all memory, and must not take the application along.

It is started by its path and imports nothing of this package, so that it starts in a moment. On its standard input it
is given the length of the workbook, the workbook, and then the name of a sheet; on its standard output it writes one
line of JSON for all sheets, and after the name a line for each batch of rows.
"""

import io
import itertools
import json
import sys
from datetime import date, datetime, time, timedelta
from typing import Any

HEAD = 60  # rows of each sheet that are shown before one is chosen
MOST_MEMORY = 4 << 30  # bytes; a full sheet of 50 columns takes less
BATCH = 5_000  # rows of one line
LOCKED = "locked"  # what is written instead of the sheets of a workbook with a password

_SIMPLE = frozenset({str, float, bool, int})


def main() -> None:
    """Answer one caller."""
    _limit_memory()
    source = sys.stdin.buffer
    data = source.read(int(source.readline()))
    from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    except PasswordError:
        _write(LOCKED)
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
    rows = sheets[chosen].iter_rows()
    while batch := [_plain_row(row) for row in itertools.islice(rows, BATCH)]:
        _write(batch)


def _plain_row(row: list[Any]) -> list[Any]:
    return [value if type(value) in _SIMPLE else plain(value) for value in row]


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
