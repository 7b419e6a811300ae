"""How has each metric moved, quarter by quarter?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import pandas as pd

from icp_core.dataset import Dataset
from icp_core.metrics.accounts import Accounts
from icp_core.metrics.base import logo_churn
from icp_core.metrics.cost import Logos, cost_of_winning, cycle_months, new_logos
from icp_core.metrics.deals import Deals
from icp_core.metrics.monthly import GRACE_DAYS, Monthly, first_day, in_words, last_day, month_number, monthly_revenue
from icp_core.metrics.quarter import Quarter, Span, merged, quarters
from icp_core.metrics.ratio import poisson_interval
from icp_core.metrics.revenue import RevenueRetention, retention_by_month
from icp_core.metrics.winning import contract_value, new_business, one_sided, sales_cycle, win_rate
from icp_core.results import Estimate, Unit, unknown

__all__ = ["PeriodRow", "Quarter", "Sources", "Span", "merged", "period_rows", "quarters", "sources_of"]

CUSTOMERS, CLOSINGS, CREATIONS, REVENUE = "new customers", "closings", "deal creations", "revenue months"


@dataclass(frozen=True)
class PeriodRow:
    """One quarter and its metrics by canonical name; a metric covered only in part says so in ``why``."""

    quarter: Quarter
    metrics: dict[str, Estimate]


@dataclass(frozen=True)
class Sources:
    """What the quarters are made of, each frame with the quarter (``2025Q1``) of its rows in ``quarter``."""

    logos: Logos
    joined: pd.DataFrame
    closed: pd.DataFrame
    created: pd.DataFrame
    monthly: Monthly | None
    spans: tuple[Span, ...]


def period_rows(data: Dataset, accounts: Accounts, deals: Deals | None) -> tuple[PeriodRow, ...]:
    """Return the metrics of every quarter that any table touches, oldest first.

    ``new_logos`` and ``pipeline_created`` count, ``win_rate``, ``sales_cycle_days`` and ``acv`` go by close date
    (of new business where the deal type tells it), ``logo_churn`` is that of the quarter alone,
    ``nrr`` and ``grr`` look back 12 months from the quarter's last month, ``arr`` is that of the last month, and
    ``cac`` is the quarter's spend. A metric is there where its table is there.
    """
    sources = sources_of(data, accounts, deals)
    found, reasons = merged(sources.spans, as_of=data.as_of)
    kept = retention_by_month(sources.monthly) if sources.monthly else {}
    totals = _arr_by_month(sources.monthly) if sources.monthly else {}
    shift = cycle_months(deals)
    no_rate = one_sided(deals) if deals else ""
    rows = []
    for quarter in found:
        metrics = {
            **_logos(sources, quarter, reasons),
            **_deals(sources, quarter, reasons, no_rate),
            **(_churn(accounts, quarter) if sources.logos.source == "start dates" else {}),
            **(_revenue(sources.monthly, quarter, kept, totals) if sources.monthly else {}),
            **_cac(data, sources.logos, shift, quarter),
        }
        rows.append(PeriodRow(quarter, metrics))
    return tuple(rows)


def sources_of(data: Dataset, accounts: Accounts, deals: Deals | None) -> Sources:
    """Return the dated sources: new customers, closings, deal creations and revenue months, with their spans."""
    logos = new_logos(accounts, deals)
    joined = _quartered(logos.frame, "day")
    nothing = pd.DataFrame({"closed": pd.Series(dtype="datetime64[us]"), "created": pd.Series(dtype="datetime64[us]")})
    closed = _quartered(deals.closed if deals else nothing, "closed")
    created = _quartered(deals.frame if deals else nothing, "created")
    monthly = monthly_revenue(data)
    months = (Span(REVENUE, first_day(monthly.first), last_day(monthly.last)) if monthly else None,)
    spans = (
        Span.of(CUSTOMERS, joined["day"]),
        Span.of(CLOSINGS, closed["closed"]),
        Span.of(CREATIONS, created["created"]),
        *months,
    )
    return Sources(logos, joined, closed, created, monthly, tuple(span for span in spans if span))


def _quartered(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    rows = frame[frame[column].notna()]
    return rows.assign(quarter=rows[column].dt.to_period("Q").astype("str"))


def _logos(sources: Sources, quarter: Quarter, reasons: dict[str, dict[str, str]]) -> dict[str, Estimate]:
    if quarter.label not in reasons.get(CUSTOMERS, {}):
        return {}
    count = int((sources.joined["quarter"] == quarter.label).sum())
    return {"new_logos": _marked(_count(count, quarter), reasons[CUSTOMERS][quarter.label])}


def _deals(sources: Sources, quarter: Quarter, reasons: dict[str, dict[str, str]], no_rate: str) -> dict[str, Estimate]:
    metrics = {}
    if quarter.label in reasons.get(CLOSINGS, {}):
        rows = sources.closed[sources.closed["quarter"] == quarter.label]
        why, fresh = reasons[CLOSINGS][quarter.label], new_business(rows)
        none = unknown(Unit.RATIO, no_rate, n=len(fresh), window=quarter.window) if no_rate else None
        metrics = {
            "win_rate": _marked(none or win_rate(fresh, window=quarter.window), why),
            "sales_cycle_days": _marked(sales_cycle(fresh, window=quarter.window), why),
            "acv": _marked(contract_value(fresh, window=quarter.window), why),
        }
    if quarter.label in reasons.get(CREATIONS, {}):
        count = int((sources.created["quarter"] == quarter.label).sum())
        metrics["pipeline_created"] = _marked(_count(count, quarter), reasons[CREATIONS][quarter.label])
    return metrics


def _churn(accounts: Accounts, quarter: Quarter) -> dict[str, Estimate]:
    if (quarter.end - accounts.as_of).days > GRACE_DAYS:
        return {
            "logo_churn": unknown(Unit.RATIO, f"the data end on {accounts.as_of.isoformat()}", window=quarter.window)
        }
    return {"logo_churn": logo_churn(accounts, quarter.start - timedelta(days=1), min(quarter.end, accounts.as_of))}


def _revenue(
    monthly: Monthly, quarter: Quarter, kept: dict[int, RevenueRetention], totals: dict[int, tuple[float, int]]
) -> dict[str, Estimate]:
    month = month_number(quarter.end)
    if month > monthly.last:
        why = f"the last complete month of revenue is {in_words(monthly.last)}"
        return {"arr": unknown(Unit.MONEY, why), "nrr": unknown(Unit.RATIO, why), "grr": unknown(Unit.RATIO, why)}
    if month not in totals:
        return {}
    value, count = totals[month]
    arr = Estimate(value, Unit.MONEY, count, window=in_words(month))
    if month not in kept:
        why = f"no revenue in {in_words(month - 12)}, a year before"
        return {"arr": arr, "nrr": unknown(Unit.RATIO, why), "grr": unknown(Unit.RATIO, why)}
    return {"arr": arr, "nrr": kept[month].net, "grr": kept[month].gross}


def _arr_by_month(monthly: Monthly) -> dict[int, tuple[float, int]]:
    rows = monthly.query("revenue_totals", last_month=monthly.last)
    return {int(row["month_number"]): (12 * float(row["mrr"]), int(row["accounts"])) for row in rows.to_dict("records")}


def _cac(data: Dataset, logos: Logos, shift: int, quarter: Quarter) -> dict[str, Estimate]:
    if "spend" not in data.tables or logos.why_not:
        return {}
    last = month_number(quarter.end)
    return {"cac": cost_of_winning(data, logos, shift=shift, months=range(last - 2, last + 1)).cac}


def _count(count: int, quarter: Quarter) -> Estimate:
    low, high = poisson_interval(count)
    return Estimate(float(count), Unit.COUNT, count, low, high, window=quarter.window)


def _marked(estimate: Estimate, why: str) -> Estimate:
    return replace(estimate, why="; ".join(part for part in (estimate.why, why) if part))
