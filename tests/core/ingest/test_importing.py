from datetime import date

import pandas as pd
import pytest

from icp_core.dataset import Severity
from icp_core.errors import UserError
from icp_core.ingest import Source, import_files, open_dataset
from icp_core.ingest.rows.shapes import monthly_revenue
from tests.core.ingest.files import column, imported, reasons, written


def test_every_row_is_kept_or_in_the_rejects_with_line_and_reason(tmp_path) -> None:
    result = imported(
        tmp_path, revenue="account_id,month,mrr\nA,2024-01,5\n,2024-01,6\nB,soon,7\nC,2024-02,\nA,2024-01,5\nD,x\n,,\n"
    )
    report = result.reports["revenue"]
    assert (report.rows_read, report.rows_kept, report.rows_rejected, report.rows_left_out) == (7, 1, 4, 2)
    rejects = result.rejects["revenue"]
    assert rejects[["row", "became"]].to_numpy().tolist() == [
        [3, "rejected"],
        [4, "rejected"],
        [5, "rejected"],
        [6, "left out"],
        [7, "rejected"],
        [8, "left out"],
    ]
    assert rejects["reason"][0] == "'account_id' is empty, and the row is of no use without it."
    assert rejects["reason"][1] == "'month' is not a month, and the row is of no use without it."
    assert rejects["reason"][3] == "The row repeats an earlier one, cell by cell. The first is row 2."
    assert rejects.loc[1, ["account_id", "month", "mrr"]].tolist() == ["B", "soon", "7"]


def test_the_rejects_hold_a_column_called_row_of_the_file_too(tmp_path) -> None:
    rejects = imported(tmp_path, customers="account_id,row,reason\nA,1,x\n,2,y\n").rejects["customers"]
    assert rejects.to_numpy().tolist() == [
        [3, "rejected", "'account_id' is empty, and the row is of no use without it.", "", "2", "y"]
    ]


def test_thousands_of_like_findings_become_a_thousand_and_a_sentence(tmp_path) -> None:
    rows = "".join(f"A{number},?,x\n" for number in range(1, 1_501))
    result = imported(
        tmp_path, customers=f"account_id,Customer since,industry\nA,2024-01-01,x\n{rows}".replace("?", "2024-02-31")
    )
    about = [
        issue for issue in result.issues if issue.column == "Customer since" and issue.severity is Severity.WARNING
    ]
    assert about == []  # nearly no value is a date: the header is not believed
    source = Source("customers", tmp_path / "customers.csv", "customers.csv", {"start_date": "Customer since"})
    result = import_files([source], tmp_path / "data")
    warnings = [issue for issue in result.issues if issue.severity is Severity.WARNING]
    assert (len(warnings), warnings[0].row, warnings[0].value) == (1_000, 3, "2024-02-31")
    assert "This is so in 1,500 rows in all; the first 1,000 are listed." in reasons(result)


def test_the_first_row_of_an_account_is_kept_and_the_later_named(tmp_path) -> None:
    result = imported(tmp_path, customers="account_id,industry\nA,Oil\nB,Gas\nA,Steel\nB,Gas\n")
    assert column(result, "customers", "industry") == ["Oil", "Gas"]
    assert "4 left out: The account has a row already, with other values; the first row is kept. [as row 2]" in reasons(
        result
    )
    assert "5 left out: The row repeats an earlier one, cell by cell. [as row 3]" in reasons(result)


def test_a_deal_that_closed_before_it_was_created_stays_without_its_creation(tmp_path) -> None:
    content = "deal_id,stage,created date,close date\n1,Won,2024-05-01,2024-04-01\n2,Open,2024-05-01,2024-04-01\n"
    result = imported(tmp_path, deals=content)
    assert column(result, "deals", "created_date") == [None, pd.Timestamp(2024, 5, 1)]
    assert "2 warning: The deal closed before it was created" in reasons(result)


def test_salesforce_flags_decide_beside_the_stage(tmp_path) -> None:
    content = "Id,StageName,IsWon,IsClosed,Amount\n1,Signed,true,true,5\n2,Dropped,false,true,5\n3,Talk,false,false,5\n"
    result = imported(tmp_path, deals=content)
    assert column(result, "deals", "outcome") == ["won", "lost", "open"]
    assert "IsWon" not in result.data.frame("deals")


def test_months_of_recurring_revenue_become_yearly_revenue(tmp_path) -> None:
    assert column(imported(tmp_path, customers="account_id,mrr\nA,10\n"), "customers", "current_arr") == [120.0]


def test_customers_without_a_number_are_called_by_their_name_or_row(tmp_path) -> None:
    assert column(imported(tmp_path, customers="Company,industry\nAcme,Oil\n"), "customers", "account_id") == ["Acme"]
    nameless = imported(tmp_path, customers="industry,region\nOil,N\nOil,S\n")
    assert column(nameless, "customers", "account_id") == ["row 2", "row 3"]
    assert "each row counts as one account" in reasons(nameless)


