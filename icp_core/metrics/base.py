"""How many accounts are live, what do they pay, and how long do they stay?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pandas as pd

from icp_core.metrics.accounts import Accounts, day_in_words
from icp_core.metrics.lifetimes import DAYS_PER_MONTH
from icp_core.metrics.proportion import share
from icp_core.metrics.survival import SurvivalCurve, survival_curve
from icp_core.results import Estimate, Unit, plural, unknown

LTV_MONTHS = 36.0
LARGE = 30  # accounts; a smaller group does not shorten the comparison of all others, it is unknown beyond its own


def curve_of(observed: pd.DataFrame) -> SurvivalCurve:
    """Return the survival curve of accounts with known ``tenure``, ``left`` and ``entry``."""
    return survival_curve(observed["tenure"], observed["left"].astype(bool), entry=observed["entry"])


def common_horizon(curves: Iterable[SurvivalCurve], *, longest: float = LTV_MONTHS) -> float:
    """Return the months over which groups are compared: what each of ``LARGE`` accounts has been observed for.

    Months kept grow with the months looked at. Over its own a group that is watched for a shorter time would seem to
    stay less long than the rest.

    Args:
        curves: One a group. Where all are smaller, the one observed for longest counts.
        longest: Months that are enough.
    """
    known = list(curves)
    large = [curve.follow_up for curve in known if curve.n >= LARGE]
    return min([longest, *(large or [max((curve.follow_up for curve in known), default=0.0)])])


def live_customers(accounts: Accounts) -> Estimate:
    """Return how many accounts are live."""
    window, known = day_in_words(accounts.as_of), int(accounts.frame["left"].notna().sum())
    if not len(accounts.frame):
        return unknown(Unit.COUNT, "no file names an account", window=window)
    n = len(accounts.live)
    why = "no column says who left: these are all accounts of the files" if not known else ""
    if known and known < len(accounts.frame):
        why = f"{plural(len(accounts.frame) - known, 'account')} with unknown lifetime not counted"
    return Estimate(float(n), Unit.COUNT, n, why=why, window=window)


def recurring_revenue(accounts: Accounts, *, months: int = 12) -> Estimate:
    """Return the recurring revenue of all live accounts in ``months`` months (12: ARR, 1: MRR)."""
    window = day_in_words(accounts.as_of)
    if not accounts.value_from:
        return unknown(Unit.MONEY, accounts.why_no_value, window=window)
    values = accounts.live["arr"]
    if values.empty:
        return unknown(Unit.MONEY, "no account is live", window=window)
    if not values.notna().any():
        return unknown(Unit.MONEY, "no live account has a known value", window=window)
    bare = int(values.isna().sum())
    why = f"{plural(bare, 'live account')} without a value not in the sum" if bare else ""
    return Estimate(float(values.sum()) * months / 12, Unit.MONEY, int(values.notna().sum()), why=why, window=window)


def logo_churn(accounts: Accounts, since: date, until: date) -> Estimate:
    """Return the share of the accounts live at the end of ``since`` that were gone at the end of ``until``."""
    frame = accounts.frame
    window = f"{since.isoformat()} to {until.isoformat()}"
    dated = frame["start"].notna() & frame["left"].notna() & (frame["end"].notna() | ~frame["left"].fillna(value=True))
    if not accounts.lifetimes_from or not dated.any():
        why = accounts.why_no_lifetimes or "no account has a start date: the months as a customer have no calendar"
        return unknown(Unit.RATIO, why)
    rows = frame[dated]
    opening, closing = pd.Timestamp(since), pd.Timestamp(until)
    live = (rows["start"] <= opening) & ~(rows["end"] <= opening)
    if accounts.lifetimes_from in ("last paid period", "silence in the revenue table"):
        observed_from = rows["start"] + pd.to_timedelta(rows["entry"] * DAYS_PER_MONTH, unit="D")
        live &= observed_from <= opening + pd.Timedelta(days=1)
    gone = live & (rows["end"] <= closing)
    why = f"no account was live on {since.isoformat()}"
    return share(int(gone.sum()), int(live.sum()), why_none=why, window=window)


def months_kept(curve: SurvivalCurve, *, horizon: float = LTV_MONTHS) -> Estimate:
    """Return the mean months kept out of ``horizon``, or of the longest follow-up where that is shorter, and say so."""
    reach = min(horizon, curve.follow_up)
    kept = curve.restricted_mean(reach)
    if not kept.known:
        return unknown(Unit.MONTHS, kept.why, n=kept.n)
    why = "" if reach == horizon else f"out of {reach:.1f} months: fewer than 10 accounts observed longer"
    return Estimate(kept.value, Unit.MONTHS, kept.n, kept.low, kept.high, why=why)
