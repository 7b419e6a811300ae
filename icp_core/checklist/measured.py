"""What the evidence is read from: everything measured so far, gathered once."""

import re
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from icp_core.dataset import Dataset
from icp_core.drift import Component, Drift
from icp_core.fit import Alignment, fit_accounts
from icp_core.metrics import Accounts, Deals, Measure, PeriodRow
from icp_core.metrics.monthly import GRACE_DAYS
from icp_core.profile import IcpProfile
from icp_core.results import Estimate

TREND_QUARTERS = 8  # the trends are tested over the last two years (docs/method.md)
YEAR = 4  # quarters


@dataclass(frozen=True)
class Quarterly:
    """One metric by quarter: None where a quarter is incomplete or does not know it, so that gaps keep their place."""

    estimates: tuple[Estimate | None, ...]
    window: str

    @property
    def known(self) -> tuple[Estimate, ...]:
        """The estimates there are."""
        return tuple(estimate for estimate in self.estimates if estimate is not None)

    def values(self) -> npt.NDArray[np.float64]:
        """Return the values, NaN in the gaps, shape (q,)."""
        return np.array([np.nan if e is None or e.value is None else e.value for e in self.estimates], dtype=float)

    def counts(self) -> npt.NDArray[np.float64]:
        """Return the n of each quarter, 0 in the gaps, shape (q,)."""
        return np.array([0 if e is None else e.n for e in self.estimates], dtype=float)


@dataclass(frozen=True)
class Measured:
    """Everything the files' own answers are made from.

    Args:
        data: The tables.
        accounts: One row an account; None without customers.
        deals: One row a deal; None without deals.
        periods: The metrics by quarter.
        headline: The metrics as of today, by name.
        drift: Then against now; None when it was not measured.
        alignment: The declared ICP against the customers; None without a declared ICP.
        profiles: The declared ICPs; the first one is compared with the customers.
        as_of: Day up to which the data are complete.
    """

    data: Dataset
    accounts: Accounts | None
    deals: Deals | None
    periods: tuple[PeriodRow, ...]
    headline: dict[str, Measure]
    drift: Drift | None
    alignment: Alignment | None
    profiles: tuple[IcpProfile, ...]
    as_of: date

    def component(self, name: str) -> Component | None:
        """Return one part of the drift index; None when drift was not measured."""
        parts = self.drift.components if self.drift else ()
        return next((part for part in parts if part.name == name), None)

    def by_quarter(self, metric: str) -> "Quarterly":
        """Return the last two years of a metric, up to the last quarter that its source covers in full."""
        known = [self._covered(row, metric) for row in self.periods]
        end = max((place + 1 for place, estimate in enumerate(known) if estimate is not None), default=0)
        start = max(0, end - TREND_QUARTERS)
        if not end:
            return Quarterly((), "")
        window = f"{self.periods[start].quarter.label} to {self.periods[end - 1].quarter.label}"
        return Quarterly(tuple(known[start:end]), window)

    def _covered(self, row: PeriodRow, metric: str) -> Estimate | None:
        """The metric of a quarter; None where it is unknown, or marked as covered only in part by its own source."""
        estimate = row.metrics.get(metric)
        if estimate is None or not estimate.known:
            return None
        over = (row.quarter.end - self.as_of).days <= GRACE_DAYS
        return estimate if row.quarter.complete or (over and not estimate.why) else None

    def complete_quarters(self, count: int) -> tuple[str, ...]:
        """Return the labels of the last complete quarters that ended by ``as_of``, newest last."""
        last = pd.Period(pd.Timestamp(self.as_of) + pd.Timedelta(days=GRACE_DAYS + 1), "Q") - 1
        return tuple(str(last - back) for back in range(count - 1, -1, -1))

    def inside(self, profile: IcpProfile) -> "pd.Series[bool]":
        """Return, by account, whether it is inside ``profile``; NA where too little is known."""
        if self.accounts is None:
            return pd.Series(dtype="boolean")
        fit = fit_accounts(self.accounts.described, profile, explained=False).frame
        return fit.set_index("account_id")["inside"].astype("boolean")


def labels_of(window: str) -> tuple[str, str] | None:
    """Read the first and last quarter of a window in words.

    Example:
        >>> labels_of("2022Q1 to 2022Q4"), labels_of("")
        (('2022Q1', '2022Q4'), None)
    """
    labels = re.findall(r"\d{4}Q[1-4]", window)
    return (labels[0], labels[-1]) if labels else None


def quarter_labels(days: "pd.Series[pd.Timestamp]") -> "pd.Series[str]":
    """Return the quarter of each day as a label ("2025Q1"); "" where the day is unknown."""
    return days.dt.to_period("Q").astype(str).where(days.notna(), "")
