"""How do the groups compare, number by number, and which of the differences are more than luck?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import pandas as pd

from icp_core.metrics.breakdown import Breakdown, metrics_beside
from icp_core.metrics.company import SEGMENT, Company
from icp_core.metrics.definitions import DEFINITIONS
from icp_core.metrics.lifetime_value import value_by_group
from icp_core.metrics.measure import MIN_LEVEL, too_few
from icp_core.metrics.proportion import share
from icp_core.metrics.references import could_be_reference, latest_nps
from icp_core.metrics.revenue import revenue_retention
from icp_core.results import Estimate, Unit, join_words, plural, unknown
from icp_core.segments.result import Segments

Bools: TypeAlias = np.ndarray

MEASURED = ("retention_12m", "nrr", "grr", "acv", "win_rate", "sales_cycle_days", "cac", "nps")
MADE_FROM = "the groups were made from what accounts pay and how long they stay"
FEWEST_STARTED = MIN_LEVEL  # accounts of a quarter, for its mix


@dataclass(frozen=True)
class ProfileRow:
    """One number of every group.

    Args:
        name: Canonical name.
        title: Name on the screen.
        meaning: What it is, in one sentence.
        values: Group to its number.
        differs: Groups that differ from all others by more than luck, the whole table taken into account.
        tested: Whether the groups were tested on it.
        why: Why they were not; "" otherwise.
    """

    name: str
    title: str
    meaning: str
    values: Mapping[str, Estimate]
    differs: tuple[str, ...] = ()
    tested: bool = False
    why: str = ""


@dataclass(frozen=True)
class SideBySide:
    """The groups beside each other.

    Args:
        groups: Their names, in the order of the page.
        rows: One row a number.
        tests: Comparisons that Holm's correction took into account.
        sentence: Which differences are real, in words.
        started: One row a quarter in which accounts started: ``quarter, n`` and the share of each group.
    """

    groups: tuple[str, ...]
    rows: tuple[ProfileRow, ...]
    tests: int
    sentence: str
    started: pd.DataFrame = field(repr=False)

    def table(self) -> pd.DataFrame:
        """Return one row a number and group: value, ends, n, whether it differs from the rest, and why not known."""
        return pd.DataFrame(
            [
                {
                    "measure": row.name, "group": group, "value": one.value, "low": one.low, "high": one.high,
                    "unit": str(one.unit), "n": one.n, "tested": row.tested, "differs": group in row.differs,
                    "why": one.why or row.why,
                }
                for row in self.rows
                for group, one in row.values.items()
            ]
        )  # fmt: skip


def side_by_side(company: Company, segments: Segments) -> SideBySide:
    """Measure every group on the same numbers, and test those that the groups were not made from.

    Args:
        company: The data, with the segments as their groups.
        segments: The groups.

    Source:
        Holm (1979) over all groups of all tested numbers; the numbers are those of the Compare page.
    """
    names = tuple(item.name for item in segments.items)
    found = metrics_beside(company, MEASURED, SEGMENT)
    by_metric = {one.metric: _measured(one, names) for one in found}
    order = ("retention_12m", "nrr", "grr", "ltv", "acv", "win_rate", "sales_cycle_days", "cac", "nps")
    by_metric["ltv"] = _value(company, names)
    rows = (*_shares(company, names), *(by_metric[name] for name in order), _references(company, names))
    tests = max((one.tests for one in found), default=0)
    return SideBySide(names, rows, tests, _sentence(rows, tests), _started(company, names))


def _shares(company: Company, names: tuple[str, ...]) -> tuple[ProfileRow, ProfileRow, ProfileRow]:
    """Return how many accounts each group has, and its shares of accounts and of today's ARR."""
    labels = _labels(company)
    grouped = int(labels.notna().sum())
    counts = {name: int((labels == name).sum()) for name in names}
    live = company.accounts.frame.index.isin(company.accounts.live.index)
    arr = company.accounts.frame["arr"].where(live & labels.notna()).fillna(0.0)
    held = {name: revenue_retention(arr, arr.where(labels == name, 0.0)).gross for name in names}
    why_not = company.accounts.why_no_value or "no ARR is known today"
    parts = {name: one if one.known else unknown(Unit.RATIO, why_not, n=counts[name]) for name, one in held.items()}
    return (
        ProfileRow(
            "n",
            "Customers",
            "Accounts of the group, live and lost.",
            {name: Estimate(float(count), Unit.COUNT, count) for name, count in counts.items()},
            why="a plain count",
        ),
        ProfileRow(
            "share",
            "Share of customers",
            "Of all accounts in a group, live and lost.",
            {name: share(count, grouped) for name, count in counts.items()},
            why=MADE_FROM,
        ),
        ProfileRow(
            "arr_share",
            "Share of today's ARR",
            "Of the ARR of the live accounts in a group; the interval is wide where a few accounts carry it.",
            parts,
            why=MADE_FROM,
        ),
    )


