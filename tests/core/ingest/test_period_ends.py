"""The end of a paid period is told to be the last paid day or the first unpaid one, by the periods themselves."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from icp_core.ingest import Source, import_files
from icp_core.ingest.rows.period_ends import ENDS, FIRST_UNPAID, LAST_PAID
from icp_core.metrics import account_table
from tests.core.ingest.files import imported, written

HEADER = "account_id,start_date,end_date,mrr\n"


def asked(result):
    return next((question for question in result.questions if question.id == ENDS), None)


def calendar_years(last_day: str, accounts: int = 12) -> str:
    return HEADER + "".join(
        f"A{account},{year}-01-01,{year if last_day == '12-31' else year + 1}-{last_day},100\n"
        for account in range(accounts)
        for year in (2023, 2024, 2025)
    )


@pytest.mark.parametrize(("last_day", "word"), [("12-31", LAST_PAID), ("01-01", FIRST_UNPAID)])
def test_a_year_that_is_renewed_is_no_loss_however_its_end_is_written(tmp_path, last_day, word) -> None:
    path = written(tmp_path, calendar_years(last_day), "billing.csv")
    result = import_files([Source("revenue", path, path.name)], tmp_path / "data", as_of=date(2025, 12, 31))
    revenue = result.data.frame("revenue")
    assert asked(result).chosen == word
    assert not asked(result).urgent
    assert revenue.groupby("account_id")["month"].nunique().tolist() == [36] * 12
    accounts = account_table(result.data)
    assert len(accounts.live) == 12


def test_periods_of_any_day_of_the_month_tell_it_too(tmp_path) -> None:
    rows = [(f"B{day}", f"2024-03-{day:02d}", f"2025-03-{day - 1:02d}") for day in range(2, 14)]
    text = HEADER + "".join(f"{account},{start},{end},50\n" for account, start, end in rows)
    assert asked(imported(tmp_path, revenue=text)).chosen == LAST_PAID


def test_days_of_cancelling_that_say_nothing_stay_as_they_are_and_are_not_urgent(tmp_path) -> None:
    rng = np.random.default_rng(3)
    starts = pd.Timestamp("2023-01-01") + pd.to_timedelta(rng.integers(0, 300, 80), unit="D")
    ends = starts + pd.to_timedelta(rng.integers(40, 500, 80), unit="D")
    text = HEADER + "".join(
        f"C{row},{start:%Y-%m-%d},{end:%Y-%m-%d},50\n"
        for row, (start, end) in enumerate(zip(starts, ends, strict=True))
    )
    result = imported(tmp_path, revenue=text)
    assert asked(result).chosen == FIRST_UNPAID
    assert not asked(result).urgent
    assert result.data.frame("subscriptions")["end_date"].tolist() == ends.tolist()


def test_files_that_do_both_are_asked_about_first(tmp_path) -> None:
    text = calendar_years("12-31", 6) + calendar_years("01-01", 6).removeprefix(HEADER).replace("A", "B")
    assert asked(imported(tmp_path, revenue=text)).urgent


def test_what_a_person_says_counts(tmp_path) -> None:
    path = written(tmp_path, calendar_years("12-31"), "billing.csv")
    source = Source("revenue", path, path.name, options={ENDS: FIRST_UNPAID})
    result = import_files([source], tmp_path / "data")
    assert asked(result).decided
    assert result.data.frame("subscriptions")["end_date"].dt.day.unique().tolist() == [31]


def test_periods_that_all_run_are_not_asked_about(tmp_path) -> None:
    assert asked(imported(tmp_path, revenue=HEADER + "A,2024-01-01,,10\nB,2024-02-01,,10\n")) is None
