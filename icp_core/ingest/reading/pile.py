"""Records become columns: those that fit the header, and aside those that do not."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pyarrow as pa

from icp_core.dataset import Severity
from icp_core.ingest.forms import Lines, Mask, RowSetAside
from icp_core.ingest.reading.layout import is_comment
from icp_core.results import plural


@dataclass(frozen=True)
class Rows:
    """The rows below the header.

    Args:
        frame: Rows of the header's width, one column a position, every cell text (``str`` or ``category``).
        lines: Line on which each of them starts, shape (len(frame),).
        aside: Rows that are not in the frame.
    """

    frame: pd.DataFrame
    lines: Lines
    aside: tuple[RowSetAside, ...] = ()

    def without(self, at: Mask, reason: str) -> "Rows":
        """Leave rows out and keep their cells aside."""
        if not at.any():
            return self
        found = zip(self.lines[at].tolist(), self.frame[at].astype("object").itertuples(index=False), strict=True)
        aside = tuple(RowSetAside(line, tuple(map(str, cells)), Severity.LEFT_OUT, reason) for line, cells in found)
        return Rows(self.frame[~at].reset_index(drop=True), self.lines[~at], self.aside + aside)


@dataclass
class Pile:
    """Records on their way into columns.

    Args:
        width: Columns of the header.
        needed: Cells up to the last column that has a name; only columns without a name may be missing.
    """

    width: int
    needed: int
    _chunks: list[pa.Table] = field(default_factory=list)
    _lines: list[Lines] = field(default_factory=list)
    _aside: list[RowSetAside] = field(default_factory=list)

    def add(self, lines: Lines, records: list[list[str]]) -> None:
        """Put rows of the header's width into columns, and the others aside."""
        if set(map(len, records)) != {self.width}:
            lines, records = self._fitting(lines, records)
        if records:
            columns = [pa.array(column, pa.large_string()) for column in zip(*records, strict=True)]
            self._chunks.append(pa.table(columns, names=[str(position) for position in range(self.width)]))
            self._lines.append(np.asarray(lines, dtype=np.int64))

    def rows(self) -> Rows:
        """Return what was added."""
        if not self._chunks:
            empty = pd.DataFrame({str(position): pd.Series([], dtype="str") for position in range(self.width)})
            return Rows(empty, np.array([], dtype=np.int64), tuple(self._aside))
        return Rows(pa.concat_tables(self._chunks).to_pandas(), np.concatenate(self._lines), tuple(self._aside))

    def _fitting(self, lines: Lines, records: Sequence[list[str]]) -> tuple[Lines, list[list[str]]]:
        kept_lines, kept = [], []
        for line, record in zip(lines.tolist(), records, strict=True):
            if fits(record, self.width, self.needed):
                kept_lines.append(line)
                kept.append(record[: self.width] + [""] * (self.width - len(record)))
            else:
                self._aside.append(misfit(line, record, self.width))
        return np.array(kept_lines, dtype=np.int64), kept


def fits(record: Sequence[str], width: int, needed: int) -> bool:
    """Whether a record goes under the header: only cells without a name are missing, only blank ones too many.

    Example:
        >>> fits(["1", "2", ""], 2, 2), fits(["1", "2", "3"], 2, 2)
        (True, False)
    """
    return needed <= len(record) and (len(record) <= width or not "".join(record[width:]).strip())


def misfit(line: int, record: Sequence[str], width: int) -> RowSetAside:
    """Put aside a record that does not have as many cells as the header.

    Example:
        >>> misfit(7, ["a"], 3).reason
        'The row has 1 cell, the header has 3.'
    """
    if not "".join(record).strip():
        return RowSetAside(line, tuple(record), Severity.LEFT_OUT, "The row is blank.")
    if is_comment(record[0]):
        return RowSetAside(line, tuple(record), Severity.LEFT_OUT, "The row is a comment.")
    reason = f"The row has {plural(len(record), 'cell')}, the header has {width}."
    remedy = "Look for a stray delimiter or quote in this row."
    return RowSetAside(line, tuple(record), Severity.REJECTED, reason, remedy)
