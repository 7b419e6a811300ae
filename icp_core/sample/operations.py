"""What the company spent, whom it employed, what it released, how the product was used and liked, what happened."""

import numpy as np
import pandas as pd

from icp_core.sample.companies import SOURCES
from icp_core.sample.life import Payments
from icp_core.sample.world import Floats, World

_USAGE_MONTHS = 24
_FADING = (1.0, 0.75, 0.5, 0.3, 0.12)  # use that is left 4, 3, 2, 1, 0 months before the last paid month, then silence
_SPEND = {  # money a won customer costs at the start; share by which it has grown when the drift is complete
    "Organic": (6_000, 0.15), "Paid Search": (15_000, 0.35), "Outbound": (23_000, 0.80),
    "Partner": (13_000, 0.20), "Events": (20_000, 0.55),
}  # fmt: skip
_COST_PER_LEAD = {"Organic": 120, "Paid Search": 280, "Outbound": 440, "Partner": 340, "Events": 520}
_TEAMS = {  # people per 100 live customers; share by which the team has grown when the drift is complete
    "Sales": (2.4, 0.25), "Marketing": (1.3, 0.15), "Product": (1.2, 0.0), "Engineering": (4.5, 0.05),
    "Customer Success": (1.7, 0.75),
}  # fmt: skip


def spend_table(world: World, rng: np.random.Generator) -> pd.DataFrame:
    """Write sales and marketing spend by channel, for the months of the deals file."""
    months = np.arange(world.deals_from, world.months)
    won_a_month = world.accounts / world.months
    parts = []
    for channel, share in SOURCES.items():
        cost, growth = _SPEND[channel]
        steady = 1 + 0.004 * (months - world.deals_from)
        amount = cost * share * won_a_month * steady * (1 + growth * world.drift_level[months])
        amount = amount * rng.normal(1, 0.06, len(months)).clip(0.7)
        leads = rng.poisson(amount / (_COST_PER_LEAD[channel] * steady))
        parts.append(
            pd.DataFrame(
                {"Month": world.month_starts[months], "Channel": channel, "Amount": amount.round(2), "Leads": leads}
            )
        )
    return pd.concat(parts).sort_values(["Month", "Channel"], kind="stable").reset_index(drop=True)


def usage_table(world: World, customers: pd.DataFrame, payments: Payments, rng: np.random.Generator) -> pd.DataFrame:
    """Write sessions of each live account in each of the last months; use fades before an account leaves."""
    first = max(0, world.months - _USAGE_MONTHS)
    live = ~np.isnan(payments.mrr[:, first:])
    habit = 6 * np.sqrt(customers["employees"].to_numpy()) * rng.lognormal(0, 0.4, len(customers))
    last = np.where(live, np.arange(live.shape[1]), -1).max(axis=1)
    before = np.where(customers["churned_on"].to_numpy() >= 0, last, live.shape[1] + 99)[:, None] - np.arange(
        live.shape[1]
    )
    fading = np.array(_FADING)[np.clip(4 - before, 0, 4)]
    sessions = rng.poisson(habit[:, None] * fading)
    month, row = np.nonzero(live.T)
    return pd.DataFrame(
        {
            "Account ID": customers["account_id"].to_numpy()[row],
            "Month": world.month_starts.to_numpy()[first + month],
            "Active": sessions[row, month] > 0,
            "Sessions": sessions[row, month],
        }
    )


