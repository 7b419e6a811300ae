"""What every answer of the core is made of: a number with its unit, its n, its interval and its window."""

from icp_core.results.estimate import LEVEL, Estimate, Z, format_estimate, format_interval, unknown
from icp_core.results.formats import format_date, format_month, format_value, join_words, plural
from icp_core.results.unit import Unit

__all__ = [
    "LEVEL",
    "Estimate",
    "Unit",
    "Z",
    "format_date",
    "format_estimate",
    "format_interval",
    "format_month",
    "format_value",
    "join_words",
    "plural",
    "unknown",
]
