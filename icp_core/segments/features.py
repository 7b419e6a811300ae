"""What each account is worth and how long it stays, with censoring respected."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pandas as pd

from icp_core.metrics.expected_life import expected_life
from icp_core.metrics.survival import SurvivalCurve, survival_curve

Floats: TypeAlias = np.ndarray

HORIZON = 36.0  # months a life is looked at, or the longest follow-up with 10 accounts at risk when shorter
RETENTION_WEIGHT = 0.75  # of expected life beside log ARR; 0.5 to 0.75 were best, 1.5 worse (docs/method.md)
KNOWN_SHARE = 0.5  # value or status counts as known when at least half of the accounts have it


@dataclass(frozen=True)
class Features:
    """Value and lifetime per account; NaN where unknown. All arrays have shape (n,).

    Args:
        arr: ARR now (live) or last before leaving, else at the start.
        first_arr: ARR at the start, else ``arr``.
        tenure: Months observed.
        entry: Age in months when observation began.
        left: 1.0 left, 0.0 live.
        life: Months out of ``horizon`` the account stayed (left) or is expected to stay (live).
        horizon: Months looked at; 0 when no lifetime is known.
    """

    arr: Floats
    first_arr: Floats
    tenure: Floats
    entry: Floats
    left: Floats
    life: Floats
    horizon: float

    @property
    def log_arr(self) -> Floats:
        """Natural logarithm of the ARR; below 1 counts as 1."""
        return np.asarray(np.log(np.maximum(self.arr, 1.0)))

    @property
    def value_known(self) -> bool:
        """Whether value can be used: known for half of the accounts, and not the same for all."""
        known = self.arr[np.isfinite(self.arr)]
        return len(known) >= max(2.0, KNOWN_SHARE * len(self.arr)) and len(np.unique(known)) > 1

    @property
    def status_known(self) -> bool:
        """Whether it is known who left, for half of the accounts or more."""
        known = int(np.isfinite(self.left).sum())
        return known > 0 and known >= KNOWN_SHARE * len(self.left)

    @property
    def timed(self) -> Floats:
        """Which accounts have a known lifetime."""
        return np.asarray(np.isfinite(self.tenure) & np.isfinite(self.left))

    @property
    def churned(self) -> int:
        """Accounts known to have left, with a known lifetime."""
        return int(self.left[self.timed].sum())

    def curve(self, chosen: Floats) -> SurvivalCurve:
        """Return the survival curve of some of the accounts."""
        rows = chosen & self.timed
        return survival_curve(self.tenure[rows], self.left[rows] == 1, entry=self.entry[rows])


def features(frame: pd.DataFrame) -> Features:
    """Take value and lifetimes from the account table (``Accounts.frame``)."""
    arr, first = frame["arr"].to_numpy(float), frame["initial_arr"].to_numpy(float)
    tenure = frame["tenure"].to_numpy(float)
    entry = np.minimum(np.nan_to_num(frame["entry"].to_numpy(float)), np.nan_to_num(tenure))
    left = frame["left"].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    timed = np.isfinite(tenure) & np.isfinite(left)
    life, horizon = np.full(len(frame), np.nan), 0.0
    if timed.any():
        curve = survival_curve(tenure[timed], left[timed] == 1, entry=entry[timed])
        horizon = min(HORIZON, curve.follow_up or curve.longest)
        if horizon > 0:
            life[timed] = expected_life(curve, tenure[timed], left[timed] == 1, horizon)
    value = np.where(np.isfinite(arr), arr, first)
    return Features(value, np.where(np.isfinite(first), first, arr), tenure, entry, left, life, horizon)
