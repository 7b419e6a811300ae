from datetime import date

import numpy as np
import pandas as pd
import pytest

from icp_core.dataset import Dataset
from icp_core.metrics import account_table

AS_OF = date(2025, 12, 31)


def days(*values):
    return pd.Series(pd.to_datetime(list(values))).astype("datetime64[us]")


def flags(*values):
    return pd.Series(list(values), dtype="boolean")


def table(as_of=AS_OF, **tables):
    return account_table(Dataset.of(as_of=as_of, **tables))


def customers(**columns):
    n = len(next(iter(columns.values())))
    return pd.DataFrame({"account_id": [f"A{number}" for number in range(n)], **columns})


def revenue(**paid):
    """Rows of account = {month: mrr}."""
    rows = [(name, month, mrr) for name, months in paid.items() for month, mrr in months.items()]
    frame = pd.DataFrame(rows, columns=["account_id", "month", "mrr"])
    return frame.assign(month=days(*(f"{month}-01" for month in frame["month"])), mrr=frame["mrr"].astype(float))


def months(first, last, mrr=100.0):
    return {str(month): mrr for month in pd.period_range(first, last, freq="M")}


def test_an_empty_churn_date_is_a_live_account():
    found = table(customers=customers(start_date=days("2024-01-01", "2024-01-01"), churn_date=days(None, "2025-01-01")))
    assert found.lifetimes_from == "churn dates"
    assert found.frame["left"].tolist() == [False, True]
    assert found.frame["tenure"].tolist() == pytest.approx([730 / 30.4375, 366 / 30.4375])


def test_a_churn_date_after_the_last_day_of_the_data_is_a_live_account():
    frame = customers(start_date=days("2024-01-01", "2024-01-01"), churn_date=days("2026-03-01", "2025-01-01"))
    assert table(customers=frame).frame["left"].tolist() == [False, True]


def test_where_flag_and_date_disagree_the_flag_decides_and_it_is_said():
    frame = customers(start_date=days("2024-01-01"), churn_date=days("2025-01-01"), churned=flags(False))
    found = table(customers=frame)
    assert found.frame["left"].tolist() == [False]
    assert found.notes == ("1 account has a churn date but the flag says live; the flag was followed",)


def test_a_flag_and_months_give_lifetimes_without_a_calendar():
    found = table(customers=customers(tenure_months=[5.0, 0.0, -1.0], churned=flags(True, False, False)))
    assert found.lifetimes_from == "churn flag and tenure"
    assert found.frame["start"].isna().all()
    assert found.frame["tenure"].tolist()[:2] == [5.0, 0.0]
    assert np.isnan(found.frame["tenure"].tolist()[2])


def test_few_undated_leavers_are_left_out_and_counted_aloud():
    starts = days(*["2024-01-01"] * 10)
    ends = days(*["2025-01-01"] * 5, *[None] * 5)
    found = table(customers=customers(start_date=starts, churn_date=ends, churned=flags(*[True] * 6, *[False] * 4)))
    assert len(found.observed) == 9
    assert "1 account said to have left without a date" in found.notes[0]


def test_when_most_leavers_have_no_date_retention_is_refused_instead_of_flattered():
    found = table(customers=customers(start_date=days("2024-01-01", "2024-01-01"), churned=flags(True, False)))
    assert found.lifetimes_from == ""
    assert found.why_no_lifetimes.startswith("1 of 1 accounts that left have no date")
    assert found.observed.empty
    assert len(found.live) == 1


def test_a_flag_without_a_date_takes_the_last_paid_month():
    frame = customers(start_date=days("2025-01-10", "2025-01-10"), churned=flags(True, False))
    paid = revenue(A0=months("2025-01", "2025-06"), A1=months("2025-01", "2025-12"))
    found = table(customers=frame, revenue=paid)
    assert found.lifetimes_from == "churn flag and last paid month"
    assert found.frame["end"].tolist()[0] == pd.Timestamp("2025-07-01")


def test_silence_in_the_revenue_table_is_leaving_on_the_day_after_the_last_paid_month():
    paid = revenue(A0=months("2025-01", "2025-06") | {"2025-07": 0.0}, A1=months("2025-02", "2025-12", 50.0))
    found = table(revenue=paid)
    assert found.lifetimes_from == "silence in the revenue table"
    assert found.frame["left"].tolist() == [True, False]
    assert found.frame["end"].tolist()[0] == pd.Timestamp("2025-07-01")
    assert found.frame["arr"].tolist() == [1200.0, 600.0]


def test_a_month_that_is_not_over_makes_nobody_leave():
    paid = revenue(A0=months("2025-01", "2025-11"), A1=months("2025-01", "2025-12"))
    assert table(as_of=date(2025, 12, 15), revenue=paid).frame["left"].tolist() == [False, False]


def test_an_account_older_than_the_revenue_table_enters_at_its_age_then():
    paid = revenue(A0=months("2025-01", "2025-12"), A1=months("2025-03", "2025-12"))
    frame = customers(start_date=days("2023-01-01", "2025-03-05"))
    found = table(customers=frame, revenue=paid).frame
    assert found["entry"].tolist() == pytest.approx([731 / 30.4375, 0.0])
    assert found["initial_arr"].isna().tolist() == [True, False]


