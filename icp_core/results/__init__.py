"""What every answer of the core is made of: a number with its unit, its n, its interval and its window."""

from icp_core.results.estimate import LEVEL, Estimate, Z, format_estimate, format_interval, unknown
from icp_core.results.formats import (
    column_words,
    format_date,
    format_month,
    format_value,
    join_words,
    plural,
    with_currency,
)
from icp_core.results.unit import Unit

__all__ = [
    "LEVEL",
    "Estimate",
    "Unit",
    "Z",
    "column_words",
    "format_date",
    "format_estimate",
    "format_interval",
    "format_month",
    "format_value",
    "join_words",
    "plural",
    "unknown",
    "with_currency",
]
