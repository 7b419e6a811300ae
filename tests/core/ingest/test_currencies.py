"""Amounts in several currencies: refused with a question, kept apart or converted."""

from pathlib import Path

import pytest

from icp_core.ingest import Imported, Option, Source, UndecidedError, import_files, questions_in
from tests.core.ingest.files import column, reasons, written

MIXED = "deal_id,stage,amount,Currency\n1,Won,5,EUR\n2,Won,6,USD\n3,Won,7,EUR\n4,Won,,USD\n"


def imported(folder: Path, options: dict[str, dict[str, Option]], **files: str) -> Imported:
    sources = [
        Source(table, written(folder, text, f"{table}.csv"), f"{table}.csv", {}, options.get(table, {}))
        for table, text in files.items()
    ]
    return import_files(sources, folder / "data")


def refused(folder: Path, **files: str) -> UndecidedError:
    with pytest.raises(UndecidedError) as caught:
        imported(folder, {}, **files)
    return caught.value


def test_several_currencies_come_with_the_two_ways_out(tmp_path: Path) -> None:
    one, rates = questions_in(refused(tmp_path, deals=MIXED))
    assert (one.id, dict(one.options), one.chosen) == (
        "currency",
        {"EUR": "Only rows in EUR", "USD": "Only rows in USD"},
        "",
    )
    assert "EUR in 2 rows, USD in 1 row" in one.sentence
    assert (rates.id, [(item.key, item.count) for item in rates.items]) == ("rates", [("USD:EUR", 1)])
    assert one.file == rates.file == "deals.csv"


def test_one_chosen_currency_rejects_the_rows_in_another_and_keeps_rows_without_an_amount(tmp_path: Path) -> None:
    result = imported(tmp_path, {"deals": {"currency": "EUR"}}, deals=MIXED)
    assert column(result, "deals", "deal_id") == ["1", "3", "4"]
    assert result.data.currency == "EUR"
    assert "3 rejected: 'amount' is in USD; only amounts in EUR are used." in reasons(result)
    assert result.rejects["deals"]["amount"].tolist() == ["6"]
    assert [(question.id, question.decided) for question in result.questions] == [("currency", True), ("rates", False)]


def test_rates_convert_and_are_said(tmp_path: Path) -> None:
    result = imported(tmp_path, {"deals": {"rates": {"USD:EUR": "0,5"}}}, deals=MIXED)
    assert column(result, "deals", "amount") == [5.0, 3.0, 7.0, None]
    assert result.data.currency == "EUR"
    assert "converted into EUR: 1 USD = 0.5 EUR (1 row)" in reasons(result)
    assert [question.decided for question in result.questions if question.id == "rates"] == [True]


def test_rates_lead_to_the_chosen_currency_only(tmp_path: Path) -> None:
    options = {"deals": {"currency": "USD", "rates": {"USD:EUR": "0.5", "EUR:USD": "2"}}}
    assert column(imported(tmp_path, options, deals=MIXED), "deals", "amount") == [10.0, 6.0, 14.0, None]


@pytest.mark.parametrize("answer", [{"currency": "GBP"}, {"rates": {"USD:EUR": "-1"}}, {"rates": {"USD:EUR": "soon"}}])
def test_an_answer_that_fits_no_more_is_no_answer(tmp_path: Path, answer: dict[str, Option]) -> None:
    with pytest.raises(UndecidedError):
        imported(tmp_path, {"deals": answer}, deals=MIXED)


def test_an_amount_that_names_no_currency_beside_others_is_not_guessed(tmp_path: Path) -> None:
    content = "account_id,arr\nA,€5\nB,$7\nC,9\nD,0\n"
    result = imported(tmp_path, {"customers": {"currency": "EUR"}}, customers=content)
    assert column(result, "customers", "account_id") == ["A", "D"]
    assert "4 rejected: 'arr' names no currency, others in the file do" in reasons(result)
    options = {"customers": {"rates": {"USD:EUR": "0.5", "none:EUR": "1"}}}
    assert column(imported(tmp_path, options, customers=content), "customers", "current_arr") == [5.0, 3.5, 9.0, 0.0]


def test_a_bare_dollar_is_the_dollar_that_its_row_or_header_names(tmp_path: Path) -> None:
    assert imported(tmp_path, {}, customers="account_id,ARR (CAD)\nA,$5\n").data.currency == "CAD"
    deals = "deal_id,stage,amount,Currency\n1,Won,$5,AUD\n"
    assert imported(tmp_path, {}, deals=deals).data.currency == "AUD"


def test_the_customers_own_revenue_in_several_currencies_stops_nothing(tmp_path: Path) -> None:
    content = "account_id,annual_revenue,arr\nA,€5m,1\nB,€6m,1\nC,$7m,1\n"
    result = imported(tmp_path, {}, customers=content)
    assert column(result, "customers", "annual_revenue") == [5e6, 6e6, None]
    assert [question.id for question in result.questions] == ["rates"]
    done = imported(tmp_path, {"customers": {"rates": {"USD:EUR": "0.5"}}}, customers=content)
    assert column(done, "customers", "annual_revenue") == [5e6, 6e6, 3.5e6]


def test_a_file_in_another_currency_is_refused_by_name_and_converted_by_a_rate(tmp_path: Path) -> None:
    files = {"customers": "account_id,arr\nA,€50\n", "revenue": "account_id,month,mrr\nA,2024-01,$5\n"}
    error = refused(tmp_path, **files)
    assert error.file == "revenue.csv"
    assert [item.key for question in questions_in(error) for item in question.items] == ["USD:EUR"]
    result = imported(tmp_path, {"revenue": {"rates": {"USD:EUR": "0.9"}}}, **files)
    assert (column(result, "revenue", "mrr"), result.data.currency) == ([4.5], "EUR")


def test_months_as_columns_are_never_added_up_across_currencies(tmp_path: Path) -> None:
    wide = "account_id,2024-01,2024-02,2024-03\nA,€5,€6,€7\nB,$5,$6,$7\n"
    error = refused(tmp_path, revenue=wide)
    assert [question.id for question in questions_in(error)] == ["currency", "rates"]
    kept = imported(tmp_path, {"revenue": {"currency": "EUR"}}, revenue=wide)
    assert column(kept, "revenue", "mrr") == [5.0, 6.0, 7.0]
    assert kept.reports["revenue"].rows_rejected == 1
    every = imported(tmp_path, {"revenue": {"rates": {"USD:EUR": "0.5"}}}, revenue=wide)
    assert sum(every.data.frame("revenue")["mrr"]) == 27


def test_a_column_wholly_in_another_currency_loses_its_amounts_not_its_rows(tmp_path: Path) -> None:
    content = "account_id,ARR (EUR),Initial ARR (USD)\nA,5,4\nB,6,3\n"
    assert "ARR (EUR): EUR; Initial ARR (USD): USD" in str(refused(tmp_path, customers=content))
    result = imported(tmp_path, {"customers": {"currency": "EUR"}}, customers=content)
    assert column(result, "customers", "initial_arr") == [None, None]
    assert column(result, "customers", "current_arr") == [5.0, 6.0]
