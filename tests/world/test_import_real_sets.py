"""Public data sets import with the counts of their truth.json (../shared/data, written by nobody of this project)."""

import json
from pathlib import Path

import pandas as pd
import pytest

from icp_core.ingest import Imported, Source, import_files

SHARED = Path(__file__).resolve().parents[2] / "../shared/data"
pytestmark = pytest.mark.skipif(not SHARED.exists(), reason="../shared is absent")


def truth(folder: str) -> dict:
    return json.loads((SHARED / folder / "truth.json").read_text())


def imported(tmp_path: Path, folder: str, *names: str, tables: tuple[str | None, ...] = ()) -> Imported:
    """Import files as a newcomer does: without saying what they are, unless ``tables`` says it."""
    what = tables or (None,) * len(names)
    sources = [Source(table, SHARED / folder / name, name) for table, name in zip(what, names, strict=True)]
    result = import_files(sources, tmp_path)
    for report in result.reports.values():
        assert report.rows_read == report.rows_kept + report.rows_rejected + report.rows_left_out
    return result


def monthly(result: Imported) -> dict[str, float]:
    revenue = result.data.frame("revenue")
    return revenue.groupby(revenue["month"].dt.strftime("%Y-%m"))["mrr"].sum().to_dict()


def test_telco_is_kept_whole_and_blank_charges_stay_unknown(tmp_path) -> None:
    result = imported(tmp_path, "ibm_telco", "Telco-Customer-Churn.csv")
    expected, customers = truth("ibm_telco"), result.data.frame("customers")
    assert result.reports["customers"].rows_kept == len(customers) == expected["rows"]
    assert customers["lifetime_value"].isna().sum() == expected["blank_TotalCharges"]
    assert customers["churned"].sum() == expected["churned"]
    assert customers["current_mrr"].sum() == pytest.approx(expected["mrr_total"])
    assert (customers["tenure_months"] == 0).sum() == expected["tenure_zero"]
    assert not result.dated


def test_maven_deals_join_their_accounts_by_name(tmp_path) -> None:
    result = imported(tmp_path, "maven_crm_sales", "accounts.csv", "sales_pipeline.csv")
    expected, deals = truth("maven_crm_sales"), result.data.frame("deals")
    assert (len(deals), len(result.data.frame("customers"))) == (expected["rows"], expected["accounts"])
    stages = deals["outcome"].value_counts()
    assert (stages["won"], stages["lost"]) == (expected["won"], expected["closed"] - expected["won"])
    assert stages["open"] == expected["open_deals"]
    assert "1,425 deals without an account: 1,425 open, 0 closed." in result.reports["deals"].notes
    assert deals["account_id"].isna().sum() == expected["open_without_account"]
    assert deals.loc[deals["outcome"] == "won", "amount"].sum() == expected["won_value"]
    assert str(result.data.as_of) == expected["close_range"][1][:10]


def test_saas_analytics_has_its_rows_and_its_revenue_by_month(tmp_path) -> None:
    names = ("customers.csv", "subscriptions.csv", "monthly_activity.csv", "marketing_spend.csv")
    result = imported(tmp_path, "saas_analytics_adi", *names)
    expected = truth("saas_analytics_adi")
    rows = expected["rows"]
    assert {table: report.rows_kept for table, report in result.reports.items()} == {
        "customers": rows["customers"],
        "revenue": rows["subscriptions"],
        "usage": rows["monthly_activity"],
        "spend": rows["marketing_spend"],
    }
    assert monthly(result) == pytest.approx(expected["mrr_by_month_end"])
    active = result.data.frame("revenue")["month"].dt.strftime("%Y-%m").value_counts().to_dict()
    assert active == expected["active_by_month_end"]
    assert result.data.frame("subscriptions")["end_date"].notna().sum() == expected["ended"]


def test_the_worked_example_of_dbt_has_its_revenue_by_month(tmp_path) -> None:
    result = imported(tmp_path, "dbt_mrr_playbook", "subscription_periods.csv")
    expected = truth("dbt_mrr_playbook")
    assert result.reports["revenue"].rows_kept == expected["rows"]
    assert result.data.frame("subscriptions")["account_id"].nunique() == expected["customers"]
    months = {month: row["mrr"] for month, row in expected["movements"].items() if row["mrr"]}
    assert monthly(result) == pytest.approx(months)
    counts = result.data.frame("revenue")["month"].dt.strftime("%Y-%m").value_counts().to_dict()
    assert counts == {month: row["customers"] for month, row in expected["movements"].items() if row["customers"]}


