"""What does it cost to win a customer, and how soon does it come back?"""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from icp_core.dataset import Dataset
from icp_core.metrics.accounts import Accounts
from icp_core.metrics.deals import Deals
from icp_core.metrics.lifetimes import DAYS_PER_MONTH
from icp_core.metrics.monthly import in_words, last_complete_month
from icp_core.metrics.ratio import MIN_VALUES, mean, poisson_interval, product
from icp_core.metrics.winning import new_business, sales_cycle
from icp_core.results import Estimate, Unit, plural, unknown

NO_SPEND = "no spend file: add one with month and amount"


@dataclass(frozen=True)
class Logos:
    """The new customers.

    Args:
        frame: One row each: ``day`` (datetime64) and ``channel`` (str, NaN: unknown), ``arr`` at the start (NaN).
        source: Where the days come from, in words.
        why_not: The reason when nothing says when customers were won.
    """

    frame: pd.DataFrame
    source: str
    why_not: str = ""


@dataclass(frozen=True)
class Cost:
    """Spend held against the customers won with it.

    Args:
        cac: Spend per new customer.
        by_channel: The same by channel, where the spend and the customers name one.
        payback: Months of gross margin until the cost has come back.
        shift: Months between spending and winning.
        spend: Money spent in the window.
        logos: New customers in the window, later by ``shift``.
        leads: Channel to leads and new customers of the window.
    """

    cac: Estimate
    by_channel: dict[str, Estimate] = field(default_factory=dict)
    payback: Estimate = field(default_factory=lambda: unknown(Unit.MONTHS, NO_SPEND))
    shift: int = 0
    spend: float = 0.0
    logos: int = 0
    leads: dict[str, tuple[int, int]] = field(default_factory=dict)


def new_logos(accounts: Accounts, deals: Deals | None) -> Logos:
    """Return the new customers with the day each was won: start dates, else won deals of new business.

    The first win in a deals file is not taken for a new customer: older customers would all seem new when it begins.
    """
    frame = accounts.frame
    if frame["start"].notna().any():
        rows = frame[frame["start"].notna() & (frame["start"] <= pd.Timestamp(accounts.as_of))]
        channel = rows["source"].astype("str") if "source" in rows else pd.Series(index=rows.index, dtype="str")
        return Logos(_logos(rows["start"], channel, rows["initial_arr"].fillna(rows["arr"])), "start dates")
    if deals is not None:
        won = deals.won[deals.won["is_new"].fillna(value=False) & deals.won["closed"].notna()]
        if len(won):
            return Logos(_logos(won["closed"], won["source"], won["annual_value"]), "won deals of new business")
    empty = _logos(*(pd.Series(dtype=kind) for kind in ("datetime64[us]", "str", "float")))
    return Logos(empty, "", "nothing says when customers were won: add a start date, or a deal type of new business")


def cost_of_winning(
    data: Dataset, logos: Logos, *, shift: int, gross_margin: float = 1.0, months: range | None = None
) -> Cost:
    """Return spend over new customers, by channel too, with the exact Poisson interval of the number of customers.

    Args:
        data: The data set, for its spend.
        logos: The new customers.
        shift: Whole months by which customers are counted later than the spend (:func:`cycle_months`), 0 or more.
        gross_margin: Share of revenue that is left after the cost of delivering it.
        months: Month numbers of the spend to take; default all that the customers' days reach.

    Raises:
        ValueError: The shift is below 0.
    """
    if not data.has("spend", "month", "amount"):
        return Cost(unknown(Unit.MONEY, NO_SPEND))
    if logos.why_not:
        return Cost(unknown(Unit.MONEY, logos.why_not), payback=unknown(Unit.MONTHS, logos.why_not))
    if shift < 0:
        raise ValueError("customers cannot be counted before the money was spent")
    won_in = _numbers(logos.frame["day"]) - shift
    spend = data.frame("spend").dropna(subset=["month", "amount"])
    spent_in = _numbers(spend["month"])
    latest = min(int(spent_in.max()), last_complete_month(data.as_of, by_month=True) - shift)
    window = range(max(int(spent_in.min()), int(won_in.min())), latest + 1)
    if months is not None:
        if months.start < window.start or months.stop > window.stop:
            return Cost(unknown(Unit.MONEY, "spend or customers do not cover the period"), shift=shift)
        window = months
    spend, won = spend[spent_in.isin(window)], logos.frame[won_in.isin(window)]
    if spend.empty:
        return Cost(unknown(Unit.MONEY, "spend and new customers have no month in common"), shift=shift)
    words = f"spend of {in_words(window.start)} to {in_words(window.stop - 1)}"
    words += f", customers {plural(shift, 'month')} later" if shift else ""
    cac = per_logo(float(spend["amount"].sum()), len(won)).within(words)
    return Cost(
        cac=cac,
        by_channel=_by_channel(spend, won, words),
        payback=_payback(cac, won["arr"], gross_margin).within(words),
        shift=shift,
        spend=float(spend["amount"].sum()),
        logos=len(won),
        leads=_leads(spend, won),
    )


