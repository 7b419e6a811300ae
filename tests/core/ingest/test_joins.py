"""How deals, revenue and usage find their customers, what is said of it, and how many customers there are."""

import pandas as pd
import pytest

from icp_core.ingest import Imported, Source, import_files, open_dataset
from icp_core.ingest.accounts.joins import join_accounts
from icp_core.ingest.accounts.report import TableJoin
from tests.core.ingest.files import SHARED, column, imported

SHORT, LONG = "001x0000002xLCV", "001x0000002xLCVAA2"


def side(result: Imported, table: str) -> TableJoin:
    join = result.joins.of(table)
    assert join is not None
    return join


def ways(result: Imported, table: str) -> list[str]:
    return [way.how for way in side(result, table).by]


@pytest.mark.parametrize(
    ("known", "written_as", "how"),
    [
        ("C1", "c1", "account number, without regard to case"),
        ("123", "123.0", "account number, as a spreadsheet writes it (8.0 for 8)"),
        ("123.0", "123", "account number, as a spreadsheet writes it (8.0 for 8)"),
        ("00123", "123", "account number, without leading zeros"),
        ("123", "00123", "account number, without leading zeros"),
        (LONG, SHORT, "Salesforce number (15 characters of the 18)"),
        (SHORT, LONG, "Salesforce number (15 characters of the 18)"),
        ("AB 1", "AB\u00a0 1", "account number, without the spaces around it"),
    ],
)
def test_numbers_written_otherwise_are_joined_and_said(tmp_path, known: str, written_as: str, how: str) -> None:
    result = imported(
        tmp_path,
        customers=f"account_id,industry\n{known},Oil\nother,Gas\n",
        deals=f"deal_id,account_id,stage\n1,{written_as},Won\n2,other,Lost\n",
    )
    assert column(result, "deals", "account_id") == [known, "other"]
    assert ways(result, "deals") == ["account number", how]
    assert f"1 account (1 row) was joined by {how}" in " ".join(result.reports["deals"].notes)
    assert side(result, "deals").share_of_rows == 1.0


def test_salesforce_numbers_that_differ_in_case_are_two_accounts(tmp_path) -> None:
    result = imported(
        tmp_path,
        customers=f"account_id,industry\n{LONG},Oil\n001x0000002xLCWAA2,Gas\n",
        deals="deal_id,account_id,stage\n1,001x0000002xlcv,Won\n2,001x0000002xLCW,Lost\n",
    )
    assert column(result, "deals", "account_id") == ["001x0000002xlcv", "001x0000002xLCWAA2"]


def test_a_file_that_has_both_7_and_007_means_two_accounts(tmp_path) -> None:
    result = imported(
        tmp_path,
        customers="account_id,industry\n7,Oil\n8,Gas\n",
        revenue="account_id,month,mrr\n7,2024-01,5\n007,2024-01,6\n008,2024-01,2\n",
    )
    assert sorted(map(str, column(result, "revenue", "account_id"))) == ["007", "7", "8"]
    assert (side(result, "revenue").ambiguous, side(result, "revenue").ambiguous_examples) == (1, ("007",))


def test_a_name_that_two_customers_have_is_not_joined(tmp_path) -> None:
    result = imported(
        tmp_path,
        customers="account_id,name\n1,Acme Inc\n2,ACME GmbH\n3,Beta\n",
        deals="deal_id,account,stage\na,Acme,Won\nb,beta,Won\nc,acme gmbh,Lost\n",
    )
    assert column(result, "deals", "account_id") == ["Acme", "3", "2"]
    join = side(result, "deals")
    assert (join.accounts, join.accounts_matched, join.ambiguous) == (3, 2, 1)
    assert "1 account could be several of the customers and was not joined (for example Acme)" in " ".join(
        result.reports["deals"].notes
    )


def test_revenue_by_customer_name_finds_its_customers(tmp_path) -> None:
    result = imported(
        tmp_path,
        customers="account_id,name\n1,Acme Inc.\n2,Beta\n",
        revenue="Customer Name,month,mrr\nacme,2024-01,5\nBeta,2024-01,6\nGamma,2024-01,9\n",
    )
    assert sorted(map(str, column(result, "revenue", "account_id"))) == ["1", "2", "Gamma"]
    join = side(result, "revenue")
    assert (join.rows, join.rows_matched, join.money, join.money_matched) == (3, 2, 20.0, 11.0)
    assert join.share_of_money == 0.55
    assert join.unmatched == ("Gamma",)
    assert "They hold 45.0% of the money in revenue." in " ".join(result.reports["revenue"].notes)


