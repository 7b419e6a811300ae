from datetime import date

import pandas as pd
import pytest

from icp_core.dataset import Dataset
from icp_core.metrics import account_table, deal_table, headline, period_rows
from icp_core.metrics.winning import (
    contract_value,
    discount_rate,
    expansion_win_rate,
    gone_dark,
    open_pipeline,
    overall_contract_value,
    overall_win_rate,
    sales_cycle,
    win_rate,
    win_rate_by_value,
)

AS_OF = date(2025, 12, 31)


def days(*values):
    return pd.Series(pd.to_datetime(list(values))).astype("datetime64[us]")


def deals_of(customers=None, as_of=AS_OF, **columns):
    tables = {"deals": pd.DataFrame(columns)} | ({"customers": customers} if customers is not None else {})
    data = Dataset.of(as_of=as_of, **tables)
    return deal_table(data, account_table(data) if customers is not None else None)


COMPANIES = pd.DataFrame({"account_id": ["1", "2"], "name": ["Acme", "Bolt"], "industry": ["Retail", None]})


def test_a_deal_belongs_to_the_account_that_the_import_found_and_is_called_by_its_name_where_it_found_none():
    found = deals_of(
        COMPANIES, outcome=["won"] * 4, account_id=["1", "7", None, None], account_name=[None, "Cork", "Nobody", None]
    )
    assert found.frame["account_id"].fillna("-").tolist() == ["1", "7", "Nobody", "-"]
    assert found.frame["matched"].tolist() == [True, False, False, False]
    assert found.notes == (
        "1 closed deal names no account",
        "2 deals name an account that is not among the customers",
    )


def test_an_account_is_looked_for_in_the_import_alone():
    """There names are told apart, and twins are asked about; a second way here would answer for people."""
    assert deals_of(COMPANIES, outcome=["won"], account_name=[" ACME "]).frame["matched"].tolist() == [False]


def test_the_accounts_attribute_comes_first_and_the_deals_own_fills_it():
    found = deals_of(COMPANIES, outcome=["won", "won"], account_id=["1", "2"], industry=["Bank", "Bank"])
    assert found.frame["industry"].tolist() == ["Retail", "Bank"]


def test_an_open_deal_has_no_close_date_and_is_counted_to_the_last_day():
    found = deals_of(
        outcome=["open", "won"],
        created_date=days("2025-12-01", "2025-12-01"),
        close_date=days("2026-03-31", "2025-12-11"),
    )
    assert found.frame["closed"].isna().tolist() == [True, False]
    assert found.frame["days"].tolist() == [30.0, 10.0]


def test_a_deal_decided_after_the_last_day_still_is_open():
    found = deals_of(
        outcome=["won", "won"],
        created_date=days("2025-11-01", "2026-02-01"),
        close_date=days("2026-01-05", "2026-02-03"),
    )
    assert found.frame["outcome"].tolist() == ["open"]
    assert len(found.notes) == 3


def test_the_deal_type_tells_new_business_from_expansion():
    kinds = ["New Business", "Expansion", "Renewal", "Existing Business", "new", "Type 7", None]
    found = deals_of(outcome=["won"] * 7, deal_type=kinds).frame["is_new"]
    assert found.fillna(False).tolist() == [True, False, False, False, True, False, False]
    assert found.isna().tolist() == [False] * 5 + [True, True]


def test_a_contract_of_three_years_counts_with_a_third():
    found = deals_of(outcome=["won"] * 8 + ["lost"], amount=[300.0] * 8 + [0.0], term_months=[36.0] * 9)
    assert contract_value(found.frame).value == pytest.approx(100.0)


def test_seven_won_deals_are_too_few_for_a_mean_value():
    found = deals_of(outcome=["won"] * 7, amount=[300.0] * 7)
    assert contract_value(found.frame).why == "7 won deals with a value: too few"


def test_expansions_stay_out_of_the_mean_contract_value_and_the_number_says_so():
    kinds = ["New business"] * 8 + ["Expansion"] * 4 + [None] * 2
    found = overall_contract_value(deals_of(outcome=["won"] * 14, amount=[300.0] * 8 + [30.0] * 6, deal_type=kinds))
    assert (found.value, found.n) == (pytest.approx((8 * 300 + 2 * 30) / 10), 10)
    assert found.why == "new business alone: 4 expansions and renewals left out"


def test_a_file_of_expansions_alone_has_no_contract_value_of_new_business_and_says_why():
    found = overall_contract_value(deals_of(outcome=["won"] * 9, amount=[300.0] * 9, deal_type=["Expansion"] * 9))
    assert found.value is None
    assert found.why == "no won deal carries a value; new business alone: 9 expansions and renewals left out"


