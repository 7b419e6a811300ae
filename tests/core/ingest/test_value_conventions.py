"""One cell in each convention that people write: the value that a person would read, or no value, never another one."""

import numpy as np
import pandas as pd
import pytest

from icp_core.ingest.values.dates import read_dates
from icp_core.ingest.values.fiscal import read_periods
from icp_core.ingest.values.numbers import read_numbers
from icp_core.ingest.values.words import read_several
from tests.core.ingest.files import column, imported, reasons

BAD = "bad"


def number(*texts: str, bands: bool = False) -> list[object]:
    read = read_numbers(pd.Series(texts, dtype="str"), bands=bands)
    return [
        BAD if bad else None if np.isnan(value) else round(value, 4)
        for value, bad in zip(read.values, read.bad, strict=True)
    ]


def days(*texts: str) -> list[object]:
    read = read_dates(pd.Series(texts, dtype="str"))
    return [
        BAD if bad else None if pd.isna(day) else str(day.date())
        for day, bad in zip(read.values, read.bad, strict=True)
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [("1.234,56 €", 1234.56), ("CHF 1’234.50", 1234.5), ("(1,234)", -1234), ("1.2k", 1200), ("€1,5 Mio", 1.5e6), ("1,234.56-", -1234.56),
     ("USD 1 234,50", 1234.5), ("12,34,567", 1234567), ("Rs. 12,34,567.89", 1234567.89), ("１，２３４．５６", 1234.56), ("٣٤٥", 345),
     ("1\u2009234,50", 1234.5), ("1\u202f234,50 €", 1234.5), ("\u2212500", -500), ("\u202d1,234.00\u202c", 1234), ("12,5 %", 0.125),
     ("12 percent", 0.12), ("(5%)", -0.05), ("2,5 Tsd. €", 2500), ("1,2 Mrd. €", 1.2e9), ("$1.5MM", 1.5e6), ("€ 99.–", 99),
     ("R$ 1.234,56", 1234.56), ("1000 руб.", 1000), ("₦5,000", 5000), ("KSh 1,000", 1000), ("1.000,50 TL", 1000.5), ("Rp 1.500.000", 1.5e6),
     ("-$1,234.00", -1234), ("$(1,234.00)", -1234), ("1'234'567.89", 1234567.89), ("1.5E+04", 15000), (",5", 0.5)],
)  # fmt: skip
def test_an_amount_is_read_as_it_is_meant(text: str, value: float) -> None:
    assert number(text) == [value]


@pytest.mark.parametrize(
    "text",
    ["12 34", "1 2 3", "12-34", "1/2", "1,234,56", "1.234.56", "1,234.567,89", "12 apples", "--5", "-(500)", "~500", ">500", "5k-10k", "#REF!",
     "1,234 CR", "10 USD/month", "1:30", "2024-01-01", "1e400", "+49 30 1234", "12 34 5", "1 2345", "0x1F"],
)  # fmt: skip
def test_what_is_not_one_amount_is_refused(text: str) -> None:
    assert number(text) == [BAD]


def test_a_share_beside_percent_signs_is_refused_for_it_may_be_either() -> None:
    assert number("20%", "30%", "0.1") == [0.2, 0.3, BAD]
    assert number("20%", "30%", "15") == [0.2, 0.3, 0.15]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("51-200", 51, 200), ("51–200", 51, 200), ("51\u2011200", 51, 200), ("201 to 500", 201, 500), ("1k-5k", 1000, 5000), ("1-5k", 1000, 5000),
     ("500-1k", 500, 1000), ("1.001 - 5.000 Mitarbeiter", 1001, 5000), ("<50", 1, 50), ("51-200 employees", 51, 200)],
)  # fmt: skip
def test_a_range_of_employees_counts_with_its_middle(text: str, low: int, high: int) -> None:
    assert number(text, bands=True) == [round(float(np.sqrt(low * high)), 4)]


@pytest.mark.parametrize(
    ("text", "value"),
    [("10,000+", 10000), (">1000", 1000), ("500 plus", 500), ("250 and over", 250), ("1k+", 1000), ("Self-employed", 1), ("Just me", 1),
     ("1 employee", 1), ("unknown", None), ("SMB", BAD), ("200-51", BAD), ("51/200", BAD)],
)  # fmt: skip
def test_a_size_without_an_upper_end_counts_with_its_lower_one(text: str, value: object) -> None:
    assert number(text, bands=True) == [value]


