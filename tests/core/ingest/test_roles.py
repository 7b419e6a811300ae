import pytest

from icp_core.errors import UserError
from icp_core.ingest import Source, guess_table, import_files, read_raw
from icp_core.ingest.importing import SURE_TABLE
from icp_core.ingest.matching.mapping import column_map
from tests.core.ingest.files import SHARED, imported, raw, written

needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="../shared is absent")

REAL = {
    "aws_saas_sales/SaaS-Sales.csv": (
        "revenue",
        {"account_id": "Customer ID", "month": "Order Date", "mrr": "Sales"},
    ),
    "dbt_mrr_playbook/subscription_periods.csv": (
        "revenue",
        {
            "account_id": "customer_id",
            "mrr": "monthly_amount",
            "start_date": "start_date",
            "end_date": "end_date",
        },
    ),
    "ibm_telco/Telco-Customer-Churn.csv": (
        "customers",
        {
            "account_id": "customerID",
            "churned": "Churn",
            "tenure_months": "tenure",
            "current_mrr": "MonthlyCharges",
            "lifetime_value": "TotalCharges",
        },
    ),
    "maven_crm_sales/accounts.csv": (
        "customers",
        {
            "name": "account",
            "employees": "employees",
            "annual_revenue": "revenue",
            "industry": "sector",
            "country": "office_location",
        },
    ),
    "maven_crm_sales/sales_pipeline.csv": (
        "deals",
        {
            "deal_id": "opportunity_id",
            "account_name": "account",
            "outcome": "deal_stage",
            "amount": "close_value",
            "created_date": "engage_date",
            "close_date": "close_date",
            "owner": "sales_agent",
        },
    ),
    "online_retail_monthly/derived_monthly_revenue_per_customer.csv": (
        "revenue",
        {"account_id": "customer_id", "month": "month", "mrr": "revenue"},
    ),
    "saas_analytics_adi/customers.csv": (
        "customers",
        {
            "account_id": "customer_id",
            "country": "country",
            "source": "acquisition_channel",
            "start_date": "signup_date",
            "current_mrr": "mrr",
        },
    ),
    "saas_analytics_adi/marketing_spend.csv": (
        "spend",
        {"month": "month", "channel": "channel", "amount": "spend_amount", "leads": "leads_generated"},
    ),
    "saas_analytics_adi/monthly_activity.csv": (
        "usage",
        {"account_id": "customer_id", "month": "month", "active": "is_active", "sessions": "sessions"},
    ),
    "saas_analytics_adi/subscriptions.csv": (
        "revenue",
        {"account_id": "customer_id", "mrr": "mrr", "start_date": "start_date", "end_date": "end_date"},
    ),
    "salesforce_dataloader/accountData.csv": (
        "customers",
        {
            "account_id": "ID",
            "name": "NAME",
            "domain": "WEBSITE",
            "employees": "NUMBEROFEMPLOYEES",
            "annual_revenue": "ANNUALREVENUE",
            "industry": "INDUSTRY",
            "country": "BILLINGCOUNTRY",
        },
    ),
    "salesforce_dataloader/opportunityData.csv": (
        "deals",
        {
            "deal_id": "ID",
            "account_id": "ACCOUNTID",
            "outcome": "STAGENAME",
            "amount": "AMOUNT",
            "created_date": "CREATEDDATE",
            "close_date": "CLOSEDATE",
            "deal_type": "TYPE",
            "last_activity": "LASTACTIVITYDATE",
            "source": "LEADSOURCE",
            "owner": "OWNERID",
        },
    ),
}
UNNEEDED = {
    "maven_crm_sales/products.csv": "a list of products and their prices",
    "maven_crm_sales/sales_teams.csv": "a list of the sales team",
    "saas_analytics_adi/revenue.csv": "totals by month, without accounts",
}
NO_TABLE = [
    "lifelines_oracle/dd.csv",
    "lifelines_oracle/rossi.csv",
    "lifelines_oracle/waltons_dataset.csv",
    "wholesale_customers/Wholesale customers data.csv",
]


@needs_shared
@pytest.mark.parametrize("name", REAL)
def test_real_files_are_recognised_and_mapped(name: str) -> None:
    table, columns = REAL[name]
    read = read_raw(SHARED / name, name)
    guess, confidence = guess_table(read)
    assert (guess, confidence >= SURE_TABLE) == (table, True)
    assert column_map(read, guess).columns == columns


@needs_shared
@pytest.mark.parametrize("name", UNNEEDED)
def test_a_file_that_is_not_needed_is_refused_with_the_reason(tmp_path, name: str) -> None:
    with pytest.raises(UserError, match=f"The file holds {UNNEEDED[name]}, which is not needed.*Leave the file out"):
        import_files([Source(None, SHARED / name, name)], tmp_path)


@needs_shared
@pytest.mark.parametrize("name", NO_TABLE)
def test_real_files_that_fit_no_table_are_asked_about(name: str) -> None:
    assert guess_table(read_raw(SHARED / name, name))[1] < SURE_TABLE


