import numpy as np
import pytest

from icp_core.segments import classes as classes_module
from icp_core.segments import find_segments
from icp_core.segments.classes import Seen, fit_classes
from icp_core.segments.mixture import Mixture, fit_mixture, mixture, rescaled

PLANS = np.log(np.array([348.0, 1188.0, 4788.0]))


def lives(pace: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Draw months observed and whether the account left, for a pace of leaving a month."""
    rng = np.random.default_rng(seed)
    age, life = rng.uniform(1, 48, len(pace)), rng.exponential(1 / pace)
    return np.minimum(age, life), (life < age).astype(float)


def groups(value: np.ndarray, tenure: np.ndarray, left: np.ndarray) -> Mixture:
    found = fit_mixture(value, tenure, np.zeros(len(value)), left, seed=0)
    assert found is not None
    return found


def test_in_rescaled_time_as_many_accounts_leave_as_time_has_passed() -> None:
    tenure, left = lives(np.full(500, 0.03), 1)
    assert rescaled(tenure, np.zeros(500), left).sum() == pytest.approx(left.sum())


def test_rescaled_time_before_an_account_was_observed_does_not_count() -> None:
    tenure, left = np.array([10.0, 20.0, 30.0, 30.0]), np.array([1.0, 1.0, 0.0, 0.0])
    # by hand: hazards 1/3 at month 10 (three observed: the fourth enters at 15), 1/3 at month 20
    assert rescaled(tenure, np.array([0.0, 0.0, 0.0, 15.0]), left).tolist() == pytest.approx(
        [1 / 3, 2 / 3, 2 / 3, 1 / 3]
    )


def test_planted_classes_are_found_with_their_values_shares_and_paces() -> None:
    rng = np.random.default_rng(3)
    large = rng.random(3000) < 0.3
    value = np.where(large, rng.normal(1.5, 0.3, 3000), rng.normal(-0.7, 0.4, 3000))
    time = rng.exponential(np.where(large, 4.0, 0.8))
    found = fit_classes(Seen(value, np.ones(3000), time), 2)
    order = np.argsort(found.value)
    assert found.converged
    assert found.value[order] == pytest.approx([-0.7, 1.5], abs=0.05)
    assert found.share[order] == pytest.approx([0.7, 0.3], abs=0.02)
    assert found.pace[order] == pytest.approx([1 / 0.8, 1 / 4.0], rel=0.1)


def test_an_account_of_unknown_value_is_told_by_its_lifetime_alone() -> None:
    rng = np.random.default_rng(3)
    value = np.where(np.arange(400) < 200, rng.normal(1, 0.2, 400), rng.normal(-1, 0.2, 400))
    time = rng.exponential(np.where(np.arange(400) < 200, 5.0, 0.5))
    found = fit_classes(Seen(value, np.ones(400), time), 2)
    blank = np.array([np.nan, np.nan])
    early, late = found.probability(Seen(blank, np.ones(2), np.array([0.1, 8.0])))
    stays = int(np.argmin(found.pace))
    assert late[stays] > 0.95
    # by hand: share x pace x exp(-pace x time), divided by its sum
    density = found.share * found.pace * np.exp(-found.pace * 0.1)
    assert early == pytest.approx(density / density.sum())


@pytest.mark.parametrize("lifetimes", ["one pace", "renewals", "early or never"])
def test_lifetimes_of_any_shape_make_no_groups_by_themselves(lifetimes: str) -> None:
    rng = np.random.default_rng(5)
    n = 400
    life = {
        "one pace": rng.exponential(40, n),
        "renewals": 12.0 * rng.geometric(0.2, n),
        "early or never": 40 * rng.weibull(0.6, n),
    }[lifetimes]
    age = rng.uniform(1, 48, n)
    found = groups(rng.normal(9, 1, n), np.minimum(life, age), (life < age).astype(float))
    assert len(found.groups) == 1


def test_three_plans_whose_customers_leave_alike_are_one_group() -> None:
    value = np.random.default_rng(2).choice(PLANS, 600)
    found = groups(value, *lives(np.full(600, 0.03), 2))
    assert len(found.groups) == 1


def test_three_plans_whose_customers_leave_at_a_different_pace_are_three_groups() -> None:
    plan = np.random.default_rng(2).integers(0, 3, 900)
    found = groups(PLANS[plan], *lives(np.array([0.08, 0.03, 0.008])[plan], 2))
    labels = found.probability(found.seen).argmax(axis=1)
    assert len(found.groups) == 3
    assert all(len(np.unique(labels[plan == one])) == 1 for one in range(3))


def test_probabilities_add_up_and_the_largest_one_is_the_group() -> None:
    plan = np.random.default_rng(2).integers(0, 3, 300)
    value = PLANS[plan] + np.random.default_rng(3).normal(0, 0.4, 300)
    grouping = mixture(groups(value, *lives(np.array([0.08, 0.03, 0.008])[plan], 2)), seed=0)
    assert grouping.membership.sum(axis=1) == pytest.approx(np.ones(300))
    assert grouping.labels.tolist() == grouping.membership.argmax(axis=1).tolist()
    assert set(grouping.stability) == set(grouping.labels.tolist())


def test_a_fit_that_does_not_settle_gives_way_to_k_means(make_accounts, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = np.random.default_rng(2).integers(0, 2, 300)
    tenure, left = lives(np.array([0.08, 0.008])[plan], 2)
    arr = np.exp(np.array([6.0, 10.0])[plan] + np.random.default_rng(3).normal(0, 0.4, 300))
    accounts = make_accounts(300, tenure=tenure, left=left == 1, arr=arr)
    assert find_segments(accounts).method == "mixture"
    monkeypatch.setattr(classes_module, "LONG", 1)
    found = find_segments(accounts)
    assert found.method == "k-means"
    assert "did not settle" in found.why


def test_where_one_group_only_is_told_the_groups_are_cuts_and_it_is_said(make_accounts) -> None:
    tenure, left = lives(np.full(200, 0.03), 4)
    arr = np.random.default_rng(4).lognormal(9, 1, 200)
    found = find_segments(make_accounts(200, tenure=tenure, left=left == 1, arr=arr))
    assert found.one_group
    assert found.method == "k-means"
    assert "no separate kinds of customers, so these groups are convenient cuts" in found.why
    assert len(found.items) == 4


def test_where_all_of_known_lifetime_pay_the_same_k_means_groups_by_life(make_accounts) -> None:
    tenure, left = lives(np.full(100, 0.05), 4)
    arr = np.where(np.arange(100) < 90, 1200.0, 9000.0)
    tenure[90:] = np.nan
    found = find_segments(make_accounts(100, tenure=tenure, left=left == 1, arr=arr))
    assert found.method == "k-means"
    assert sum(item.n for item in found.items) == 90
