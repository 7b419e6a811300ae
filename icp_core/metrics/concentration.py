"""How much of the revenue hangs on a few accounts?"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from icp_core.metrics.accounts import Accounts, day_in_words
from icp_core.results import Estimate, Unit, format_value, plural, unknown

LARGEST = (1, 5, 10)  # accounts
ONE_CARRIES = 0.30  # share of ARR of the largest account above which one account carries the number


@dataclass(frozen=True)
class Concentration:
    """How ARR is spread over the live accounts. It counts all of them, so nothing here has an interval.

    Args:
        top: Number of the largest accounts to their share of ARR; an entry with as many accounts as there are, or
            more, is left out.
        half: Fewest accounts that pay half of the ARR.
        gini: 0 where all pay the same, near 1 where one account pays all.
        effective: Number of equally large accounts that would be as concentrated: 1 / the sum of squared shares
            (the inverse of the Herfindahl-Hirschman index).
        accounts: Live accounts that pay, the largest first: account_id, name, arr, share, cumulated.
        sentence: What it comes to, in words.
    """

    top: dict[int, Estimate]
    half: Estimate
    gini: Estimate
    effective: Estimate
    accounts: pd.DataFrame
    sentence: str


def concentration(accounts: Accounts) -> Concentration:
    """Return how ARR is spread over the live accounts.

    Source:
        Gini (1912), from sorted values as in Cowell (2011), Measuring Inequality, appendix A.4; Herfindahl (1950).

    Example:
        >>> from icp_core.dataset import Dataset
        >>> from icp_core.metrics.accounts import account_table
        >>> given = pd.DataFrame({"account_id": ["a", "b", "c"], "current_arr": [60.0, 30.0, 10.0]})
        >>> found = concentration(account_table(Dataset.of(customers=given)))
        >>> print(found.top[1], "|", round(found.gini.value, 3), "|", round(found.effective.value, 2))
        60.0 % (n = 3) | 0.333 | 2.17
    """
    window = day_in_words(accounts.as_of)
    live = accounts.live
    paying = live[live["arr"] > 0].sort_values(["arr", "account_id"], ascending=[False, True])
    if not accounts.value_from or paying.empty:
        why = accounts.why_no_value or "no live account has a known value"
        none = {unit: unknown(unit, why, window=window) for unit in (Unit.COUNT, Unit.INDEX)}
        return Concentration({}, none[Unit.COUNT], none[Unit.INDEX], none[Unit.COUNT], _ranked(paying), why)
    values = paying["arr"].to_numpy(float)
    n, shares = len(values), values / values.sum()
    reached = np.cumsum(shares)
    top = {k: Estimate(float(reached[k - 1]), Unit.RATIO, n, window=window) for k in LARGEST if k < n}
    half = int(np.searchsorted(reached, 0.5 - 1e-12)) + 1
    return Concentration(
        top=top,
        half=Estimate(float(half), Unit.COUNT, n, window=window),
        gini=Estimate(gini(values), Unit.SCORE, n, window=window),
        effective=Estimate(float(1 / (shares**2).sum()), Unit.COUNT, n, window=window),
        accounts=_ranked(paying),
        sentence=_sentence(float(shares[0]), half, n),
    )


def gini(values: npt.ArrayLike) -> float:
    """Return the Gini coefficient: half the mean difference of two accounts, over the mean.

    Args:
        values: What each account pays, shape (n,), each 0 or more, with a sum above 0.

    Raises:
        ValueError: A value is below 0, or there is nothing to share.

    Example:
        >>> gini([1, 1, 1, 1]), gini([0, 0, 0, 1])
        (0.0, 0.75)
    """
    numbers = np.sort(np.asarray(values, float))
    if not len(numbers) or (numbers < 0).any() or not numbers.sum() > 0:
        raise ValueError("shares need values of 0 or more, with a sum above 0")
    n = len(numbers)
    ranks = np.arange(1, n + 1)
    return max(0.0, float(((2 * ranks - n - 1) * numbers).sum() / (n * numbers.sum())))


def _ranked(paying: pd.DataFrame) -> pd.DataFrame:
    shares = paying["arr"] / paying["arr"].sum()
    table = paying[["account_id", "name", "arr"]].assign(share=shares, cumulated=shares.cumsum())
    return table.reset_index(drop=True)


def _sentence(largest: float, half: int, n: int) -> str:
    part = format_value(largest, Unit.RATIO)
    words = f"The largest account pays {part} of the ARR; the {half:,} largest of {n:,} pay half of it."
    if half == 1:
        words = f"The largest of {plural(n, 'account')} pays {part} of the ARR, half of it or more."
    return f"{words} One account carries this." if largest > ONE_CARRIES else words
