"""The last complete year is compared with the year that ended two years before, or with the earliest."""

from datetime import date

import numpy as np
import pytest

from icp_core.drift.rows import DealRows, LogoRows, day_number
from icp_core.drift.windows import Windows, choose_windows

NO_DEALS = DealRows(np.empty(0), np.empty(0), np.empty(0, bool), np.empty(0))
NO_LOGOS = LogoRows(np.empty(0), np.empty(0), np.empty(0), np.empty(0))


def _deals(first: date, last: date) -> DealRows:
    created = np.arange(day_number(first), day_number(last) + 1)
    return DealRows(created, created + 30, np.ones(created.size, bool), np.ones(created.size))


def _logos(first: date, last: date) -> LogoRows:
    start = np.arange(day_number(first), day_number(last) + 1)
    return LogoRows(start, np.full(start.size, np.inf), start, np.ones(start.size))


def _words(windows: Windows) -> tuple[str, str]:
    assert windows.baseline is not None
    assert windows.recent is not None
    return windows.baseline.words, windows.recent.words


def test_the_baseline_ended_two_years_before_the_recent_window() -> None:
    windows = choose_windows(_deals(date(2019, 1, 1), date(2025, 12, 31)), NO_LOGOS, date(2025, 12, 31))

    assert _words(windows) == ("2023Q1 to 2023Q4", "2025Q1 to 2025Q4")


def test_a_shorter_file_takes_its_earliest_year_without_its_first_quarter() -> None:
    windows = choose_windows(_deals(date(2023, 1, 1), date(2025, 12, 31)), NO_LOGOS, date(2025, 12, 31))

    assert _words(windows) == ("2023Q2 to 2024Q1", "2025Q1 to 2025Q4")


def test_the_running_quarter_is_in_no_window() -> None:
    windows = choose_windows(_deals(date(2019, 1, 1), date(2025, 11, 20)), NO_LOGOS, date(2025, 11, 20))

    assert _words(windows) == ("2022Q4 to 2023Q3", "2024Q4 to 2025Q3")


def test_nine_complete_quarters_of_deals_are_just_enough() -> None:
    windows = choose_windows(_deals(date(2023, 10, 1), date(2025, 12, 31)), NO_LOGOS, date(2025, 12, 31))

    assert _words(windows) == ("2024Q1 to 2024Q4", "2025Q1 to 2025Q4")


def test_too_short_a_file_says_how_many_quarters_there_are_and_are_needed() -> None:
    windows = choose_windows(_deals(date(2024, 1, 1), date(2025, 12, 31)), NO_LOGOS, date(2025, 12, 31))

    assert windows.recent is None
    assert windows.why == (
        "7 complete quarters can be compared, 8 are needed: four then and four now "
        "(the first quarter of the deals file, 2024Q1, does not count: it holds only fast deals)"
    )


def test_customers_decide_where_the_deals_do_not_reach_back() -> None:
    deals, logos = _deals(date(2025, 1, 1), date(2025, 12, 31)), _logos(date(2021, 1, 1), date(2025, 12, 31))

    assert _words(choose_windows(deals, logos, date(2025, 12, 31))) == ("2023Q1 to 2023Q4", "2025Q1 to 2025Q4")


def test_without_dates_there_is_no_then_and_now() -> None:
    assert (
        "no file says when deals were created or customers started"
        in choose_windows(NO_DEALS, NO_LOGOS, date(2025, 12, 31)).why
    )


def test_deals_too_short_are_said_to_be_too_short_where_customers_have_no_dates() -> None:
    """The Salesforce sample has deals of two days: the reason was that nothing had dates."""
    deals = _deals(date(2025, 6, 15), date(2025, 6, 16))

    assert choose_windows(deals, NO_LOGOS, date(2025, 6, 16)).why.startswith("0 complete quarters can be compared")


def test_both_windows_hold_a_whole_year_of_days() -> None:
    windows = choose_windows(_deals(date(2019, 1, 1), date(2025, 12, 31)), NO_LOGOS, date(2025, 12, 31))

    assert windows.recent is not None
    assert windows.recent.last - windows.recent.first + 1 == 365
    assert np.diff(windows.recent.edges).tolist() == [90, 91, 92, 92]


@pytest.mark.parametrize("day", [date(2024, 2, 29), date(1970, 1, 1)])
def test_day_numbers_are_numpys(day: date) -> None:
    assert day_number(day) == float(np.datetime64(day).astype(int))
