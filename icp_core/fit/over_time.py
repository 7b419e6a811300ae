"""What share of the new customers, and of the new deals, is inside the ICP, quarter by quarter?"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from icp_core.fit.coverage import Judged, share_inside
from icp_core.fit.outcomes import new_deals_of
from icp_core.metrics.accounts import Accounts
from icp_core.metrics.deals import Deals
from icp_core.metrics.periods import Quarter, Span, merged
from icp_core.results import Estimate, Unit, unknown

QUARTERS_IN_A_YEAR = 4
NO_DAYS = "neither start dates nor won deals with dates are known"


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

    @cached_property
    def numbers(self) -> npt.NDArray[np.datetime64]:
        """The days as numbers, which are compared a hundred times as fast, shape (n,)."""
        return self.days.to_numpy(dtype="datetime64[D]")

    def inside(self, first: Quarter, last: Quarter) -> Estimate:
        """Share inside among those from the first day of one quarter to the last day of another."""
        window = f"{first.start.isoformat()} to {last.end.isoformat()}"
        days = self.numbers
        among = (days >= np.datetime64(first.start)) & (days <= np.datetime64(last.end))
        return share_inside(self.judged, among, noun=self.noun, window=window)


@dataclass(frozen=True)
class OverTime:
    """The share inside over time; each figure is read when it is first asked for, and kept.

    Args:
        logos: New customers; None where no day of any is known.
        pipeline: New deals; None where no day of any is known.
        quarters: The quarters that either covers.
        complete: Quarters that the new customers cover in full.
        why_no_pipeline: Why no share of the new deals can be told.
    """

    logos: Dated | None
    pipeline: Dated | None
    quarters: tuple[Quarter, ...]
    complete: tuple[Quarter, ...]
    why_no_pipeline: str = "there are no deals with a date of creation"

    @cached_property
    def logos_by_quarter(self) -> tuple[tuple[Quarter, Estimate], ...]:
        """Quarter, share of new customers inside; a quarter covered in part says so."""
        return tuple(
            (quarter, self.logos.inside(quarter, quarter) if self.logos else unknown(Unit.RATIO, NO_DAYS))
            for quarter in self.quarters
        )

    @cached_property
    def by_quarter(self) -> tuple[tuple[Quarter, Estimate, Estimate], ...]:
        """Quarter, share of new customers inside, share of new deals inside; a quarter covered in part says so."""
        no_deals = unknown(Unit.RATIO, self.why_no_pipeline)
        return tuple(
            (quarter, logos, self.pipeline.inside(quarter, quarter) if self.pipeline else no_deals)
            for quarter, logos in self.logos_by_quarter
        )

    @cached_property
    def last_year(self) -> Estimate:
        """Share inside of the new customers of the last four complete quarters."""
        if self.logos is None:
            return unknown(Unit.RATIO, NO_DAYS)
        last = self.complete[-QUARTERS_IN_A_YEAR:]
        if len(last) < QUARTERS_IN_A_YEAR:
            held = f"cover {len(last)} complete quarters of the {QUARTERS_IN_A_YEAR} that a year has"
            return unknown(Unit.RATIO, f"the {self.logos.noun} {held}")
        return self.logos.inside(last[0], last[-1])


def new_customers(accounts: Accounts, deals: Deals | None, judged: Judged, judged_deals: Judged | None) -> Dated | None:
    """Take new customers from the start dates, else from the new-business deals won; None without dates."""
    starts = accounts.frame["start"]
    if starts.notna().any():
        return Dated("new customers", judged, starts)
    if deals is None or judged_deals is None:
        return None
    won = (deals.frame["outcome"] == "won").to_numpy() & new_deals_of(deals)
    closed = deals.frame["closed"].where(won)
    return Dated("deals won with new customers", judged_deals, closed) if closed.notna().any() else None


def new_deals(deals: Deals | None, judged_deals: Judged | None) -> Dated | None:
    """Take the new-business deals by the day they were created; None without dates."""
    if deals is None or judged_deals is None:
        return None
    created = deals.frame["created"].where(new_deals_of(deals))
    return Dated("deals created", judged_deals, created) if created.notna().any() else None


def over_time(
    logos: Dated | None, pipeline: Dated | None, accounts: Accounts, *, why_no_pipeline: str = ""
) -> OverTime:
    """Find the quarters that new customers and new deals cover.

    Args:
        logos: New customers.
        pipeline: New deals.
        accounts: For the day up to which the data are complete.
        why_no_pipeline: Why the share of the new deals inside would be wrong; empty where it would not.
    """
    spans = [span for dated in (logos, pipeline) if dated and (span := Span.of(dated.noun, dated.days))]
    found, reasons = merged(spans, as_of=accounts.as_of)
    covered = reasons.get(logos.noun, {}) if logos else {}
    complete = tuple(quarter for quarter in found if covered.get(quarter.label) == "")
    if why_no_pipeline and pipeline:
        return OverTime(logos, None, tuple(found), complete, why_no_pipeline)
    return OverTime(logos, pipeline, tuple(found), complete)


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
