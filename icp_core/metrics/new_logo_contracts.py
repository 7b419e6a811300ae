"""What is a new customer's first contract worth, and what was given away to win it?"""

from dataclasses import dataclass, replace

import pandas as pd

from icp_core.metrics.deals import Deals
from icp_core.metrics.ratio import MIN_VALUES, median
from icp_core.metrics.winning import contract_value, days_of, discount_rate, median_discount
from icp_core.results import Estimate, Unit, plural, unknown

BY_TYPE = "deals whose type says new business"
BY_ORDER = (
    "the first won deal of each account, for want of a deal type: an account may have bought before the file begins"
)


@dataclass(frozen=True)
class NewLogoContracts:
    """First contracts of new customers.

    Args:
        acv: Mean value a year.
        typical: Median value a year: a mean is carried by large deals.
        discount: What was given away over the list price, large deals weighing more.
        typical_discount: The same in the middle case, every deal weighing the same.
        rule: How new business was told from old.
        quarters: Quarter of the close to its mean value, oldest first; unknown with fewer than 8 deals.
    """

    acv: Estimate
    typical: Estimate
    discount: Estimate
    typical_discount: Estimate
    rule: str
    quarters: dict[str, Estimate]


def new_logo_contracts(deals: Deals | None) -> NewLogoContracts:
    """Return what the deals that won a new customer are worth.

    New business is told by the deal type; where no won deal has a telling type, an account's first won deal is new.

    Source:
        As ``acv`` and ``discount_rate``: a mean, and a ratio of sums, Cochran (1977), section 2.11.
    """
    if deals is None:
        why = "no deals file"
        money, rate = unknown(Unit.MONEY, why), unknown(Unit.RATIO, why)
        return NewLogoContracts(money, money, rate, rate, "", {})
    won = deals.won
    rule = BY_TYPE if won["is_new"].notna().any() else BY_ORDER
    rows = won[won["is_new"].fillna(value=False)] if rule == BY_TYPE else _firsts(won)
    window = days_of(rows["closed"])
    values = rows.loc[rows["annual_value"] > 0, "annual_value"]
    few = unknown(Unit.MONEY, f"{plural(len(values), 'new contract')} with a value: too few", n=len(values))
    dated = rows[rows["closed"].notna()]
    label = dated["closed"].dt.to_period("Q").astype(str)
    return NewLogoContracts(
        acv=contract_value(rows, window=window),
        typical=median(values, Unit.MONEY, window=window) if len(values) >= MIN_VALUES else few,
        discount=discount_rate(replace(deals, frame=rows)),
        typical_discount=median_discount(replace(deals, frame=rows)),
        rule=rule,
        quarters={str(name): contract_value(part, window=str(name)) for name, part in dated.groupby(label, sort=True)},
    )


def _firsts(won: pd.DataFrame) -> pd.DataFrame:
    named = won[won["account_id"].notna()].sort_values("closed", kind="stable")
    return named.drop_duplicates("account_id")