def test_the_contract_value_of_a_quarter_takes_the_deals_that_the_number_over_all_takes():
    closed = days(*pd.date_range("2025-04-02", "2025-06-28", periods=60))
    kinds = ["New business", "Expansion", None] * 20
    deals = pd.DataFrame(
        {"outcome": "won", "close_date": closed, "amount": [300.0, 30.0, 90.0] * 20, "deal_type": kinds}
    )
    data = Dataset.of(as_of=AS_OF, deals=deals)
    accounts = account_table(data)
    table = deal_table(data, accounts)
    (quarter,) = (row.metrics["acv"] for row in period_rows(data, accounts, table) if "acv" in row.metrics)
    over_all = overall_contract_value(table)
    assert (quarter.value, quarter.n) == (over_all.value, over_all.n) == (pytest.approx(195.0), 40)


def test_no_closed_deal_is_unknown_not_zero():
    rate = overall_win_rate(deals_of(outcome=["open", "open"]))
    assert (rate.value, rate.why) == (None, "no deal was won or lost")


@pytest.mark.parametrize(
    ("outcome", "why"),
    [
        ("lost", "no deal in this file was won, so a win rate would print 0 %"),
        ("won", "no deal in this file was lost, so a win rate would print 100 %"),
    ],
)
def test_a_file_with_one_outcome_alone_is_unknown_over_all_by_value_and_by_quarter(outcome, why):
    closed = days(*pd.date_range("2025-01-01", "2025-12-28", freq="3D"))
    columns = {
        "outcome": outcome,
        "amount": 5.0,
        "close_date": closed,
        "industry": ["a"] * 60 + ["b"] * (len(closed) - 60),
    }
    data = Dataset.of(as_of=AS_OF, deals=pd.DataFrame(columns))
    accounts = account_table(data)
    found = deal_table(data, accounts)
    assert (overall_win_rate(found).value, overall_win_rate(found).why) == (None, why)
    assert win_rate_by_value(found).why == why
    rates = [row.metrics["win_rate"] for row in period_rows(data, accounts, found)]
    assert {(rate.value, rate.why) for rate in rates} == {(None, why)}
    assert headline(data, accounts, found)["win_rate"].by == {}


def test_a_group_that_lost_nothing_is_unknown_and_keeps_its_bound():
    rate = win_rate(pd.DataFrame({"outcome": ["won"] * 10}))
    assert (rate.value, rate.n, rate.high) == (None, 10, 1.0)
    assert rate.low == pytest.approx(1 - 0.213, abs=1e-3)  # Wilson at 90 %: n / (n + z^2)
    assert rate.why == "none of 10 closed deals was lost: the win rate is at least 79 %"


def test_the_win_rate_is_that_of_new_business_and_says_so():
    kinds = ["New"] * 10 + ["Renewal"] * 8 + [None] * 2
    found = deals_of(outcome=["won", "lost"] * 5 + ["won"] * 7 + ["lost"] + ["won", "lost"], deal_type=kinds)
    rate = overall_win_rate(found)
    assert (rate.value, rate.n) == (0.5, 12)  # a deal without a telling type counts as new, as in the drift
    assert rate.why == "new business alone: 8 expansions and renewals left out"
    assert (expansion_win_rate(found).value, expansion_win_rate(found).n) == (0.875, 8)


def test_an_open_deal_keeps_the_day_it_is_expected_to_close():
    found = deals_of(outcome=["open", "won"], close_date=days("2026-03-31", "2025-12-11"))
    assert found.frame["due"].notna().tolist() == [True, False]


def test_win_rate_by_value_weighs_the_amounts():
    found = deals_of(outcome=["won", "lost"] * 4, amount=[300.0, 100.0] * 4)
    assert win_rate_by_value(found).value == pytest.approx(0.75)


def test_a_cycle_needs_a_creation_before_the_close():
    found = deals_of(outcome=["won"] * 8, created_date=days(*["2025-05-01"] * 8), close_date=days(*["2025-04-01"] * 8))
    assert sales_cycle(found.frame).why == "no won deal has a creation day on or before its close"
    assert found.notes[-1] == "8 deals were created after they closed: their cycle is unknown"


def test_discount_comes_from_list_price_or_from_the_discount_column():
    listed = deals_of(outcome=["won"] * 8, amount=[90.0] * 8, list_price=[100.0] * 8)
    stated = deals_of(outcome=["won"] * 8, amount=[90.0] * 8, discount=[0.1] * 8)
    assert discount_rate(listed).value == pytest.approx(0.1)
    assert discount_rate(stated).value == pytest.approx(0.1)


def test_a_deal_goes_dark_after_more_than_30_days():
    found = deals_of(outcome=["open"] * 3, last_activity=days("2025-12-01", "2025-11-30", None))
    dark = gone_dark(found)
    assert (dark.value, dark.n) == (0.5, 2)


def test_open_pipeline_says_how_many_deals_carry_no_value():
    pipeline = open_pipeline(deals_of(outcome=["open", "open", "won"], amount=[10.0, None, 5.0]))
    assert (pipeline.value, pipeline.n, pipeline.why) == (10.0, 1, "1 open deal without a value are not in it")


def test_without_a_deals_table_there_is_no_deal_table():
    assert deal_table(Dataset.of(customers=COMPANIES), None) is None
