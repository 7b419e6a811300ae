import numpy as np
import pandas as pd
import pytest

from icp_core.dataset import Dataset
from icp_core.metrics import Company, account_table, deal_table
from icp_core.segments import find_segments
from icp_core.segments.side_by_side import SideBySide, side_by_side

N = 320


def company(*, happier: bool) -> Company:
    """High and low value, staying and leaving; where ``happier``, those who pay much are promoters."""
    rng = np.random.default_rng(2)
    high, stays = np.arange(N) % 2 == 0, np.arange(N) // 2 % 2 == 0
    start = pd.Timestamp("2025-12-31") - pd.to_timedelta(rng.uniform(400, 1400, N), unit="D")
    end = start + pd.to_timedelta(rng.exponential(np.where(stays, 12_000, 240)), unit="D")
    ids = [f"a{place:03d}" for place in range(N)]
    customers = pd.DataFrame(
        {
            "account_id": ids,
            "start_date": pd.Series(start).dt.normalize(),
            "churn_date": pd.Series(end).dt.normalize().where(end < pd.Timestamp("2025-12-31")),
            "current_arr": np.exp(rng.normal(np.where(high, 11, 8.5), 0.3)),
        }
    )
    alike = np.arange(N) // 4 % 11  # the same answers in each corner
    score = np.where(high & happier, rng.integers(9, 11, N), alike)
    feedback = pd.DataFrame({"account_id": ids, "date": pd.Timestamp("2025-06-30"), "nps": score.astype(float)})
    data = Dataset.of(customers=customers, feedback=feedback)
    accounts = account_table(data)
    return Company(data, accounts, deal_table(data, accounts), find_segments(accounts, method="k-means").labels)


def beside(made: Company) -> SideBySide:
    return side_by_side(made, find_segments(made.accounts, method="k-means"))


@pytest.fixture(scope="module")
def found() -> SideBySide:
    return beside(company(happier=True))


def row(found: SideBySide, name: str):
    return next(one for one in found.rows if one.name == name)


def test_a_difference_that_the_groups_were_not_made_from_is_tested_and_found(found: SideBySide) -> None:
    nps = row(found, "nps")
    assert nps.tested
    assert any(name.startswith("High value") for name in nps.differs)
    assert found.sentence.startswith("More than luck: NPS of ")
    assert f"{found.tests} comparisons" in found.sentence


def test_answers_that_do_not_differ_are_called_luck() -> None:
    plain = beside(company(happier=False))
    assert row(plain, "nps").differs == ()
    assert plain.sentence.startswith("No group differs from the others by more than luck in NPS")


def test_what_the_groups_were_made_from_is_never_tested(found: SideBySide) -> None:
    for name in ("retention_12m", "share", "arr_share", "ltv", "references"):
        one = row(found, name)
        assert not one.tested
        assert one.differs == ()
        assert one.why


def test_shares_of_customers_and_of_arr_add_up_and_have_intervals(found: SideBySide) -> None:
    for name in ("share", "arr_share"):
        values = row(found, name).values
        assert sum(one.value for one in values.values()) == pytest.approx(1)
        assert all(one.low <= one.value <= one.high for one in values.values())
    assert sum(one.n for one in row(found, "n").values.values()) == N


def test_a_number_that_no_group_can_have_says_why(found: SideBySide) -> None:
    assert "no deals file" in next(iter(row(found, "win_rate").values.values())).why
    assert not any(one.known for one in row(found, "cac").values.values())


def test_a_reference_is_live_for_a_year_and_no_detractor(found: SideBySide) -> None:
    values = row(found, "references").values
    high = next(one for name, one in values.items() if name == "High value, kept")
    low = next(one for name, one in values.items() if name == "Low value, kept")
    assert high.value > 0.9 > low.value


def test_each_quarter_s_new_accounts_are_shared_out_among_the_groups(found: SideBySide) -> None:
    assert found.started[list(found.groups)].sum(axis=1).to_numpy() == pytest.approx(1)
    assert (found.started["n"] >= 8).all()
    assert found.started["quarter"].is_monotonic_increasing


def test_the_table_has_one_row_a_number_and_group(found: SideBySide) -> None:
    table = found.table()
    assert len(table) == len(found.rows) * len(found.groups)
    assert set(table["group"]) == set(found.groups)
    assert table.loc[table["value"].isna(), "why"].str.len().min() > 0
