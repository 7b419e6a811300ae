"""Several ICPs side by side: do the accounts that each picks do better than the others, or worse if it avoids them?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from icp_core.fit.coverage import Judged, share_inside
from icp_core.fit.matching import Bools
from icp_core.fit.outcomes import Outcomes, difference
from icp_core.fit.preview import ALL, Ground
from icp_core.fit.tally import INSIDE, RINGS, Ints
from icp_core.fit.tried_rows import TriedRows
from icp_core.fit.uneven import Known, why_uneven
from icp_core.metrics.proportion import share
from icp_core.profile import IcpProfile
from icp_core.results import Estimate, Unit, format_value, unknown

Right = Literal["supported", "contradicted", "cannot tell yet"]


@dataclass(frozen=True)
class Sides:
    """One outcome of the accounts inside an ICP and of those outside; accounts that cannot be placed are in neither."""

    inside: Estimate
    outside: Estimate
    difference: Estimate


@dataclass(frozen=True)
class Standing:
    """One ICP beside what became of the accounts that it picks.

    Args:
        profile: The ICP.
        customers: Share of all customers that is inside, estimated as the Fit page does: the unknown are no misses.
        unplaced: Customers that cannot be placed.
        arr: Recurring revenue a year of the live customers inside.
        retention: Kept for 12 months.
        nrr: Net revenue retention.
        win_rate: Share of the decided deals that was won.
        right: Whether retention supports it: inside higher, or for accounts to avoid lower.
        sentence: That in words.
    """

    profile: IcpProfile
    customers: Estimate
    unplaced: int
    arr: Estimate
    retention: Sides
    nrr: Sides
    win_rate: Sides
    right: Right
    sentence: str


@dataclass(frozen=True)
class Overlap:
    """Customers inside an ICP to win and inside one to avoid.

    Args:
        win: Name of the ICP to win.
        avoid: Name of the ICP to avoid.
        share: Of the customers inside the one to win, the share inside the other too.
    """

    win: str
    avoid: str
    share: Estimate


def standings(
    ground: Ground, outcomes: Outcomes, profiles: Sequence[IcpProfile], deals: TriedRows | None = None
) -> tuple[Standing, ...]:
    """Say of each ICP what became of the accounts inside and outside.

    Args:
        ground: What the ICPs are tried on.
        outcomes: What became of the accounts and deals.
        profiles: The ICPs.
        deals: All deals of ``outcomes.deals``, row by row; None when there are none.
    """
    return tuple(_standing(ground, outcomes, profile, deals) for profile in profiles)


def overlaps(ground: Ground, profiles: Sequence[IcpProfile]) -> tuple[Overlap, ...]:
    """Count the customers that one ICP wants and another one avoids, for each such pair with criteria."""
    inside = [_sides(ground.customers, profile)[0] for profile in profiles]
    return tuple(
        Overlap(
            win.name,
            avoid.name,
            share(int((wanted & avoided).sum()), int(wanted.sum()), why_none=f"nobody is inside '{win.name}'"),
        )
        for win, wanted in zip(profiles, inside, strict=True)
        for avoid, avoided in zip(profiles, inside, strict=True)
        if not win.negative and avoid.negative and win.criteria and avoid.criteria
    )


def _standing(ground: Ground, outcomes: Outcomes, profile: IcpProfile, deals: TriedRows | None) -> Standing:
    totals = ground.customers.totals(profile)
    ring = totals.rings(profile.rings)
    inside, outside = _sides_of(ring)
    n = len(ground.customers)
    amounts = ground.customers.amounts[inside]
    arr = unknown(Unit.MONEY, ground.why_no_arr) if ground.why_no_arr else None
    retention = _compared(*outcomes.retentions((inside, outside)))
    win_rate = _compared(*(unknown(Unit.RATIO, "there are no deals") for _ in range(2)))
    if deals is not None:
        sides = _sides(deals, profile)
        uneven = why_uneven(outcomes.deals, _known(deals, profile, sides))
        win_rate = _compared(*(outcomes.win_rate(side, uneven) for side in sides))
    right, sentence = _verdict(profile, retention)
    return Standing(
        profile=profile,
        customers=share_inside(Judged.by_ring(totals, ring), np.ones(n, dtype=bool), noun="customers", window=ALL),
        unplaced=n - int(inside.sum()) - int(outside.sum()),
        arr=arr or Estimate(float(amounts.sum()), Unit.MONEY, int((amounts > 0).sum()), window="live customers"),
        retention=retention,
        nrr=_compared(*outcomes.net_retentions((inside, outside))),
        win_rate=win_rate,
        right=right,
        sentence=sentence,
    )


def _sides(rows: TriedRows, profile: IcpProfile) -> tuple[Bools, Bools]:
    return _sides_of(rows.totals(profile).rings(profile.rings))


def _sides_of(ring: Ints) -> tuple[Bools, Bools]:
    inside = ring < len(INSIDE)
    return inside, ~inside & (ring != RINGS.index("unclassified"))


def _known(deals: TriedRows, profile: IcpProfile, sides: tuple[Bools, Bools]) -> Known:
    answered = [deals.answer(criterion) for criterion in profile.criteria]
    return Known([(found.criterion, found.known[levels.codes]) for levels, found in answered], sides[0] | sides[1])


def _compared(inside: Estimate, outside: Estimate) -> Sides:
    return Sides(inside, outside, difference(inside, outside))


def _verdict(profile: IcpProfile, retention: Sides) -> tuple[Right, str]:
    found, inside, outside = retention.difference, retention.inside, retention.outside
    if found.value is None or found.low is None or found.high is None:
        return "cannot tell yet", f"Whether that is right cannot be told: {found.why or 'no interval can be given'}."
    figures = (
        f"{format_value(inside.value, Unit.RATIO)} of those inside stayed 12 months, "
        f"{format_value(outside.value, Unit.RATIO)} of those outside"
    )
    if found.low <= 0 <= found.high:
        return "cannot tell yet", f"{figures}: the difference may be chance."
    better = found.value > 0
    if better != profile.negative:
        ends = "they are the ones to avoid" if profile.negative else "they are the ones to win"
        return "supported", f"{figures}: the data agree that {ends}."
    ends = "avoiding them is not borne out" if profile.negative else "wanting them is not borne out"
    return "contradicted", f"{figures}: {ends} by how long they stayed."
