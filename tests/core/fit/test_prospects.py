"""Prospects get ring, score and reasons, and the one unknown column whose value would give the ring is found by trying."""

import itertools

import numpy as np
import pandas as pd
import pytest

from icp_core.fit import (
    INSIDE,
    Unfamiliar,
    best_first,
    fit_accounts,
    score_prospects,
    unfamiliar_values,
    what_settles,
)
from icp_core.profile import IcpProfile

ICP = IcpProfile(
    criteria=[
        {"column": "industry", "op": "in", "value": ["Software"], "mode": "require"},
        {"column": "employees", "op": "between", "value": [101, 500], "weight": 2},
        {"column": "tools", "op": "in", "value": ["SAP"]},
        {"column": "region", "op": "in", "value": ["LATAM"], "mode": "exclude"},
    ]
)
VALUES = {
    "industry": ["Software", "Retail", None],
    "employees": [300.0, 95.0, 20.0, np.nan],
    "tools": ["SAP", "Other", None],
    "region": ["EMEA", "LATAM", None],
}
KNOWN = {
    "industry": ["Software", "Retail"],
    "employees": [300.0, 20.0],
    "tools": ["SAP", "x"],
    "region": ["EMEA", "LATAM"],
}


@pytest.fixture(scope="module")
def every_kind() -> pd.DataFrame:
    """One prospect for each combination of values."""
    rows = pd.DataFrame(list(itertools.product(*VALUES.values())), columns=list(VALUES))
    return rows.assign(account_id=[f"p{number}" for number in range(len(rows))])


def _ring(row: pd.Series) -> str:
    return str(fit_accounts(row.to_frame().T.infer_objects(), ICP).frame["ring"][0])


def test_the_settling_column_is_the_one_found_by_trying_both_values(every_kind: pd.DataFrame) -> None:
    scored = score_prospects(every_kind, ICP)
    order = ["bullseye", "inner", "outer", "outside"]
    for place, row in every_kind.iterrows():
        now, found = str(scored.loc[place, "ring"]), scored.loc[place]
        settling = {}
        for column in VALUES:
            if pd.notna(row[column]):
                continue
            pair = [_ring(row.where(row.index != column, value)) for value in KNOWN[column]]
            if "unclassified" not in pair and (now == "unclassified" or pair[0] != pair[1]):
                settling[column] = tuple(pair)
        if not settling:
            assert (found["settled_by"], found["ring_if_match"], found["ring_if_miss"]) == ("", "", "")
            continue
        assert settling[found["settled_by"]] == (found["ring_if_match"], found["ring_if_miss"])
        gains = {name: order.index(low) - order.index(high) for name, (high, low) in settling.items()}
        assert gains[found["settled_by"]] == max(gains.values())


def test_every_criterion_is_matched_missed_or_unknown_once(every_kind: pd.DataFrame) -> None:
    scored = score_prospects(every_kind, ICP)
    for place, row in scored.iterrows():
        said = [
            word.split(" (")[0] for part in ("matched", "missed", "unknown") for word in row[part].split("; ") if word
        ]
        assert sorted(said) == sorted(VALUES)
        assert ("industry" in row["unknown"]) == pd.isna(every_kind.loc[place, "industry"])


def test_a_number_on_the_soft_edge_is_nearly_matched() -> None:
    row = pd.DataFrame({"account_id": ["a"], "industry": ["Software"], "employees": [95.0], "tools": ["SAP"]})
    assert score_prospects(row, ICP)["matched"][0] == "industry; employees (nearly); tools"


def test_a_column_that_the_list_does_not_have_is_unknown_and_may_settle() -> None:
    row = pd.DataFrame({"account_id": ["a"], "employees": [300.0], "tools": ["SAP"], "region": ["EMEA"]})
    found = score_prospects(row, ICP).iloc[0]
    assert (found["ring"], found["settled_by"]) == ("unclassified", "industry")
    assert (found["ring_if_match"], found["ring_if_miss"]) == ("bullseye", "outside")


def test_scores_and_rings_are_those_of_the_fit(every_kind: pd.DataFrame) -> None:
    scored, fit = score_prospects(every_kind, ICP), fit_accounts(every_kind, ICP).frame
    assert scored["ring"].astype("str").tolist() == fit["ring"].tolist()
    np.testing.assert_array_equal(scored["fit"], fit["fit"])
    assert scored["reasons"].tolist() == fit["reasons"].tolist()


def test_an_empty_list_and_an_icp_without_criteria_have_a_result() -> None:
    nobody = pd.DataFrame({"account_id": pd.Series([], dtype="str"), "industry": pd.Series([], dtype="str")})
    assert score_prospects(nobody, ICP).empty
    one = score_prospects(pd.DataFrame({"account_id": ["a"]}), IcpProfile())
    assert one[["ring", "settled_by", "unknown"]].values.tolist() == [["unclassified", "", ""]]


def test_what_to_look_up_first_is_what_brings_most_prospects_inside(every_kind: pd.DataFrame) -> None:
    scored = score_prospects(every_kind, ICP)
    found = what_settles(scored).set_index("column")
    for column, row in found.iterrows():
        here = scored[scored["settled_by"] == column]
        assert row["prospects"] == len(here)
        inside = here["ring"].isin(INSIDE)
        assert row["could_come_in"] == here.loc[~inside, "ring_if_match"].isin(INSIDE).sum()
        assert row["could_fall_out"] == (~here.loc[inside, "ring_if_miss"].isin(INSIDE)).sum()
    assert found["could_come_in"].is_monotonic_decreasing
    assert found["could_come_in"].any()
    assert found["could_fall_out"].any()


def test_a_value_that_neither_the_icp_nor_the_customers_know_is_counted_by_company() -> None:
    icp = IcpProfile(
        criteria=[
            {"column": "industry", "op": "in", "value": ["Software"], "mode": "require"},
            {"column": "region", "op": "in", "value": ["LATAM"], "mode": "exclude"},
            {"column": "plan", "op": "in", "value": ["Pro"]},
        ]
    )
    listed = pd.DataFrame(
        {
            "industry": ["SaaS", "saas ", "Retail", "software", None, "IT"],
            "region": ["Mars"] * 6,
            "plan": ["Basic"] * 6,
        }
    )
    customers = pd.DataFrame({"industry": ["Software", "Retail"], "region": ["EMEA", "LATAM"]})
    found = unfamiliar_values(listed, icp, customers)
    assert found == (Unfamiliar("industry", "SaaS", 2), Unfamiliar("industry", "IT", 1))


def test_a_company_with_several_values_one_of_which_is_wanted_is_no_miss() -> None:
    icp = IcpProfile(criteria=[{"column": "tools", "op": "in", "value": ["SAP"]}])
    listed = pd.DataFrame({"tools": [["SAP", "Foo"], ["Foo", "Bar", "Foo"], ["Foo", "Sage"]]})
    found = unfamiliar_values(listed, icp, pd.DataFrame({"tools": ["SAP", "Sage"]}))
    assert found == (Unfamiliar("tools", "Foo", 2), Unfamiliar("tools", "Bar", 1))


def test_the_best_come_first_and_other_rings_are_left_out(every_kind: pd.DataFrame) -> None:
    rows = best_first(score_prospects(every_kind, ICP), ["bullseye", "inner"])
    assert set(rows["ring"]) == {"bullseye", "inner"}
    assert rows["ring"].astype("str").tolist() == sorted(rows["ring"].astype("str"))
    assert rows[rows["ring"] == "inner"]["fit"].is_monotonic_decreasing
