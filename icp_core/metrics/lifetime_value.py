"""What is an account worth, and in which groups is it worth more?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import exp, isfinite, log, log1p, sqrt

import numpy as np
import pandas as pd

from icp_core.metrics.accounts import Accounts
from icp_core.metrics.base import LTV_MONTHS, curve_of
from icp_core.metrics.lifetimes import NOBODY_SAYS
from icp_core.metrics.measure import level_name
from icp_core.metrics.pseudo_values import pseudo_months
from icp_core.metrics.ratio import MIN_VALUES, mean, poisson_interval, product
from icp_core.metrics.shrinkage import MIN_GROUPS, shrink
from icp_core.metrics.survival import SurvivalCurve
from icp_core.results import Estimate, Unit, Z, plural, unknown

RECENT_MONTHS = 12.0  # the last months before the horizon, whose churn the projection carries on
MIN_MEMBERS = 3  # accounts; below it a group has no number of its own to draw towards the mean


@dataclass(frozen=True, slots=True)
class ValueTerms:
    """What people set for the value of an account.

    Args:
        gross_margin: Share of revenue left after the cost of delivering it, above 0 and up to 1; 1.0: unknown.
        discount: Rate a year by which later months count less, 0 or more; 0.0: money is worth the same at any time.
        horizon: Months looked at, above 0.

    Raises:
        ValueError: One of them lies outside its range.
    """

    gross_margin: float = 1.0
    discount: float = 0.0
    horizon: float = LTV_MONTHS

    def __post_init__(self) -> None:
        if not 0 < self.gross_margin <= 1:
            raise ValueError(f"a gross margin lies above 0 and up to 1, not {self.gross_margin}")
        if self.discount < 0 or not self.horizon > 0 or not isfinite(self.horizon):
            raise ValueError("a discount rate is 0 or more, and a horizon is above 0")

    @property
    def words(self) -> tuple[str, ...]:
        """What was taken, in words: it travels with every number made of it."""
        margin = (
            "gross margin unknown: 100 % used" if self.gross_margin == 1.0 else f"gross margin {self.gross_margin:.0%}"
        )
        return (margin, f"discounted by {100 * self.discount:g} % a year") if self.discount else (margin,)


@dataclass(frozen=True)
class LifetimeValue:
    """What an account brings, and what that is made of.

    Args:
        value: Monthly revenue x gross margin x months kept within the horizon, later months discounted.
        monthly: Mean revenue a month of live accounts.
        months: Mean months kept within the horizon, discounted.
        tail: What comes after the horizon if accounts go on leaving as in the last year before it. A projection:
            never part of ``value``.
        terms: What people set.
    """

    value: Estimate
    monthly: Estimate
    months: Estimate
    tail: Estimate
    terms: ValueTerms


@dataclass(frozen=True)
class GroupValue:
    """The lifetime value of one group: its own number, and that number drawn towards the mean of all groups.

    Args:
        group: Its name.
        n: Its accounts with a known lifetime.
        raw: What its own accounts say.
        shrunk: The same drawn towards the common mean by as much as it is uncertain.
        weight: Share of its own number in ``shrunk``, 0 to 1.
    """

    group: str
    n: int
    raw: Estimate
    shrunk: Estimate
    weight: float


@dataclass(frozen=True)
class ValueByGroup:
    """Lifetime value of several groups over one common horizon, the largest group first.

    Args:
        groups: One row a group.
        reach: Months that every number covers.
        why: Why the numbers are not drawn towards a mean, or why there are none; "" otherwise.
    """

    groups: tuple[GroupValue, ...]
    reach: float
    why: str = ""

    def rows(self) -> pd.DataFrame:
        """Return the table: group, n, raw, raw_low, raw_high, shrunk, low, high, weight."""
        names = ("group", "n", "raw", "raw_low", "raw_high", "shrunk", "low", "high", "weight")
        cells = [
            (one.group, one.n, one.raw.value, one.raw.low, one.raw.high, one.shrunk.value, one.shrunk.low,
             one.shrunk.high, one.weight)
            for one in self.groups
        ]  # fmt: skip
        return pd.DataFrame(cells, columns=list(names))


def lifetime_value(accounts: Accounts, rows: pd.DataFrame, *, terms: ValueTerms | None = None) -> LifetimeValue:
    """Return what an account brings in its first 36 months: monthly revenue x gross margin x months kept.

    Args:
        accounts: All accounts, for the reasons.
        rows: Those of them that count.
        terms: Margin, discount rate and horizon.

    Source:
        docs/method.md: mean tenure of those who left is 62 % too low, 1 / churn rate 36 % too high.
    """
    terms = terms or ValueTerms()
    observed = rows[rows["tenure"].notna() & rows["left"].notna()]
    paying = _paying(rows)
    why, n = _why_not(accounts, observed, paying)
    if why:
        return _no_value(why, n, terms)
    curve = curve_of(observed)
    reach = min(terms.horizon, curve.follow_up)
    months = curve.restricted_mean(reach, discount=terms.discount)
    if not months.known:
        return _no_value(months.why, months.n, terms)
    monthly = mean(paying, Unit.MONEY)
    short = "" if reach == terms.horizon else f"out of {reach:.1f} months: fewer than 10 accounts observed longer"
    value = product(mean(paying * terms.gross_margin, Unit.MONEY), months, Unit.MONEY)
    said = "; ".join(part for part in (*terms.words, short) if part)
    return LifetimeValue(
        value=replace(value, why=said, window=f"first {reach:.3g} months"),
        monthly=monthly,
        months=replace(months, why=short),
        tail=_tail(curve, observed, monthly, reach, terms),
        terms=terms,
    )


def value_by_group(accounts: Accounts, groups: pd.Series, *, terms: ValueTerms | None = None) -> ValueByGroup:
    """Return the lifetime value of each group, its own and drawn towards the mean of all groups.

    The months kept of a group are the mean of its accounts' pseudo-values, so that a group of any size has a number
    over the same horizon as all others. How uncertain a group is follows from its size and the spread within all
    groups together: the spread within one small group is itself a matter of luck.

    Args:
        accounts: All accounts.
        groups: Name of the group per account, index as in ``accounts.frame``; accounts without one are left out.
        terms: Margin, discount rate and horizon.

    Source:
        Morris (1983), JASA 78, 47-55, on the logarithm of the values; Andersen, Hansen & Klein (2004).
    """
    terms = terms or ValueTerms()
    frame = accounts.frame.assign(group=groups)
    frame = frame[frame["group"].notna()]
    observed = frame[frame["tenure"].notna() & frame["left"].notna()]
    why, _ = _why_not(accounts, observed, _paying(frame))
    curve = curve_of(observed)
    reach = min(terms.horizon, curve.follow_up)
    if why or reach <= 0:
        return ValueByGroup((), 0.0, why or "fewer than 10 accounts observed from the start")
    months = pseudo_months(
        curve, observed["tenure"], observed["left"].astype(bool), observed["entry"], horizon=reach,
        discount=terms.discount,
    )  # fmt: skip
    table = _by_group(observed.assign(months=months, monthly=_paying(frame)), terms)
    return _drawn(table, reach, terms)


def _by_group(observed: pd.DataFrame, terms: ValueTerms) -> pd.DataFrame:
    """Return per group: n, payers, value (NaN: none of its own) and error (relative standard error)."""
    by = observed.groupby("group", sort=True, observed=True)
    table = by.agg(
        n=("months", "size"), months=("months", "mean"), payers=("monthly", "count"), monthly=("monthly", "mean")
    )
    enough = (
        (table["n"] >= MIN_MEMBERS) & (table["payers"] >= MIN_MEMBERS) & (table["months"] > 0) & (table["monthly"] > 0)
    )
    value = (table["monthly"] * terms.gross_margin * table["months"]).where(enough)
    apart = observed["months"] - by["months"].transform("mean")
    of_months = float((apart**2).sum()) / max(len(observed) - len(table), 1) / float(observed["months"].mean()) ** 2
    relative = observed["monthly"] / by["monthly"].transform("mean") - 1
    of_money = float((relative**2).sum()) / max(int(table["payers"].sum()) - len(table), 1)
    error = np.sqrt(of_months / table["n"] + of_money / table["payers"].clip(lower=1))
    return table.assign(value=value, error=error).sort_values("n", ascending=False, kind="stable")


def _drawn(table: pd.DataFrame, reach: float, terms: ValueTerms) -> ValueByGroup:
    own = table[table["value"].notna() & (table["error"] > 0)]
    window, said = f"first {reach:.3g} months", "; ".join(terms.words)
    raw = {name: _around(log(row["value"]), row["error"], int(row["n"]), said, window) for name, row in own.iterrows()}
    why = "" if len(own) >= MIN_GROUPS else f"fewer than {MIN_GROUPS} groups: none is drawn towards their mean"
    drawn = None if why else shrink(np.log(own["value"]), own["error"] ** 2)
    places = {name: place for place, name in enumerate(own.index)}
    groups = []
    for name, row in table.iterrows():
        n = int(row["n"])
        none = unknown(Unit.MONEY, f"{plural(n, 'account')}: fewer than {MIN_MEMBERS} with a value", n=n, window=window)
        alone, shrunk, weight = raw.get(name, none), raw.get(name, none), 1.0
        if drawn is not None and name in places:
            place = places[name]
            weight = float(drawn.weights[place])
            note = f"{weight:.0%} its own number, {1 - weight:.0%} the mean of the groups; {said}"
            shrunk = _around(float(drawn.values[place]), sqrt(drawn.variances[place]), n, note, window)
        groups.append(GroupValue(level_name(name), n, alone, shrunk, weight))
    return ValueByGroup(tuple(groups), reach, why)


def _around(middle: float, error: float, n: int, why: str, window: str) -> Estimate:
    low, high = exp(middle - Z * error), exp(middle + Z * error)
    return Estimate(exp(middle), Unit.MONEY, n, low, high, why=why, window=window)


def _tail(curve: SurvivalCurve, observed: pd.DataFrame, monthly: Estimate, reach: float, terms: ValueTerms) -> Estimate:
    """Project what comes after the horizon at the pace of leaving in the last year before it."""
    since = max(reach - RECENT_MONTHS, 0.0)
    tenure, entry = observed["tenure"].to_numpy(float), observed["entry"].to_numpy(float)
    months = float(np.maximum(np.minimum(tenure, reach) - np.maximum(entry, since), 0.0).sum())
    leavers = int((observed["left"].to_numpy(bool) & (tenure > since) & (tenure <= reach)).sum())
    if not leavers or not months or not monthly.value:
        why = f"nobody left between month {since:.0f} and month {reach:.0f}: there is no pace to carry on"
        return unknown(Unit.MONEY, why, n=len(observed))
    at_horizon = curve.survival[np.searchsorted(curve.times, reach, side="right") - 1]
    worth = float(at_horizon) * (1 + terms.discount) ** (-reach / 12) * monthly.value * terms.gross_margin
    force = log1p(terms.discount) / 12
    slow, fast = (count / months for count in poisson_interval(leavers))
    return Estimate(
        worth / (leavers / months + force),
        Unit.MONEY,
        leavers,
        worth / (fast + force),
        worth / (slow + force),
        why="a projection: it holds if accounts go on leaving as they did in the last year before the horizon",
        window=f"after month {reach:.3g}",
    )


def _paying(rows: pd.DataFrame) -> pd.Series:
    """Return what the live accounts of known value pay a month."""
    return rows.loc[(~rows["left"]).fillna(value=False) & rows["arr"].notna(), "arr"] / 12


def _why_not(accounts: Accounts, observed: pd.DataFrame, paying: pd.Series) -> tuple[str, int]:
    if not accounts.value_from:
        return accounts.why_no_value, 0
    if not accounts.lifetimes_from or observed.empty:
        return accounts.why_no_lifetimes or NOBODY_SAYS, 0
    if len(paying) < MIN_VALUES or not paying.sum() > 0:
        return f"{plural(len(paying), 'live account')} with a value: too few", len(paying)
    return "", 0


def _no_value(why: str, n: int, terms: ValueTerms) -> LifetimeValue:
    money, months = unknown(Unit.MONEY, why, n=n), unknown(Unit.MONTHS, why, n=n)
    return LifetimeValue(money, money, months, money, terms)
