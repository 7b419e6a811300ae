"""How much does the pipeline bring a day, and which of its four levers made that change?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from math import exp, log, sqrt

import pandas as pd

from icp_core.metrics.deals import Deals
from icp_core.metrics.quarter import Span
from icp_core.metrics.winning import contract_value, new_business, one_sided, sales_cycle, win_rate
from icp_core.results import Estimate, Unit, Z, plural, unknown

LEVERS = {"deals": "open deals", "win_rate": "win rate", "value": "value of a win", "cycle": "sales cycle"}
MIN_OPEN = 8  # open deals; below it a change of one moves the velocity by more than an eighth


@dataclass(frozen=True)
class Period:
    """The first and the last day of a period, both included."""

    first: date
    last: date

    @property
    def words(self) -> str:
        """The period in words."""
        return f"{self.first.isoformat()} to {self.last.isoformat()}"


@dataclass(frozen=True)
class Pace:
    """What the pipeline of one period brought a day.

    Args:
        period: Its days.
        levers: The four by name, as in ``LEVERS``: deals open on its last day, win rate and value and cycle of the
            deals closed in it.
        velocity: deals x win rate x value / cycle, money a day; unknown where a lever is.
    """

    period: Period
    levers: Mapping[str, Estimate]
    velocity: Estimate


@dataclass(frozen=True)
class Velocity:
    """The sales velocity of two periods, and what each lever contributed to the change.

    Args:
        then: The earlier period.
        now: The later one.
        change: Velocity now less then, money a day.
        contributions: What each lever changed, money a day; they add up to ``change`` exactly. Empty where unknown.
    """

    then: Pace
    now: Pace
    change: Estimate
    contributions: Mapping[str, Estimate]

    def table(self) -> pd.DataFrame:
        """Return one row a lever, and the velocity last: then, now and the contribution with its ends."""
        rows = [
            (LEVERS[name], self.then.levers[name], self.now.levers[name], self.contributions.get(name))
            for name in LEVERS
        ]
        rows.append(("sales velocity, a day", self.then.velocity, self.now.velocity, self.change))
        return pd.DataFrame(
            [
                {
                    "lever": name, "then": then.value, "now": now.value,
                    "contribution": part.value if part else None, "low": part.low if part else None,
                    "high": part.high if part else None, "why": now.why or then.why,
                }
                for name, then, now, part in rows
            ]
        )  # fmt: skip


def sales_velocity(deals: Deals | None, *, then: Period | None = None, now: Period | None = None) -> Velocity:
    """Return what the pipeline of new business brings a day, and which lever changed it.

    Args:
        deals: All deals; expansions and renewals are left out where the deal type tells them.
        then: The earlier period; default the 12 months before ``now``.
        now: The later period; default the 12 months up to the last day of the data: whole years, so that no season is
            taken for a change.

    Source:
        The change is split by the logarithmic mean Divisia index (Ang 2004, Energy Policy 32, 1131-1139), which leaves
        no rest and does not depend on the order of the levers; its intervals by the delta method.
    """
    if deals is None:
        nothing = unknown(Unit.MONEY, "no deals file")
        empty = Pace(Period(date.min, date.min), dict.fromkeys(LEVERS, nothing), nothing)
        return Velocity(empty, empty, nothing, {})
    now = now or twelve_months_to(deals.as_of)
    then = then or twelve_months_to((pd.Timestamp(now.first) - pd.Timedelta(days=1)).date())
    before, after = pace(deals, then), pace(deals, now)
    if before.velocity.value is None or after.velocity.value is None:
        why = before.velocity.why if before.velocity.value is None else after.velocity.why
        period = then if before.velocity.value is None else now
        return Velocity(before, after, unknown(Unit.MONEY, f"{period.words}: {why}"), {})
    change = replace(_change(before, after), why=_covered_in_part(deals, then))
    return Velocity(before, after, change, _contributions(before, after))


def _covered_in_part(deals: Deals, then: Period) -> str:
    span = Span.of("closings", deals.closed["closed"])
    if span is None or (span.first - then.first).days <= span.silence:
        return ""
    return f"closings begin on {span.first.isoformat()}: the earlier period is covered in part"


def twelve_months_to(last: date) -> Period:
    """Return the 12 months that end on a day.

    Example:
        >>> twelve_months_to(date(2025, 12, 31)).words
        '2025-01-01 to 2025-12-31'
    """
    first = pd.Timestamp(last) - pd.DateOffset(years=1) + pd.Timedelta(days=1)
    return Period(first.date(), last)


def pace(deals: Deals, period: Period) -> Pace:
    """Return the four levers of one period and what they come to."""
    rows = new_business(deals.frame)
    first, last = pd.Timestamp(period.first), pd.Timestamp(period.last)
    closed = rows[(rows["closed"] >= first) & (rows["closed"] <= last)]
    rate = unknown(Unit.RATIO, one_sided(deals)) if one_sided(deals) else win_rate(closed, window=period.words)
    levers = {
        "deals": _open_on(rows, last),
        "win_rate": rate,
        "value": contract_value(closed, window=period.words),
        "cycle": sales_cycle(closed, window=period.words),
    }
    return Pace(period, levers, _velocity(levers, period.words))


def _open_on(rows: pd.DataFrame, day: pd.Timestamp) -> Estimate:
    known = rows[rows["created"].notna() & ((rows["outcome"] == "open") | rows["closed"].notna())]
    count = int(((known["created"] <= day) & ~(known["closed"] <= day)).sum())
    window = f"on {day:%Y-%m-%d}"
    if count < MIN_OPEN:
        return unknown(Unit.COUNT, f"{plural(count, 'open deal')}: too few", n=count, window=window)
    low, high = (count * (1 + sign * Z / sqrt(count)) for sign in (-1, 1))
    return Estimate(float(count), Unit.COUNT, count, max(low, 0.0), high, window=window)


def _velocity(levers: Mapping[str, Estimate], window: str) -> Estimate:
    for name, lever in levers.items():
        if lever.value is None or lever.value <= 0:
            why = lever.why or "won deals close on the day of their creation"
            return unknown(Unit.MONEY, f"{LEVERS[name]}: {why}", n=lever.n, window=window)
    size = sum(_signed(name) * log(lever.value or 1.0) for name, lever in levers.items())
    value = exp(size)
    error = Z * sqrt(sum(_error(lever) ** 2 for lever in levers.values()))
    n = min(lever.n for lever in levers.values())
    return Estimate(value, Unit.MONEY, n, value * exp(-error), value * exp(error), window=window)


def _contributions(before: Pace, after: Pace) -> dict[str, Estimate]:
    old, new = before.velocity.value or 0.0, after.velocity.value or 0.0
    weight = _log_mean(old, new)
    span = log(new / old)
    # how the weight moves with the logarithm of either velocity; half of it each where the two are equal
    with_new = (new - weight) / span if abs(span) > 1e-6 else weight / 2
    with_old = (weight - old) / span if abs(span) > 1e-6 else weight / 2
    found = {}
    for name in LEVERS:
        moved = _signed(name) * log((after.levers[name].value or 1.0) / (before.levers[name].value or 1.0))
        variance = 0.0
        for other in LEVERS:
            own = weight * (name == other)
            variance += ((own + moved * with_new) * _error(after.levers[other])) ** 2
            variance += ((moved * with_old - own) * _error(before.levers[other])) ** 2
        value, error = weight * moved, Z * sqrt(variance)
        n = min(before.levers[name].n, after.levers[name].n)
        found[name] = Estimate(value, Unit.MONEY, n, value - error, value + error, window=after.period.words)
    return found


def _change(before: Pace, after: Pace) -> Estimate:
    old, new = before.velocity.value or 0.0, after.velocity.value or 0.0
    error = Z * sqrt(sum(
        (size * _error(lever)) ** 2 for size, one in ((old, before), (new, after)) for lever in one.levers.values()
    ))  # fmt: skip
    n = min(before.velocity.n, after.velocity.n)
    return Estimate(new - old, Unit.MONEY, n, new - old - error, new - old + error, window=after.period.words)


def _log_mean(one: float, other: float) -> float:
    return one if abs(log(other / one)) < 1e-9 else (other - one) / log(other / one)


def _signed(name: str) -> float:
    return -1.0 if name == "cycle" else 1.0


def _error(lever: Estimate) -> float:
    """Return the standard error of the logarithm of a lever, from its interval."""
    if not lever.value or lever.low is None or lever.high is None:
        return 0.0
    return (lever.high - lever.low) / (2 * Z * lever.value)
