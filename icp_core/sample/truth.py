"""The truth about the sample company: what was planted, what follows from it, and what was simply counted."""

import math
from typing import Any

import numpy as np
import pandas as pd

from icp_core.sample.life import Payments
from icp_core.sample.operations import arr_by_month
from icp_core.sample.world import (
    BEST_EMPLOYEES,
    BEST_INDUSTRIES,
    CYCLE_FACTOR,
    DECLARED_EMPLOYEES,
    DECLARED_INDUSTRIES,
    DECLARED_REGIONS,
    RAMP,
    WIN_FACTOR,
    WIN_SPREAD,
    World,
    log_normal_cdf,
)  # fmt: skip

_WINDOW = 12  # months: the recent window ends with the data, the baseline ends two years earlier


def truth_of(world: World, deals: pd.DataFrame, customers: pd.DataFrame, payments: Payments) -> dict[str, Any]:
    """State what a correct analysis has to find.

    Args:
        world: The options.
        deals: All new-business deals, complete, as `icp_core.sample.sales.new_business` returns them.
        customers: As `icp_core.sample.life.customers_of` returns them.
        payments: What they paid.

    Returns:
        A document of plain numbers, texts and lists; rates are shares (1.0 is 100 %), money is a year's.
    """
    return {
        "seed": world.seed,
        "as_of": world.end.isoformat(),
        "history_from": str(world.month_starts[0].date()),
        "deals_from": str(world.month_starts[world.deals_from].date()),
        "revenue_from": str(world.month_starts[world.revenue_from].date()),
        "planted": _planted(world),
        "drift": _drift(world, deals),
        "counted": {**_deal_counts(world, deals), **_customer_counts(world, customers, payments)},
    }


def _planted(world: World) -> dict[str, Any]:
    return {
        "found": world.segments,
        "rule": [
            {"column": "industry", "op": "in", "value": list(BEST_INDUSTRIES)},
            {"column": "employees", "op": "between", "value": list(BEST_EMPLOYEES)},
        ],
        "declared": [
            {"column": "industry", "op": "in", "value": list(DECLARED_INDUSTRIES)},
            {"column": "employees", "op": "between", "value": list(DECLARED_EMPLOYEES)},
            {"column": "region", "op": "in", "value": list(DECLARED_REGIONS)},
        ],
        "declared_is_wrong_about": [
            "industry: Logistics is missing, Manufacturing does not belong",
            "employees: the band is too large",
            "region: changes nothing",
        ],
        "inside": _group(world, best=True),
        "outside": _group(world, best=False),
    }


def _group(world: World, *, best: bool) -> dict[str, float]:
    rates = world.rates(best=best)
    after_win = rates.win * (WIN_FACTOR if world.drift else 1.0)
    after_cycle = rates.cycle * (CYCLE_FACTOR if world.drift else 1.0)
    return {
        "hazard_a_month": rates.hazard,
        "lapse_at_renewal": rates.lapse,
        "retention_12m": math.exp(-12 * rates.hazard) * (1 - rates.lapse),
        "retention_24m": math.exp(-24 * rates.hazard) * (1 - rates.lapse) ** 2,
        "win_before": rates.win,
        "win_after": after_win,
        "win_180d_before": rates.win * log_normal_cdf(180, rates.cycle, WIN_SPREAD),
        "win_180d_after": after_win * log_normal_cdf(180, after_cycle, WIN_SPREAD),
        "cycle_days_before": rates.cycle,
        "cycle_days_after": after_cycle,
    }


def _drift(world: World, deals: pd.DataFrame) -> dict[str, Any]:
    baseline = _created_in(world, deals, world.months - 24)
    recent = _created_in(world, deals, world.months)
    return {
        "drifts": world.drift,
        "onset": str(world.month_starts[world.onset].date())[:7] if world.drift else None,
        "ramp_months": RAMP if world.drift else 0,
        "full_from": str(world.month_starts[world.onset + RAMP - 1].date())[:7] if world.drift else None,
        "new_market_share_before": float(world.new_market_share[0]),
        "new_market_share_after": float(world.new_market_share[-1]),
        "pipeline_share_declared": {"baseline": _share(baseline, "declared"), "recent": _share(recent, "declared")},
        "pipeline_share_best": {"baseline": _share(baseline, "best"), "recent": _share(recent, "best")},
        "pipeline_n": {"baseline": len(baseline), "recent": len(recent)},
    }


def _created_in(world: World, deals: pd.DataFrame, month_after: int) -> pd.DataFrame:
    starts = world.first_day_of_month
    first = max(world.deals_from, month_after - _WINDOW)
    if month_after <= first:
        return deals.head(0)
    return deals.loc[deals["created"].between(starts[first], starts[month_after] - 1)]


def _share(deals: pd.DataFrame, column: str) -> float | None:
    return float(deals[column].mean()) if len(deals) else None


def _deal_counts(world: World, deals: pd.DataFrame) -> dict[str, Any]:
    filed = deals[deals["created"] >= world.first_day_of_month[world.deals_from]]
    closed = filed["closed"] >= 0
    return {
        "new_business_deals": len(filed),
        "new_business_won": int(filed["won"].sum()),
        "new_business_lost": int((closed & ~filed["won"]).sum()),
        "new_business_open": int((~closed).sum()),
    }


def _customer_counts(world: World, customers: pd.DataFrame, payments: Payments) -> dict[str, Any]:
    live = customers["churned_on"] < 0
    then, now = payments.mrr[:, -13], payments.mrr[:, -1]
    opening = ~np.isnan(then)
    paid_now = np.nan_to_num(now[opening])
    return {
        "customers": len(customers),
        "live": int(live.sum()),
        "left": int((~live).sum()),
        "live_best": int((live & customers["best"]).sum()),
        "arr": float(np.round(arr_by_month(payments)[-1], 2)),
        "nrr": float(paid_now.sum() / then[opening].sum()) if opening.any() else None,
        "grr": float(np.minimum(paid_now, then[opening]).sum() / then[opening].sum()) if opening.any() else None,
        "nrr_accounts": int(opening.sum()),
        "logo_churn": float((paid_now == 0).mean()) if opening.any() else None,
        "new_logos_last_12_months": int((customers["started_on"] >= world.first_day_of_month[world.months - 12]).sum()),
    }
