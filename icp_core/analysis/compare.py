"""What was declared against what happened, and against what happens now."""

from dataclasses import dataclass

import pandas as pd

from icp_core.analysis.observe import Observed
from icp_core.drift import Drift, measure_drift
from icp_core.fit import Alignment, Fit, Suggestion, align, fit_accounts, suggest
from icp_core.narrow import Narrow, what_if
from icp_core.profile import IcpProfile


@dataclass(frozen=True)
class Comparison:
    """One declared ICP beside the data; without one, only what needs none.

    Args:
        fit: Score and ring of every account.
        fit_deals: The same for every deal, by the account's traits or the deal's own columns.
    """

    profile: IcpProfile | None
    fit: Fit | None
    fit_deals: Fit | None
    alignment: Alignment | None
    suggestion: Suggestion
    drift: Drift
    narrow: Narrow

    def account_rows(self, observed: Observed) -> pd.DataFrame:
        """One row an account: account_id, segment, fit, ring, known_share, reasons."""
        ids = observed.accounts.frame["account_id"]
        segment = ids.map(observed.segments.labels)
        rows = pd.DataFrame({"account_id": ids, "segment": segment})
        columns = ["fit", "ring", "known_share", "reasons"]
        if self.fit is None:
            return rows.assign(**dict.fromkeys(columns, ""))
        return rows.merge(self.fit.frame[["account_id", *columns]], on="account_id", how="left")


def compare(observed: Observed, profile: IcpProfile | None, *, seed: int = 0) -> Comparison:
    """Hold the declared ICP against the data.

    Args:
        observed: What the data say by themselves.
        profile: The declared ICP; None when there is none.
        seed: Seed of every resampling.
    """
    accounts, deals = observed.accounts, observed.deals
    declared = profile if profile is not None and profile.criteria else None
    known_before = accounts.frame[["account_id", *accounts.attributes]]  # never what is known only afterwards: who left
    fit = None if declared is None else fit_accounts(known_before, declared)
    fit_deals = None
    if declared is not None and deals is not None:
        own = deals.frame[["deal_id", *deals.attributes]].rename(columns={"deal_id": "account_id"})
        fit_deals = fit_accounts(own, declared)
    alignment = None
    if fit is not None:
        alignment = align(
            observed.data, accounts, deals, fit, fit_deals, segments=observed.segments, success=observed.success
        )
    inside_deals = None if fit_deals is None else fit_deals.frame.set_index("account_id")["inside"]
    rings = None if fit_deals is None else fit_deals.frame.set_index("account_id")["ring"]
    return Comparison(
        profile=declared,
        fit=fit,
        fit_deals=fit_deals,
        alignment=alignment,
        suggestion=suggest(observed.traits, accounts),
        drift=measure_drift(
            observed.data,
            accounts,
            deals,
            inside_accounts=None if fit is None else fit.frame.set_index("account_id")["inside"],
            inside_deals=inside_deals,
            seed=seed,
        ),
        narrow=what_if(deals, rings, accounts, target=None, seed=seed),
    )
