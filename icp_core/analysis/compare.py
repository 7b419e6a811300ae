"""What was declared against what happened, and against what happens now."""

from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from icp_core.analysis.observe import Observed
from icp_core.drift import Drift, measure_drift
from icp_core.fit import Alignment, Fit, Suggestion, align, fit_accounts, suggest
from icp_core.fit.back_test import BackTest, back_test
from icp_core.fit.uneven import SHARES, uneven_fit
from icp_core.narrow import Narrow, what_if
from icp_core.profile import IcpProfile


@dataclass(frozen=True)
class Comparison:
    """One declared ICP beside the data; without one, only what needs none.

    Each part is worked out when it is first asked for, and kept: a page that shows rings does not wait for the drift.

    Args:
        observed: What the data say by themselves.
        profile: The declared ICP; None when there is none, or it has no criteria.
        seed: Seed of every resampling.
    """

    observed: Observed = field(repr=False)
    profile: IcpProfile | None
    seed: int = 0

    @cached_property
    def fit(self) -> Fit | None:
        """Score and ring of every account, without the reasons; None without an ICP."""
        return (
            None
            if self.profile is None
            else fit_accounts(self.observed.accounts.described, self.profile, explained=False)
        )

    @cached_property
    def fit_deals(self) -> Fit | None:
        """The same for every deal, by the account's traits or the deal's own columns."""
        deals = self.observed.deals
        if self.profile is None or deals is None:
            return None
        return fit_accounts(deals.described, self.profile, explained=False)

    @cached_property
    def alignment(self) -> Alignment | None:
        """The ICP against what happened."""
        if self.fit is None:
            return None
        seen = self.observed
        return align(seen.outcomes, self.fit, self.fit_deals, segments=seen.segments, success=seen.success)

    @cached_property
    def back_test(self) -> BackTest | None:
        """Whether the ICP as it stands would have told, a year ago, what came since; None without an ICP."""
        if self.fit is None:
            return None
        seen = self.observed
        return back_test(seen.data, seen.accounts, seen.deals, self.fit, self.fit_deals)

    @cached_property
    def suggestion(self) -> Suggestion:
        """The ICP that the data suggest."""
        return suggest(self.observed.traits)

    @cached_property
    def drift(self) -> Drift:
        """Then against now."""
        seen = self.observed
        return measure_drift(
            seen.data,
            seen.accounts,
            seen.deals,
            inside_accounts=None if self.fit is None else self.fit.frame.set_index("account_id")["inside"],
            inside_deals=None if self.fit_deals is None else self.fit_deals.frame.set_index("account_id")["inside"],
            revenue=seen.revenue_years,
            uneven_deals=uneven_fit(seen.deals, self.fit_deals, with_open=True, what=SHARES),
            seed=self.seed,
        )

    @cached_property
    def narrow(self) -> Narrow:
        """What selling to the bullseye alone would need."""
        rings = None if self.fit_deals is None else self.fit_deals.frame.set_index("account_id")["ring"]
        seen = self.observed
        uneven = uneven_fit(seen.deals, self.fit_deals, with_open=True)
        return what_if(seen.deals, rings, seen.accounts, target=None, seed=self.seed, uneven=uneven)

    def account_rows(self, observed: Observed) -> pd.DataFrame:
        """One row an account: account_id, segment, fit, ring, known_share, reasons."""
        ids = observed.accounts.frame["account_id"]
        segment = ids.map(observed.segments.labels)
        rows = pd.DataFrame({"account_id": ids, "segment": segment})
        columns = ["fit", "ring", "known_share", "reasons"]
        if self.profile is None:
            return rows.assign(**dict.fromkeys(columns, ""))
        explained = fit_accounts(observed.accounts.described, self.profile).frame
        return rows.merge(explained[["account_id", *columns]], on="account_id", how="left")


def compare(observed: Observed, profile: IcpProfile | None, *, seed: int = 0) -> Comparison:
    """Hold the declared ICP against the data.

    Args:
        observed: What the data say by themselves.
        profile: The declared ICP; None when there is none. One of accounts to avoid is compared with nothing.
        seed: Seed of every resampling.
    """
    wanted = profile is not None and profile.criteria and not profile.negative
    return Comparison(observed, profile if wanted else None, seed)
