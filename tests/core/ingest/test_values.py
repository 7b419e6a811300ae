import math

import pandas as pd
import pytest

from icp_core.errors import UserError
from icp_core.ingest.values.dates import DAY_FIRST, MONTH_FIRST, read_dates
from icp_core.ingest.values.numbers import read_numbers
from icp_core.ingest.values.words import read_flags, read_outcome
from tests.core.ingest.files import column, imported, reasons


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("USD 485,000.00", 485_000),  # reference/headers.md: the forms of money in real exports
        ("9 000 Kč", 9_000),
        ("$1.2M", 1_200_000),
        ("15k", 15_000),
        ("-€3.50", -3.5),
        ("(1,234.50)", -1234.5),
        ("90%", 0.9),
        ("1.5e3", 1_500),
        ("CHF 1'234.50", 1234.5),
        ("1,234,567", 1_234_567),
        ("12-", -12),
        (".5", 0.5),
    ],
)
def test_money_is_read_in_its_usual_forms(cell: str, number: float) -> None:
    column = read_numbers(pd.Series([cell]))
    assert column.values.item() == pytest.approx(number)


@pytest.mark.parametrize("cell", ["abc", "12 apples", "1,23,4", "--5", "1.2.3,4,5", "€", "inf", "1e999", "0x10"])
def test_what_is_no_number_is_said_to_be_none(cell: str) -> None:
    column = read_numbers(pd.Series([cell, "1"]))
    assert column.bad.tolist() == [True, False]
    assert math.isnan(column.values[0])


def test_one_value_that_shows_the_mark_decides_for_the_column() -> None:
    assert read_numbers(pd.Series(["1.234", "1.234,50"])).values.tolist() == [1234, 1234.5]
    assert read_numbers(pd.Series(["1.234", "0.5"])).values.tolist() == [1.234, 0.5]
    assert read_numbers(pd.Series(["1,234", "0,5"])).values.tolist() == [1.234, 0.5]


def test_bands_of_employees_count_with_their_geometric_middle() -> None:
    column = read_numbers(pd.Series(["51-200", "1,001-5,000", "10,000+", "201 to 500", "7"]), bands=True)
    assert column.values.round(1).tolist() == [101.0, 2237.2, 10000.0, 317.0, 7.0]
    assert column.bands


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-05",
        "2024/3/5",
        "20240305",
        "5 Mar 2024",
        "March 5, 2024",
        "05-Mar-24",
        "2024-03-05T23:59:00+14:00",
        "45356",
        "Tue 5 Mar 2024",
    ],
)
def test_dates_are_read_in_their_usual_forms(text: str) -> None:
    assert read_dates(pd.Series([text])).values.dt.strftime("%Y-%m-%d").item() == "2024-03-05"


@pytest.mark.parametrize("text", ["2023-02-30", "soon", "2024-13-01", "1850-01-01", "31/31/2024", "12345678"])
def test_a_day_that_does_not_exist_is_no_date(text: str) -> None:
    assert read_dates(pd.Series([text, "2024-01-01"])).bad.tolist() == [True, False]


def test_the_order_of_day_and_month_is_one_for_the_column() -> None:
    column = read_dates(pd.Series(["03/04/2024", "13/04/2024", "04/13/2024"]), hint=MONTH_FIRST)
    assert column.order in (DAY_FIRST, MONTH_FIRST)
    clear = read_dates(pd.Series(["03/04/2024", "13/04/2024"]))
    assert (clear.order, clear.values.dt.month.tolist()) == (DAY_FIRST, [4, 4])


def test_an_order_that_nothing_tells_is_assumed_and_said_with_examples(tmp_path) -> None:
    result = imported(tmp_path, customers="account_id,start_date\nA,03/04/2024\nB,05/06/2024\n")
    assert [day.month for day in column(result, "customers", "start_date")] == [4, 6]
    assert "can be read day first or month first; it was read day first (03/04/2024, 05/06/2024)" in reasons(result)


def test_another_date_column_tells_the_order(tmp_path) -> None:
    content = "account_id,start_date,churn_date\nA,03/04/2024,12/31/2024\nB,05/06/2024,\n"
    result = imported(tmp_path, customers=content)
    assert [day.month for day in column(result, "customers", "start_date")] == [3, 5]
    assert "read month first" in reasons(result)


def test_dollars_speak_for_the_month_first_and_decimal_commas_for_the_day(tmp_path) -> None:
    american = imported(tmp_path, customers="account_id,start_date,arr\nA,03/04/2024,$5.00\n")
    assert column(american, "customers", "start_date")[0].month == 3
    german = imported(tmp_path, customers='account_id;start_date;arr\nA;03/04/2024;"1.005,50"\n')
    assert column(german, "customers", "start_date")[0].month == 4


def test_yes_and_no_are_read_in_their_spellings() -> None:
    assert read_flags(pd.Series(["Yes", "TRUE", "1", "no", "F", "0.0", "ja", ""])).values.tolist() == [
        True, True, True, False, False, False, True, pd.NA,
    ]  # fmt: skip
    assert read_flags(pd.Series(["Active", "Canceled", "churned"]), churn=True).values.tolist() == [False, True, True]


