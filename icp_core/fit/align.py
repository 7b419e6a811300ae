"""Are the customers you have the customers you say you want, and do those do better?"""

from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from icp_core.dataset import Dataset
from icp_core.fit.coverage import Judged, share_inside, unequal_knowledge
from icp_core.fit.gaps import Best, Gap, find_gaps, precision_of, recall_of
from icp_core.fit.matching import Bools
from icp_core.fit.outcomes import Outcomes, difference, live_accounts
from icp_core.fit.over_time import new_customers, new_deals, open_pipeline, over_time
from icp_core.fit.score import Fit
from icp_core.fit.tally import RINGS, Ring
from icp_core.fit.verdict import verdict_sentence
from icp_core.metrics.accounts import Accounts
from icp_core.metrics.deals import Deals
from icp_core.metrics.periods import Quarter
from icp_core.metrics.proportion import share
from icp_core.results import Estimate, Unit, unknown
from icp_core.segments import Segments
from icp_core.traits import Success


@dataclass(frozen=True)
class RingRow:
    """What became of the accounts of one ring; ``n`` counts live accounts and those that left."""

    ring: Ring
    n: int
    share: Estimate
    arr: Estimate
    retention_12m: Estimate
    nrr: Estimate
    win_rate: Estimate


@dataclass(frozen=True)
class Alignment:
    """The declared ICP against what happened.

    Args:
        rings: One row a ring, from the bullseye outwards; the accounts that cannot be placed last.
        coverage_customers: Share of all accounts, live and left, that is inside.
        coverage_arr: Share of the ARR of live accounts that is inside.
        coverage_new_logos: Share inside among the new customers of the last four complete quarters.
        coverage_pipeline: Share inside among the open deals, by count; ``why`` says the share by amount too.
        precision: Of the accounts inside, the share that is among the best.
        recall: Of the best, the share that is inside.
        base_rate: Share of all accounts that is among the best; the precision of an ICP that says nothing.
        lifts: Inside minus outside: ``retention_12m``, ``nrr`` and ``win_rate`` in points, ``arr`` as a ratio of
            medians. Only accounts whose place is known count.
        gaps: One a criterion.
        by_quarter: Quarter, share of new customers inside, share of new deals inside.
        segment_table: One row a segment: ``segment``, ``n``, the five rings, ``inside_share`` (of the placed accounts
            of the segment, the share inside) and ``share_of_inside`` (of the accounts inside, the share in it).
        verdict: All of it in one sentence.
        why: What limits the answer, in sentences; empty when nothing does.
    """

    rings: tuple[RingRow, ...]
    coverage_customers: Estimate
    coverage_arr: Estimate
    coverage_new_logos: Estimate
    coverage_pipeline: Estimate
    precision: Estimate
    recall: Estimate
    base_rate: Estimate
    lifts: dict[str, Estimate]
    gaps: tuple[Gap, ...]
    by_quarter: tuple[tuple[Quarter, Estimate, Estimate], ...]
    segment_table: pd.DataFrame = field(repr=False)
    verdict: str
    why: str


def align(
    data: Dataset,
    accounts: Accounts,
    deals: Deals | None,
    fit: Fit,
    fit_deals: Fit | None,
    *,
    segments: Segments,
    success: Success,
) -> Alignment:
    """Hold the declared ICP against the customers, both ways.

    Args:
        data: The data set, for revenue by month.
        accounts: The account table.
        deals: The deal table; None when there is none.
        fit: The fit of ``accounts.frame``, row by row.
        fit_deals: The fit of ``deals.frame``, row by row.
        segments: The observed groups.
        success: Which accounts are among the best.

    Raises:
        ValueError: A fit does not belong to its table.

    Source:
        docs/method.md.
    """
    if len(fit.frame) != len(accounts.frame) or (fit_deals and deals and len(fit_deals.frame) != len(deals.frame)):
        raise ValueError("a fit needs one row for each row of its table, in the same order")
    judged = Judged.of(fit)
    judged_deals = Judged.of(fit_deals) if fit_deals and deals else None
    outcomes = Outcomes.of(data, accounts, deals)
    best = _best(success, accounts)
    everybody = np.ones(len(fit.frame), dtype=bool)
    coverage = share_inside(judged, everybody, noun="customers", window="all customers, live and left")
    groups = _sides(fit), (_sides(fit_deals) if fit_deals and deals else None)
    retention, lifts = _lifts(outcomes, *groups)
    timeline = over_time(new_customers(accounts, deals, judged, judged_deals), new_deals(deals, judged_deals), accounts)
    return Alignment(
        rings=tuple(_ring(ring, fit, fit_deals if deals else None, outcomes) for ring in RINGS),
        coverage_customers=coverage,
        coverage_arr=_coverage_arr(judged, accounts),
        coverage_new_logos=timeline.last_year,
        coverage_pipeline=_pipeline(deals, judged_deals),
        precision=precision_of(judged, best),
        recall=recall_of(judged, best),
        base_rate=_base_rate(best),
        lifts=lifts,
        gaps=find_gaps(fit, accounts.frame, best),
        by_quarter=timeline.by_quarter,
        segment_table=segment_table(fit, segments),
        verdict=verdict_sentence(coverage, *retention, lifts),
        why=_why(fit, judged, accounts),
    )


