"""Which groups of accounts stay longer, and is that more than chance?"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import sqrt

import pandas as pd

from icp_core.metrics.accounts import Accounts
from icp_core.metrics.banding import OTHERS
from icp_core.metrics.base import common_horizon, curve_of
from icp_core.metrics.groups import groups_of
from icp_core.metrics.lifetimes import NOBODY_SAYS
from icp_core.metrics.measure import MIN_LEVEL
from icp_core.metrics.multiple import holm
from icp_core.metrics.survival import LogRank, SurvivalCurve, log_rank
from icp_core.results import Estimate, Unit, column_words, join_words, unknown

CLEAR = 0.05  # p-value after Holm's correction below which a difference is called clear
NO_COLUMN = "the files hold no column that describes the accounts"
FROM_OUTCOME = "these groups were made from how long accounts stay: a test of that very thing would prove itself"


@dataclass(frozen=True)
class RetentionGroup:
    """How long the accounts of one group stay.

    Args:
        name: Its level or band.
        n: Accounts with a known lifetime.
        curve: Its survival.
        kept: Mean months kept out of ``RetentionGroups.horizon``.
        more: The same less the mean months kept by all other groups together.
    """

    name: str
    n: int
    curve: SurvivalCurve
    kept: Estimate
    more: Estimate

    @property
    def after_a_year(self) -> Estimate:
        """Share still here after 12 months."""
        return self.curve.at(12)

    @property
    def apart(self) -> float:
        """The difference from all others in units of its error; 0 where it is unknown, or for the pooled rest."""
        half = _half(self.more)
        return abs(self.more.value or 0.0) / half if half and self.name != OTHERS else 0.0


@dataclass(frozen=True)
class RetentionGroups:
    """The groups of one column, in the order of their names, those pooled last.

    Args:
        column: Column they come from.
        groups: Groups of ``MIN_LEVEL`` accounts or more.
        horizon: Months over which they are compared: 36, or what every group of 30 accounts has been observed for.
        several: Whether an account may be in several groups (technologies). Each is held against all other accounts
            then, because no test of all at once fits groups that overlap.
        test: Log-rank test that all leave at one pace, or that of the group which differs most where an account may be
            in several; None where it cannot be made.
        p: Its p-value after Holm's correction over all columns looked at; None without a test.
        sentence: What it comes to, in words.
        left_out: Accounts of unknown group, or of groups too small to compare.
    """

    column: str
    groups: tuple[RetentionGroup, ...]
    horizon: float
    several: bool
    test: LogRank | None
    p: float | None
    sentence: str
    left_out: int

    @property
    def clear(self) -> bool:
        """Whether the groups differ by more than chance, all columns looked at taken into account."""
        return self.p is not None and self.p < CLEAR

    def rows(self) -> pd.DataFrame:
        """Return the table: group, n, left, a year's retention and months kept with their ends, months more."""
        cells = []
        for one in self.groups:
            measured = {"retention_12m": one.after_a_year, "months_kept": one.kept, "months_more": one.more}
            ends = {f"{name}{end}": value for name, part in measured.items() for end, value in _ends(part)}
            cells.append({"group": one.name, "n": one.n, "left": int(one.curve.events.sum()), **ends})
        return pd.DataFrame(cells)


def retention_groups(
    accounts: Accounts, columns: Mapping[str, pd.Series] | None = None, *, from_outcome: bool = False
) -> tuple[RetentionGroups, ...]:
    """Compare how long accounts stay, by any number of columns at once.

    Args:
        accounts: All accounts.
        columns: Name to the values per account, index as in ``accounts.frame``; all attributes by default. Numbers
            are banded, small levels pooled, and in a column of lists an account counts in each of its levels
            (:func:`groups_of`); columns without two groups are left out, and of the attributes those that only repeat
            who left (:func:`left_out_of_retention` names them): they would prove themselves and make the test of the
            others stricter.
        from_outcome: The groups were made from the outcome (segments): no test is made, because it would prove itself.

    Source:
        Mantel (1966); Klein & Moeschberger (2003), section 7.3; months kept as the measure of the difference: Royston
        & Parmar (2013), BMC Medical Research Methodology 13:152; Holm (1979).
    """
    if columns is None:
        columns = {name: accounts.frame[name] for name in accounts.telling}
    observed = accounts.observed
    if observed.empty:
        return ()
    made = [
        _compared(name, values.reindex(observed.index), observed, test=not from_outcome)
        for name, values in columns.items()
    ]
    found = [one for one in made if len(one.groups) > 1]
    adjusted = holm([one.p for one in found if one.p is not None])
    tested = iter(adjusted)
    finished = [one if one.p is None else replace(one, p=next(tested)) for one in found]
    return tuple(replace(one, sentence=_sentence(one, len(adjusted))) for one in finished)


def why_no_groups(accounts: Accounts) -> str:
    """Return why no column can be compared; "" where some can."""
    if accounts.observed.empty:
        return accounts.why_no_lifetimes or NOBODY_SAYS
    return "" if accounts.telling else left_out_of_retention(accounts).rstrip(".") or NO_COLUMN


