"""What is counted while somebody edits an ICP is what the full comparison says."""

import numpy as np
import pandas as pd
import pytest

from icp_core.dataset import Dataset
from icp_core.fit import RINGS, fit_accounts
from icp_core.fit.edges import fade
from icp_core.fit.matching import match
from icp_core.fit.preview import Ground, preview
from icp_core.fit.soft_edge import edge_ends
from icp_core.fit.tried_rows import TriedRows
from icp_core.metrics import account_table, deal_table
from icp_core.profile import Criterion, IcpProfile

INDUSTRIES, SKILLS = np.array(["Software", "Fintech", "Retail"]), (["SAP"], ["SAP", "Jira"], ["Jira"])


def company(n=400, seed=3):
    rng = np.random.default_rng(seed)
    customers = pd.DataFrame(
        {
            "account_id": [f"c{i}" for i in range(n)],
            "industry": pd.Series(rng.choice(INDUSTRIES, n), dtype="str").mask(rng.random(n) < 0.2),
            "employees": np.where(rng.random(n) < 0.2, np.nan, np.round(rng.lognormal(5, 1, n))),
            "technologies": pd.Series([SKILLS[i] if i < 3 else None for i in rng.integers(0, 4, n)], dtype=object),
            "current_arr": rng.integers(1, 90, n) * 1000.0,
            "churned": pd.array(rng.random(n) < 0.3, dtype="boolean"),
        }
    )
    deals = pd.DataFrame(
        {
            "deal_id": [f"d{i}" for i in range(n)],
            "account_id": [f"c{i}" for i in range(n)],
            "outcome": rng.choice(["won", "lost", "open"], n),
        }
    )
    data = Dataset.of(customers=customers, deals=deals)
    accounts = account_table(data)
    return accounts, deal_table(data, accounts)


ACCOUNTS, DEALS = company()
GROUND = Ground.of(ACCOUNTS, DEALS)
CRITERIA = [
    {"column": "industry", "op": "in", "value": ["software", "Fintech"], "mode": "require"},
    {"column": "employees", "op": "between", "value": [80, 400], "weight": 3},
    {"column": "Employees", "op": ">=", "value": 60, "mode": "require", "soft_edge": 0.3},
    {"column": "technologies", "op": "in", "value": ["SAP"]},
    {"column": "technologies", "op": "in", "value": ["Oracle"], "mode": "exclude"},
    {"column": "employees", "op": "<=", "value": 20, "mode": "exclude"},
    {"column": "moons", "op": ">=", "value": 1},
]


@pytest.mark.parametrize("count", range(1, len(CRITERIA) + 1))
def test_the_rings_are_those_of_the_comparison(count):
    profile = IcpProfile(criteria=CRITERIA[:count])
    full = fit_accounts(ACCOUNTS.frame[["account_id", *ACCOUNTS.attributes]], profile).frame
    found = preview(GROUND, profile)
    assert {row.ring: row.n for row in found.rings} == {ring: int((full["ring"] == ring).sum()) for ring in RINGS}
    assert found.customers.value == full["inside"].fillna(value=False).sum()
    now = DEALS.frame[DEALS.frame["outcome"] == "open"]
    deals = fit_accounts(now[["deal_id", *DEALS.attributes]].rename(columns={"deal_id": "account_id"}), profile).frame
    assert found.open_deals.value == deals["inside"].fillna(value=False).sum()


@pytest.mark.parametrize("criterion", CRITERIA)
def test_a_criterion_counts_as_the_comparison_counts(criterion):
    one = Criterion(**criterion)
    full, _ = match(ACCOUNTS.frame, one)
    found = preview(GROUND, IcpProfile(criteria=[one])).criteria[0].customers
    assert found.met == (full.score == 1).sum()
    assert found.edge == (((full.score > 0) & (full.score < 1)) | full.near).sum()
    assert found.unknown == (~full.known).sum()
    assert found.met + found.edge + found.missed + found.unknown == len(ACCOUNTS.frame)


def test_an_unknown_value_is_never_a_miss():
    rows = TriedRows(pd.DataFrame({"size": ["S", None, None, "L"]}), np.array([1.0, 2.0, 4.0, 8.0]))
    profile = IcpProfile(criteria=[{"column": "size", "op": "in", "value": ["S"], "mode": "require"}])
    found = preview(Ground(rows, None), profile)
    counted = found.criteria[0].customers
    assert (counted.met, counted.missed, counted.unknown, counted.amount) == (1, 1, 2, 1.0)
    assert counted.share.value == 0.5
    assert found.unplaced == 2
    assert found.arr.value == 1.0
    assert found.arr_share.value == pytest.approx(1 / 15)


def test_arr_counts_live_customers_only():
    data = Dataset.of(
        customers=pd.DataFrame(
            {
                "account_id": ["a", "b"],
                "size": ["S", "S"],
                "current_arr": [10.0, 70.0],
                "churned": pd.array([False, True], dtype="boolean"),
            }
        )
    )
    accounts = account_table(data)
    icp = IcpProfile(criteria=[{"column": "size", "op": "in", "value": ["S"]}])
    found = preview(Ground.of(accounts, None), icp)
    assert (found.customers.value, found.arr.value) == (2.0, 10.0)
    assert found.open_deals.why == "there is no file of deals"


@pytest.mark.parametrize(
    ("criteria", "why"),
    [
        ([], "it has no criteria yet"),
        ([{"column": "size", "op": "in", "value": ["XL"], "mode": "require"}], "no customer meets 'size XL'"),
        ([{"column": "moons", "op": ">=", "value": 1, "mode": "require"}], "'moons' must hold and is unknown"),
        ([{"column": "size", "op": "in", "value": ["S", "L"], "mode": "exclude"}], "keeps every customer out"),
        (
            [
                {"column": "size", "op": "in", "value": ["S"], "mode": "require"},
                {"column": "place", "op": "in", "value": ["B"], "mode": "require"},
            ],
            "no customer meets all must-haves at once",
        ),
        ([{"column": "size", "op": "in", "value": ["XL"]}], "no customer reaches fit 60"),
    ],
)
def test_nobody_inside_comes_with_its_reason(criteria, why):
    rows = TriedRows(pd.DataFrame({"size": ["S", "L"], "place": ["A", "B"]}), np.zeros(2))
    assert why in preview(Ground(rows, None), IcpProfile(criteria=criteria)).why_nobody


@pytest.mark.parametrize(("op", "value"), [("between", [100, 500]), (">=", 100), ("<=", -5), ("between", [-2, 3])])
def test_the_soft_edge_ends_where_the_fading_does(op, value):
    criterion = Criterion(column="x", op=op, value=value, soft_edge=0.2)
    low, high = edge_ends(criterion)
    inner_low, inner_high = criterion.ends
    for end, step in ((low, 1e-3), (high, -1e-3)):
        if np.isfinite(end):
            assert fade(np.array([end]), inner_low, inner_high, 0.2)[0] == pytest.approx(0, abs=1e-9)
            assert fade(np.array([end + step * abs(end)]), inner_low, inner_high, 0.2)[0] > 0
