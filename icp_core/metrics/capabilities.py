"""What can these files answer, and which column or file would answer the rest?"""

from collections.abc import Sequence
from dataclasses import dataclass

from icp_core.dataset import TABLES, Dataset
from icp_core.metrics.coverage_of_target import NO_TARGET
from icp_core.metrics.definitions import DEFINITIONS, Definition
from icp_core.metrics.winning import NOTHING_LOST, NOTHING_WON
from icp_core.results import join_words

ALTERNATIVE, JOINT = "|", "+"


@dataclass(frozen=True, slots=True)
class Capability:
    """Whether one metric can be answered.

    Args:
        metric: Canonical name.
        title: Its name on the screen.
        can: Whether the files hold what it needs.
        why: What it is made of here, or why it cannot be answered.
        needs: What to add, in words; "" when nothing is missing.
    """

    metric: str
    title: str
    can: bool
    why: str
    needs: str


def capabilities(data: Dataset) -> tuple[Capability, ...]:
    """Return for every metric whether the files hold what it needs, else what would.

    Example:
        >>> import pandas as pd
        >>> found = capabilities(Dataset.of(deals=pd.DataFrame({"outcome": ["won", "lost"]})))
        >>> [item.metric for item in found if item.can]
        ['win_rate']
        >>> next(item.needs for item in found if item.metric == "cac")
        'spend.amount; customers.start_date, subscriptions.start_date or revenue.month'
    """
    return tuple(_capability(data, definition) for definition in DEFINITIONS.values())


def lacking(data: Dataset, needs: Sequence[str]) -> tuple[str, ...]:
    """Return the columns that would have to be added, the fewest that do; empty when nothing is missing.

    Args:
        data: The imported tables.
        needs: Columns as ``table.column``; alternatives are separated by ``|``, joint needs by ``+``.

    Example:
        >>> import pandas as pd
        >>> customers = Dataset.of(customers=pd.DataFrame({"start_date": pd.to_datetime(["2024-01-31"])}))
        >>> lacking(customers, ["revenue.account_id+revenue.month|customers.start_date+customers.churn_date"])
        ('customers.churn_date',)
    """
    missing = [column for need in needs if not _held(data, need) for column in _fewest(data, need)]
    return tuple(dict.fromkeys(missing))


def _capability(data: Dataset, definition: Definition) -> Capability:
    held = [_held(data, need) for need in definition.needs]
    missing = [need for need, columns in zip(definition.needs, held, strict=True) if not columns]
    if not missing:
        why, needs = _trap(data, definition.name)
        columns = join_words(dict.fromkeys(column for columns in held for column in columns))
        return Capability(definition.name, definition.title, not why, why or f"from {columns}", needs)
    tables = dict.fromkeys(part.split(".")[0] for need in missing for part in _first(need))
    absent = [table for table in tables if table not in data.tables]
    why = f"no {join_words(absent)} file" if absent else f"the {join_words(tables)} file lacks a column"
    return Capability(
        definition.name, definition.title, can=False, why=why, needs="; ".join(_words(need) for need in missing)
    )


def _held(data: Dataset, need: str) -> tuple[str, ...]:
    for alternative in need.split(ALTERNATIVE):
        columns = tuple(alternative.split(JOINT))
        if all(_has(data, column) for column in columns):
            return columns
    return ()


def _has(data: Dataset, name: str) -> bool:
    table, column = name.split(".")
    TABLES[table].column(column)  # a misspelt need is the programmer's error
    return data.has(table, column)


def _trap(data: Dataset, metric: str) -> tuple[str, str]:
    """Return why a metric cannot be answered although its columns are filled, and what would help."""
    if metric.startswith("win_rate"):
        outcomes = set(data.frame("deals")["outcome"].unique())
        if "lost" not in outcomes:
            return NOTHING_LOST, "deals that were lost"
        if "won" not in outcomes:
            return NOTHING_WON, "deals that were won"
    if metric == "pipeline_coverage":
        return NO_TARGET, "a target"
    if metric == "sales_cycle_days":
        deals = data.frame("deals")
        won = deals[(deals["outcome"] == "won") & deals["created_date"].notna() & deals["close_date"].notna()]
        if not (won["close_date"] >= won["created_date"]).any():
            return "no won deal has a creation day on or before its close", "the day each deal was really created"
    return "", ""


def _first(need: str) -> tuple[str, ...]:
    return tuple(need.split(ALTERNATIVE)[0].split(JOINT))


def _fewest(data: Dataset, need: str) -> tuple[str, ...]:
    """Return what is missing of the alternative of which the least is; a table that is there already goes first."""
    offers = [
        tuple(column for column in alternative.split(JOINT) if not _has(data, column))
        for alternative in need.split(ALTERNATIVE)
    ]
    return min(offers, key=lambda offer: (len(offer), sum(name.split(".")[0] not in data.tables for name in offer)))


def _words(need: str) -> str:
    return join_words((" with ".join(part.split(JOINT)) for part in need.split(ALTERNATIVE)), "or")
