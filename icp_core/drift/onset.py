"""Since when? The month in which the share inside the ICP changed, and the months it may have been."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from icp_core.drift.result import Onset
from icp_core.drift.trend import TOLERANCE_POINTS, Floats, logit_line

MIN_MONTHS = 12  # months with cases; with fewer a step cannot be told from a quarter that was odd
MIN_CASES = 60  # over all months; below it the scan misses half of all 20-point steps (docs/method.md)
EDGE = 3  # months that must lie on each side of a change
SIMULATIONS = 400  # series without a change, from which the critical value is taken
FALSE_ALARM = 0.05  # share of series without a change that may be given a date
LIKELY_WITHIN = 3.84  # drop of the likelihood-ratio statistic inside the window (95 % point of chi-square, 1 df)


@dataclass(frozen=True, slots=True)
class Dating:
    """When a share changed, or why no date can be given.

    Args:
        onset: The date with its window; None when there is none.
        why: The reason when there is none, in words that follow "no date:".
        change: Share after minus share before, in points; 0.0 when there is no date.
        p: Share of simulated series without a change that look at least as much like a change; 1.0 when not scanned.
    """

    onset: Onset | None
    why: str
    change: float = 0.0
    p: float = 1.0


def date_change(months: tuple[str, ...], hits: npt.ArrayLike, n: npt.ArrayLike, *, seed: int = 0) -> Dating:
    """Find the month in which a share fell, by scanning all splits of the series in two.

    The critical value comes from series simulated without a change at the very counts observed, so it is right
    for small numbers too. A fall that goes on over many months is called gradual, and then the date is where the
    decline began rather than a step.

    Args:
        months: Name of each month ("2024-03"), in order; only complete ones.
        hits: Cases inside the ICP, shape (m,).
        n: All cases with a known fit, shape (m,); months with none are skipped.
        seed: Makes the simulation repeatable.

    Returns:
        The date, or the reason why there is none: too few months, no change, a rise, or a fall under 5 points.

    Raises:
        ValueError: The three do not have the same length.

    Source:
        Generalised likelihood ratio for one change of a binomial share: Hinkley & Hinkley (1970), Biometrika 57,
        477-488; divided by the dispersion and calibrated by parametric simulation as in docs/method.md.

    Example:
        >>> months = tuple(f"{year}-{month:02}" for year in (2024, 2025) for month in range(1, 13))
        >>> found = date_change(months, [14] * 12 + [8] * 12, [20] * 24).onset
        >>> found.period, found.gradual
        ('2025-01', False)
    """
    x, m = np.asarray(hits, dtype=float), np.asarray(n, dtype=float)
    if not len(months) == len(x) == len(m):
        raise ValueError("months, hits and n need the same length")
    names = [name for name, cases in zip(months, m, strict=True) if cases > 0]
    x, m = x[m > 0], m[m > 0]
    if len(m) < MIN_MONTHS:
        return Dating(None, f"only {len(m)} complete months have cases, {MIN_MONTHS} are needed")
    if m.sum() < MIN_CASES:
        return Dating(None, f"only {int(m.sum())} cases, {MIN_CASES} are needed")
    if x.sum() in (0, m.sum()):
        return Dating(None, "the share did not change at all")
    scanned = scan(x, m)
    dispersion = _dispersion(x, m)
    p = _p_value(float(scanned.max()) / dispersion, x, m, seed)
    best = int(scanned.argmax()) + EDGE
    change = float(x[best:].sum() / m[best:].sum() - x[:best].sum() / m[:best].sum())
    if p > FALSE_ALARM:
        return Dating(None, "no month stands out from the usual scatter", p=p)
    if change > 0:
        return Dating(None, "the share rose, it did not fall", change, p)
    if -change < TOLERANCE_POINTS:
        return Dating(None, "the share fell by less than 5 points", change, p)
    if _is_gradual(x, m, float(scanned.max()), dispersion):
        return Dating(_decline(names, x, m, dispersion), "", change, p)
    near = np.flatnonzero(scanned >= scanned.max() - LIKELY_WITHIN * dispersion) + EDGE
    return Dating(Onset(names[best], names[near[0]], names[near[-1]], gradual=False), "", change, p)


def scan(hits: Floats, n: Floats) -> Floats:
    """Return the likelihood-ratio statistic of a step before each month from ``EDGE`` on.

    Args:
        hits: Shape (..., m).
        n: Shape (m,), every one above 0.

    Returns:
        Shape (..., m - 2 x EDGE + 1); the first value is the split before month ``EDGE``.
    """
    before, cases = np.cumsum(hits, axis=-1), np.cumsum(n)
    split = np.arange(EDGE - 1, n.size - EDGE)
    total = _log_likelihood(before[..., -1:], cases[-1:])
    first = _log_likelihood(before[..., split], cases[split])
    second = _log_likelihood(before[..., -1:] - before[..., split], cases[-1] - cases[split])
    return np.asarray(2 * (first + second - total), dtype=float)


def _log_likelihood(hits: Floats, n: Floats) -> Floats:
    misses = n - hits
    with np.errstate(divide="ignore", invalid="ignore"):
        yes = np.where(hits > 0, hits * np.log(np.maximum(hits, 1e-12) / n), 0.0)
        no = np.where(misses > 0, misses * np.log(np.maximum(misses, 1e-12) / n), 0.0)
    return np.asarray(yes + no, dtype=float)


def _dispersion(hits: Floats, n: Floats) -> float:
    """Scatter between neighbouring months over the binomial one, at least 1; a single step hardly raises it."""
    share = hits.sum() / n.sum()
    expected = share * (1 - share) * (1 / n[1:] + 1 / n[:-1])
    return max(1.0, float((np.diff(hits / n) ** 2 / expected).mean()))


def _p_value(statistic: float, hits: Floats, n: Floats, seed: int) -> float:
    share = float(hits.sum() / n.sum())
    drawn = np.random.default_rng(seed).binomial(n.astype(int), share, (SIMULATIONS, n.size)).astype(float)
    highest = scan(drawn, n).max(axis=-1)
    return float(((highest >= statistic).sum() + 1) / (SIMULATIONS + 1))


def _is_gradual(hits: Floats, n: Floats, step_gain: float, dispersion: float) -> bool:
    """Whether one slope describes the series better than one step (BIC; a step has a parameter more: its month)."""
    time = np.arange(n.size, dtype=float)
    slope_gain = _gain(time, hits, n)
    return bool(slope_gain / dispersion > step_gain / dispersion - np.log(n.size))


def _gain(time: Floats, hits: Floats, n: Floats) -> float:
    """Twice the log-likelihood that a logit line over ``time`` gains on a constant share."""
    intercept, slope = logit_line(time, hits, n)
    fitted = np.clip(1 / (1 + np.exp(-(intercept + slope * time))), 1e-9, 1 - 1e-9)
    line = (hits * np.log(fitted) + (n - hits) * np.log(1 - fitted)).sum()
    return float(2 * (line - _log_likelihood(hits.sum(keepdims=True), n.sum(keepdims=True)).sum()))


def _decline(names: list[str], hits: Floats, n: Floats, dispersion: float) -> Onset:
    """Date the month in which a gradual decline began: level until then, sloping afterwards."""
    time = np.arange(n.size, dtype=float)
    gains = np.array([_gain(np.maximum(time - start, 0.0), hits, n) for start in range(n.size - EDGE)])
    near = np.flatnonzero(gains >= gains.max() - LIKELY_WITHIN * dispersion)
    return Onset(names[int(gains.argmax())], names[near[0]], names[near[-1]], gradual=True)
