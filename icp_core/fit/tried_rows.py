"""Customers or open deals that an ICP is tried on while somebody edits it: each column reduced to its values."""

from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from icp_core.fit.edges import Floats
from icp_core.fit.matching import Match, match
from icp_core.fit.tally import Tally, tally
from icp_core.profile import Criterion, IcpProfile

Codes = npt.NDArray[np.intp]
_JOINT = "\x1f"  # joins the entries of a list, to tell lists apart
KEPT_ANSWERS, KEPT_VALUES = 1000, 10_000  # criteria remembered, of columns with at most so many values: 90 MB at most


@dataclass(frozen=True)
class Levels:
    """One column by its different values.

    Args:
        codes: Which of them each row has, shape (n,).
        frame: One row a value, shape (k, 1); without the column where the data have none.
        rows: Rows that have each value, shape (k,).
        amounts: Sum of their amounts, shape (k,).
    """

    codes: Codes
    frame: pd.DataFrame
    rows: Floats
    amounts: Floats


@dataclass(frozen=True)
class TriedRows:
    """Rows that an ICP is tried on; what it finds out about a column it keeps.

    Args:
        frame: The attribute columns, shape (n, any); read only.
        amounts: What each row counts for in money, 0 where that is unknown, shape (n,).
    """

    frame: pd.DataFrame
    amounts: Floats
    _columns: dict[str, Levels] = field(default_factory=dict, repr=False, compare=False)
    _answers: dict[Criterion, tuple[Levels, Match]] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def without_amounts(cls, frame: pd.DataFrame) -> "TriedRows":
        """Rows that count for no money."""
        return cls(frame.reset_index(drop=True), np.zeros(len(frame)))

    def __len__(self) -> int:
        return len(self.frame)

    def levels(self, column: str) -> Levels:
        """Reduce a column to its different values, once."""
        if column not in self._columns:
            self._columns[column] = self._reduced(column)
        return self._columns[column]

    def answer(self, criterion: Criterion) -> tuple[Levels, Match]:
        """Hold a criterion against each different value of its column.

        Example:
            >>> rows = TriedRows(pd.DataFrame({"size": ["S", "L", "S"]}), np.zeros(3))
            >>> levels, found = rows.answer(Criterion(column="size", op="in", value=["S"]))
            >>> levels.rows.tolist(), found.score.tolist()
            ([2.0, 1.0], [1.0, 0.0])
        """
        if criterion in self._answers:
            return self._answers[criterion]
        found = self._answered(criterion)
        if len(found[0].frame) <= KEPT_VALUES:
            if len(self._answers) >= KEPT_ANSWERS:
                self._answers.clear()
            self._answers[criterion] = found
        return found

    def _answered(self, criterion: Criterion) -> tuple[Levels, Match]:
        name = criterion.column
        if name not in self.frame.columns:  # it may be meant for one that is written a little differently
            name = match(self.frame.head(0), criterion)[0].criterion.column
            criterion = criterion.model_copy(update={"column": name})
        levels = self.levels(name)
        return levels, match(levels.frame, criterion)[0]

    def totals(self, profile: IcpProfile) -> Tally:
        """Add up all criteria for every row, as `tally` does: first by value, then by row."""
        by_column: dict[int, tuple[Levels, list[Match]]] = {}
        for criterion in profile.criteria:
            levels, found = self.answer(criterion)
            by_column.setdefault(id(levels), (levels, []))[1].append(found)
        total = tally((), len(self))
        for levels, matches in by_column.values():
            total = _plus(total, tally(matches, len(levels.frame)), levels.codes)
        return total

    def _reduced(self, column: str) -> Levels:
        n = len(self)
        if column not in self.frame.columns:
            return Levels(np.zeros(n, dtype=np.intp), pd.DataFrame(index=[0]), np.array([float(n)]), self._sum())
        cells = self.frame[column]
        if cells.dtype == object:
            plain = pd.Series([_JOINT.join(map(str, cell)) if isinstance(cell, list) else cell for cell in cells])
        else:
            plain = cells.reset_index(drop=True)
        codes, _ = pd.factorize(plain, use_na_sentinel=False)
        first = np.unique(codes, return_index=True)[1]
        k = len(first)
        frame = pd.DataFrame({column: cells.iloc[first].reset_index(drop=True)})
        rows = np.bincount(codes, minlength=k).astype(float)
        amounts = np.zeros(k)
        np.add.at(amounts, codes, self.amounts)
        return Levels(codes, frame, rows, amounts)

    def _sum(self) -> Floats:
        return np.array([self.amounts.sum()])


def _plus(total: Tally, part: Tally, codes: Codes) -> Tally:
    """Add the sums of one column, given by its values, to those of all rows."""
    return replace(
        total,
        asked=total.asked + part.asked,
        known=total.known + part.known[codes],
        got=total.got + part.got[codes],
        gates=total.gates + part.gates,
        gates_known=total.gates_known + part.gates_known[codes],
        failing=total.failing + part.failing[codes],
        near=total.near + part.near[codes],
        open=total.open + part.open[codes],
        kept_out=total.kept_out + part.kept_out[codes],
        doubts=total.doubts + part.doubts[codes],
        absent=total.absent + part.absent,
    )
