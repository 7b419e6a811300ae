"""Accounts gained and lost between two versions, and ICPs beside what became of their customers."""

import numpy as np
import pandas as pd
import pytest

from icp_core.dataset import Dataset
from icp_core.fit.outcomes import Outcomes
from icp_core.fit.preview import Ground
from icp_core.fit.standing import overlaps, standings
from icp_core.fit.version_changes import version_changes
from icp_core.metrics import account_table
from icp_core.profile import IcpProfile


def of_size(*sizes, **more):
    return IcpProfile(criteria=[{"column": "size", "op": "in", "value": sizes, "mode": "require"}], **more)


def company(leaving):
    """600 customers of two sizes; the share that leaves within the first year is given for each."""
    rng = np.random.default_rng(5)
    size = np.repeat(["S", "L"], 300)
    left = rng.random(600) < np.array([leaving[one] for one in size])
    customers = pd.DataFrame(
        {
            "account_id": [f"c{i:03}" for i in range(600)],
            "size": size,
            "current_arr": np.arange(600) * 10.0,
            "tenure_months": np.where(left, 6.0, 24.0),
            "churned": pd.array(left, dtype="boolean"),
        }
    )
    data = Dataset.of(customers=customers)
    accounts = account_table(data)
    return Ground.of(accounts, None), Outcomes.of(data, accounts, None), accounts


def test_accounts_gained_and_lost_are_named_with_their_rings():
    ground, _, accounts = company({"S": 0.1, "L": 0.1})
    found = version_changes(accounts, ground, of_size("S"), of_size("L"))
    assert set(found.gained["account_id"]) == set(accounts.frame["account_id"][300:])
    assert set(found.lost["account_id"]) == set(accounts.frame["account_id"][:300])
    assert found.gained["before"].eq("outside").all()
    assert found.gained["after"].eq("bullseye").all()
    assert found.gained["arr"].is_monotonic_decreasing
    assert found.lost["reasons"].iloc[0] == "size S: no"
    live = accounts.frame[~accounts.frame["left"].fillna(value=False)]
    assert found.arr_gained.value == pytest.approx(live.loc[live["size"] == "L", "arr"].sum())


def test_a_wider_version_loses_nobody():
    ground, _, accounts = company({"S": 0.1, "L": 0.1})
    found = version_changes(accounts, ground, of_size("S"), of_size("S", "L"))
    assert (len(found.gained), len(found.lost), found.stayed, found.moved) == (300, 0, 300, 300)


def test_a_column_that_the_data_lack_places_nobody_and_is_no_loss_in_silence():
    ground, _, accounts = company({"S": 0.1, "L": 0.1})
    moons = IcpProfile(criteria=[{"column": "moons", "op": ">=", "value": 1, "mode": "require"}])
    found = version_changes(accounts, ground, of_size("S"), moons)
    assert (found.unplaced_before, found.unplaced_after) == (0, 600)
    assert found.lost["after"].eq("unclassified").all()


@pytest.mark.parametrize(
    ("leaving", "kind", "right"),
    [
        ({"S": 0.05, "L": 0.40}, "positive", "supported"),
        ({"S": 0.40, "L": 0.05}, "positive", "contradicted"),
        ({"S": 0.40, "L": 0.05}, "negative", "supported"),
        ({"S": 0.05, "L": 0.40}, "negative", "contradicted"),
        ({"S": 0.20, "L": 0.20}, "negative", "cannot tell yet"),
    ],
)
def test_an_icp_is_held_against_how_long_its_customers_stayed(leaving, kind, right):
    ground, outcomes, _ = company(leaving)
    (found,) = standings(ground, outcomes, [of_size("S", kind=kind)])
    assert found.right == right
    assert found.customers.value == 0.5
    assert not found.win_rate.inside.known


def test_without_lifetimes_nobody_can_tell_whether_an_icp_is_right():
    data = Dataset.of(customers=pd.DataFrame({"account_id": ["a", "b"], "size": ["S", "L"]}))
    accounts = account_table(data)
    (found,) = standings(Ground.of(accounts, None), Outcomes.of(data, accounts, None), [of_size("S")])
    assert found.right == "cannot tell yet"
    assert found.sentence.startswith("Whether that is right cannot be told: ")


def test_customers_both_wanted_and_avoided_are_counted():
    ground, _, _ = company({"S": 0.1, "L": 0.1})
    wanted, avoided = of_size("S", "L", name="Win"), of_size("L", name="Avoid", kind="negative")
    (found,) = overlaps(ground, [wanted, avoided, of_size("S", name="Other")][:2])
    assert (found.win, found.avoid, found.share.value) == ("Win", "Avoid", 0.5)
