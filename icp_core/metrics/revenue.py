"""Do last year's accounts pay more today, or less?"""

from dataclasses import dataclass
from datetime import date
from math import inf, sqrt

import numpy as np
import numpy.typing as npt
import pandas as pd

from icp_core.dataset import Dataset
from icp_core.metrics.monthly import Monthly, first_day, in_words, month_number, monthly_revenue, why_no_revenue
from icp_core.results import LEVEL, Estimate, Unit, Z, unknown

MIN_EFFECTIVE = (
    30  # effective accounts; below it the interval covers too seldom (docs/method.md) and no verdict is given
)
AGREED = 1e-6  # half width, in ratios, below which all accounts moved alike but for the rounding of large sums
FEW_ACCOUNTS = "carried by a few accounts: no verdict"
MOVEMENTS = ("new", "expansion", "contraction", "churn", "reactivation")


@dataclass(frozen=True)
class RevenueRetention:
    """What the accounts live at the opening paid then and pay at the closing.

    Args:
        net: Closing over opening.
        gross: The same with growth left out: the sum of the smaller of the two, over opening; never above 100 %.
        opening: Recurring revenue a month at the opening.
        kept_gross: What of it is still paid at the closing.
        closing: What these accounts pay at the closing.
        n: Accounts live at the opening.
        effective_n: Number of equally large accounts that would carry as much information.
    """

    net: Estimate
    gross: Estimate
    opening: float
    kept_gross: float
    closing: float
    n: int
    effective_n: float


@dataclass(frozen=True, slots=True)
class _Sums:
    """One side of the ratio: its sum, its squares, and its products with the opening."""

    total: float
    squares: float
    products: float


def revenue_retention(then: npt.ArrayLike, now: npt.ArrayLike, *, window: str = "") -> RevenueRetention:
    """Compare what accounts paid then with what the same accounts pay now.

    Args:
        then: Recurring revenue per account at the opening, shape (n,); accounts with 0 or less are not in the cohort.
        now: Recurring revenue per account at the closing, shape (n,); missing or below 0 counts as 0: it has left.
        window: The time between the two, in words.

    Raises:
        ValueError: The shapes differ.

    Source:
        Interval: delta method for a ratio of sums, Cochran (1977), Sampling Techniques, section 2.11; coverage and the
        effective number of accounts (Kish): docs/method.md.

    Example:
        >>> result = revenue_retention([100, 100, 100], [150, 60, 0])
        >>> result.net.value, round(result.gross.value, 4), result.net.why
        (0.7, 0.5333, 'carried by a few accounts: no verdict')
    """
    opening, closing = np.asarray(then, float), np.asarray(now, float)
    if opening.shape != closing.shape or opening.ndim != 1:
        raise ValueError("then and now need one value per account each")
    live = np.nan_to_num(opening) > 0
    opening, closing = opening[live], np.maximum(np.nan_to_num(closing[live]), 0.0)
    kept = np.minimum(closing, opening)
    return _retention(
        len(opening),
        _Sums(float(opening.sum()), float((opening**2).sum()), float((opening**2).sum())),
        _Sums(float(closing.sum()), float((closing**2).sum()), float((closing * opening).sum())),
        _Sums(float(kept.sum()), float((kept**2).sum()), float((kept * opening).sum())),
        window=window,
    )


def nrr_at(data: Dataset, month_end: date) -> RevenueRetention:
    """Compare the month of ``month_end`` with the month one year before, from the revenue table or paid periods.

    Unknown, with the reason, where the tables do not reach so far.
    """
    monthly = monthly_revenue(data)
    if monthly is None:
        return no_retention(why_no_revenue(data))
    closing = month_number(month_end)
    pairs = account_pairs(monthly, closing)
    if pairs is None:
        return no_retention(_out_of_reach(monthly, closing))
    return revenue_retention(pairs["opening"], pairs["closing"], window=year_to(closing))


def account_pairs(monthly: Monthly, closing: int) -> pd.DataFrame | None:
    """Return what each account live 12 months before ``closing`` paid then and pays now: account_id, opening, closing.

    None where the source does not reach from the one month to the other.
    """
    opening = closing - 12
    if opening < monthly.first or closing > monthly.last:
        return None
    return monthly.query("revenue_pairs", opening=opening, closing=closing)


