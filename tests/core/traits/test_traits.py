import numpy as np
import pandas as pd
import pytest

from icp_core.metrics.accounts import Accounts
from icp_core.traits import Success, find_traits, meets
from icp_core.traits.codes import Codes
from icp_core.traits.evidence import chance, earned, rules_in_turn
from icp_core.traits.held_out import Counts


def judged(accounts: Accounts, success: np.ndarray) -> Success:
    index = pd.Index(accounts.frame["account_id"])
    return Success(pd.Series(success, index=index, dtype="boolean"), "planted")


@pytest.fixture
def planted(make_accounts) -> tuple[Accounts, Success, np.ndarray]:
    """1,500 accounts: Software and Fintech with more than 100 employees succeed in 70 % of cases, others in 20 %."""
    rng = np.random.default_rng(11)
    n = 1500
    industry = rng.choice(["Software", "Fintech", "Retail", "Health", "Media", "Public"], n)
    employees = np.round(rng.lognormal(5, 1.2, n))
    rule = np.isin(industry, ["Software", "Fintech"]) & (employees > 100)
    accounts = make_accounts(
        n,
        attributes=("industry", "employees", "region", "technologies", "churn_reason"),
        industry=industry,
        employees=employees,
        region=rng.choice(["EMEA", "APAC", "AMER"], n),
        technologies=[list(rng.choice(["SAP", "AWS"], rng.integers(0, 3), replace=False)) for _ in range(n)],
        churn_reason=rng.choice(["price", "product"], n),
        arr=rng.lognormal(9, 1, n),
    )
    return accounts, judged(accounts, rng.random(n) < np.where(rule, 0.7, 0.2)), rule


def test_a_planted_rule_is_recovered_and_reads_as_a_sentence(planted) -> None:
    accounts, success, rule = planted
    found = find_traits(accounts, success=success, permutations=99)
    assert found.found
    best = found.items[0]
    inside = np.isin(accounts.frame["account_id"], best.members)
    assert (inside & rule).sum() / (inside | rule).sum() > 0.85
    assert {condition.column for condition in best.rule} == {"industry", "employees"}
    assert best.sentence.startswith("Software or Fintech with at least")
    assert best.sentence.endswith(f"; {best.n:,} customers; holds on the holdout")
    assert best.word == "clear"
    assert (meets(accounts.frame, best.rule) == inside).all()


def test_held_out_rates_are_near_the_truth(planted) -> None:
    accounts, success, _ = planted
    best = find_traits(accounts, success=success, permutations=19).items[0]
    assert best.rate_inside.value == pytest.approx(0.7, abs=0.06)
    assert best.rate_outside.value == pytest.approx(0.2, abs=0.04)
    assert best.lift.low < best.lift.value < best.lift.high
    assert "held out" in best.rate_inside.window


def test_a_later_trait_says_among_whom_its_rates_were_counted(make_accounts) -> None:
    rng = np.random.default_rng(8)
    n = 1_200
    industry, plan = rng.choice(list("abcde"), n), rng.choice(list("vwxyz"), n)
    success = rng.random(n) < np.where(industry == "a", 0.9, np.where(plan == "v", 0.6, 0.1))
    accounts = make_accounts(n, attributes=("industry", "plan"), industry=industry, plan=plan)
    found = find_traits(accounts, success=judged(accounts, success), permutations=19)
    first, second = found.items[:2]
    assert "among the customers" not in first.sentence
    assert ", among the customers the first trait does not cover: " in second.sentence
    assert f"; {second.n:,} customers in all; " in second.sentence


def test_a_column_known_only_afterwards_is_set_aside(planted) -> None:
    accounts, success, _ = planted
    aside = find_traits(accounts, success=success, permutations=19).set_aside
    assert [one.column for one in aside] == ["churn_reason"]


def test_the_order_of_the_rows_and_a_second_run_change_nothing(planted) -> None:
    accounts, success, _ = planted
    shuffled = accounts.frame.sample(frac=1, random_state=3).reset_index(drop=True)
    other = Accounts(shuffled, accounts.as_of, accounts.attributes, "", "", "", "")
    first, second = (find_traits(one, success=success, permutations=19, seed=5) for one in (accounts, other))
    assert first.items == second.items
    pd.testing.assert_frame_equal(first.rates, second.rates)