def test_ranges_that_a_spreadsheet_made_dates_of_are_read_back_and_said(tmp_path) -> None:
    cells = ["1-10", "Nov-50", "10-Feb", "2-Oct", "1950-11-01", "51-200"]
    eleven_to_fifty, two_to_ten = (round(float(np.sqrt(low * high)), 4) for low, high in ((11, 50), (2, 10)))
    assert number(*cells, bands=True)[1:5] == [eleven_to_fifty, two_to_ten, two_to_ten, eleven_to_fifty]
    rows = "account_id,Employees\n" + "".join(f"A{place},{cell}\n" for place, cell in enumerate(cells[:3] + cells[5:]))
    result = imported(tmp_path, customers=rows)
    assert round(column(result, "customers", "employees")[1], 4) == eleven_to_fifty
    assert "ranges that a spreadsheet made dates of" in reasons(result)
    assert "Nov-50 is 11-50" in reasons(result)


def test_a_column_of_dates_is_no_column_of_spoilt_ranges() -> None:
    assert number("Nov-50", "10-Feb", bands=True) == [BAD, BAD]
    assert number("2024-02-10", "2024-03-11", "7", bands=True) == [BAD, BAD, 7]


@pytest.mark.parametrize(
    ("text", "day"),
    [("Sept 3, 2024", "2024-09-03"), ("3. März 2024", "2024-03-03"), ("03-Sep-24", "2024-09-03"), ("05MAR2024", "2024-03-05"),
     ("20240305101500", "2024-03-05"), ("20240305T101500Z", "2024-03-05"), ("Tue, 03 Sep 2024 14:05:00 +0200", "2024-09-03"),
     ("2024-03-05T23:30:00-05:00", "2024-03-05"), ("Q3 FY24", "2024-07-01"), ("FY2024-Q3", "2024-07-01"), ("3Q24", "2024-07-01"),
     ("2024W05", "2024-01-29"), ("2024-W05-3", "2024-01-31"), ("KW 05/2024", "2024-01-29"), ("45355.75", "2024-03-04"),
     ("1709596800", "2024-03-05"), ("1709596800000", "2024-03-05"), ("2024年3月5日", "2024-03-05"), ("２０２４-０３-０５", "2024-03-05"),
     ("5. 3. 2024 14:30", "2024-03-05"), ("1st of January 2024", "2024-01-01"), ("Mar '24", "2024-03-01"), ("31.12.24", "2024-12-31")],
)  # fmt: skip
def test_a_day_is_read_as_it_is_meant(text: str, day: str) -> None:
    assert days(text) == [day]


@pytest.mark.parametrize(
    "text",
    [
        "2024-02-30",
        "30/02/2024",
        "13/13/2024",
        "0024-03-05",
        "12 Mar 0012",
        "5-Mar",
        "12:30",
        "Q5 2024",
        "never",
        "123",
        "2024-13-01",
    ],
)
def test_what_is_no_day_is_refused(text: str) -> None:
    assert days(text) == [BAD]


@pytest.mark.parametrize(
    "text", ["0001-01-01", "0001-01-01T00:00:00", "1/1/0001", "01.01.0001", "9999-12-31", "31.12.9999", "0000-00-00"]
)
def test_how_programs_write_no_date_is_no_date_and_said(text: str) -> None:
    assert days(text, "2024-03-05") == [None, "2024-03-05"]
    assert read_dates(pd.Series([text, "2024-03-05"])).forms["none"] == (text.split("T")[0],)


@pytest.mark.parametrize("first", ["1970-01-01", "1900-01-01", "01/01/1970", "1970-01-01T00:00:00Z"])
def test_the_first_day_that_a_program_knows_is_no_date_where_all_others_are_long_after(first: str) -> None:
    assert days(first, "2021-05-31", "2023-02-13") == [None, "2021-05-31", "2023-02-13"]


def test_an_early_day_among_early_days_stays() -> None:
    assert days("1970-01-01", "1974-03-31") == ["1970-01-01", "1974-03-31"]
    assert days("1900-01-01") == ["1900-01-01"]


def test_a_column_whose_dates_prove_both_orders_is_not_sure_of_either() -> None:
    mixed = read_dates(pd.Series(["3/4/2024", "3/14/2024", "14/3/2024", "15/3/2024"]))
    assert (mixed.sure, mixed.examples) == (False, ("3/4/2024",))
    slip = read_dates(pd.Series(["3/4/2024", "3/14/2024", *(f"{day}/3/2024" for day in range(14, 30))]))
    assert slip.sure
    assert slip.bad.tolist().count(True) == 1


