"""The header of a table: its row, its two rows, or none; and what stands above it."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from icp_core.errors import UserError
from icp_core.ingest.findings import row_list
from icp_core.ingest.forms import Lines
from icp_core.ingest.matching.headers import Headers, name_columns
from icp_core.ingest.reading.layout import find_header, looks_like_header
from icp_core.ingest.reading.remarks import Remarks
from icp_core.ingest.values.literals import is_month_name, looks_like_data

HEAD = 60  # records in which the header is looked for
NONE = "none"  # the answer for a file whose first row is data
OFFERED = 4  # rows that are offered as the header
SHOWN = 90  # characters of a row that are shown

_YEAR = re.compile(r"(19|20)\d\d")


@dataclass(frozen=True)
class Head:
    """The names of the columns and where the data begin.

    Args:
        names: One name a column.
        cells: The header as it stands in the file; as the names where there is none.
        line: Line of the header; 0 when there is none.
        first: Place of the first data row among the records.
    """

    names: Headers
    cells: tuple[str, ...]
    line: int
    first: int

    @property
    def needed(self) -> int:
        """Cells up to the last column that has a name."""
        named = set(range(len(self.cells))) - set(self.names.unnamed)
        return 1 + max(named, default=len(self.cells) - 1)


@dataclass(frozen=True)
class _Choice:
    """One way to read the head: which records hold the names."""

    at: tuple[int, ...]
    cells: tuple[str, ...]


def find_head(lines: Lines, records: Sequence[Sequence[str]], remarks: Remarks, *, chosen: str = "") -> Head:
    """Find the header among the first records, say what was assumed, and ask where it is in doubt.

    Args:
        lines: Line of each record.
        records: The first records of the file.
        remarks: Where it is said and asked.
        chosen: What the person chose: a row number, two joined by ``+``, or ``none``.

    Raises:
        UserError: All records are blank, or there is none.

    Example:
        >>> import numpy as np
        >>> find_head(np.array([1, 2]), [["id", "name"], ["1", "Ann"]], Remarks("a.csv")).names.names
        ('id', 'name')
    """
    above = next((at for at, row in enumerate(records) if _filled(row)), None)  # blank rows above everything
    if above is None:
        raise UserError("The file has no rows.", "Export it again and check that it holds rows.", file=remarks.file)
    rows, numbers = records[above : above + HEAD], [int(line) for line in lines[above : above + HEAD]]
    assumed = _assumed(numbers, rows)
    choices = _choices(numbers, rows, assumed)
    picked = choices.get(chosen) or _other_row(numbers, rows, chosen) or assumed
    key = "+".join(str(numbers[at]) for at in picked.at) or NONE
    doubtful = len(choices) > 1 or chosen == key
    if doubtful:
        _ask(choices | {key: picked}, key, rows, remarks, decided=chosen == key)
    if not picked.at:
        return Head(Headers(picked.cells, (), ()), picked.cells, 0, above)
    named = name_columns(picked.cells)
    for sentence in named.notes:
        remarks.note(sentence)
    first, last = picked.at[0], picked.at[-1]
    _say_titles(numbers[:first], rows[:first], remarks)
    if len(picked.at) > 1:
        example = next(
            (name for name, low in zip(named.names, rows[last], strict=False) if low.strip() and name != low), ""
        )
        remarks.note(
            f"The header stands in rows {numbers[first]} and {numbers[last]}; they were put together"
            f"{f' (for example {example!r})' if example else ''}.",
            row=numbers[first],
        )
    return Head(named, picked.cells, numbers[first], above + last + 1)


def _assumed(numbers: Sequence[int], rows: Sequence[Sequence[str]]) -> _Choice:
    """Choose as safely as can be without the person."""
    at = find_header(rows)
    for upper in (at, at - 1):
        if 0 <= upper < len(rows) - 2 and numbers[upper + 1] == numbers[upper] + 1:
            joined = _joined(rows[upper], rows[upper + 1], rows[upper + 2 :])
            if joined:
                return _Choice((upper, upper + 1), joined)
    return _Choice((at,), tuple(rows[at])) if looks_like_header(rows[at]) else _nameless(rows)


def _choices(numbers: Sequence[int], rows: Sequence[Sequence[str]], assumed: _Choice) -> dict[str, _Choice]:
    """Return the ways in which the head may be meant; only the assumed one where there is no doubt."""
    key = "+".join(str(numbers[at]) for at in assumed.at) or NONE
    choices = {key: assumed}
    if len(assumed.at) == 1:
        above = assumed.at[0] - 1
        if above < 0 or _filled(rows[above]) < 2 or rows[above][0].lstrip().startswith("#"):
            return choices
        choices[str(numbers[above])] = _Choice((above,), tuple(rows[above]))
    else:
        filled = [at for at, row in enumerate(rows) if _filled(row) > 1][:OFFERED]
        choices |= {str(numbers[at]): _Choice((at,), tuple(rows[at])) for at in assumed.at or filled}
    return choices | {NONE: _nameless(rows)}


def _other_row(numbers: Sequence[int], rows: Sequence[Sequence[str]], chosen: str) -> _Choice | None:
    """Return what the person chose although it was not offered: a filled row, or no header at all."""
    if chosen == NONE:
        return _nameless(rows)
    if chosen.isascii() and chosen.isdigit() and int(chosen) in numbers:
        at = numbers.index(int(chosen))
        return _Choice((at,), tuple(rows[at])) if _filled(rows[at]) else None
    return None


def _nameless(rows: Sequence[Sequence[str]]) -> _Choice:
    width = Counter(len(row) for row in rows if _filled(row)).most_common(1)[0][0]
    return _Choice((), tuple(f"column_{position + 1}" for position in range(width)))


def _joined(upper: Sequence[str], lower: Sequence[str], below: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Put two rows of a header together; empty when they are not two rows of one header.

    The upper row names groups (``Revenue`` over ``2023`` and ``2024``), the lower one their columns. It is one header
    when the lower row fills every gap of the upper one and leaves the first column to it, or when the lower row alone
    has names that stand there twice; and numbers or dates stand below the names.
    """
    if len(upper) != len(lower) or not (_may_be_names(upper) and _may_be_names(lower)):
        return ()
    up, low = [cell.strip() for cell in upper], [cell.strip() for cell in lower]
    gaps = [position for position, cell in enumerate(up) if not cell]
    if len(gaps) == len(up) - 1 and up[0] and len(up[0].split()) > 1:
        return ()  # the title of a report whose first column has no name
    named = [cell.casefold() for cell in low]
    repeated = {name for name in named if name and named.count(name) > 1}
    if repeated and all(low):
        telling = [position for position, name in enumerate(named) if name in repeated]
    elif up[0] and not low[0] and all(low[position] for position in gaps):
        starts = {position - 1 for position in gaps}
        telling = (
            gaps if all(position in starts or not low[position] for position in set(range(len(up))) - {*gaps}) else []
        )
    else:
        return ()
    if not gaps or not any(looks_like_data(row[at]) for row in below for at in telling if at < len(row)):
        return ()
    joined, group = [], ""
    for name, cell in zip(low, up, strict=True):
        group = cell or group
        alone = not name or (repeated and name.casefold() not in repeated)
        joined.append((name or cell) if alone else f"{group} {name}".strip())
    return tuple(joined) if len({name.casefold() for name in joined}) == len(joined) else ()


