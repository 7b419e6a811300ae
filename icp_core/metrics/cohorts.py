"""Do newer customers stay as long, and pay as much, as older ones did at the same age?"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import inf
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd

from icp_core.dataset import Dataset
from icp_core.metrics.accounts import Accounts
from icp_core.metrics.base import curve_of
from icp_core.metrics.lifetimes import DAYS_PER_MONTH, crowded_opening
from icp_core.metrics.measure import MIN_LEVEL, too_few
from icp_core.metrics.monthly import (
    GRACE_DAYS,
    Monthly,
    first_day,
    in_words,
    last_day,
    month_number,
    monthly_revenue,
    why_no_revenue,
)
from icp_core.metrics.proportion import wilson
from icp_core.metrics.revenue import KeptSums, OpeningSums, kept_ratio
from icp_core.results import Estimate, Unit, unknown

CohortMeasure: TypeAlias = Literal["logos", "net", "gross"]

QUARTER = 3  # months
PAST_EDGE = "only the accounts observed that long"


@dataclass(frozen=True, slots=True)
class CohortCell:
    """One cohort at one age.

    Args:
        cohort: Quarter in which its accounts started, ``2024Q1``.
        age: Full quarters since each account's own start.
        estimate: Share of accounts (logos) or of their first month's revenue (net, gross) that is still there; ``why``
            says where it rests on part of the cohort. n: the cohort (logos), the accounts compared (revenue).
        size: Accounts in the cohort.
        observed: Accounts observed for so long, or known to have left before.
        complete: Whether that is every account of the cohort, and no further one can join it.
    """

    cohort: str
    age: int
    estimate: Estimate
    size: int
    observed: int
    complete: bool


@dataclass(frozen=True)
class Cohorts:
    """A heat map: start quarter by age in quarters.

    Args:
        measure: What is kept: ``logos``, ``net`` or ``gross`` revenue.
        cells: Every cell that at least one account has reached, cohorts oldest first.
        why: Why there is none; "" otherwise.
        notes: Cautions in words.
    """

    measure: CohortMeasure
    cells: tuple[CohortCell, ...]
    why: str = ""
    notes: tuple[str, ...] = ()

    @property
    def sizes(self) -> dict[str, int]:
        """Accounts of each cohort, oldest first."""
        return {cell.cohort: cell.size for cell in self.cells}

    def rows(self) -> pd.DataFrame:
        """Return the table: cohort, age, value, low, high, n, size, observed, complete, why."""
        cells = [
            (cell.cohort, cell.age, cell.estimate.value, cell.estimate.low, cell.estimate.high, cell.estimate.n,
             cell.size, cell.observed, cell.complete, cell.estimate.why)
            for cell in self.cells
        ]  # fmt: skip
        names = ["cohort", "age", "value", "low", "high", "n", "size", "observed", "complete", "why"]
        return pd.DataFrame(cells, columns=names)


def cohorts(data: Dataset, accounts: Accounts, *, measure: CohortMeasure = "logos") -> Cohorts:
    """Return what is left of each start quarter's accounts at each age in quarters.

    Every account counts at its own age, not by the calendar. A cell is complete only when every account of the cohort
    has been observed that long; beyond that edge it rests on those that have, and says so.

    - ``logos``: survival with late entry. Its interval is Wilson's with the number of accounts that carry as much
      information as the censored ones (Rothman 1978): in a complete cell exactly Wilson's, which holds for the small
      cohorts that a heat map is made of.
    - ``net``, ``gross``: revenue a month at that age over that of the first month, of the same accounts; gross leaves
      growth out, account by account. An account belongs to the quarter of its first paid month. Where the first month
      of the source holds accounts that were customers before it, that month starts no cohort.

    Args:
        data: The data set.
        accounts: Its account table.
        measure: What is kept.

    Source:
        Kaplan & Meier (1958); Rothman (1978), Journal of Chronic Diseases 31, 557-560; Wilson (1927).
    """
    if measure == "logos":
        return _of_logos(accounts)
    monthly = monthly_revenue(data)
    if monthly is None:
        return Cohorts(measure, (), why_no_revenue(data))
    return _of_revenue(monthly, accounts, measure)


def cohort_accounts(
    data: Dataset, accounts: Accounts, *, cohort: str, age: int, measure: CohortMeasure = "logos"
) -> pd.DataFrame:
    """Return the accounts behind one cell of :func:`cohorts`.

    Returns:
        One row an account of the cohort: account_id, name, start, state ("still here", "left", "not observed so long"),
        and for revenue ``opening`` and ``closing`` (a month; NaN: that month is not over).
    """
    if measure == "logos":
        rows = _dated(accounts)
        rows = rows[rows["cohort"] == cohort]
        state = np.where(rows["tenure"] >= QUARTER * age, "still here", "not observed so long")
        state = np.where(rows["left"].astype(bool) & (rows["tenure"] <= QUARTER * age), "left", state)
        return rows[["account_id", "name", "start"]].assign(state=state).reset_index(drop=True)
    monthly = monthly_revenue(data)
    if monthly is None:
        return pd.DataFrame(columns=["account_id", "name", "start", "state", "opening", "closing"])
    months = [month_number(pd.Period(cohort, "Q").start_time.date()) + step for step in (0, QUARTER - 1)]
    begin = max(months[0], _first_cohort_month(monthly, accounts, _reduced(monthly)))
    found = monthly.query(
        "revenue_cohort_accounts", from_month=begin, to_month=months[1], age=QUARTER * age, last_month=monthly.last
    )
    start = pd.to_datetime([first_day(int(number)) for number in found["first_month"]])
    state = np.where(
        found["closing"].isna(), "not observed so long", np.where(found["closing"] > 0, "still here", "left")
    )
    table = found.assign(start=start, state=state).merge(accounts.frame[["account_id", "name"]], how="left")
    return table[["account_id", "name", "start", "state", "opening", "closing"]]


def _of_logos(accounts: Accounts) -> Cohorts:
    rows = _dated(accounts)
    if rows.empty:
        why = accounts.why_no_lifetimes or "no account has a start date: the months as a customer have no calendar"
        return Cohorts("logos", (), why)
    cells = [
        cell for cohort, part in rows.groupby("cohort", sort=True) for cell in _logo_row(str(cohort), part, accounts)
    ]
    missing = len(accounts.observed) - len(rows)
    notes = (f"{missing:,} accounts without a start date belong to no cohort",) if missing else ()
    return Cohorts("logos", tuple(cells), "", notes)


def _dated(accounts: Accounts) -> pd.DataFrame:
    rows = accounts.observed
    rows = rows[rows["start"].notna()]
    started = rows["start"]
    reach = (pd.Timestamp(accounts.as_of) - started).dt.days / DAYS_PER_MONTH
    quarter = started.dt.year.astype(str) + "Q" + started.dt.quarter.astype(str)
    return rows.assign(cohort=quarter, reach=reach)


def _logo_row(cohort: str, rows: pd.DataFrame, accounts: Accounts) -> Iterator[CohortCell]:
    size, curve = len(rows), curve_of(rows)
    tenure, left = rows["tenure"].to_numpy(float), rows["left"].to_numpy(bool)
    from_start = int((rows["entry"] <= 0).sum())
    over = (pd.Period(cohort, "Q").end_time.date() - accounts.as_of).days <= GRACE_DAYS
    for age in range(1, int(rows["reach"].max() / QUARTER + 1e-9) + 1):
        gone = left & (tenure <= QUARTER * age)
        here = int((~gone & (tenure >= QUARTER * age)).sum())
        observed = here + int(gone.sum())
        complete = over and observed == size
        last = int(np.searchsorted(curve.times, QUARTER * age, side="right"))
        events, at_risk = curve.events[:last], curve.at_risk[:last]
        if observed < MIN_LEVEL:
            estimate = unknown(Unit.RATIO, too_few(observed, "account"), n=size)
        elif from_start < MIN_LEVEL or (at_risk[events > 0] < MIN_LEVEL).any():
            estimate = unknown(Unit.RATIO, "too few accounts observed at each age up to there", n=size)
        else:
            estimate = _kept(events, at_risk, here, size)
        yield CohortCell(cohort, age, estimate if complete else _partial(estimate), size, observed, complete)


def _kept(events: np.ndarray, at_risk: np.ndarray, here: int, size: int) -> Estimate:
    """Return the survival after these events, Wilson's interval at the number of accounts that know as much."""
    stayed = np.where(events > 0, 1 - events / np.maximum(at_risk, 1), 1.0)
    value = float(np.prod(stayed))
    before = np.cumprod(stayed) > 0
    spread = float(np.sum((events / np.maximum(at_risk * (at_risk - events), 1))[before & (events > 0)]))
    if value >= 1:
        knows = float(max(here, 1))
    elif value <= 0:
        at = int(np.argmax(~before))
        knows = float(at_risk[at]) / float(np.prod(stayed[:at]))
    else:
        knows = (1 - value) / (value * spread)
    low, high = wilson(value * knows, knows)
    return Estimate(value, Unit.RATIO, size, low, high)