def segment_table(fit: Fit, segments: Segments) -> pd.DataFrame:
    """Count the segments against the rings; see :class:`Alignment`. Accounts without a segment are left out."""
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


def _ring(ring: Ring, fit: Fit, fit_deals: Fit | None, outcomes: Outcomes) -> RingRow:
    group = (fit.frame["ring"] == ring).to_numpy(dtype=bool)
    no_deals = unknown(Unit.RATIO, "there are no deals")
    of_deals = None if fit_deals is None else (fit_deals.frame["ring"] == ring).to_numpy(dtype=bool)
    return RingRow(
        ring=ring,
        n=int(group.sum()),
        share=share(int(group.sum()), len(group), why_none="there are no accounts"),
        arr=outcomes.live_arr(group),
        retention_12m=outcomes.retention(group),
        nrr=outcomes.net_retention(group),
        win_rate=no_deals if of_deals is None else outcomes.win_rate(of_deals),
    )


def _sides(fit: Fit) -> tuple[Bools, Bools]:
    inside = fit.frame["inside"]
    return tuple((inside == side).fillna(False).to_numpy(dtype=bool) for side in (True, False))  # type: ignore[return-value]  # noqa: FBT003


def _lifts(
    outcomes: Outcomes, sides: tuple[Bools, Bools], deal_sides: tuple[Bools, Bools] | None
) -> tuple[tuple[Estimate, Estimate], dict[str, Estimate]]:
    """Return retention inside and outside, and the differences between inside and outside."""
    inside, outside = sides
    retention = outcomes.retention(inside), outcomes.retention(outside)
    no_deals = unknown(Unit.POINTS, "there are no deals")
    return retention, {
        "retention_12m": difference(*retention),
        "nrr": difference(outcomes.net_retention(inside), outcomes.net_retention(outside)),
        "win_rate": no_deals
        if deal_sides is None
        else difference(outcomes.win_rate(deal_sides[0]), outcomes.win_rate(deal_sides[1])),
        "arr": outcomes.value_ratio(inside, outside),
    }


def _best(success: Success, accounts: Accounts) -> Best:
    n = len(accounts.frame)
    member = success.member.reindex(accounts.frame["account_id"]).astype("boolean")
    if success.why_not or not member.notna().any():
        nobody = np.zeros(n, dtype=bool)
        return Best(nobody, nobody, success.why_not or "it is not known which accounts did best")
    return Best(member.fillna(False).to_numpy(dtype=bool), member.notna().to_numpy())  # noqa: FBT003


def _base_rate(best: Best) -> Estimate:
    if best.why_not:
        return unknown(Unit.RATIO, best.why_not)
    return share(int((best.member & best.known).sum()), int(best.known.sum()))


def _coverage_arr(judged: Judged, accounts: Accounts) -> Estimate:
    if not accounts.value_from:
        return unknown(Unit.RATIO, accounts.why_no_value or "no account has a known value")
    arr = accounts.frame["arr"].to_numpy(dtype=float)
    live = live_accounts(accounts)
    return share_inside(judged, live & (np.nan_to_num(arr) > 0), noun="live accounts with a known value", weights=arr)


def _pipeline(deals: Deals | None, judged_deals: Judged | None) -> Estimate:
    by_count, by_amount = open_pipeline(deals, judged_deals)
    if by_count.value is None or by_amount.value is None:
        return by_count
    return replace(by_count, why=f"{by_count.why}; by amount {100 * by_amount.value:.0f} % is inside")


def _why(fit: Fit, judged: Judged, accounts: Accounts) -> str:
    left = accounts.frame["left"]
    unequal = unequal_knowledge(
        judged,
        left.fillna(False).to_numpy(dtype=bool),  # noqa: FBT003
        left.notna().to_numpy(),
    )
    return " ".join(part for part in (*fit.notes, unequal) if part)
