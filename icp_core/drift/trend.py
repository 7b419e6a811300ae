"""Does a number move steadily from period to period, and by enough to matter?

Shares, counts and measured levels each have a test that allows for more scatter between periods than chance
alone would give (``dispersion``, never taken below 1). A trend needs both: to be distinguishable from no
trend, and to be large enough over the window for anybody to care.
"""

import math
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from icp_core.results import Z

Floats: TypeAlias = npt.NDArray[np.float64]

MIN_PERIODS = 6  # complete periods; with fewer the test has no power (docs/method.md)
TOLERANCE_POINTS = 0.05  # 5 points over the window; smaller changes of a share are not acted upon
TOLERANCE_RELATIVE = 0.10  # 10 % over the window, for counts and levels, which have no natural scale
STABLE_WITHIN = 2  # tolerances; "stable" only where the interval of the change leaves no room for more
CLEAR, LIKELY = 0.05, 0.10  # two-sided p below which a trend is "clear" or gives "early signs"
_STEPS = 25  # Newton steps; both regressions converge in fewer than 10


@dataclass(frozen=True, slots=True)
class Trend:
    """A steady change per period, and what may be said about it.

    Args:
        slope_per_period: Change in one period: of the logit (shares), of the logarithm (counts), or in the
            unit of the values (levels). None when there are too few periods.
        z: Slope over its standard error, dispersion included.
        p: Two-sided p-value of no trend.
        points_over_window: Fitted change from the first to the last period: in points for shares (0.05 is 5
            percentage points), as a ratio for counts (-0.2 is a fall by a fifth), in the values' own unit for levels.
        word: "clear", "early signs", "stable", "cannot tell yet" or "not enough data".
        periods: Periods with data.
        why: The reason when the word is "not enough data".
    """

    slope_per_period: float | None
    z: float | None
    p: float | None
    points_over_window: float | None
    word: str
    periods: int
    why: str = ""


def share_trend(hits: npt.ArrayLike, n: npt.ArrayLike) -> Trend:
    """Test whether a share moves steadily over equally long periods (quasi-binomial slope).

    Args:
        hits: Cases with the property in each period, shape (q,).
        n: All cases of each period, shape (q,); a period with none is skipped and keeps its place in time.

    Returns:
        The trend; ``points_over_window`` in points.

    Raises:
        ValueError: The shapes differ, or a period has more hits than cases.

    Source:
        McCullagh & Nelder (1989), Generalized Linear Models, section 4.5; chosen over Mann-Kendall in docs/method.md.

    Example:
        >>> falling = share_trend([35, 33, 30, 28, 26, 22, 20, 18], [50] * 8)
        >>> falling.word, round(100 * falling.points_over_window)
        ('clear', -35)
        >>> share_trend([5, 5], [10, 10]).why
        '2 complete periods with data, 6 are needed'
    """
    x, m = _pair(hits, n)
    if (x > m).any() or (x < 0).any():
        raise ValueError("a period cannot have more hits than cases, or fewer than none")
    time = np.arange(len(m), dtype=float)[m > 0]
    x, m = x[m > 0], m[m > 0]
    if len(m) < MIN_PERIODS:
        return _too_few(len(m))
    if x.sum() in (0, m.sum()):
        return Trend(0.0, 0.0, 1.0, 0.0, "stable", len(m))
    intercept, slope = logit_line(time, x, m)
    fitted = _expit(intercept + slope * time)
    variance = np.maximum(m * fitted * (1 - fitted), 1e-9)
    dispersion = max(1.0, float(((x - m * fitted) ** 2 / variance).sum() / (len(m) - 2)))
    se = math.sqrt(dispersion * _slope_variance(time, variance))
    change = float(fitted[-1] - fitted[0])
    margin = Z * se * float(time[-1] - time[0]) * float(np.mean(fitted * (1 - fitted)))
    return _judged(slope, se, change, margin, tolerance=TOLERANCE_POINTS, periods=len(m))


def count_trend(counts: npt.ArrayLike, exposure: npt.ArrayLike | None = None) -> Trend:
    """Test whether a count, or a count per exposure, grows or shrinks steadily (quasi-Poisson log slope).

    Args:
        counts: Events of each period, shape (q,).
        exposure: What each count is held against (days, customers), shape (q,); default 1. A period without
            exposure is skipped.

    Returns:
        The trend; ``points_over_window`` is relative (-0.2: a fall by a fifth).

    Raises:
        ValueError: The shapes differ, or a count is negative.

    Example:
        >>> shrinking = count_trend([40, 38, 33, 30, 24, 22, 19, 15])
        >>> shrinking.word, round(shrinking.points_over_window, 2)
        ('clear', -0.61)
    """
    x, m = _pair(counts, np.ones(np.shape(counts)) if exposure is None else exposure)
    if (x < 0).any():
        raise ValueError("a count cannot be negative")
    time = np.arange(len(m), dtype=float)[m > 0]
    x, m = x[m > 0], m[m > 0]
    if len(m) < MIN_PERIODS:
        return _too_few(len(m))
    if x.sum() == 0:
        return Trend(0.0, 0.0, 1.0, 0.0, "stable", len(m))
    slope, fitted = _log_line(time, x, m)
    dispersion = max(1.0, float(((x - fitted) ** 2 / np.maximum(fitted, 1e-9)).sum() / (len(m) - 2)))
    se = math.sqrt(dispersion * _slope_variance(time, np.maximum(fitted, 1e-9)))
    span = float(time[-1] - time[0])
    return _judged(slope, se, math.expm1(slope * span), Z * se * span, tolerance=TOLERANCE_RELATIVE, periods=len(m))


