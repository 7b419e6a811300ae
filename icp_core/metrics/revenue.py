"""Do last year's accounts pay more today, or less?"""

from dataclasses import dataclass
from datetime import date
from math import inf, sqrt

import numpy as np
import numpy.typing as npt
import pandas as pd

from icp_core.dataset import Dataset
from icp_core.metrics.monthly import Monthly, in_words, month_number, monthly_revenue, why_no_revenue
from icp_core.results import Estimate, Unit, Z, unknown

MIN_EFFECTIVE = (
    30  # effective accounts; below it the interval covers too seldom (docs/method.md) and no verdict is given
)
UNSEEN = Z**2 / 4  # accounts added that left, and as many that stayed: half of what Agresti & Coull add to a share
FEW_ACCOUNTS = "carried by a few accounts: no verdict"


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
class KeptSums:
    """One side of the ratio: its sum, its squares, and its products with the opening."""

    total: float
    squares: float
    products: float

    @property
    def effective(self) -> float:
        """Number of equally large accounts that would carry as much information (Kish)."""
        return float(self.total**2 / self.squares)


def revenue_retention(then: npt.ArrayLike, now: npt.ArrayLike, *, window: str = "") -> RevenueRetention:
    """Compare what accounts paid then with what the same accounts pay now.

    Args:
        then: Recurring revenue per account at the opening, shape (n,); accounts with 0 or less are not in the cohort.
        now: Recurring revenue per account at the closing, shape (n,); missing or below 0 counts as 0: it has left.
        window: The time between the two, in words.

    Raises:
        ValueError: The shapes differ.

    Source:
        Interval: delta method for a ratio of sums, Cochran (1977), Sampling Techniques, section 2.11, after adding
        accounts as Agresti & Coull (1998), The American Statistician 52, 119-126, do for a share; the effective number
        of accounts is Kish's (1965). Coverage by simulation: benchmarks/coverage.py.

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
        KeptSums(float(opening.sum()), float((opening**2).sum()), float((opening**2).sum())),
        KeptSums(float(closing.sum()), float((closing**2).sum()), float((closing * opening).sum())),
        KeptSums(float(kept.sum()), float((kept**2).sum()), float((kept * opening).sum())),
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
            KeptSums(row["opening"], row["opening_squared"], row["opening_squared"]),
            KeptSums(row["closing"], row["closing_squared"], row["closing_opening"]),
            KeptSums(row["kept"], row["kept_squared"], row["kept_opening"]),
            window=year_to(int(row["month_number"])),
        )
        for row in rows.to_dict("records")
    }


def no_retention(why: str, *, n: int = 0) -> RevenueRetention:
    """Return the result of a question that the data cannot answer."""
    return RevenueRetention(unknown(Unit.RATIO, why, n=n), unknown(Unit.RATIO, why, n=n), 0.0, 0.0, 0.0, n, 0.0)


def year_to(closing: int) -> str:
    """Write the 12 months up to a month number in words."""
    return f"{in_words(closing - 12)} to {in_words(closing)}"


def _out_of_reach(monthly: Monthly, closing: int) -> str:
    held = f"{in_words(monthly.first)} to {in_words(monthly.last)}"
    return f"needs revenue of {in_words(closing - 12)} and {in_words(closing)}; the complete months are {held}"


def _retention(n: int, opening: KeptSums, closing: KeptSums, kept: KeptSums, *, window: str) -> RevenueRetention:
    if n == 0 or opening.total <= 0:
        return no_retention("no account was live a year before")
    net = kept_ratio(closing, opening, n).within(window)
    gross = kept_ratio(kept, opening, n, most=1.0).within(window)
    return RevenueRetention(
        net, gross, float(opening.total), float(kept.total), float(closing.total), n, opening.effective
    )


def kept_ratio(part: KeptSums, opening: KeptSums, n: int, *, most: float = inf) -> Estimate:
    """Return part over opening, with an interval that allows for losses and gains which no account has shown yet.

    Among accounts of unequal size the loss of a large one is rare: where it has not happened, the spread between the
    accounts cannot know of it. So the interval is that of the same accounts and of ``UNSEEN`` more that left and as
    many that stayed, each of the mean size that a unit of revenue sees.
    """
    ratio = float(part.total / opening.total)
    size, stays = opening.squares / opening.total, max(ratio, 1.0)
    whole = opening.total + 2 * UNSEEN * size
    middle = (part.total + UNSEEN * size * stays) / whole
    squares = max(part.squares - 2 * middle * part.products + middle**2 * opening.squares, 0.0)
    unseen = UNSEEN * size**2 * (middle**2 + (stays - middle) ** 2)
    error = Z * sqrt(squares + unseen) / whole
    low, high = max(0.0, min(middle - error, ratio)), max(middle + error, ratio)
    why = "" if opening.effective >= MIN_EFFECTIVE else FEW_ACCOUNTS
    return Estimate(min(ratio, most), Unit.RATIO, n, float(min(low, most)), float(min(high, most)), why=why)