def test_orders_of_aws_become_revenue_by_month(tmp_path) -> None:
    result = imported(tmp_path, "aws_saas_sales", "SaaS-Sales.csv")
    expected, revenue = truth("aws_saas_sales"), result.data.frame("revenue")
    report = result.reports["revenue"]
    assert report.rows_kept == expected["rows"]
    assert report.mapping == {"account_id": "Customer ID", "month": "Order Date", "mrr": "Sales"}
    assert revenue["account_id"].nunique() == expected["customers"]
    years = revenue.groupby(revenue["month"].dt.strftime("%Y"))["mrr"].sum().to_dict()
    assert years == pytest.approx(expected["revenue_by_year"], abs=0.01)
    assert str(result.data.as_of) == expected["date_range"][1][:10]


def test_orders_of_aws_as_customers_give_one_row_an_account(tmp_path) -> None:
    result = imported(tmp_path, "aws_saas_sales", "SaaS-Sales.csv", tables=("customers",))
    expected, customers = truth("aws_saas_sales"), result.data.frame("customers")
    industries = {industry: values["customers"] for industry, values in expected["by_industry"].items()}
    assert customers["industry"].value_counts().to_dict() == industries
    assert "Segment" not in customers  # 97 of 99 customers bought in several segments


def test_salesforce_headers_in_capitals_map_by_themselves(tmp_path) -> None:
    result = imported(tmp_path, "salesforce_dataloader", "accountData.csv", "opportunityData.csv")
    expected, deals = truth("salesforce_dataloader"), result.data.frame("deals")
    accounts, opportunities = result.reports["customers"], result.reports["deals"]
    assert (accounts.rows_kept, opportunities.rows_kept) == (
        expected["accounts"]["rows"],
        expected["opportunities"]["rows"],
    )
    assert accounts.encoding == "Windows-1252"
    for canonical, header in {
        "account_id": "ACCOUNTID",
        "outcome": "STAGENAME",
        "close_date": "CLOSEDATE",
        "amount": "AMOUNT",
    }.items():
        assert opportunities.mapping[canonical] == header
    won = deals[deals["outcome"] == "won"]
    assert (len(won), won["amount"].sum()) == (
        expected["opportunities"]["won"],
        expected["opportunities"]["won_amount"],
    )
    assert deals.loc[deals["outcome"] == "open", "amount"].sum() == expected["opportunities"]["pipeline_amount"]
    assert won["created_date"].isna().all()  # created after the close in every deal: no cycle can be measured
    assert deals["account_id"].isin(result.data.frame("customers")["account_id"]).all()
    assert result.data.frame("customers")["industry"].notna().sum() == expected["accounts"]["industry_filled"]


def test_remarks_pasted_beside_the_wholesale_data_are_counted(tmp_path) -> None:
    result = imported(tmp_path, "wholesale_customers", "Wholesale customers data.csv", tables=("customers",))
    expected, customers = truth("wholesale_customers"), result.data.frame("customers")
    assert len(customers) == expected["rows"]
    assert any(
        f"{expected['cells_filled_in_unnamed_columns']} cells stood in them" in note
        for note in result.reports["customers"].notes
    )
    assert customers["region"].value_counts().to_dict() == expected["region_counts"]
    assert customers["source"].value_counts().to_dict() == expected["channel_counts"]


def test_online_retail_is_one_row_an_account_and_month(tmp_path) -> None:
    result = imported(tmp_path, "online_retail_monthly", "derived_monthly_revenue_per_customer.csv")
    text = pd.read_csv(SHARED / "online_retail_monthly/derived_monthly_revenue_per_customer.csv")
    revenue = result.data.frame("revenue")
    assert len(revenue) == len(text)
    assert revenue["mrr"].sum() == pytest.approx(text["revenue"].sum())


def test_a_set_that_is_no_business_file_is_asked_about(tmp_path) -> None:
    from icp_core.errors import UserError

    with pytest.raises(UserError, match=r"rossi.csv: It is not clear what this file holds"):
        imported(tmp_path, "lifelines_oracle", "rossi.csv")