def level_trend(values: npt.ArrayLike, se: npt.ArrayLike | None = None) -> Trend:
    """Test whether a measured level (a median, a rate, a cost) moves steadily (weighted least squares).

    Args:
        values: Level of each period, shape (q,); NaN where it is unknown, which skips the period.
        se: Standard error of each level, shape (q,); None takes the scatter about the line instead.

    Returns:
        The trend; ``points_over_window`` in the unit of the values. It has to reach a tenth of their mean.

    Raises:
        ValueError: The shapes differ.

    Example:
        >>> longer = level_trend([60, 63, 61, 68, 72, 70, 78, 80], [3.0] * 8)
        >>> longer.word, round(longer.points_over_window)
        ('clear', 21)
    """
    y, s = _pair(values, np.ones(np.shape(values)) if se is None else se)
    keep = np.isfinite(y) & np.isfinite(s) & (s > 0)
    time, y, s = np.arange(len(y), dtype=float)[keep], y[keep], s[keep]
    if len(y) < MIN_PERIODS:
        return _too_few(len(y))
    weight = 1 / s**2
    centre = float((weight * time).sum() / weight.sum())
    slope = float((weight * (time - centre) * y).sum() / (weight * (time - centre) ** 2).sum())
    mean = float((weight * y).sum() / weight.sum())
    scatter = float((weight * (y - mean - slope * (time - centre)) ** 2).sum() / (len(y) - 2))
    error = math.sqrt((scatter if se is None else max(1.0, scatter)) * _slope_variance(time, weight))
    span = float(time[-1] - time[0])
    tolerance = TOLERANCE_RELATIVE * abs(mean)
    return _judged(slope, error, slope * span, Z * error * span, tolerance=tolerance, periods=len(y))


def logit_line(time: Floats, hits: Floats, n: Floats) -> tuple[float, float]:
    """Fit ``logit(share) = intercept + slope x time`` by maximum likelihood; all arrays of shape (q,)."""
    centre, scale = float(time.mean()), float(np.ptp(time)) or 1.0
    u = (time - centre) / scale
    overall = (hits.sum() + 0.5) / (n.sum() + 1)
    beta = np.array([math.log(overall / (1 - overall)), 0.0])
    design = np.column_stack([np.ones_like(u), u])
    for _ in range(_STEPS):
        fitted = _expit(design @ beta)
        weight = np.maximum(n * fitted * (1 - fitted), 1e-9)
        step = np.linalg.solve(design.T @ (design * weight[:, None]), design.T @ (hits - n * fitted))
        beta = np.clip(beta + np.clip(step, -2, 2), -20, 20)
        if np.abs(step).max() < 1e-9:
            break
    return float(beta[0] - beta[1] * centre / scale), float(beta[1] / scale)


def _log_line(time: Floats, counts: Floats, exposure: Floats) -> tuple[float, Floats]:
    u = time - time.mean()
    beta = np.array([math.log(counts.sum() / exposure.sum()), 0.0])
    design = np.column_stack([np.ones_like(u), u])
    for _ in range(_STEPS):
        fitted = exposure * np.exp(design @ beta)
        hessian = design.T @ (design * np.maximum(fitted, 1e-9)[:, None])
        step = np.clip(np.linalg.solve(hessian, design.T @ (counts - fitted)), -1, 1)
        beta = np.clip(beta + step, -30, 30)
        if np.abs(step).max() < 1e-9:
            break
    return float(beta[1]), exposure * np.exp(design @ beta)


def _slope_variance(time: Floats, weight: Floats) -> float:
    centre = (weight * time).sum() / weight.sum()
    return float(1 / max(float((weight * (time - centre) ** 2).sum()), 1e-12))


def _judged(slope: float, se: float, change: float, margin: float, *, tolerance: float, periods: int) -> Trend:
    z = slope / max(se, 1e-12)
    p = math.erfc(abs(z) / math.sqrt(2))
    if p < LIKELY and abs(change) >= tolerance:
        word = "clear" if p < CLEAR else "early signs"
    else:
        word = "stable" if abs(change) + margin < STABLE_WITHIN * tolerance else "cannot tell yet"
    return Trend(slope, z, p, change, word, periods)


def _too_few(periods: int) -> Trend:
    why = f"{periods} complete period{'' if periods == 1 else 's'} with data, {MIN_PERIODS} are needed"
    return Trend(None, None, None, None, "not enough data", periods, why)


def _pair(first: npt.ArrayLike, second: npt.ArrayLike) -> tuple[Floats, Floats]:
    one, two = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    if one.shape != two.shape or one.ndim != 1:
        raise ValueError(f"two arrays of the same length are needed, not {one.shape} and {two.shape}")
    return one, two


def _expit(x: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(x, -30, 30))), dtype=float)