def test_billing_numbers_lead_to_customers_by_the_name_beside_them(tmp_path) -> None:
    names = ["Acme", "Beta", "Gamma", "Delta"]
    crm = "".join(f"{number},{name}\n" for number, name in enumerate(names))
    bills = "".join(f"cus_{name[:2]}9,{name} Inc.,Pro,2024-0{month},5\n" for name in names for month in (1, 2))
    result = imported(
        tmp_path,
        customers=f"account_id,name\n{crm}",
        revenue=f"Customer ID,Billed to,Plan,Month,MRR\n{bills}",
    )
    assert sorted(map(str, set(column(result, "revenue", "account_id")))) == ["0", "1", "2", "3"]
    assert ways(result, "revenue") == ["the column 'Billed to' of their own file"]


def test_a_partner_beside_the_number_is_not_the_account(tmp_path) -> None:
    crm = "".join(f"{number},{name}\n" for number, name in enumerate(("Acme", "Beta", "Gamma")))
    bills = "".join(f"cus_{number},{('Acme', 'Beta')[number % 2]},2024-01,5\n" for number in range(10, 20))
    result = imported(tmp_path, customers=f"account_id,name\n{crm}", revenue=f"Customer ID,Partner,Month,MRR\n{bills}")
    assert side(result, "revenue").accounts_matched == 0


def test_billing_numbers_kept_in_the_customers_file_lead_there(tmp_path) -> None:
    crm = "".join(f"a{number},cus_{number}9\n" for number in range(5))
    bills = "".join(f"cus_{number}9,2024-01,5\n" for number in range(5))
    result = imported(tmp_path, customers=f"account_id,Billing Ref\n{crm}", revenue=f"Customer ID,Month,MRR\n{bills}")
    assert sorted(map(str, column(result, "revenue", "account_id"))) == [f"a{number}" for number in range(5)]
    assert ways(result, "revenue") == ["the column 'Billing Ref' of the customers"]


def test_answers_are_joined_by_web_domain(tmp_path) -> None:
    result = imported(
        tmp_path,
        customers="account_id,domain\n1,acme.com\n2,beta.com\n",
        feedback="company,date,nps\njo@acme.com,2024-01-01,9\nhttps://beta.com,2024-01-02,3\nal@gmail.com,2024-01-03,5\n",
    )
    assert column(result, "feedback", "account_id") == ["1", "2", "al@gmail.com"]
    assert ways(result, "feedback") == ["web domain"]


def test_a_deal_without_a_number_is_joined_by_its_name(tmp_path) -> None:
    result = imported(
        tmp_path,
        customers="account_id,name\n1,Acme\n2,Beta\n",
        deals="deal_id,account id,account name,stage\na,1,Acme,Won\nb,,beta,Won\nc,9,Nobody,Lost\nd,,,Lost\n",
    )
    assert column(result, "deals", "account_id") == ["1", "2", "9", None]
    join = side(result, "deals")
    assert (join.rows, join.rows_matched, join.rows_without, join.accounts) == (4, 2, 1, 3)


def test_months_of_accounts_that_turn_out_to_be_one_are_added_up() -> None:
    customers = pd.DataFrame({"account_id": ["A"], "name": ["Acme"]}).astype("str")
    keys = pd.Categorical(["A", "acme", "A"], categories=["A", "acme", "unused"])
    months = pd.to_datetime(["2024-01-01", "2024-01-01", "2024-02-01"]).astype("datetime64[us]")
    revenue = pd.DataFrame({"account_id": keys, "month": months, "mrr": [1.0, 2.0, 4.0]})
    joined = join_accounts({"customers": customers, "revenue": revenue})
    assert joined.tables["revenue"]["mrr"].tolist() == [3.0, 4.0]
    assert isinstance(joined.tables["revenue"]["account_id"].dtype, pd.CategoricalDtype)


def test_accounts_of_deals_and_revenue_make_no_customers(tmp_path) -> None:
    result = imported(
        tmp_path,
        customers="account_id,name\n1,Acme\n",
        deals="deal_id,account_id,stage\na,7,Won\n",
        revenue="account_id,month,mrr\n1,2024-01,5\n8,2024-01,15\n",
    )
    assert column(result, "customers", "account_id") == ["1"]
    assert side(result, "revenue").share_of_money == 0.25
    absent = {one.what: (one.count, one.examples) for one in result.joins.absent}
    assert absent == {"deals": (1, ("Acme",)), "revenue": (0, ())}


