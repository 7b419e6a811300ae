import numpy as np
import pandas as pd
import pytest

from icp_core.metrics.accounts import Accounts
from icp_core.results import Estimate, Unit
from icp_core.segments import find_segments
from icp_core.segments.explain import explain
from icp_core.segments.names import Place, name_groups


@pytest.fixture
def four_corners(make_accounts) -> Accounts:
    """High and low value, staying and leaving; Fintech pays more."""
    rng = np.random.default_rng(4)
    n = 240
    high, stays = np.arange(n) % 2 == 0, np.arange(n) // 2 % 2 == 0
    age = rng.uniform(12, 48, n)
    life = rng.exponential(np.where(stays, 400, 8))
    arr = np.exp(rng.normal(np.where(high, 11, 8.5), 0.3))
    return make_accounts(
        n,
        attributes=("industry", "noise"),
        left=life < age,
        tenure=np.minimum(life, age),
        arr=arr,
        initial_arr=arr,
        industry=np.where(high, "Fintech", "Retail"),
        noise=rng.choice(list("xyz"), n),
    )


def test_groups_are_named_by_value_and_outcome_and_ordered_for_reading(four_corners: Accounts) -> None:
    items = find_segments(four_corners, method="k-means").items
    assert [item.name for item in items] == [
        "High value, kept",
        "High value, lost",
        "Low value, kept",
        "Low value, lost",
    ]
    assert items[0].key == "high_kept"


def test_counts_and_shares_add_up(four_corners: Accounts) -> None:
    found = find_segments(four_corners)
    assert sum(item.n for item in found.items) == 240
    assert sum(item.share.value for item in found.items) == pytest.approx(1)
    assert sum(item.arr_share for item in found.items) == pytest.approx(1)
    assert found.labels.value_counts().to_dict() == {item.name: item.n for item in found.items}


def test_lost_groups_hold_none_of_todays_arr(four_corners: Accounts) -> None:
    lost = [item for item in find_segments(four_corners, method="k-means").items if item.live_share.value == 0]
    assert lost
    assert all(item.arr_share == 0 for item in lost)


def test_retention_of_a_group_is_labelled_as_what_happened(four_corners: Accounts) -> None:
    assert all("not a forecast" in item.retention_12m.window for item in find_segments(four_corners).items)


def test_a_level_that_is_commoner_is_named_and_noise_is_not(four_corners: Accounts) -> None:
    best = find_segments(four_corners).items[0]
    assert best.traits[0].startswith("industry Fintech (100 % against")
    assert not any("noise" in words for item in find_segments(four_corners).items for words in item.traits)


def test_the_rule_says_in_words_where_each_group_lies(four_corners: Accounts) -> None:
    rule = find_segments(four_corners, method="k-means").rule
    assert "High value, kept: ARR above" in rule
    assert "expected to stay more than" in rule
    assert "of 36 months" in rule


def test_groups_do_not_depend_on_the_order_of_the_rows(four_corners: Accounts) -> None:
    shuffled = four_corners.frame.sample(frac=1, random_state=9).reset_index(drop=True)
    other = Accounts(shuffled, four_corners.as_of, four_corners.attributes, "churn dates", "", "current_arr", "")
    first, second = find_segments(four_corners), find_segments(other)
    assert second.labels.index.tolist() == shuffled["account_id"].tolist()
    pd.testing.assert_series_equal(first.labels, second.labels.sort_index())
    assert [item.sentence for item in first.items] == [item.sentence for item in second.items]


def test_the_same_seed_gives_the_same_answer(four_corners: Accounts) -> None:
    first, second = find_segments(four_corners, seed=3), find_segments(four_corners, seed=3)
    assert (first.items, first.tests, first.why, first.rule) == (second.items, second.tests, second.why, second.rule)


def test_net_retention_comes_from_the_caller_and_is_unknown_without(four_corners: Accounts) -> None:
    asked: list[int] = []

    def nrr(ids) -> Estimate:
        asked.append(len(ids))
        return Estimate(1.1, Unit.RATIO, len(ids))

    with_nrr = find_segments(four_corners, retention_of=nrr)
    assert asked == [item.n for item in with_nrr.items]
    assert "net revenue retention 110 %" in with_nrr.items[0].sentence
    assert not find_segments(four_corners).items[0].nrr.known


def test_a_shared_trait_alone_makes_groups_found(make_accounts) -> None:
    rng = np.random.default_rng(0)
    arr = np.exp(rng.normal(9, 1, 200))
    accounts = make_accounts(200, tenure=rng.uniform(1, 30, 200), left=rng.random(200) < 0.3, arr=arr, initial_arr=arr)
    assert not find_segments(accounts).found
    assert "made for reading" in find_segments(accounts).why
    assert find_segments(accounts, trait_p=0.005).found


