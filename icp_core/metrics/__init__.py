"""What the data say: one question, one module, one function, one result."""

from icp_core.metrics.accounts import Accounts, account_table
from icp_core.metrics.artefacts import Artefact, artefacts
from icp_core.metrics.banding import banded
from icp_core.metrics.capabilities import Capability, capabilities, lacking
from icp_core.metrics.churn_definitions import ChurnDefinitions, churn_definitions
from icp_core.metrics.cohorts import CohortCell, CohortMeasure, Cohorts, cohort_accounts, cohorts
from icp_core.metrics.concentration import Concentration, concentration
from icp_core.metrics.cost import Cost, Logos, cost_of_winning, new_logos
from icp_core.metrics.deals import Deals, deal_table
from icp_core.metrics.definitions import DEFINITIONS, Definition
from icp_core.metrics.expected_life import expected_life
from icp_core.metrics.headline import headline
from icp_core.metrics.incidence import Incidence, cumulative_incidence
from icp_core.metrics.lifetime_value import LifetimeValue, ValueByGroup, ValueTerms, lifetime_value, value_by_group
from icp_core.metrics.measure import Measure
from icp_core.metrics.movements import ArrMovements, ArrPeriod, arr_movements, movements
from icp_core.metrics.new_logo_contracts import NewLogoContracts, new_logo_contracts
from icp_core.metrics.periods import PeriodRow, Quarter, period_rows, quarters
from icp_core.metrics.proportion import share, wilson
from icp_core.metrics.reconciliation import ArrAgreement, DealsAgainstRevenue, arr_agreement, deals_against_revenue
from icp_core.metrics.retention_groups import RetentionGroup, RetentionGroups, retention_groups, why_no_groups
from icp_core.metrics.revenue import RevenueRetention, nrr_at, revenue_retention
from icp_core.metrics.satisfaction import csat_of, nps_of, satisfaction
from icp_core.metrics.spells import Spells, spells
from icp_core.metrics.survival import LogRank, SurvivalCurve, log_rank, survival_curve

__all__ = [
    "DEFINITIONS",
    "Accounts",
    "ArrAgreement",
    "ArrMovements",
    "ArrPeriod",
    "Artefact",
    "Capability",
    "ChurnDefinitions",
    "CohortCell",
    "CohortMeasure",
    "Cohorts",
    "Concentration",
    "Cost",
    "Deals",
    "DealsAgainstRevenue",
    "Definition",
    "Incidence",
    "LifetimeValue",
    "LogRank",
    "Logos",
    "Measure",
    "NewLogoContracts",
    "PeriodRow",
    "Quarter",
    "RetentionGroup",
    "RetentionGroups",
    "RevenueRetention",
    "Spells",
    "SurvivalCurve",
    "ValueByGroup",
    "ValueTerms",
    "account_table",
    "arr_agreement",
    "arr_movements",
    "artefacts",
    "banded",
    "capabilities",
    "churn_definitions",
    "cohort_accounts",
    "cohorts",
    "concentration",
    "cost_of_winning",
    "csat_of",
    "cumulative_incidence",
    "deal_table",
    "deals_against_revenue",
    "expected_life",
    "headline",
    "lacking",
    "lifetime_value",
    "log_rank",
    "movements",
    "new_logo_contracts",
    "new_logos",
    "nps_of",
    "nrr_at",
    "period_rows",
    "quarters",
    "retention_groups",
    "revenue_retention",
    "satisfaction",
    "share",
    "spells",
    "survival_curve",
    "value_by_group",
    "why_no_groups",
    "wilson",
]
