"""The guided paths: planted situations are recognised, and where nothing is planted nothing is promised."""

from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from icp_core.analysis import Comparison, Observed, compare, observe
from icp_core.analysis.guides import bands, first_icp, lost_icp, new_market
from icp_core.dataset import Dataset
from icp_core.ingest import Source, import_files
from icp_core.profile import IcpProfile, profile_from_text
from icp_core.sample import write_company
from icp_core.workspace import Settings

CORE = IcpProfile(criteria=[{"column": "employees", "op": "between", "value": [51, 500]}])
TODAY = date(2025, 12, 31)


def company(
    n: int, *, larger_leave: float, larger_won: float, seed: int, sizes_of_lost: bool = True
) -> tuple[Observed, Comparison]:
    """n customers, half of them with more than 500 employees; a year's churn of 15 % and wins of 30 % in the core."""
    chance = np.random.default_rng(seed)
    employees = np.where(np.arange(n) % 2, chance.integers(51, 500, n), chance.integers(501, 5000, n)).astype(float)
    large = employees > 500
    start = pd.Timestamp("2022-01-01") + pd.to_timedelta(chance.integers(0, 1200, n), unit="D")
    days = chance.exponential(365 / -np.log1p(-np.where(large, larger_leave, 0.15)))
    end = pd.Series(start + pd.to_timedelta(days, unit="D"))
    ids = [f"a{place}" for place in range(n)]
    customers = pd.DataFrame(
        {
            "account_id": ids, "employees": employees, "start_date": start, "current_arr": 12_000.0,
            "churn_date": end.where(end <= pd.Timestamp(TODAY)).to_numpy(),
        }
    )  # fmt: skip
    won = np.ones(n, dtype=bool)
    lost = [round((1 - rate) / rate * side.sum()) for rate, side in ((0.30, ~large), (larger_won, large))]
    sizes = np.concatenate(
        [employees, chance.choice(employees[~large], lost[0]), chance.choice(employees[large], lost[1])]
    )
    created = pd.Timestamp("2022-01-01") + pd.to_timedelta(chance.integers(0, 1200, len(sizes)), unit="D")
    deals = pd.DataFrame(
        {
            "deal_id": [f"d{place}" for place in range(len(sizes))],
            "account_id": pd.Series([*ids, *[None] * sum(lost)], dtype="str"),
            "outcome": np.where(np.r_[won, np.zeros(sum(lost), bool)], "won", "lost"),
            "created": created, "closed": created + pd.Timedelta(days=60), "amount": 12_000.0,
        }
    )  # fmt: skip
    if sizes_of_lost:
        deals["employees"] = sizes
    data = Dataset.of(
        customers=customers, deals=deals.rename(columns={"created": "created_date", "closed": "close_date"})
    )
    observed = observe(data, Settings())
    return observed, compare(observed, CORE)


def test_larger_customers_that_are_won_and_kept_as_well_are_served_already() -> None:
    observed, comparison = company(1600, larger_leave=0.15, larger_won=0.30, seed=1)
    guide = new_market(observed, comparison)
    assert guide.word == "already served"
    assert guide.draft is not None
    assert guide.draft.criteria[0].column == "employees"
    assert guide.draft.criteria[0].op == ">="
    assert guide.draft.criteria[0].value in (501, 1001)
    assert guide.draft.criteria[0].mode == "require"


@pytest.mark.parametrize(("leave", "won", "verb"), [(0.45, 0.30, "kept less long"), (0.15, 0.15, "won less often")])
def test_larger_customers_that_do_worse_are_not_recommended(leave: float, won: float, verb: str) -> None:
    guide = new_market(*company(1600, larger_leave=leave, larger_won=won, seed=2))
    assert guide.word == "not yet"
    assert verb in guide.verdict
    assert guide.draft is None


def test_few_customers_give_a_hypothesis_that_says_so() -> None:
    guide = new_market(*company(90, larger_leave=0.15, larger_won=0.30, seed=3))
    assert guide.word == "cannot tell yet"
    assert guide.draft is not None
    assert "hypothesis" in guide.draft.rationale


def test_a_win_rate_is_not_told_by_size_where_only_the_size_of_customers_is_known() -> None:
    observed, comparison = company(1600, larger_leave=0.15, larger_won=0.10, seed=4, sizes_of_lost=False)
    guide = new_market(observed, comparison)
    assert guide.word == "cannot tell yet"
    won = next(step for step in guide.steps if step.question == "Are they won?")
    assert won.state == "missing"


def test_every_customer_of_known_size_is_in_exactly_one_band() -> None:
    observed, comparison = company(400, larger_leave=0.2, larger_won=0.3, seed=5)
    found = bands(observed, "employees", comparison.profile)
    assert sum(band.n for band in found) == 400
    assert [band.place for band in found].count("core") == 1
    assert all(one.high == other.low for one, other in pairwise(found))
    assert min(band.n for band in found) >= 20


