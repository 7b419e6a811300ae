from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from icp_core.dataset import Dataset
from icp_core.metrics import account_table, cohort_accounts, cohorts, share


def company(starts, ends, as_of=date(2025, 12, 31)):
    """Customers by start and end day; None: still live."""
    frame = pd.DataFrame({"account_id": [f"a{place}" for place in range(len(starts))]})
    frame["start_date"] = pd.to_datetime(starts)
    frame["churn_date"] = pd.to_datetime(pd.Series(ends, dtype=object))
    return Dataset.of(as_of=as_of, customers=frame)


def logos(data):
    found = cohorts(data, account_table(data))
    return {(cell.cohort, cell.age): cell for cell in found.cells}


def test_a_complete_cell_is_the_plain_share_with_wilsons_interval():
    cells = logos(company(["2024-01-10"] * 20, ["2024-05-01"] * 5 + [None] * 15))
    expected = share(15, 20)
    for age in (2, 4, 7):
        cell = cells["2024Q1", age]
        assert cell.complete
        found = cell.estimate
        assert (found.value, found.low, found.high) == pytest.approx((expected.value, expected.low, expected.high))
    assert cells["2024Q1", 1].estimate.value == 1.0
    assert cells["2024Q1", 1].estimate.low == pytest.approx(share(20, 20).low)


def test_everybody_gone_is_0_percent_with_wilsons_interval_too():
    cells = logos(company(["2024-01-10"] * 20, ["2024-05-01"] * 5 + ["2024-09-01"] * 15))
    found, expected = cells["2024Q1", 4].estimate, share(0, 20)
    assert (found.value, found.low, found.high) == pytest.approx((0.0, 0.0, expected.high))


def test_the_edge_is_marked_where_some_accounts_were_not_observed_so_long():
    cells = logos(
        company(["2025-01-02"] * 10 + ["2025-03-30"] * 10, ["2025-02-01"] + [None] * 19, as_of=date(2025, 12, 31))
    )
    assert [cells["2025Q1", age].complete for age in (1, 2, 3)] == [True, True, True]
    early = logos(
        company(["2025-01-02"] * 10 + ["2025-03-30"] * 10, ["2025-02-01"] + [None] * 19, as_of=date(2025, 10, 15))
    )
    edge = early["2025Q1", 3]
    assert (edge.complete, edge.observed, edge.size) == (False, 10, 20)
    assert edge.estimate.why == "only the accounts observed that long"


def test_a_cohort_whose_quarter_is_not_over_is_never_complete():
    ends = ["2025-06-01"] + [None] * 20
    cells = logos(company(["2025-07-01"] * 12 + ["2025-04-01"] * 9, ends, as_of=date(2025, 10, 15)))
    assert cells["2025Q3", 1].complete
    early = logos(company(["2025-05-01"] * 12 + ["2025-01-01"] * 9, ends, as_of=date(2025, 6, 20)))
    assert [cell.complete for (cohort, _), cell in early.items() if cohort == "2025Q2"] == []
    assert early["2025Q1", 1].complete


def test_a_cohort_of_seven_is_marked_and_not_given_a_share():
    cell = logos(company(["2024-01-10"] * 7, ["2024-05-01"] * 2 + [None] * 5))["2024Q1", 2]
    assert (cell.estimate.value, cell.estimate.why, cell.size) == (None, "7 accounts: fewer than 8", 7)


def test_the_accounts_behind_a_cell_are_its_count():
    data = company(["2024-01-10"] * 20, ["2024-05-01"] * 5 + [None] * 15)
    accounts = account_table(data)
    behind = cohort_accounts(data, accounts, cohort="2024Q1", age=2)
    assert behind["state"].value_counts().to_dict() == {"still here": 15, "left": 5}
    assert set(behind.loc[behind["state"] == "left", "account_id"]) == {f"a{place}" for place in range(5)}


