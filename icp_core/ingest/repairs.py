"""Mended rejects: rows that a person corrected in a spreadsheet or in the page take the place of the bad ones."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from icp_core.errors import UserError
from icp_core.ingest.forms import Lines, RawTable
from icp_core.ingest.rows.sieve import BECAME, MORE, REASON, ROW
from icp_core.results import join_words
from icp_core.results.spreadsheets import MARK, looks_like_formula

_ADDED = (ROW, BECAME, REASON)  # columns that the rejects have beside those of the file


@dataclass(frozen=True)
class Repair:
    """The rows of one repaired list of rejects.

    Args:
        name: Name of the list as the person knows it.
        rows: Row number in the file that is mended, to its cells by header.
        unread: Row numbers of the list itself that name no row, or one named before.
    """

    name: str
    rows: Mapping[int, Mapping[str, str]]
    unread: tuple[int, ...] = ()


@dataclass(frozen=True)
class Mended:
    """A file with its mended rows in place.

    Args:
        raw: The file as text.
        lines: Rows whose cells changed.
        strange: Rows of the repair that are not among the rejects; they were not touched.
    """

    raw: RawTable
    lines: frozenset[int]
    strange: tuple[int, ...]


def is_repair(header: Iterable[str]) -> bool:
    """Whether a file is a list of rejects, as the import writes them.

    Example:
        >>> is_repair(["row", "became", "reason", "Deal ID", "Stage"]), is_repair(["Deal ID", "Stage", "reason"])
        (True, False)
    """
    return set(_ADDED) <= {name.strip().casefold() for name in header}


def reject_headers(header: Sequence[str]) -> list[str]:
    """Name the columns of a file in its list of rejects, beside the row, what became of it and why.

    Example:
        >>> reject_headers(["id", "row"])
        ['id', 'row (in the file)']
    """
    return [f"{name} (in the file)" if name in _ADDED else name for name in header]


def read_repair(repair: RawTable, header: Sequence[str]) -> Repair:
    """Read a list of rejects as rows of the file whose headers are ``header``.

    Raises:
        UserError: The list has columns that the file does not have, or none of its columns.
    """
    own = {name.strip().casefold(): name for name in repair.header}
    wanted = {shown.strip().casefold(): name for shown, name in zip(reject_headers(header), header, strict=True)}
    wanted[MORE] = MORE
    strange = [name for key, name in own.items() if key not in wanted and key not in _ADDED]
    if strange or not set(own) & set(wanted):
        raise UserError(
            "The columns of these mended rows are not those of the file they come from.",
            "Download the rejected rows again and change only their cells.",
            file=repair.name,
            found=join_words(strange or repair.header)[:200],
        )
    cells = {wanted[key]: repair.rows[name].astype("str").tolist() for key, name in own.items() if key in wanted}
    rows: dict[int, dict[str, str]] = {}
    unread = [row.line for row in repair.set_aside if "".join(row.cells).strip()]
    numbers = repair.rows[own[ROW]].astype("str").str.strip()
    for position, (line, number) in enumerate(zip(repair.lines.tolist(), numbers, strict=True)):
        plain = number.removesuffix(".0").replace(",", "")
        if not plain.isdecimal() or int(plain) in rows:
            unread.append(line)
        else:
            rows[int(plain)] = {name: column[position] for name, column in cells.items()}
    return Repair(repair.name, rows, tuple(sorted(unread)))


def file_of_repair(repair: RawTable, files: Sequence[RawTable]) -> int:
    """Find the file that a list of rejects was made from: the one with its columns, and of several the most alike.

    Args:
        repair: The list, mended.
        files: The files it may come from.

    Returns:
        Position in ``files``.

    Raises:
        UserError: It comes from none of them, or it cannot be told from which.
    """
    alike: list[tuple[float, int]] = []
    for position, raw in enumerate(files):
        try:
            read = read_repair(repair, raw.header)
        except UserError:
            continue
        alike.append((_likeness(raw, read), position))
    alike = sorted((found for found in alike if found[0] > 0), reverse=True)
    if not alike:
        raise UserError(
            "These look like mended rows (they have the columns row, became and reason), but they come from none of "
            "the files that are here.",
            "Give the file that they were rejected from too, and leave the row numbers and the names of the columns "
            "as they were.",
            file=repair.name,
        )
    if len(alike) > 1 and alike[0][0] == alike[1][0]:
        raise UserError(
            f"These mended rows fit {files[alike[0][1]].name} and {files[alike[1][1]].name} equally.",
            "Mend the rows in the page, or remove one of the two files.",
            file=repair.name,
        )
    return alike[0][1]


def mend(raw: RawTable, repair: Repair, rejected: frozenset[int], original: RawTable) -> Mended:
    """Put mended rows into the place of rejected ones; a row that was not changed stays as it was.

    Args:
        raw: The file as text, with what earlier repairs made of it.
        repair: What was mended.
        rejected: Row numbers that are in the file's rejects; no other row is ever changed.
        original: The file as it was handed over; a row of the repair that is equal to it was not changed.
    """
    first = _Rows(original, repair.rows)
    places = _places(raw.lines, repair.rows)
    changed: dict[int, dict[str, str]] = {}
    back: dict[int, dict[str, str]] = {}
    strange: list[int] = []
    for line, cells in repair.rows.items():
        before = first.cells(line)
        mended = {name: _restored(cell, (before or {}).get(name, "")) for name, cell in cells.items()}
        if before is not None and all(cell == before.get(name, "") for name, cell in mended.items()):
            continue
        if before is None or line not in rejected:
            strange.append(line)
        elif line in places:
            changed[places[line]] = {name: mended[name] for name in raw.header if name in mended}
        elif not mended.get(MORE, "").strip():
            back[line] = {name: mended.get(name, before.get(name, "")) for name in raw.header}
    rows, lines = _with_rows(_with_cells(raw.rows, changed), raw.lines, back)
    left = tuple(row for row in raw.set_aside if row.line not in back)
    taken = frozenset([*back, *(int(raw.lines[place]) for place in changed)])
    return Mended(replace(raw, rows=rows, lines=lines, set_aside=left), taken, tuple(strange))


def _likeness(raw: RawTable, repair: Repair) -> float:
    """Return the share of cells in which a list of rejects agrees with the rows of a file."""
    rows = _Rows(raw, repair.rows)
    same = total = 0
    for line, cells in repair.rows.items():
        before = rows.cells(line)
        total += max(1, len(cells))
        if before is not None:
            same += sum(_restored(cell, before.get(name, "")) == before.get(name, "") for name, cell in cells.items())
    return same / total if total else 0.0


class _Rows:
    """Some rows of a file, by their number, whether they are among its rows or set aside."""

    def __init__(self, raw: RawTable, wanted: Iterable[int]) -> None:
        self._raw = raw
        places = _places(raw.lines, wanted)
        cells = raw.rows.iloc[list(places.values())].astype("str").to_dict("records")
        self._rows = {
            line: {str(name): cell for name, cell in row.items()} for line, row in zip(places, cells, strict=True)
        }
        self._aside = {row.line: row for row in raw.set_aside}

    def cells(self, line: int) -> dict[str, str] | None:
        """Return the cells of one row as they stand in the file; None when the file has no such row."""
        header = self._raw.header
        if line in self._rows:
            return self._rows[line]
        if line not in self._aside:
            return None
        cells = self._aside[line].cells
        more = cells[len(header) :]
        return dict(zip(header, cells, strict=False)) | ({MORE: self._raw.delimiter.join(more)} if more else {})


def _places(lines: Lines, wanted: Iterable[int]) -> dict[int, int]:
    """Return for each row number that a file has its position among the rows."""
    numbers = np.fromiter(wanted, dtype=np.int64)
    order = np.argsort(lines, kind="stable")
    at = np.searchsorted(lines, numbers, sorter=order)
    inside = at < len(lines)
    found = order[at[inside]]
    here = lines[found] == numbers[inside]
    return dict(zip(numbers[inside][here].tolist(), found[here].tolist(), strict=True))


def _restored(cell: str, before: str) -> str:
    """Return a cell as it was meant: a spreadsheet's marks, line ends and lost leading zeros are no change."""
    plain = cell[1:] if cell.startswith(MARK) and looks_like_formula(cell[1:]) else cell
    told = plain.replace("\r\n", "\n").strip()
    meant = before.replace("\r\n", "\n").strip()
    zeros_lost = meant[:1] == "0" and told.isdecimal() and meant.lstrip("0") == told
    return before if told == meant or zeros_lost else plain


