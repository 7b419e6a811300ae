"""A metric with its breakdowns, and how the breakdowns are made."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import pandas as pd

from icp_core.dataset.lists import holds_lists
from icp_core.results import Estimate, Unit, plural, unknown

MIN_LEVEL = 8  # rows; below it a share swings by more than 50 points (Wilson) and says nothing of the level
MAX_LEVELS = 12
AS_IN_FILE = "(as in the file)"  # ends the name of a column that the import kept beside the one it corrected


@dataclass(frozen=True)
class Measure:
    """One headline metric.

    Args:
        name: Canonical name, as in ``DEFINITIONS``.
        estimate: The number over all.
        by: Column to level to the number of that level alone.
    """

    name: str
    estimate: Estimate
    by: dict[str, dict[str, Estimate]] = field(default_factory=dict)


def breakdown_columns(frame: pd.DataFrame, attributes: Sequence[str]) -> tuple[str, ...]:
    """Return the attributes to break down by: 2 to ``MAX_LEVELS`` levels in words, yes or no, or two numbers (0 and 1).

    A column that only keeps what the file said before values were brought to one spelling is not among them.

    Example:
        >>> frame = pd.DataFrame({"plan": ["a", "b"], "size": [1.0, 7.0], "all": ["x", "x"]})
        >>> breakdown_columns(frame, ["plan", "size", "all"])
        ('plan', 'size')
    """
    return tuple(name for name in attributes if not name.endswith(AS_IN_FILE) and _breaks_down(frame[name]))


def by_level(
    frame: pd.DataFrame, columns: Sequence[str], measure: Callable[[pd.DataFrame], Estimate], *, noun: str, unit: Unit
) -> dict[str, dict[str, Estimate]]:
    """Return the measure of each level of each column; levels with fewer than ``MIN_LEVEL`` rows are unknown.

    Args:
        frame: The rows that ``measure`` takes.
        columns: Columns to break down by.
        measure: The metric over some of the rows.
        noun: What a row is, singular ("account").
        unit: Unit of the metric, for the levels that are unknown.
    """
    return {
        column: {
            level: measure(rows) if len(rows) >= MIN_LEVEL else unknown(unit, too_few(len(rows), noun), n=len(rows))
            for level, rows in levels(frame, column)
        }
        for column in columns
    }


def levels(frame: pd.DataFrame, column: str) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield the name and the rows of each level of a column; rows without one are left out."""
    for level, rows in frame.groupby(column, sort=True, observed=True):
        yield level_name(level), rows


def too_few(count: int, noun: str, nouns: str = "") -> str:
    """Say that a level holds too few rows."""
    return f"{plural(count, noun, nouns)}: fewer than {MIN_LEVEL}"


def level_name(level: object) -> str:
    """Write a level as the person wrote it: 1.0 is ``1``, True is ``yes``."""
    if isinstance(level, bool):
        return "yes" if level else "no"
    return f"{level:g}" if isinstance(level, float) else str(level)


def _breaks_down(column: pd.Series) -> bool:
    if holds_lists(column):
        return False
    if pd.api.types.is_datetime64_any_dtype(column):
        return False
    levels = column.nunique()
    number = pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)
    return levels == 2 if number else 2 <= levels <= MAX_LEVELS
