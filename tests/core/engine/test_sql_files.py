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
CREDITS = -40.0, -2.5  # amounts given back; sums of all these numbers are exact in any order
LESS_THAN_A_CENT = 2.0**-13  # a month; a year's worth of one of them rounds to no cent, of five of them to one


def rows_of(*amounts):
    """Rows of four accounts in 18 months, in any order, with gaps and with several rows of one account and month."""
    row = st.tuples(st.sampled_from("abcd"), st.integers(0, 17), st.sampled_from([0.0, 1.0, 2.5, 40.0, *amounts]))
    return st.lists(row, min_size=1, max_size=60)


ROWS = rows_of(*CREDITS)
TINY_ROWS = rows_of(*CREDITS, LESS_THAN_A_CENT)


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
@given(TINY_ROWS)
def test_paid_months_equal_pandas(rows):
    frame = pd.DataFrame(rows, columns=["account_id", "number", "mrr"])
    paid = frame.groupby(["account_id", "number"], as_index=False)["mrr"].sum()
    paid = paid[paid["mrr"] > 0].rename(columns={"number": "month_number"}).reset_index(drop=True)
    paid["month_number"] += FIRST
    of_account = paid.groupby("account_id")
    expected = paid.assign(
        month_before=of_account["month_number"].shift(1),
        mrr_before=of_account["mrr"].shift(1),
        month_after=of_account["month_number"].shift(-1),
        mrr_after=of_account["mrr"].shift(-1),
        first_month=of_account["month_number"].transform("min"),
        opening=of_account["mrr"].transform("first"),
    )
    charged = paid["month_number"].where((1200 * paid["mrr"]).round() > 0)
    earliest = charged.groupby(paid["account_id"]).cummin()  # of the months so far
    expected["first_cents"] = earliest.groupby(paid["account_id"]).ffill()
    found = data_of(rows).query("paid_months").sort_values(["account_id", "month_number"], ignore_index=True)
    assert list(found.columns) == list(expected.columns)
    assert found["account_id"].tolist() == expected["account_id"].tolist()
    numbers = [table.drop(columns="account_id").to_numpy(float, na_value=np.nan) for table in (found, expected)]
    np.testing.assert_array_equal(*numbers)


@settings(deadline=None, max_examples=12)
@given(TINY_ROWS)
def test_movements_equal_pandas_and_add_up_to_the_change_of_arr(rows):
    cents, table = np.round(1200 * wide(rows).to_numpy()), movements(data_of(rows))
    paid = np.maximum(cents, 0.0) / 1200
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
            assert totals.loc[FIRST + number].tolist() == [paid[number].clip(0).sum(), (paid[number] > 0).sum()]
    opening, closing = FIRST + paid.columns[0], FIRST + paid.columns[-1]
    if opening != closing:
        pairs = monthly.query("revenue_pairs", opening=int(opening), closing=int(closing)).set_index("account_id")
        live = paid[paid[paid.columns[0]] > 0]
        assert pairs["opening"].to_dict() == live[paid.columns[0]].to_dict()
        assert pairs["closing"].to_dict() == live[paid.columns[-1]].clip(0).to_dict()


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
                sums = (1, opening, opening**2, value, value**2, value * opening, kept, kept**2, kept * opening)
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
            closing = np.nan if FIRST + later > monthly.last else max(row.get(later, 0.0), 0.0)
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


WHOLE = ("totals", "by_account", "gaps", "retention", "cohorts", "spells", "movements")


@pytest.mark.parametrize("name", WHOLE)
@settings(deadline=None, max_examples=8)
@given(rows=TINY_ROWS, last=st.integers(-1, 17))
def test_a_reduction_knows_nothing_of_the_months_after_the_last(name, rows, last):
    until = [row for row in rows if row[1] <= last] or [("a", 0, 0.0)]
    found, expected = (data_of(part).query(f"revenue_{name}", last_month=FIRST + last) for part in (rows, until))
    pd.testing.assert_frame_equal(found, expected)


@pytest.mark.parametrize("name", WHOLE)
@settings(deadline=None, max_examples=8)
@given(rows=ROWS, seed=st.randoms())
def test_neither_the_order_of_the_rows_nor_the_names_change_a_reduction(name, rows, seed):
    mixed = [(f"x{account}", number, mrr) for account, number, mrr in rows]
    seed.shuffle(mixed)
    found, other = (data_of(part).query(f"revenue_{name}", last_month=FIRST + 17) for part in (rows, mixed))
    if "account_id" in other:
        other["account_id"] = other["account_id"].str.removeprefix("x").astype(found["account_id"].dtype)
    pd.testing.assert_frame_equal(found, other)


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


def write(path, rows):
    revenue_of(rows).to_parquet(path)
    return Dataset({"revenue": path}, "x", date(2025, 12, 31))


def test_paid_months_are_made_once_and_kept_beside_the_file(tmp_path, monkeypatch):
    data = write(tmp_path / "revenue.parquet", [("a", 0, 5.0), ("a", 1, 6.0)])
    first = data.query("revenue_spells", last_month=FIRST + 1)
    assert len(list(tmp_path.glob(".revenue-paid_months-*.parquet"))) == 1
    monkeypatch.setattr("icp_core.engine.kept.tempfile.mkstemp", lambda **_: pytest.fail("made a second time"))
    pd.testing.assert_frame_equal(data.query("revenue_spells", last_month=FIRST + 1), first)


def test_a_file_that_changed_is_reduced_anew(tmp_path):
    path = tmp_path / "revenue.parquet"
    assert len(write(path, [("a", 0, 5.0)]).query("revenue_spells", last_month=FIRST + 1)) == 1
    assert len(write(path, [("a", 0, 5.0), ("b", 1, 5.0)]).query("revenue_spells", last_month=FIRST + 1)) == 2


def test_a_folder_that_cannot_be_written_gives_the_same_answer(tmp_path, monkeypatch):
    def refuse(**_):
        raise PermissionError

    monkeypatch.setattr("icp_core.engine.kept.tempfile.mkstemp", refuse)
    data = write(tmp_path / "revenue.parquet", [("a", 0, 5.0), ("a", 2, 6.0)])
    assert data.query("revenue_spells", last_month=FIRST + 2)["back_month"].tolist()[0] == FIRST + 2
    assert [path.name for path in tmp_path.iterdir()] == ["revenue.parquet"]


def test_what_could_not_be_made_leaves_no_file(tmp_path):
    path = tmp_path / "revenue.parquet"
    revenue_of([("a", 0, 5.0)]).drop(columns="mrr").to_parquet(path)
    with pytest.raises(Exception, match="mrr"):
        Dataset({"revenue": path}, "x", date(2025, 12, 31)).query("revenue_totals", last_month=FIRST)
    assert [path.name for path in tmp_path.iterdir()] == ["revenue.parquet"]
