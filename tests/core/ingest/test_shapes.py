from datetime import date

import numpy as np
import pandas as pd
import pytest

from icp_core.ingest import Imported, Source, import_files
from icp_core.ingest.matching.periods import period_columns
from tests.core.ingest.exports import EXPORTS
from tests.core.ingest.files import imported, reasons, written

MONTHS_2024 = [f"2024-{month:02}" for month in range(1, 13)]


def amounts(result: Imported) -> list[tuple[str, str, float]]:
    """Return account, month and amount of every row of revenue."""
    rows = result.data.frame("revenue").sort_values(["account_id", "month"])
    return [(row.account_id, f"{row.month:%Y-%m}", round(row.mrr, 2)) for row in rows.itertuples()]


def with_options(folder, content: str, **options: str) -> Imported:
    path = written(folder, content, "r.csv")
    return import_files([Source("revenue", path, "r.csv", {}, options)], folder / "data")


def question(result: Imported, name: str):
    return next((asked for asked in result.questions if asked.id == name), None)


def export(name: str) -> str:
    return next(known.content for known in EXPORTS if known.name == name)


def yearly(accounts: str = "ABCDEFGHIJK") -> str:
    """Invoices of accounts that pay once a year."""
    rows = [
        f"{key},{year}-{number % 12 + 1:02}-14,1200"
        for number, key in enumerate(accounts)
        for year in (2021, 2022, 2023)
    ]
    return "customer id,invoice date,amount\n" + "\n".join(rows) + "\n"


def test_payments_of_one_month_are_summed_and_refunds_taken_off(tmp_path) -> None:
    content = "customer id,invoice date,amount\nA,2024-01-05,100\nA,2024-01-20,20\nA,2024-01-25,-30\nB,2024-01-09,5\n"
    result = imported(tmp_path, revenue=content)
    assert amounts(result) == [("A", "2024-01", 90.0), ("B", "2024-01", 5.0)]
    assert "one row is an invoice or order on a day; summed into months" in result.reports["revenue"].shape


def test_credit_notes_count_against_the_invoices(tmp_path) -> None:
    content = "customer id,invoice date,document type,amount\nA,2024-01-05,Invoice,100\nA,2024-01-20,Credit note,40\n"
    result = imported(tmp_path, revenue=content)
    assert amounts(result) == [("A", "2024-01", 60.0)]
    assert "1 credit note taken off" in result.reports["revenue"].shape


def test_stripe_payments_that_failed_do_not_count_and_refunds_are_taken_off(tmp_path) -> None:
    result = imported(tmp_path, revenue=export("stripe payments"))
    assert amounts(result) == [("cus_1", "2024-01", 110.0), ("cus_1", "2024-02", 93.0)]
    assert result.reports["revenue"].rows_left_out == 1
    assert "4 left out: The state says that nothing was paid for it. [Failed]" in reasons(result)
    assert result.data.currency == "EUR"


def test_a_yearly_stripe_invoice_is_spread_over_its_period_without_tax(tmp_path) -> None:
    content = export("stripe invoices") + (
        "in_3,119.00,119.00,charge_automatically,TRUE,eur,cus_1,Acme,2024-03-02 10:00,,A-2,TRUE,sub_1,100.00,0,,19.00,19,"
        "119.00,paid,2024-03-02 10:00,2024-03-02 10:00,2024-03-02 10:00,2024-04-02 10:00,2024-02-02 10:00,2024-03-02 10:00\n"
        "in_4,50.00,50.00,send_invoice,TRUE,eur,cus_1,Acme,2024-03-04 10:00,,A-3,TRUE,,50.00,0,,0.00,0,50.00,paid,"
        "2024-03-04 10:00,2024-03-04 10:00,2024-03-04 10:00,2024-03-04 10:00,2024-03-04 10:00,2024-03-04 10:00\n"
    )
    result = imported(tmp_path, revenue=content)
    assert amounts(result) == [
        ("cus_1", "2024-01", 100.0),
        ("cus_1", "2024-03", 100.0),
        ("cus_2", "2024-01", 100.0),
        ("cus_2", "2024-02", 100.0),
        ("cus_2", "2024-03", 100.0),
    ]
    shape = result.reports["revenue"].shape
    assert "it looks like a Stripe invoice export; one row is an invoice for a period" in shape
    assert "without 'Tax'" in shape
    asked = question(result, "single")
    assert asked is not None
    assert asked.chosen == "leave"
    assert "1 payment without a 'Subscription'" in asked.sentence


def test_one_time_payments_count_when_the_person_says_so(tmp_path) -> None:
    content = "customer id,invoice date,amount,subscription id\nA,2024-01-05,100,s\nA,2024-02-05,70,\n"
    assert amounts(imported(tmp_path, revenue=content)) == [("A", "2024-01", 100.0)]
    result = with_options(tmp_path, content, single="count")
    assert amounts(result) == [("A", "2024-01", 100.0), ("A", "2024-02", 70.0)]