def feedback_table(world: World, customers: pd.DataFrame, payments: Payments, rng: np.random.Generator) -> pd.DataFrame:
    """Write answers to the satisfaction survey: one live account in fourteen answers in a month."""
    first = max(0, world.months - 36)
    asked = ~np.isnan(payments.mrr[:, first:]) & (rng.random((len(customers), world.months - first)) < 1 / 14)
    month, row = np.nonzero(asked.T)
    best = customers["best"].to_numpy()[row]
    mean = np.where(best, world.rates(best=True).nps, world.rates(best=False).nps)
    nps = np.clip(np.round(mean + 1.7 * rng.standard_normal(len(row))), 0, 10).astype(np.int64)
    csat = np.clip(np.round(1 + 0.4 * nps + 0.6 * rng.standard_normal(len(row))), 1, 5).astype(np.int64)
    starts = world.first_day_of_month
    day = starts[first + month] + rng.integers(0, 28, len(row))
    after_start = np.maximum(day, customers["started_on"].to_numpy()[row])
    table = pd.DataFrame(
        {
            "Account ID": customers["account_id"].to_numpy()[row],
            "Date": world.dates(after_start),
            "NPS": nps,
            "CSAT": pd.Series(csat, dtype="Int64").where(pd.Series(rng.random(len(row)) < 0.6)),
        }
    )
    return table.sort_values("Date", kind="stable").reset_index(drop=True)


def headcount_table(world: World, payments: Payments) -> pd.DataFrame:
    """Write people by function and month."""
    live = np.maximum(20, (~np.isnan(payments.mrr)).sum(axis=0))[world.deals_from :]
    level = world.drift_level[world.deals_from :]
    parts = [
        pd.DataFrame(
            {
                "Month": world.month_starts[world.deals_from :],
                "Function": team,
                "People": np.maximum(2, np.round(live / 100 * per_100 * (1 + growth * level))).astype(np.int64),
            }
        )
        for team, (per_100, growth) in _TEAMS.items()
    ]
    return pd.concat(parts).sort_values(["Month", "Function"], kind="stable").reset_index(drop=True)


def releases_table(world: World, rng: np.random.Generator) -> pd.DataFrame:
    """Write a release every second month; releases slip further with the drift. The last one is not out yet."""
    months = np.arange(world.deals_from + 1, world.months, 2)
    planned = world.first_day_of_month[months] + 14
    late = np.round(rng.exponential(3 + 34 * world.drift_level[months])).astype(np.int64)
    actual = np.where(planned + late <= world.last_day, planned + late, -1)
    actual[-1] = -1
    names = [f"{4 + number // 6}.{number % 6}" for number in range(len(months))]
    return pd.DataFrame(
        {
            "Release": [f"Northbeam {name}" for name in names],
            "Planned Date": world.dates(planned),
            "Actual Date": world.dates(actual),
        }
    )


def events_table(world: World) -> pd.DataFrame:
    """Write the event log: launches, a price change, and, in a world that drifts, the turn that began it."""
    last, onset = world.months - 1, world.onset
    log: list[tuple[int, str, str, str]] = [
        (last - 33, "Launch: forecasting module", "company", "launch"),
        (last - 26, "Data protection rules tightened in Europe", "environment", "regulation"),
        (last - 22, "List prices raised by 6 %", "company", "pricing"),
        (last - 16, "Launch: connector marketplace", "company", "launch"),
        (last - 12, "A competitor starts a free tier", "environment", "competitor"),
        (last - 7, "Customers ask for single sign-on in every contract", "customers", "priorities"),
        (last - 5, "Launch: assistant", "company", "launch"),
    ]
    if world.drift:
        log.append((onset - 1, "Sales is told to pursue large accounts in every industry", "company", "market"))
    rows = sorted(entry for entry in log if entry[0] >= 0)
    days = world.first_day_of_month[[month for month, *_ in rows]] + 9
    return pd.DataFrame(
        {
            "Date": world.dates(days),
            "Event": [title for _, title, _, _ in rows],
            "Force": [force for *_, force, _ in rows],
            "Type": [kind for *_, kind in rows],
        }
    )


def arr_by_month(payments: Payments) -> Floats:
    """Recurring revenue a year at the end of each month, shape (months,)."""
    return np.asarray(12 * np.nansum(payments.mrr, axis=0), dtype=np.float64)
