"""Each reduction query against a plain pandas computation on random tables."""

from datetime import date
from importlib import resources

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from icp_core.dataset import Dataset
from icp_core.engine.duck import statement
from icp_core.metrics.monthly import Monthly, first_day, month_number, monthly_revenue
from icp_core.metrics.movements import arr_movements, movements
from icp_core.metrics.revenue import retention_by_month, revenue_retention

FIRST = month_number(date(2023, 11, 1))
ROWS = st.lists(
    st.tuples(st.sampled_from("abcd"), st.integers(0, 17), st.sampled_from([0.0, 1.0, 2.5, 40.0])),
    min_size=1,
    max_size=60,
)


def revenue_of(rows):
    frame = pd.DataFrame(rows, columns=["account_id", "number", "mrr"])
    months = pd.to_datetime([first_day(FIRST + number) for number in frame["number"]]).astype("datetime64[us]")
    return frame.assign(month=months)[["account_id", "month", "mrr"]]


def data_of(rows) -> Dataset:
    return Dataset.of(as_of=date(2025, 12, 31), revenue=revenue_of(rows))


def monthly_of(rows) -> Monthly:
    found = monthly_revenue(data_of(rows))
    assert found is not None
    return found


def wide(rows):
    """Account by month: what was paid, 0 where nothing was."""
    frame = pd.DataFrame(rows, columns=["account_id", "number", "mrr"])
    table = frame.pivot_table(index="account_id", columns="number", values="mrr", aggfunc="sum", fill_value=0.0)
    return table.reindex(columns=range(frame["number"].min(), frame["number"].max() + 1), fill_value=0.0)


@settings(deadline=None, max_examples=12)
@given(ROWS)
def test_movements_equal_pandas_and_add_up_to_the_change_of_arr(rows):
    paid, table = wide(rows).to_numpy(), movements(data_of(rows))
    before = np.hstack([np.zeros((len(paid), 1)), paid[:, :-1]])
    ever = np.cumsum(before > 0, axis=1) > 0
    change = np.where((paid > 0) & (before > 0), paid - before, 0.0)
    expected = {
        "new": np.where((paid > 0) & ~ever, paid, 0.0),
        "reactivation": np.where((paid > 0) & ever & (before == 0), paid, 0.0),
        "expansion": np.maximum(change, 0.0),
        "contraction": np.minimum(change, 0.0),
        "churn": np.where(paid == 0, -before, 0.0),
        "arr": paid,
    }
    for name, cells in expected.items():
        assert table[name].to_numpy() == pytest.approx(12 * cells.sum(axis=0)), name
    moved = table[["new", "expansion", "contraction", "churn", "reactivation"]].sum(axis=1)
    assert moved.to_numpy() == pytest.approx(np.diff(table["arr"], prepend=0.0))


@settings(deadline=None, max_examples=12)
@given(ROWS)
def test_retention_of_every_month_equals_pandas(rows):
    paid, monthly = wide(rows), monthly_of(rows)
    found = retention_by_month(monthly)
    for number in paid.columns[12:]:
        expected = revenue_retention(paid[number - 12], paid[number])
        label = FIRST + number
        if expected.n == 0:
            assert label not in found
            continue
        assert found[label].n == expected.n
        for side in ("net", "gross"):
            ours, theirs = getattr(found[label], side), getattr(expected, side)
            assert (ours.value, ours.low, ours.high) == pytest.approx((theirs.value, theirs.low, theirs.high))


@settings(deadline=None, max_examples=12)
@given(ROWS)
def test_the_edges_of_every_account_equal_pandas(rows):
    paid, monthly = wide(rows), monthly_of(rows)
    found = monthly.query("revenue_by_account", last_month=monthly.last).set_index("account_id")
    live = paid[(paid > 0).any(axis=1)]
    assert found.index.tolist() == live.index.tolist()
    for account, row in live.iterrows():
        months = row[row > 0]
        ours = found.loc[account]
        assert (ours["first_month"] - FIRST, ours["last_month"] - FIRST) == (months.index[0], months.index[-1])
        assert (ours["first_mrr"], ours["last_mrr"]) == (months.iloc[0], months.iloc[-1])
        assert ours["months_paid"] == len(months)


