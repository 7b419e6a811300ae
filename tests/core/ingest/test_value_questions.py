"""What values leave open is assumed, said and asked, and an answer is heeded."""

from pathlib import Path

from icp_core.ingest import Imported, Option, Question, Source, import_files
from tests.core.ingest.files import column, reasons, written


def customers(folder: Path, content: str, **options: Option) -> Imported:
    return table(folder, "customers", content, {name.replace("__", ":"): option for name, option in options.items()})


def table(folder: Path, name: str, content: str, options: dict[str, Option]) -> Imported:
    source = Source(name, written(folder, content, f"{name}.csv"), f"{name}.csv", {}, options)
    return import_files([source], folder / "data")


def asked(result: Imported, question: str) -> Question:
    return next(one for one in result.questions if one.id == question)


POINTS = "account_id,arr\nA,1.234\nB,2.500\n"


def test_figures_that_fit_both_marks_are_asked_with_both_readings(tmp_path: Path) -> None:
    question = asked(customers(tmp_path, POINTS), "decimals:arr")
    assert (question.chosen, question.decided, question.urgent) == ("point", False, True)
    assert dict(question.options) == {"point": "1.234 is 1.234", "comma": "1.234 is 1,234"}
    assert question.examples == ("1.234 is 1.234, or 1,234", "2.500 is 2.5, or 2,500")
    answered = customers(tmp_path, POINTS, decimals__arr="comma")
    assert column(answered, "customers", "current_arr") == [1234.0, 2500.0]
    assert (asked(answered, "decimals:arr").decided, asked(answered, "decimals:arr").chosen) == (True, "comma")


def test_another_column_or_the_currency_tells_the_mark_without_urgency(tmp_path: Path) -> None:
    told = customers(tmp_path, 'account_id;arr;LTV\nA;1.234;"1,5"\n')
    assert column(told, "customers", "current_arr") == [1234.0]
    assert not asked(told, "decimals:arr").urgent
    dollars = customers(tmp_path, 'account_id,arr\nA,"$1,234"\n')
    assert column(dollars, "customers", "current_arr") == [1234.0]
    assert not asked(dollars, "decimals:arr").urgent


def test_people_are_counted_whole_so_a_mark_parts_their_thousands(tmp_path: Path) -> None:
    result = customers(tmp_path, "account_id,employees\nA,1.234\nB,12\n")
    assert column(result, "customers", "employees") == [1234.0, 12.0]
    assert result.questions == ()
    assert "1.234 was read as 1,234" in reasons(result)


def test_an_attribute_with_thousands_is_a_number_and_asked(tmp_path: Path) -> None:
    content = 'account_id,Seats\nA,"1,234"\nB,"2,500"\n'
    assert customers(tmp_path, content).data.frame("customers")["Seats"].tolist() == [1234.0, 2500.0]
    other = customers(tmp_path, content, decimals__Seats="comma")
    assert other.data.frame("customers")["Seats"].tolist() == [1.234, 2.5]


def test_units_in_the_header_are_multiplied_and_said(tmp_path: Path) -> None:
    result = customers(tmp_path, "account_id,ARR (k)\nA,€12.5\n")
    assert column(result, "customers", "current_arr") == [12_500.0]
    assert result.data.currency == "EUR"
    assert "in units of 1,000; each was multiplied" in reasons(result)


def test_a_share_without_its_sign_among_percents_is_a_percent(tmp_path: Path) -> None:
    content = "deal_id,stage,amount,discount\n1,Won,5,10%\n2,Won,6,20 %\n3,Won,7,5\n4,Won,7,0\n"
    result = table(tmp_path, "deals", content, {})
    assert column(result, "deals", "discount") == [0.1, 0.2, 0.05, 0.0]
    assert "1 cell without a percent sign read as percent" in reasons(result)


def test_dates_that_fit_both_orders_are_asked_with_three_examples(tmp_path: Path) -> None:
    content = "account_id,start_date\nA,03/04/2024\nB,05/06/2024\n"
    question = asked(customers(tmp_path, content), "dates:start_date")
    assert (question.chosen, question.urgent) == ("day first", True)
    assert list(question.options) == ["day first", "month first"]
    assert question.examples[0] == "03/04/2024 is 3 April 2024, or 4 March 2024"
    answered = customers(tmp_path, content, dates__start_date="month first")
    assert [day.month for day in column(answered, "customers", "start_date")] == [3, 5]
    assert asked(answered, "dates:start_date").decided


def test_an_order_told_by_the_values_is_not_asked(tmp_path: Path) -> None:
    assert customers(tmp_path, "account_id,start_date\nA,03/04/2024\nB,25/06/2024\n").questions == ()


