"""The metrics of deals and of the cost of winning, ready to be broken down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from icp_core.metrics.company import SEGMENT, Company
from icp_core.metrics.cost import cost_of_winning, cycle_months, new_logos, per_logo
from icp_core.metrics.differences import p_of_amounts
from icp_core.metrics.ground import FROM_OUTCOME, Ground, GroundOf, refused
from icp_core.metrics.win_cohorts import HORIZON_DAYS, curve_of_deals, missing_decisions
from icp_core.metrics.winning import (
    contract_value,
    days_of,
    discount_rate,
    gone_dark,
    new_business,
    one_sided,
    sales_cycle,
    win_rate,
    win_rate_by_value,
)
from icp_core.results import Estimate, Unit, join_words

ONLY_CUSTOMERS = "only customers have a segment, lost prospects have none: a win rate by segment would flatter"
MOST_APART = 0.10  # of won and lost deals whose group is known; more of it moves a rate by as much


def _of_deals(
    pick: Callable[[pd.DataFrame], pd.DataFrame], measure: Callable[[Company, pd.DataFrame], Estimate], unit: Unit
) -> GroundOf:
    def ground(company: Company, column: str) -> Ground:
        values = company.column_of_deals(column)
        if company.deals is None or values is None:
            why = f"the deals have no column {column!r}" if company.deals else "no deals file"
            return refused(unit, why)
        frame = company.deals.frame.assign(group=values)
        rows = pick(frame) if column == "deal_type" else pick(new_business(frame))
        untested = FROM_OUTCOME if column == SEGMENT and unit is Unit.MONEY else ""
        p = _p_of_amounts if unit is Unit.MONEY else None
        return Ground(rows, lambda part: measure(company, part), "deal", untested=untested, p=p)

    return ground


def _p_of_amounts(inside: pd.DataFrame, outside: pd.DataFrame) -> float | None:
    return p_of_amounts(*(part.loc[part["annual_value"] > 0, "annual_value"] for part in (inside, outside)))


def _rate(measure: Callable[[Company, pd.DataFrame], Estimate], pick: str) -> GroundOf:
    """Return the ground of a rate of winning, refused where the column is known of the won deals alone."""
    rows_of = {"closed": _closed, "dated": _dated}
    inner = _of_deals(rows_of[pick], measure, Unit.RATIO)

    def ground(company: Company, column: str) -> Ground:
        why = one_sided(company.deals) if company.deals else "no deals file"
        if why or column == SEGMENT:
            return refused(Unit.RATIO, why or ONLY_CUSTOMERS)
        found = inner(company, column)
        flatters = why_flattering(found.rows, "group")
        return refused(Unit.RATIO, flatters) if flatters else found

    return ground


def why_flattering(deals: pd.DataFrame, column: str) -> str:
    """Return why the win rates by a column would flatter: it is known of won deals far more often than of others.

    A file of customers describes the winners; of the prospects that were lost, or still are open, it knows nothing.

    Args:
        deals: Deals with ``outcome`` and the column.
        column: Its name.
    """
    known = deals[column].notna().groupby(deals["outcome"]).mean()
    if known.empty or known.max() - known.min() <= MOST_APART:
        return ""
    words = join_words(f"{100 * float(part):.0f} % of the {outcome}" for outcome, part in known.items())
    return f"the column is known of {words} deals: the rates would be wrong"


def _closed(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame["outcome"] != "open"]


def _dated(frame: pd.DataFrame) -> pd.DataFrame:
    rows = frame[frame["created"].notna() & frame["days"].notna()]
    missing = missing_decisions(rows)
    return rows[rows["created"] >= missing.first] if missing else rows


def _won(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame["outcome"] == "won"]


def _open(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame["outcome"] == "open"]


def _cost(company: Company, column: str) -> Ground:
    """Return one row a new customer: only a channel has both spend and customers."""
    deals, logos = company.deals, new_logos(company.accounts, company.deals)
    if column != "source":
        return refused(Unit.MONEY, "spend is known by channel alone: the cost of a customer can be told by source only")
    cost = cost_of_winning(company.data, logos, shift=cycle_months(deals))
    if not cost.by_channel:
        return refused(Unit.MONEY, cost.cac.why or "spend and customers name no channel in common")
    spent = {name: (one.value or 0.0) * one.n for name, one in cost.by_channel.items()}
    rows = pd.DataFrame({"group": [name for name, one in cost.by_channel.items() for _ in range(one.n)]})

    def measure(part: pd.DataFrame) -> Estimate:
        names = set(part["group"])
        return per_logo(sum(spent[name] for name in names), len(part))

    return Ground(rows, measure, "new customer")


def _on_deals(measure: Callable[..., Estimate]) -> Callable[[Company, pd.DataFrame], Estimate]:
    def over(company: Company, rows: pd.DataFrame) -> Estimate:
        if company.deals is None:
            raise ValueError("rows of deals come from a deals file")
        return measure(replace(company.deals, frame=rows))

    return over


OF_DEALS: dict[str, GroundOf] = {
    "acv": _of_deals(_won, lambda _, rows: contract_value(rows, window=days_of(rows["closed"])), Unit.MONEY),
    "win_rate": _rate(lambda _, rows: win_rate(rows, window=days_of(rows["closed"])), "closed"),
    "win_rate_by_value": _rate(_on_deals(win_rate_by_value), "closed"),
    "win_rate_180d": _rate(lambda _, rows: curve_of_deals(rows).at(HORIZON_DAYS), "dated"),
    "sales_cycle_days": _of_deals(_won, lambda _, rows: sales_cycle(rows, window=days_of(rows["closed"])), Unit.DAYS),
    "discount_rate": _of_deals(_won, _on_deals(discount_rate), Unit.RATIO),
    "gone_dark": _of_deals(_open, _on_deals(gone_dark), Unit.RATIO),
    "cac": _cost,
}