def test_invoices_once_a_year_are_spread_by_the_rhythm_of_each_account_and_asked_about(tmp_path) -> None:
    monthly = "".join(f"Z,{month}-02,30\n" for month in [*(f"2022-{m:02}" for m in range(1, 13)), "2023-01"])
    result = imported(tmp_path, revenue=yearly() + monthly)
    rows = amounts(result)
    assert [row for row in rows if row[0] == "A"][:2] == [("A", "2021-01", 100.0), ("A", "2021-02", 100.0)]
    assert [row[2] for row in rows if row[0] == "Z"] == [30.0] * 13
    asked = question(result, "interval")
    assert (asked.chosen, asked.decided, asked.urgent) == ("rhythm", False, True)
    assert "1 account every month, 11 accounts every year" in asked.sentence


def test_a_single_payment_gets_the_rhythm_of_accounts_that_pay_as_much(tmp_path) -> None:
    result = imported(tmp_path, revenue=yearly() + "Y,2023-02-14,1100\n")
    assert [row[1] for row in amounts(result) if row[0] == "Y"][-1] == "2023-11"  # the file ends on 14 November 2023


@pytest.mark.parametrize(
    ("word", "share", "months"), [("month", 1200.0, 1), ("quarter", 400.0, 3), ("year", 100.0, 12)]
)
def test_the_person_says_what_an_amount_pays_for(tmp_path, word: str, share: float, months: int) -> None:
    result = with_options(tmp_path, yearly(), interval=word)
    first = [row for row in amounts(result) if row[0] == "A" and row[1] < "2022"]
    assert first == [("A", month.replace("2024", "2021"), share) for month in MONTHS_2024[:months]]
    assert question(result, "interval").decided


def test_an_answer_that_is_no_option_any_more_is_ignored(tmp_path) -> None:
    asked = question(with_options(tmp_path, yearly(), interval="decade"), "interval")
    assert asked.chosen == "rhythm"


def test_orders_without_a_rhythm_are_not_spread_but_asked_about(tmp_path) -> None:
    random = np.random.default_rng(7)
    days = pd.Timestamp("2022-01-01") + pd.to_timedelta(random.integers(0, 900, 200), unit="D")
    rows = "".join(f"K{number % 9},{day:%Y-%m-%d},{number}\n" for number, day in enumerate(days))
    result = imported(tmp_path, revenue=f"customer id,order date,sales\n{rows}")
    asked = question(result, "interval")
    assert asked.chosen == "month"
    assert "pay at no steady rhythm" in asked.sentence
    assert round(result.data.frame("revenue")["mrr"].sum()) == sum(range(200))


def test_monthly_recurring_revenue_is_never_asked_about(tmp_path) -> None:
    rows = "".join(f"{key},{month},5\n" for key in "AB" for month in MONTHS_2024)
    result = imported(tmp_path, revenue=f"account_id,month,mrr\n{rows}")
    assert result.questions == ()
    assert result.reports["revenue"].shape == "one row is one account in one month"


def test_yearly_recurring_revenue_by_month_counts_a_twelfth(tmp_path) -> None:
    rows = "".join(f"A,{month},1200\n" for month in MONTHS_2024)
    result = imported(tmp_path, revenue=f"account_id,month,ARR\n{rows}")
    assert {row[2] for row in amounts(result)} == {100.0}
    assert "the amounts are by year" in result.reports["revenue"].shape


def test_stripe_subscriptions_count_by_interval_and_quantity_until_they_ended(tmp_path) -> None:
    trial = (
        "sub_3,cus_3,Gama,g@g.it,price_1,prod_1,1,eur,month,50.00,trialing,2024-06-01 10:00,2024-06-01 10:00" + "," * 10
    )
    result = imported(tmp_path, revenue=export("stripe subscriptions") + trial + "\n")
    expected = [
        *(("cus_1", month, 150.0) for month in MONTHS_2024[:6]),
        *(("cus_2", month, 100.0) for month in MONTHS_2024[:4]),
    ]
    assert amounts(result) == expected  # the current periods began in June
    assert str(result.data.frame("subscriptions")["end_date"].max())[:10] == "2024-05-05"
    assert "The state says that nothing was paid for it. [trialing]" in reasons(result)


def test_baremetrics_amounts_are_cents(tmp_path) -> None:
    result = imported(tmp_path, revenue=export("baremetrics template"))
    assert result.data.frame("subscriptions")["mrr"].tolist() == [100.0, 100.0]
    assert "amounts in cents; the price of one times 'subscription_quantity'" in result.reports["revenue"].shape


def test_intervals_of_several_months_are_divided(tmp_path) -> None:
    result = imported(tmp_path, revenue=export("recurly subscriptions"))
    assert result.data.frame("subscriptions")["mrr"].tolist() == [100.0, 100.0]


