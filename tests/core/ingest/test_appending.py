"""Several files of one table: nothing is doubled, the newer file counts, and the counts add up over all of them."""

import pandas as pd
import pytest

from icp_core.errors import UserError
from icp_core.ingest import Imported, Source, import_files, open_dataset
from tests.core.ingest.files import column, reasons, written


def appended(folder, table: str, *contents: str, options: dict | None = None) -> Imported:
    """Import several files of one table, oldest first, and check that the counts add up."""
    sources = [
        Source(table, written(folder, text, f"{table}_{number}.csv"), f"{table}_{number}.csv", {}, options or {})
        for number, text in enumerate(contents, 1)
    ]
    result = import_files(sources, folder / "data")
    adds_up(result)
    return result


def adds_up(result: Imported) -> None:
    for report in (*result.files, *result.reports.values()):
        assert report.rows_read == report.rows_kept + report.rows_rejected + report.rows_left_out
    for report in result.files:
        rejects = result.rejects[report.key]
        assert len(rejects) == report.rows_rejected + report.rows_left_out
        assert rejects["row"].is_unique
    for report in result.reports.values():
        for name in ("rows_read", "rows_kept", "rows_rejected", "rows_left_out", "rows_mended"):
            assert getattr(report, name) == sum(getattr(part, name) for part in report.parts or (report,))


def months(result: Imported, table: str = "revenue") -> list[list[object]]:
    rows = result.data.frame(table).sort_values(["account_id", "month"])
    return (
        rows.assign(month=rows["month"].dt.strftime("%Y-%m"), account_id=rows["account_id"].astype(str))[
            ["account_id", "month", rows.columns[2]]
        ]
        .to_numpy()
        .tolist()
    )


def test_a_deal_in_the_newer_file_takes_the_place_of_the_older_one(tmp_path) -> None:
    result = appended(tmp_path, "deals", "deal id,stage\n1,Open\n2,Won\n", "deal id,stage\n1,Won\n3,Lost\n")
    found = dict(zip(column(result, "deals", "deal_id"), column(result, "deals", "outcome"), strict=True))
    assert found == {"1": "won", "2": "won", "3": "lost"}
    assert result.rejects["deals"][["row", "became", "reason"]].to_numpy().tolist() == [
        [2, "left out", "The newer file deals_2.csv holds this deal too, and the newer one counts."]
    ]
    report = result.reports["deals"]
    assert (report.rows_read, report.rows_kept, report.rows_left_out, len(report.parts)) == (4, 3, 1, 2)
    assert [part.key for part in report.parts] == ["deals", "deals_2"]
    assert report.file == "deals_1.csv, deals_2.csv"


def test_what_only_the_older_file_knows_of_an_account_is_named(tmp_path) -> None:
    result = appended(tmp_path, "customers", "account_id,industry\nA,Oil\nB,Gas\n", "account_id,country\nA,FR\n")
    assert column(result, "customers", "industry") == ["Gas", None]
    assert "1 row of customers_1.csv gave way to the newer ones, which have no column for industry" in reasons(result)


def test_rows_without_a_number_are_other_rows_in_another_file_unless_every_cell_is_equal(tmp_path) -> None:
    first, second = "stage,amount,x\nWon,1,a\nLost,2,b\n", "stage,amount,x\nWon,1,a\nLost,3,b\n"
    result = appended(tmp_path, "deals", first, second)
    assert column(result, "deals", "deal_id") == [
        "row 3 of deals_1.csv",
        "row 2 of deals_2.csv",
        "row 3 of deals_2.csv",
    ]
    assert result.rejects["deals"]["reason"].tolist() == ["The row stands in deals_2.csv too, cell by cell."]


def test_the_same_account_and_month_counts_once_and_as_in_the_newer_file(tmp_path) -> None:
    result = appended(
        tmp_path,
        "revenue",
        "account_id,month,mrr\nA,2024-11,1\nA,2024-12,2\nA,2024-12,3\nB,2024-12,4\n",
        "account_id,month,mrr\nA,2024-12,9\nA,2025-01,10\n",
    )
    assert months(result) == [
        ["A", "2024-11", 1.0],
        ["A", "2024-12", 9.0],
        ["A", "2025-01", 10.0],
        ["B", "2024-12", 4.0],
    ]
    assert result.rejects["revenue"]["row"].tolist() == [3, 4]


