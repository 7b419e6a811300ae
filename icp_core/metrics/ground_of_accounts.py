"""The metrics of accounts and their answers, ready to be broken down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from icp_core.metrics.base import LTV_MONTHS, common_horizon, curve_of, logo_churn
from icp_core.metrics.company import SEGMENT, Company
from icp_core.metrics.differences import p_of_ratio, spread_of
from icp_core.metrics.ground import FROM_OUTCOME, LARGE, Ground, GroundOf, refused
from icp_core.metrics.groups import groups_of
from icp_core.metrics.lifetime_value import lifetime_value
from icp_core.metrics.monthly import monthly_revenue, why_no_revenue
from icp_core.metrics.revenue import FEW_ACCOUNTS, RevenueRetention, account_pairs, revenue_retention, year_to
from icp_core.metrics.satisfaction import csat_of, nps_of
from icp_core.metrics.survival import log_rank
from icp_core.results import Estimate, Unit, Z, column_words, unknown


def _staying(of: GroundOf, unit: Unit) -> GroundOf:
    """Return the ground of a number that follows who stays, refused where the column only repeats who left."""

    def ground(company: Company, column: str) -> Ground:
        found_here = column == SEGMENT and company.segments is not None
        why = "" if found_here else company.accounts.repeating.get(column, "")
        return refused(unit, f"{column_words(column)} is left out: {why}") if why else of(company, column)

    return ground


def _of_accounts(measure: Callable[[Company, pd.DataFrame], Estimate], unit: Unit) -> GroundOf:
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


def _over_one_horizon(measure: Callable[[Company, pd.DataFrame, float], Estimate], unit: Unit) -> GroundOf:
    """Return the ground of a number that grows with the months looked at: all groups over the same months.

    A small group is watched for a shorter time; over its own months it would seem to stay less long than the rest.
    """
    inner = _of_accounts(lambda *_: unknown(unit, "no horizon yet"), unit)

    def ground(company: Company, column: str) -> Ground:
        found = inner(company, column)
        if found.why_not:
            return found
        masks, several = groups_of(found.rows["group"])
        known = found.rows["group"].notna()
        parts = [*masks.values(), *((known & ~mask for mask in masks.values()) if several else ())]
        longest = company.terms.horizon if unit is Unit.MONEY else LTV_MONTHS
        horizon = common_horizon((curve_of(found.rows[part]) for part in parts if part.any()), longest=longest)

        def over(part: pd.DataFrame) -> Estimate:
            if curve_of(part).follow_up < horizon:
                return unknown(unit, f"fewer than 10 accounts observed for {horizon:.1f} months", n=len(part))
            return measure(company, part, horizon)

        def p_of(inside: pd.DataFrame, outside: pd.DataFrame) -> float | None:
            if unit is Unit.MONEY:
                return _p_of_value(over(inside), over(outside), inside, outside, horizon)
            return _p_of_leaving(inside, outside, horizon)

        return replace(found, measure=over, p=p_of)

    return ground


def _months(_: Company, rows: pd.DataFrame, horizon: float) -> Estimate:
    return curve_of(rows).restricted_mean(horizon).within(f"first {horizon:.3g} months")


def _value(company: Company, rows: pd.DataFrame, horizon: float) -> Estimate:
    return lifetime_value(company.accounts, rows, terms=replace(company.terms, horizon=horizon)).value


def _p_of_leaving(inside: pd.DataFrame, outside: pd.DataFrame, horizon: float) -> float | None:
    """Return the log-rank p-value of "both leave alike within the horizon"; None where nobody does.

    The intervals of two means of months are too sure of themselves in small groups: from them some group of five
    columns was called different in 9 % of companies without any difference (benchmarks/breakdowns.py).
    """
    rows = pd.concat([inside, outside])
    tenure, left = rows["tenure"].clip(upper=horizon), rows["left"].astype(bool) & (rows["tenure"] <= horizon)
    if not left.any():
        return None
    return log_rank(tenure, left, [0] * len(inside) + [1] * len(outside), entry=rows["entry"].clip(upper=horizon)).p


def _p_of_value(
    one: Estimate, other: Estimate, inside: pd.DataFrame, outside: pd.DataFrame, horizon: float
) -> float | None:
    """Return the p-value of "the two lifetime values are equal", from the spread that the two sides share."""
    if one.value is None or other.value is None or other.value <= 0:
        return None
    paying = [part.loc[(~part["left"]).astype(bool) & (part["arr"] > 0), "arr"] for part in (inside, outside)]
    kept = curve_of(pd.concat([inside, outside])).restricted_mean(horizon)
    if min(len(part) for part in paying) < 2 or not kept.value or kept.low is None or kept.high is None:
        return None
    months = ((kept.high - kept.low) / (2 * Z * kept.value)) ** 2 * (len(inside) + len(outside))
    variance = spread_of(*paying) * sum(1 / len(part) for part in paying)
    variance += months * (1 / len(inside) + 1 / len(outside))
    return p_of_ratio(one.value / other.value, variance)


def _churn(company: Company, rows: pd.DataFrame) -> Estimate:
    until = company.accounts.as_of
    since = (pd.Timestamp(until) - pd.DateOffset(years=1)).date()
    return logo_churn(replace(company.accounts, frame=rows), since, until)


def _revenue(side: Callable[[RevenueRetention], Estimate]) -> GroundOf:
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


def _answers(name: str, measure: Callable[..., Estimate]) -> GroundOf:
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


OF_STAYING: dict[str, GroundOf] = {
    "retention_12m": _staying(_of_accounts(lambda _, rows: curve_of(rows).at(12), Unit.RATIO), Unit.RATIO),
    "retention_24m": _staying(_of_accounts(lambda _, rows: curve_of(rows).at(24), Unit.RATIO), Unit.RATIO),
    "rmst_36m": _staying(_over_one_horizon(_months, Unit.MONTHS), Unit.MONTHS),
    "logo_churn": _staying(_of_accounts(_churn, Unit.RATIO), Unit.RATIO),
    "nrr": _staying(_revenue(lambda kept: kept.net), Unit.RATIO),
    "grr": _staying(_revenue(lambda kept: kept.gross), Unit.RATIO),
    "ltv": _staying(_over_one_horizon(_value, Unit.MONEY), Unit.MONEY),
}
OF_ACCOUNTS: dict[str, GroundOf] = OF_STAYING | {
    "nps": _answers("nps", nps_of),
    "csat": _answers("csat", csat_of),
}