def value_to_cost(value: Estimate, cac: Estimate) -> Estimate:
    """Return lifetime value over the cost of winning."""
    for part in (value, cac):
        if part.value is None:
            return unknown(Unit.FACTOR, part.why)
    if not cac.value or not value.value:
        return unknown(Unit.FACTOR, "nothing was spent in the window" if not cac.value else "accounts bring no revenue")
    result = product(value, cac, Unit.FACTOR, divide=True)
    return Estimate(result.value, result.unit, result.n, result.low, result.high, why=value.why, window=cac.window)


def cycle_months(deals: Deals | None) -> int:
    """Return the median sales cycle of new business in whole months, 0 where it is unknown."""
    if deals is None:
        return 0
    return round((sales_cycle(new_business(deals.frame)).value or 0.0) / DAYS_PER_MONTH)


def _logos(days: pd.Series, channel: pd.Series, arr: pd.Series) -> pd.DataFrame:
    return pd.DataFrame({"day": days, "channel": channel, "arr": arr}).reset_index(drop=True)


def per_logo(spend: float, logos: int) -> Estimate:
    """Return spend over new customers, with the exact Poisson interval of their number."""
    if logos == 0:
        return unknown(Unit.MONEY, "no new customer in the window")
    fewest, most = poisson_interval(logos)
    return Estimate(spend / logos, Unit.MONEY, logos, spend / most, spend / fewest)


def _payback(cac: Estimate, arr: pd.Series, gross_margin: float) -> Estimate:
    known = arr[arr > 0]
    if cac.value is None:
        return unknown(Unit.MONTHS, cac.why)
    if len(known) < MIN_VALUES:
        return unknown(Unit.MONTHS, "fewer than 8 new customers have a known value", n=len(known))
    if cac.value <= 0:
        return unknown(Unit.MONTHS, "nothing was spent in the window", n=cac.n)
    result = product(cac, mean(known / 12 * gross_margin, Unit.MONEY), Unit.MONTHS, divide=True)
    why = "gross margin unknown: 100 % used" if gross_margin == 1.0 else f"gross margin {gross_margin:.0%}"
    return Estimate(result.value, result.unit, result.n, result.low, result.high, why=why)


def _by_channel(spend: pd.DataFrame, won: pd.DataFrame, window: str) -> dict[str, Estimate]:
    if "channel" not in spend or not set(_folded(spend["channel"]).dropna()) & set(_folded(won["channel"]).dropna()):
        return {}
    counts = _folded(won["channel"]).value_counts()
    amounts = spend.groupby("channel")["amount"].sum()
    return {
        str(channel): per_logo(float(amount), int(counts.get(str(channel).strip().casefold(), 0))).within(window)
        for channel, amount in amounts.items()
    }


def _leads(spend: pd.DataFrame, won: pd.DataFrame) -> dict[str, tuple[int, int]]:
    if "channel" not in spend or "leads" not in spend:
        return {}
    counts = _folded(won["channel"]).value_counts()
    leads = spend.dropna(subset=["leads"]).groupby("channel")["leads"].sum()
    return {
        str(name): (int(number), int(counts.get(str(name).strip().casefold(), 0))) for name, number in leads.items()
    }


def _numbers(days: pd.Series) -> pd.Series:
    numbers: pd.Series = days.dt.year * 12 + days.dt.month
    return numbers


def _folded(labels: pd.Series) -> pd.Series:
    return labels.astype("str").str.strip().str.casefold()
