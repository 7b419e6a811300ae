"""Everything that a metric can be broken down from."""

from dataclasses import dataclass, field

import pandas as pd

from icp_core.dataset import Dataset
from icp_core.metrics.accounts import Accounts
from icp_core.metrics.deals import Deals
from icp_core.metrics.lifetime_value import ValueTerms
from icp_core.metrics.measure import AS_IN_FILE

SEGMENT = "segment"  # name under which the segments stand beside the columns of the files


@dataclass(frozen=True)
class Company:
    """One company's data, joined once.

    Args:
        data: The data set.
        accounts: Its accounts.
        deals: Its deals; None without a deals file.
        segments: Segment of each account, by account_id; None where no groups were made.
        terms: Margin, discount rate and horizon of the lifetime value.
    """

    data: Dataset
    accounts: Accounts
    deals: Deals | None = None
    segments: pd.Series | None = None
    terms: ValueTerms = field(default_factory=ValueTerms)

    def column_of_accounts(self, column: str) -> pd.Series | None:
        """Return the value of a column per account (index as in ``accounts.frame``); None where there is none."""
        if column == SEGMENT and self.segments is not None:
            return self.accounts.frame["account_id"].map(self.segments)
        return self.accounts.frame[column] if column in self.accounts.attributes else None

    def column_of_deals(self, column: str) -> pd.Series | None:
        """Return the value of a column per deal (index as in ``deals.frame``); None where there is none."""
        if self.deals is None:
            return None
        frame = self.deals.frame
        if column == SEGMENT and self.segments is not None:
            return frame["account_id"].map(self.segments)
        return frame[column] if column in frame and column in self._of_deals() else None

    def columns(self) -> tuple[str, ...]:
        """Return the columns to break down by: those of accounts and deals, the segments first.

        Columns that only keep what the file said before values were brought to one spelling are not among them.
        """
        named = (*((SEGMENT,) if self.segments is not None else ()), *self.accounts.attributes, *self._of_deals())
        return tuple(dict.fromkeys(name for name in named if not name.endswith(AS_IN_FILE)))

    def _of_deals(self) -> tuple[str, ...]:
        if self.deals is None:
            return ()
        return tuple(name for name in (*self.deals.attributes, "deal_type", "owner") if name in self.deals.frame)