def test_deals_are_joined_by_name_without_regard_to_case(tmp_path) -> None:
    result = imported(
        tmp_path,
        customers="account_id,name\n1,Acme\n2,Beta\n",
        deals="deal_id,account,stage\na, ACME ,Won\nb,Gamma,Lost\nc,,Prospecting\nd,,Lost\n",
    )
    assert column(result, "deals", "account_id") == ["1", "Gamma", None, None]
    notes = " ".join(result.reports["deals"].notes)
    assert "1 row of 1 account match no customer (for example Gamma)" in notes
    assert "2 deals without an account: 1 open, 1 closed." in notes
    assert "1 customer of 2 without deals." in result.reports["customers"].notes


def test_numbers_that_match_no_customer_give_way_to_names(tmp_path) -> None:
    result = imported(
        tmp_path, customers="account_id,name\nX1,Acme\n", deals="deal_id,account id,account name,stage\n1,77,acme,Won\n"
    )
    assert column(result, "deals", "account_id") == ["X1"]


def test_periods_become_monthly_revenue_with_gaps(tmp_path) -> None:
    content = (
        "customer_id,start_date,end_date,mrr\nA,2024-01-10,2024-03-01,10\nA,2024-05-01,,20\nB,2024-02-01,2024-01-01,5\n"
    )
    result = imported(tmp_path, revenue=content)
    revenue = result.data.frame("revenue")
    months = (
        revenue.assign(month=revenue["month"].dt.strftime("%m"))[["account_id", "month", "mrr"]].to_numpy().tolist()
    )
    assert months == [["A", "01", 10.0], ["A", "02", 10.0], ["A", "05", 20.0]]
    assert result.data.has("subscriptions", "end_date")
    assert "5 left" not in reasons(result)
    assert "4 rejected: The period ends before it starts." in reasons(result)


def test_a_period_counts_in_the_months_at_whose_end_it_ran() -> None:
    # saas_analytics_adi/truth.json: start <= month end and (end blank or > month end)
    period = pd.DataFrame(
        {
            "account_id": ["a", "b", "c"],
            "start_date": pd.to_datetime(["2024-01-31", "2024-01-01", "2024-02-10"]),
            "end_date": pd.to_datetime(["2024-03-01", "2024-01-31", None]),
            "mrr": [1.0, 2.0, 4.0],
        }
    )
    months = monthly_revenue(period, date(2024, 3, 15))
    assert [(row.account_id, row.month.month, row.mrr) for row in months.itertuples()] == [
        ("a", 1, 1.0),
        ("a", 2, 1.0),
        ("c", 2, 4.0),
        ("c", 3, 4.0),
    ]


def test_rows_of_the_same_account_and_month_are_added_up_and_said(tmp_path) -> None:
    result = imported(tmp_path, revenue="account_id,month,mrr\nA,2024-01,5\nA,2024-01,7\nA,2024-02,1\n")
    assert column(result, "revenue", "mrr") == [12.0, 1.0]
    assert "1 further row of the same account and month added up" in result.reports["revenue"].shape


def test_invoices_are_summed_into_months_and_end_on_their_last_day(tmp_path) -> None:
    result = imported(
        tmp_path, revenue="Customer ID,Invoice Date,Amount\nA,2024-01-05,5\nA,2024-01-20,7\nA,2024-02-11,1\n"
    )
    assert column(result, "revenue", "mrr") == [12.0, 1.0]
    assert result.data.as_of == date(2024, 2, 11)
    assert "invoice" in result.reports["revenue"].shape


def test_a_column_for_each_month_is_turned_into_rows(tmp_path) -> None:
    result = imported(tmp_path, revenue="account,Jan 2024,Feb 2024,Mar 2024\nA,1,,3\nB,x,2,2\n")
    assert column(result, "revenue", "mrr") == [1.0, 3.0, 2.0, 2.0]
    assert (result.reports["revenue"].rows_kept, result.data.as_of) == (2, date(2024, 3, 31))
    assert "3 warning: 'Jan 2024' is not an amount" in reasons(result)


def test_usage_events_are_counted_by_month(tmp_path) -> None:
    result = imported(tmp_path, usage="account_id,date,action name\nA,2024-01-01,x\nA,2024-01-02,y\nB,2024-01-03,z\n")
    assert column(result, "usage", "sessions") == [2.0, 1.0]


def test_orders_as_customers_keep_only_what_is_the_same_in_every_row(tmp_path) -> None:
    orders = "A,Oil,FR,1\nA,Oil,DE,2\nA,Oil,DE,3\nB,Gas,FR,4\nB,Gas,US,5\nB,Gas,US,6\n"
    result = imported(tmp_path, customers=f"customer id,industry,country,Sales\n{orders}")
    assert list(result.data.frame("customers")) == ["account_id", "industry"]
    assert "change within an account and are no property of it, so they were left out: country, Sales" in reasons(
        result
    )


