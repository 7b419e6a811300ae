"""Several files of one table: what stands in two of them counts once, and the newer file counts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from icp_core.errors import UserError
from icp_core.ingest.equal_rows import as_text, row_numbers
from icp_core.ingest.rows.shapes import Shaped, shape_of
from icp_core.ingest.rows.table import Reading, is_wide
from icp_core.results import plural

_KEYS = {  # what names a row of a table in every file; of other tables a row is repeated when all its cells are
    "customers": ("account_id",),
    "deals": ("deal_id",),
    "usage": ("account_id", "month"),
    "headcount": ("month", "function"),
}
_WHAT = {
    "account_id": "account",
    "deal_id": "deal",
    "account_id, month": "account and month",
    "month, function": "function and month",
    "account_id, start_date": "period of this account",
}
_MADE_UP = {"customers": "account_id", "deals": "deal_id"}  # keys that the import makes from the row where none is


@dataclass(frozen=True)
class Part:
    """One file of a table, read and brought into its canonical tables."""

    reading: Reading
    shaped: Shaped


def settle(readings: Sequence[Reading]) -> list[Part]:
    """Bring all files of one table into shape, the older ones without what stands in a newer one.

    Args:
        readings: The files, oldest first.

    Returns:
        The same files in the same order. What was left out of them is counted and said in each.

    Raises:
        UserError: Files of paid periods and files of months cannot be put together.
    """
    if len(readings) == 1:
        return [Part(readings[0], shape_of(readings[0]))]
    _refuse_two_shapes(readings)
    named = [_told_apart(reading) for reading in readings]
    settled: list[Part] = []
    for position in range(len(named) - 1, -1, -1):
        settled.insert(0, _settled(named[position], settled))
    return settled


def put_together(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Put the rows of several files under each other; a column that a file lacks is unknown there.

    Example:
        >>> put_together([pd.DataFrame({"a": ["x"], "n": [1.0]}), pd.DataFrame({"a": ["y"]})])["n"].tolist()
        [1.0, nan]
    """
    if len(frames) == 1:
        return frames[0]
    names = list(dict.fromkeys(str(name) for frame in frames for name in frame))
    return pd.DataFrame({name: _column([frame.get(name) for frame in frames], frames) for name in names})


def by_month(frame: pd.DataFrame) -> pd.DataFrame:
    """Add up the rows of one account and month, which two files can share where each lists other days of the month."""
    key = ["account_id", "month"]
    if not set(key) <= set(frame) or not frame.duplicated(key).any():
        return frame
    how = {str(name): "max" if name == "active" else "sum" for name in frame if name not in key}
    plain = frame.astype({"account_id": "str"} | ({"active": "boolean"} if "active" in how else {}))
    return plain.groupby(key, as_index=False).agg(how)


def _settled(older: Reading, newer: Sequence[Part]) -> Part:
    """Take out of a file what newer ones hold, then bring it into shape."""
    wide = older.table == "revenue" and is_wide(older.mapping, older.raw)
    if not wide:
        for part in newer:
            older = _without_what_newer_holds(older, part)
        return Part(older, shape_of(older))
    shaped = shape_of(older)
    for part in reversed(newer):
        older, shaped = _without_months(older, shaped, part)
    return Part(older, shaped)


def _key_of(reading: Reading) -> tuple[str, ...]:
    if reading.table == "revenue":
        return ("account_id", "start_date") if "start_date" in reading.frame else ("account_id", "month")
    return _KEYS.get(reading.table, ())


def _without_what_newer_holds(older: Reading, newer: Part) -> Reading:
    """Leave out the rows whose key, or where they have none whose every cell, stands in the newer file."""
    key = _key_of(older)
    if key:
        if _days_apart(older, newer.reading):
            return older
        frame = newer.shaped.tables.get("revenue") if older.table == "revenue" and "month" in key else None
        held = _held(older.frame, newer.reading.frame if frame is None else frame, key)
        made_up = _MADE_UP.get(older.table)
        if made_up is not None:
            alike = _alike(older, newer.reading, without=made_up)
            older = leave_out_of(older, alike & ~held, f"The row stands in {newer.reading.raw.name} too, cell by cell.")
            held = held[~(alike & ~held)]
            _say_what_is_lost(older, newer.reading, int(held.sum()))
        what = _WHAT[", ".join(key)]
        reason = f"The newer file {newer.reading.raw.name} holds this {what} too, and the newer one counts."
        return leave_out_of(older, held, reason, column=older.mapping.columns.get(key[0], ""))
    if older.table == "feedback" and not {"account_id"} <= set(older.frame) & set(newer.reading.frame):
        return older  # answers without an account may well be equal and all count
    alike = _held(older.frame, newer.reading.frame, tuple(dict.fromkeys((*older.frame, *newer.reading.frame))))
    older = leave_out_of(older, alike, f"The row stands in {newer.reading.raw.name} too, cell by cell; it counts once.")
    _say_months_in_both(older, newer.reading)
    return older


def _without_months(older: Reading, shaped: Shaped, newer: Part) -> tuple[Reading, Shaped]:
    """Take single months out of a file with a column for each month; a row without any month left is left out."""
    months = shaped.tables["revenue"]
    held = _held(months, newer.shaped.tables["revenue"], ("account_id", "month"))
    if not held.any():
        return older, shaped
    left = months[~held].reset_index(drop=True)
    name = newer.reading.raw.name
    empty = older.frame["account_id"].isin(months["account_id"]) & ~older.frame["account_id"].isin(left["account_id"])
    older.findings.note(
        f"{plural(int(held.sum()), 'amount')} of an account and month stand in the newer file {name} too, "
        "and the newer ones count."
    )
    reason = f"The newer file {name} holds every month of this row too, and the newer one counts."
    older = leave_out_of(older, empty.to_numpy(), reason, column=older.mapping.columns.get("account_id", ""))
    return older, replace(shaped, tables={**shaped.tables, "revenue": left})


