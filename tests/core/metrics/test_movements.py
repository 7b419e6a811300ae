from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from icp_core.dataset import Dataset
from icp_core.metrics import account_table, arr_agreement, arr_movements
from icp_core.metrics.movements import MOVEMENTS

CELLS = st.lists(
    st.tuples(st.integers(0, 7), st.integers(0, 17), st.floats(0, 9e5, allow_nan=False)), min_size=1, max_size=60
)


def company(cells):
    months = [pd.Timestamp("2024-07-01") + pd.DateOffset(months=month) for _, month, _ in cells]
    frame = pd.DataFrame({"account_id": [f"a{who}" for who, _, _ in cells], "month": months})
    frame = frame.assign(mrr=[value for *_, value in cells]).astype({"month": "datetime64[us]"})
    return Dataset.of(as_of=date(2025, 12, 31), revenue=frame)


def cents(value):
    return round(100 * value)


@settings(deadline=None, max_examples=25)
@given(CELLS)
def test_opening_and_movements_make_the_closing_to_the_cent(cells):
    found = arr_movements(company(cells))
    year = found.over(12)
    for period in (*found.months, *found.quarters, *((year,) if year else ())):
        assert cents(period.opening) + sum(cents(period.moved[kind]) for kind in MOVEMENTS) == cents(period.closing)
    for before, after in zip(found.months, found.months[1:], strict=False):
        assert cents(before.closing) == cents(after.opening)


@settings(deadline=None, max_examples=10)
@given(CELLS, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(cells, random):
    one, two = arr_movements(company(cells)), arr_movements(company(random.sample(cells, len(cells))))
    pd.testing.assert_frame_equal(one.rows(), two.rows())


def test_quick_ratio_has_an_interval_that_more_movements_narrow():
    cells = [(who, month, 100.0) for who in range(40) for month in range(18) if who % 2 or month < 12]
    cells += [(who, month, 100.0) for who in range(40, 80) for month in range(11, 18)]
    one = arr_movements(company(cells)).quick_ratio()
    two = arr_movements(company(cells + [(who + 100, month, value) for who, month, value in cells])).quick_ratio()
    assert (one.value, one.n) == (2.0, 60)
    assert one.low < two.low < 2.0 < two.high < one.high
    assert two.value == pytest.approx(one.value)


def test_the_account_table_agrees_with_the_last_month_or_names_who_differs():
    months = pd.to_datetime(["2025-11-01", "2025-12-01"] * 2).astype("datetime64[us]")
    revenue = pd.DataFrame({"account_id": ["a", "a", "b", "b"], "month": months, "mrr": [10.0, 10.0, 20.0, 20.0]})
    customers = pd.DataFrame({"account_id": ["a", "b"], "current_arr": [120.0, 250.0]})
    data = Dataset.of(as_of=date(2025, 12, 31), customers=customers, revenue=revenue)
    found = arr_agreement(data, account_table(data))
    assert (found.by_account.value, found.by_month.value, found.difference) == (370.0, 360.0, 10.0)
    assert found.accounts[["account_id", "difference"]].to_numpy().tolist() == [["b", 10.0]]
    alike = Dataset.of(as_of=date(2025, 12, 31), revenue=revenue)
    assert arr_agreement(alike, account_table(alike)).difference == 0.0


def test_the_closing_of_the_movements_is_the_arr_of_the_agreement():
    rng = np.random.default_rng(1)
    data = company([(who, month, float(rng.uniform(1, 900))) for who in range(8) for month in range(18)])
    assert arr_agreement(data, account_table(data)).by_month.value == arr_movements(data).months[-1].closing