def _measured(one: Breakdown, names: tuple[str, ...]) -> ProfileRow:
    """Take a break-down by group as a row of the table."""
    definition, unit = DEFINITIONS[one.metric], DEFINITIONS[one.metric].unit
    found = {group.name: group for group in one.groups}
    why = one.why or f"fewer than {MIN_LEVEL} in the group"
    values = {name: found[name].estimate if name in found else unknown(unit, why) for name in names}
    return ProfileRow(
        one.metric,
        definition.title,
        definition.sentence,
        values,
        tuple(name for name in names if name in found and found[name].different),
        any(group.p is not None for group in one.groups),
        one.why,
    )


def _value(company: Company, names: tuple[str, ...]) -> ProfileRow:
    found = value_by_group(company.accounts, _labels(company), terms=company.terms)
    drawn = {one.group: one.shrunk for one in found.groups}
    none = unknown(Unit.MONEY, found.why or "too few accounts of the group have a value")
    meaning = f"{DEFINITIONS['ltv'].sentence} Drawn towards the mean of the groups by as much as it is uncertain."
    return ProfileRow(
        "ltv", DEFINITIONS["ltv"].title, meaning, {name: drawn.get(name, none) for name in names}, why=MADE_FROM
    )


def _references(company: Company, names: tuple[str, ...]) -> ProfileRow:
    """Return which share of the live accounts of each group could speak for the company."""
    labels, frame = _labels(company), company.accounts.frame
    suits = could_be_reference(company.accounts, latest_nps(company.data))
    live = ~frame["left"].astype("boolean")
    values = {}
    for name in names:
        rows = (labels == name) & live.fillna(value=False).astype(bool) & suits.notna()
        n = int(rows.sum())
        few = unknown(Unit.RATIO, too_few(n, "live account"), n=n)
        values[name] = few if n < MIN_LEVEL else share(int(suits[rows].astype(bool).sum()), n)
    return ProfileRow(
        "references",
        "Could be a reference",
        "Of the live accounts: with us for a year, not shrinking, no NPS below 9 where known.",
        values,
        why=MADE_FROM,
    )


def _started(company: Company, names: tuple[str, ...]) -> pd.DataFrame:
    """Return for each quarter the share of its new accounts that each group took in."""
    labels, start = _labels(company), company.accounts.frame["start"]
    known = labels.isin(names) & start.notna()
    quarters = start[known].dt.to_period("Q").astype("str")
    counts = pd.crosstab(quarters, labels[known]).reindex(columns=list(names), fill_value=0)
    n = counts.sum(axis=1)
    shares = counts.div(n, axis=0)[n >= FEWEST_STARTED]
    return shares.rename_axis("quarter").reset_index().assign(n=n[n >= FEWEST_STARTED].to_numpy())


def _labels(company: Company) -> pd.Series:
    labels = company.column_of_accounts(SEGMENT)
    if labels is None:
        raise ValueError("groups stand side by side only where there are groups")
    return labels


def _sentence(rows: tuple[ProfileRow, ...], tests: int) -> str:
    tested = [row for row in rows if row.tested]
    made = "Money and retention are not tested, because the groups were made from them."
    if not tested:
        return f"Nothing here can be tested. {made}"
    compared = f"{plural(tests, 'comparison')}, corrected together after Holm"
    real = [
        f"{_in_a_sentence(row.title)} of {join_words([repr(name) for name in row.differs])}"
        for row in tested
        if row.differs
    ]
    among = join_words([_in_a_sentence(row.title) for row in tested])
    if not real:
        return f"No group differs from the others by more than luck in {among} ({compared}). {made}"
    return f"More than luck: {join_words(real)} ({compared}). {made}"


def _in_a_sentence(title: str) -> str:
    return title if title.isupper() else title.lower()
