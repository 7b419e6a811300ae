"""What the forecast answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from icp_core.results import Estimate

NEAR = 0.03  # of what happened; no decision turns on less, however many accounts show the difference


@dataclass(frozen=True)
class Third:
    """A third of the accounts by what was predicted of them, beside what they did.

    Args:
        name: In words.
        n: Accounts in it.
        predicted: Mean prediction: what was expected of them.
        observed: What they did, young live accounts counted as not yet decided.
    """

    name: str
    n: int
    predicted: Estimate
    observed: Estimate

    @property
    def holds(self) -> bool:
        """Whether the prediction lies inside the interval of what happened, or near it; False where that is unknown."""
        seen, value = self.observed, self.predicted.value
        if seen.value is None or seen.low is None or seen.high is None or value is None:
            return False
        return min(seen.low, seen.value - NEAR) <= value <= max(seen.high, seen.value + NEAR)


@dataclass(frozen=True)
class ForecastGroup:
    """One group of live accounts, made from the prediction and from what they pay.

    Args:
        name: In words ("High value, at risk").
        at_risk: Whether its accounts are predicted below the break.
        n: Live accounts in it.
        share: Share of all live accounts on the map.
        arr: Their ARR together.
        predicted: Mean prediction.
    """

    name: str
    at_risk: bool
    n: int
    share: Estimate
    arr: Estimate
    predicted: Estimate


@dataclass(frozen=True)
class Forecast:
    """How likely accounts stay, from what was known before the sale.

    Args:
        found: Whether the columns forecast who stays, better than chance; no map is made otherwise.
        why: The answer in words, or the reason why there is none.
        months: Months of the forecast.
        n: Accounts of known lifetime it was made from.
        lost: Those of them that left.
        order: Share of pairs put in the right order (chance: 50 %).
        thirds: Predicted against observed, the lowest prediction first.
        cut: The break of the portfolio: live accounts predicted below it are at risk; None without a map.
        value_cut: ARR above which an account is of high value; None where no ARR is known.
        groups: The groups of live accounts.
        labels: Group of each judged account, those that left too, index account_id.
        points: One row a live account: ``account_id, arr, predicted, group``, the lowest prediction first.
        factors: What each column does to the pace of leaving of each live account (2: twice as fast); rows as in
            ``points``.
        weight: How much each column moves the forecast: mean distance of its factor from 1; the largest first.
        columns: The columns it was made from.
    """

    found: bool
    why: str
    months: float
    n: int
    lost: int
    order: Estimate
    thirds: tuple[Third, ...] = ()
    cut: float | None = None
    value_cut: float | None = None
    groups: tuple[ForecastGroup, ...] = ()
    labels: pd.Series = field(default_factory=lambda: pd.Series(dtype="str"), repr=False)
    points: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)
    factors: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)
    weight: Mapping[str, float] = field(default_factory=dict)
    columns: tuple[str, ...] = ()

    @property
    def at_risk(self) -> pd.DataFrame:
        """The live accounts of a kind that is predicted to leave sooner, the highest ARR first."""
        if self.points.empty:
            return self.points
        low = self.points[self.points["predicted"] < (self.cut or 0.0)]
        return low.sort_values(["arr", "account_id"], ascending=[False, True])

    def table(self) -> pd.DataFrame:
        """Return every live account with its prediction and the factor of each column."""
        return pd.concat([self.points, self.factors.add_prefix("factor ")], axis=1) if len(self.points) else self.points

    def reasons(self, account_id: str) -> tuple[tuple[str, float], ...]:
        """Return the columns that make this account leave faster or slower than usual, the strongest first."""
        row = np.flatnonzero((self.points["account_id"] == account_id).to_numpy())
        if not len(row):
            return ()
        found = self.factors.iloc[int(row[0])]
        order = found.map(lambda factor: -abs(float(np.log(factor)))).sort_values(kind="stable").index
        return tuple((str(name), float(found[name])) for name in order if abs(float(found[name]) - 1) >= 0.005)
