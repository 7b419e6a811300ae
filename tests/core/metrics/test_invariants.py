"""What may change no number: the order of the rows, the names of the accounts; and what twice the data may change."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from icp_core.dataset import Dataset
from icp_core.metrics import account_table, arr_movements, deal_table, headline, period_rows
from icp_core.results import Unit

AS_OF = date(2025, 12, 31)
SEEDS = st.integers(0, 10_000)
PER_CASE = (Unit.RATIO, Unit.FACTOR, Unit.MONTHS, Unit.DAYS)


def company(seed, n=70):
    """A small company with every table that the metrics rest on."""
    rng = np.random.default_rng(seed)
    ids = np.array([f"a{number:03d}" for number in range(n)], dtype=object)
    start = pd.Timestamp("2023-01-01") + pd.to_timedelta(rng.integers(0, 900, n), unit="D")
    end = start + pd.to_timedelta(rng.exponential(900, n).astype(int) + 40, unit="D")
    customers = pd.DataFrame(
        {
            "account_id": ids,
            "name": [f"Company {number}" for number in range(n)],
            "industry": rng.choice(["bank", "shop", "farm"], n),
            "start_date": start.astype("datetime64[us]"),
            "churn_date": pd.Series(end).where(end <= pd.Timestamp(AS_OF)).astype("datetime64[us]"),
        }
    )
    paid = np.round(rng.lognormal(6, 0.6, n), 2)
    months = pd.date_range("2023-12-01", "2025-12-01", freq="MS")
    revenue = pd.concat(
        pd.DataFrame({"account_id": ids, "month": month, "mrr": np.round(paid * rng.uniform(0.9, 1.2, n), 2)})[
            np.asarray((start <= month) & (end > month))
        ]
        for month in months
    )
    created = pd.Timestamp("2024-02-01") + pd.to_timedelta(rng.integers(0, 600, n), unit="D")
    closed = created + pd.to_timedelta(rng.lognormal(4, 0.6, n).astype(int) + 1, unit="D")
    outcome = np.where(closed > pd.Timestamp(AS_OF), "open", rng.choice(["won", "lost"], n))
    deals = pd.DataFrame(
        {
            "account_id": ids,
            "outcome": outcome,
            "amount": np.round(rng.lognormal(8, 0.5, n), 2),
            "list_price": 20_000.0,
            "created_date": created.astype("datetime64[us]"),
            "close_date": closed.astype("datetime64[us]"),
            "last_activity": pd.Timestamp("2025-12-20") - pd.to_timedelta(rng.integers(0, 60, n), unit="D"),
        }
    ).astype({"last_activity": "datetime64[us]"})
    spend = pd.DataFrame({"month": months.astype("datetime64[us]"), "amount": 1000.0})
    return {
        "customers": customers,
        "revenue": revenue.astype({"month": "datetime64[us]"}),
        "deals": deals,
        "spend": spend,
    }


def measured(tables):
    data = Dataset.of(as_of=AS_OF, **{name: frame.reset_index(drop=True) for name, frame in tables.items()})
    accounts = account_table(data)
    return data, accounts, deal_table(data, accounts)


def numbers(tables):
    data, accounts, deals = measured(tables)
    found = {}
    for name, measure in headline(data, accounts, deals).items():
        found[name] = measure.estimate
        found |= {f"{name} {by} {level}": one for by, levels in measure.by.items() for level, one in levels.items()}
    for row in period_rows(data, accounts, deals):
        found |= {f"{name} {row.quarter.label}": one for name, one in row.metrics.items()}
    return found


def ends(estimate):
    return [np.nan if part is None else part for part in (estimate.value, estimate.low, estimate.high)]


@settings(deadline=None, max_examples=5)
@given(SEEDS)
def test_the_order_of_the_rows_and_the_names_of_the_accounts_change_no_number(seed):
    tables, rng = company(seed), np.random.default_rng(seed)
    fresh = {f"a{number:03d}": f"z{other:03d}" for number, other in enumerate(rng.permutation(70))}
    other = {}
    for name, frame in tables.items():
        mixed = frame.sample(frac=1.0, random_state=seed)
        if "account_id" in mixed:
            mixed = mixed.assign(account_id=mixed["account_id"].map(fresh))
        if "name" in mixed:
            mixed = mixed.assign(name=[f"Firm {place}" for place in range(len(mixed))])
        other[name] = mixed
    one, two = numbers(tables), numbers(other)
    assert list(one) == list(two)
    assert sum(estimate.known for estimate in one.values()) > 60
    for name, estimate in one.items():
        assert (estimate.n, estimate.why) == (two[name].n, two[name].why), name
        assert ends(estimate) == pytest.approx(ends(two[name]), nan_ok=True), name


@settings(deadline=None, max_examples=5)
@given(SEEDS)
def test_every_account_twice_changes_no_number_a_case_and_narrows_the_intervals(seed):
    tables = company(seed)
    twice = {}
    for name, frame in tables.items():
        second = frame
        if "account_id" in frame:
            second = frame.assign(account_id=frame["account_id"] + "x")
        if "name" in frame:
            second = second.assign(name=frame["name"] + " II")
        twice[name] = pd.concat([frame, second])
    one, two = (headline(*measured(given)) for given in (tables, twice))
    compared = 0
    for name, measure in one.items():
        small, large = measure.estimate, two[name].estimate
        if not small.known or small.unit not in PER_CASE or name == "quick_ratio":
            continue
        if "out of" in small.why or name == "win_rate_180d":
            continue  # with more accounts months are looked at further, and early deals are seen to be missing
        compared += 1
        assert large.value == pytest.approx(small.value), name
        if None not in (small.low, small.high, large.low, large.high):
            assert large.high - large.low <= small.high - small.low + 1e-9, name
    assert compared >= 8
    assert two["arr"].estimate.value == pytest.approx(2 * one["arr"].estimate.value)


@settings(deadline=None, max_examples=8)
@given(SEEDS)
def test_the_movements_of_every_company_add_up_to_the_cent_and_gross_stays_below_net(seed):
    data, accounts, deals = measured(company(seed))
    for month in arr_movements(data).months:
        assert month.opening + sum(month.moved.values()) == pytest.approx(month.closing, abs=0.005)
    found = headline(data, accounts, deals)
    net, gross = found["nrr"], found["grr"]
    for one, other in [
        (net.estimate, gross.estimate),
        *((part, gross.by["industry"][k]) for k, part in net.by["industry"].items()),
    ]:
        if one.known:
            assert other.value <= min(1.0, one.value) + 1e-12
            assert other.high <= 1.0