def retention_by_month(monthly: Monthly) -> dict[int, RevenueRetention]:
    """Return the revenue retention over the 12 months to each month that has an opening a year before."""
    rows = monthly.query("revenue_retention", last_month=monthly.last)
    return {
        int(row["month_number"]): _retention(
            int(row["n"]),
            _Sums(row["opening"], row["opening_squared"], row["opening_squared"]),
            _Sums(row["closing"], row["closing_squared"], row["closing_opening"]),
            _Sums(row["kept"], row["kept_squared"], row["kept_opening"]),
            window=year_to(int(row["month_number"])),
        )
        for row in rows.to_dict("records")
    }


def movements(data: Dataset) -> pd.DataFrame:
    """Return how ARR moved in each month: month, new, expansion, contraction, churn, reactivation, arr.

    Contraction and churn are negative. In every month the five add up to the change of ``arr``; the first month holds
    what was there already as new. All values are a year's worth (12 x the month), in the data set's currency.
    Empty where there is no revenue by month.
    """
    monthly = monthly_revenue(data)
    return movements_of(monthly) if monthly else pd.DataFrame(columns=["month", *MOVEMENTS, "arr"])


def movements_of(monthly: Monthly) -> pd.DataFrame:
    """Return the movements of ARR by month; see :func:`movements`."""
    rows = monthly.query("revenue_movements", last_month=monthly.last).set_index("month_number")
    rows = rows.reindex(range(monthly.first, monthly.last + 1), fill_value=0.0) * 12
    table = rows.rename(columns={"gained": "new", "total": "arr"}).reset_index(drop=True)
    months = pd.to_datetime([first_day(number) for number in range(monthly.first, monthly.last + 1)])
    return table[[*MOVEMENTS, "arr"]].assign(month=months)[["month", *MOVEMENTS, "arr"]]


def quick_ratio(moves: pd.DataFrame, *, months: int = 12) -> Estimate:
    """Return what was gained over what was lost, in the last ``months`` months; reactivation counts on neither side.

    Args:
        moves: The table of :func:`movements`.
        months: How many of its last months count; the first month of the table never does, it holds the opening.
    """
    recent = moves.iloc[1:].tail(months)
    if recent.empty:
        return unknown(Unit.FACTOR, "one month of revenue shows no movement")
    window = f"{recent['month'].iloc[0]:%Y-%m} to {recent['month'].iloc[-1]:%Y-%m}"
    gained = float(recent["new"].sum() + recent["expansion"].sum())
    lost = -float(recent["churn"].sum() + recent["contraction"].sum())
    if lost <= 0:
        return unknown(Unit.FACTOR, "no losses: nothing was cancelled or reduced", n=len(recent), window=window)
    return Estimate(gained / lost, Unit.FACTOR, len(recent), why="", window=window)


def no_retention(why: str, *, n: int = 0) -> RevenueRetention:
    """Return the result of a question that the data cannot answer."""
    return RevenueRetention(unknown(Unit.RATIO, why, n=n), unknown(Unit.RATIO, why, n=n), 0.0, 0.0, 0.0, n, 0.0)


def year_to(closing: int) -> str:
    """Write the 12 months up to a month number in words."""
    return f"{in_words(closing - 12)} to {in_words(closing)}"


def _out_of_reach(monthly: Monthly, closing: int) -> str:
    held = f"{in_words(monthly.first)} to {in_words(monthly.last)}"
    return f"needs revenue of {in_words(closing - 12)} and {in_words(closing)}; the complete months are {held}"


def _retention(n: int, opening: _Sums, closing: _Sums, kept: _Sums, *, window: str) -> RevenueRetention:
    if n == 0 or opening.total <= 0:
        return no_retention("no account was live a year before")
    effective = float(opening.total**2 / opening.squares)
    net = _ratio(closing, opening, n, effective).within(window)
    gross = _ratio(kept, opening, n, effective, most=1.0).within(window)
    return RevenueRetention(net, gross, float(opening.total), float(kept.total), float(closing.total), n, effective)


def _ratio(part: _Sums, opening: _Sums, n: int, effective: float, *, most: float = inf) -> Estimate:
    """Return part over opening; where every account agrees, the exact bound of "none of so many" replaces the delta."""
    ratio = min(float(part.total / opening.total), most)
    variance = max(part.squares - 2 * ratio * part.products + ratio**2 * opening.squares, 0.0)
    error = Z * sqrt(variance) / opening.total
    low, high = max(0.0, ratio - error), min(ratio + error, most)
    if error < AGREED * max(ratio, 1.0):
        none = ((1 - LEVEL) / 2) ** (1 / effective)
        low, high = ratio * none, (1 - none if ratio == 0 else ratio)
    return Estimate(
        ratio, Unit.RATIO, n, float(low), float(high), why="" if effective >= MIN_EFFECTIVE else FEW_ACCOUNTS
    )
