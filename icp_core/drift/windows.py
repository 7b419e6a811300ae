"""Which quarters are compared: the last complete year with an earlier one."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from icp_core.drift.rows import DealRows, LogoRows, day_number
from icp_core.drift.trend import Floats
from icp_core.metrics.periods import Quarter, Span, quarters
from icp_core.results import plural

WINDOW_QUARTERS = 4  # whole years, so that seasons cancel
APART_QUARTERS = 8  # from the end of the baseline to the end of the recent window, where the data reach back so far


@dataclass(frozen=True, slots=True)
class Window:
    """Four complete quarters, seen as of their own end.

    Args:
        quarters: The quarters, in order and without a gap.
    """

    quarters: tuple[Quarter, ...]

    @property
    def first(self) -> float:
        """First day, counted from 1970-01-01."""
        return day_number(self.quarters[0].start)

    @property
    def last(self) -> float:
        """Last day, counted from 1970-01-01."""
        return day_number(self.quarters[-1].end)

    @property
    def edges(self) -> Floats:
        """Midnight before the first day of each quarter and after the last day, shape (q + 1,)."""
        return np.array([day_number(quarter.start) for quarter in self.quarters] + [self.last + 1]) - 0.5

    @property
    def words(self) -> str:
        """The window as a reader sees it, for example "2022Q1 to 2022Q4"."""
        return f"{self.quarters[0].label} to {self.quarters[-1].label}"


@dataclass(frozen=True, slots=True)
class Windows:
    """The two windows, all quarters of the files they were chosen from, or the reason why there are none."""

    baseline: Window | None
    recent: Window | None
    quarters: tuple[Quarter, ...]
    why: str = ""


def choose_windows(deals: DealRows, logos: LogoRows, as_of: date) -> Windows:
    """Choose the recent window and its baseline.

    Deals decide where they reach back far enough, else the customers' first days do. The first quarter of a deals
    file is never in the baseline: it holds only the deals that closed fast.

    Args:
        deals: New-business deals.
        logos: New customers.
        as_of: The day up to which the data are complete.

    Returns:
        The last four complete quarters; the four that ended two years before them, or else the earliest four. No
        windows, with the reason, when fewer than eight complete quarters can be compared.
    """
    by_deals = _quarters("deals", deals.created, as_of)
    by_logos = _quarters("customers", logos.start, as_of)
    chosen = _pair(by_deals, by_deals[1:])
    if chosen.recent is None and by_logos and _complete(by_logos) >= _complete(by_deals[1:]):
        return _pair(by_logos, by_logos)
    return chosen


def _pair(every: tuple[Quarter, ...], usable: tuple[Quarter, ...]) -> Windows:
    complete = tuple(quarter for quarter in usable if quarter.complete)
    if len(complete) < 2 * WINDOW_QUARTERS:
        return Windows(None, None, every, _too_short(len(complete), every, len(every) - len(usable)))
    recent = complete[-WINDOW_QUARTERS:]
    places = {quarter.label: place for place, quarter in enumerate(every)}
    end = places[recent[-1].label] - APART_QUARTERS
    wanted = tuple(q for q in complete if end - WINDOW_QUARTERS < places[q.label] <= end)
    baseline = wanted if len(wanted) == WINDOW_QUARTERS else complete[:WINDOW_QUARTERS]
    return Windows(Window(baseline), Window(recent), every)


def _too_short(complete: int, every: tuple[Quarter, ...], dropped: int) -> str:
    needed = 2 * WINDOW_QUARTERS
    if not every:
        return (
            "no file says when deals were created or customers started, so nothing is then or now; "
            f"{needed} complete quarters are needed"
        )
    counted = f"{plural(complete, 'complete quarter')} can be compared, {needed} are needed: four then and four now"
    first = f" (the first quarter of the deals file, {every[0].label}, does not count: it holds only fast deals)"
    return counted + (first if dropped else "")


def _complete(every: tuple[Quarter, ...]) -> int:
    return sum(quarter.complete for quarter in every)


def _quarters(name: str, days: Floats, as_of: date) -> tuple[Quarter, ...]:
    span = Span.of(name, pd.Series(days.astype("datetime64[D]").astype("datetime64[us]")))
    return quarters(span.first, span.last, as_of=as_of, name=name, silence=span.silence) if span else ()