def test_few_accounts_make_a_grid(make_accounts) -> None:
    rng = np.random.default_rng(0)
    accounts = make_accounts(
        30, tenure=rng.uniform(1, 30, 30), left=np.arange(30) % 3 == 0, arr=rng.lognormal(9, 1, 30)
    )
    found = find_segments(accounts)
    assert found.method == "grid"
    assert "too few customers for clusters" in found.why.lower()
    assert all(item.name.endswith(("kept", "lost")) for item in found.items)


def test_value_alone_gives_bands_of_value(make_accounts) -> None:
    found = find_segments(make_accounts(60, arr=np.random.default_rng(0).lognormal(9, 1, 60)))
    assert [item.name for item in found.items] == ["High value", "Low value"]
    assert not found.found
    assert "no column says who left" in found.why.lower()


def test_retention_alone_shows_kept_against_lost(make_accounts) -> None:
    found = find_segments(make_accounts(60, tenure=np.full(60, 9.0), left=np.arange(60) % 4 == 0))
    assert [item.name for item in found.items] == ["Kept", "Lost"]
    assert found.items[0].arr_share is None
    assert not found.items[0].arr_median.known
    assert not found.found


@pytest.mark.parametrize("n", [0, 1, 40])
def test_with_neither_there_are_no_groups_and_the_reason_names_the_columns(make_accounts, n: int) -> None:
    found = find_segments(make_accounts(n))
    assert (found.method, found.items, found.found) == ("none", (), False)
    assert "current_arr" in found.why
    assert "churn_date" in found.why
    assert found.labels.isna().all()
    assert len(found.points) == n


def test_one_account_without_arr_is_counted_in_the_reason(four_corners: Accounts) -> None:
    frame = four_corners.frame.assign(
        arr=four_corners.frame["arr"].where(four_corners.frame.index > 0), initial_arr=np.nan
    )
    found = find_segments(Accounts(frame, four_corners.as_of, (), "churn dates", "", "current_arr", ""))
    assert "1 account without ARR" in found.why
    assert np.isnan(found.points["arr"].iloc[0])


def test_equal_names_are_told_apart_by_what_differs_more() -> None:
    places = [Place(0, 9.0, 1.0, 30.0), Place(1, 8.0, 1.0, 30.0), Place(2, 8.5, 1.0, 30.0)]
    names = name_groups(places, 7.0, (1.0, 10.0))
    assert names[0] == "High value, kept (larger accounts)"
    assert len(set(names.values())) == 3


@pytest.mark.parametrize("k", [2, 3, 5, 6])
def test_every_number_of_groups_gives_different_names(four_corners: Accounts, k: int) -> None:
    names = [item.name for item in find_segments(four_corners, method="k-means", k=k).items]
    assert len(names) == len(set(names)) == k


def test_a_number_of_groups_out_of_range_is_misuse(four_corners: Accounts) -> None:
    with pytest.raises(ValueError, match="between 2 and 6"):
        find_segments(four_corners, k=12)


def test_cuts_that_do_not_copy_the_groups_say_so_and_a_group_without_a_cut_is_named() -> None:
    rng = np.random.default_rng(1)
    arr, life = rng.lognormal(9, 1, 300), rng.uniform(1, 36, 300)
    labels = np.where(np.arange(300) % 5 == 0, 1, np.where(arr > 9000, 2, 0))
    rule, fidelity = explain(arr, life, labels, {0: "Small", 1: "Scattered", 2: "Large"}, horizon=36)
    assert fidelity < 0.95
    assert f"These cuts place {100 * fidelity:.0f} % of the accounts" in rule
    assert all(f"{name}: " in rule for name in ("Small", "Scattered", "Large"))


def test_the_fidelity_of_the_rule_is_told_beside_it(four_corners: Accounts) -> None:
    found = find_segments(four_corners, method="k-means")
    assert found.fidelity > 0.95
    assert "These cuts place" not in found.rule


@pytest.mark.parametrize("method", ["mixture", "k-means"])
def test_points_stand_in_the_order_of_the_ids_with_a_probability_each(four_corners: Accounts, method: str) -> None:
    points = find_segments(four_corners, method=method).points
    assert points["account_id"].is_monotonic_increasing
    assert points["probability"].between(0, 1).all()
    assert (points["borderline"] == (points["probability"] < 0.6)).all()
    assert not (points["second"] == points["segment"]).any()
