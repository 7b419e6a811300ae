"""What did a new customer cost in each quarter, through each channel?"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from icp_core.dataset import Dataset
from icp_core.metrics.cost import NO_SPEND, Cost, Logos, cost_of_winning
from icp_core.metrics.monthly import month_number
from icp_core.metrics.quarter import Quarter, quarters
from icp_core.results import Estimate, Unit, unknown

ALL = "all channels"


@dataclass(frozen=True)
class CostOfQuarter:
    """What was spent in one quarter and what it won, all together and by channel.

    Args:
        quarter: The quarter of the spend.
        cost: Spend, customers, cost of one, by channel too; unknown where spend or customers do not cover it.
    """

    quarter: Quarter
    cost: Cost


@dataclass(frozen=True)
class CostByPeriod:
    """The cost of a new customer by quarter of the spend, oldest first.

    Args:
        quarters: One a quarter with spend in it.
        shift: Months by which customers are counted later than the spend.
        why: Why there are none; "" otherwise.
    """

    quarters: tuple[CostOfQuarter, ...]
    shift: int
    why: str = ""

    @property
    def channels(self) -> tuple[str, ...]:
        """The channels that spend and customers name, as the spend file writes them."""
        return tuple(dict.fromkeys(name for one in self.quarters for name in one.cost.by_channel))

    def of(self, channel: str = ALL) -> dict[str, Estimate]:
        """Return quarter to cost of a new customer through one channel, or through all."""
        absent = unknown(Unit.MONEY, "no spend on this channel in the quarter")
        return {
            one.quarter.label: one.cost.cac if channel == ALL else one.cost.by_channel.get(channel, absent)
            for one in self.quarters
        }

    def table(self) -> pd.DataFrame:
        """Return one row a quarter and channel: new customers, cost of one with its ends, why, complete."""
        rows = [
            (label, channel, estimate.n, estimate.value, estimate.low, estimate.high, estimate.why)
            for channel in (ALL, *self.channels)
            for label, estimate in self.of(channel).items()
        ]
        return pd.DataFrame(rows, columns=["quarter", "channel", "new_customers", "cost", "low", "high", "why"])


def cost_by_period(data: Dataset, logos: Logos, *, shift: int) -> CostByPeriod:
    """Return the cost of a new customer for the spend of each quarter, by channel where both files name one.

    Args:
        data: The data set, for its spend.
        logos: The new customers.
        shift: Whole months by which customers are counted later than the spend.

    Source:
        As ``cac``: spend over a count, with the exact Poisson interval of the count, Garwood (1936).
    """
    if not data.has("spend", "month", "amount"):
        return CostByPeriod((), shift, NO_SPEND)
    if logos.why_not:
        return CostByPeriod((), shift, logos.why_not)
    months = data.frame("spend")["month"].dropna()
    covered = quarters(months.min().date(), months.max().date(), as_of=data.as_of, name="spend")
    found = []
    for quarter in covered:
        last = month_number(quarter.end)
        found.append(
            CostOfQuarter(quarter, cost_of_winning(data, logos, shift=shift, months=range(last - 2, last + 1)))
        )
    return CostByPeriod(tuple(found), shift)
