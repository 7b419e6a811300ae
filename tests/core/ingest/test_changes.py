"""What a newer export changes is counted row by row, and shown before anything counts."""

from datetime import date

import pandas as pd

from icp_core.dataset import Dataset
from icp_core.ingest import Changes, Source, TableChange, changes, import_files
from tests.core.ingest.files import written


def compared(folder, old: dict[str, str], new: dict[str, str]) -> Changes:
    """Import two sets of files, given as table to content, and compare them."""
    data = []
    for name, files in (("old", old), ("new", new)):
        sources = [
            Source(table, written(folder, text, f"{name}_{table}.csv"), f"{table}.csv") for table, text in files.items()
        ]
        data.append(import_files(sources, folder / "data").data)
    return changes(*data)


def counts(change: TableChange) -> tuple[str, str, int, int, int, int]:
    return change.table, change.what, change.new, change.changed, change.gone, change.same


def test_accounts_are_new_changed_gone_or_the_same(tmp_path) -> None:
    found = compared(
        tmp_path,
        {"customers": "account_id,industry,employees\nA,Oil,5\nB,Gas,\nC,Gas,7\n"},
        {"customers": "account_id,industry,employees\nD,Oil,1\nC,Gas,8\nB,Gas,\n"},
    )
    assert [counts(change) for change in found.tables] == [("customers", "account", 1, 1, 1, 1)]
    assert [(item.kind, item.key, item.column, item.before, item.after) for item in found.tables[0].examples] == [
        ("new", "D", "", "", ""),
        ("changed", "C", "employees", "7", "8"),
        ("gone", "A", "", "", ""),
    ]
    assert not found.nothing


def test_the_same_rows_in_another_order_are_no_change(tmp_path) -> None:
    found = compared(
        tmp_path,
        {"revenue": "account_id,month,mrr\nA,2024-01,5\nB,2024-01,6\n", "events": "date,title\n2024-01-01,x\n"},
        {"revenue": "account_id,month,mrr\nB,2024-01,6\nA,2024-01,5\n", "events": "date,title\n2024-01-01,x\n"},
    )
    assert found.nothing
    assert ("revenue", "month of an account", 0, 0, 0, 2) in [counts(change) for change in found.tables]


def test_months_and_accounts_of_revenue_and_the_totals_are_compared(tmp_path) -> None:
    old = "account_id,month,mrr\nA,2024-01,5\nB,2024-01,6\nA,2024-02,5\nB,2024-02,6\n"
    found = compared(
        tmp_path,
        {"revenue": old},
        {"revenue": f"{old.replace('B,2024-02,6', 'B,2024-02,9')}C,2024-03,1\nA,2024-03,5\nB,2024-03,9\n"},
    )
    assert [counts(change) for change in found.tables] == [
        ("revenue", "account", 1, 2, 0, 0),
        ("revenue", "month of an account", 3, 1, 0, 3),
    ]
    months = found.tables[1]
    assert ("changed", "B, Feb 2024", "mrr", "6", "9") in [
        (item.kind, item.key, item.column, item.before, item.after) for item in months.examples
    ]
    assert found.months == ("Jan 2024 to Feb 2024", "Jan 2024 to Mar 2024")
    assert found.as_of == (date(2024, 2, 29), date(2024, 3, 31))
    assert [(total.title, total.before.value, total.after.value) for total in found.totals] == [
        ("Customers", 2.0, 3.0),
        ("Yearly recurring revenue", 132.0, 180.0),
    ]


def test_rows_without_a_name_are_counted_as_often_as_they_stand(tmp_path) -> None:
    found = compared(
        tmp_path,
        {"spend": "month,channel,amount\n2024-01,Ads,5\n2024-02,Ads,5\n"},
        {"spend": "month,channel,amount\n2024-01,Ads,5\n2024-02,Ads,6\n2024-03,Ads,6\n"},
    )
    assert counts(found.tables[0]) == ("spend", "row", 2, 0, 1, 1)


def test_a_table_that_comes_and_one_that_goes_are_counted_in_full() -> None:
    one = Dataset.of(customers=pd.DataFrame({"account_id": ["a"]}))
    other = Dataset.of(deals=pd.DataFrame({"deal_id": ["1"], "account_id": ["a"], "outcome": ["won"]}))
    assert [counts(change) for change in changes(one, other).tables] == [
        ("customers", "account", 0, 0, 1, 0),
        ("deals", "deal", 1, 0, 0, 0),
    ]


def test_columns_that_come_and_lists_in_cells_are_compared(tmp_path) -> None:
    found = compared(
        tmp_path,
        {"customers": 'account_id,technologies\nA,"x;y"\nB,z\n'},
        {"customers": 'account_id,technologies,industry\nA,"x;z",\nB,z,Oil\n'},
    )
    assert [(item.key, item.column, item.before, item.after) for item in found.tables[0].examples] == [
        ("A", "technologies", "x; y", "x; z"),
        ("B", "industry", "unknown", "Oil"),
    ]


def test_the_same_number_as_text_and_sums_in_another_order_are_no_change() -> None:
    amounts = [0.1, 0.2, 0.3]
    old = pd.DataFrame({"account_id": ["a", "b"], "tier": [5.0, 1234567.0], "current_arr": [sum(amounts), 1e9]})
    new = pd.DataFrame(
        {"account_id": ["a", "b"], "tier": ["5", "1234567"], "current_arr": [sum(reversed(amounts)), 1e9 + 1]}
    )
    assert sum(amounts) != sum(reversed(amounts))
    (found,) = changes(Dataset.of(customers=old), Dataset.of(customers=new)).tables
    assert [(item.key, item.column, item.before, item.after) for item in found.examples] == [
        ("b", "current_arr", "1,000,000,000", "1,000,000,001")
    ]


def test_months_at_the_beginning_that_would_be_gone_are_named(tmp_path) -> None:
    old = "account_id,month,mrr\nA,2024-01,5\nA,2024-02,5\nA,2024-03,5\nA,2024-04,5\n"
    for newer, lost in (
        ("A,2024-03,5\nA,2024-05,5\n", "Jan 2024 to Feb 2024"),
        ("A,2024-02,5\n", "Jan 2024"),
        ("A,2024-01,5\nA,2024-03,5\n", ""),
        ("A,2024-06,5\nA,2024-07,5\n", "Jan 2024 to Apr 2024"),
    ):
        found = compared(tmp_path, {"revenue": old}, {"revenue": f"account_id,month,mrr\n{newer}"})
        assert found.lost_months == lost


def test_how_much_more_a_total_is_says_why_where_it_is_unknown() -> None:
    customers = pd.DataFrame({"account_id": ["a", "b"], "current_arr": [10.0, 20.0]})
    bare = changes(Dataset.of(customers=customers), Dataset.of(customers=customers[["account_id"]])).totals[1]
    assert bare.more.value is None
    assert bare.more.why == bare.after.why != ""
    fewer = changes(Dataset.of(customers=customers), Dataset.of(customers=customers.iloc[:1])).totals
    assert [total.more.value for total in fewer] == [-1.0, -20.0]
