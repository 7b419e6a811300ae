from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from icp_core.dataset import Dataset
from icp_core.metrics import account_table, arr_movements, headline, movements, nrr_at, revenue_retention

AMOUNTS = st.floats(0, 1e6, allow_nan=False).map(lambda value: round(value, 2))
PAIRS = st.lists(st.tuples(AMOUNTS.map(lambda value: value + 1), AMOUNTS), min_size=1, max_size=40)


@settings(deadline=None, max_examples=80)
@given(PAIRS)
def test_gross_retention_never_exceeds_net_nor_100_percent(pairs):
    found = revenue_retention(*zip(*pairs, strict=True))
    assert found.gross.value <= min(1.0, found.net.value) + 1e-12
    assert found.gross.high <= 1.0
    assert found.net.low <= found.net.value <= found.net.high


@settings(deadline=None, max_examples=40)
@given(PAIRS)
def test_doubling_the_accounts_keeps_the_ratio_and_narrows_the_interval(pairs):
    """From eight accounts on: the interval of one or two is cut off at 0 and says nothing but that."""
    one, two = (revenue_retention(*zip(*rows, strict=True)) for rows in (pairs * 8, pairs * 16))
    assert two.net.value == pytest.approx(one.net.value)
    for wide, narrow in ((one.net, two.net), (one.gross, two.gross)):
        assert narrow.high - narrow.low <= wide.high - wide.low + 1e-9


@settings(deadline=None, max_examples=40)
@given(PAIRS, st.randoms(use_true_random=False))
def test_the_order_of_the_accounts_changes_nothing(pairs, random):
    shuffled = random.sample(pairs, len(pairs))
    one, two = (revenue_retention(*zip(*rows, strict=True)) for rows in (pairs, shuffled))
    for ours, theirs in ((one.net, two.net), (one.gross, two.gross)):
        assert (ours.value, ours.low, ours.high) == pytest.approx((theirs.value, theirs.low, theirs.high))


def test_an_account_that_left_counts_with_zero():
    assert revenue_retention([100.0, 100.0], [100.0, np.nan]).net.value == 0.5


def test_an_account_that_was_not_live_then_is_not_in_the_cohort():
    found = revenue_retention([100.0, 0.0], [100.0, 900.0])
    assert (found.n, found.net.value) == (1, 1.0)


def test_an_empty_cohort_is_unknown_not_zero():
    assert revenue_retention([0.0], [5.0]).net.why == "no account was live a year before"


def test_a_cohort_carried_by_one_large_account_gets_no_verdict():
    found = revenue_retention([1e6] + [100.0] * 99, [1e6] + [100.0] * 99)
    assert found.n == 100
    assert found.effective_n == pytest.approx(1.02, abs=0.01)
    assert found.net.why == "carried by a few accounts: no verdict"


def test_equal_accounts_are_as_many_as_they_are():
    found = revenue_retention([100.0] * 50, [90.0, 110.0] * 25)
    assert (found.effective_n, found.net.why) == (pytest.approx(50), "")


def revenue(rows):
    frame = pd.DataFrame(rows, columns=["account_id", "month", "mrr"])
    return frame.assign(month=pd.to_datetime(frame["month"]).astype("datetime64[us]"), mrr=frame["mrr"].astype(float))


YEAR = revenue([("a", "2024-12-01", 100), ("a", "2025-12-01", 150), ("b", "2024-12-01", 100), ("c", "2025-12-01", 7)])


def test_net_retention_looks_back_twelve_months_and_leaves_new_accounts_out():
    found = nrr_at(Dataset.of(as_of=date(2025, 12, 31), revenue=YEAR), date(2025, 12, 31))
    assert (found.net.value, found.gross.value, found.n) == (0.75, 0.5, 2)
    assert found.net.window == "2024-12 to 2025-12"


def test_a_month_out_of_reach_is_refused_with_what_there_is():
    found = nrr_at(Dataset.of(as_of=date(2025, 12, 31), revenue=YEAR), date(2025, 6, 30))
    expected = "needs revenue of 2024-06 and 2025-06; the complete months are 2024-12 to 2025-12"
    assert found.net.why == expected


