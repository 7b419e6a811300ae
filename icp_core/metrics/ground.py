"""What a metric is made of when it is broken down: its rows, and the number over some of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import pandas as pd

from icp_core.metrics.company import Company
from icp_core.metrics.measure import MIN_LEVEL
from icp_core.results import Estimate, Unit, unknown

FROM_OUTCOME = "the groups were made from how long accounts stay and what they pay: a test of that would prove itself"
LARGE = 30  # answers; with fewer the NPS of a group is not tested


@dataclass(frozen=True)
class Ground:
    """What one metric is made of, for one company and one column.

    Args:
        rows: One row an account, deal or answer, with the column's value in ``group``.
        measure: The metric over some of these rows.
        noun: What a row is, singular.
        why_not: Why the metric cannot be broken down by this column; then the rows are empty.
        untested: Why no group is tested against the rest; "" where they are.
        least: Rows that a group needs to be tested.
        p: p-value of "no difference" between two sets of rows; None: from the intervals of the two numbers.
    """

    rows: pd.DataFrame
    measure: Callable[[pd.DataFrame], Estimate]
    noun: str
    why_not: str = ""
    untested: str = ""
    least: int = MIN_LEVEL
    p: Callable[[pd.DataFrame, pd.DataFrame], float | None] | None = None


GroundOf: TypeAlias = Callable[[Company, str], Ground]


def refused(unit: Unit, why: str) -> Ground:
    """Return the ground of a question that cannot be answered."""
    return Ground(pd.DataFrame({"group": []}), lambda _: unknown(unit, why), "row", why_not=why)
