from datetime import date

import pandas as pd
import pytest

from icp_core.dataset import Dataset
from icp_core.metrics import account_table, spells


def of(table, first="2024-01", as_of=date(2025, 12, 31), **tables):
    rows = []
    for name, paid in table.items():
        months = pd.period_range(first, periods=len(paid), freq="M").to_timestamp()
        rows += [(name, month, 10.0) for month, mark in zip(months, paid, strict=True) if mark == "x"]
    revenue = pd.DataFrame(rows, columns=["account_id", "month", "mrr"]).astype({"month": "datetime64[us]"})
    if "customers" not in tables:
        tables["customers"] = pd.DataFrame({"account_id": list(table), "start_date": pd.Timestamp(f"{first}-01")})
    data = Dataset.of(as_of=as_of, revenue=revenue, **tables)
    return spells(data, account_table(data))


STAYS, LEAVES, BACK = "x" * 24, "x" * 6 + "." * 18, "x" * 6 + "..." + "x" * 15
# few accounts pause: otherwise the table would look like single orders
TABLE = {f"s{i}": STAYS for i in range(20)} | {f"l{i}": LEAVES for i in range(10)} | {"b": BACK}


def test_an_account_that_comes_back_has_two_spells_and_is_named():
    found = of(TABLE)
    assert found.returned == ("b",)
    mine = found.frame[found.frame["account_id"] == "b"]
    assert mine["months"].tolist() == [6, 15]
    assert mine["start"].dt.strftime("%Y-%m").tolist() == ["2024-01", "2024-10"]
    assert mine["end"].isna().tolist() == [False, True]


def test_share_that_came_back_counts_those_that_left_a_first_time():
    found = of(TABLE)
    assert (found.came_back.value, found.came_back.n) == (1 / 11, 11)
    assert found.back_within.value == pytest.approx(1 / 11)  # all were watched for a year and more after leaving


def test_whoever_left_lately_is_not_yet_decided():
    table = {f"s{i}": STAYS for i in range(20)} | {f"l{i}": "x" * 22 + ".." for i in range(9)} | {"b": BACK}
    found = of(table)
    assert found.came_back.value == 0.1
    assert found.back_within.why == "nobody has been observed for more than 3 months"


def test_the_first_spell_ends_where_the_account_first_stops_paying():
    data = of(TABLE)
    assert data.first.at(7).value == pytest.approx(20 / 31)  # one life would be 21 of 31: b came back


def test_an_older_account_enters_at_the_age_it_has_when_the_source_begins():
    customers = pd.DataFrame({"account_id": [f"s{i}" for i in range(20)], "start_date": pd.Timestamp("2022-01-01")})
    found = of({f"s{i}": STAYS for i in range(20)}, customers=customers)
    assert found.first.longest == pytest.approx(48, abs=0.2)
    assert not found.first.at(12).known


def test_without_revenue_there_are_no_spells():
    data = Dataset.of(customers=pd.DataFrame({"account_id": ["a"]}))
    found = spells(data, account_table(data))
    assert (found.first, found.came_back.known, found.why[:20]) == (None, False, "no revenue by month:")