def test_customers_without_a_size_end_the_path_with_what_is_missing() -> None:
    observed, _ = company(400, larger_leave=0.2, larger_won=0.3, seed=6)
    data = Dataset.of(customers=observed.data.frame("customers").drop(columns="employees"))
    bare = observe(data, Settings())
    guide = new_market(bare, compare(bare, None))
    assert guide.word == "cannot tell yet"
    assert "No column tells how large" in guide.verdict


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> tuple[Observed, IcpProfile]:
    folder = tmp_path_factory.mktemp("company")
    write_company(folder, seed=7, accounts=400)
    sources = [
        Source(table, folder / f"{table}.csv", f"{table}.csv")
        for table in ("customers", "deals", "revenue", "feedback")
    ]
    imported = import_files(sources, tmp_path_factory.mktemp("data"))
    return observe(imported.data, Settings()), profile_from_text((folder / "icp.yaml").read_text("utf-8"))


def test_a_hope_that_is_right_is_the_same_group(sample: tuple[Observed, IcpProfile]) -> None:
    observed, _ = sample
    guide = first_icp(observed, compare(observed, compare(observed, None).suggestion.profile))
    assert guide.word == "the same group"
    assert "points" in guide.verdict
    assert guide.draft is None


def test_a_hope_that_is_partly_right_keeps_its_own_draft_beside(sample: tuple[Observed, IcpProfile]) -> None:
    observed, profile = sample
    guide = first_icp(observed, compare(observed, profile))
    assert guide.word == "partly the same group"
    assert guide.draft is not None


def test_a_hope_that_is_wrong_ends_with_another_group(sample: tuple[Observed, IcpProfile]) -> None:
    observed, _ = sample
    wrong = IcpProfile(criteria=[{"column": "industry", "op": "in", "value": ["Retail", "Media"], "mode": "require"}])
    guide = first_icp(observed, compare(observed, wrong))
    assert guide.word == "another group"
    assert guide.draft is not None


def test_the_lost_icp_is_drawn_from_retention_and_value_together(sample: tuple[Observed, IcpProfile]) -> None:
    observed, _ = sample
    guide = lost_icp(observed, compare(observed, None))
    assert guide.word == "found again"
    assert guide.draft is not None
    assert "industry" in {criterion.column for criterion in guide.draft.criteria}
    assert [step.state for step in guide.steps][:3] == ["answered"] * 3


@pytest.mark.parametrize("n", [60, 400])
def test_customers_alike_in_everything_promise_no_group(n: int, tmp_path: Path) -> None:
    observed, _ = company(n, larger_leave=0.15, larger_won=0.3, seed=20)
    comparison = compare(observed, None)
    for guide in (first_icp(observed, comparison), lost_icp(observed, comparison)):
        assert guide.word == "cannot tell yet"
        assert guide.draft is None


def test_a_list_without_leavers_is_said_to_tell_nothing_of_who_stays() -> None:
    customers = pd.DataFrame(
        {"account_id": [f"a{place}" for place in range(150)], "current_arr": np.linspace(1e3, 9e4, 150)}
    )
    observed = observe(Dataset.of(customers=customers), Settings())
    guide = lost_icp(observed, compare(observed, None))
    assert guide.steps[0].state == "missing"
    assert guide.word == "cannot tell yet"


@pytest.mark.parametrize("scale", [1.0, 3.0, 1e6])
def test_bands_of_a_number_that_is_not_counted_hold_the_customers_they_name(scale: float) -> None:
    observed, _ = company(400, larger_leave=0.2, larger_won=0.3, seed=7)
    customers = observed.data.frame("customers").drop(columns="employees")
    chance = np.random.default_rng(1)
    customers["annual_revenue"] = (scale * chance.random(400)).round(3)
    seen = observe(Dataset.of(customers=customers), Settings())
    found = bands(seen, "annual_revenue", None)
    assert len({band.name for band in found}) == len(found) > 2
    sizes = customers["annual_revenue"]
    for band in found:
        here = sizes[(sizes > band.low) & (sizes <= band.high)]
        assert band.first == here.min()
        assert band.n == len(here)
    guide = new_market(seen, compare(seen, None), column="annual_revenue")
    if guide.draft is not None:
        value = guide.draft.criteria[0].value
        low = value[0] if isinstance(value, tuple) else value
        assert (sizes >= float(low)).sum() > 0


def test_a_search_that_was_not_made_is_not_called_a_result() -> None:
    chance = np.random.default_rng(2)
    n = 1200
    customers = pd.DataFrame(
        {
            "account_id": [f"a{place}" for place in range(n)], "current_arr": chance.lognormal(9, 1, n),
            "tenure_months": chance.integers(1, 40, n).astype(float),
            "churned": pd.array(chance.random(n) < 0.3, dtype="boolean"),
        }
    )  # fmt: skip
    observed = observe(Dataset.of(customers=customers), Settings())
    assert observed.traits.p_value is None
    for guide in (first_icp(observed, compare(observed, None)), lost_icp(observed, compare(observed, None))):
        assert guide.word == "cannot tell yet"
        assert "enough to find" not in guide.verdict
