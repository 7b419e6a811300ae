from datetime import date

import pandas as pd

from icp_core.dataset import Dataset
from icp_core.metrics import account_table, churn_definitions


def company(**columns):
    customers = pd.DataFrame({"account_id": ["a", "b", "c", "d"], "name": ["A", "B", "C", "D"]}).assign(**columns)
    months = pd.to_datetime(["2025-09-01", "2025-10-01", "2025-11-01", "2025-12-01"]).astype("datetime64[us]")
    paid = {"a": 4, "b": 2, "c": 2}
    rows = [(name, month, 10.0) for name, count in paid.items() for month in months[:count]]
    revenue = pd.DataFrame(rows, columns=["account_id", "month", "mrr"])
    return Dataset.of(as_of=date(2025, 12, 31), customers=customers, revenue=revenue)


def given():
    return {
        "start_date": pd.to_datetime(["2025-09-01"] * 4),
        "churn_date": pd.to_datetime(["2025-12-20", "2025-11-15", None, None]),
        "churned": pd.array([True, True, False, pd.NA], dtype="boolean"),
    }


def test_three_definitions_stand_side_by_side_with_their_counts():
    data = company(**given())
    found = churn_definitions(data, account_table(data))
    assert [(one.name, one.gone, one.left.n) for one in found.definitions] == [
        ("flag", 2, 3), ("date", 2, 4), ("silence", 2, 3),
    ]  # fmt: skip
    assert [one.name for one in found.definitions if one.used] == ["date"]
    assert found.why_used.startswith("The churn date has passed: a date says both who left and when")


def test_the_accounts_on_which_they_differ_are_named():
    data = company(**given())
    found = churn_definitions(data, account_table(data))
    differ = found.accounts.set_index("account_id")
    assert differ.index.tolist() == ["a", "c"]  # a paid its last month and left on the 20th; c fell silent unnoticed
    assert (bool(differ.loc["a", "date"]), bool(differ.loc["a", "silence"])) == (True, False)
    assert (bool(differ.loc["c", "flag"]), bool(differ.loc["c", "silence"])) == (False, True)
    by = {(one.one, one.other): one for one in found.disagreements}
    assert (by["date", "silence"].only_one, by["date", "silence"].only_other) == (1, 1)
    assert (by["flag", "silence"].differ.value, by["flag", "silence"].differ.n) == (2 / 3, 3)
    assert not found.agree


def test_what_cannot_tell_says_why_and_is_compared_with_nothing():
    data = company(start_date=pd.to_datetime(["2025-09-01"] * 4))
    found = churn_definitions(data, account_table(data))
    assert [one.left.why for one in found.definitions[:2]] == [
        "no account has a churn flag",
        "no account has a churn date",
    ]
    assert found.disagreements == ()
    assert found.agree
    assert [one.used for one in found.definitions] == [False, False, True]


def test_nothing_is_used_where_nobody_says_who_left():
    data = Dataset.of(customers=pd.DataFrame({"account_id": ["a"]}))
    found = churn_definitions(data, account_table(data))
    assert [one.used for one in found.definitions] == [False, False, False]
    assert found.why_used.startswith("None can be used: no column says who left")


def test_days_from_the_first_unpaid_day_to_the_churn_date():
    ids = [f"a{place}" for place in range(10)]
    customers = pd.DataFrame({"account_id": ids, "start_date": pd.Timestamp("2025-01-01")})
    customers["churn_date"] = pd.Timestamp("2025-06-11")
    months = pd.date_range("2025-01-01", periods=5, freq="MS").astype("datetime64[us]")
    rows = [(name, month, 10.0) for name in ids for month in months] + [("z", pd.Timestamp("2025-12-01"), 10.0)]
    revenue = pd.DataFrame(rows, columns=["account_id", "month", "mrr"])
    data = Dataset.of(as_of=date(2025, 12, 31), customers=customers, revenue=revenue)
    found = churn_definitions(data, account_table(data))
    assert (found.days_apart.value, found.days_apart.n) == (10.0, 10)
