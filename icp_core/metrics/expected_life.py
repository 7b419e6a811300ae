"""How many months is an account expected to stay, out of the first so many?"""

from typing import TypeAlias

import numpy as np

from icp_core.metrics.survival import SurvivalCurve

Floats: TypeAlias = np.ndarray


def expected_life(curve: SurvivalCurve, tenure: Floats, left: Floats, horizon: float) -> Floats:
    """Return the months each account stays out of the first ``horizon``: observed when it left, expected when live.

    A live account of age a is expected to stay a + (area under the curve from a to the horizon) / S(a).

    Args:
        curve: Survival of all accounts together (one curve: stratifying by value would leak value into retention).
        tenure: Months observed, shape (n,).
        left: True where the account has left, shape (n,).
        horizon: Months looked at, > 0.

    Returns:
        Months in [0, horizon], shape (n,).

    Example:
        >>> from icp_core.metrics.survival import survival_curve
        >>> curve = survival_curve([12.0] * 5 + [24.0] * 5, [True] * 5 + [False] * 5)
        >>> expected_life(curve, np.array([6.0, 6.0, 24.0]), np.array([True, False, False]), 24.0).tolist()
        [6.0, 18.0, 24.0]
    """
    knots = np.append(curve.times[curve.times < horizon], horizon)
    area = np.concatenate([[0.0], np.cumsum(curve.survival[: len(knots) - 1] * np.diff(knots))])
    seen = np.minimum(tenure, horizon)
    still = curve.survival[np.searchsorted(curve.times, seen, side="right") - 1]
    rest = (area[-1] - np.interp(seen, knots, area)) / np.maximum(still, 1e-3)
    return np.asarray(np.where(left, seen, np.minimum(seen + rest, horizon)))
