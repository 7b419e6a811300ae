"""What was observed in each ring: deals, win rate, value, cycle, and how long its customers stay."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
import pandas as pd

from icp_core.metrics.accounts import Accounts
from icp_core.metrics.deals import Deals
from icp_core.metrics.proportion import share
from icp_core.metrics.survival import survival_curve
from icp_core.narrow.pipeline import Floats, Pipeline
from icp_core.narrow.plan import State
from icp_core.results import Estimate, Unit, Z, unknown

SHOWN_LEVEL = 0.80  # of the simulated intervals; 90 % ones are too wide to plan with at a few hundred deals
BY_SIMULATION = "80 % interval by simulation"
KEPT_MONTHS = 12.0


@dataclass(frozen=True)
class RingPipeline:
    """One ring's pipeline.

    Args:
        ring: Name of the ring.
        deals: Deals created a quarter.
        share: Share of all deals created.
        win_rate: Share won within the horizon.
        won_value: Mean amount of a won deal.
        cycle: Median days to a win.
        needed: Deals a quarter that would be needed if only this ring were sold to, at the rates observed.
        kept: Share of this ring's customers still there after twelve months.
    """

    ring: str
    deals: Estimate
    share: Estimate
    win_rate: Estimate
    won_value: Estimate
    cycle: Estimate
    needed: Estimate
    kept: Estimate


def ring_rows(pipeline: Pipeline, goal: float, states: State, kept: dict[str, Estimate]) -> tuple[RingPipeline, ...]:
    """Return what was observed in each ring, and the deals that it alone would need for the goal."""
    total = int(pipeline.deals.sum())
    rows = []
    for place, ring in enumerate(pipeline.rings):
        deals, curve, values = float(pipeline.deals[place]), pipeline.curves[place], pipeline.values[place]
        margin = Z * sqrt(deals)
        low, high = max(deals - margin, 0.0) / pipeline.quarters, (deals + margin) / pipeline.quarters
        needed = goal / (states.wins[:, place] * states.values[:, place])
        simulated = f"{pipeline.window}; {BY_SIMULATION}"
        rate = curve.at(pipeline.horizon)
        why = rate.why if not rate.known else "" if pipeline.win_rates[place] > 0 else "no deal was won in this ring"
        rows.append(
            RingPipeline(
                ring=ring,
                deals=Estimate(deals / pipeline.quarters, Unit.COUNT, int(deals), low, high, window="a quarter"),
                share=share(int(deals), total, window=pipeline.window),
                win_rate=rate,
                won_value=_mean_value(values, pipeline.window),
                cycle=curve.median(pipeline.horizon),
                needed=unknown(Unit.COUNT, why, n=int(deals), window=pipeline.window)
                if why
                else middle(needed, Unit.COUNT, int(deals), simulated),
                kept=kept.get(ring, unknown(Unit.RATIO, "no customer of this ring has a known lifetime")),
            )
        )
    return tuple(rows)


def _mean_value(values: Floats, window: str) -> Estimate:
    if not values.size:
        return unknown(Unit.MONEY, "no deal was won in this ring", window=window)
    mean, n = float(values.mean()), int(values.size)
    if n == 1:
        return Estimate(mean, Unit.MONEY, n, why="one deal", window=window)
    margin = Z * float(values.std(ddof=1)) / sqrt(n)
    return Estimate(mean, Unit.MONEY, n, max(mean - margin, 0.0), mean + margin, window=window)


def kept_by_ring(deals: Deals, rings: pd.Series, accounts: Accounts | None) -> dict[str, Estimate]:
    """Return by ring the share of customers still there after a year; a customer has the ring of its won deals."""
    if accounts is None or not accounts.lifetimes_from:
        return {}
    won = deals.won[["account_id", "deal_id"]].dropna().drop_duplicates("account_id")
    ring = won.set_index("account_id")["deal_id"].map(rings[~rings.index.duplicated()])
    observed = accounts.observed
    of_account = observed["account_id"].map(ring)
    found = {}
    for name, group in observed.groupby(of_account):
        tenure, entry = group["tenure"].to_numpy(dtype=float), group["entry"].to_numpy(dtype=float)
        curve = survival_curve(tenure, group["left"].to_numpy(dtype=bool), entry=entry)
        found[str(name)] = curve.at(KEPT_MONTHS)
    return found


def middle(drawn: Floats, unit: Unit, n: int, window: str) -> Estimate:
    """Return the median of simulated answers with the interval that holds 80 % of them."""
    low, half, high = np.quantile(drawn, [(1 - SHOWN_LEVEL) / 2, 0.5, (1 + SHOWN_LEVEL) / 2])
    return Estimate(float(half), unit, n, float(low), float(high), window=window)