def _of_revenue(monthly: Monthly, accounts: Accounts, measure: CohortMeasure) -> Cohorts:
    found = _reduced(monthly)
    begin = _first_cohort_month(monthly, accounts, found)
    kept = found[found["first_month"] >= begin]
    quarter = pd.PeriodIndex([pd.Period(first_day(int(number)), "Q") for number in kept["first_month"]])
    cells: list[CohortCell] = []
    for label, rows in kept.groupby(np.asarray(quarter.astype(str), dtype=object), sort=True):
        cells += _revenue_row(str(label), rows, monthly, measure)
    notes: tuple[str, ...] = ()
    if begin > monthly.first:
        notes = (f"accounts that pay already in {in_words(monthly.first)}, when the source begins, start no cohort",)
    why = "" if cells else "no account has been observed for a quarter"
    return Cohorts(measure, tuple(cells), why, notes)


def _revenue_row(cohort: str, rows: pd.DataFrame, monthly: Monthly, measure: CohortMeasure) -> Iterator[CohortCell]:
    openings = rows[rows["age"] == 0].sort_values("first_month")
    counted = openings[["accounts", "net", "net_squared"]].cumsum().to_numpy(float)  # by first month, oldest first
    months, size = openings["first_month"].to_numpy(), int(openings["accounts"].sum())
    parts = ["stayed", "stayed_squared", *(f"{measure}{part}" for part in ("", "_squared", "_opening"))]
    later = rows.groupby("age")[parts].sum().to_dict("index")
    over = pd.Period(cohort, "Q").end_time.date() <= last_day(monthly.last)
    for age in range(1, int(monthly.last - months[0]) // QUARTER + 1):
        reached = int((months + QUARTER * age <= monthly.last).sum())
        accounts, then, squares = counted[reached - 1]
        observed = int(accounts)
        stayed, stayed_squares, *now = (float(later.get(QUARTER * age, {}).get(part, 0.0)) for part in parts)
        complete = over and observed == size
        if observed < MIN_LEVEL:
            estimate = unknown(Unit.RATIO, too_few(observed, "account"), n=observed)
        else:
            most = 1.0 if measure == "gross" else inf
            opening = OpeningSums(then, squares, stayed, stayed_squares)
            estimate = kept_ratio(KeptSums(*now), opening, observed, most=most)
        yield CohortCell(cohort, age, estimate if complete else _partial(estimate), size, observed, complete)


def _reduced(monthly: Monthly) -> pd.DataFrame:
    return monthly.query("revenue_cohorts", last_month=monthly.last)


def _first_cohort_month(monthly: Monthly, accounts: Accounts, found: pd.DataFrame) -> int:
    """Return the first month whose first payments are those of new customers."""
    counts = found[found["age"] == 0].set_index("first_month")["accounts"]
    older = bool((accounts.frame["start"] < pd.Timestamp(first_day(monthly.first))).any())
    return monthly.first + int(older or crowded_opening(counts, monthly.first))


def _partial(estimate: Estimate) -> Estimate:
    """Say that a cell rests on part of its cohort."""
    return replace(estimate, why="; ".join(part for part in (estimate.why, PAST_EDGE) if part))
