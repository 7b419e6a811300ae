"""The metrics that can be broken down: the rows each is made of, and the number over some of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pandas as pd

from icp_core.metrics.base import LTV_MONTHS, curve_of, logo_churn
from icp_core.metrics.company import SEGMENT, Company
from icp_core.metrics.cost import cost_of_winning, cycle_months, new_logos, per_logo
from icp_core.metrics.groups import groups_of
from icp_core.metrics.lifetime_value import lifetime_value
from icp_core.metrics.measure import MIN_LEVEL
from icp_core.metrics.monthly import monthly_revenue, why_no_revenue
from icp_core.metrics.revenue import FEW_ACCOUNTS, RevenueRetention, account_pairs, revenue_retention, year_to
from icp_core.metrics.satisfaction import csat_of, nps_of
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
from icp_core.results import Estimate, Unit, join_words, unknown

FROM_OUTCOME = "the groups were made from how long accounts stay and what they pay: a test of that would prove itself"
LARGE = 30  # accounts or answers; with fewer a group does not shorten the horizon of all, and its NPS is not tested
ONLY_CUSTOMERS = "only customers have a segment, lost prospects have none: a win rate by segment would flatter"


@dataclass(frozen=True)
class Ground:
    """What one metric is made of, for one company and one column.

    Args:
        rows: One row an account, deal or answer, with the column's value in ``group``.
        measure: The metric over some of these rows.
        noun: What a row is, singular.
        why_not: Why the metric cannot be broken down by this column; then the rows are empty.
        untested: Why no group is tested against the rest; "" where they are.
        least: Rows that a group needs to be tested.
    """

    rows: pd.DataFrame
    measure: Callable[[pd.DataFrame], Estimate]
    noun: str
    why_not: str = ""
    untested: str = ""
    least: int = MIN_LEVEL


def ground_of(company: Company, metric: str, column: str) -> Ground:
    """Return what a metric is made of, with the values of a column beside it.

    Raises:
        KeyError: The metric cannot be broken down at all.
    """
    return GROUNDS[metric](company, column)


def refused(unit: Unit, why: str) -> Ground:
    """Return the ground of a question that cannot be answered."""
    return Ground(pd.DataFrame({"group": []}), lambda _: unknown(unit, why), "row", why_not=why)


def _of_accounts(measure: Callable[[Company, pd.DataFrame], Estimate], unit: Unit) -> Callable[[Company, str], Ground]:
    def ground(company: Company, column: str) -> Ground:
        values = company.column_of_accounts(column)
        if values is None:
            return refused(unit, f"the accounts have no column {column!r}")
        if company.accounts.observed.empty:
            return refused(unit, company.accounts.why_no_lifetimes or "no lifetime is known")
        frame = company.accounts.frame.assign(group=values)
        rows = frame[frame["tenure"].notna() & frame["left"].notna()]
        return Ground(rows, lambda part: measure(company, part), "account", untested=FROM_OUTCOME * (column == SEGMENT))

    return ground


def _over_one_horizon(
    measure: Callable[[Company, pd.DataFrame, float], Estimate], unit: Unit
) -> Callable[[Company, str], Ground]:
    """Return the ground of a number that grows with the months looked at: all groups over the same months.

    A small group is watched for a shorter time; over its own months it would seem to stay less long than the rest.
    """
    inner = _of_accounts(lambda *_: unknown(unit, "no horizon yet"), unit)

    def ground(company: Company, column: str) -> Ground:
        found = inner(company, column)
        if found.why_not:
            return found
        masks, _ = groups_of(found.rows["group"])
        reached = [curve_of(found.rows[mask]).follow_up for mask in masks.values() if mask.sum() >= LARGE]
        horizon = min([company.terms.horizon if unit is Unit.MONEY else LTV_MONTHS, *reached])

        def over(part: pd.DataFrame) -> Estimate:
            if curve_of(part).follow_up < horizon:
                return unknown(unit, f"fewer than 10 accounts observed for {horizon:.1f} months", n=len(part))
            return measure(company, part, horizon)

        return replace(found, measure=over)

    return ground


def _months(_: Company, rows: pd.DataFrame, horizon: float) -> Estimate:
    return curve_of(rows).restricted_mean(horizon).within(f"first {horizon:.3g} months")


def _value(company: Company, rows: pd.DataFrame, horizon: float) -> Estimate:
    return lifetime_value(company.accounts, rows, terms=replace(company.terms, horizon=horizon)).value


def _churn(company: Company, rows: pd.DataFrame) -> Estimate:
    until = company.accounts.as_of
    since = (pd.Timestamp(until) - pd.DateOffset(years=1)).date()
    return logo_churn(replace(company.accounts, frame=rows), since, until)


def _revenue(side: Callable[[RevenueRetention], Estimate]) -> Callable[[Company, str], Ground]:
    def ground(company: Company, column: str) -> Ground:
        values = company.column_of_accounts(column)
        if values is None:
            return refused(Unit.RATIO, f"the accounts have no column {column!r}")
        monthly = monthly_revenue(company.data)
        pairs = account_pairs(monthly, monthly.last) if monthly else None
        if monthly is None or pairs is None:
            short = "fewer than 13 complete months of revenue"
            return refused(Unit.RATIO, short if monthly else why_no_revenue(company.data))
        known = pd.DataFrame({"account_id": company.accounts.frame["account_id"], "group": values})
        window = year_to(monthly.last)
        return Ground(
            pairs.merge(known, on="account_id", how="inner"),
            lambda part: _with_verdict(side(revenue_retention(part["opening"], part["closing"], window=window))),
            "account live a year before",
            untested=FROM_OUTCOME * (column == SEGMENT),
        )

    return ground


def _with_verdict(kept: Estimate) -> Estimate:
    """Take away the ends of a ratio that a few accounts carry: it is shown, and no verdict is given on it."""
    return replace(kept, low=None, high=None) if kept.why == FEW_ACCOUNTS else kept


def _of_deals(
    pick: Callable[[pd.DataFrame], pd.DataFrame], measure: Callable[[Company, pd.DataFrame], Estimate], unit: Unit
) -> Callable[[Company, str], Ground]:
    def ground(company: Company, column: str) -> Ground:
        values = company.column_of_deals(column)
        if company.deals is None or values is None:
            why = f"the deals have no column {column!r}" if company.deals else "no deals file"
            return refused(unit, why)
        frame = company.deals.frame.assign(group=values)
        rows = pick(frame) if column == "deal_type" else pick(new_business(frame))
        untested = FROM_OUTCOME if column == SEGMENT and unit is Unit.MONEY else ""
        return Ground(rows, lambda part: measure(company, part), "deal", untested=untested)

    return ground


def _rate(measure: Callable[[Company, pd.DataFrame], Estimate], pick: str) -> Callable[[Company, str], Ground]:
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


MOST_APART = 0.10  # of won and lost deals whose group is known; more of it moves a rate by as much


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


def _answers(name: str, measure: Callable[..., Estimate]) -> Callable[[Company, str], Ground]:
    def ground(company: Company, column: str) -> Ground:
        values = company.column_of_accounts(column)
        if not company.data.has("feedback", name, "account_id") or values is None:
            why = (
                "no feedback that names an account" if values is not None else f"the accounts have no column {column!r}"
            )
            return refused(Unit.SCORE, why)
        frame, today = company.data.frame("feedback"), pd.Timestamp(company.data.as_of)
        recent = frame[(frame["date"] <= today) & (frame["date"] > today - pd.DateOffset(years=1))]
        groups = dict(zip(company.accounts.frame["account_id"], values, strict=True))
        rows = recent.assign(group=recent["account_id"].map(groups))
        window = f"12 months to {company.data.as_of.isoformat()}"
        known = rows[rows[name].notna()]
        return Ground(known, lambda part: measure(part[name], window=window), "answer", least=LARGE)

    return ground


def _on_deals(measure: Callable[..., Estimate]) -> Callable[[Company, pd.DataFrame], Estimate]:
    def over(company: Company, rows: pd.DataFrame) -> Estimate:
        if company.deals is None:
            raise ValueError("rows of deals come from a deals file")
        return measure(replace(company.deals, frame=rows))

    return over


GROUNDS: dict[str, Callable[[Company, str], Ground]] = {
    "retention_12m": _of_accounts(lambda _, rows: curve_of(rows).at(12), Unit.RATIO),
    "retention_24m": _of_accounts(lambda _, rows: curve_of(rows).at(24), Unit.RATIO),
    "rmst_36m": _over_one_horizon(_months, Unit.MONTHS),
    "logo_churn": _of_accounts(_churn, Unit.RATIO),
    "nrr": _revenue(lambda kept: kept.net),
    "grr": _revenue(lambda kept: kept.gross),
    "ltv": _over_one_horizon(_value, Unit.MONEY),
    "acv": _of_deals(_won, lambda _, rows: contract_value(rows, window=days_of(rows["closed"])), Unit.MONEY),
    "win_rate": _rate(lambda _, rows: win_rate(rows, window=days_of(rows["closed"])), "closed"),
    "win_rate_by_value": _rate(_on_deals(win_rate_by_value), "closed"),
    "win_rate_180d": _rate(lambda _, rows: curve_of_deals(rows).at(HORIZON_DAYS), "dated"),
    "sales_cycle_days": _of_deals(_won, lambda _, rows: sales_cycle(rows, window=days_of(rows["closed"])), Unit.DAYS),
    "discount_rate": _of_deals(_won, _on_deals(discount_rate), Unit.RATIO),
    "gone_dark": _of_deals(_open, _on_deals(gone_dark), Unit.RATIO),
    "cac": _cost,
    "nps": _answers("nps", nps_of),
    "csat": _answers("csat", csat_of),
}
