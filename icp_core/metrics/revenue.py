"""Do last year's accounts pay more today, or less?"""

from dataclasses import dataclass
from datetime import date
from math import hypot, inf, sqrt

import numpy as np
import numpy.typing as npt
import pandas as pd

from icp_core.dataset import Dataset
from icp_core.metrics.monthly import Monthly, in_words, month_number, monthly_revenue, why_no_revenue
from icp_core.metrics.proportion import wilson
from icp_core.results import Estimate, Unit, Z, unknown

MIN_EFFECTIVE = (
    30  # effective accounts; below it the interval covers too seldom (docs/method.md) and no verdict is given
)
OWN = 0.5  # share of the squares as they fell in the variance of leaving; the rest takes leaving as blind to size
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
    """What the accounts pay at the closing: its sum, its squares, and its products with the opening."""

    total: float
    squares: float
    products: float


@dataclass(frozen=True, slots=True)
class OpeningSums:
    """What the accounts paid at the opening, sum and squares; and the same of those that still pay at the closing."""

    total: float
    squares: float
    stayed: float
    stayed_squares: float

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
        Interval: Wilson's for the share of revenue whose accounts stayed, with the effective number of accounts of Kish
        (1965); delta method for what those that stayed pay of what they paid, Cochran (1977), Sampling Techniques,
        section 2.11; the two joined as Zou & Donner (2008). Coverage by simulation: benchmarks/coverage.py.

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
    kept, stayed = np.minimum(closing, opening), opening[closing > 0]
    return _retention(
        len(opening),
        OpeningSums(*(float(part) for part in (opening.sum(), opening @ opening, stayed.sum(), stayed @ stayed))),
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
            OpeningSums(row["opening"], row["opening_squared"], row["stayed"], row["stayed_squared"]),
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


def _retention(n: int, opening: OpeningSums, closing: KeptSums, kept: KeptSums, *, window: str) -> RevenueRetention:
    if n == 0 or opening.total <= 0:
        return no_retention("no account was live a year before")
    net = kept_ratio(closing, opening, n).within(window)
    gross = kept_ratio(kept, opening, n, most=1.0).within(window)
    return RevenueRetention(
        net, gross, float(opening.total), float(kept.total), float(closing.total), n, opening.effective
    )


def kept_ratio(part: KeptSums, opening: OpeningSums, n: int, *, most: float = inf) -> Estimate:
    """Return part over opening, with an interval that allows for losses which no account has shown yet.

    The ratio is the share of revenue whose accounts stayed, times what these pay of what they paid. To leave is all or
    nothing and rare among large accounts: where it has not happened, the spread between the accounts cannot know of it,
    so the share takes Wilson's interval. What those that stayed pay moves by degrees, and their spread tells.
    """
    share = min(opening.stayed / opening.total, 1.0)
    low_share, high_share = _stayed(share, opening)
    moved, error = 1.0, 0.0
    if opening.stayed > 0:
        moved = part.total / opening.stayed
        squares = part.squares - 2 * moved * part.products + moved**2 * opening.stayed_squares
        error = share * Z * sqrt(max(squares, 0.0)) / opening.stayed
    ratio = share * moved
    low = max(0.0, ratio - hypot((share - low_share) * moved, error))
    high = ratio + hypot((high_share - share) * moved, error)
    why = "" if opening.effective >= MIN_EFFECTIVE else FEW_ACCOUNTS
    return Estimate(min(ratio, most), Unit.RATIO, n, float(min(low, most)), float(min(high, most)), why=why)


def _stayed(share: float, opening: OpeningSums) -> tuple[float, float]:
    """Return the interval of the share of revenue that stayed, from its variance in effective accounts."""
    blind = share * (1 - share) / opening.effective
    left = max(opening.squares - opening.stayed_squares, 0.0)
    fell = ((1 - share) ** 2 * opening.stayed_squares + share**2 * left) / opening.total**2
    variance = (1 - OWN) * blind + OWN * fell
    knows = share * (1 - share) / variance if variance > 0 else opening.effective
    return wilson(share * knows, knows)
