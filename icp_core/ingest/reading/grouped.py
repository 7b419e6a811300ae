"""Reports in groups: a name that stands once above its rows, and rows that count or add up each group."""

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from icp_core.ingest.forms import Mask
from icp_core.ingest.reading.pile import Rows
from icp_core.ingest.reading.remarks import Remarks
from icp_core.ingest.reading.trimming import without_footer
from icp_core.ingest.values.literals import looks_like_data
from icp_core.results import join_words

DEEPEST = 4  # columns from the left in which a report names its groups; Salesforce groups rows by three at most
LOOKED_AT = 2_000  # rows at the top in which a sum of a group is looked for
MOST_FILLED = 0.5  # share of the cells that the sum of a group fills at most; the others are empty

_SUM = re.compile(
    r"(sub[\s-]?totals?|zwischensumme|sous[\s-]?total|subtotale?|mezisoučet)\s*([(:].*)?|totals?\s+(for|of)\s+\S.*",
    re.I,
)
_MORE = re.compile(
    r"(grand\s+)?totals?\s*([(:].*)?|count|record count|sum|average|avg|min|max|gesamt(summe)?|summe|anzahl", re.I
)
_MONEY = re.compile(r"\(?-?\s*(?:[A-Z]{3}|[^\w\s.,()-]{1,3})?\s*-?\d[\d\s.,' ]*\s*(?:[A-Z]{3}|[^\w\s.,()]{1,3})?\)?")


def without_groups(rows: Rows, names: Sequence[str], remarks: Remarks) -> Rows:
    """Take the sums of groups out of a report and write the name of each group into its rows.

    Salesforce and QuickBooks print the name once, in the first row of the group or in a row of its own, and a sum below
    the group. Only a file with such sums is touched, and names are written down only where every name is the first of
    its group.

    Args:
        rows: The rows below the header.
        names: The names of the columns.
        remarks: Where it is said.
    """
    width = rows.frame.shape[1]
    first = rows.frame.iloc[:LOOKED_AT, : min(DEEPEST, width)]
    if width < 2 or not any(_SUM.fullmatch(cell.strip()) for column in first for cell in first[column].unique()):
        return rows
    rows = without_footer(rows, width)  # below, so that no name is written into a legal line
    texts = rows.frame.astype("object").map(lambda cell: cell.strip() if isinstance(cell, str) else "")
    kinds = [_kind(record) for record in texts.itertuples(index=False)]
    sums = np.array([kind is not None for kind in kinds], dtype=bool)
    columns = sorted({at for at in kinds if at is not None and at < DEEPEST})
    filled = (texts != "").to_numpy()
    blank: Mask = ~np.asarray(filled.any(axis=1))
    headings: Mask = np.zeros(len(texts), dtype=bool)
    frame, named = rows.frame, []
    for at in columns:
        above = _headings(filled, sums | headings, at)
        down = _written_down(texts.iloc[:, at], sums, above, blank)
        if down is None:
            continue
        headings |= above
        frame = frame.assign(**{str(frame.columns[at]): pd.Series(down, index=frame.index, dtype="str")})
        named.append(names[at])
    if named:
        remarks.note(
            f"The report is in groups: {join_words([repr(name) for name in named])} stood once a group and was written "
            "into every row of it."
        )
    lean = Rows(frame, rows.lines, rows.aside).without(sums, "The row is a subtotal.")
    return lean.without(headings[~sums], "The row is the heading of a group; its name was written into the rows below.")


def _kind(record: Sequence[str]) -> int | None:
    """Return the column of the label where a row counts or adds up others; None for a record.

    Example:
        >>> _kind(("", "Subtotal", "", "USD 4,000.00")), _kind(("Total for Beta Ltd", "", "", "$2,400.00"))
        (1, 0)
        >>> _kind(("", "", "Count", "", "3")), _kind(("Total Gym", "Won", "2024-01-02", "12"))
        (2, None)
    """
    cells = [(at, cell) for at, cell in enumerate(record) if cell]
    if not cells or len(cells) > max(2, MOST_FILLED * len(record)):
        return None
    labels = [at for at, cell in cells if _SUM.fullmatch(cell) or _MORE.fullmatch(cell)]
    rest = [cell for at, cell in cells if at not in labels]
    if (
        not labels
        or labels[0] != cells[0][0]
        or not all(looks_like_data(cell) or _MONEY.fullmatch(cell) for cell in rest)
    ):
        return None
    return labels[0]


def _headings(filled: Mask, taken: Mask, at: int) -> Mask:
    """Mark rows that hold nothing but the name of a group, with a row of the group below.

    Args:
        filled: Which cells are not empty, shape (rows, columns).
        taken: Rows that are no records, shape (rows,).
        at: Column of the names.
    """
    alone = filled[:, at] & (filled.sum(axis=1) == 1) & ~taken
    below = np.append(~filled[1:, at] & ~taken[1:], [False])
    found: Mask = alone & below
    return found


def _written_down(cells: pd.Series, sums: Mask, headings: Mask, blank: Mask) -> list[str] | None:
    """Return the column with the name of the group in every row; None where the names are not the first of a group."""
    written: list[str] = []
    name, fresh, seen, empty = "", True, False, 0
    for cell, is_sum, heading, is_blank in zip(cells, sums.tolist(), headings.tolist(), blank.tolist(), strict=True):
        if is_sum or is_blank:
            written.append(cell)
            fresh = fresh or is_sum
            continue
        if cell and not fresh and not heading:
            return None
        if cell:
            name, seen = cell, True
        empty += not cell
        fresh = False
        written.append(name)
    return written if seen and empty else None