def left_out_of_retention(accounts: Accounts) -> str:
    """Return which columns are in no comparison of who stays, and why; "" where none is left out.

    Columns that make no two groups are not named: they would not be compared anyhow.

    Example:
        >>> frame = pd.DataFrame({"tenure": [5.0] * 40, "left": pd.array([True, False] * 20, dtype="boolean")})
        >>> frame["arr"], frame["Type"] = 1.0, ["Former customer", "Customer"] * 20
        >>> day = pd.Timestamp("2025-12-31").date()
        >>> print(left_out_of_retention(Accounts(frame, day, ("Type",), "churn flag and tenure", "", "", "")))
        Type is left out: it repeats who left.
    """
    observed = accounts.observed
    if observed.empty:
        return ""
    by_reason: dict[str, list[str]] = {}
    for name, why in accounts.repeating.items():
        if len(groups_of(observed[name])[0]) > 1:
            by_reason.setdefault(why, []).append(column_words(name))
    parts = [
        f"{join_words(names)} {'is' if len(names) == 1 else 'are'} left out: {why}" for why, names in by_reason.items()
    ]
    words = "; ".join(parts)
    return f"{words[:1].upper()}{words[1:]}." if words else ""


def _compared(column: str, values: pd.Series, observed: pd.DataFrame, *, test: bool) -> RetentionGroups:
    """Return the groups of one column, its p-value not yet corrected for the other columns."""
    masks, several = groups_of(values)
    names = sorted((name for name, mask in masks.items() if mask.sum() >= MIN_LEVEL), key=lambda n: (n == OTHERS, n))
    member = pd.DataFrame({name: masks[name] for name in names}, index=observed.index)
    rows = observed[member.any(axis=1)] if names else observed.iloc[:0]
    member = member.loc[rows.index]
    curves = {name: curve_of(rows[member[name]]) for name in names}
    others = {name: curve_of(rows[~member[name]]) for name in names if not member[name].all()}
    horizon = common_horizon([*curves.values(), *(others.values() if several else ())])
    groups = tuple(
        RetentionGroup(name, curve.n, curve, curve.restricted_mean(horizon), _more(curve, others.get(name), horizon))
        for name, curve in curves.items()
    )
    result, p = None, None
    if test and len(names) > 1 and rows["left"].astype(bool).any():
        result, p = _tested(rows, member, several=several)
    sentence = "" if test else FROM_OUTCOME
    return RetentionGroups(column, groups, horizon, several, result, p, sentence, len(observed) - len(rows))


def _tested(rows: pd.DataFrame, member: pd.DataFrame, *, several: bool) -> tuple[LogRank | None, float | None]:
    """Test all groups at once; where they overlap, each against all other accounts, corrected over the groups."""
    left = rows["left"].astype(bool)
    if not several:
        result = log_rank(rows["tenure"], left, member.idxmax(axis=1), entry=rows["entry"])
        return result, result.p
    apart = [name for name in member.columns if name != OTHERS and not member[name].all()]
    found = [log_rank(rows["tenure"], left, member[name], entry=rows["entry"]) for name in apart]
    if not found:
        return None, None
    return min(found, key=lambda one: one.p), min(holm([one.p for one in found]))


def _more(inside: SurvivalCurve, outside: SurvivalCurve | None, horizon: float) -> Estimate:
    """Return the months kept by a group less those kept by all others, their errors joined."""
    if outside is None:
        return unknown(Unit.MONTHS, "there is no other group", n=inside.n)
    here, there = (curve.restricted_mean(horizon) for curve in (inside, outside))
    if here.value is None or there.value is None:
        return unknown(Unit.MONTHS, here.why or there.why, n=here.n)
    error = sqrt(sum(_half(part) ** 2 for part in (here, there)))
    middle = here.value - there.value
    return Estimate(middle, Unit.MONTHS, here.n, middle - error, middle + error, window=f"first {horizon:.3g} months")


def _half(estimate: Estimate) -> float:
    return ((estimate.high or 0.0) - (estimate.low or 0.0)) / 2


def _sentence(one: RetentionGroups, tests: int) -> str:
    if one.p is None:
        return one.sentence or "Nobody has left: there is nothing to compare."
    corrected = f", {tests} columns looked at" if tests > 1 else ""
    column = column_words(one.column)
    corrected += "; an account counts in each of its groups" * one.several
    words = "p below 0.001" if one.p < 0.001 else f"p = {one.p:.3f}"
    if not one.clear:
        return f"No clear difference in how long the groups of {column} stay ({words}{corrected})."
    if one.several:
        clearest = max(one.groups, key=lambda group: group.apart)
        more = clearest.more.value or 0.0
        stay = f"stay {abs(more):.1f} months {'longer' if more > 0 else 'less'} than all others"
        return (
            f"By {column}: accounts with {clearest.name!r} {stay} out of the first {one.horizon:.3g} "
            f"({words}{corrected})."
        )
    longer = [group for group in one.groups if group.more.low is not None and group.more.low > 0]
    shorter = [group for group in one.groups if group.more.high is not None and group.more.high < 0]
    if not longer or not shorter:
        return f"The groups of {column} leave at a different pace ({words}{corrected})."
    best, worst = max(longer, key=_months), min(shorter, key=_months)
    return (
        f"By {column}: {best.name!r} stays {_months(best) - _months(worst):.1f} months longer than {worst.name!r} "
        f"out of the first {one.horizon:.3g} ({words}{corrected})."
    )


def _months(group: RetentionGroup) -> float:
    return group.kept.value or 0.0


def _ends(estimate: Estimate) -> tuple[tuple[str, float | None], ...]:
    return ("", estimate.value), ("_low", estimate.low), ("_high", estimate.high)
