"""Are the customers you have the customers you say you want, and do those do better?"""

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import pandas as pd

from icp_core.fit.contribution import Contribution, contributions
from icp_core.fit.coverage import Judged, share_inside, unequal_knowledge
from icp_core.fit.gaps import Best, Gap, base_rate_of, find_gaps, precision_lift, precision_of, recall_of
from icp_core.fit.outcomes import Outcomes, difference
from icp_core.fit.over_time import OverTime, new_customers, new_deals, open_pipeline, over_time
from icp_core.fit.rings import RingRow, RingShare, ring_rows, ring_shares
from icp_core.fit.score import Fit
from icp_core.fit.tally import RINGS
from icp_core.fit.uneven import SHARES, uneven_fit
from icp_core.fit.verdict import verdict_sentence
from icp_core.fit.worth_over_time import Worth, worth_over_time
from icp_core.metrics.accounts import Accounts
from icp_core.metrics.periods import Quarter
from icp_core.results import Estimate, Unit, unknown
from icp_core.segments import Segments
from icp_core.traits import Success


@dataclass(frozen=True)
class Alignment:
    """The declared ICP against what happened; each part is worked out when it is first asked for, and kept.

    Args:
        outcomes: What became of the accounts and deals.
        fit: The fit of the accounts.
        fit_deals: The fit of the deals; None when there are none.
        segments: The observed groups.
        success: Which accounts are among the best.
    """

    outcomes: Outcomes = field(repr=False)
    fit: Fit = field(repr=False)
    fit_deals: Fit | None = field(repr=False)
    segments: Segments = field(repr=False)
    success: Success = field(repr=False)

    @cached_property
    def judged(self) -> Judged:
        """Who of the accounts can be judged."""
        return Judged.of(self.fit)

    @cached_property
    def judged_deals(self) -> Judged | None:
        """Who of the deals can be judged."""
        return None if self.fit_deals is None else Judged.of(self.fit_deals)

    @cached_property
    def best(self) -> Best:
        """Who of the accounts is among the best."""
        return best_of(self.success, self.outcomes.accounts)

    @cached_property
    def ring_shares(self) -> tuple[RingShare, ...]:
        """How many accounts stand in each ring, without what became of them."""
        return ring_shares(self.fit, self.judged)

    @cached_property
    def rings(self) -> tuple[RingRow, ...]:
        """One row a ring, from the bullseye outwards; the accounts that cannot be placed last."""
        return ring_rows(self.ring_shares, self.fit, self.fit_deals, self.outcomes)

    @cached_property
    def coverage_customers(self) -> Estimate:
        """Share of all accounts, live and left, that is inside."""
        everybody = np.ones(len(self.judged.inside), dtype=bool)
        return share_inside(self.judged, everybody, noun="customers", window="all customers, live and left")

    @cached_property
    def coverage_arr(self) -> Estimate:
        """Share of the ARR of live accounts that is inside."""
        accounts = self.outcomes.accounts
        if not accounts.value_from:
            return unknown(Unit.RATIO, accounts.why_no_value or "no account has a known value")
        paying = self.outcomes.live & (np.nan_to_num(self.outcomes.arr) > 0)
        noun = "live accounts with a known value"
        return share_inside(self.judged, paying, noun=noun, weights=self.outcomes.arr)

    @cached_property
    def coverage_pipeline(self) -> Estimate:
        """Share inside among the open deals, by count; ``why`` says the share by amount too."""
        by_count, by_amount = open_pipeline(self.outcomes.deals, self.judged_deals)
        if by_count.value is None or by_amount.value is None:
            return by_count
        return replace(by_count, why=f"{by_count.why}; by amount {100 * by_amount.value:.0f} % is inside")

    @cached_property
    def uneven(self) -> tuple[str, str]:
        """Why no rate by ring can be told: of decided deals, and of deals followed from creation; "" where it can."""
        deals = self.outcomes.deals
        return uneven_fit(deals, self.fit_deals), uneven_fit(deals, self.fit_deals, with_open=True)

    @property
    def coverage_new_logos(self) -> Estimate:
        """Share inside among the new customers of the last four complete quarters."""
        return self._timeline.last_year

    @property
    def logos_by_quarter(self) -> tuple[tuple[Quarter, Estimate], ...]:
        """Quarter, share of new customers inside."""
        return self._timeline.logos_by_quarter

    @property
    def by_quarter(self) -> tuple[tuple[Quarter, Estimate, Estimate], ...]:
        """Quarter, share of new customers inside, share of new deals inside."""
        return self._timeline.by_quarter

    @cached_property
    def _timeline(self) -> OverTime:
        accounts, deals = self.outcomes.accounts, self.outcomes.deals
        logos = new_customers(accounts, deals, self.judged, self.judged_deals)
        uneven = uneven_fit(deals, self.fit_deals, with_open=True, what=SHARES)
        return over_time(logos, new_deals(deals, self.judged_deals), accounts, why_no_pipeline=uneven)

    @cached_property
    def precision(self) -> Estimate:
        """Of the accounts inside, the share that is among the best."""
        return precision_of(self.judged, self.best)

    @cached_property
    def recall(self) -> Estimate:
        """Of the best, the share that is inside."""
        return recall_of(self.judged, self.best)

    @cached_property
    def base_rate(self) -> Estimate:
        """Share of all accounts that is among the best; the precision of an ICP that says nothing."""
        return base_rate_of(self.best)

    @cached_property
    def precision_lift(self) -> Estimate:
        """How many times as often an account inside is among the best as any account is."""
        return precision_lift(self.judged, self.best)

    @cached_property
    def retention(self) -> tuple[Estimate, Estimate]:
        """Share still here after a year, inside and outside."""
        return self.outcomes.retentions(self.fit.sides)

    @cached_property
    def lifts(self) -> dict[str, Estimate]:
        """Inside minus outside, over the accounts and deals whose place is known.

        ``retention_12m``, ``nrr`` and ``win_rate`` in points, ``cycle`` in days, ``arr`` as a ratio of medians.
        """
        outcomes, (inside, outside) = self.outcomes, self.fit.sides
        rate, cycle = (unknown(unit, "there are no deals") for unit in (Unit.POINTS, Unit.DAYS))
        if self.fit_deals is not None:
            rate = difference(*(outcomes.win_rate(side, self.uneven[0]) for side in self.fit_deals.sides))
            cycle = difference(*(outcomes.cycle(side, self.uneven[1]) for side in self.fit_deals.sides))
        return {
            "retention_12m": difference(*self.retention),
            "nrr": difference(*outcomes.net_retentions((inside, outside))),
            "win_rate": rate,
            "cycle": cycle,
            "arr": outcomes.value_ratio(inside, outside),
        }

    @cached_property
    def worth_over_time(self) -> tuple[Worth, ...]:
        """The same for each start year, and for each year of creation of the deals."""
        return worth_over_time(self.outcomes, self.fit, self.fit_deals, uneven=self.uneven[1])

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        """What each criterion does."""
        worth = [one.sentence for one in self.contributions]
        return find_gaps(self.fit, self.outcomes.accounts.frame, self.best, worth)

    @cached_property
    def contributions(self) -> tuple[Contribution, ...]:
        """What the ICP would lose without each criterion; empty when there is only one."""
        return contributions(self.fit, self.outcomes, self.best)

    @cached_property
    def segment_table(self) -> pd.DataFrame:
        """One row a segment; see :func:`segment_table`."""
        return segment_table(self.fit, self.segments)

    @cached_property
    def verdict(self) -> str:
        """All of it in one sentence."""
        kept = difference(*self.retention)
        lifts = {"retention_12m": kept} if kept.known else self.lifts  # the others stand in where it is unknown
        return verdict_sentence(self.coverage_customers, *self.retention, lifts)

    @cached_property
    def why(self) -> str:
        """What limits the answer, in sentences; empty when nothing does."""
        left = self.outcomes.accounts.frame["left"]
        unequal = unequal_knowledge(
            self.judged, left.fillna(value=False).to_numpy(dtype=bool), left.notna().to_numpy(dtype=bool)
        )
        return " ".join(part for part in (*self.fit.notes, unequal, _said(self.uneven)) if part)


