"""Which open deals have been silent, or open, for longer than those that were won?"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from icp_core.metrics.accounts import day_in_words
from icp_core.metrics.deals import Deals
from icp_core.metrics.proportion import share
from icp_core.metrics.ratio import quantile
from icp_core.metrics.winning import DARK_DAYS, gone_dark
from icp_core.results import Estimate, Unit, plural, unknown

PERCENTILE = 0.90  # of won deals: nine of ten wins were never so silent, or so old
CLOSING_IS_ACTIVITY = "the last activity of won deals is their closing, which says nothing about silence before it"
MIN_WON = 20  # won deals; a 90th percentile of fewer rests on one or two of them
SHOWN = ("deal_id", "account_id", "owner", "amount", "created", "last_activity", "days", "silent_days")


@dataclass(frozen=True)
class GoneDark:
    """The open deals that look lost without being called so.

    Args:
        silent: Open deals without activity for more than 30 days, over those with a known last activity.
        silence_of_won: Days between last activity and close that 90 % of won deals did not exceed; unknown where the
            closing itself was logged as the last activity.
        dark: Open deals silent for longer than that, over those with a known last activity.
        cycle_of_won: Days from creation to close that 90 % of won deals did not exceed.
        old: Open deals older than that, over open deals with a known creation day.
        value_at_stake: Value of the open deals that are dark or old.
        deals: Those deals, the largest first; columns ``SHOWN`` and dark, old (bool).
    """

    silent: Estimate
    silence_of_won: Estimate
    dark: Estimate
    cycle_of_won: Estimate
    old: Estimate
    value_at_stake: Estimate
    deals: pd.DataFrame

    def table(self) -> pd.DataFrame:
        """Return the deals that are dark or old, one row each, the largest first."""
        return self.deals


def dark_deals(deals: Deals, *, percentile: float = PERCENTILE) -> GoneDark:
    """Hold open deals against the ``percentile`` of what won deals took.

    Args:
        deals: All deals.
        percentile: Share of won deals that were not so silent, or so old, in (0, 1).

    Source:
        Quantile with the distribution-free interval of order statistics, Conover (1999), section 3.2.
    """
    today = pd.Timestamp(deals.as_of)
    won = deals.won
    silence = (won["closed"] - won["last_activity"]).dt.days
    silence_limit = _limit(silence[silence >= 0], percentile, "with a last activity before their close")
    if silence_limit.value is not None and silence_limit.value < 1:
        silence_limit = unknown(Unit.DAYS, CLOSING_IS_ACTIVITY, n=silence_limit.n)
    cycle_limit = _limit(won["days"].dropna(), percentile, "with both days")
    open_ = deals.frame[deals.frame["outcome"] == "open"]
    silent_days = (today - open_["last_activity"]).dt.days.astype(float)
    dark, old = _beyond(silent_days, silence_limit), _beyond(open_["days"], cycle_limit)
    window = day_in_words(deals.as_of)
    found = open_.assign(silent_days=silent_days, dark=dark, old=old)[dark | old]
    valued = found.loc[found["amount"] > 0, "amount"]
    stake = (
        Estimate(float(valued.sum()), Unit.MONEY, len(valued), window=window)
        if len(valued)
        else unknown(Unit.MONEY, "none of these deals carries a value" if len(found) else "no open deal is dark or old")
    )
    return GoneDark(
        silent=gone_dark(deals, days=DARK_DAYS),
        silence_of_won=silence_limit,
        dark=_share(dark, silent_days, silence_limit, "no open deal has a known last activity", window),
        cycle_of_won=cycle_limit,
        old=_share(old, open_["days"], cycle_limit, "no open deal has a creation day", window),
        value_at_stake=stake,
        deals=found.sort_values("amount", ascending=False, kind="stable")[[*SHOWN, "dark", "old"]].reset_index(
            drop=True
        ),
    )


def _limit(days: pd.Series, percentile: float, which: str) -> Estimate:
    if len(days) < MIN_WON:
        return unknown(Unit.DAYS, f"{plural(len(days), 'won deal')} {which}: {MIN_WON} are needed", n=len(days))
    return quantile(days, percentile, Unit.DAYS)


def _beyond(days: pd.Series, limit: Estimate) -> pd.Series:
    return days > limit.value if limit.value is not None else pd.Series(data=False, index=days.index)


def _share(hits: pd.Series, days: pd.Series, limit: Estimate, why_none: str, window: str) -> Estimate:
    if limit.value is None:
        return unknown(Unit.RATIO, limit.why, window=window)
    return share(int(hits.sum()), int(days.notna().sum()), why_none=why_none, window=window)