def test_a_crowd_in_the_first_month_of_the_table_was_there_before():
    paid = {f"A{number}": months("2025-01", "2025-12") for number in range(6)} | {"B": months("2025-04", "2025-12")}
    found = table(revenue=revenue(**paid))
    assert found.frame["tenure"].notna().sum() == 1
    assert found.notes[-1].startswith("6 accounts were paying already when the revenue table begins (2025-01)")


def test_paid_periods_give_the_first_start_and_the_last_end():
    periods = pd.DataFrame(
        {
            "account_id": ["A", "A", "B"],
            "start_date": days("2024-01-01", "2024-09-01", "2024-05-01"),
            "end_date": days("2024-03-01", "2025-03-01", None),
            "mrr": [10.0, 30.0, 5.0],
        }
    )
    found = table(subscriptions=periods)
    assert found.frame["start"].tolist() == [pd.Timestamp("2024-01-01"), pd.Timestamp("2024-05-01")]
    assert found.frame["end"].tolist()[0] == pd.Timestamp("2025-03-01")
    assert found.frame[["arr", "initial_arr"]].to_numpy().tolist() == [[360.0, 120.0], [60.0, 60.0]]
    assert any("1 account paused" in note for note in found.notes)


def test_a_customers_file_alone_that_never_says_who_left_is_unknown_with_the_reason():
    found = table(customers=customers(start_date=days("2024-01-01"), industry=["Retail"]))
    assert found.why_no_lifetimes.startswith("no column says who left: add a churn date")
    assert found.frame["left"].isna().all()
    assert found.frame["tenure"].isna().all()


def test_a_value_of_zero_after_leaving_is_replaced_by_what_was_paid_before():
    frame = customers(
        start_date=days("2025-01-01", "2025-01-01"), churned=flags(True, False), current_arr=[0.0, 1200.0]
    )
    paid = revenue(A0=months("2025-01", "2025-06", 70.0), A1=months("2025-01", "2025-12"))
    assert table(customers=frame, revenue=paid).frame["arr"].tolist() == [840.0, 1200.0]


def test_what_an_account_pays_now_is_not_taken_from_a_file_of_a_later_day():
    """With --as-of in the middle of the history ARR was that of the export, and NRR that of the day asked for."""
    frame = customers(start_date=days("2023-01-01")).assign(current_arr=[9000.0])
    found = table(as_of=date(2024, 12, 31), customers=frame, revenue=revenue(A0=months("2024-01", "2025-12")))
    assert (found.frame["arr"].tolist(), found.value_from) == ([1200.0], "revenue table")
    assert found.notes == (
        "the current_arr of the customers file is that of a day after 2024-12-31; "
        "the revenue table was followed where it knows the account",
    )


def test_growth_is_the_yearly_log_ratio_and_never_divides_by_less_than_a_year():
    frame = customers(
        tenure_months=[24.0, 3.0], churned=flags(False, False), current_arr=[400.0, 200.0], initial_arr=[100.0, 100.0]
    )
    assert table(customers=frame).frame["growth"].tolist() == pytest.approx([np.log(4) / 2, np.log(2)])


def test_attributes_leave_out_identifiers_and_outcomes():
    frame = customers(
        name=["x", "y"], tenure_months=[1.0, 2.0], lifetime_value=[3.0, 4.0], plan=["a", "b"], left=["p", "q"]
    )
    found = table(customers=frame)
    assert found.attributes == ("plan", "left (file)")
    assert found.frame["left (file)"].tolist() == ["p", "q"]


def test_deals_alone_make_the_winners_accounts():
    deals = pd.DataFrame({"outcome": ["won", "lost", "won"], "account_name": ["Acme", "Bolt", "Acme"]})
    found = table(deals=deals)
    assert found.frame["account_id"].tolist() == ["Acme"]
    assert found.notes == ("accounts are those with a won deal, for want of a customers file",)


def test_no_table_at_all_gives_no_account():
    assert len(table().frame) == 0


def test_an_account_that_starts_after_the_last_day_is_not_among_the_accounts_and_it_is_said():
    frame = customers(start_date=days("2026-02-01", "2024-01-01"), churn_date=days(None, "2025-01-01"))
    found = table(customers=frame.assign(current_arr=[900.0, 100.0]))
    assert found.frame["account_id"].tolist() == ["A1"]
    assert "1 account starts after the last day of the data, left out" in found.notes


def test_the_order_of_the_rows_changes_nothing():
    frame = customers(
        start_date=days("2024-01-01", "2024-06-01", "2023-01-01"), churn_date=days(None, "2025-01-01", None)
    )
    here = table(customers=frame).frame.sort_values("account_id").reset_index(drop=True)
    there = table(customers=frame.iloc[::-1].reset_index(drop=True)).frame
    pd.testing.assert_frame_equal(here, there.sort_values("account_id").reset_index(drop=True))


def test_the_input_frames_are_not_changed():
    frame = customers(start_date=days("2024-01-01"), churn_date=days("2025-01-01"))
    before = frame.copy(deep=True)
    table(customers=frame)
    pd.testing.assert_frame_equal(frame, before)