def test_a_month_that_is_not_over_is_left_out():
    found = nrr_at(Dataset.of(as_of=date(2025, 12, 20), revenue=YEAR), date(2025, 12, 31))
    assert not found.net.known


def test_without_revenue_there_is_no_retention_and_no_movement():
    data = Dataset.of(customers=pd.DataFrame({"account_id": ["a"]}))
    assert nrr_at(data, date(2025, 12, 31)).net.why == "no revenue by month: add a revenue or a subscriptions file"
    assert movements(data).empty


def test_two_rows_of_one_account_and_month_are_added():
    data = Dataset.of(revenue=revenue([("a", "2025-12-01", 10), ("a", "2025-12-15", 5)]))
    assert movements(data)["arr"].tolist() == [180.0]


def test_no_losses_is_said_and_not_printed_as_infinity():
    data = Dataset.of(revenue=revenue([("a", "2025-11-01", 10), ("a", "2025-12-01", 15)]))
    assert arr_movements(data).quick_ratio().why == "no losses: nothing was cancelled or reduced"


def test_quick_ratio_leaves_the_opening_month_and_reactivation_out():
    rows = [("a", "2025-09-01", 10), ("b", "2025-09-01", 10), ("a", "2025-10-01", 30), ("a", "2025-11-01", 30)]
    rows += [("a", "2025-12-01", 30), ("b", "2025-12-01", 99)]
    found = arr_movements(Dataset.of(revenue=revenue(rows))).quick_ratio()
    assert found.value == pytest.approx(20 / 10)


def paying(every: int, accounts: int = 12, months: int = 36):
    """Accounts that pay once in ``every`` months, for three years."""
    first = pd.Period("2023-01", "M")
    return revenue(
        [(f"a{i}", str(first + month), 100.0) for i in range(accounts) for month in range(i % every, months, every)]
    )


def test_single_orders_are_no_recurring_revenue_and_nobody_left_in_a_month_without_one():
    """Of the AWS order lines, 15 of 99 customers that buy every year counted as lost, and NRR was 78 % for 121 %."""
    data = Dataset.of(as_of=date(2025, 12, 31), revenue=paying(every=3))
    accounts = account_table(data)
    found = headline(data, accounts, None)
    for name in ("arr", "nrr", "grr", "quick_ratio", "logo_churn", "retention_12m"):
        assert "looks like single orders, not recurring revenue: 65 % of the months" in found[name].estimate.why, name
    assert found["customers"].estimate.value == 12


def test_revenue_without_gaps_is_recurring():
    data = Dataset.of(as_of=date(2025, 12, 31), revenue=paying(every=1))
    assert nrr_at(data, date(2025, 12, 31)).net.value == 1.0


def test_a_table_with_one_month_a_year_has_no_gaps():
    yearly = revenue([(f"a{i}", f"{year}-12-01", 100.0) for i in range(12) for year in (2023, 2024, 2025)])
    assert nrr_at(Dataset.of(as_of=date(2025, 12, 31), revenue=yearly), date(2025, 12, 31)).net.value == 1.0


def test_accounts_that_moved_alike_get_no_narrow_interval():
    """The delta-method variance of one account is 0: that is no knowledge."""
    for then, now in (([150842.0], [835398.0]), ([100.0] * 40, [100.0] * 40), ([100.0] * 40, [0.0] * 40)):
        found = revenue_retention(then, now).net
        assert found.high - found.low > 0.5 / found.n


def test_nobody_of_forty_has_left_is_no_proof_that_nobody_ever_leaves():
    """The rule of three: at 90 % up to 5.7 % (1 - 0.1 ** (1 / 40)) may leave unseen, half of it at each end 7.2 %."""
    found = revenue_retention([100.0] * 40, [100.0] * 40)
    assert 0.92 < found.gross.low < 0.96
    assert (found.gross.value, found.gross.high) == (1.0, 1.0)
