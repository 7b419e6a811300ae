"""What became of the accounts of each ring?"""

from dataclasses import dataclass

import numpy as np

from icp_core.fit.coverage import Judged, share_inside
from icp_core.fit.matching import Bools
from icp_core.fit.outcomes import Outcomes
from icp_core.fit.score import Fit
from icp_core.fit.tally import RINGS, Ints, Ring
from icp_core.fit.uneven import uneven_fit
from icp_core.metrics.proportion import share
from icp_core.results import Estimate, Unit, unknown


@dataclass(frozen=True)
class RingShare:
    """How many accounts stand in one ring; ``n`` counts live accounts and those that left.

    Args:
        ring: Its name; the last row holds the accounts of which too little is known.
        n: Accounts that could be placed in it.
        share: These over all accounts, the unclassified included.
        expected_share: Share of all accounts that stands in it when the unclassified are spread as those that can be
            judged are: the four add up to 100 %, and bullseye and inner to the coverage. Unknown for "unclassified".
    """

    ring: Ring
    n: int
    share: Estimate
    expected_share: Estimate


@dataclass(frozen=True)
class RingRow(RingShare):
    """What became of the accounts of one ring.

    Args:
        arr: Recurring revenue a year of its live accounts.
        retention_12m: Share still here after a year.
        nrr: Net revenue retention over the last year.
        win_rate: Share of the closed deals of new business that were won.
    """

    arr: Estimate
    retention_12m: Estimate
    nrr: Estimate
    win_rate: Estimate


def ring_shares(fit: Fit, judged: Judged) -> tuple[RingShare, ...]:
    """Return one row a ring, from the bullseye outwards, the accounts that cannot be placed last.

    Args:
        fit: The fit of the accounts.
        judged: Who of them can be judged.
    """
    n, expected = len(fit.places), _expected(judged, fit.places)
    counts = np.bincount(fit.places, minlength=len(RINGS))
    return tuple(
        RingShare(ring, int(count), share(int(count), n, why_none="there are no accounts"), expected[ring])
        for ring, count in zip(RINGS, counts, strict=True)
    )


def ring_rows(
    shares: tuple[RingShare, ...], fit: Fit, fit_deals: Fit | None, outcomes: Outcomes
) -> tuple[RingRow, ...]:
    """Add to each ring what became of its accounts and deals.

    Args:
        shares: The rings.
        fit: The fit of the accounts.
        fit_deals: The fit of the deals; None when there are none.
        outcomes: What became of the accounts and deals.
    """
    no_deals = unknown(Unit.RATIO, "there are no deals")
    uneven = uneven_fit(outcomes.deals, fit_deals)
    rows = []
    for place, row in enumerate(shares):
        group = fit.places == place
        rows.append(
            RingRow(
                **vars(row),
                arr=outcomes.live_arr(group),
                retention_12m=outcomes.retention(group),
                nrr=outcomes.net_retention(group),
                win_rate=no_deals if fit_deals is None else outcomes.win_rate(fit_deals.places == place, uneven),
            )
        )
    return tuple(rows)


def _expected(judged: Judged, places: Ints) -> dict[Ring, Estimate]:
    """Return by ring its share of all accounts, the unknown not counted as outside."""
    everybody = np.ones(len(places), dtype=bool)
    within: dict[Ring, Bools] = {ring: places == place for place, ring in enumerate(RINGS[:3])}
    within["outside"] = ~np.logical_or.reduce(list(within.values()))
    none = unknown(Unit.RATIO, "an account of which too little is known belongs to one of the four rings")
    found = {ring: share_inside(judged, everybody, noun="customers", where=mask) for ring, mask in within.items()}
    return {**found, "unclassified": none}
