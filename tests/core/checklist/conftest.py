"""Measured things made by hand, as small as the question allows."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest

from icp_core.checklist import Measured
from icp_core.dataset import Dataset
from icp_core.drift import Component, Drift
from icp_core.metrics import PeriodRow, Quarter, deal_table
from icp_core.metrics import account_table as accounts_of
from icp_core.results import Estimate, Unit, unknown

AS_OF = date(2025, 12, 31)
BuildMeasured = Callable[..., Measured]


def quarter_rows(
    metric: str, values: list[float | None], ns: list[int], unit: Unit = Unit.COUNT
) -> tuple[PeriodRow, ...]:
    """One row a quarter, the last one 2025Q4."""
    last = pd.Period("2025Q4", "Q")
    rows = []
    for back, (value, n) in enumerate(zip(reversed(values), reversed(ns), strict=True)):
        period = last - back
        quarter = Quarter(str(period), period.start_time.date(), period.end_time.date(), complete=True)
        estimate = unknown(unit, "nobody knows") if value is None else Estimate(value, unit, n)
        rows.append(PeriodRow(quarter, {metric: estimate}))
    return tuple(reversed(rows))


def drift_with(name: str, adverse: Estimate, *, then: Estimate | None = None, now: Estimate | None = None) -> Drift:
    """A drift in which one part was measured."""
    nothing = unknown(Unit.RATIO, "not measured")
    part = Component(name, name, "how", False, then or nothing, now or nothing, adverse, 0.1, 50.0, "clear", "")
    index = unknown(Unit.INDEX, "not measured")
    windows = ("2023Q1 to 2023Q4", "2025Q1 to 2025Q4")
    return Drift(index, "cannot tell yet", {}, None, "", (part,), (), *windows, "", "", pd.DataFrame())


def deals_closed(days: list[date], outcome: str = "won") -> pd.DataFrame:
    """Deals that closed on these days, each created 30 days before."""
    closed = pd.Series(pd.to_datetime(days)).astype("datetime64[us]")
    return pd.DataFrame(
        {
            "deal_id": [f"d{place}" for place in range(len(days))],
            "outcome": outcome,
            "created_date": closed - timedelta(days=30),
            "close_date": closed,
        }
    )


@pytest.fixture
def measured() -> BuildMeasured:
    """Build what was measured from the tables given; everything else is absent."""

    def build(*, as_of: date = AS_OF, tables: dict[str, pd.DataFrame] | None = None, **known: Any) -> Measured:
        data = Dataset.of(as_of=as_of, **(tables or {}))
        accounts = accounts_of(data) if "customers" in data.tables else None
        parts: dict[str, Any] = {
            "accounts": accounts,
            "deals": deal_table(data, accounts),
            "periods": (),
            "headline": {},
            "drift": None,
            "alignment": None,
            "profiles": (),
        }
        return Measured(data=data, as_of=as_of, **(parts | known))

    return build
