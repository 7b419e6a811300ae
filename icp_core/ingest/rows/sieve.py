"""Sorts the rows of one file: kept, rejected with a reason, or left out with a reason."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from icp_core.dataset import Severity
from icp_core.ingest.findings import Findings
from icp_core.ingest.forms import RawTable

ROW, BECAME, REASON, MORE = "row", "became", "reason", "(more cells)"


@dataclass(frozen=True)
class _Out:
    """Rows that were taken out together: where they are, what became of them, and why each."""

    at: npt.NDArray[np.int64]
    severity: Severity
    reasons: list[str]


class Sieve:
    """The state of every row of a file.

    Args:
        raw: The file as text.
        findings: Where every decision is said.
    """

    def __init__(self, raw: RawTable, findings: Findings) -> None:
        self._raw, self._findings = raw, findings
        self.kept: npt.NDArray[np.bool_] = np.ones(len(raw.rows), dtype=bool)
        self._out: list[_Out] = []

    def reject(self, at: npt.NDArray[np.bool_], reason: str, *, column: str = "", remedy: str = "") -> None:
        """Reject rows that are still in."""
        self._take(Severity.REJECTED, at, reason, column, remedy)

    def leave_out(
        self, at: npt.NDArray[np.bool_], reason: str, *, column: str = "", first: npt.NDArray[np.int64] | None = None
    ) -> None:
        """Leave out rows that do not count; ``first`` is the line of the row that each of them repeats."""
        self._take(Severity.LEFT_OUT, at, reason, column, "", first)

    def warn(self, at: npt.NDArray[np.bool_], reason: str, *, column: str = "", remedy: str = "") -> None:
        """Say something about cells of rows that stay in."""
        at = at & self.kept
        if at.any():
            values = self._raw.rows.loc[at, column] if column else ()
            self._findings.rows(
                Severity.WARNING, reason, self._raw.lines[at].tolist(), values=values, column=column, remedy=remedy
            )

    def _take(
        self,
        severity: Severity,
        at: npt.NDArray[np.bool_],
        reason: str,
        column: str,
        remedy: str,
        first: npt.NDArray[np.int64] | None = None,
    ) -> None:
        at = at & self.kept
        if not at.any():
            return
        self.kept = self.kept & ~at
        reasons = (
            [reason] * int(at.sum()) if first is None else [f"{reason} The first is row {line}." for line in first[at]]
        )
        self._out.append(_Out(np.flatnonzero(at), severity, reasons))
        cells: Iterable[str] = self._raw.rows.loc[at, column] if column else ()
        values = cells if first is None else [f"as row {line}" for line in first[at]]
        self._findings.rows(severity, reason, self._raw.lines[at].tolist(), values=values, column=column, remedy=remedy)

    def counts(self) -> tuple[int, int, int]:
        """Return the numbers of kept, rejected and left-out rows, those set aside while reading included."""
        out = {
            severity: sum(len(taken.at) for taken in self._out if taken.severity is severity) for severity in Severity
        }
        for row in self._raw.set_aside:
            out[row.severity] += 1
        return int(self.kept.sum()), out[Severity.REJECTED], out[Severity.LEFT_OUT]

    def rejects(self) -> pd.DataFrame:
        """Return every row that is not kept: row, became, reason and the original cells, in the order of the file."""
        header = [name if name not in (ROW, BECAME, REASON) else f"{name} (in the file)" for name in self._raw.header]
        if not self._out and not self._raw.set_aside:
            nothing = dict.fromkeys([BECAME, REASON, *header], pd.Series([], dtype="str"))
            return pd.DataFrame({ROW: pd.Series([], dtype="int64"), **nothing})
        at = np.concatenate([taken.at for taken in self._out]) if self._out else np.array([], dtype=np.int64)
        rows = self._raw.rows.iloc[at].astype("str").reset_index(drop=True)
        rows.columns = pd.Index(header)
        rows.insert(0, ROW, self._raw.lines[at])
        rows.insert(1, BECAME, pd.Series([taken.severity.value for taken in self._out for _ in taken.at], dtype="str"))
        rows.insert(2, REASON, pd.Series([reason for taken in self._out for reason in taken.reasons], dtype="str"))
        aside = [
            {ROW: row.line, BECAME: row.severity.value, REASON: row.reason}
            | dict(zip(header, row.cells, strict=False))
            | ({MORE: self._raw.delimiter.join(row.cells[len(header) :])} if len(row.cells) > len(header) else {})
            for row in self._raw.set_aside
        ]
        together = pd.concat([rows, pd.DataFrame(aside)], ignore_index=True) if aside else rows
        together[ROW] = together[ROW].astype("int64")
        texts = [str(column) for column in together if column != ROW]
        together[texts] = together[texts].fillna("").astype("str")
        return together.sort_values(ROW, kind="stable", ignore_index=True)
