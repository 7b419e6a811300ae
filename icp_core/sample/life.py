"""Customers: how long they stay, and what they pay month by month."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from icp_core.sample.companies import attributes
from icp_core.sample.world import Floats, World

_LARGE_STEP = 0.12  # an expansion from this share of the contract on goes through a deal


class Payments(NamedTuple):
    """What each customer pays at the end of each month.

    Args:
        mrr: Recurring revenue a month, shape (customers, months); NaN where the account is no customer.
        last_mrr: Now, or last before leaving, shape (customers,).
        steps: The larger expansions: ``row`` (of customers), ``month``, ``amount`` (money a year).
    """

    mrr: Floats
    last_mrr: Floats
    steps: pd.DataFrame


def customers_of(world: World, deals: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Turn won deals into customers and draw how long they stay.

    Returns:
        The won deals with ``started_on`` and ``churned_on`` (day numbers; churned is -1 while live), by start.
    """
    customers = deals[deals["won"]].sort_values("closed", kind="stable").reset_index(drop=True)
    n, start, best = len(customers), customers["closed"].to_numpy(), customers["best"].to_numpy()
    inside, outside = world.rates(best=True), world.rates(best=False)
    days = rng.exponential(1.0, n) / np.where(best, inside.hazard, outside.hazard) * 365.25 / 12
    years = rng.geometric(np.where(best, inside.lapse, outside.lapse))  # the contract year that is not renewed
    lapse = np.floor(365.25 * years).astype(np.int64) - 1  # the last day of that year
    churned = start + np.minimum(np.maximum(days.astype(np.int64), 1), lapse)
    return customers.assign(started_on=start, churned_on=np.where(churned <= world.last_day, churned, -1))


def payments_of(world: World, customers: pd.DataFrame, rng: np.random.Generator) -> Payments:
    """Draw what each customer pays, with expansions and contractions after the first month."""
    shape = (len(customers), world.months)
    best = customers["best"].to_numpy()[:, None]
    inside, outside = world.rates(best=True), world.rates(best=False)
    chance, size = rng.random(shape), rng.uniform(0.05, 0.25, shape)
    expand = np.where(best, inside.expand, outside.expand)
    shrink = np.where(best, inside.shrink, outside.shrink)
    month_end = world.first_day_of_month[1:] - 1
    start, gone = customers["started_on"].to_numpy()[:, None], customers["churned_on"].to_numpy()[:, None]
    live = (start <= month_end) & ((gone < 0) | (gone > month_end))
    later = live & (start < world.first_day_of_month[:-1])
    grew, shrank = later & (chance < expand), later & (chance > 1 - shrink)
    factor = np.where(grew, 1 + size, np.where(shrank, 1 - size, 1.0))
    path = customers["amount"].to_numpy()[:, None] / 12 * np.cumprod(factor, axis=1)
    mrr = np.asarray(np.where(live, np.round(path, 2), np.nan), dtype=np.float64)
    last = np.where(live, np.arange(world.months), -1).max(axis=1)
    last_mrr = np.where(last >= 0, mrr[np.arange(len(mrr)), last], np.round(customers["amount"].to_numpy() / 12, 2))
    row, month = np.nonzero(grew & (size >= _LARGE_STEP))
    steps = pd.DataFrame({"row": row, "month": month, "amount": 12 * (path * (1 - 1 / factor))[row, month]})
    return Payments(mrr, np.asarray(last_mrr, dtype=np.float64), steps)


def customers_table(world: World, customers: pd.DataFrame, payments: Payments) -> pd.DataFrame:
    """Write the customers as a CRM exports them."""
    table = pd.DataFrame({"Account ID": customers["account_id"], "Company name": customers["name"]})
    said = attributes(customers).assign(**{"Lead Source": customers["source"]})
    money = pd.DataFrame(
        {
            "Customer since": world.dates(customers["started_on"].to_numpy()),
            "Churn Date": world.dates(customers["churned_on"].to_numpy()),
            "ARR": np.round(12 * payments.last_mrr, 2),
            "Initial ARR": customers["amount"],
        }
    )
    return pd.concat([table, said, money], axis=1)


def revenue_table(world: World, customers: pd.DataFrame, payments: Payments) -> pd.DataFrame:
    """Write what was paid at the end of each month, from the month in which the revenue file begins."""
    seen = payments.mrr[:, world.revenue_from :]
    month, row = np.nonzero(~np.isnan(seen.T))
    return pd.DataFrame(
        {
            "Account ID": customers["account_id"].to_numpy()[row],
            "Month": world.month_starts.to_numpy()[world.revenue_from + month],
            "MRR": seen[row, month],
        }
    )
