"""What each part of the Fit page costs after a criterion was edited: 100,000 accounts, 400,000 deals, no revenue table.

.venv/bin/python benchmarks/fit_page.py [--accounts 100000]

Processor time of one run of each part, after what does not depend on the ICP was read once; seconds. The page shows the
verdict and one tab, so what an edit costs is "verdict" and one of the others.
"""

import argparse
import time
from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd

from icp_core.dataset import Dataset
from icp_core.fit import align, fit_accounts
from icp_core.fit.adjusted import adjusted_lifts
from icp_core.fit.against_suggested import against_suggested
from icp_core.fit.agreement import agreement
from icp_core.fit.back_test import back_test
from icp_core.fit.contribution import contributions
from icp_core.fit.distribution import score_distribution
from icp_core.fit.outcomes import Outcomes
from icp_core.metrics import account_table, deal_table
from icp_core.profile import IcpProfile
from icp_core.results import Unit, unknown
from icp_core.segments import Segments
from icp_core.traits import success_target

AS_OF = date(2025, 12, 31)
DECLARED = [
    {"column": "industry", "op": "in", "value": ["A", "B", "C"], "mode": "require"},
    {"column": "employees", "op": "between", "value": [100, 900], "weight": 2},
    {"column": "region", "op": "in", "value": ["EMEA"]},
]
OTHER = [{"column": "employees", "op": ">=", "value": 200, "mode": "require"}, DECLARED[0]]


def main() -> None:
    """Make the company, read what no ICP changes, then time each part."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--accounts", type=int, default=100_000)
    options = parser.parse_args()
    data = company(options.accounts, np.random.default_rng(0))
    accounts = account_table(data)
    deals = deal_table(data, accounts)
    outcomes, success = Outcomes.of(data, accounts, deals), success_target(accounts)
    groups = Segments(False, "", "none", unknown(Unit.RATIO, "none"), (), pd.Series(dtype="str"), pd.DataFrame())
    own = deals.frame[["deal_id", *deals.attributes]].rename(columns={"deal_id": "account_id"})
    known = accounts.frame[["account_id", *accounts.attributes]]

    def found(profile: IcpProfile):
        fits = (fit_accounts(frame, profile, explained=False) for frame in (known, own))
        return align(outcomes, *fits, segments=groups, success=success)

    declared, other = IcpProfile(name="Ours", criteria=DECLARED), IcpProfile(name="Theirs", criteria=OTHER)
    warm = found(other)
    assert warm.verdict
    assert warm.rings
    here = timed("fit of accounts and deals", lambda: found(declared))
    timed("verdict", lambda: (here.verdict, here.why))
    timed(
        "how much is inside",
        lambda: (
            here.ring_shares,
            here.coverage_arr,
            here.coverage_new_logos,
            here.coverage_pipeline,
            here.logos_by_quarter,
        ),
    )
    timed("rings", lambda: (here.rings, score_distribution(here.fit)))
    timed("both ways", lambda: (here.precision, here.recall, here.precision_lift, here.lifts))
    timed("both ways, adjusted", lambda: adjusted_lifts(outcomes, here.fit, here.fit_deals))
    timed("criteria", lambda: (here.gaps, contributions(here.fit, outcomes, here.best)))
    timed("a year later", lambda: back_test(data, accounts, deals, here.fit, here.fit_deals))
    timed("suggested", lambda: against_suggested(outcomes, declared, other))
    timed("functions", lambda: agreement(accounts, [declared, other]))


def timed(name: str, make: Callable[[], object]):
    """Run it once, print its processor time, return what it made."""
    begin = time.process_time()
    made = make()
    print(f"{name}: {time.process_time() - begin:.2f} s")
    return made


def company(n: int, rng: np.random.Generator) -> Dataset:
    """Make customers and deals of plausible shape; nothing is planted."""
    today = pd.Timestamp(AS_OF)
    start = today - pd.to_timedelta(rng.integers(30, 1800, n), unit="D")
    end = start + pd.to_timedelta(rng.exponential(1500, n).astype(int), unit="D")
    customers = pd.DataFrame(
        {
            "account_id": [f"a{row}" for row in range(n)],
            "industry": rng.choice(list("ABCDEFGH"), n),
            "region": rng.choice(["EMEA", "LATAM", "APAC"], n),
            "employees": np.round(rng.lognormal(5, 1.2, n)),
            "start_date": start,
            "churn_date": pd.Series(end).where(end <= today),
            "current_arr": rng.lognormal(9, 1, n),
            "initial_arr": rng.lognormal(9, 1, n),
        }
    )
    rows = 4 * n
    created = today - pd.to_timedelta(rng.integers(0, 1300, rows), unit="D")
    closed = created + pd.to_timedelta(rng.exponential(70, rows).astype(int), unit="D")
    outcome = np.where(closed > today, "open", np.where(rng.random(rows) < 0.25, "won", "lost"))
    deals = pd.DataFrame(
        {
            "deal_id": [f"d{row}" for row in range(rows)],
            "account_id": customers["account_id"].to_numpy()[rng.integers(0, n, rows)],
            "outcome": outcome,
            "created_date": created,
            "close_date": pd.Series(closed).where(outcome != "open"),
            "amount": rng.lognormal(9, 1, rows),
        }
    )
    return Dataset.of(as_of=AS_OF, customers=customers, deals=deals)


if __name__ == "__main__":
    main()
