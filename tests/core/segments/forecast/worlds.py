"""Companies whose lifetimes follow a known law, for the tests of the forecast."""

from datetime import date

import numpy as np
import pandas as pd

from icp_core.metrics.accounts import Accounts
from icp_core.metrics.lifetimes import DAYS_PER_MONTH

AS_OF = date(2025, 12, 31)
COLUMNS = ("industry", "employees", "noise")


def company(n: int, seed: int, *, signal: bool, lifetimes: str = "exponential") -> tuple[Accounts, np.ndarray]:
    """Draw accounts of which the industry and the size tell how fast they leave, or of which nothing does.

    Returns:
        The accounts, and the true share that stays 12 months, per account.
    """
    rng = np.random.default_rng([seed, n])
    industry, employees = rng.integers(0, 8, n), np.round(np.exp(rng.normal(5, 1.2, n)))
    churn = np.full(n, 0.25)
    if signal:
        churn = np.array([0.45, 0.30, 0.20, 0.08])[2 * (industry < 4) + (employees > 150)]
    age = rng.uniform(1, 48, n)
    life = rng.exponential(-12 / np.log(1 - churn))
    if lifetimes == "renewal":
        life = 12.0 * rng.geometric(churn)
    left, tenure = life < age, np.minimum(life, age)
    return accounts(
        tenure=tenure,
        left=left,
        age=age,
        arr=np.exp(rng.normal(9, 1, n)),
        industry=[f"i{code}" for code in industry],
        employees=employees,
        noise=rng.normal(size=n),
    ), 1 - churn


def accounts(*, tenure: np.ndarray, left: np.ndarray, age: np.ndarray, **columns: object) -> Accounts:
    """Make an account table; ``age`` is how many months ago each account began."""
    frame = pd.DataFrame({"account_id": [f"a{place:05d}" for place in range(len(tenure))], "name": ""})
    frame["start"] = pd.Timestamp(AS_OF) - pd.to_timedelta(age * DAYS_PER_MONTH, unit="D")
    end = frame["start"] + pd.to_timedelta(tenure * DAYS_PER_MONTH, unit="D")
    frame["end"] = end.where(left)
    frame["left"] = pd.array(left, dtype="boolean")
    frame = frame.assign(tenure=tenure, entry=0.0, initial_arr=np.nan, growth=np.nan, arr=columns.pop("arr", np.nan))
    frame = frame.assign(**columns)
    return Accounts(frame, AS_OF, tuple(columns), "churn dates", "", "current_arr", "")