def test_stages_become_won_lost_or_open() -> None:
    stages = [
        "Closed Won",
        "closedwon",
        "WON",
        "Closed Lost",
        "Loss",
        "Lost",
        "Prospecting",
        "Won't decide",
        "Negotiation/Review",
    ]
    assert read_outcome(pd.Series(stages)).values.tolist() == [
        "won",
        "won",
        "won",
        "lost",
        "lost",
        "lost",
        "open",
        "open",
        "open",
    ]


def test_several_currencies_in_one_column_are_named(tmp_path) -> None:
    with pytest.raises(UserError, match=r"column 'arr': .*several currencies.* Found: EUR, USD"):
        imported(tmp_path, customers="account_id,arr\nA,€5\nB,USD 7\n")


def test_a_currency_column_with_two_codes_is_refused(tmp_path) -> None:
    with pytest.raises(UserError, match=r"column 'amount'.*Found: EUR, USD"):
        imported(tmp_path, deals="deal_id,stage,amount,Currency\n1,Won,5,EUR\n2,Won,6,USD\n")


def test_files_in_different_currencies_are_refused(tmp_path) -> None:
    with pytest.raises(UserError, match=r"customers.csv: EUR; revenue.csv: USD"):
        imported(tmp_path, customers="account_id,arr\nA,€5\n", revenue="account_id,month,mrr\nA,2024-01,$5\n")


def test_one_currency_becomes_that_of_the_data(tmp_path) -> None:
    assert imported(tmp_path, customers="account_id,arr\nA,€5\nB,7\n").data.currency == "EUR"


def test_a_currency_in_the_header_becomes_that_of_the_data(tmp_path) -> None:
    assert imported(tmp_path, customers="account_id,MRR (CHF)\nA,5\n").data.currency == "CHF"
    with pytest.raises(UserError, match=r"Found: USD, CHF"):
        imported(tmp_path, customers="account_id,MRR (CHF)\nA,$5\n")


def test_a_point_before_three_digits_in_every_value_is_said(tmp_path) -> None:
    result = imported(tmp_path, customers="account_id,arr\nA,1.234\nB,2.500\n")
    assert column(result, "customers", "current_arr") == [1.234, 2.5]
    assert "the point in 1.234, 2.500 was read as decimals" in reasons(result)


def test_a_discount_in_percent_becomes_a_share(tmp_path) -> None:
    content = "deal_id,stage,amount,discount\n1,Won,5,10\n2,Won,6,0\n3,Won,7,{}\n"
    assert column(imported(tmp_path, deals=content.format("25")), "deals", "discount") == [0.1, 0.0, 0.25]
    assert column(imported(tmp_path, deals=content.replace("10", "10%").format("25%")), "deals", "discount") == [
        0.1,
        0.0,
        0.25,
    ]


def test_technologies_are_several(tmp_path) -> None:
    result = imported(tmp_path, customers='account_id,Web Technologies\nA,"Slack; AWS"\nB,"SAP,Jira"\nC,\n')
    technologies = result.data.frame("customers")["technologies"]
    assert [None if cell is None else list(cell) for cell in technologies] == [["Slack", "AWS"], ["SAP", "Jira"], None]


def test_na_stays_a_region_but_is_no_number(tmp_path) -> None:
    result = imported(tmp_path, customers="account_id,region,employees\n007,NA,NA\n008,-,5\n")
    assert column(result, "customers", "region") == ["NA", None]
    assert column(result, "customers", "employees") == [None, 5.0]
    assert column(result, "customers", "account_id") == ["007", "008"]
    assert "'region': 1 cell with '-', 'n/a' or 'null' counted as unknown." in reasons(result)


def test_columns_that_are_not_mapped_are_kept_as_numbers_or_words(tmp_path) -> None:
    content = "account_id,Seats,Postcode,Plan,Nothing\nA,5,01234,Pro,\nB,7.5,20000,NA,\nC,,30000,Basic,\n"
    frame = imported(tmp_path, customers=content).data.frame("customers")
    assert frame["Seats"].tolist()[:2] == [5.0, 7.5]
    assert frame["Postcode"].tolist() == ["01234", "20000", "30000"]
    assert frame["Plan"].tolist() == ["Pro", "NA", "Basic"]
    assert "Nothing" not in frame


def test_a_stray_word_among_numbers_is_unknown_and_said(tmp_path) -> None:
    rows = "".join(f"A{number},{number}\n" for number in range(1, 40))
    result = imported(tmp_path, customers=f"account_id,Seats\n{rows}B,many\n")
    assert result.data.frame("customers")["Seats"].isna().sum() == 1
    assert "41 warning: 'Seats' is not a number" in reasons(result)


def test_types_are_those_of_the_declaration(tmp_path) -> None:
    frame = imported(
        tmp_path, customers="account_id,name,employees,start_date,churned,arr\nA,x,5,2024-01-01,yes,7\n"
    ).data.frame("customers")
    assert {name: str(dtype) for name, dtype in frame.dtypes.items()} == {
        "account_id": "str",
        "name": "str",
        "employees": "float64",
        "start_date": "datetime64[us]",
        "churned": "boolean",
        "current_arr": "float64",
    }
