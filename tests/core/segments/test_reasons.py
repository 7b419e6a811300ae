from dataclasses import replace

import numpy as np
import pytest

from icp_core.segments import Segments, find_segments, rule_lines, why_in_group


@pytest.fixture
def found(make_accounts) -> Segments:
    rng = np.random.default_rng(4)
    n = 300
    high = np.arange(n) % 2 == 0
    life, age = rng.exponential(np.where(high, 200, 15)), rng.uniform(6, 48, n)
    arr = np.exp(np.where(high, rng.normal(11, 0.6, n), rng.normal(9, 0.6, n)))
    arr[:1] = np.nan
    left, tenure = life < age, np.minimum(life, age)
    tenure[1] = np.nan
    return find_segments(make_accounts(n, left=left, tenure=tenure, arr=arr))


def row_of(found: Segments, account_id: str):
    return found.points.set_index("account_id").loc[account_id]


def test_a_reason_names_value_life_group_and_probability(found: Segments) -> None:
    live = found.points[(found.points["left"] == False) & (found.points["expected_life"] < found.horizon)]  # noqa: E712
    sure = live[live["probability"] > 0.95].iloc[0]
    said = why_in_group(found, sure["account_id"], currency="EUR")
    assert said.startswith(f"{sure['segment']}: pays EUR ")
    assert f"expected to stay {sure['expected_life']:.0f} of {found.horizon:.0f} months" in said
    assert f"with a probability of {100 * sure['probability']:.0f} %" in said
    assert "borderline" not in said


def test_a_borderline_account_is_marked_and_names_the_next_group(found: Segments) -> None:
    close = found.points[found.points["borderline"]]
    assert (close["probability"] < 0.6).all()
    assert not (close["second"] == close["segment"]).any()
    said = why_in_group(found, close["account_id"].iloc[0])
    assert f"a borderline case: next is {close['second'].iloc[0]}" in said


def test_an_account_that_left_says_when(found: Segments) -> None:
    gone = found.points[found.points["left"].fillna(value=False) & found.points["segment"].notna()].iloc[0]
    assert f"left after {gone['expected_life']:.0f} months" in why_in_group(found, gone["account_id"])


def test_one_that_stayed_beyond_the_months_looked_at_is_not_said_to_have_left_after_all_of_them(
    found: Segments,
) -> None:
    long = found.points[found.points["expected_life"] >= found.horizon]
    gone, here = (long[long["left"] == left].iloc[0]["account_id"] for left in (True, False))
    assert f"left after {found.horizon:.0f} months or more; " in why_in_group(found, gone)
    assert f"expected to stay all of the {found.horizon:.0f} months looked at; " in why_in_group(found, here)


def test_the_rule_has_a_line_for_each_group_and_none_for_its_own_trust(found: Segments) -> None:
    rough = replace(found, rule=f"{found.rule} These cuts place 80 % of the accounts as the groups do.")
    for one in (found, rough):
        lines = rule_lines(one)
        assert [line.split(":")[0] for line in lines] == [item.name for item in found.items]
        assert ". ".join(lines) + "." == found.rule


def test_unknown_value_is_said_and_an_account_in_no_group_too(found: Segments) -> None:
    assert "what it pays is not known" in why_in_group(found, "a00000")
    assert why_in_group(found, "a00001") == "In no group: what it pays or how long it stayed is not known."
    assert np.isnan(row_of(found, "a00001")["probability"])
    assert not row_of(found, "a00001")["borderline"]


def test_with_k_means_the_share_is_one_of_resamples_and_is_called_so(make_accounts) -> None:
    rng = np.random.default_rng(4)
    accounts = make_accounts(
        80, left=np.arange(80) % 3 == 0, tenure=rng.uniform(1, 40, 80), arr=rng.lognormal(9, 1, 80)
    )
    assert "% of the resamples" in why_in_group(find_segments(accounts, method="k-means"), "a00005")


def test_no_such_account_is_misuse(found: Segments) -> None:
    with pytest.raises(KeyError):
        why_in_group(found, "nobody")