def _may_be_names(record: Sequence[str]) -> bool:
    """Whether every cell of a row may be a name: words, years and months, no amounts."""
    cells = [cell.strip() for cell in record if cell.strip()]
    return bool(cells) and all(
        _YEAR.fullmatch(cell) or is_month_name(cell) or not looks_like_data(cell) for cell in cells
    )


def _ask(
    choices: dict[str, _Choice], key: str, rows: Sequence[Sequence[str]], remarks: Remarks, *, decided: bool
) -> None:
    words = {
        name: f"Row {name.replace('+', ' and ')}: {_shown(choice.cells)}"
        if choice.at
        else f"No row; the columns are called {_shown(choice.cells[:3])} and so on"
        for name, choice in choices.items()
    }
    first = next(row for row in rows if _filled(row))
    if key == NONE and not decided:
        sentence = (
            "The first row looks like data, not like the names of the columns; it was read as data. Choose the row of "
            "the names, or add a row with the names (for example account_id, industry, start_date) and upload it again."
        )
    else:
        sentence = "Which row holds the names of the columns?"
    remarks.ask("header", sentence, words, chosen=key, decided=decided, examples=(_shown(first),), urgent=key == NONE)
    if key == NONE:
        remarks.warn(
            f"The file has no row with the names of the columns; they are called {_shown(choices[key].cells[:3])} and "
            "so on.",
            "Map the columns by what stands in them, or add a row with their names.",
            row=None,
        )


def _say_titles(numbers: Sequence[int], rows: Sequence[Sequence[str]], remarks: Remarks) -> None:
    """Say which rows above the header were passed over."""
    filled = [(number, row) for number, row in zip(numbers, rows, strict=True) if _filled(row)]
    if filled:
        first = " ".join(cell for cell in filled[0][1] if cell.strip())[:60]
        where = row_list([number for number, _ in filled])
        remarks.note(
            f"Text above the header ({where}) is no part of the table; it begins with '{first}'.", row=filled[0][0]
        )


def _shown(cells: Sequence[str]) -> str:
    text = ", ".join(" ".join(cell.split()) for cell in cells if cell.strip())
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"


def _filled(record: Sequence[str]) -> int:
    return sum(1 for cell in record if cell.strip())
