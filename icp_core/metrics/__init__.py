"""What the data say: one question, one module, one function, one result."""

from icp_core.metrics.accounts import Accounts, account_table
from icp_core.metrics.artefacts import Artefact, artefacts
from icp_core.metrics.capabilities import Capability, capabilities
from icp_core.metrics.cost import Cost, Logos, cost_of_winning, new_logos
from icp_core.metrics.deals import Deals, deal_table
from icp_core.metrics.definitions import DEFINITIONS, Definition
from icp_core.metrics.expected_life import expected_life
from icp_core.metrics.headline import headline
from icp_core.metrics.incidence import Incidence, cumulative_incidence
from icp_core.metrics.measure import Measure
from icp_core.metrics.periods import PeriodRow, Quarter, period_rows, quarters
from icp_core.metrics.proportion import share, wilson
from icp_core.metrics.revenue import RevenueRetention, movements, nrr_at, revenue_retention
from icp_core.metrics.satisfaction import csat_of, nps_of, satisfaction
from icp_core.metrics.survival import LogRank, SurvivalCurve, log_rank, survival_curve

__all__ = [
    "DEFINITIONS",
    "Accounts",
    "Artefact",
    "Capability",
    "Cost",
    "Deals",
    "Definition",
    "Incidence",
    "LogRank",
    "Logos",
    "Measure",
    "PeriodRow",
    "Quarter",
    "RevenueRetention",
    "SurvivalCurve",
    "account_table",
    "artefacts",
    "capabilities",
    "cost_of_winning",
    "csat_of",
    "cumulative_incidence",
    "deal_table",
    "expected_life",
    "headline",
    "log_rank",
    "movements",
    "new_logos",
    "nps_of",
    "nrr_at",
    "period_rows",
    "quarters",
    "revenue_retention",
    "satisfaction",
    "share",
    "survival_curve",
    "wilson",
]
