"""Which share of the deals created in a quarter is won, young cohorts and open deals counted rightly?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from icp_core.metrics.deals import Deals
from icp_core.metrics.incidence import LOST, OPEN, WON, Incidence, cumulative_incidence
from icp_core.metrics.quarter import Quarter, Span, quarters
from icp_core.metrics.winning import left_out, new_business, one_sided
from icp_core.results import Estimate, Unit, unknown

HORIZON_DAYS = 180  # days after creation at which cohorts are compared; as in the drift (docs/method.md)
MISSING = 5.0  # decisions expected where there is none: by chance in less than 1 % of cases (Poisson)
LEAST_DECIDED = 30  # deals, to know the pace at which deals are decided


@dataclass(frozen=True)
class WinCohort:
    """The deals created in one quarter.

    Args:
        quarter: The quarter; it says itself whether the file covers it.
        won: Deals won by the last day of the data.
        lost: Deals lost.
        open: Deals not decided yet.
        rate: Share won within ``WinCohorts.horizon`` days of creation.
        complete: Whether every deal of it could be watched for the whole horizon, and the quarter is covered.
        why: What is wrong with it otherwise.
        age: Days that its youngest deal could be watched, at most the horizon.
        so_far: Share won within ``age`` days; the same as ``rate`` once the horizon has passed.
        usual: Share of the complete cohorts won within as many days: what ``so_far`` is to be held against.
    """

    quarter: Quarter
    won: int
    lost: int
    open: int
    rate: Estimate
    complete: bool
    why: str
    age: float
    so_far: Estimate
    usual: Estimate

    @property
    def n(self) -> int:
        """Deals created."""
        return self.won + self.lost + self.open


@dataclass(frozen=True)
class WinCohorts:
    """The win rate by quarter of creation, oldest first.

    Args:
        cohorts: One a quarter with a deal created in it.
        overall: Share won within the horizon over all complete cohorts, or over all deals where none is complete.
        curve: The curve behind ``overall``: which share is won by each day; None without deals.
        horizon: Days after creation.
        why: Why there are no cohorts; "" otherwise.
    """

    cohorts: tuple[WinCohort, ...]
    overall: Estimate
    curve: Incidence | None
    horizon: float
    why: str = ""

    def table(self) -> pd.DataFrame:
        """Return one row a cohort: counts, the rate at the horizon, and the rate so far beside the usual one."""
        return pd.DataFrame(
            [
                {
                    "created_in": one.quarter.label, "n": one.n, "won": one.won, "lost": one.lost, "open": one.open,
                    "rate": one.rate.value, "low": one.rate.low, "high": one.rate.high, "complete": one.complete,
                    "why": one.why or one.rate.why, "age_days": one.age, "so_far": one.so_far.value,
                    "usual_by_then": one.usual.value,
                }
                for one in self.cohorts
            ]
        )  # fmt: skip


def win_cohorts(deals: Deals | None, *, horizon: float = HORIZON_DAYS) -> WinCohorts:
    """Return which share of each quarter's new deals is won within ``horizon`` days of creation.

    Won over closed flatters or slanders a young cohort by what is decided faster, won over created takes open deals
    for lost; here an open deal is undecided, and a loss ends a deal. A cohort too young for the horizon is marked, and
    is held against what older cohorts had won at the same age.

    Args:
        deals: All deals; expansions and renewals are left out where the deal type tells them.
        horizon: Days after creation, above 0.

    Raises:
        ValueError: The horizon is not above 0.

    Source:
        Aalen & Johansen (1978), Scand. J. Stat. 5, 141-150; what each naive rate gets wrong is simulated in
        docs/method.md.
    """
    if not horizon > 0:
        raise ValueError(f"a horizon lies above 0 days, not {horizon}")
    why = _why_none(deals)
    if deals is None or why:
        return WinCohorts((), unknown(Unit.RATIO, why), None, horizon, why)
    rows = dated(deals)
    span = Span.of("deal creations", rows["created"])
    if span is None:
        return WinCohorts((), unknown(Unit.RATIO, "no deal has a creation day"), None, horizon, "no creation day")
    covered = quarters(span.first, span.last, as_of=deals.as_of, name=span.name, silence=span.silence)
    label = rows["created"].dt.to_period("Q").astype(str)
    missing = missing_decisions(rows)
    parts = [
        (quarter, part, _why_not(quarter, part, missing, deals.as_of, horizon))
        for quarter, part in ((quarter, rows[label == quarter.label]) for quarter in covered)
        if len(part)
    ]
    whole = [part for _, part, why in parts if not why]
    curve = curve_of_deals(pd.concat(whole) if whole else rows)
    overall = curve.at(horizon)
    said = "; ".join(words for words in (left_out(deals.frame), "" if whole else "no cohort is complete") if words)
    cohorts = tuple(
        _cohort(quarter, part, why, curve if whole else None, deals.as_of, horizon) for quarter, part, why in parts
    )
    return WinCohorts(cohorts, replace(overall, why=overall.why or said), curve, horizon)


def dated(deals: Deals) -> pd.DataFrame:
    """Return the deals of new business whose age is known: what an incidence curve is made of."""
    rows = new_business(deals.frame)
    return rows[rows["created"].notna() & rows["days"].notna()]


def curve_of_deals(rows: pd.DataFrame) -> Incidence:
    """Return the incidence curve of deals with known ``days`` and ``outcome``."""
    return cumulative_incidence(rows["days"], rows["outcome"].map({"won": WON, "lost": LOST, "open": OPEN}))


@dataclass(frozen=True)
class MissingDecisions:
    """Deals that were decided before the file's first closing and are therefore not in it.

    Args:
        first: First closing of the file.
        expected: Per deal (index as in the deals), the chance that a deal created on its day was decided before it.
    """

    first: pd.Timestamp
    expected: pd.Series

    def of(self, rows: pd.DataFrame) -> float:
        """Return how many of these deals should have been decided by then."""
        return float(self.expected.reindex(rows.index).sum())


def missing_decisions(rows: pd.DataFrame) -> MissingDecisions | None:
    """Find out whether an export holds the deals closed since some day, and lacks those decided before.

    Deals created before the first closing of the file should have been decided at the pace of those created later.
    Where none was although ``MISSING`` or more should have been, the early cohorts hold only their slow deals.

    Args:
        rows: Deals with known ``created``, ``days`` and ``outcome``.

    Returns:
        None where nothing is missing, or too few deals were created since to know the pace.
    """
    first = rows["closed"].min()
    early, late = rows[rows["created"] < first], rows[rows["created"] >= first]
    if pd.isna(first) or early.empty or (late["outcome"] != "open").sum() < LEAST_DECIDED:
        return None
    pace = curve_of_deals(late)
    before = (first - early["created"]).dt.days - 1
    place = np.searchsorted(pace.times, before, side="right") - 1
    expected = pd.Series(np.where(place >= 0, 1 - pace.undecided[np.maximum(place, 0)], 0.0), early.index)
    found = MissingDecisions(first, expected)
    return found if found.of(early) >= MISSING else None


def _why_none(deals: Deals | None) -> str:
    if deals is None:
        return "no deals file"
    return one_sided(deals) or ("" if deals.frame["created"].notna().any() else "no deal has a creation day")


def _why_not(
    quarter: Quarter, part: pd.DataFrame, missing: MissingDecisions | None, as_of: date, horizon: float
) -> str:
    if missing is not None and missing.of(part) >= MISSING:
        return (
            f"closings begin on {missing.first:%Y-%m-%d}: about {missing.of(part):,.0f} deals that were decided before "
            "are missing"
        )
    if quarter.why:
        return quarter.why
    age = _age(part, as_of)
    return f"its youngest deal is {age:.0f} days old: {horizon:.0f} have not passed" if age < horizon else ""


def _age(part: pd.DataFrame, as_of: date) -> float:
    return float((pd.Timestamp(as_of) - part["created"].max()).days)


def _cohort(
    quarter: Quarter, part: pd.DataFrame, why: str, usual: Incidence | None, as_of: date, horizon: float
) -> WinCohort:
    curve = curve_of_deals(part)
    age = min(_age(part, as_of), horizon)
    none = unknown(Unit.RATIO, "no cohort is complete yet")
    counts = part["outcome"].value_counts()
    won, lost, still = (int(counts.get(name, 0)) for name in ("won", "lost", "open"))
    return WinCohort(
        quarter, won, lost, still, curve.at(horizon), not why, why, age, curve.at(age),
        usual.at(age) if usual else none,
    )  # fmt: skip
