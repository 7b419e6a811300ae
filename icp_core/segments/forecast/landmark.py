"""What became of groups that were made from nothing but what was known a year ago?"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias

import numpy as np
import pandas as pd

from icp_core.dataset import Dataset
from icp_core.metrics.accounts import Accounts
from icp_core.metrics.base import curve_of
from icp_core.metrics.lifetimes import DAYS_PER_MONTH
from icp_core.metrics.measure import MIN_LEVEL, too_few
from icp_core.metrics.monthly import last_day, monthly_revenue
from icp_core.metrics.proportion import share
from icp_core.metrics.revenue import account_pairs, revenue_retention
from icp_core.metrics.survival import log_rank
from icp_core.results import Estimate, Unit, format_date, format_value, plural, unknown

Groups: TypeAlias = Callable[[Accounts], pd.Series]  # accounts as they were -> group per account, index account_id

MONTHS = 12
FEWEST_LIVE = 50  # accounts live at the landmark
CLEAR = 0.05  # p-value below which the groups are said to have gone different ways


@dataclass(frozen=True)
class Followed:
    """One group made at the landmark, and its next year.

    Args:
        name: Its name then.
        n: Its accounts that were live at the landmark.
        shown: The 12-month retention it showed at the landmark: of the past it was made from.
        kept: Share of its live accounts that were still here a year later.
        nrr: What these pay a year later of what they paid.
    """

    name: str
    n: int
    shown: Estimate
    kept: Estimate
    nrr: Estimate


@dataclass(frozen=True)
class Landmark:
    """Groups made at a landmark and followed for a year.

    Args:
        since: The landmark.
        until: The last day of the year that followed.
        groups: The groups with live accounts at the landmark; those with the most kept first.
        p: p-value of "all went on alike" (log-rank); None where it was not tested.
        sentence: The answer, or the reason why there is none.
        notes: What was taken for known then although the files hold only today's.
    """

    since: date
    until: date
    groups: tuple[Followed, ...]
    p: float | None
    sentence: str
    notes: tuple[str, ...] = ()

    @property
    def differ(self) -> bool:
        """Whether the groups went different ways beyond chance."""
        return self.p is not None and self.p < CLEAR

    def table(self) -> pd.DataFrame:
        """Return one row a group: n, and each number with its ends."""
        return pd.DataFrame(
            [
                {"group": one.name, "live_then": one.n}
                | {
                    f"{name}{end}": value
                    for name, part in (("shown_then", one.shown), ("kept_next_year", one.kept), ("nrr", one.nrr))
                    for end, value in (("", part.value), ("_low", part.low), ("_high", part.high))
                }
                for one in self.groups
            ]
        )


def landmark(data: Dataset, accounts: Accounts, groups: Groups) -> Landmark:
    """Make groups from what was known a year before the end of the data, and see what the year brought them.

    A group that was made from the outcome explains that outcome by itself; only what came afterwards says whether the
    group means something for the future.

    Args:
        data: The data set, for the revenue of both ends.
        accounts: The accounts as they are now.
        groups: Makes the groups from the accounts as they were then.

    Source:
        Anderson, Cain & Gelber (1983), Journal of Clinical Oncology 1, 710-719 (landmark analysis).
    """
    since, until, paid = _year(data, accounts)
    none = Landmark(since, until, (), None, "")
    why = _too_short(accounts, since)
    if why:
        return replace(none, sentence=why)
    then, notes = as_of_then(accounts, since, paid)
    frame = then.frame
    live = ~frame["left"].to_numpy(dtype=bool)
    if live.sum() < FEWEST_LIVE:
        counted = plural(int(live.sum()), "account was", "accounts were")
        short = f"The data are too short: {counted} live on {format_date(since)}, {FEWEST_LIVE} are needed."
        return replace(none, sentence=short)
    labels = groups(then).reindex(frame["account_id"]).set_axis(frame.index)
    if labels[live].nunique() < 2:
        count = "one group" if labels[live].notna().any() else "no groups"
        return replace(none, sentence=f"What was known a year ago makes {count}: there is nothing to follow.")
    year = _next_year(accounts, frame, until).assign(group=labels)
    names = [str(name) for name in sorted(labels[live].dropna().unique())]
    followed = [_followed(name, frame[labels == name], year[live & (labels == name)], paid) for name in names]
    followed.sort(key=lambda one: -1.0 if one.kept.value is None else -one.kept.value)
    made = replace(none, groups=tuple(followed), p=_p(year[live & labels.notna()]), notes=notes)
    return replace(made, sentence=_sentence(made))


def as_of_then(accounts: Accounts, day: date, paid: pd.DataFrame | None) -> tuple[Accounts, tuple[str, ...]]:
    """Return the accounts as they were known on a day of the past, and what had to be taken from today.

    It turns the account table back and knows lives and what was paid, not growth; ``fit.hindsight.as_known_on`` turns
    the files back. Where both speak they agree: docs/decisions/0031-two-ways-of-looking-back.md.

    Args:
        accounts: The accounts as they are now, with start and end.
        day: The day.
        paid: What accounts live on that day paid a month: ``account_id, opening``; None where nothing says so.
    """
    frame, then = accounts.frame, pd.Timestamp(day)
    observed_from = frame["start"] + pd.to_timedelta(frame["entry"] * DAYS_PER_MONTH, unit="D")
    dated = frame["left"].notna() & (frame["end"].notna() | ~frame["left"].fillna(value=True))
    known = frame[(frame["start"] <= then) & dated & ((frame["entry"] <= 0) | (observed_from <= then))].copy()
    gone = (known["left"] & (known["end"] <= then)).astype(bool)
    so_far = ((then - known["start"]).dt.days / DAYS_PER_MONTH).astype(float)
    known["tenure"] = known["tenure"].where(gone, so_far)
    known["end"] = known["end"].where(gone)
    known["left"] = gone.astype("boolean")
    known["growth"] = np.nan
    notes = ["The columns that describe the accounts hold what the file says today."]
    if paid is not None:
        then_paid = known["account_id"].map(12 * paid.set_index("account_id")["opening"])
        known["arr"] = known["arr"].where(gone, then_paid)
    elif known["initial_arr"].notna().any():
        known["arr"] = known["arr"].where(gone, known["initial_arr"])
        notes.append("No file says what accounts paid then: the ARR is that of their start.")
    else:
        notes.append("No file says what accounts paid then: the ARR is today's, or the last before leaving.")
    return replace(accounts, frame=known.reset_index(drop=True), as_of=day), tuple(notes)


def _year(data: Dataset, accounts: Accounts) -> tuple[date, date, pd.DataFrame | None]:
    """Return the landmark, the end of its year, and what accounts paid at both ends where the files tell."""
    monthly = monthly_revenue(data)
    pairs = account_pairs(monthly, monthly.last) if monthly else None
    if monthly is None or pairs is None:
        until = accounts.as_of
        return (pd.Timestamp(until) - pd.DateOffset(months=MONTHS)).date(), until, None
    return last_day(monthly.last - MONTHS), min(last_day(monthly.last), accounts.as_of), pairs


def _too_short(accounts: Accounts, since: date) -> str:
    if not accounts.lifetimes_from:
        return f"Groups cannot be checked: {accounts.why_no_lifetimes}."
    frame = accounts.frame
    gone = frame["left"].fillna(value=False).astype(bool)
    if not gone.any():
        return "Nobody has left: there is nothing that a year could tell."
    if not frame["start"].notna().any() or not frame.loc[gone, "end"].notna().any():
        return "Groups cannot be checked: no dates say when accounts started and left, so the past cannot be told."
    if not (frame["start"] <= pd.Timestamp(since)).any():
        return f"The data are too short: no account had started by {format_date(since)}."
    return ""


def _next_year(accounts: Accounts, then: pd.DataFrame, until: date) -> pd.DataFrame:
    """Return for the accounts of ``then`` how many months of the next year they were seen, and whether they left."""
    now = accounts.frame.set_index("account_id").loc[then["account_id"]].set_axis(then.index)
    gone = (now["left"] & (now["end"] <= pd.Timestamp(until))).fillna(value=False).astype(bool)
    last = now["end"].where(gone, pd.Timestamp(until))
    since = then["start"] + pd.to_timedelta(then["tenure"] * DAYS_PER_MONTH, unit="D")
    months = ((last - since).dt.total_seconds() / 86_400 / DAYS_PER_MONTH).clip(lower=0.0)
    return pd.DataFrame({"account_id": then["account_id"], "months": months, "gone": gone})


def _followed(name: str, then: pd.DataFrame, year: pd.DataFrame, paid: pd.DataFrame | None) -> Followed:
    n = len(year)
    shown = curve_of(then).at(MONTHS)
    if n < MIN_LEVEL:
        few = unknown(Unit.RATIO, too_few(n, "account"), n=n)
        return Followed(name, n, shown, few, few)
    kept = share(int((~year["gone"]).sum()), n)
    nrr = unknown(Unit.RATIO, "no file says what accounts paid then and now", n=n)
    if paid is not None:
        rows = paid[paid["account_id"].isin(year["account_id"])]
        nrr = revenue_retention(rows["opening"], rows["closing"]).net
    return Followed(name, n, shown, kept, nrr)


def _p(year: pd.DataFrame) -> float | None:
    counts = year["group"].value_counts()
    rows = year[year["group"].isin(counts.index[counts >= MIN_LEVEL])]
    if rows["group"].nunique() < 2 or not rows["gone"].any():
        return None
    return log_rank(rows["months"], rows["gone"], rows["group"].astype(object)).p


def _sentence(made: Landmark) -> str:
    known = [one for one in made.groups if one.kept.known]
    days = f"{format_date(made.since)} to {format_date(made.until)}"
    if len(known) < 2:
        return f"Too few accounts were live in the groups on {format_date(made.since)} to compare their next year."
    if made.p is None:
        return f"Nobody left in the year that followed ({days}): there is nothing to compare."
    best, worst = known[0], known[-1]
    ends = (
        f"{_percent(best.kept)} of '{best.name}' were still here a year later, {_percent(worst.kept)} of '{worst.name}'"
    )
    p = "p below 0.001" if made.p < 0.001 else f"p = {made.p:.3f}"
    if made.differ:
        return f"Groups made on {format_date(made.since)} went different ways in the year that followed: {ends} ({p})."
    return (
        f"Groups made on {format_date(made.since)} did not go clearly different ways in the year that followed: {ends} "
        f"({p}). They tell what happened, not what comes."
    )


def _percent(estimate: Estimate) -> str:
    return format_value(estimate.value, estimate.unit)
