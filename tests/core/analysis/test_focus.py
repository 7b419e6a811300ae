"""A focus that is tried uses other rings and criteria on the same deals, and says which part of the market is left."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from icp_core.analysis import focus_on
from icp_core.dataset import Dataset
from icp_core.fit import fit_accounts
from icp_core.metrics import account_table, deal_table
from icp_core.narrow import FocusChoice
from icp_core.profile import Criterion, IcpProfile

SOFTWARE = Criterion(column="industry", op="in", value=["Software"], mode="require")
LARGE = Criterion(column="employees", op=">=", value=100, mode="require", soft_edge=0)
ICP = IcpProfile(criteria=[SOFTWARE, LARGE])
ROWS = 1_200


def company() -> tuple[Any, Any]:
    """Deals of as many companies, a third software, half of them large; software is won three times as often."""
    generator = np.random.default_rng(5)
    software, large = generator.random(ROWS) < 1 / 3, generator.random(ROWS) < 1 / 2
    created = np.datetime64("2024-01-01") + (generator.random(ROWS) * 365).astype("timedelta64[D]")
    ids = [f"d{number}" for number in range(ROWS)]
    deals = pd.DataFrame({
        "deal_id": ids,
        "account_id": [f"a{number}" for number in range(ROWS)],
        "outcome": np.where(generator.random(ROWS) < np.where(software, 0.36, 0.12), "won", "lost"),
        "amount": 1_000.0,
        "created_date": created.astype("datetime64[us]"),
        "close_date": (created + np.timedelta64(40, "D")).astype("datetime64[us]"),
        "industry": np.where(software, "Software", "Retail"),
        "employees": np.where(large, 500.0, 20.0),
    })  # fmt: skip
    data = Dataset.of(as_of=date(2025, 6, 30), deals=deals)
    accounts = account_table(data)
    table = deal_table(data, accounts)
    assert table is not None
    own = table.frame[["deal_id", *table.attributes]].rename(columns={"deal_id": "account_id"})
    observed = SimpleNamespace(data=data, accounts=accounts, deals=table)
    return observed, SimpleNamespace(profile=ICP, fit=None, fit_deals=fit_accounts(own, ICP))


def test_dropping_a_criterion_widens_the_focus_and_the_market_left() -> None:
    observed, comparison = company()
    declared = focus_on(observed, comparison, FocusChoice())
    wider = focus_on(observed, comparison, FocusChoice(dropped=(str(LARGE),)))
    frame = observed.deals.frame
    software = (frame["industry"] == "Software").to_numpy()

    assert wider.market_left.value == pytest.approx(software.mean())
    assert declared.market_left.value == pytest.approx((software & (frame["employees"] == 500)).mean())
    assert wider.narrow.supply.value > declared.narrow.supply.value
    assert (declared.tried, wider.tried) == (False, True)
    assert comparison.profile == ICP


def test_adding_a_criterion_narrows_it() -> None:
    observed, comparison = company()
    everybody = IcpProfile(criteria=[SOFTWARE])
    own = observed.deals.frame[["deal_id", *observed.deals.attributes]].rename(columns={"deal_id": "account_id"})
    comparison = SimpleNamespace(profile=everybody, fit=None, fit_deals=fit_accounts(own, everybody))
    added = focus_on(observed, comparison, FocusChoice(added=(LARGE,)))

    assert added.market_left.value < focus_on(observed, comparison, FocusChoice()).market_left.value
    assert added.tried


def test_the_windows_beside_each_other_show_whether_the_rates_held() -> None:
    observed, comparison = company()
    ((window, inside, beside),) = focus_on(observed, comparison, FocusChoice(dropped=(str(LARGE),))).before
    won = (observed.deals.frame["outcome"] == "won").to_numpy()
    software = (observed.deals.frame["industry"] == "Software").to_numpy()

    assert window == "2024Q1 to 2024Q4"
    assert inside.value == pytest.approx(won[software].mean())
    assert beside.value == pytest.approx(won[~software].mean())


def test_all_criteria_dropped_leave_no_focus() -> None:
    observed, comparison = company()
    found = focus_on(observed, comparison, FocusChoice(dropped=(str(SOFTWARE), str(LARGE))))
    assert not found.narrow.ratio.known
    assert not found.market_left.known