def test_paid_periods_longer_than_a_month_are_asked_about(tmp_path) -> None:
    content = "customer id,start date,end date,amount\nA,2024-01-01,2024-12-31,1200\nB,2024-01-01,2024-06-30,600\n"
    result = imported(tmp_path, revenue=content)
    asked = question(result, "interval")
    assert (asked.chosen, asked.urgent) == ("month", True)
    assert "2 periods of 2 are longer than a month" in asked.sentence
    whole = with_options(tmp_path, content + "C,2024-12-01,2024-12-31,9\n", interval="period")
    assert amounts(whole)[0] == ("A", "2024-01", 100.0)
    assert sum(row[2] for row in amounts(whole)) == 1809.0


def test_a_column_for_each_quarter_is_spread_and_a_total_left_out(tmp_path) -> None:
    content = "account,Q1 2024,Q2 2024,Q3 2024,2024,Total\nA,30,60,90,180,180\n"
    result = imported(tmp_path, revenue=content)
    assert [row[2] for row in amounts(result)] == [10.0] * 3 + [20.0] * 3 + [30.0] * 3
    assert result.data.as_of == date(2024, 9, 30)
    assert "one column is a quarter (3 of them)" in result.reports["revenue"].shape
    assert "'2024' and 'Total' sum up other columns; left out" in reasons(result)


def test_the_first_day_of_the_customer_beside_months_as_columns_is_no_period(tmp_path) -> None:
    content = "account,start date,end date,Jan 2024,Feb 2024,Mar 2024,Total\nA,2023-01-01,2025-01-01,1,2,3,6\n"
    result = imported(tmp_path, revenue=content)
    assert [row[2] for row in amounts(result)] == [1.0, 2.0, 3.0]
    guess = next(guess for guess in result.reports["revenue"].guesses if guess.header == "Jan 2024")
    assert guess.why == "a column for one period: its amounts become rows"


@pytest.mark.parametrize(
    "header",
    [
        "Jan-24,Feb-24,Mar-24",
        "2024-01,2024-02,2024-03",
        "01/2024,02/2024,03/2024",
        "January 2024,February 2024,March 2024",
        "202401,202402,202403",
        "2024M01,2024M02,2024M03",
        "MRR Jan 2024,MRR Feb 2024,MRR Mar 2024",
        "2024-01-01,2024-02-01,2024-03-01",
        "1/1/2024,2/1/2024,3/1/2024",
        "1/31/2024,2/29/2024,3/31/2024",
        "31.01.2024,29.02.2024,31.03.2024",
        "leden 2024,únor 2024,březen 2024",
        "Jan'24,Feb'24,Mar'24",
    ],
)
def test_months_as_columns_are_known_in_many_forms(header: str) -> None:
    assert [column.first - 2024 * 12 for column in period_columns(header.split(","))] == [0, 1, 2]


@pytest.mark.parametrize(
    "header", ["Plan 1,Plan 2,Plan 3", "1,2,3", "2024-01,2024-02", "May,June,July", "Day 30,Day 60,Day 90"]
)
def test_other_headers_are_no_months(header: str) -> None:
    assert period_columns(header.split(",")) == ()


def test_an_activity_table_with_a_flag_counts_a_month_as_active_once_it_was(tmp_path) -> None:
    content = (
        "account_id,date,active,logins\nA,2024-01-01,no,1\nA,2024-01-09,yes,2\nB,2024-01-03,no,\nB,2024-01-04,no,\n"
    )
    frame = imported(tmp_path, usage=content).data.frame("usage")
    assert frame["active"].tolist() == [True, False]
    assert frame["sessions"].fillna(-1).tolist() == [3.0, -1.0]


def test_an_event_log_is_usage(tmp_path) -> None:
    content = "account_id,event,timestamp\nA,login,2024-01-01T10:00:00Z\nA,export,2024-01-02T10:00:00Z\nB,login,2024-02-03T10:00:00Z\n"
    path = written(tmp_path, content, "events.csv")
    result = import_files([Source(None, path, "events.csv")], tmp_path / "data")
    assert result.reports["usage"].shape.startswith("one row is one event; counted by account and month")
    assert result.data.frame("usage")["sessions"].tolist() == [2.0, 1.0]


def test_tenure_without_dates_is_said(tmp_path) -> None:
    result = imported(tmp_path, customers="account_id,tenure,churned\nA,5,no\nB,7,yes\n")
    assert "without dates" in result.reports["customers"].shape


def test_columns_that_tell_the_outcome_are_not_compared(tmp_path) -> None:
    content = (
        "deal id,stage,amount,Probability (%),Forecast Category,segment\n1,Won,5,100,Closed,x\n2,Lost,5,0,Omitted,y\n"
    )
    result = imported(tmp_path, deals=content)
    assert list(result.data.frame("deals")) == ["deal_id", "outcome", "amount", "segment"]
    assert "'Probability (%)' and 'Forecast Category' tell how the deals went" in reasons(result)


def test_the_rhythm_is_looked_for_in_some_accounts_and_used_for_all(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("icp_core.ingest.rows.prepaid.SEEN", 6)
    result = imported(tmp_path, revenue=yearly())
    assert {row[2] for row in amounts(result)} == {100.0}
    assert "11 accounts every year" in question(result, "interval").sentence