def paid(table):
    rows = [(name, pd.Timestamp(f"{month}-01"), value) for name, months in table.items() for month, value in months]
    return pd.DataFrame(rows, columns=["account_id", "month", "mrr"]).astype({"month": "datetime64[us]"})


def months_of(first, values):
    labels = pd.period_range(first, periods=len(values), freq="M").astype(str)
    return [(label, value) for label, value in zip(labels, values, strict=True) if value]


def test_revenue_counts_every_account_at_its_own_age():
    table = {f"g{place}": months_of("2025-02", [100.0] * 3 + [150.0] * 7) for place in range(10)}
    table |= {f"l{place}": months_of("2025-03", [100.0] * 3 + [0.0] * 6) for place in range(10)}
    table |= {"old": months_of("2025-01", [5.0] * 12)}
    data = Dataset.of(as_of=date(2025, 12, 31), revenue=paid(table))
    accounts = account_table(data)
    net, gross = (
        {(cell.cohort, cell.age): cell for cell in cohorts(data, accounts, measure=measure).cells}
        for measure in ("net", "gross")
    )
    assert net["2025Q1", 1].estimate.value == pytest.approx((10 * 150 + 5) / 2005)
    assert gross["2025Q1", 1].estimate.value == pytest.approx((10 * 100 + 5) / 2005)
    assert net["2025Q1", 3].complete
    behind = cohort_accounts(data, accounts, cohort="2025Q1", age=1, measure="net").set_index("account_id")
    assert behind.loc["g0", ["opening", "closing"]].tolist() == [100.0, 150.0]
    assert (behind.loc["l0", "closing"], behind.loc["l0", "state"]) == (0.0, "left")


def test_accounts_that_pay_when_a_crowded_source_begins_start_no_cohort():
    table = {f"old{place}": months_of("2025-01", [100.0] * 12) for place in range(30)}
    table |= {f"new{place}": months_of("2025-02", [100.0] * 11) for place in range(9)}
    data = Dataset.of(as_of=date(2025, 12, 31), revenue=paid(table))
    found = cohorts(data, account_table(data), measure="net")
    assert set(found.sizes.values()) == {9}
    assert "2025-01" in found.notes[0]


def test_months_as_a_customer_without_dates_have_no_cohort():
    customers = pd.DataFrame({"account_id": ["a", "b"], "tenure_months": [3.0, 9.0], "churned": [True, False]})
    data = Dataset.of(customers=customers.astype({"churned": "boolean"}))
    assert "no calendar" in cohorts(data, account_table(data)).why


STARTS = st.lists(st.tuples(st.integers(0, 700), st.one_of(st.none(), st.integers(1, 700))), min_size=8, max_size=60)


@settings(deadline=None, max_examples=20)
@given(STARTS, st.randoms(use_true_random=False))
def test_order_and_names_change_nothing_and_no_row_of_the_map_rises(rows, random):
    def build(pairs, prefix):
        frame = pd.DataFrame({"account_id": [f"{prefix}{place}" for place in range(len(pairs))]})
        frame["start_date"] = pd.Timestamp("2023-06-01") + pd.to_timedelta([pair[0] for pair in pairs], unit="D")
        frame["churn_date"] = [
            pd.NaT if stay is None else day + pd.Timedelta(days=stay)
            for day, (_, stay) in zip(frame["start_date"], pairs, strict=True)
        ]
        data = Dataset.of(customers=frame.astype({"start_date": "datetime64[us]", "churn_date": "datetime64[us]"}))
        return cohorts(data, account_table(data)).rows()

    assume(any(stay is not None and begin + stay < 900 for begin, stay in rows))
    one, two = build(rows, "x"), build(random.sample(rows, len(rows)), "other ")
    pd.testing.assert_frame_equal(one, two)
    for _, line in one[one["complete"]].groupby("cohort"):
        assert (np.diff(line["value"].dropna()) <= 1e-12).all()
