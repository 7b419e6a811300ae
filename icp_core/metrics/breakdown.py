"""Does a metric differ from group to group, or is it luck?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from icp_core.metrics.banding import OTHERS
from icp_core.metrics.company import Company
from icp_core.metrics.definitions import DEFINITIONS
from icp_core.metrics.differences import difference, p_of_difference
from icp_core.metrics.ground import Ground, GroundOf
from icp_core.metrics.ground_of_accounts import OF_ACCOUNTS, OF_STAYING
from icp_core.metrics.ground_of_deals import OF_DEALS
from icp_core.metrics.groups import groups_of
from icp_core.metrics.measure import MIN_LEVEL, too_few
from icp_core.metrics.multiple import holm
from icp_core.metrics.retention_groups import left_out_of_retention
from icp_core.results import Estimate, Unit, column_words, format_value, join_words, plural, unknown

CLEAR = 0.05  # p-value after Holm's correction below which a group is called different from the rest
NAMED = 3  # groups that the sentence names
GROUNDS: dict[str, GroundOf] = OF_ACCOUNTS | OF_DEALS  # the metrics that can be broken down


@dataclass(frozen=True)
class GroupRow:
    """One group beside all others together.

    Args:
        name: Its level or band; "all others" holds those too small to stand alone.
        n: Rows of it: accounts, deals or answers.
        estimate: The metric over them.
        rest: The metric over all rows of known group outside it.
        more: ``estimate`` less ``rest``.
        p: p-value of "no difference" after Holm's correction; None where it is not tested.
    """

    name: str
    n: int
    estimate: Estimate
    rest: Estimate
    more: Estimate
    p: float | None

    @property
    def different(self) -> bool:
        """Whether it differs from the rest by more than chance."""
        return self.p is not None and self.p < CLEAR


@dataclass(frozen=True)
class Breakdown:
    """One metric by the groups of one column.

    Args:
        metric: Canonical name.
        column: The column.
        overall: The metric over all rows of known group.
        groups: Those that differ from the rest first, the highest value first; then the others, the largest first,
            because their order by value would be luck; pooled and too small ones last.
        left_out: Rows of unknown group.
        several: Whether a row may be in several groups (technologies).
        tests: Comparisons that Holm's correction took into account.
        sentence: What it comes to, in words.
        why: Why there are no groups, or why they are not tested; "" otherwise.
    """

    metric: str
    column: str
    overall: Estimate
    groups: tuple[GroupRow, ...]
    left_out: int
    several: bool
    tests: int
    sentence: str
    why: str = ""

    def table(self) -> pd.DataFrame:
        """Return one row a group: n, value and ends, the value of the rest, the difference and its ends, p, verdict."""
        return pd.DataFrame(
            [
                {
                    self.column: one.name, "n": one.n, self.metric: one.estimate.value, "low": one.estimate.low,
                    "high": one.estimate.high, "rest": one.rest.value, "more_than_rest": one.more.value,
                    "more_low": one.more.low, "more_high": one.more.high, "p": one.p, "different": one.different,
                    "why": one.estimate.why,
                }
                for one in self.groups
            ]
        )  # fmt: skip


def breakdown(company: Company, metric: str, column: str) -> Breakdown:
    """Break one metric down by one column, each group held against all others together.

    Holm's correction over the groups keeps the chance of any false "different" at 5 %; no test of all groups at once
    goes first, because Holm's holds without it. Who looks at several columns takes :func:`breakdowns`.

    Args:
        company: The data.
        metric: A name in ``GROUNDS``.
        column: A name in ``company.columns()``. Numbers are cut into bands, rare levels pooled; in a column of lists
            (technologies) a row counts in each of its levels.

    Raises:
        KeyError: The metric cannot be broken down.

    Source:
        Holm (1979); differences by Zou & Donner (2008). How often groups of nothing but chance are called different is
        simulated in tests/reference/test_pipeline_reference.py.
    """
    return _corrected([_compared(company, metric, column)])[0]


def breakdowns(company: Company, metric: str, columns: Sequence[str] | None = None) -> tuple[Breakdown, ...]:
    """Break one metric down by several columns, corrected over all groups of all of them.

    Args:
        company: The data.
        metric: A name in ``GROUNDS``.
        columns: Default every column of the company; those without two groups, or refused, are left out then.
    """
    found = [_compared(company, metric, column) for column in (company.columns() if columns is None else columns)]
    return tuple(_corrected(found if columns is not None else [one for one in found if len(one.groups) > 1]))


def left_out_of_breakdowns(company: Company, metric: str) -> str:
    """Return which columns break a metric not down because they only repeat who left; "" for any other metric."""
    return left_out_of_retention(company.accounts) if metric in OF_STAYING else ""


def metrics_beside(company: Company, metrics: Sequence[str], column: str) -> tuple[Breakdown, ...]:
    """Break several metrics down by one column, corrected over all groups of all of them.

    Args:
        company: The data.
        metrics: Names in ``GROUNDS``.
        column: A name in ``company.columns()``.
    """
    return tuple(_corrected([_compared(company, metric, column) for metric in metrics]))


def metrics_to_break_down(company: Company) -> tuple[str, ...]:
    """Return the metrics that some column of the company can break down into two groups or more."""
    return tuple(
        metric for metric in GROUNDS if any(_offers(GROUNDS[metric](company, name)) for name in company.columns())
    )


def _offers(ground: Ground) -> bool:
    if len(ground.rows) < MIN_LEVEL or len(groups_of(ground.rows["group"])[0]) < 2:
        return False
    return ground.measure(ground.rows).known


def _compared(company: Company, metric: str, column: str) -> Breakdown:
    """Return the break-down with p-values not yet corrected, groups in no order."""
    ground = GROUNDS[metric](company, column)
    masks, several = groups_of(ground.rows["group"])
    unit = DEFINITIONS[metric].unit
    known = ground.rows["group"].notna()
    left_out = int((~known).sum())
    if ground.why_not or len(masks) < 2:
        why = ground.why_not or f"{column_words(column)} does not make two groups of {MIN_LEVEL} {ground.noun}s or more"
        none = unknown(unit, why, n=len(ground.rows))
        return Breakdown(metric, column, none, (), left_out, several, 0, f"{_title(metric)}: {why}.", why)
    overall = ground.measure(ground.rows[known])
    groups = tuple(_group(name, mask, ground, unit) for name, mask in masks.items())
    return Breakdown(metric, column, overall, groups, left_out, several, 0, "", ground.untested)


def _group(name: str, mask: pd.Series, ground: Ground, unit: Unit) -> GroupRow:
    inside, outside = ground.rows[mask], ground.rows[ground.rows["group"].notna() & ~mask]
    own, rest = (_measured(part, ground, unit) for part in (inside, outside))
    tested = not ground.untested and name != OTHERS and len(inside) >= ground.least
    p = (ground.p(inside, outside) if ground.p else p_of_difference(own, rest)) if tested else None
    if not (own.known and rest.known):
        p = None
    return GroupRow(name, len(inside), own, rest, difference(own, rest), p)


def _measured(rows: pd.DataFrame, ground: Ground, unit: Unit) -> Estimate:
    if len(rows) >= MIN_LEVEL:
        return ground.measure(rows)
    noun, *more = ground.noun.split(" ", 1)
    nouns = " ".join([f"{noun}s", *more])
    return unknown(unit, too_few(len(rows), ground.noun, nouns), n=len(rows))


def _corrected(found: Sequence[Breakdown]) -> list[Breakdown]:
    """Correct the p-values over all groups of all break-downs, put the groups in order and write the sentences."""
    places = [
        (place, name) for place, one in enumerate(found) for name in _tests(one)
    ]  # fmt: skip
    raw = {(place, group.name): group.p for place, one in enumerate(found) for group in one.groups}
    adjusted = dict(zip(places, holm([raw[key] or 0.0 for key in places]), strict=True))
    return [_finished(one, place, adjusted) for place, one in enumerate(found)]


def _tests(one: Breakdown) -> list[str]:
    """Return the groups whose tests are different ones: of two groups, either against the other is one test."""
    tested = [group.name for group in one.groups if group.p is not None]
    return tested[:1] if len(one.groups) == 2 and not one.several else tested


def _finished(one: Breakdown, place: int, adjusted: dict[tuple[int, str], float]) -> Breakdown:
    names = _tests(one)
    groups = []
    for group in one.groups:
        key = (place, group.name if group.name in names or not names else names[0])
        groups.append(replace(group, p=adjusted.get(key) if group.p is not None else None))
    ordered = tuple(sorted(groups, key=_rank))
    finished = replace(one, groups=ordered, tests=len(adjusted))
    return replace(finished, sentence=one.sentence or _sentence(finished))


def _rank(group: GroupRow) -> tuple[int, float, str]:
    if not group.estimate.known:
        return 3, -group.n, group.name
    if group.name == OTHERS:
        return 2, -group.n, group.name
    return (0, -(group.estimate.value or 0.0), group.name) if group.different else (1, -group.n, group.name)


def _sentence(one: Breakdown) -> str:
    title = _title(one.metric)
    if one.why:
        return f"{title} by {column_words(one.column)}: {one.why}."
    different = [group for group in one.groups if group.different]
    compared = f"{plural(one.tests, 'comparison')} made"
    if not one.tests:
        return f"{title} by {column_words(one.column)}: no group can be compared with the rest."
    if not different:
        return f"{title}: no group of {column_words(one.column)} differs clearly from the rest ({compared})."
    parts = []
    for words, side in (("above", 1), ("below", -1)):
        names = [group for group in different if side * (group.more.value or 0.0) > 0]
        names.sort(key=lambda group: -abs(group.more.value or 0.0))
        if names:
            shown = join_words(f"{group.name!r} ({_words(group.estimate)})" for group in names[:NAMED])
            more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
            parts.append(f"{words} the rest: {shown}{more}")
    return f"{title} by {column_words(one.column)}: {'; '.join(parts)} ({compared})."


def _words(estimate: Estimate) -> str:
    return format_value(estimate.value, estimate.unit)


def _title(metric: str) -> str:
    return DEFINITIONS[metric].title