def leave_out_of(reading: Reading, at: npt.NDArray[np.bool_], reason: str, *, column: str = "") -> Reading:
    """Take rows of the canonical frame out, and say so in the rejects of the file.

    Args:
        reading: The file.
        at: True where a row of ``reading.frame`` is left out.
        reason: Why, one sentence.
        column: Header of the column that tells.
    """
    if not at.any():
        return reading
    in_file = np.zeros(len(reading.raw.rows), dtype=bool)
    in_file[np.flatnonzero(reading.sieve.kept)[at]] = True
    reading.sieve.leave_out(in_file, reason, column=column)
    frame = reading.frame[~at].reset_index(drop=True)
    days = {name: values[~at].reset_index(drop=True) for name, values in reading.days.items()}
    return replace(reading, frame=frame, lines=reading.lines[~at], days=days)


def _held(older: pd.DataFrame, newer: pd.DataFrame, columns: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Return for each row of the older frame whether the newer one has a row that is equal in ``columns``."""
    return np.isin(*row_numbers(older, newer, columns))


def _alike(older: Reading, newer: Reading, *, without: str) -> npt.NDArray[np.bool_]:
    """Return which rows without a key of their own stand in the newer file too, among those without one."""
    at, there = _is_made_up(older, without), _is_made_up(newer, without)
    columns = [str(name) for name in dict.fromkeys((*older.frame, *newer.frame)) if name != without]
    alike = np.zeros(len(older.frame), dtype=bool)
    alike[at] = _held(older.frame[at], newer.frame[there], columns)
    return alike


def _is_made_up(reading: Reading, key: str) -> npt.NDArray[np.bool_]:
    """Return which rows are called by their row, as the file has no key for them."""
    made = np.array([f"row {line} of {reading.raw.name}" for line in reading.lines], dtype=object)
    return np.asarray(reading.frame[key].astype(object).to_numpy() == made)


def _told_apart(reading: Reading) -> Reading:
    """Add the name of the file to keys that were made from the row, for row 7 of another file is another deal."""
    key = _MADE_UP.get(reading.table)
    if key is None:
        return reading
    made = np.array([f"row {line}" for line in reading.lines], dtype=object)
    keys = reading.frame[key].astype(object).to_numpy()
    at = keys == made
    if not at.any():
        return reading
    told = np.where(at, made + f" of {reading.raw.name}", keys)
    return replace(reading, frame=reading.frame.assign(**{key: pd.Series(told, dtype="str")}))


def _days_apart(one: Reading, other: Reading) -> bool:
    """Whether two files list single days and share none: a month that is split between them is added up."""
    if not (_by_day(one) and _by_day(other)):
        return False
    first, second = one.days["month"].dropna(), other.days["month"].dropna()
    return bool(first.max() < second.min() or second.max() < first.min())


def _by_day(reading: Reading) -> bool:
    if "month" not in reading.days:
        return False
    days = reading.days["month"].dropna()
    day = days.dt.day.to_numpy()
    return bool((day != day[:1]).any()) and not bool(days.dt.is_month_end.all())


def _say_what_is_lost(older: Reading, newer: Reading, rows: int) -> None:
    """Warn of columns that only the older file has, where the newer row counts."""
    lost = [str(name) for name in older.frame if name not in newer.frame]
    if rows and lost:
        newer.findings.warn(
            f"{plural(rows, 'row')} of {older.raw.name} gave way to the newer ones, which have no column for "
            f"{', '.join(lost)}; there it is unknown.",
            remedy=f"Export {newer.raw.name} with these columns if they matter.",
        )


def _say_months_in_both(older: Reading, newer: Reading) -> None:
    """Warn of months of spend that stand in both files, for nobody can tell a part from a correction."""
    if older.table != "spend":
        return
    both = np.intersect1d(older.frame["month"].dropna().unique(), newer.frame["month"].dropna().unique())
    if len(both):
        months = ", ".join(f"{pd.Timestamp(month):%b %Y}" for month in both[:3]) + (
            " and more" if len(both) > 3 else ""
        )
        newer.findings.warn(
            f"{older.raw.name} and {newer.raw.name} both hold spend of {months}; what differs is added up.",
            remedy="Replace the older file if the newer one holds these months in full.",
        )


def _refuse_two_shapes(readings: Sequence[Reading]) -> None:
    """Refuse revenue as paid periods beside revenue by month; the months of a period cannot be told from the others."""
    periods = [reading for reading in readings if "start_date" in reading.frame and reading.table == "revenue"]
    if periods and len(periods) < len(readings):
        other = next(reading for reading in readings if "start_date" not in reading.frame)
        raise UserError(
            f"This file lists paid periods, and {other.raw.name} lists months; they cannot be put together.",
            "Keep one of the two.",
            file=periods[-1].raw.name,
        )


def _column(columns: Sequence[pd.Series | None], frames: Sequence[pd.DataFrame]) -> pd.Series:
    """Put one column of several files together, as text where the files do not agree what it holds."""
    known = [column for column in columns if column is not None]
    if all(isinstance(column.dtype, pd.CategoricalDtype) for column in known):
        texts = list(dict.fromkeys(text for column in known for text in column.cat.categories))
        known = [column.cat.set_categories(texts) for column in known]
    elif len({str(column.dtype) for column in known}) > 1:
        known = [as_text(column) for column in known]
    parts = iter(known)
    filled = [
        known[0].iloc[:0].reindex(range(len(frame))) if column is None else next(parts)
        for column, frame in zip(columns, frames, strict=True)
    ]
    return pd.concat(filled, ignore_index=True)