@settings(deadline=None, max_examples=12)
@given(ROWS)
def test_the_gaps_between_payments_equal_pandas(rows):
    paid, monthly = wide(rows), monthly_of(rows)
    found = monthly.query("revenue_gaps", last_month=monthly.last).iloc[0]
    held = paid.loc[:, (paid > 0).any()] > 0  # months in which nobody paid are not in the table
    places = [np.flatnonzero(row) for row in held.to_numpy() if row.sum() > 1]
    between = sum(int(place[-1] - place[0]) + 1 for place in places)
    assert found.tolist() == [len(places), sum(map(len, places)), between]


@settings(deadline=None, max_examples=12)
@given(ROWS)
def test_pairs_and_totals_equal_pandas(rows):
    paid, monthly = wide(rows), monthly_of(rows)
    totals = monthly.query("revenue_totals", last_month=monthly.last).set_index("month_number")
    for number in paid.columns:
        if (paid[number] > 0).any():
            assert totals.loc[FIRST + number].tolist() == [paid[number].sum(), (paid[number] > 0).sum()]
    opening, closing = FIRST + paid.columns[0], FIRST + paid.columns[-1]
    if opening != closing:
        pairs = monthly.query("revenue_pairs", opening=int(opening), closing=int(closing)).set_index("account_id")
        live = paid[paid[paid.columns[0]] > 0]
        assert pairs["opening"].to_dict() == live[paid.columns[0]].to_dict()
        assert pairs["closing"].to_dict() == live[paid.columns[-1]].to_dict()


@settings(deadline=None, max_examples=12)
@given(ROWS)
def test_cohorts_equal_pandas(rows):
    paid, monthly = wide(rows), monthly_of(rows)
    found = monthly.query("revenue_cohorts", last_month=monthly.last)
    expected = []
    for _, row in paid.iterrows():
        months = row[row > 0]
        for number, value in months.items():
            first = months.index[0]
            if (number - first) % 3 == 0:
                kept, opening = min(value, months.iloc[0]), months.iloc[0]
                sums = (1, value, value**2, value * opening, kept, kept**2, kept * opening)
                expected.append((FIRST + first, number - first, *sums))
    table = pd.DataFrame(expected, columns=found.columns)
    table = table.groupby(["first_month", "age"], as_index=False).sum()
    assert found.to_numpy(float) == pytest.approx(table.to_numpy(float))


@settings(deadline=None, max_examples=12)
@given(ROWS, st.integers(0, 17), st.integers(0, 2))
def test_the_accounts_of_a_cohort_equal_pandas(rows, first, quarters):
    paid, monthly = wide(rows), monthly_of(rows)
    options = {"from_month": FIRST + first, "to_month": FIRST + first + 2, "age": 3 * quarters}
    found = monthly.query("revenue_cohort_accounts", last_month=monthly.last, **options)
    expected = []
    for account, row in paid.iterrows():
        months = row[row > 0]
        if len(months) and first <= months.index[0] <= first + 2:
            later = months.index[0] + 3 * quarters
            closing = np.nan if FIRST + later > monthly.last else row.get(later, 0.0)
            expected.append((account, FIRST + months.index[0], months.iloc[0], closing))
    assert found["account_id"].tolist() == [line[0] for line in expected]
    numbers = np.array([line[1:] for line in expected], float).reshape(-1, 3)
    assert found[["first_month", "opening", "closing"]].to_numpy(float) == pytest.approx(numbers, nan_ok=True)


@settings(deadline=None, max_examples=12)
@given(ROWS)
def test_spells_equal_pandas(rows):
    paid, monthly = wide(rows), monthly_of(rows)
    found = monthly.query("revenue_spells", last_month=monthly.last)
    expected = []
    for account, row in paid.iterrows():
        months = np.flatnonzero(row.to_numpy() > 0) + paid.columns[0]
        runs = [run for run in np.split(months, np.flatnonzero(np.diff(months) > 1) + 1) if len(run)]
        backs = [*(FIRST + run[0] for run in runs[1:]), np.nan]
        for place, (run, back) in enumerate(zip(runs, backs, strict=False)):
            expected.append((account, place + 1, FIRST + run[0], FIRST + run[-1], back))
    assert found["account_id"].tolist() == [line[0] for line in expected]
    numbers = np.array([line[1:] for line in expected], float).reshape(-1, 4)
    assert found.drop(columns="account_id").to_numpy(float) == pytest.approx(numbers, nan_ok=True)


