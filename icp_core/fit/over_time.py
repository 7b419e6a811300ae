"""What share of the new customers, and of the new deals, is inside the ICP, quarter by quarter?"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from icp_core.fit.coverage import Judged, share_inside
from icp_core.fit.matching import Bools
from icp_core.metrics.accounts import Accounts
from icp_core.metrics.deals import Deals
from icp_core.metrics.periods import Quarter, Span, merged
from icp_core.results import Estimate, Unit, unknown

QUARTERS_IN_A_YEAR = 4


@dataclass(frozen=True)
class Dated:
    """Accounts or deals with the day that puts them in a quarter.

    Args:
        noun: What they are, plural, as it stands in a sentence.
        judged: Who of them is inside.
        days: Day of each, shape (n,); NaT where it does not count.
    """

    noun: str
    judged: Judged
    days: pd.Series

    def inside(self, first: Quarter, last: Quarter) -> Estimate:
        """Share inside among those from the first day of one quarter to the last day of another."""
        window = f"{first.start.isoformat()} to {last.end.isoformat()}"
        among = self.days.between(pd.Timestamp(first.start), pd.Timestamp(last.end)).to_numpy()
        return share_inside(self.judged, among, noun=self.noun, window=window)


@dataclass(frozen=True)
class OverTime:
    """The share inside by quarter, and among the new customers of the last year.

    Args:
        by_quarter: Quarter, share of new customers, share of new deals; a quarter that one of the sources covers only
            in part says so.
        last_year: New customers of the last four complete quarters.
    """

    by_quarter: tuple[tuple[Quarter, Estimate, Estimate], ...]
    last_year: Estimate


def new_customers(accounts: Accounts, deals: Deals | None, judged: Judged, judged_deals: Judged | None) -> Dated | None:
    """Take new customers from the start dates, else from the new-business deals won; None without dates."""
    starts = accounts.frame["start"]
    if starts.notna().any():
        return Dated("new customers", judged, starts)
    if deals is None or judged_deals is None:
        return None
    won = (deals.frame["outcome"] == "won").to_numpy() & _new_business(deals)
    closed = deals.frame["closed"].where(won)
    return Dated("deals won with new customers", judged_deals, closed) if closed.notna().any() else None


def new_deals(deals: Deals | None, judged_deals: Judged | None) -> Dated | None:
    """Take the new-business deals by the day they were created; None without dates."""
    if deals is None or judged_deals is None:
        return None
    created = deals.frame["created"].where(_new_business(deals))
    return Dated("deals created", judged_deals, created) if created.notna().any() else None


def over_time(logos: Dated | None, pipeline: Dated | None, accounts: Accounts) -> OverTime:
    """Read the share inside quarter by quarter.

    Args:
        logos: New customers.
        pipeline: New deals.
        accounts: For the day up to which the data are complete.
    """
    no_logos = unknown(Unit.RATIO, "neither start dates nor won deals with dates are known")
    no_deals = unknown(Unit.RATIO, "there are no deals with a date of creation")
    spans = [span for dated in (logos, pipeline) if dated and (span := Span.of(dated.noun, dated.days))]
    found, reasons = merged(spans, as_of=accounts.as_of)
    rows = tuple(
        (
            quarter,
            logos.inside(quarter, quarter) if logos else no_logos,
            pipeline.inside(quarter, quarter) if pipeline else no_deals,
        )
        for quarter in found
    )
    if logos is None:
        return OverTime(rows, no_logos)
    covered = reasons.get(logos.noun, {})
    complete = [quarter for quarter in found if covered.get(quarter.label) == ""][-QUARTERS_IN_A_YEAR:]
    if len(complete) < QUARTERS_IN_A_YEAR:
        why = f"the {logos.noun} cover {len(complete)} complete quarters of the {QUARTERS_IN_A_YEAR} that a year has"
        return OverTime(rows, unknown(Unit.RATIO, why))
    return OverTime(rows, logos.inside(complete[0], complete[-1]))


def _new_business(deals: Deals) -> Bools:
    """Deals that are not known to be business with customers that were there already."""
    return ~(deals.frame["is_new"] == False).fillna(False).to_numpy(dtype=bool)  # noqa: E712, FBT003


def open_pipeline(deals: Deals | None, judged_deals: Judged | None) -> tuple[Estimate, Estimate]:
    """Return the share of the open deals that is inside, by count and by amount."""
    if deals is None or judged_deals is None:
        nothing = unknown(Unit.RATIO, "there are no deals")
        return nothing, nothing
    is_open = (deals.frame["outcome"] == "open").to_numpy()
    amount = deals.frame["amount"].to_numpy(dtype=float)
    by_count = share_inside(judged_deals, is_open, noun="open deals")
    by_amount = share_inside(
        judged_deals, is_open & (np.nan_to_num(amount) > 0), noun="open deals with an amount", weights=amount
    )
    return by_count, by_amount
