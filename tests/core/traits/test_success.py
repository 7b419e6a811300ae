import numpy as np
import pandas as pd
import pytest

from icp_core.traits import success_target


def planted(n: int, seed: int = 0) -> dict[str, object]:
    rng = np.random.default_rng(seed)
    age, life = rng.uniform(0, 48, n), rng.exponential(40, n)
    start = pd.Timestamp("2025-12-31") - pd.to_timedelta(age * 30.4375, unit="D")
    return {
        "start": start,
        "left": life < age,
        "tenure": np.minimum(life, age),
        "arr": rng.lognormal(9, 1, n),
        "growth": rng.normal(0, 0.2, n),
    }


def test_a_third_of_the_accounts_is_successful_and_the_words_say_by_what(make_accounts) -> None:
    found = success_target(make_accounts(900, **planted(900)))
    assert found.n / 900 == pytest.approx(1 / 3, abs=0.01)
    assert "how long they stay (50 %), how they grow (30 %) and how much they pay (20 %)" in found.words


def test_without_growth_the_other_weights_are_raised(make_accounts) -> None:
    columns = {**planted(300), "growth": np.full(300, np.nan)}
    assert (
        "how long they stay (71 %) and how much they pay (29 %)" in success_target(make_accounts(300, **columns)).words
    )


def test_new_accounts_are_successful_as_often_as_old_ones(make_accounts) -> None:
    columns = planted(1600)
    member = success_target(make_accounts(1600, **columns)).member.to_numpy(dtype=float)
    newest = columns["start"] > pd.Timestamp("2025-01-01")
    assert member[newest].mean() == pytest.approx(member[~newest].mean(), abs=0.03)


def test_one_huge_account_is_worth_no_more_than_one_account(make_accounts) -> None:
    columns = planted(300)
    largest = int(np.argmax(columns["arr"]))
    huge = {**columns, "arr": np.where(np.arange(300) == largest, 1e12, columns["arr"])}
    plain, whale = success_target(make_accounts(300, **columns)), success_target(make_accounts(300, **huge))
    assert plain.member.equals(whale.member)


def test_retention_alone_judges_only_accounts_old_enough_to_be_kept_a_year(make_accounts) -> None:
    columns = planted(600)
    found = success_target(make_accounts(600, start=columns["start"], left=columns["left"], tenure=columns["tenure"]))
    young = columns["start"] > pd.Timestamp("2025-01-05")
    assert "kept for at least 12 months" in found.words
    assert found.member[young].isna().all()
    assert found.member[~young].notna().mean() > 0.98
    judged = found.member.notna().to_numpy()
    assert (found.member[judged].to_numpy(dtype=bool) == (columns["tenure"][judged] >= 11.9)).all()


def test_a_flag_and_a_tenure_are_judged_by_expected_life(make_accounts) -> None:
    columns = planted(300)
    found = success_target(make_accounts(300, left=columns["left"], tenure=columns["tenure"]))
    assert found.words == "in the best third of all accounts by how long they stay"
    shortest = np.argsort(np.where(columns["left"], columns["tenure"], 99))[:50]
    assert not found.member.iloc[shortest].any()


def test_a_flag_alone_means_still_a_customer(make_accounts) -> None:
    found = success_target(make_accounts(4, left=[True, False, pd.NA, False]))
    assert "still a customer" in found.words
    assert found.member.tolist() == [False, True, pd.NA, True]


def test_nothing_known_is_said_and_nobody_is_judged(make_accounts) -> None:
    found = success_target(make_accounts(5))
    assert "no column says who left" in found.why_not
    assert found.member.isna().all()


def test_a_negative_weight_is_misuse(make_accounts) -> None:
    with pytest.raises(ValueError, match="at least 0"):
        success_target(make_accounts(5), weights={"life": -1.0})


def test_the_least_successful_are_the_last_third_and_share_nobody_with_the_best(make_accounts) -> None:
    found = success_target(make_accounts(900, **planted(900)))
    assert found.worst.sum() / 900 == pytest.approx(1 / 3, abs=0.02)
    assert not (found.worst & found.member).any()


def test_where_success_is_yes_or_no_the_least_successful_are_all_others(make_accounts) -> None:
    found = success_target(make_accounts(4, left=[True, False, pd.NA, False]))
    assert found.worst.tolist() == [True, False, pd.NA, False]


def test_weights_decide_what_counts(make_accounts) -> None:
    columns = planted(900)
    by_value = success_target(make_accounts(900, **columns), weights={"life": 0, "growth": 0, "value": 1})
    assert by_value.words == "in the best third of the accounts that started about the same time by how much they pay"
    assert columns["arr"][by_value.member.to_numpy(bool)].mean() > 2 * columns["arr"].mean()
