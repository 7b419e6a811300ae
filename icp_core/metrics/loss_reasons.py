"""Why are deals lost, and has that changed?"""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from icp_core.metrics.banding import OTHERS, banded
from icp_core.metrics.deals import Deals
from icp_core.metrics.differences import difference, p_of_difference
from icp_core.metrics.multiple import holm
from icp_core.metrics.proportion import share
from icp_core.metrics.velocity import Period, twelve_months_to
from icp_core.metrics.winning import days_of
from icp_core.results import Estimate, Unit, plural, unknown

CLEAR = 0.05  # p-value after Holm's correction below which a shift is called clear
MIN_LOST = 30  # lost deals with a reason in each of two years; with fewer even a doubling is seldom seen
NO_REASON = "no lost deal names a reason"


@dataclass(frozen=True)
class LossReason:
    """One reason.

    Args:
        reason: As the file writes it; rare ones together are "all others".
        share: Share of the lost deals that name a reason.
        value: Value of these deals; unknown where most lost deals carry none.
        then: Its share in the year before the last.
        now: Its share in the last year.
        shift: Now less then.
        p: p-value of the shift after Holm's correction over all reasons; None where it cannot be tested.
    """

    reason: str
    share: Estimate
    value: Estimate
    then: Estimate
    now: Estimate
    shift: Estimate
    p: float | None

    @property
    def shifted(self) -> bool:
        """Whether its share has changed by more than chance."""
        return self.p is not None and self.p < CLEAR


@dataclass(frozen=True)
class LossReasons:
    """Why deals were lost, the commonest reason first, rare ones last.

    Args:
        reasons: One a reason.
        named: Share of the lost deals that name a reason.
        then: The year before.
        now: The last year.
        sentence: What it comes to, in words.
        why: Why there are no reasons; "" otherwise.
    """

    reasons: tuple[LossReason, ...]
    named: Estimate
    then: Period | None
    now: Period | None
    sentence: str
    why: str = ""

    def table(self) -> pd.DataFrame:
        """Return one row a reason: n, share with its ends, value, shares of the two years, shift, p."""
        return pd.DataFrame(
            [
                {
                    "reason": one.reason, "n": round((one.share.value or 0.0) * one.share.n), "share": one.share.value,
                    "low": one.share.low, "high": one.share.high, "value": one.value.value, "then": one.then.value,
                    "now": one.now.value, "shift": one.shift.value, "shift_low": one.shift.low,
                    "shift_high": one.shift.high, "p": one.p, "clear": one.shifted,
                }
                for one in self.reasons
            ]
        )  # fmt: skip


def loss_reasons(deals: Deals | None) -> LossReasons:
    """Return the share of each reason among lost deals, and how it changed from one year to the next.

    Whole years are compared, so that no season is taken for a change. Reasons with fewer than 8 deals are pooled.

    Source:
        Shares: Wilson (1927); shift: Newcombe (1998), method 10; Holm (1979) over the reasons.
    """
    if deals is None:
        return _none("no deals file")
    lost = deals.frame[deals.frame["outcome"] == "lost"]
    if lost.empty:
        return _none("no deal in this file was lost")
    reason = banded(lost["loss_reason"])
    named = share(int(reason.notna().sum()), len(lost), window=days_of(lost["closed"]))
    if not reason.notna().any():
        return replace(_none(NO_REASON), named=named)
    now = twelve_months_to(deals.as_of)
    then = twelve_months_to((pd.Timestamp(now.first) - pd.Timedelta(days=1)).date())
    known = lost.assign(reason=reason)[reason.notna()]
    names = known["reason"].value_counts().sort_index().sort_values(ascending=False, kind="stable").index
    order = sorted((str(name) for name in names), key=lambda name: name == OTHERS)
    found = [_reason(name, known, then, now) for name in order]
    tested = [one for one in found if one.p is not None]
    adjusted = dict(zip((one.reason for one in tested), holm([one.p or 0.0 for one in tested]), strict=True))
    reasons = tuple(replace(one, p=adjusted.get(one.reason)) for one in found)
    return LossReasons(reasons, named, then, now, _sentence(reasons, named))


def _reason(name: str, known: pd.DataFrame, then: Period, now: Period) -> LossReason:
    rows = known[known["reason"] == name]
    sides = [_in(known, period) for period in (then, now)]
    enough = min(len(side) for side in sides) >= MIN_LOST
    few = f"fewer than {MIN_LOST} lost deals with a reason in one of the two years"
    old, new = (
        share(int((side["reason"] == name).sum()), len(side), window=period.words)
        if enough
        else unknown(Unit.RATIO, few, n=len(side), window=period.words)
        for side, period in zip(sides, (then, now), strict=True)
    )
    return LossReason(
        name, share(len(rows), len(known), window=days_of(known["closed"])), _value(rows), old, new,
        difference(new, old), p_of_difference(new, old),
    )  # fmt: skip


def _in(rows: pd.DataFrame, period: Period) -> pd.DataFrame:
    return rows[rows["closed"].between(pd.Timestamp(period.first), pd.Timestamp(period.last))]


def _value(rows: pd.DataFrame) -> Estimate:
    valued = rows.loc[rows["amount"] > 0, "amount"]
    if len(valued) * 2 < len(rows):
        why = f"{len(rows) - len(valued):,} of {plural(len(rows), 'lost deal')} carry no value"
        return unknown(Unit.MONEY, why, n=len(valued))
    bare = len(rows) - len(valued)
    why = f"{plural(bare, 'lost deal')} without a value not in it" if bare else ""
    return Estimate(float(valued.sum()), Unit.MONEY, len(valued), why=why, window=days_of(rows["closed"]))


def _none(why: str) -> LossReasons:
    return LossReasons((), unknown(Unit.RATIO, why), None, None, f"Why deals are lost is unknown: {why}.", why)


def _sentence(reasons: tuple[LossReason, ...], named: Estimate) -> str:
    first = reasons[0]
    words = f"Of 100 lost deals that name a reason, {100 * (first.share.value or 0):.0f} name {first.reason!r}"
    silent = 1 - (named.value or 0.0)
    rest = f"; {100 * silent:.0f} of 100 name none" if silent >= 0.005 else ""
    shifted = [one for one in reasons if one.shifted]
    if not shifted:
        tested = any(one.p is not None for one in reasons)
        return f"{words}{rest}. " + (
            "No reason has become clearly commoner or rarer." if tested else "Too few for a comparison of two years."
        )
    moved = max(shifted, key=lambda one: abs(one.shift.value or 0.0))
    verb = "commoner" if (moved.shift.value or 0) > 0 else "rarer"
    return f"{words}{rest}. {moved.reason!r} has become {verb}: {100 * (moved.shift.value or 0):+.0f} points in a year."