def test_without_a_customers_file_deals_are_joined_to_the_accounts_of_the_revenue(tmp_path) -> None:
    result = imported(
        tmp_path,
        revenue="account_id,month,mrr\nC1,2024-01,5\n",
        deals="deal_id,account_id,stage\na,c1,Won\nb,new,Open\n",
    )
    assert column(result, "deals", "account_id") == ["C1", "new"]
    assert side(result, "deals").to == "revenue"


def test_each_file_counts_its_customers_and_the_one_that_is_used_is_said(tmp_path) -> None:
    result = imported(
        tmp_path,
        customers="account_id,churned\n1,no\n2,no\n3,yes\n4,no\n",
        revenue="account_id,month,mrr\n1,2024-01,5\n2,2024-01,5\n1,2024-02,5\n2,2024-02,0\n9,2024-02,5\n",
        usage="account_id,month,active\n1,2024-02,yes\n2,2024-02,no\n",
        deals="deal_id,account_id,stage\na,1,Won\nb,3,Won\nc,4,Lost\n",
    )
    counts = {count.name: (count.count, count.known) for count in result.joins.counts}
    assert counts == {"crm": (3, 3), "billing": (2, 1), "product": (1, 1), "won": (2, 2)}
    assert result.joins.counts[0].used_for.startswith("the number of customers today")
    assert result.joins.difference == (
        "The files count different numbers of customers: customers file 3, revenue file 2, usage file 1. The customers "
        "file tells who is one today. 1 account of the revenue file is not in the customers file: in the totals of that "
        "file, but in no count of customers."
    )
    assert result.joins.difference in result.reports["customers"].notes


def test_counts_that_agree_within_a_few_percent_are_not_said(tmp_path) -> None:
    crm = "".join(f"{number}\n" for number in range(100))
    bills = "".join(f"{number},2024-01,5\n" for number in range(98))
    result = imported(tmp_path, customers=f"account_id\n{crm}", revenue=f"account_id,month,mrr\n{bills}")
    assert [count.count for count in result.joins.counts] == [100, 98]
    assert result.joins.difference == ""


def test_the_join_report_opens_again_as_it_was(tmp_path) -> None:
    first = imported(
        tmp_path,
        customers="account_id,name\n1,Acme\n2,Beta\n",
        deals="deal_id,account,stage\na, ACME ,Won\nb,Gamma,Lost\n",
    )
    again = open_dataset(tmp_path / "data" / first.data.fingerprint)
    assert again.joins == first.joins
    assert again.joins.tables


def shared(tmp_path, **files: str) -> Imported:
    if not SHARED.exists():
        pytest.skip("../shared is absent")
    return import_files([Source(table, SHARED / name, name) for table, name in files.items()], tmp_path)


def test_maven_deals_are_joined_by_name_and_1425_open_ones_have_no_account(tmp_path) -> None:
    # maven_crm_sales/truth.json: 85 accounts, 8,800 deals, open_without_account 1,425
    result = shared(tmp_path, customers="maven_crm_sales/accounts.csv", deals="maven_crm_sales/sales_pipeline.csv")
    join = side(result, "deals")
    assert (join.rows, join.rows_without, join.accounts_matched, join.accounts_unmatched) == (8_800, 1_425, 85, 0)
    assert ways(result, "deals") == ["name"]
    assert "1,425 deals without an account: 1,425 open, 0 closed." in result.reports["deals"].notes


def test_salesforce_deals_find_all_their_accounts(tmp_path) -> None:
    # salesforce_dataloader/truth.json: 423 accounts, 38 opportunities of 7 accounts, all found
    files = {"customers": "accountData.csv", "deals": "opportunityData.csv"}
    result = shared(tmp_path, **{table: f"salesforce_dataloader/{name}" for table, name in files.items()})
    join = side(result, "deals")
    assert (join.rows_matched, join.accounts_matched) == (38, 7)
    assert [(one.what, one.count, one.of) for one in result.joins.absent] == [("deals", 416, 423)]


def test_saas_customers_are_counted_by_their_periods(tmp_path) -> None:
    # saas_analytics_adi/truth.json: 2,000 customers of whom 773 have ended
    files = {"customers": "customers", "revenue": "subscriptions", "usage": "monthly_activity"}
    result = shared(tmp_path, **{table: f"saas_analytics_adi/{name}.csv" for table, name in files.items()})
    counts = {count.name: count.count for count in result.joins.counts}
    assert (counts["crm"], counts["billing"]) == (2_000, 2_000 - 773)
    assert "The revenue file tells who is one today, for it alone says who has left." in result.joins.difference
