"""Everything the measurement of drift reads, as arrays, and for what is missing the reason."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from icp_core.dataset import Dataset
from icp_core.drift.rows import DealRows, LogoRows, day_number, deal_rows, logo_rows, logos_of_deals
from icp_core.drift.series import Sources
from icp_core.drift.windows import Window
from icp_core.metrics.accounts import Accounts
from icp_core.metrics.deals import Deals
from icp_core.metrics.monthly import in_words, month_number, monthly_revenue, why_no_revenue
from icp_core.metrics.revenue import RevenueRetention, no_retention, retention_by_month

NO_ICP = "no ICP is declared"


@dataclass(frozen=True)
class Evidence:
    """Deals, new customers and revenue; each reason is empty where the thing can be measured.

    Args:
        sources: The rows themselves.
        why_no_pipeline: Why the fit of new pipeline is unknown.
        why_no_deals: Why win rate and cycle are unknown.
        why_no_logos: Why new customers cannot be counted.
        why_no_logo_fit: Why the fit of new customers is unknown.
        why_no_churn: Why first-year churn is unknown.
        why_no_revenue: Why net revenue retention is unknown.
    """

    sources: Sources
    why_no_pipeline: str
    why_no_deals: str
    why_no_logos: str
    why_no_logo_fit: str
    why_no_churn: str
    why_no_revenue: str

    @property
    def deals(self) -> DealRows:
        """New-business deals."""
        return self.sources.deals

    @property
    def logos(self) -> LogoRows:
        """New customers."""
        return self.sources.logos

    def retention(self, window: Window) -> RevenueRetention:
        """Return the revenue retention over the twelve months before the end of ``window``."""
        closing = month_number(window.quarters[-1].end)
        reason = self.why_no_revenue or f"needs revenue of {in_words(closing - 12)} and {in_words(closing)}"
        return self.sources.revenue.get(closing) or no_retention(reason)


@dataclass(frozen=True)
class RevenueYears:
    """Revenue retention over the twelve months to each month, and why there is none; no ICP changes it."""

    by_month: dict[int, RevenueRetention]
    why_none: str


def revenue_years(data: Dataset) -> RevenueYears:
    """Read the revenue retention of every month once, for any number of ICPs."""
    monthly = monthly_revenue(data)
    return RevenueYears(retention_by_month(monthly), "") if monthly else RevenueYears({}, why_no_revenue(data))


def gather(
    revenue: RevenueYears,
    as_of: date,
    accounts: Accounts | None,
    deals: Deals | None,
    inside: tuple[pd.Series | None, pd.Series | None],
    *,
    uneven_deals: str = "",
) -> Evidence:
    """Collect the evidence; ``inside`` by account_id and by deal_id, as in :func:`icp_core.drift.measure_drift`.

    With ``uneven_deals``, the deals are kept and what is known of their place is not. Where no account
    has a first day, the won deals stand in for new customers.
    """
    inside_accounts, inside_deals = inside
    rows, logos = deal_rows(deals, inside_deals), logo_rows(accounts, inside_accounts)
    why_no_churn = accounts.why_no_lifetimes if accounts and not accounts.lifetimes_from else ""
    inside_logos = inside_accounts
    if not len(logos):
        logos, inside_logos = logos_of_deals(rows, day_number(as_of)), inside_deals
        why_no_churn = "no customer has a start date"
    if uneven_deals:
        rows = replace(rows, inside=np.full(len(rows), np.nan))
    why_no_deals = "" if len(rows) else "there is no deals file" if deals is None else "no deal has a day of creation"
    why_no_logos = "" if len(logos) else "no customer has a start date and no deal was won"
    return Evidence(
        sources=Sources(rows, logos, revenue.by_month, day_number(as_of)),
        why_no_pipeline=why_no_deals or (NO_ICP if inside_deals is None else uneven_deals),
        why_no_deals=why_no_deals,
        why_no_logos=why_no_logos,
        why_no_logo_fit=why_no_logos or (NO_ICP if inside_logos is None else ""),
        why_no_churn=why_no_logos or why_no_churn,
        why_no_revenue=revenue.why_none,
    )
