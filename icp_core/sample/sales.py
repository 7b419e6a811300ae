"""Deals: what the company pursued, what it won, how long that took, and what is still open."""

import numpy as np
import pandas as pd

from icp_core.sample.companies import attributes, company_names, draw_companies
from icp_core.sample.world import (
    CYCLE_FACTOR,
    LOSS_DAYS,
    LOSS_SPREAD,
    WIN_FACTOR,
    WIN_SPREAD,
    Bools,
    Floats,
    Ints,
    World,
)

_OWNERS = ("A. Lindqvist", "B. Osei", "C. Moreau", "D. Tanaka", "E. Novak", "F. Castillo", "G. Byrne", "H. Adeyemi")
_REASONS = ("Price", "No decision", "Competitor", "Missing capability", "Timing")
_REASONS_BEST, _REASONS_OTHER = (0.24, 0.32, 0.22, 0.08, 0.14), (0.20, 0.27, 0.17, 0.26, 0.10)
_OPEN_STAGES = ("Discovery", "Demo", "Proposal", "Negotiation")
_SEASON = (0.95, 1.0, 1.1, 1.0, 1.0, 1.05, 0.9, 0.8, 1.1, 1.1, 1.05, 0.85)  # January to December


def new_business(world: World, rng: np.random.Generator) -> pd.DataFrame:
    """Draw new-business deals until ``world.accounts`` of them are won.

    Returns:
        One row a deal by day of creation: the company's attributes, ``created`` and ``closed`` (day numbers; closed
        is -1 while open), ``won``, ``amount`` (money a year), ``discount``, ``level`` (drift when it was created).
    """
    n = world.accounts * 9  # more than enough: a deal is won at least one time in eight
    month = rng.choice(world.months, n, p=_volume(world))
    starts = world.first_day_of_month
    created = starts[month] + (rng.random(n) * (starts[month + 1] - starts[month])).astype(np.int64)
    deals = draw_companies(rng.random(n) < world.new_market_share[month], rng)
    level = world.drift_level[month]
    best = deals["best"].to_numpy()
    won = rng.random(n) < _by_group(world, best, "win") * (1 - (1 - WIN_FACTOR) * level)
    days = _days_to_decision(world, best, level, won, rng)
    closed = np.where(created + days <= world.last_day, created + days, -1)
    size = deals["employees"].to_numpy()
    discount = np.round(np.clip(rng.normal(0.08 + 0.05 * level + 0.03 * (world.segments & ~best), 0.05), 0, 0.4), 2)
    growth = 0.45 if world.segments else 0.0  # how the contract grows with the company
    amount = 18_000 * (size / 200) ** growth * np.exp(0.5 * rng.standard_normal(n)) * (1 - discount)
    deals = deals.assign(created=created, closed=closed, won=won & (closed >= 0), level=level)
    deals = deals.assign(amount=np.round(amount, -1), discount=discount)
    enough = int(np.searchsorted(np.cumsum(deals["won"]), world.accounts)) + 1
    deals = deals.head(enough).sort_values("created", kind="stable").reset_index(drop=True)
    ids = [f"NB-{number:05d}" for number in range(1, len(deals) + 1)]
    return deals.assign(account_id=ids, name=company_names(deals["industry"], rng))


def _volume(world: World) -> Floats:
    growth = np.minimum(1.0, 0.55 + np.arange(world.months) / 40)  # deals a month grow for a year and a half
    volume = growth * np.array(_SEASON)[world.month_starts.month - 1]
    return np.asarray(volume / volume.sum(), dtype=np.float64)


def _by_group(world: World, best: Bools, rate: str) -> Floats:
    inside, outside = getattr(world.rates(best=True), rate), getattr(world.rates(best=False), rate)
    return np.where(best, float(inside), float(outside))


def _days_to_decision(world: World, best: Bools, level: Floats, won: Bools, rng: np.random.Generator) -> Ints:
    median = _by_group(world, best, "cycle") * (1 + (CYCLE_FACTOR - 1) * level) * np.where(won, 1.0, LOSS_DAYS)
    spread = np.where(won, WIN_SPREAD, LOSS_SPREAD)
    return np.maximum(2, np.round(median * np.exp(spread * rng.standard_normal(len(best))))).astype(np.int64)


