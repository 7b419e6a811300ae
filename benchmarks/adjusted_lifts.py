"""Do the intervals of the adjusted differences hold the truth, and does the plain difference mislead?

.venv/bin/python benchmarks/adjusted_lifts.py [--worlds 400] [--accounts 300 1000 3000]

Planted: large and old accounts are inside more often, and stay, grow and buy better whoever they are; within the same
size and start year, being inside is worth exactly 8 points of each outcome. Printed for each outcome: mean of the plain
and of the adjusted difference, and the share of 90 % intervals of the adjusted one that hold 8 points.
"""

import argparse
from datetime import date

import numpy as np
import pandas as pd

from icp_core.dataset import Dataset
from icp_core.fit import fit_accounts
from icp_core.fit.adjusted import adjusted_lifts
from icp_core.fit.outcomes import Outcomes
from icp_core.metrics import account_table, deal_table
from icp_core.profile import IcpProfile

WORTH = 0.08  # of being inside, in each outcome
INSIDE = IcpProfile(criteria=[{"column": "region", "op": "in", "value": ["EMEA"], "mode": "require"}])
AS_OF = pd.Timestamp("2025-12-31")


def main() -> None:
    """Draw many companies of each size, adjust, and count how often the interval holds what was planted."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--worlds", type=int, default=400)
    parser.add_argument("--accounts", type=int, nargs="+", default=[300, 1000, 3000])
    options = parser.parse_args()
    for n in options.accounts:
        plain, adjusted, held, known = {}, {}, {}, {}
        for seed in range(options.worlds):
            for name, found in world(n, np.random.default_rng([n, seed])).items():
                if not found.adjusted.known:
                    continue
                known[name] = known.get(name, 0) + 1
                plain[name] = plain.get(name, 0.0) + found.plain.value
                adjusted[name] = adjusted.get(name, 0.0) + found.adjusted.value
                held[name] = held.get(name, 0) + (found.adjusted.low <= WORTH <= found.adjusted.high)
        for name, count in known.items():
            print(
                f"{n} accounts, {name}: plain {plain[name] / count:+.3f}, adjusted {adjusted[name] / count:+.3f} "
                f"(planted {WORTH:+.3f}), interval holds it {held[name] / count:.3f} of {count}"
            )


def world(n: int, rng: np.random.Generator):
    """Draw one company, and return its differences."""
    size, age = rng.integers(0, 3, n), rng.uniform(0, 48, n)
    better = 0.06 * size + 0.04 * (age > 24)
    inside = rng.random(n) < 0.2 + 0.2 * size + 0.1 * (age > 24)
    kept = 0.62 + better + WORTH * inside
    life = rng.exponential(-12 / np.log(kept))
    start = AS_OF - pd.to_timedelta(age * 30.4375, unit="D").round("D")
    end = start + pd.to_timedelta(life * 30.4375, unit="D").round("D")
    value = np.exp(rng.normal(8 + 2 * size, 0.3))
    customers = pd.DataFrame(
        {
            "account_id": [f"a{row}" for row in range(n)],
            "region": np.where(inside, "EMEA", "LATAM"),
            "start_date": start,
            "churn_date": pd.Series(end).where(end <= AS_OF),
            "initial_arr": value,
        }
    )
    account = rng.integers(0, n, 2 * n)
    created = AS_OF - pd.to_timedelta(rng.integers(200, 1400, 2 * n), unit="D")
    won = rng.random(2 * n) < 0.15 + 0.1 * size[account] + WORTH * inside[account]
    deals = pd.DataFrame(
        {
            "deal_id": [f"d{row}" for row in range(2 * n)],
            "account_id": customers["account_id"].to_numpy()[account],
            "outcome": np.where(won, "won", "lost"),
            "created_date": created,
            "close_date": created + pd.Timedelta(days=60),
            "amount": value[account] * np.exp(rng.normal(0, 0.1, 2 * n)),
        }
    )
    data = Dataset.of(as_of=date(2025, 12, 31), customers=customers, deals=deals)
    accounts = account_table(data)
    table = deal_table(data, accounts)
    then = value / 12
    now = then * np.maximum(rng.normal(0.75 + better + WORTH * inside, 0.3), 0.0)
    outcomes = Outcomes(accounts, table, then, now, "")
    own = table.frame[["deal_id", *table.attributes]].rename(columns={"deal_id": "account_id"})
    return adjusted_lifts(outcomes, fit_accounts(accounts.frame, INSIDE), fit_accounts(own, INSIDE))


if __name__ == "__main__":
    main()