def test_a_fiscal_year_that_names_both_its_years_begins_in_the_first() -> None:
    labels = ["FY23/24", "2023-24", "2023/2024", "FY24", "2023-25", "2023-12"]
    read = read_periods(labels, first_month="4").days.astype(str).tolist()
    assert read == ["2023-04-01", "2023-04-01", "2023-04-01", "2023-04-01", "NaT", "NaT"]
    assert days("2023-12") == ["2023-12-01"]


@pytest.mark.parametrize(
    ("text", "values"),
    [("Salesforce; Slack", ["Salesforce", "Slack"]), ("A|B", ["A", "B"]), ("A\nB", ["A", "B"]), ("['A', 'B']", ["A", "B"]),
     ('["A","B"]', ["A", "B"]), ("{A,B}", ["A", "B"]), ("Salesforce (CRM, CPQ), Slack", ["Salesforce (CRM, CPQ)", "Slack"]),
     ("n/a; Slack", ["Slack"]), ("AWS, Inc.; Slack", ["AWS, Inc.", "Slack"])],
)  # fmt: skip
def test_a_cell_of_several_values_is_cut_where_they_end(text: str, values: list[str]) -> None:
    assert read_several(pd.Series([text], dtype="str")).values[0] == values


def test_of_a_column_that_mixes_shares_and_percent_the_rarer_are_unknown(tmp_path) -> None:
    def discounts(*cells: str) -> list[object]:
        rows = "deal_id,Stage,Discount\n" + "".join(f"D{place},Won,{cell}\n" for place, cell in enumerate(cells))
        return column(imported(tmp_path, deals=rows), "deals", "discount")

    assert discounts("10", "20", "0.5") == [0.1, 0.2, None]
    assert discounts("0.1", "0.2", "15") == [0.1, 0.2, None]
    assert discounts("10", "20", "0", "12.5") == [0.1, 0.2, 0, 0.125]
    assert discounts("0.1", "0.25", "1") == [0.1, 0.25, 1]


def test_figures_with_both_marks_that_no_other_figure_tells_apart_are_asked_first(tmp_path) -> None:
    rows = 'deal_id,Stage,Amount\n1,Won,"$1,200"\n2,Won,"$1.300"\n'
    (asked,) = [question for question in imported(tmp_path, deals=rows).questions if question.id == "decimals:Amount"]
    assert asked.urgent


def test_ni_beside_england_is_not_nicaragua(tmp_path) -> None:
    rows = "account_id,Country\n" + "".join(f"A{n},{name}\n" for n, name in enumerate(["UK", "GB", "England", "NI"]))
    result = imported(tmp_path, customers=rows)
    assert column(result, "customers", "country") == ["United Kingdom"] * 3 + ["NI"]
    assert "Nicaragua or Northern Ireland" in reasons(result)


@pytest.mark.parametrize(
    ("texts", "values"),
    [(("1,000", "2.000,50"), [BAD, 2000.5]), (("100.000", "99.5"), [BAD, 99.5]), (("1,234", "7,50"), [BAD, 7.5]),
     (("$1.000", "$7.25"), [BAD, 7.25]), (("1.234", "12.5"), [1.234, 12.5]), (("1.250", "0.125"), [1.25, 0.125]),
     (("1,000", "7.50"), [1000, 7.5]), (("1.000", "2.000,50"), [1000, 2000.5]), (("-1.000", "99.50", "3"), [BAD, 99.5, 3])],
)  # fmt: skip
def test_a_thousand_in_the_other_convention_is_never_read_as_a_one(
    texts: tuple[str, ...], values: list[object]
) -> None:
    assert number(*texts) == values


def test_a_dollar_sign_beside_a_code_is_that_dollar_and_two_currencies_are_none() -> None:
    assert read_numbers(pd.Series(["$ 5.00 CAD", "$7 CAD"])).currencies == ("CAD",)
    assert number("€5 USD") == [BAD]
    assert read_numbers(pd.Series(["100円", "¥100"])).currencies == ("JPY",)


def test_lengths_in_words_become_months_and_bare_numbers_stay(tmp_path):
    text = "deal_id,account_id,stage,term_months\n" + "".join(
        f"{row},a{row},Closed Won,{term}\n"
        for row, term in enumerate(["12 months", "2 Years", "36", "Annual", "6mo", ""])
    )
    found = imported(tmp_path, deals=text)
    assert column(found, "deals", "term_months")[:5] == [12.0, 24.0, 36.0, 12.0, 6.0]
    assert any("read as months" in issue.reason for issue in found.issues)
