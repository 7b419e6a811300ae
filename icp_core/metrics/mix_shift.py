"""Does an average move because its groups do, or because their shares do?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import erfc, sqrt

import numpy as np
import numpy.typing as npt
import pandas as pd

from icp_core.metrics.multiple import holm
from icp_core.results import Estimate, Unit, Z

Floats = npt.NDArray[np.float64]

MIN_CASES = 50  # in each of the two times; below it the parts are wider than any change (docs/method.md)
CLEAR = 0.05  # p-value below which a part is called more than chance, Holm's correction over all columns
MOST = 0.5  # share of the change that must be the mix for the change to be called one of the mix
NO_TIMES = ("", "")


@dataclass(frozen=True)
class MixShift:
    """The change of one average between two times, taken apart by the groups of one column.

    Args:
        metric: Canonical name of the average.
        column: Where the groups come from.
        times: The two times in words, the earlier first.
        before: The average then.
        after: The average now.
        change: ``after`` less ``before``.
        mix: The part of it that comes from the shares of the groups.
        rate: The part that comes from the groups themselves; ``mix + rate`` is ``change``.
        groups: Name of each group to its share of all cases then and now.
        p: p-values of change, mix and rate; those of mix and rate after Holm's correction over all columns looked at.
    """

    metric: str
    column: str
    times: tuple[str, str]
    before: Estimate
    after: Estimate
    change: Estimate
    mix: Estimate
    rate: Estimate
    groups: dict[str, tuple[float, float]]
    p: tuple[float, float, float]

    @property
    def of_mix(self) -> bool:
        """Whether the average moved, its mix explains that, and its groups taken together did not move that way."""
        moved, mix, rate = (part.value or 0.0 for part in (self.change, self.mix, self.rate))
        clear = self.p[0] < CLEAR and self.p[1] < CLEAR and moved * mix > 0 and abs(mix) >= MOST * abs(moved)
        return clear and (moved * rate <= 0 or not _beyond_zero(self.rate))

    @property
    def hidden(self) -> bool:
        """Whether the average stood still because its mix made up for what its groups did."""
        against = (self.mix.value or 0.0) * (self.rate.value or 0.0) < 0
        return self.p[0] >= CLEAR and self.p[1] < CLEAR and self.p[2] < CLEAR and against

    @property
    def grown(self) -> str:
        """The group whose share grew most."""
        return max(self.groups, key=lambda name: self.groups[name][1] - self.groups[name][0])


def kitagawa(share0: Floats, rate0: Floats, share1: Floats, rate1: Floats) -> tuple[Floats, Floats]:
    """Split the change of an average into the part of the shares (mix) and the part of the rates.

    Args:
        share0: Share of each group then, shape (..., k), adding up to 1.
        rate0: Rate of each group then, shape (..., k).
        share1: Share of each group now.
        rate1: Rate of each group now.

    Returns:
        Mix and rate, each of shape (...); they add up to the change of the average exactly.

    Source:
        Kitagawa (1955), JASA 50, 1168-1194.

    Example:
        >>> then, now = np.array([0.6, 0.4]), np.array([0.4, 0.6])
        >>> mix, rate = kitagawa(then, np.array([0.30, 0.15]), now, np.array([0.30, 0.10]))
        >>> round(float(mix), 3), round(float(rate), 3)
        (-0.035, -0.025)
    """
    mix = ((share1 - share0) * (rate0 + rate1) / 2).sum(-1)
    rate = ((rate1 - rate0) * (share0 + share1) / 2).sum(-1)
    return np.asarray(mix), np.asarray(rate)


def mix_shift(
    metric: str, column: str, cases: pd.DataFrame, *, unit: Unit, times: tuple[str, str] = NO_TIMES
) -> MixShift | None:
    """Take the change of a mean between two times apart by groups; None where it cannot be.

    Args:
        metric: Canonical name of the mean.
        column: Where the groups come from.
        cases: One row a case: ``now`` (bool), ``group`` (str; missing: left out), ``value`` (float, known).
        unit: Unit of the mean.
        times: The two times in words.

    Returns:
        The two parts with normal intervals by the delta method; None with fewer than ``MIN_CASES`` cases of known
        group at either time, or with fewer than two groups.

    Source:
        Kitagawa (1955); the variances are those of multinomial shares and independent group means.

    Example:
        >>> cases = pd.DataFrame({"now": [False] * 100 + [True] * 100, "group": (["a"] * 80 + ["b"] * 20) + (["a"] * 20
        ...     + ["b"] * 80), "value": ([1.0] * 60 + [0.0] * 20 + [1.0] * 5 + [0.0] * 15) + ([1.0] * 15 + [0.0] * 5
        ...     + [1.0] * 20 + [0.0] * 60)})
        >>> found = mix_shift("win_rate", "size", cases, unit=Unit.RATIO)
        >>> round(found.change.value, 2), round(found.mix.value, 2), round(found.rate.value, 2), found.of_mix
        (-0.3, -0.3, 0.0, True)
    """
    rows = cases[cases["group"].notna()]
    codes, names = pd.factorize(rows["group"], sort=True)
    cells, values = 2 * codes + rows["now"].to_numpy(int), rows["value"].to_numpy(float)
    n, sums = (_by_cell(cells, part, len(names)) for part in (np.ones(len(rows)), values))
    if len(names) < 2 or n.sum(axis=0).min() < MIN_CASES:
        return None
    rate = np.divide(sums, n, out=np.zeros_like(n), where=n > 0)
    rate = np.where(n > 0, rate, rate[:, ::-1])  # a group of one time alone: its share decides, and nothing else
    squares = _by_cell(cells, (values - rate.ravel()[cells]) ** 2, len(names))
    noise = np.divide(squares, n**2, out=np.zeros_like(n), where=n > 0)
    share = n / n.sum(axis=0)
    mix, moved = (float(part) for part in kitagawa(share[:, 0], rate[:, 0], share[:, 1], rate[:, 1]))
    weights, middle, step = np.diff(share)[:, 0], rate.mean(axis=1), np.diff(rate)[:, 0]
    of_mix = _of_shares(share, n, middle) + float((weights**2 * noise.sum(axis=1)).sum()) / 4
    of_rate = float((share.mean(axis=1) ** 2 * noise.sum(axis=1)).sum()) + _of_shares(share, n, step) / 4
    ends = [rows.loc[rows["now"] == now, "value"] for now in (False, True)]
    of_each = [float(part.var(ddof=0)) / len(part) for part in ends]
    before, after = (
        _around(float(part.mean()), error, unit, len(part), window)
        for part, error, window in zip(ends, of_each, times, strict=True)
    )
    apart, fewest = Unit.POINTS if unit is Unit.RATIO else unit, min(map(len, ends))
    parts = ((mix + moved, sum(of_each)), (mix, of_mix), (moved, of_rate))
    change, of_groups, within = (_around(value, error, apart, fewest, "") for value, error in parts)
    shares = {str(name): (float(one), float(two)) for name, (one, two) in zip(names, share, strict=True)}
    p = tuple(_p(value, error) for value, error in parts)
    return MixShift(metric, column, times, before, after, change, of_groups, within, shares, (p[0], p[1], p[2]))


def corrected(found: list[MixShift]) -> list[MixShift]:
    """Correct the p-values of mix and rate over all averages and columns looked at."""
    mixes, rates = (holm([one.p[place] for one in found]) for place in (1, 2))
    return [replace(one, p=(one.p[0], mix, rate)) for one, mix, rate in zip(found, mixes, rates, strict=True)]


def _by_cell(cells: npt.NDArray[np.int_], values: Floats, groups: int) -> Floats:
    """Return the sums of values by group and time, shape (groups, 2)."""
    return np.bincount(cells, values, 2 * groups).astype(float).reshape(-1, 2)


def _of_shares(share: Floats, n: Floats, worth: Floats) -> float:
    """Return the variance of the sum of shares times their worth, over both times."""
    return sum(
        float((share[:, time] * worth**2).sum() - (share[:, time] * worth).sum() ** 2) / float(n[:, time].sum())
        for time in (0, 1)
    )


def _around(value: float, variance: float, unit: Unit, n: int, window: str) -> Estimate:
    error = Z * sqrt(max(variance, 0.0))
    return Estimate(value, unit, n, value - error, value + error, window=window)


def _p(value: float, variance: float) -> float:
    if variance <= 0:
        return 1.0
    return erfc(abs(value) / sqrt(2 * variance))


def _beyond_zero(part: Estimate) -> bool:
    return (part.low or 0.0) > 0 or (part.high or 0.0) < 0
