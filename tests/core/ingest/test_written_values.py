"""Values written in any of the usual ways come back: properties over random columns."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from icp_core.ingest.values.bands import middle_of_band
from icp_core.ingest.values.dates import DAY_FIRST, MONTH_FIRST, YEAR_FIRST, read_dates
from icp_core.ingest.values.fiscal import fiscal_years, read_periods
from icp_core.ingest.values.numbers import COMMA, POINT, read_numbers

AMOUNTS = st.lists(st.integers(-10_000_000_00, 10_000_000_00), min_size=1, max_size=20)  # hundredths
DAYS = st.lists(st.dates(date(1990, 1, 1), date(2060, 12, 31)), min_size=1, max_size=20)
DRESSES = ["{}", "${}", "{} €", "EUR {}", "CHF{}", "{} Kč", "£ {}", "{}USD"]
NEGATIVES = ["-{}", "({})", "{}-", "−{}"]
MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "cs": "ledna února března dubna května června července srpna září října listopadu prosince",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
}


def as_written(hundredths: int, mark: str, gap: str, dress: str, negative: str) -> str:
    figure = f"{abs(hundredths) / 100:,.2f}".replace(",", "\x00").replace(".", mark).replace("\x00", gap)
    text = dress.format(figure)
    return negative.format(text) if hundredths < 0 else text


@given(
    AMOUNTS,
    st.sampled_from(
        [(POINT, ","), (POINT, ""), (POINT, "'"), (POINT, " "), (COMMA, "."), (COMMA, "\u00a0"), (COMMA, "")]
    ),
    st.sampled_from(DRESSES),
    st.sampled_from(NEGATIVES),
)
def test_amounts_come_back_whatever_their_marks_and_signs(
    amounts: list[int], marks: tuple[str, str], dress: str, negative: str
) -> None:
    texts = pd.Series([as_written(amount, *marks, dress, negative) for amount in amounts])
    for cells in (texts, texts.astype("category")):
        column = read_numbers(cells)
        assert not column.bad.any()
        assert column.values.tolist() == pytest.approx([amount / 100 for amount in amounts])
        assert len(column.currencies) == (dress != "{}")


@given(st.lists(st.one_of(st.sampled_from(["", "n/a", "abc", "€5", "1e3", " 7 ", "5.5"]), st.integers().map(str))))
def test_a_column_as_codes_reads_as_the_same_column_as_text(texts: list[str]) -> None:
    cells = pd.Series(texts, dtype="str")
    plain, coded = read_numbers(cells), read_numbers(cells.astype("category"))
    np.testing.assert_array_equal(plain.values, coded.values)
    assert plain.bad.tolist() == coded.bad.tolist()
    assert (plain.currencies, plain.mark) == (coded.currencies, coded.mark)


@given(st.lists(st.text(max_size=12), max_size=30))
def test_any_text_is_a_number_nothing_or_bad(texts: list[str]) -> None:
    cells = pd.Series(texts, dtype="str")
    for column in (read_numbers(cells), read_numbers(cells, bands=True)):
        assert not np.isinf(column.values).any()
        assert not (column.bad & column.values.notna().to_numpy()).any()
    days = read_dates(cells)
    assert not (days.bad & days.values.notna().to_numpy()).any()


@given(
    DAYS,
    st.sampled_from(
        ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S.%f", "%Y-%m-%dT%H:%M:%S+14:00",
         "%d %b %Y", "%d. %B %Y", "%B %d, %Y", "%a, %d %b %Y %H:%M", "%d-%b-%Y"]
    ),
)  # fmt: skip
def test_days_that_say_their_order_come_back(days: list[date], form: str) -> None:
    texts = pd.Series([day.strftime(form) for day in days])
    for cells in (texts, texts.astype("category")):
        column = read_dates(cells)
        assert column.values.dt.date.tolist() == days
        assert column.order == ""


@given(DAYS, st.sampled_from(sorted(MONTHS)), st.sampled_from(["{} {} {}", "{}. {} {}", "{}-{}-{}", "{} de {} de {}"]))
def test_months_come_back_in_nine_languages(days: list[date], language: str, form: str) -> None:
    names = MONTHS[language].split()
    texts = pd.Series([form.format(day.day, names[day.month - 1], day.year) for day in days])
    assert read_dates(texts).values.dt.date.tolist() == days


@given(
    DAYS,
    st.sampled_from([DAY_FIRST, MONTH_FIRST]),
    st.sampled_from("/-."),
    st.booleans(),
    st.sampled_from(["", " 13:05", " 1:05 PM", "T09:10:11"]),
)
def test_days_come_back_in_the_order_that_one_of_them_shows(
    days: list[date],
    order: str,
    mark: str,
    padded: bool,
    time: str,
) -> None:
    width = 2 if padded else 1
    days = [*days, date(2024, 3, 31)]
    parts = [(day.day, day.month) if order == DAY_FIRST else (day.month, day.day) for day in days]
    texts = [
        f"{first:0{width}}{mark}{second:0{width}}{mark}{day.year}{time}"
        for (first, second), day in zip(parts, days, strict=True)
    ]
    column = read_dates(pd.Series(texts))
    assert column.values.dt.date.tolist() == days
    assert (column.order, column.sure, column.examples) == (order, True, ())


@given(DAYS, st.sampled_from(["s", "ms", "serial"]))
def test_days_come_back_from_counts(days: list[date], unit: str) -> None:
    days = [day for day in days if date(2002, 1, 1) <= day] or [date(2024, 1, 1)]
    if unit == "serial":
        texts = [str((day - date(1899, 12, 30)).days) for day in days]
    else:
        factor = 1 if unit == "s" else 1_000
        texts = [str(((day - date(1970, 1, 1)) // timedelta(seconds=1) + 3_600) * factor) for day in days]
    assert read_dates(pd.Series(texts)).values.dt.date.tolist() == days


@given(st.integers(2000, 2060), st.integers(1, 4), st.sampled_from(sorted(fiscal_years())))
def test_quarters_follow_the_fiscal_year(year: int, quarter: int, begin: str) -> None:
    labels = [f"Q{quarter}-{year}", f"FY{year % 100:02} Q{quarter}", f"{year}Q{quarter}", f"{quarter}Q{year % 100:02}"]
    read = read_periods(labels, first_month=begin)
    assert len(set(read.days.tolist())) == 1
    assert read.fiscal.all()
    month, _, named = begin.partition(" ")
    first = int(month) + 3 * (quarter - 1)
    before = 0 if named or month == "1" else 1
    assert read.days[0] == np.datetime64(f"{year - before + (first - 1) // 12}-{(first - 1) % 12 + 1:02}-01")


@given(
    st.integers(1, 100_000),
    st.integers(1, 100_000),
    st.sampled_from(["{:,}-{:,}", "{:,} – {:,}", "{} to {}", "{}-{} employees"]),
)
def test_ranges_lie_between_their_ends(one: int, other: int, form: str) -> None:
    low, high = sorted((one, other))
    middle = middle_of_band(form.format(low, high))
    assert middle is not None
    assert low - 1e-6 <= middle <= high + 1e-6


@pytest.mark.parametrize(
    ("band", "middle"),
    [
        ("51-200", 101.0), ("1,001-5,000", 2237.2), ("10,000+", 10_000), ("<10", 3.2), ("500 to 1000", 707.1),
        ("201–500", 317.0), ("1k-5k", 2236.1), ("5K+", 5_000), ("more than 5,000", 5_000), ("up to 50 employees", 7.1),
        ("1.001-5.000", 2237.2), ("10001+ employees", 10_001), ("1 001 - 5 000", 2237.2), ("0-1", 1.0),
        ("between 50 and 100", 70.7), ("ab 500", 500), ("5,000 or more", 5_000),
    ],
)  # fmt: skip
def test_bands_are_read_in_their_usual_forms(band: str, middle: float) -> None:
    assert middle_of_band(band) == pytest.approx(middle, abs=0.06)


@pytest.mark.parametrize("text", ["Nov-50", "10-Feb", "200-51", "Enterprise", "51-200-500", "-", "2024-01-01"])
def test_what_is_no_range_stays_unread(text: str) -> None:
    assert middle_of_band(text) is None


def test_two_digit_years_before_the_month_are_noticed() -> None:
    days = [date(2022, 1, 5) + timedelta(days=37 * step) for step in range(24)]
    column = read_dates(pd.Series([day.strftime("%y-%m-%d") for day in days]))
    assert (column.order, column.sure) == (YEAR_FIRST, False)
    assert column.values.dt.date.tolist() == days


def test_a_long_column_of_odd_texts_reads_as_its_cells_do() -> None:
    count = 50_000
    amounts = np.arange(count) / 100
    money = read_numbers(pd.Series([f"${amount:,.2f}" for amount in amounts]))
    np.testing.assert_allclose(money.values, amounts)
    stamps = pd.Series(pd.date_range("2024-01-30", periods=count, freq="s"))
    column = read_dates(stamps.dt.strftime("%m/%d/%Y %H:%M:%S"))
    assert column.values.tolist() == stamps.dt.normalize().tolist()


def test_crowns_are_amounts_that_do_not_say_of_which_country() -> None:
    column = read_numbers(pd.Series(["5 kr", "1 200,50 kr."]))
    assert (column.values.tolist(), column.currencies) == ([5.0, 1200.5], ())
