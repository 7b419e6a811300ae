"""What the data say: one question, one module, one function, one result."""

from icp_core.metrics.accounts import Accounts, account_table
from icp_core.metrics.artefacts import Artefact, artefacts
from icp_core.metrics.banding import banded
from icp_core.metrics.breakdown import (
    Breakdown,
    GroupRow,
    breakdown,
    breakdowns,
    left_out_of_breakdowns,
    metrics_beside,
    metrics_to_break_down,
)
from icp_core.metrics.capabilities import Capability, capabilities, lacking
from icp_core.metrics.churn_definitions import ChurnDefinitions, churn_definitions
from icp_core.metrics.cohorts import CohortCell, CohortMeasure, Cohorts, cohort_accounts, cohorts
from icp_core.metrics.company import SEGMENT, Company
from icp_core.metrics.concentration import Concentration, concentration
from icp_core.metrics.cost import Cost, Logos, cost_of_winning, cycle_months, new_logos
from icp_core.metrics.cost_by_period import CostByPeriod, CostOfQuarter, cost_by_period
from icp_core.metrics.coverage_of_target import Target, TargetCoverage, pipeline_coverage
from icp_core.metrics.cycle import SalesCycle, cycle_with_open
from icp_core.metrics.deals import Deals, deal_table
from icp_core.metrics.definitions import DEFINITIONS, Definition
from icp_core.metrics.differences import difference, p_of_difference
from icp_core.metrics.expected_life import expected_life
from icp_core.metrics.gone_dark import GoneDark, dark_deals
from icp_core.metrics.headline import headline
from icp_core.metrics.incidence import Incidence, cumulative_incidence
from icp_core.metrics.lifetime_value import LifetimeValue, ValueByGroup, ValueTerms, lifetime_value, value_by_group
from icp_core.metrics.loss_reasons import LossReason, LossReasons, loss_reasons
from icp_core.metrics.measure import Measure
from icp_core.metrics.mix_shift import MixShift, mix_shift
from icp_core.metrics.movements import ArrMovements, ArrPeriod, arr_movements, movements
from icp_core.metrics.moving_averages import moved_by_mix
from icp_core.metrics.new_logo_contracts import NewLogoContracts, new_logo_contracts
from icp_core.metrics.periods import PeriodRow, Quarter, period_rows, quarters
from icp_core.metrics.proportion import share, wilson
from icp_core.metrics.reconciliation import ArrAgreement, DealsAgainstRevenue, arr_agreement, deals_against_revenue
from icp_core.metrics.retention_groups import (
    RetentionGroup,
    RetentionGroups,
    left_out_of_retention,
    retention_groups,
    why_no_groups,
)
from icp_core.metrics.revenue import RevenueRetention, nrr_at, revenue_retention
from icp_core.metrics.rush import QuarterEnd, quarter_end
from icp_core.metrics.satisfaction import csat_of, nps_of, satisfaction
from icp_core.metrics.spells import Spells, spells
from icp_core.metrics.spend_defects import SpendDefect, spend_defects
from icp_core.metrics.survival import LogRank, SurvivalCurve, log_rank, survival_curve
from icp_core.metrics.velocity import LEVERS, Pace, Period, Velocity, sales_velocity, twelve_months_to
from icp_core.metrics.win_cohorts import WinCohort, WinCohorts, win_cohorts
from icp_core.metrics.winning import expansion_win_rate, new_business, win_rate

__all__ = [
    "DEFINITIONS",
    "LEVERS",
    "SEGMENT",
    "Accounts",
    "ArrAgreement",
    "ArrMovements",
    "ArrPeriod",
    "Artefact",
    "Breakdown",
    "Capability",
    "ChurnDefinitions",
    "CohortCell",
    "CohortMeasure",
    "Cohorts",
    "Company",
    "Concentration",
    "Cost",
    "CostByPeriod",
    "CostOfQuarter",
    "Deals",
    "DealsAgainstRevenue",
    "Definition",
    "GoneDark",
    "GroupRow",
    "Incidence",
    "LifetimeValue",
    "LogRank",
    "Logos",
    "LossReason",
    "LossReasons",
    "Measure",
    "MixShift",
    "NewLogoContracts",
    "Pace",
    "Period",
    "PeriodRow",
    "Quarter",
    "QuarterEnd",
    "RetentionGroup",
    "RetentionGroups",
    "RevenueRetention",
    "SalesCycle",
    "Spells",
    "SpendDefect",
    "SurvivalCurve",
    "Target",
    "TargetCoverage",
    "ValueByGroup",
    "ValueTerms",
    "Velocity",
    "WinCohort",
    "WinCohorts",
    "account_table",
    "arr_agreement",
    "arr_movements",
    "artefacts",
    "banded",
    "breakdown",
    "breakdowns",
    "capabilities",
    "churn_definitions",
    "cohort_accounts",
    "cohorts",
    "concentration",
    "cost_by_period",
    "cost_of_winning",
    "csat_of",
    "cumulative_incidence",
    "cycle_months",
    "cycle_with_open",
    "dark_deals",
    "deal_table",
    "deals_against_revenue",
    "difference",
    "expansion_win_rate",
    "expected_life",
    "headline",
    "lacking",
    "left_out_of_breakdowns",
    "left_out_of_retention",
    "lifetime_value",
    "log_rank",
    "loss_reasons",
    "metrics_beside",
    "metrics_to_break_down",
    "mix_shift",
    "moved_by_mix",
    "movements",
    "new_business",
    "new_logo_contracts",
    "new_logos",
    "nps_of",
    "nrr_at",
    "p_of_difference",
    "period_rows",
    "pipeline_coverage",
    "quarter_end",
    "quarters",
    "retention_groups",
    "revenue_retention",
    "sales_velocity",
    "satisfaction",
    "share",
    "spells",
    "spend_defects",
    "survival_curve",
    "twelve_months_to",
    "value_by_group",
    "why_no_groups",
    "wilson",
    "win_cohorts",
    "win_rate",
]