def test_a_list_attribute_is_found_by_one_of_its_values(make_accounts) -> None:
    rng = np.random.default_rng(1)
    uses = rng.random(600) < 0.4
    cells = [["Salesforce", "AWS"] if one else ["AWS"] for one in uses]
    accounts = make_accounts(600, attributes=("technologies",), technologies=cells)
    found = find_traits(accounts, success=judged(accounts, rng.random(600) < np.where(uses, 0.6, 0.2)), permutations=19)
    assert str(found.items[0].rule[0]) == "technologies Salesforce"


def test_codes_are_categories_and_not_quantities(make_accounts) -> None:
    rng = np.random.default_rng(1)
    region = rng.choice([1.0, 2.0, 3.0], 600)
    accounts = make_accounts(600, attributes=("Region",), Region=region)
    success = judged(accounts, rng.random(600) < np.where(region == 2, 0.7, 0.2))
    condition = find_traits(accounts, success=success, permutations=19).items[0].rule[0]
    assert (condition.op, condition.value) == ("in", ("2",))


@pytest.mark.parametrize(
    ("n", "rate", "words"), [(80, 0.5, "below 100 accounts"), (200, 0.1, "fewer than 25 successful")]
)
def test_too_little_data_is_not_mined_but_rates_are_shown(make_accounts, n: int, rate: float, words: str) -> None:
    accounts = make_accounts(n, attributes=("industry",), industry=np.tile(["a", "b"], n // 2))
    found = find_traits(accounts, success=judged(accounts, np.arange(n) < n * rate))
    assert not found.found
    assert words in found.why
    assert found.rates["level"].tolist() == ["a", "b"]
    assert found.rates["n"].sum() == n


def test_one_account_that_carries_a_group_is_told(planted) -> None:
    accounts, success, rule = planted
    arr = accounts.frame["arr"].to_numpy().copy()
    arr[np.flatnonzero(rule & (accounts.frame["employees"] > 500))[0]] = 1e9
    whale = Accounts(accounts.frame.assign(arr=arr), accounts.as_of, ("industry", "employees"), "", "", "", "")
    assert "One account carries this" in find_traits(whale, success=success, permutations=19).items[0].caution


def test_without_a_target_or_without_attributes_the_reason_is_given(make_accounts) -> None:
    assert "not known" in find_traits(make_accounts(150)).why
    bare = make_accounts(150)
    assert "industry" in find_traits(bare, success=judged(bare, np.arange(150) % 2 == 0)).why


def test_above_20000_accounts_the_rules_are_tested_on_accounts_not_mined(make_accounts) -> None:
    rng = np.random.default_rng(2)
    industry, noise = rng.choice(list("abcdef"), 24_000), rng.choice(list("xyz"), 24_000)
    accounts = make_accounts(24_000, attributes=("industry", "noise"), industry=industry, noise=noise)
    success = judged(accounts, rng.random(24_000) < np.where(industry == "c", 0.5, 0.3))
    found = find_traits(accounts, success=success)
    assert [str(item.rule[0]) for item in found.items] == ["industry c"]
    assert found.items[0].lift.n == 4_000
    assert "took no part in the search" in found.why


def test_the_permutation_p_value_counts_searches_that_do_as_well() -> None:
    class Alternating:
        calls = 0

        def search(self, residual: np.ndarray) -> tuple[float, dict]:
            self.calls += 1
            return (9.0 if self.calls % 50 == 0 else 1.0), {}

    # 3 of 199 searches reach 5: (3 + 1) / (199 + 1)
    assert chance(Alternating(), np.zeros(4), 5.0, 199, np.random.default_rng(0)) == pytest.approx(4 / 200)


def test_rules_in_turn_do_not_repeat_one_another() -> None:
    rng = np.random.default_rng(4)
    values = rng.integers(0, 5, (900, 2))
    success = rng.random(900) < np.where(values[:, 0] == 1, 0.8, np.where(values[:, 1] == 3, 0.6, 0.2))
    codes = Codes(values, np.array([5, 5]), np.array([False, False]))
    first, second, *_ = [found for found, *_ in rules_in_turn(codes, success, rng, 39)]
    assert not (first.inside & second.free).any()
    assert list(first.box) == [0]
    assert 1 in second.box


def test_a_lift_without_any_success_outside_is_unknown() -> None:
    assert not Counts(5, 10, 0, 90).lift.known


def test_too_few_permutations_are_misuse(make_accounts) -> None:
    with pytest.raises(ValueError, match="19"):
        find_traits(make_accounts(5), permutations=10)


def test_a_condition_that_rides_along_with_a_strong_one_is_dropped() -> None:
    rng = np.random.default_rng(8)
    values = np.column_stack([rng.integers(0, 3, 1500), rng.integers(0, 8, (1500, 6))])
    success = rng.random(1500) < np.where(values[:, 0] == 0, 0.7, 0.2)
    codes = Codes(values, np.array([3] + [8] * 6), np.zeros(7, dtype=bool))
    rate = [success[(values[:, 0] == 0) & (values[:, 1] == level)].mean() for level in range(8)]
    passenger = {0: np.arange(9) == 0, 1: np.isin(np.arange(9), np.argsort(rate)[-5:])}
    assert list(earned(codes, success, passenger, 39, rng)) == [0]


def test_a_condition_that_adds_is_kept() -> None:
    rng = np.random.default_rng(8)
    values = rng.integers(0, 3, (1500, 2))
    success = rng.random(1500) < np.where((values == 0).all(axis=1), 0.7, 0.2)
    codes = Codes(values, np.array([3, 3]), np.array([False, False]))
    assert set(earned(codes, success, {0: np.arange(4) == 0, 1: np.arange(4) == 0}, 39, rng)) == {0, 1}


def test_what_the_least_successful_share_is_found_by_the_same_test(make_accounts) -> None:
    rng = np.random.default_rng(4)
    industry, region = rng.choice(["Software", "Retail", "Media"], 900), rng.choice(["EMEA", "APAC", "LATAM"], 900)
    won = rng.random(900) < np.where(industry == "Software", 0.6, 0.2)
    lost = ~won & (rng.random(900) < np.where(region == "LATAM", 0.8, 0.3))
    accounts = make_accounts(900, attributes=("industry", "region"), industry=industry, region=region)
    index = pd.Index(accounts.frame["account_id"])
    success = Success(
        pd.Series(won, index=index, dtype="boolean"), "planted", worst=pd.Series(lost, index=index, dtype="boolean")
    )
    found = find_traits(accounts, success=success, permutations=39)
    assert [str(one.rule[0]) for one in found.items] == ["industry Software"]
    assert "region LATAM" in {str(condition) for one in found.worst for condition in one.rule}
    assert "among the least successful" in found.worst[0].sentence


def test_a_trait_says_who_is_still_here_after_a_year_and_what_each_condition_adds(make_accounts) -> None:
    rng = np.random.default_rng(2)
    n = 1200
    industry = rng.choice(["Software", "Retail", "Media"], n)
    life, age = rng.exponential(np.where(industry == "Software", 80.0, 12.0)), rng.uniform(0, 48, n)
    columns = {"left": life < age, "tenure": np.minimum(life, age), "arr": rng.lognormal(9, 1, n)}
    accounts = make_accounts(n, attributes=("industry",), industry=industry, **columns)
    (best,) = find_traits(accounts, permutations=39).items[:1]
    # exp(-12 / 80) = .86 and exp(-12 / 12) = .37
    assert best.kept_inside.value == pytest.approx(0.86, abs=0.05)
    assert best.kept_outside.value == pytest.approx(0.37, abs=0.05)
    assert "still here after a year against" in best.sentence
    assert len(best.adds) == len(best.rule)
    assert best.adds[0].low > 0


def test_progress_rises_and_what_it_raises_ends_the_search(planted) -> None:
    accounts, success, _ = planted
    told: list[float] = []
    find_traits(accounts, success=success, permutations=19, progress=lambda _doing, share: told.append(share))
    assert told == sorted(told)
    assert 0 <= told[0] < 0.1 < 0.5 < told[-1] <= 1

    class StoppedError(Exception):
        pass

    def stop(_doing: str, share: float) -> None:
        if share > 0.05:
            raise StoppedError

    with pytest.raises(StoppedError):
        find_traits(accounts, success=success, permutations=19, progress=stop)