def expansion_business(
    world: World, customers: pd.DataFrame, steps: pd.DataFrame, rng: np.random.Generator
) -> pd.DataFrame:
    """Make the deals behind the larger expansions, and those that were lost.

    Args:
        world: The options.
        customers: As `icp_core.sample.life.customers_of` returns them.
        steps: The expansions: ``row`` (of customers), ``month``, ``amount`` (money a year).
        rng: The generator of the sample.

    Returns:
        Rows like those of `new_business`.
    """
    lost = steps.sample(frac=0.45, random_state=rng)
    both = pd.concat([steps.assign(won=True), lost.assign(won=False)], ignore_index=True)
    starts = world.first_day_of_month
    month = both["month"].to_numpy()
    closed = starts[month] + (rng.random(len(both)) * (starts[month + 1] - starts[month])).astype(np.int64)
    account = customers.iloc[both["row"].to_numpy()].reset_index(drop=True)
    gone = account["churned_on"].to_numpy()
    closed = np.where(gone >= 0, np.minimum(closed, gone - 1), closed)
    created = np.maximum(closed - rng.integers(8, 60, len(both)), account["started_on"].to_numpy())
    closed = np.maximum(closed, created)
    deals = account.drop(columns=["started_on", "churned_on"]).assign(created=created, closed=closed)
    return deals.assign(won=both["won"], amount=both["amount"].round(-1), discount=0.0)


def deals_table(world: World, new: pd.DataFrame, more: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Write both kinds of deals as the CRM exports them, from the month in which the deals file begins."""
    deals = pd.concat([new.assign(kind="New Business"), more.assign(kind="Expansion")], ignore_index=True)
    deals = deals[deals["created"] >= world.first_day_of_month[world.deals_from]]
    deals = deals.sort_values("created", kind="stable").reset_index(drop=True)
    n = len(deals)
    still_open = (deals["closed"] < 0).to_numpy()
    won = deals["won"].to_numpy()
    quiet = rng.exponential(12 + 14 * deals["level"].to_numpy(), n).astype(np.int64)
    created = deals["created"].to_numpy()
    active = np.where(still_open, np.maximum(created, world.last_day - quiet), deals["closed"])
    reasons = np.where(
        deals["best"] & world.segments,
        rng.choice(_REASONS, n, p=_REASONS_BEST),
        rng.choice(_REASONS, n, p=_REASONS_OTHER),
    )
    age = np.clip((world.last_day - created) // 30 + rng.integers(0, 2, n), 0, len(_OPEN_STAGES) - 1)
    stage = np.where(still_open, np.array(_OPEN_STAGES)[age], np.where(won, "Closed Won", "Closed Lost"))
    table = pd.DataFrame(
        {
            "Opportunity ID": [f"OPP-{number:06d}" for number in range(1, n + 1)],
            "Account ID": deals["account_id"],
            "Account Name": deals["name"],
            "Stage": stage,
            "Deal Type": deals["kind"],
            "Amount": deals["amount"].astype(np.int64),
            "List Price": np.round(deals["amount"] / (1 - deals["discount"]), -1).astype(np.int64),
            "Discount": deals["discount"],
            "Created Date": world.dates(created),
            "Close Date": world.dates(np.where(still_open, _hoped(world, created, rng), deals["closed"])),
            "Lost Reason": pd.Series(reasons).where(~won & ~still_open),
            "Last Activity Date": world.dates(active),
            "Lead Source": deals["source"],
            "Owner": rng.choice(_OWNERS, n),
        }
    )
    return pd.concat([table, attributes(deals)], axis=1)


def _hoped(world: World, created: Ints, rng: np.random.Generator) -> Ints:
    """Draw the day on which each deal, while open, is expected to close; one in seven has passed by already."""
    own, n = rng.spawn(1)[0], len(created)  # a generator of its own, so that no other number depends on it
    ahead = np.where(own.random(n) < 1 / 7, -own.integers(0, 40, n), own.integers(1, 150, n))
    hoped: Ints = np.maximum(world.last_day + ahead, created)
    return hoped
