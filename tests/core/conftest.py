from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
import pytest

from icp_core.metrics.accounts import Accounts


@pytest.fixture
def make_accounts() -> Callable[..., Accounts]:
    def make(n: int, *, attributes: tuple[str, ...] = (), **columns: object) -> Accounts:
        frame = pd.DataFrame({"account_id": [f"a{place:05d}" for place in range(n)], "name": ""})
        for name in ("start", "end"):
            frame[name] = pd.Series(columns.pop(name, pd.NaT), index=range(n)).astype("datetime64[us]")
        frame["left"] = pd.array(columns.pop("left", [pd.NA] * n), dtype="boolean")
        for name in ("tenure", "arr", "initial_arr", "growth"):
            frame[name] = np.asarray(columns.pop(name, np.full(n, np.nan)), float)
        frame["entry"] = np.asarray(columns.pop("entry", np.zeros(n)), float)
        for name, values in columns.items():
            frame[name] = values
        why_value = "" if frame["arr"].notna().any() else "no column holds recurring revenue"
        why_life = "" if frame["tenure"].notna().any() else "no column says who left"
        return Accounts(frame, date(2025, 12, 31), attributes, "churn dates", why_life, "current_arr", why_value)

    return make
