"""Which ICP would the customers have suggested a year ago, and did it hold?"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType

import pandas as pd

from icp_core.dataset import Dataset
from icp_core.fit.back_test import BackTest, back_test
from icp_core.fit.score import fit_accounts
from icp_core.fit.suggest import Suggestion, suggest
from icp_core.fit.years import DAYS
from icp_core.metrics.accounts import Accounts, account_table
from icp_core.metrics.deals import Deals
from icp_core.traits import WEIGHTS, find_traits, success_target

OF_TODAY = ("tenure_months", "current_arr", "current_mrr", "lifetime_value")  # columns that say how things stand now
DATED = ("churn dates", "last paid period", "silence in the revenue table")  # sources that know when somebody left


@dataclass(frozen=True)
class Hindsight:
    """The ICP that the data of a year ago suggest, judged by the year since.

    Args:
        known_on: The day up to which the data were looked at.
        suggestion: What they suggest.
        test: How it held; None where nothing was suggested.
        why: Why there is no test; empty otherwise.
    """

    known_on: date
    suggestion: Suggestion
    test: BackTest | None
    why: str = ""


def hindsight(
    data: Dataset, accounts: Accounts, deals: Deals | None, *, weights: Mapping[str, float] = WEIGHTS, seed: int = 0
) -> Hindsight:
    """Mine the suggested ICP from what was known a year before the last day of the data, and judge it after.

    What was known then: who was a customer and what each had paid. The attributes are those of the files, because no
    export keeps what they were a year ago.

    Args:
        data: The data set.
        accounts: The accounts as of today.
        deals: The deals as of today; None when there are none.
        weights: What success is made of, as in ``success_target``.
        seed: Seed of the permutation tests.
    """
    day = data.as_of - timedelta(days=DAYS)
    if accounts.lifetimes_from not in DATED:
        why = accounts.why_no_lifetimes or f"the {accounts.lifetimes_from} does not say who was a customer a year ago"
        return Hindsight(day, Suggestion(None, why, ()), None, why)
    then = account_table(as_known_on(data, day))
    suggestion = suggest(find_traits(then, success=success_target(then, weights=weights), seed=seed))
    if suggestion.profile is None:
        return Hindsight(day, suggestion, None, suggestion.why)
    fit = fit_accounts(accounts.described, suggestion.profile, explained=False)
    fit_deals = None if deals is None else fit_accounts(deals.described, suggestion.profile, explained=False)
    return Hindsight(day, suggestion, back_test(data, accounts, deals, fit, fit_deals))


def as_known_on(data: Dataset, day: date) -> Dataset:
    """Return the data set as far as it was known at the end of a day.

    Later starts, leavings, payments and decisions are left out by whoever reads it (they respect ``as_of``); columns
    of the customers file that say how things stand today are taken away.

    It turns the files back, because success counts growth; ``segments.forecast.landmark`` turns the account table back,
    and where both speak they agree: docs/decisions/0031-two-ways-of-looking-back.md.

    Args:
        data: The data set.
        day: A day before its last.

    Example:
        >>> customers = pd.DataFrame({"account_id": ["a"], "current_arr": [10.0], "initial_arr": [5.0]})
        >>> then = as_known_on(Dataset.of(customers=customers), date(2024, 12, 31))
        >>> list(then.frame("customers")), then.as_of.year
        (['account_id', 'initial_arr'], 2024)
    """
    tables = dict(data.tables)
    if "customers" in tables:
        frame: pd.DataFrame = data.frame("customers")
        tables["customers"] = frame.drop(columns=[name for name in OF_TODAY if name in frame])
    return replace(
        data, tables=MappingProxyType(tables), as_of=day, fingerprint=f"{data.fingerprint}|{day}", _frames={}
    )
