"""The rules by which the sample company lives: who is served best, what the company believes, and when it drifts."""

import math
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

COMPANY = "Northbeam Analytics"  # invented

INDUSTRIES = (
    "Software", "Financial Services", "Logistics", "Manufacturing", "Healthcare",
    "Professional Services", "Retail", "Education", "Public Sector",
)  # fmt: skip
# The market that the company was built for, and the market that sales turned to: shares of INDUSTRIES, size of company.
FIRST_MARKET = (0.30, 0.20, 0.14, 0.12, 0.07, 0.06, 0.05, 0.03, 0.03)
NEW_MARKET = (0.06, 0.06, 0.05, 0.07, 0.15, 0.09, 0.19, 0.14, 0.19)
FIRST_SIZE = (220.0, 0.80)  # employees: median and spread of the logarithm
NEW_SIZE = (1100.0, 0.90)

BEST_INDUSTRIES = ("Software", "Financial Services", "Logistics")
BEST_EMPLOYEES = (80, 400)
DECLARED_INDUSTRIES = ("Software", "Financial Services", "Manufacturing")
DECLARED_EMPLOYEES = (150, 1000)
DECLARED_REGIONS = ("North America", "Europe")

LONGEST_DEALS = 42  # months that the deals file covers at most: the age of the company's CRM
LONGEST_REVENUE = 48  # months that the revenue file covers at most
RAMP = 6  # months from the first sign to the full drift


@dataclass(frozen=True)
class Rates:
    """How accounts of one group behave.

    Args:
        win: Share of new-business deals won in the end.
        cycle: Median days from creation to winning.
        hazard: Rate of leaving inside a contract, a month.
        lapse: Share that does not renew at the end of each contract year.
        expand: Share of accounts that buy more in a month; ``shrink``: that buy less.
        nps: Mean answer to "would you recommend us", before rounding.
    """

    win: float
    cycle: float
    hazard: float
    lapse: float
    expand: float
    shrink: float
    nps: float


BEST = Rates(win=0.34, cycle=52, hazard=0.003, lapse=0.035, expand=0.070, shrink=0.010, nps=8.5)
OTHER = Rates(win=0.17, cycle=82, hazard=0.016, lapse=0.150, expand=0.030, shrink=0.030, nps=6.6)
SAME = Rates(win=0.25, cycle=65, hazard=0.008, lapse=0.080, expand=0.050, shrink=0.018, nps=7.6)
WIN_SPREAD, LOSS_SPREAD = 0.45, 0.60  # of the logarithm of the days to a decision
LOSS_DAYS = 0.95  # median days to a loss, as a share of the days to a win
WIN_FACTOR, CYCLE_FACTOR = 0.92, 1.10  # the small change inside each group at full drift


@dataclass(frozen=True)
class World:
    """The options of one sample company, and what follows from them.

    Args:
        seed: Of the one random generator.
        accounts: Customers won until the end, live or lost.
        months: Length of the company's history.
        end: Last day of the data; the last day of a month.
        drift: Whether sales turns to another market.
        segments: Whether one group is served better than the rest.

    Raises:
        ValueError: Fewer than 50 accounts or 24 months, or the end is no end of a month.
    """

    seed: int
    accounts: int
    months: int
    end: date
    drift: bool
    segments: bool

    def __post_init__(self) -> None:
        if self.accounts < 50 or self.months < 24:
            raise ValueError(f"the sample needs 50 accounts and 24 months, got {self.accounts} and {self.months}")
        if (self.end + timedelta(days=1)).day != 1:
            raise ValueError(f"the sample ends with a month, got {self.end}")

    @cached_property
    def month_starts(self) -> pd.DatetimeIndex:
        """First day of each month of the history, shape (months,)."""
        return pd.date_range(end=self.end.replace(day=1), periods=self.months, freq="MS")

    @cached_property
    def day_zero(self) -> np.datetime64:
        """First day of the history; days are counted from it."""
        return np.datetime64(self.month_starts[0].date(), "D")

    @cached_property
    def last_day(self) -> int:
        """Day number of the end."""
        return int((np.datetime64(self.end, "D") - self.day_zero).astype(int))

    @cached_property
    def first_day_of_month(self) -> Ints:
        """Day number on which each month begins, and the day after the end: shape (months + 1,)."""
        starts = self.month_starts.to_numpy().astype("datetime64[D]")
        return np.append((starts - self.day_zero).astype(np.int64), self.last_day + 1)

    @property
    def deals_from(self) -> int:
        """Month with which the deals file begins."""
        return max(0, self.months - LONGEST_DEALS)

    @property
    def revenue_from(self) -> int:
        """Month with which the revenue file begins."""
        return max(0, self.months - LONGEST_REVENUE)

    @property
    def onset(self) -> int:
        """First month with drift, whether or not the world drifts."""
        return self.months - min(20, self.months * 2 // 5)

    @cached_property
    def drift_level(self) -> Floats:
        """How far the company has drifted in each month, 0 to 1, shape (months,)."""
        level = np.clip((np.arange(self.months) - self.onset + 1) / RAMP, 0.0, 1.0)
        return level if self.drift else np.zeros(self.months)

    @property
    def new_market_share(self) -> Floats:
        """Share of new deals that come from the new market in each month, shape (months,)."""
        return 0.04 + 0.74 * self.drift_level

    def rates(self, *, best: bool) -> Rates:
        """Return how one group behaves."""
        if not self.segments:
            return SAME
        return BEST if best else OTHER

    def dates(self, days: Ints) -> pd.Series:
        """Turn day numbers into dates; a negative number is no date."""
        stamps = self.day_zero.astype("datetime64[us]") + days.astype("timedelta64[D]")
        return pd.Series(stamps).where(pd.Series(days >= 0))


def log_normal_cdf(days: float, median: float, spread: float) -> float:
    """Share decided within ``days``.

    Example:
        >>> log_normal_cdf(60, 60, 0.5)
        0.5
    """
    return 0.5 * (1 + math.erf(math.log(days / median) / (spread * math.sqrt(2))))