def align(outcomes: Outcomes, fit: Fit, fit_deals: Fit | None, *, segments: Segments, success: Success) -> Alignment:
    """Hold the declared ICP against the customers, both ways.

    Args:
        outcomes: What became of the accounts and deals.
        fit: The fit of ``outcomes.accounts.frame``, row by row.
        fit_deals: The fit of ``outcomes.deals.frame``, row by row; None when there are none.
        segments: The observed groups.
        success: Which accounts are among the best.

    Raises:
        ValueError: A fit does not belong to its table.

    Source:
        docs/method.md.
    """
    deals = outcomes.deals
    if len(fit.frame) != len(outcomes.accounts.frame) or (
        fit_deals and deals and len(fit_deals.frame) != len(deals.frame)
    ):
        raise ValueError("a fit needs one row for each row of its table, in the same order")
    return Alignment(outcomes, fit, fit_deals if deals else None, segments, success)


def _said(reasons: tuple[str, ...]) -> str:
    """Return the first reason as a sentence."""
    said = next((reason for reason in reasons if reason), "")
    return f"{said[0].upper()}{said[1:]}." if said else ""


def segment_table(fit: Fit, segments: Segments) -> pd.DataFrame:
    """Count the segments against the rings; accounts without a segment are left out.

    Returns:
        One row a segment: ``segment``, ``n``, the five rings, ``inside_share`` (of the placed accounts of the segment,
        the share inside) and ``share_of_inside`` (of the accounts inside, the share in it).
    """
    segment = fit.frame["account_id"].map(segments.labels).rename("segment")
    rings = pd.Categorical(fit.frame["ring"], categories=list(RINGS))
    table = pd.crosstab(segment, rings, dropna=False).reindex(columns=list(RINGS), fill_value=0)
    table = table[table.index.notna()]
    inside, placed = table["bullseye"] + table["inner"], table.sum(axis=1) - table["unclassified"]
    total_inside = int(inside.sum())
    shares = pd.DataFrame(
        {
            "inside_share": inside / placed.where(placed > 0),
            "share_of_inside": inside / (total_inside if total_inside else np.nan),
        }
    )
    counts = table.sum(axis=1).rename("n")
    names = [item.name for item in segments.items if item.name in table.index]
    result = pd.concat([counts, table, shares], axis=1)
    result = result.loc[names] if names else result
    return result.rename_axis("segment").reset_index().rename_axis(columns=None)


def best_of(success: Success, accounts: Accounts) -> Best:
    """Return who is among the best, in the order of ``accounts.frame``."""
    n = len(accounts.frame)
    member = success.member.reindex(accounts.frame["account_id"]).astype("boolean")
    if success.why_not or not member.notna().any():
        nobody = np.zeros(n, dtype=bool)
        return Best(nobody, nobody, success.why_not or "it is not known which accounts did best")
    return Best(member.fillna(False).to_numpy(dtype=bool), member.notna().to_numpy())  # noqa: FBT003
