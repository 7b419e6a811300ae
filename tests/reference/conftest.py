"""The public sets as canonical frames, made by hand: the metrics are tested without the import."""

import json
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from icp_core.dataset import Dataset
from icp_core.metrics import account_table, deal_table

SHARED = Path(__file__).resolve().parents[2] / "../shared/data"


def folder_or_skip(name):
    if not SHARED.exists():
        pytest.skip("../shared is absent")
    return SHARED / name


def truth_of(name):
    return json.loads((folder_or_skip(name) / "truth.json").read_text("utf-8"))


def world(data, truth):
    accounts = account_table(data)
    return SimpleNamespace(data=data, accounts=accounts, deals=deal_table(data, accounts), truth=truth)


def dates(column):
    return pd.to_datetime(column).dt.tz_localize(None).astype("datetime64[us]")


@pytest.fixture(scope="session")
def telco():
    raw = pd.read_csv(folder_or_skip("ibm_telco") / "Telco-Customer-Churn.csv")
    customers = pd.DataFrame(
        {
            "account_id": raw["customerID"],
            "tenure_months": raw["tenure"].astype(float),
            "churned": (raw["Churn"] == "Yes").astype("boolean"),
            "current_arr": 12 * raw["MonthlyCharges"],
            "lifetime_value": pd.to_numeric(raw["TotalCharges"], errors="coerce"),
            **{
                name: raw[name]
                for name in ("Contract", "InternetService", "gender", "PhoneService", "PaymentMethod", "Partner")
            },
            "SeniorCitizen": raw["SeniorCitizen"].astype(float),
        }
    )
    return world(Dataset.of(customers=customers), truth_of("ibm_telco"))


@pytest.fixture(scope="session")
def maven():
    folder = folder_or_skip("maven_crm_sales")
    companies, raw = pd.read_csv(folder / "accounts.csv"), pd.read_csv(folder / "sales_pipeline.csv")
    products = pd.read_csv(folder / "products.csv").set_index("product")["sales_price"]
    teams = pd.read_csv(folder / "sales_teams.csv").set_index("sales_agent")["regional_office"]
    product = raw["product"].replace("GTXPro", "GTX Pro")
    customers = pd.DataFrame(
        {
            "account_id": companies["account"],
            "name": companies["account"],
            "industry": companies["sector"],
            "employees": companies["employees"].astype(float),
            "country": companies["office_location"],
        }
    )
    deals = pd.DataFrame(
        {
            "deal_id": raw["opportunity_id"],
            "account_name": raw["account"],
            "outcome": raw["deal_stage"].map({"Won": "won", "Lost": "lost"}).fillna("open"),
            "amount": raw["close_value"],
            "created_date": dates(raw["engage_date"]),
            "close_date": dates(raw["close_date"]),
            "list_price": product.map(products).astype(float),
            "owner": raw["sales_agent"],
            "product": product,
            "regional_office": raw["sales_agent"].map(teams),
        }
    )
    data = Dataset.of(as_of=date(2017, 12, 31), customers=customers, deals=deals)
    return world(data, truth_of("maven_crm_sales"))


@pytest.fixture(scope="session")
def saas():
    folder = folder_or_skip("saas_analytics_adi")
    raw, periods = pd.read_csv(folder / "customers.csv"), pd.read_csv(folder / "subscriptions.csv")
    spend = pd.read_csv(folder / "marketing_spend.csv")
    customers = pd.DataFrame(
        {
            "account_id": raw["customer_id"],
            "start_date": dates(raw["signup_date"]),
            "plan_type": raw["plan_type"],
            "source": raw["acquisition_channel"],
            "country": raw["country"],
            "current_arr": 12.0 * raw["mrr"],
        }
    )
    subscriptions = pd.DataFrame(
        {
            "account_id": periods["customer_id"],
            "start_date": dates(periods["start_date"]),
            "end_date": dates(periods["end_date"]),
            "mrr": periods["mrr"].astype(float),
        }
    )
    spent = pd.DataFrame(
        {
            "month": dates(spend["month"]),
            "channel": spend["channel"],
            "amount": spend["spend_amount"].astype(float),
            "leads": spend["leads_generated"].astype(float),
        }
    )
    tables = {"customers": customers, "subscriptions": subscriptions, "spend": spent}
    return world(Dataset.of(as_of=date(2024, 12, 31), **tables), truth_of("saas_analytics_adi"))


@pytest.fixture(scope="session")
def dbt():
    raw = pd.read_csv(folder_or_skip("dbt_mrr_playbook") / "subscription_periods.csv")
    subscriptions = pd.DataFrame(
        {
            "account_id": raw["customer_id"].astype(str),
            "start_date": dates(raw["start_date"]),
            "end_date": dates(raw["end_date"]),
            "mrr": raw["monthly_amount"].astype(float),
        }
    )
    return world(Dataset.of(as_of=date(2020, 2, 29), subscriptions=subscriptions), truth_of("dbt_mrr_playbook"))


@pytest.fixture(scope="session")
def salesforce():
    folder = folder_or_skip("salesforce_dataloader")
    companies = pd.read_csv(folder / "accountData.csv", encoding="cp1252")
    raw = pd.read_csv(folder / "opportunityData.csv", encoding="cp1252")
    customers = pd.DataFrame(
        {"account_id": companies["ID"], "name": companies["NAME"], "country": companies["BILLINGCOUNTRY"]}
    )
    outcome = pd.Series("open", raw.index).mask(raw["ISCLOSED"], "lost").mask(raw["ISWON"], "won")
    deals = pd.DataFrame(
        {
            "deal_id": raw["ID"],
            "account_id": raw["ACCOUNTID"],
            "outcome": outcome,
            "amount": raw["AMOUNT"].astype(float),
            "created_date": dates(raw["CREATEDDATE"]).dt.normalize(),
            "close_date": dates(raw["CLOSEDATE"]),
        }
    )
    data = Dataset.of(as_of=date(2006, 6, 30), customers=customers, deals=deals)
    return world(data, truth_of("salesforce_dataloader"))