@settings(deadline=None, max_examples=8)
@given(ROWS)
def test_how_often_accounts_moved_equals_the_spells(rows):
    """Every further spell is one reactivation, every ended one a churn: two files, one definition."""
    monthly = monthly_of(rows)
    months = arr_movements(data_of(rows)).months
    found = monthly.query("revenue_spells", last_month=monthly.last)
    assert sum(month.accounts["reactivation"] for month in months) == (found["spell"] > 1).sum()
    assert sum(month.accounts["churn"] for month in months) == (found["last_month"] < monthly.last).sum()


PERIODS = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(0, 500), st.one_of(st.none(), st.integers(1, 400))),
    min_size=1,
    max_size=25,
)


def periods_of(rows):
    start = pd.to_datetime("2024-01-15") + pd.to_timedelta([row[1] for row in rows], unit="D")
    ends = [None if row[2] is None else day + pd.Timedelta(days=row[2]) for row, day in zip(rows, start, strict=True)]
    frame = pd.DataFrame(
        {"account_id": [row[0] for row in rows], "start_date": start, "end_date": pd.to_datetime(ends)}
    )
    frame = frame.assign(mrr=[float(10 + number) for number in range(len(rows))])
    return frame.astype({"start_date": "datetime64[us]", "end_date": "datetime64[us]"})


@settings(deadline=None, max_examples=12)
@given(PERIODS)
def test_paid_periods_by_month_equal_pandas(rows):
    frame, as_of = periods_of(rows), date(2025, 6, 30)
    monthly = monthly_revenue(Dataset.of(as_of=as_of, subscriptions=frame))
    if monthly is None:
        assert frame["start_date"].min() > pd.Timestamp(as_of)
        return
    found = monthly.tables["revenue"].groupby("month")["mrr"].sum()
    for month in pd.period_range("2024-01", "2025-06", freq="M"):
        end = month.end_time.normalize()
        live = frame[(frame["start_date"] <= end) & ~(frame["end_date"] <= end)]
        assert found.get(month.start_time, 0.0) == pytest.approx(live["mrr"].sum())


@settings(deadline=None, max_examples=12)
@given(PERIODS)
def test_paid_periods_by_account_equal_pandas(rows):
    frame, today = periods_of(rows), pd.Timestamp("2025-06-30")
    found = (
        Dataset.of(subscriptions=frame).query("subscriptions_by_account", as_of="2025-06-30").set_index("account_id")
    )
    known = frame[frame["start_date"] <= today]
    assert found.index.tolist() == sorted(known["account_id"].unique())
    for account, periods in known.groupby("account_id"):
        running = periods["end_date"].isna() | (periods["end_date"] > today)
        ours = found.loc[account]
        assert ours["first_start"] == periods["start_date"].min()
        assert bool(ours["running"]) == running.any()
        assert ours["running_mrr"] == pytest.approx(periods.loc[running, "mrr"].sum())
        if not running.any():
            assert ours["last_end"] == periods["end_date"].max()


FORBIDDEN = ("date_diff('month'", "quantile_cont", "asof", "generate_series", "approx_")


@pytest.mark.parametrize(
    "name", sorted(file.name for file in resources.files("icp_core.engine").joinpath("sql").iterdir() if file.is_file())
)
def test_every_query_keeps_to_the_portable_subset(name):
    """The subset of design.md: what runs alike on DuckDB and on Spark."""
    text = statement(name.removesuffix(".sql")).lower()
    assert name.endswith(".sql")
    assert [word for word in FORBIDDEN if word in text] == []
    assert text.startswith(("-- one row", "-- the months"))


def test_a_query_reads_parquet_and_frames_alike(tmp_path):
    frame = revenue_of([("a", 0, 5.0), ("a", 1, 6.0)])
    frame.to_parquet(tmp_path / "revenue.parquet")
    on_disk = Dataset({"revenue": tmp_path / "revenue.parquet"}, "x", date(2025, 12, 31))
    here = Dataset.of(revenue=frame)
    for name, options in (("revenue_months", {}), ("revenue_movements", {"last_month": FIRST + 1})):
        pd.testing.assert_frame_equal(on_disk.query(name, **options), here.query(name, **options))
