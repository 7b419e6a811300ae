"""The six components quarter by quarter, with what is not complete yet marked so."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from icp_core.drift.changes import CYCLE_DAYS, HORIZON_DAYS, first_year_churn
from icp_core.drift.result import SERIES_COLUMNS
from icp_core.drift.rows import DealRows, LogoRows, day_number
from icp_core.metrics.incidence import cumulative_incidence
from icp_core.metrics.monthly import month_number
from icp_core.metrics.periods import Quarter
from icp_core.metrics.proportion import share
from icp_core.metrics.revenue import RevenueRetention
from icp_core.results import Estimate, Unit, unknown

MOST_QUARTERS = 24  # six years; older ones say nothing about drift
FIRST_YEAR = 365.0  # days
SHOWN_FROM = 5  # cases; a share of fewer says nothing and only makes a chart jump


@dataclass(frozen=True, slots=True)
class Sources:
    """What the series are made of.

    Args:
        deals: New-business deals.
        logos: New customers.
        revenue: Month (year x 12 + month) to revenue retention over the twelve months before its end.
        as_of: Day up to which the data are complete, counted from 1970-01-01.
    """

    deals: DealRows
    logos: LogoRows
    revenue: Mapping[int, RevenueRetention]
    as_of: float


def component_series(sources: Sources, quarters: tuple[Quarter, ...]) -> pd.DataFrame:
    """Return one row a quarter and component, columns ``SERIES_COLUMNS``.

    A cohort that is not old enough yet (180 days for the win rate, 270 for the cycle, a year for first-year churn)
    has no value and is not complete: a value shown early would fall for that reason alone.
    """
    rows = []
    for quarter in quarters[-MOST_QUARTERS:]:
        for name, estimate, old_enough in _of_quarter(sources, quarter):
            value, low, high = (np.nan if number is None else number for number in _numbers(estimate))
            complete = quarter.complete and old_enough
            rows.append((quarter.label, complete, name, value, low, high, estimate.n))
    return pd.DataFrame(rows, columns=list(SERIES_COLUMNS))


def _of_quarter(sources: Sources, quarter: Quarter) -> Iterator[tuple[str, Estimate, bool]]:
    first, last = day_number(quarter.start), day_number(quarter.end)
    deals = sources.deals.created_between(first, last)
    logos = sources.logos.started_between(first, last)
    age = sources.as_of - last
    yield "pipeline_fit", _fit(deals.inside), True
    yield "new_logo_fit", _fit(logos.inside), True
    days, state = deals.seen_on(sources.as_of)
    curve = cumulative_incidence(days, state)
    young = unknown(Unit.RATIO, "the cohort is too young", n=len(deals))
    yield "win_rate", curve.at(HORIZON_DAYS) if age >= HORIZON_DAYS else young, age >= HORIZON_DAYS
    yield "cycle", curve.median(CYCLE_DAYS) if age >= CYCLE_DAYS else young, age >= CYCLE_DAYS
    left, years = logos.first_year(sources.as_of)
    observed = int((years > 0).sum())
    enough = age >= FIRST_YEAR and observed >= SHOWN_FROM
    churn = first_year_churn(int(left.sum()), float(years.sum()), observed) if enough else young
    yield "early_churn", churn, age >= FIRST_YEAR
    retention = sources.revenue.get(month_number(quarter.end))
    yield "nrr", retention.net if retention else unknown(Unit.RATIO, "no revenue a year apart"), retention is not None


def _fit(inside: np.ndarray) -> Estimate:
    known = inside[np.isfinite(inside)]
    if known.size < SHOWN_FROM:
        return unknown(Unit.RATIO, f"fewer than {SHOWN_FROM} cases with a known fit", n=int(known.size))
    return share(int(known.sum()), int(known.size))


def _numbers(estimate: Estimate) -> tuple[float | None, float | None, float | None]:
    return estimate.value, estimate.low, estimate.high