def _with_cells(rows: pd.DataFrame, changed: Mapping[int, Mapping[str, str]]) -> pd.DataFrame:
    """Return the rows with some cells replaced."""
    if not changed:
        return rows
    columns = {}
    for name in dict.fromkeys(name for cells in changed.values() for name in cells):
        column = rows[name]
        values = {place: cells[name] for place, cells in changed.items() if name in cells}
        if isinstance(column.dtype, pd.CategoricalDtype):
            known = set(column.cat.categories)
            column = column.cat.add_categories([text for text in dict.fromkeys(values.values()) if text not in known])
        column = column.copy()
        column.iloc[list(values)] = list(values.values())
        columns[str(name)] = column
    return rows.assign(**columns)


def _with_rows(rows: pd.DataFrame, lines: Lines, back: Mapping[int, Mapping[str, str]]) -> tuple[pd.DataFrame, Lines]:
    """Return the rows with others that were set aside, in the order of the file."""
    if not back:
        return rows, lines
    more = pd.DataFrame(list(back.values()), columns=rows.columns, dtype="str")
    columns = {}
    for name in rows.columns:
        column = rows[name]
        if isinstance(column.dtype, pd.CategoricalDtype):
            known = set(column.cat.categories)
            column = column.cat.add_categories([text for text in more[name].unique() if text not in known])
            both = pd.concat([column, more[name].astype(column.dtype)], ignore_index=True)
        else:
            both = pd.concat([column, more[name]], ignore_index=True)
        columns[name] = both
    together = np.concatenate([lines, np.fromiter(back, dtype=np.int64)])
    order = np.argsort(together, kind="stable")
    return pd.DataFrame(columns).iloc[order].reset_index(drop=True), together[order]
