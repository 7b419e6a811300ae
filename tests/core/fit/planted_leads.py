"""Companies in which the lead of those inside the ICP is known for every year."""

import numpy as np
import pandas as pd

from icp_core.dataset import Dataset
from icp_core.fit import fit_accounts
from icp_core.fit.outcomes import Outcomes
from icp_core.fit.uneven import uneven_fit
from icp_core.fit.worth_over_time import Worth, worth_over_time
from icp_core.metrics import account_table, deal_table
from icp_core.profile import IcpProfile

INSIDE = IcpProfile(criteria=[{"column": "region", "op": "in", "value": ["EMEA"], "mode": "require"}])
AS_OF = pd.Timestamp("2025-12-31")
YEARS = 5


def leads(n: int, rng: np.random.Generator, first: float, last: float) -> tuple[Worth, ...]:
    """Draw one company whose lead goes from ``first`` to ``last``, and read it."""
    age = rng.uniform(0, 12 * YEARS, n)
    lead = last + (first - last) * age / (12 * YEARS)
    inside = rng.random(n) < 0.5
    life = rng.exponential(-12 / np.log(0.62 + lead * inside))
    start = AS_OF - pd.to_timedelta(age * 30.4375, unit="D").round("D")
    end = start + pd.to_timedelta(life * 30.4375, unit="D").round("D")
    customers = pd.DataFrame(
        {
            "account_id": [f"a{row}" for row in range(n)],
            "region": np.where(inside, "EMEA", "LATAM"),
            "start_date": start,
            "churn_date": pd.Series(end).where(end <= AS_OF),
        }
    )
    ago = rng.uniform(0, 365 * YEARS, 3 * n)
    fits = rng.random(3 * n) < 0.5
    won = rng.random(3 * n) < 0.15 + (last + (first - last) * ago / (365 * YEARS)) * fits
    created = AS_OF - pd.to_timedelta(ago, unit="D").round("D")
    closed = created + pd.to_timedelta(rng.integers(20, 150, 3 * n), unit="D")
    outcome = np.where(closed > AS_OF, "open", np.where(won, "won", "lost"))
    deals = pd.DataFrame(
        {
            "deal_id": [f"d{row}" for row in range(3 * n)],
            "region": np.where(fits, "EMEA", "LATAM"),
            "outcome": outcome,
            "created_date": created,
            "close_date": pd.Series(closed).where(closed <= AS_OF),
        }
    )
    data = Dataset.of(as_of=AS_OF.date(), customers=customers, deals=deals)
    accounts = account_table(data)
    table = deal_table(data, accounts)
    own = table.frame[["deal_id", *table.attributes]].rename(columns={"deal_id": "account_id"})
    fits = fit_accounts(accounts.frame, INSIDE), fit_accounts(own, INSIDE)
    return worth_over_time(Outcomes.of(data, accounts, table), *fits, uneven=uneven_fit(table, fits[1], with_open=True))
