"""How many months does each account contribute to the mean months kept?"""

import numpy as np
import numpy.typing as npt

from icp_core.metrics.discounting import present_months
from icp_core.metrics.survival import Floats, SurvivalCurve


def pseudo_months(
    curve: SurvivalCurve,
    tenure: npt.ArrayLike,
    left: npt.ArrayLike,
    entry: npt.ArrayLike,
    *,
    horizon: float,
    discount: float = 0.0,
) -> Floats:
    """Return one number an account whose mean over all accounts is the mean months kept out of ``horizon``.

    A live account has not finished its life, so its own months cannot be averaged. Its pseudo-value is what the whole
    estimate gains by this account: the mean over a group then estimates the group's months kept, however small the
    group is, and its spread is what an interval or a shrinkage needs. A single value may lie outside 0 to ``horizon``.

    Args:
        curve: Survival of the same accounts, from the same three columns.
        tenure: Months observed, shape (n,).
        left: True where the account has left, shape (n,).
        entry: Age in months at which observation began, shape (n,).
        horizon: Months looked at, above 0 and at most the curve's follow-up.
        discount: Rate a year by which later months count less.

    Returns:
        Pseudo-values in months, shape (n,).

    Source:
        Andersen, Hansen & Klein (2004), Lifetime Data Analysis 10, 335-350; by the infinitesimal jackknife, which
        allows late entry, Parner, Andersen & Overgaard (2023), Lifetime Data Analysis 29, 654-671.

    Example:
        >>> from icp_core.metrics.survival import survival_curve
        >>> data = [2.0, 4.0, 4.0, 6.0], [True, True, False, False], [0.0] * 4
        >>> values = pseudo_months(survival_curve(data[0], data[1]), *data, horizon=5)
        >>> values.round(2).tolist(), round(float(values.mean()), 2)
        ([2.0, 4.0, 5.0, 5.0], 4.0)
    """
    exits, gone, entries = np.asarray(tenure, float), np.asarray(left, bool), np.asarray(entry, float)
    inside = curve.times < horizon
    times, at_risk, events = curve.times[inside], curve.at_risk[inside], curve.events[inside]
    areas = curve.survival[inside] * np.diff(present_months(np.append(times, horizon), discount))
    after = np.cumsum(areas[::-1])[::-1]
    stayed = (at_risk - events).astype(float)
    per_leaver = np.divide(after, stayed, out=np.zeros_like(after), where=stayed > 0)
    expected = np.append(0.0, np.cumsum(per_leaver * events / np.maximum(at_risk, 1)))
    observed_from = np.where(entries > 0, np.searchsorted(times, entries, side="right"), 0)
    observed_to = np.searchsorted(times, exits, side="right")
    influence = expected[observed_to] - expected[observed_from]
    leavers = gone & (exits < horizon)
    influence[leavers] -= per_leaver[observed_to[leavers] - 1]
    return np.asarray(areas.sum() + len(exits) * influence, dtype=np.float64)