def test_invoices_of_other_days_of_a_month_are_added_up(tmp_path) -> None:
    first = "Customer ID,Invoice Date,Amount\nA,2024-01-05,5\nA,2024-02-03,7\n"
    second = "Customer ID,Invoice Date,Amount\nA,2024-02-11,1\nA,2024-03-02,2\n"
    result = appended(tmp_path, "revenue", first, second)
    assert result.data.frame("revenue").groupby("month")["mrr"].sum().tolist() == [5.0, 8.0, 2.0]
    assert not result.data.frame("revenue").duplicated(["account_id", "month"]).any()


def test_months_as_columns_give_way_month_by_month(tmp_path) -> None:
    result = appended(
        tmp_path,
        "revenue",
        "account,Oct 2024,Nov 2024,Dec 2024\nA,1,2,3\nB,,,4\n",
        "account,Dec 2024,Jan 2025,Feb 2025\nA,5,6,7\nB,8,,\n",
    )
    assert [row[2] for row in months(result)] == [1.0, 2.0, 5.0, 6.0, 7.0, 8.0]
    assert result.rejects["revenue"]["row"].tolist() == [3]
    assert "2 amounts of an account and month stand in the newer file" in reasons(result)


def test_a_period_that_ended_meanwhile_takes_the_place_of_the_running_one(tmp_path) -> None:
    head = "customer_id,start_date,end_date,mrr\n"
    result = appended(
        tmp_path, "revenue", f"{head}A,2024-01-10,,10\nB,2024-02-01,,5\n", f"{head}A,2024-01-10,2024-03-01,10\n"
    )
    assert len(result.data.frame("subscriptions")) == 2
    assert [row[1] for row in months(result) if row[0] == "A"] == ["2024-01", "2024-02"]


def test_paid_periods_and_months_are_not_put_together(tmp_path) -> None:
    with pytest.raises(UserError, match=r"lists paid periods, and revenue_2.csv lists months"):
        appended(
            tmp_path,
            "revenue",
            "customer_id,start_date,end_date,mrr\nA,2024-01-10,,10\n",
            "account_id,month,mrr\nA,2024-12,9\n",
        )


def test_equal_rows_of_spend_count_once_and_a_month_in_both_files_is_named(tmp_path) -> None:
    result = appended(
        tmp_path,
        "spend",
        "month,channel,amount\n2024-01,Ads,5\n2024-02,Ads,6\n",
        "month,channel,amount\n2024-02,Ads,6\n2024-01,Fair,2\n",
    )
    assert result.data.frame("spend")["amount"].sum() == 13.0
    assert "both hold spend of Jan 2024; what differs is added up." in reasons(result)


def test_a_column_that_is_numbers_in_one_file_and_words_in_the_other_is_words(tmp_path) -> None:
    result = appended(tmp_path, "customers", "account_id,Level\nA,1\nB,2\n", "account_id,Level\nC,high\nD,low\n")
    assert column(result, "customers", "Level") == ["1", "2", "high", "low"]


def test_files_of_one_name_are_told_apart_and_an_import_of_several_opens_again(tmp_path) -> None:
    paths = [written(tmp_path, f"deal id,stage\n{number},Won\n", f"{number}.csv") for number in (1, 2)]
    result = import_files([Source("deals", path, "deals.csv") for path in paths], tmp_path / "data")
    assert [report.file for report in result.files] == ["deals.csv", "deals.csv (2)"]
    again = open_dataset(tmp_path / "data" / result.data.fingerprint)
    assert again.reports == result.reports
    pd.testing.assert_frame_equal(again.rejects["deals_2"], result.rejects["deals_2"])


def test_every_defective_file_of_a_table_is_named(tmp_path) -> None:
    with pytest.raises(UserError, match=r"deals_1.csv.*deals_2.csv"):
        appended(tmp_path, "deals", "deal id,foo\n1,x\n", "deal id,bar\n1,x\n")


def test_numbers_beside_text_keep_all_their_digits(tmp_path) -> None:
    result = appended(
        tmp_path,
        "customers",
        "account_id,Contract No\nA,1234567\nB,1234568.25\n",
        "account_id,Contract No\nC,n-17\nD,x-18\n",
    )
    name = next(name for name in result.data.frame("customers") if name.startswith("Contract No"))
    assert column(result, "customers", name) == ["1234567", "1234568.25", "n-17", "x-18"]
