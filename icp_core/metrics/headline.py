"""The headline metrics, all at once, with their breakdowns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from icp_core.dataset import Dataset
from icp_core.metrics.accounts import Accounts, day_in_words
from icp_core.metrics.base import common_horizon, curve_of, live_customers, logo_churn, months_kept, recurring_revenue
from icp_core.metrics.cost import cost_of_winning, cycle_months, new_logos, value_to_cost
from icp_core.metrics.coverage_of_target import NO_TARGET, Target, pipeline_coverage
from icp_core.metrics.cycle import overall_cycle
from icp_core.metrics.deals import Deals
from icp_core.metrics.ground_of_deals import why_flattering
from icp_core.metrics.lifetime_value import ValueTerms, lifetime_value
from icp_core.metrics.measure import MIN_LEVEL, Measure, breakdown_columns, by_level, levels, too_few
from icp_core.metrics.monthly import monthly_revenue, why_no_revenue
from icp_core.metrics.movements import arr_movements
from icp_core.metrics.revenue import (
    RevenueRetention,
    account_pairs,
    no_retention,
    revenue_retention,
    year_to,
)
from icp_core.metrics.satisfaction import satisfaction
from icp_core.metrics.velocity import pace, twelve_months_to
from icp_core.metrics.win_cohorts import win_cohorts
from icp_core.metrics.winning import (
    contract_value,
    days_of,
    discount_rate,
    expansion_win_rate,
    gone_dark,
    new_business,
    open_pipeline,
    overall_contract_value,
    overall_win_rate,
    sales_cycle,
    win_rate,
    win_rate_by_value,
)
from icp_core.results import Estimate, Unit, unknown

NO_DEALS = "no deals file"


def headline(
    data: Dataset, accounts: Accounts, deals: Deals | None, *, gross_margin: float = 1.0, target: Target | None = None
) -> dict[str, Measure]:
    """Return every headline metric by its canonical name; those the tables cannot answer are unknown, with the reason.

    Args:
        data: The data set.
        accounts: Its account table.
        deals: Its deal table, None without deals.
        gross_margin: Share of revenue that is left after the cost of delivering it, for LTV and payback.
        target: What is to be won, for the pipeline coverage; None: unknown.

    Raises:
        ValueError: The gross margin does not lie above 0 and up to 1.
    """
    if not 0 < gross_margin <= 1:
        raise ValueError(f"a gross margin lies above 0 and up to 1, not {gross_margin}")
    nps, csat = satisfaction(data)
    measures = (
        Measure("customers", live_customers(accounts)),
        Measure("arr", recurring_revenue(accounts)),
        Measure("mrr", recurring_revenue(accounts, months=1)),
        *_staying(accounts),
        *_revenue(data, accounts),
        *_winning(deals),
        *_pipeline(deals, target),
        *_cost(data, accounts, deals, gross_margin),
        Measure("nps", nps),
        Measure("csat", csat),
    )
    return {measure.name: measure for measure in measures}


def _staying(accounts: Accounts) -> tuple[Measure, ...]:
    until = accounts.as_of
    since = (pd.Timestamp(until) - pd.DateOffset(years=1)).date()
    churn = Measure("logo_churn", logo_churn(accounts, since, until))
    observed = accounts.observed
    names = ("retention_12m", "retention_24m", "rmst_36m")
    if observed.empty:
        units = (Unit.RATIO, Unit.RATIO, Unit.MONTHS)
        lost = (
            Measure(name, unknown(unit, accounts.why_no_lifetimes)) for name, unit in zip(names, units, strict=True)
        )
        return churn, *lost
    window = f"all accounts{day_in_words(until, ', observed to ')}"
    columns = breakdown_columns(observed, accounts.telling)
    answers: tuple[tuple[str, Callable[[pd.DataFrame], Estimate]], ...] = (
        ("retention_12m", lambda rows: curve_of(rows).at(12)),
        ("retention_24m", lambda rows: curve_of(rows).at(24)),
    )
    kept = {
        column: _over_one_horizon(
            observed, column, lambda rows, reach: curve_of(rows).restricted_mean(reach), Unit.MONTHS
        )
        for column in columns
    }
    months = Measure("rmst_36m", months_kept(curve_of(observed)).within(window), kept)
    return churn, *(_broken_down(name, observed, columns, answer, window) for name, answer in answers), months


def _over_one_horizon(
    rows: pd.DataFrame, column: str, answer: Callable[[pd.DataFrame, float], Estimate], unit: Unit
) -> dict[str, Estimate]:
    """Return a number that grows with the months looked at, for each level of a column over the same months."""
    parts = dict(levels(rows, column))
    curves = {level: curve_of(part[part["tenure"].notna() & part["left"].notna()]) for level, part in parts.items()}
    reach = common_horizon(curve for curve in curves.values() if curve.n >= MIN_LEVEL)
    found: dict[str, Estimate] = {}
    for level, part in parts.items():
        why = too_few(len(part), "account") if len(part) < MIN_LEVEL else ""
        if not why and (reach <= 0 or curves[level].follow_up < reach):
            why = f"fewer than 10 accounts observed for {reach:.1f} months"
        one = unknown(unit, why, n=len(part)) if why else answer(part, reach)
        found[level] = one.within(f"first {reach:.3g} months") if one.known else one
    return found


def _broken_down(
    name: str, rows: pd.DataFrame, columns: tuple[str, ...], answer: Callable[[pd.DataFrame], Estimate], window: str
) -> Measure:
    overall = answer(rows)
    by = by_level(rows, columns, lambda part: answer(part).within(window), noun="account", unit=overall.unit)
    return Measure(name, overall.within(window), by)


def _revenue(data: Dataset, accounts: Accounts) -> tuple[Measure, ...]:
    monthly = monthly_revenue(data)
    pairs = account_pairs(monthly, monthly.last) if monthly else None
    if monthly is None or pairs is None:
        why = why_no_revenue(data) if monthly is None else "fewer than 13 complete months of revenue"
        gone = no_retention(why)
        by: dict[str, dict[str, RevenueRetention]] = {}
    else:
        window = year_to(monthly.last)
        gone = revenue_retention(pairs["opening"], pairs["closing"], window=window)
        by = _retention_by(pairs, accounts, window)
    return (
        Measure("nrr", gone.net, _side(by, lambda part: part.net)),
        Measure("grr", gone.gross, _side(by, lambda part: part.gross)),
        Measure("gross_churn", _lost(gone), _side(by, _lost)),
        Measure("quick_ratio", arr_movements(data).quick_ratio()),
    )


def _retention_by(pairs: pd.DataFrame, accounts: Accounts, window: str) -> dict[str, dict[str, RevenueRetention]]:
    rows = pairs.merge(accounts.frame, on="account_id", how="inner")
    return {
        column: {
            level: revenue_retention(part["opening"], part["closing"], window=window)
            if len(part) >= MIN_LEVEL
            else no_retention(
                too_few(len(part), "account live a year before", "accounts live a year before"), n=len(part)
            )
            for level, part in levels(rows, column)
        }
        for column in breakdown_columns(rows, accounts.telling)
    }


def _side(
    by: dict[str, dict[str, RevenueRetention]], take: Callable[[RevenueRetention], Estimate]
) -> dict[str, dict[str, Estimate]]:
    return {column: {level: take(part) for level, part in levels.items()} for column, levels in by.items()}


def _lost(kept: RevenueRetention) -> Estimate:
    gross = kept.gross
    if gross.value is None or gross.low is None or gross.high is None:
        return gross
    return replace(gross, value=1 - gross.value, low=1 - gross.high, high=1 - gross.low)


def _winning(deals: Deals | None) -> tuple[Measure, ...]:
    if deals is None:
        units = {
            "win_rate": Unit.RATIO,
            "win_rate_by_value": Unit.RATIO,
            "sales_cycle_days": Unit.DAYS,
            "acv": Unit.MONEY,
            "discount_rate": Unit.RATIO,
        }
        return tuple(Measure(name, unknown(unit, NO_DEALS)) for name, unit in units.items())
    closed, fresh = new_business(deals.closed), new_business(deals.won)
    overall = overall_win_rate(deals)
    columns = breakdown_columns(closed, deals.attributes)
    telling = [column for column in columns if not _decides(closed, column)]
    fair = [column for column in telling if not why_flattering(closed, column)]
    window, won_window = days_of(closed["closed"]), days_of(fresh["closed"])
    rates = by_level(closed, fair, lambda part: win_rate(part, window=window), noun="closed deal", unit=Unit.RATIO)
    cycles = by_level(
        fresh, telling, lambda part: sales_cycle(part, window=won_window), noun="won deal", unit=Unit.DAYS
    )
    values = by_level(
        fresh, telling, lambda part: contract_value(part, window=won_window), noun="won deal", unit=Unit.MONEY
    )
    return (
        Measure("win_rate", overall, rates if overall.known else {}),
        Measure("win_rate_by_value", win_rate_by_value(deals)),
        Measure("sales_cycle_days", overall_cycle(deals), cycles),
        Measure("acv", overall_contract_value(deals), values),
        Measure("discount_rate", discount_rate(deals)),
    )


def _pipeline(deals: Deals | None, target: Target | None) -> tuple[Measure, ...]:
    if deals is None:
        units = {
            "win_rate_180d": Unit.RATIO,
            "win_rate_expansion": Unit.RATIO,
            "sales_velocity": Unit.MONEY,
            "pipeline_coverage": Unit.FACTOR,
            "gone_dark": Unit.RATIO,
            "pipeline_open": Unit.MONEY,
        }
        return tuple(Measure(name, unknown(unit, NO_DEALS)) for name, unit in units.items())
    covered = pipeline_coverage(deals, target).coverage if target else unknown(Unit.FACTOR, NO_TARGET)
    return (
        Measure("win_rate_180d", win_cohorts(deals).overall),
        Measure("win_rate_expansion", expansion_win_rate(deals)),
        Measure("sales_velocity", pace(deals, twelve_months_to(deals.as_of)).velocity),
        Measure("pipeline_coverage", covered),
        Measure("gone_dark", gone_dark(deals)),
        Measure("pipeline_open", open_pipeline(deals)),
    )


def _decides(closed: pd.DataFrame, column: str) -> bool:
    """Whether a column only repeats the outcome: each of its levels holds wins alone or losses alone."""
    rates = (closed["outcome"] == "won").groupby(closed[column], observed=True).mean()
    return bool(rates.isin([0.0, 1.0]).all())


def _cost(data: Dataset, accounts: Accounts, deals: Deals | None, gross_margin: float) -> tuple[Measure, ...]:
    columns = breakdown_columns(accounts.frame, accounts.telling)
    terms = ValueTerms(gross_margin=gross_margin)
    value = lifetime_value(accounts, accounts.frame, terms=terms).value

    def worth(rows: pd.DataFrame, reach: float) -> Estimate:
        return lifetime_value(accounts, rows, terms=replace(terms, horizon=reach)).value

    known = columns if value.known else ()
    values = {column: _over_one_horizon(accounts.frame, column, worth, Unit.MONEY) for column in known}
    logos, shift = new_logos(accounts, deals), cycle_months(deals)
    cost = cost_of_winning(data, logos, shift=shift, gross_margin=gross_margin)
    by_channel = {"source": cost.by_channel} if cost.by_channel else {}
    ratios = {name: value_to_cost(values["source"][name], cac) for name, cac in cost.by_channel.items()
              if name in values.get("source", {})}  # fmt: skip
    return (
        Measure("ltv", value, values),
        Measure("cac", cost.cac, by_channel),
        Measure("cac_payback_months", cost.payback),
        Measure("ltv_cac", value_to_cost(value, cost.cac), {"source": ratios} if ratios else {}),
    )
