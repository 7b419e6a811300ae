"""Then against now: is the company drifting away from its ICP, since when, and in what does it show?"""

from icp_core.drift.evidence import RevenueYears, revenue_years
from icp_core.drift.measure import measure_drift
from icp_core.drift.onset import Dating, date_change
from icp_core.drift.result import Component, Drift, Onset, Split
from icp_core.drift.trend import Trend, count_trend, level_trend, share_trend

__all__ = [
    "Component",
    "Dating",
    "Drift",
    "Onset",
    "RevenueYears",
    "Split",
    "Trend",
    "count_trend",
    "date_change",
    "level_trend",
    "measure_drift",
    "revenue_years",
    "share_trend",
]
