import numpy as np
import pandas as pd
import pytest

from icp_core.ingest.rows.intervals import months_of
from icp_core.ingest.rows.sums import added_up, further_rows, pairs_of


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("monthly", 1),
        ("3 months", 3),
        ("Quarterly", 3),
        ("annual", 12),
        ("P1Y", 12),
        ("every 6 months", 6),
        ("rok", 12),
        ("Pro", None),
    ],
)
def test_billing_intervals_are_read(text: str, months: int | None) -> None:
    assert months_of(text) == months


@pytest.mark.parametrize("kind", ["str", "category"])
def test_repeated_accounts_and_months_are_found_and_added_up(kind: str) -> None:
    random = np.random.default_rng(3)
    accounts = pd.Series([f"k{number}" for number in random.integers(0, 50, 2_000)], dtype=kind)
    months = pd.Series((random.integers(600, 650, 2_000).astype("datetime64[M]")).astype("datetime64[us]"))
    numbers = pd.Series(random.normal(size=2_000))
    plain = pd.DataFrame({"a": accounts.astype("str"), "m": months, "n": numbers})
    pairs = pairs_of(accounts, months)
    assert further_rows(pairs) == int(plain.duplicated(["a", "m"]).sum())
    found = added_up(pairs, {"n": numbers})
    sums = plain.groupby(["a", "m"])["n"].sum()
    got = found.astype({"account_id": "str"}).set_index(["account_id", "month"])["n"]
    assert np.allclose(got.reindex(sums.index).to_numpy(), sums.to_numpy())


def test_few_rows_over_many_months_are_sorted_instead() -> None:
    accounts = pd.Series([f"k{number}" for number in range(900)])
    months = pd.Series((np.arange(900) + 100).astype("datetime64[M]").astype("datetime64[us]"))
    twice = pairs_of(pd.concat([accounts, accounts[:3]]), pd.concat([months, months[:3]]))
    assert not twice.dense
    assert further_rows(twice) == 3
    assert len(added_up(twice, {"n": pd.Series(np.ones(903))})) == 900