@needs_shared
def test_every_real_file_is_spoken_for() -> None:
    files = {path.relative_to(SHARED).as_posix() for path in SHARED.glob("*/*.csv") if path.parent.name != "ugly"}
    assert files == {*REAL, *UNNEEDED, *NO_TABLE}


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("First Name,Last Name,Email,Job Title\nAnn,Lee,a@b.c,CEO\n", "a list of persons"),
        ("Opportunity ID,Product Name,Quantity,Total Price\n1,X,2,10\n", "the products on deals or orders"),
    ],
)
def test_other_files_that_people_hand_over_are_named(tmp_path, content: str, what: str) -> None:
    with pytest.raises(UserError, match=f"The file holds {what}, which is not needed"):
        import_files([Source(None, written(tmp_path, content), "f.csv")], tmp_path / "data")


def test_a_product_and_a_price_beside_customers_and_dates_are_revenue(tmp_path) -> None:
    content = "customer,product,price,date\nA,x,5,2024-01-02\nA,y,6,2024-02-02\nB,y,6,2024-02-03\n"
    assert guess_table(raw(tmp_path, content))[0] == "revenue"


def test_a_status_with_won_and_lost_goes_before_a_stage_without(tmp_path) -> None:
    decided = column_map(raw(tmp_path, "deal id,stage,status\n1,Demo,Won\n2,Call,Lost\n"), "deals")
    assert decided.columns["outcome"] == "status"
    assert decided.tells == ("stage",)


def test_an_id_that_repeats_is_no_number_of_the_row(tmp_path) -> None:
    guesses = column_map(raw(tmp_path, "id,company,industry\n7,A,x\n7,B,x\n7,C,y\n"), "customers").guesses
    assert guesses[0].canonical is None
    assert guesses[0].why == "named like account_id, but 67% of its rows repeat a value"


def test_a_score_up_to_ten_is_a_recommendation_and_up_to_five_a_satisfaction(tmp_path) -> None:
    assert "nps" in column_map(raw(tmp_path, "date,score\n2024-01-01,9\n2024-01-02,3\n"), "feedback").columns
    assert "csat" in column_map(raw(tmp_path, "date,score\n2024-01-01,5\n2024-01-02,3\n"), "feedback").columns
    neither = column_map(raw(tmp_path, "date,score\n2024-01-01,88\n2024-01-02,3\n"), "feedback")
    assert set(neither.columns) == {"date"}


def test_headers_that_say_nothing_are_mapped_by_content_where_it_is_certain(tmp_path) -> None:
    deals = raw(tmp_path, "column_1,column_2,column_3,column_4\nD1,Won,100.5,2024-01-02\nD2,Lost,50,2024-02-03\n")
    guess, confidence = guess_table(deals)
    decided = column_map(deals, guess)
    assert guess == "deals"
    assert SURE_TABLE <= confidence < 0.6
    assert decided.columns == {
        "deal_id": "column_1",
        "outcome": "column_2",
        "amount": "column_3",
        "close_date": "column_4",
    }
    assert decided.guesses[1].why == "the header says nothing; the values say won and lost"
    assert all(found.confidence <= 0.6 for found in decided.guesses)


def test_headers_that_say_nothing_over_revenue_by_month_are_mapped(tmp_path) -> None:
    rows = "".join(f"{key},2024-{month:02},{month * 10}\n" for key in ("ACME", "BETA") for month in range(1, 9))
    assert column_map(raw(tmp_path, f"F1,F2,F3\n{rows}"), "revenue").columns == {
        "account_id": "F1",
        "month": "F2",
        "mrr": "F3",
    }


def test_headers_that_say_nothing_over_anything_else_are_left_to_the_person(tmp_path) -> None:
    assert guess_table(raw(tmp_path, "column_1,column_2\nA,Oil\nB,Gas\n"))[1] == 0.0
    two = raw(tmp_path, "a,b,c\n1,2024-01-01,2024-02-01\n2,2024-01-02,2024-03-01\n")
    assert guess_table(two)[1] < SURE_TABLE


def test_amounts_in_one_currency_are_preferred_and_the_currency_of_the_deal_is_no_matter(tmp_path) -> None:
    content = (
        "Opportunity ID,Stage,Account Name,Close Date,Amount Currency,Amount,Amount (converted) Currency,Amount (converted)\n"
        "1,Closed Won,A,2024-01-02,EUR,100,USD,110\n2,Closed Lost,B,2024-01-03,GBP,100,USD,125\n"
    )
    result = imported(tmp_path, deals=content)
    assert result.reports["deals"].mapping["amount"] == "Amount (converted)"
    assert result.data.frame("deals")["amount"].tolist() == [110.0, 125.0]


def test_the_product_of_an_export_is_named(tmp_path) -> None:
    content = "Record ID,Deal Name,Deal Stage,Pipeline\n1,A,closedwon,P\n2,B,closedlost,P\n"
    assert (
        imported(tmp_path, deals=content).reports["deals"].shape
        == "it looks like a HubSpot deal export; one row is one deal"
    )
