"""A focus that somebody tries out: rings of the ICP, criteria dropped or added, against today's mixture of deals."""

from dataclasses import dataclass

import numpy as np

from icp_core.analysis.compare import Comparison
from icp_core.analysis.observe import Observed
from icp_core.fit import Fit, fit_accounts
from icp_core.fit.cost_of_poor_fit import CostOfPoorFit, cost_of_poor_fit
from icp_core.fit.coverage import Judged, share_inside
from icp_core.fit.outcomes import Outcomes
from icp_core.fit.uneven import uneven_fit
from icp_core.metrics import Deals
from icp_core.narrow import FocusChoice, Narrow, what_if, win_rates_before
from icp_core.profile import IcpProfile
from icp_core.results import Estimate, Unit, unknown

LOOKED_BACK = 4  # quarters of each of the two windows that are held beside each other


@dataclass(frozen=True)
class Focused:
    """What a focus would mean.

    Args:
        narrow: Both plans, today's mixture and the focus alone.
        market_left: Of the companies that the deals name, the share that stands in the focus.
        before: Window in words, share of the deals won in the focus, share won beside it; the newest window first.
        tried: Whether criteria were changed after the deals were seen, so that luck helps them.
    """

    narrow: Narrow
    market_left: Estimate
    before: tuple[tuple[str, Estimate, Estimate], ...]
    tried: bool


def focus_on(observed: Observed, comparison: Comparison, choice: FocusChoice, *, seed: int = 0) -> Focused:
    """Work out what a focus would mean.

    Args:
        observed: What the data say by themselves.
        comparison: The declared ICP beside them.
        choice: Rings, criteria, target and belief.
        seed: Seed of the simulation.

    Returns:
        Everything known or unknown with its reason; nothing that was declared changes.
    """
    deals, profile = observed.deals, comparison.profile
    fit = comparison.fit_deals
    if deals is not None and profile is not None and choice.changes(profile):
        fit = _fit_of(deals, choice.of(profile))
    rings = None if fit is None else fit.frame.set_index("account_id")["ring"].astype("str")
    uneven = uneven_fit(deals, fit, with_open=True)
    found = what_if(
        deals, rings, observed.accounts, focus=choice.rings, target=choice.target, belief=choice.belief, seed=seed,
        uneven=uneven,
    )  # fmt: skip
    if deals is None or fit is None or rings is None:
        return Focused(found, unknown(Unit.RATIO, found.why), (), tried=False)
    return Focused(
        narrow=found,
        market_left=_market(deals, fit, choice),
        before=() if uneven else win_rates_before(deals, rings, choice.rings, LOOKED_BACK),
        tried=profile is not None and choice.changes(profile),
    )


def poor_fit(observed: Observed, comparison: Comparison) -> CostOfPoorFit:
    """Add up what went into deals outside the declared ICP."""
    outcomes = Outcomes.of(observed.data, observed.accounts, observed.deals)
    return cost_of_poor_fit(observed.data, outcomes, comparison.fit, comparison.fit_deals)


def _fit_of(deals: Deals, profile: IcpProfile) -> Fit | None:
    if not profile.criteria:
        return None
    return fit_accounts(deals.described, profile, explained=False)


def _market(deals: Deals, fit: Fit, choice: FocusChoice) -> Estimate:
    """Return the share of the companies with a deal that stands in the focus; a deal without a name is its own."""
    named = deals.frame["account_id"]
    first = (~named.duplicated() | named.isna()).to_numpy(dtype=bool)
    inside = fit.frame["ring"].isin(choice.rings).to_numpy(dtype=bool)
    found = share_inside(Judged.of(fit), first, noun="companies that your deals name", where=np.asarray(inside))
    return found.within("all deals")