def test_answers_out_of_range_are_unknown(tmp_path) -> None:
    result = imported(tmp_path, feedback="account_id,date,nps\nA,2024-01-01,9\nA,2024-01-02,11\n")
    assert column(result, "feedback", "nps") == [9.0, None]
    assert "'nps' is not a number from 0 to 10" in reasons(result)


@pytest.mark.parametrize(
    ("files", "day"),
    [
        ({"customers": "account_id,start_date,churn_date\nA,2024-03-01,2026-01-01\n"}, date(2024, 3, 1)),
        ({"customers": "account_id,churn_date\nA,2024-03-07\n"}, date(2024, 3, 7)),
        (
            {
                "deals": "deal_id,stage,created date,close date\n1,Won,2024-01-01,2024-02-03\n2,Open,2024-01-05,2030-01-01\n"
            },
            date(2024, 2, 3),
        ),
        ({"revenue": "account_id,month,mrr\nA,2024-02,1\n"}, date(2024, 2, 29)),
        ({"revenue": "account_id,start_date,end_date,mrr\nA,2024-02-10,2025-02-10,1\n"}, date(2024, 2, 10)),
        ({"spend": "month,amount\n2024-02,1\n"}, date(2024, 2, 29)),
        ({"feedback": "account_id,date,csat\nA,2024-02-10,4\n"}, date(2024, 2, 10)),
    ],
)
def test_the_as_of_day_is_the_latest_on_which_something_happened(tmp_path, files: dict[str, str], day: date) -> None:
    result = imported(tmp_path, **files)
    assert (result.data.as_of, result.dated) == (day, True)


def test_files_without_any_date_say_so(tmp_path) -> None:
    result = imported(tmp_path, customers="account_id,tenure\nA,5\n")
    assert not result.dated
    assert "No table holds a date" in reasons(result)
    source = Source("customers", tmp_path / "customers.csv", "customers.csv")
    assert import_files([source], tmp_path / "data", as_of=date(2024, 5, 6)).data.as_of == date(2024, 5, 6)


def test_an_import_opens_again_as_it_was(tmp_path) -> None:
    first = imported(tmp_path, customers='account_id,industry,Web Technologies,churned\nA,Oil,"a;b",yes\n,x,,\n')
    again = open_dataset(tmp_path / "data" / first.data.fingerprint)
    assert (again.reports, again.issues, again.dated) == (first.reports, first.issues, first.dated)
    assert again.data.as_of == first.data.as_of
    pd.testing.assert_frame_equal(again.rejects["customers"], first.rejects["customers"])
    pd.testing.assert_frame_equal(again.data.frame("customers"), first.data.frame("customers"))


def test_the_fingerprint_follows_content_mapping_and_settings(tmp_path) -> None:
    path = written(tmp_path, "account_id,industry\nA,Oil\n")
    one = import_files([Source("customers", path, "c.csv")], tmp_path / "data")
    same = import_files([Source("customers", path, "c.csv")], tmp_path / "data")
    others = [
        import_files([Source("customers", path, "c.csv", {"industry": ""})], tmp_path / "data"),
        import_files([Source("customers", path, "c.csv")], tmp_path / "data", as_of=date(2024, 1, 1)),
        import_files([Source("customers", path, "c.csv")], tmp_path / "data", currency="EUR"),
    ]
    assert same.data.fingerprint == one.data.fingerprint
    assert len({one.data.fingerprint, *(other.data.fingerprint for other in others)}) == 4


def test_nothing_is_written_when_one_file_cannot_be_used(tmp_path) -> None:
    good, bad = written(tmp_path, "account_id\nA\n", "c.csv"), written(tmp_path, "", "d.csv")
    with pytest.raises(UserError, match=r"d.csv: The file is empty"):
        import_files([Source("customers", good, "c.csv"), Source("deals", bad, "d.csv")], tmp_path / "data")
    assert not (tmp_path / "data").exists()


def test_all_defective_files_are_named_at_once(tmp_path) -> None:
    paths = [written(tmp_path, "", name) for name in ("c.csv", "d.csv")]
    with pytest.raises(UserError, match=r"c.csv: The file is empty.*d.csv: The file is empty"):
        import_files([Source("customers", paths[0], "c.csv"), Source("deals", paths[1], "d.csv")], tmp_path / "data")


def test_a_missing_file_is_refused(tmp_path) -> None:
    with pytest.raises(UserError, match=r"gone.csv: The file cannot be opened"):
        import_files([Source("customers", tmp_path / "gone.csv", "gone.csv")], tmp_path / "data")
