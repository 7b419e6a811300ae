"""Small companies whose drift is known: five years of deals, customers and revenue, simulated as in docs/method.md."""

from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd

from icp_core.dataset import Dataset
from icp_core.drift import Drift, measure_drift
from icp_core.metrics.accounts import Accounts
from icp_core.metrics.deals import Deals

QUARTERS, BEFORE = 12, 8  # the twelve that are judged, and eight before them in which nothing changes
AS_OF = date(2023, 12, 31)
STARTS = np.arange("2019-01", "2024-04", 3, dtype="datetime64[M]").astype("datetime64[D]")
BASE = {
    "share": 0.6,  # of new pipeline inside the ICP
    "win_inside": 0.30, "win_outside": 0.15,
    "cycle_inside": 60.0, "cycle_outside": 90.0,  # days
    "churn_inside": 0.10, "churn_outside": 0.35,  # a year
    "growth_inside": 0.08, "growth_outside": -0.05,  # a year
}  # fmt: skip


@dataclass(frozen=True)
class World:
    """One planted company."""

    data: Dataset
    accounts: Accounts
    deals: Deals
    inside_accounts: pd.Series
    inside_deals: pd.Series

    def measure(self, **changed: object) -> Drift:
        """Measure its drift; ``changed`` replaces what the measurement is given."""
        given = {"data": self.data, "accounts": self.accounts, "deals": self.deals}
        given |= {"inside_accounts": self.inside_accounts, "inside_deals": self.inside_deals} | changed
        return measure_drift(given.pop("data"), given.pop("accounts"), given.pop("deals"), **given)


@dataclass(frozen=True)
class Company:
    """What is planted: each value constant, or one per judged quarter.

    Args:
        logos: New customers a quarter, about.
        changed: What differs from ``BASE``.
        noise: Whether quarters scatter more than chance (3 points of mix, 7 % of win rate, 5 % of cycle).
    """

    logos: float = 50
    changed: dict[str, object] = field(default_factory=dict)
    noise: bool = True

    def world(self, seed: int, *, as_of: date = AS_OF) -> World:
        """Draw the company."""
        rng = np.random.default_rng([seed, int(self.logos)])
        planted = self._quarters(rng)
        quarter = np.repeat(np.arange(QUARTERS + BEFORE), rng.poisson(self.logos / 0.24, QUARTERS + BEFORE))
        length = np.diff(STARTS).astype(int)[quarter]
        created = STARTS[quarter] + (rng.random(quarter.size) * length).astype("timedelta64[D]")
        inside = rng.random(quarter.size) < planted["share"][quarter]
        of = lambda name: np.where(inside, planted[f"{name}_inside"][quarter], planted[f"{name}_outside"][quarter])  # noqa: E731
        won = rng.random(quarter.size) < of("win")
        cycle = np.exp(rng.normal(np.log(of("cycle") * np.where(won, 1, 1.4)), 0.6)).astype("timedelta64[D]")
        return _assembled(rng, planted, created, cycle, won, inside, as_of)

    def _quarters(self, rng: np.random.Generator) -> dict[str, np.ndarray]:
        planted = {
            name: np.broadcast_to(np.asarray(self.changed.get(name, value), float), (QUARTERS,)).copy()
            for name, value in BASE.items()
        }
        if self.noise:
            logit = np.log(planted["share"] / (1 - planted["share"])) + rng.normal(0, 0.12, QUARTERS)
            planted["share"] = 1 / (1 + np.exp(-logit))
            scatter = np.exp(rng.normal(0, 0.07, QUARTERS))
            planted["win_inside"], planted["win_outside"] = (
                planted[f"win_{g}"] * scatter for g in ("inside", "outside")
            )
            planted["cycle_inside"] = planted["cycle_inside"] * np.exp(rng.normal(0, 0.05, QUARTERS))
        return {name: np.r_[np.full(BEFORE, BASE[name]), values] for name, values in planted.items()}


def ramp(first: float, last: float, begins: int = 3, ends: int = 11) -> np.ndarray:
    """Return a value that goes from ``first`` to ``last`` between two of the judged quarters."""
    return np.interp(np.arange(QUARTERS), [begins, ends], [first, last])


def _assembled(rng, planted, created, cycle, won, inside, as_of) -> World:
    today = np.datetime64(as_of)
    keep = created <= today
    created, closed, won, inside = created[keep], (created + cycle)[keep], won[keep], inside[keep]
    decided = closed <= today
    outcome = np.where(decided, np.where(won, "won", "lost"), "open")
    names = np.array([f"d{number}" for number in range(created.size)])
    deals = pd.DataFrame({
        "deal_id": pd.Series(names, dtype="str"),
        "account_id": pd.Series(np.char.replace(names, "d", "a"), dtype="str"),
        "outcome": pd.Series(outcome, dtype="str"),
        "created": pd.Series(created.astype("datetime64[us]")),
        "closed": pd.Series(np.where(decided, closed, np.datetime64("NaT")).astype("datetime64[us]")),
        "is_new": pd.Series(True, range(created.size), dtype="boolean"),
        "amount": np.exp(rng.normal(9.5, 1.0, created.size)),
    })  # fmt: skip
    logos = decided & won
    start, fits = closed[logos], inside[logos]
    quarter = np.clip(np.searchsorted(STARTS, start, side="right") - 1, 0, QUARTERS + BEFORE - 1)
    of = lambda name: np.where(fits, planted[f"{name}_inside"][quarter], planted[f"{name}_outside"][quarter])  # noqa: E731
    life = rng.exponential(-1 / np.log(1 - of("churn"))) * 365.25
    end = start + np.minimum(life, 40_000).astype("timedelta64[D]")
    left = end <= today
    arr, growth = np.exp(rng.normal(9.5, 1.0, start.size)), of("growth") + rng.normal(0, 0.1, start.size)
    frame = pd.DataFrame({
        "account_id": deals.loc[logos, "account_id"].to_numpy(),
        "start": start.astype("datetime64[us]"),
        "end": np.where(left, end, np.datetime64("NaT")).astype("datetime64[us]"),
        "left": pd.Series(left, dtype="boolean"),
        "entry": 0.0,
    })  # fmt: skip
    accounts = Accounts(frame, as_of, (), "churn dates", "", "", "", ())
    revenue = _revenue(frame["account_id"], start, np.where(left, end, today), arr, growth)
    return World(
        Dataset({"revenue": revenue}, "planted", as_of),
        accounts,
        Deals(deals, as_of, (), ()),
        pd.Series(fits, frame["account_id"], dtype="boolean"),
        pd.Series(inside, deals["deal_id"], dtype="boolean"),
    )


def _revenue(names, start, end, arr, growth) -> pd.DataFrame:
    """Revenue in the last month of each quarter from 2020 on, which is all that retention over a judged year reads."""
    rows = []
    for month_end in STARTS[BEFORE:] - np.timedelta64(1, "D"):
        live = (start < month_end) & (end >= month_end)
        years = (month_end - start[live]).astype(int) / 365
        mrr = arr[live] * np.exp(growth[live] * years) / 12
        month = month_end.astype("datetime64[M]").astype("datetime64[us]")
        rows.append(pd.DataFrame({"account_id": names[live].to_numpy(), "month": month, "mrr": mrr}))
    return pd.concat(rows, ignore_index=True).astype({"account_id": "str"})