def test_points_between_day_and_month_speak_for_the_day_without_urgency(tmp_path: Path) -> None:
    result = customers(tmp_path, "account_id,start_date,arr\nA,03.04.2024,$5.00\n")
    assert column(result, "customers", "start_date")[0].month == 4
    assert not asked(result, "dates:start_date").urgent


def test_an_instant_counts_on_the_day_as_it_is_written(tmp_path: Path) -> None:
    result = customers(tmp_path, "account_id,start_date\nA,2024-03-01T23:30:00-05:00\n")
    assert str(column(result, "customers", "start_date")[0])[:10] == "2024-03-01"
    assert "each counts on the day as it is written" in reasons(result)


def test_quarters_count_in_their_first_month_and_the_fiscal_year_is_asked(tmp_path: Path) -> None:
    content = "month,channel,amount\nFY26 Q1,Ads,5\nFY26 Q2,Ads,6\n"
    result = table(tmp_path, "spend", content, {})
    assert [str(day)[:7] for day in column(result, "spend", "month")] == ["2026-01", "2026-04"]
    assert "each counts in the first month of its period" in reasons(result)
    assert asked(result, "fiscal").examples[0] == "FY26 Q1 begins on 1 January 2026"
    february = table(tmp_path, "spend", content, {"fiscal": "2"})
    assert [str(day)[:7] for day in column(february, "spend", "month")] == ["2025-02", "2025-05"]
    assert (asked(february, "fiscal").decided, asked(february, "fiscal").chosen) == (True, "2")


def test_numbered_months_ask_nothing(tmp_path: Path) -> None:
    result = table(tmp_path, "spend", "month,channel,amount\n2024M01,Ads,5\n202402,Ads,6\n", {})
    assert [str(day)[:7] for day in column(result, "spend", "month")] == ["2024-01", "2024-02"]
    assert not any(question.id == "fiscal" for question in result.questions)


REGIONS = "account_id,region,Plan\nA,NA,None\nB,EMEA,Pro\nC,na,Pro\nD,n/a,unknown\n"


def test_words_that_may_mean_nothing_are_kept_and_offered_with_their_counts(tmp_path: Path) -> None:
    result = customers(tmp_path, REGIONS)
    assert column(result, "customers", "region") == ["NA", "EMEA", "na", None]
    question = asked(result, "missing:region")
    assert [(item.key, item.label, item.chosen, item.count) for item in question.items] == [
        ("na", "NA", "keep", 2),
        ("n/a", "n/a", "missing", 1),
    ]
    assert not question.urgent
    assert {item.key for item in asked(result, "missing:Plan").items} == {"none", "unknown"}


def test_words_called_missing_are_missing_and_words_called_values_are_kept(tmp_path: Path) -> None:
    said = customers(
        tmp_path, REGIONS, missing__region={"na": "missing", "n/a": "keep"}, missing__Plan={"none": "missing"}
    )
    assert column(said, "customers", "region") == [None, "EMEA", None, "n/a"]
    assert column(said, "customers", "Plan") == [None, "Pro", "Pro", "unknown"]
    assert asked(said, "missing:region").decided


def test_words_for_nothing_in_numbers_and_dates_are_missing_without_a_word(tmp_path: Path) -> None:
    result = customers(tmp_path, "account_id,employees,start_date\nA,unknown,not available\nB,5,2024-01-01\n")
    assert column(result, "customers", "employees") == [None, 5.0]
    assert (result.questions, reasons(result).count("warning")) == ((), 0)


def test_codes_stay_words(tmp_path: Path) -> None:
    content = "account_id,External ID,Zip,SIC Code,Seats\n1,20001,20000,7372,5\n2,20002,30000,7371,6\n"
    frame = customers(tmp_path, content).data.frame("customers")
    assert frame["External ID"].tolist() == ["20001", "20002"]
    assert frame["Zip"].tolist() == ["20000", "30000"]
    assert frame["Seats"].tolist() == [5.0, 6.0]


def test_a_bad_number_costs_its_cell_and_a_bad_amount_that_is_needed_its_row(tmp_path: Path) -> None:
    result = customers(tmp_path, "account_id,arr\nA,abc\nB,5\nC,6\nD,7\n")
    assert "2 warning: 'arr' is not an amount; the cell counts as unknown. [abc]" in reasons(result)
    revenue = table(tmp_path, "revenue", "account_id,month,mrr\nA,2024-01,abc\nB,2024-01,5\nC,2024-01,6\n", {})
    assert "2 rejected: 'mrr' is not an amount, and the row is of no use without it. [abc]" in reasons(revenue)
