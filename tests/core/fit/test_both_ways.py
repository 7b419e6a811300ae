"""What a criterion, a ring limit, a suggestion or a like comparison says, on data whose answer can be counted."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from icp_core.dataset import Dataset
from icp_core.fit import account_fit, align, fit_accounts
from icp_core.fit.adjusted import adjusted_lifts, kept_a_year
from icp_core.fit.against_suggested import against_suggested, taken_over
from icp_core.fit.align import best_of
from icp_core.fit.contribution import contributions
from icp_core.fit.coverage import Judged
from icp_core.fit.distribution import score_distribution
from icp_core.fit.outcomes import Outcomes
from icp_core.fit.rings import ring_shares
from icp_core.metrics.accounts import account_table
from icp_core.metrics.deals import deal_table
from icp_core.metrics.survival import survival_curve
from icp_core.profile import IcpProfile, RingLimits
from icp_core.traits import Success

AS_OF = date(2025, 12, 31)
EMEA = {"column": "region", "op": "in", "value": ["EMEA"], "mode": "require"}
LARGE = {"column": "employees", "op": ">=", "value": 300, "mode": "require", "soft_edge": 0}


def company(n=400, seed=0, gain=0.0):
    """Accounts of two regions and four sizes; those in EMEA are kept ``gain`` more often."""
    rng = np.random.default_rng(seed)
    emea = rng.random(n) < 0.5
    start = pd.Timestamp("2022-01-01") + pd.to_timedelta(rng.integers(0, 700, n), unit="D")
    life = rng.exponential(-12 / np.log(np.where(emea, 0.7 + gain, 0.7)))
    end = start + pd.to_timedelta(life * 30.4375, unit="D")
    return pd.DataFrame(
        {
            "account_id": [f"a{row}" for row in range(n)],
            "region": np.where(emea, "EMEA", "LATAM"),
            "employees": rng.choice([100.0, 200.0, 300.0, 400.0], n),
            "start_date": start,
            "churn_date": pd.Series(end).where(end <= pd.Timestamp(AS_OF)).dt.floor("D"),
            "initial_arr": rng.lognormal(9, 1, n),
        }
    )


def outcomes_of(frame, deals=None):
    tables = {"customers": frame} if deals is None else {"customers": frame, "deals": deals}
    data = Dataset.of(as_of=AS_OF, **tables)
    accounts = account_table(data)
    return Outcomes.of(data, accounts, deal_table(data, accounts))


def best(frame, member):
    return Success(pd.Series(pd.array(member, dtype="boolean"), index=frame["account_id"]), "planted")


def worth(frame, member, *criteria):
    outcomes = outcomes_of(frame)
    fit = fit_accounts(outcomes.accounts.frame, IcpProfile(criteria=criteria))
    return contributions(fit, outcomes, best_of(best(frame, member), outcomes.accounts))


def test_a_criterion_that_finds_the_best_earns_its_place_and_one_that_finds_nobody_changes_nothing():
    frame = company(4000)
    emea = (frame["region"] == "EMEA").to_numpy()
    member = np.random.default_rng(1).random(len(frame)) < np.where(emea, 0.6, 0.1)
    region, size = worth(frame, member, EMEA, LARGE)
    assert region.word == "earns its place"
    assert region.precision.value == pytest.approx(-0.25, abs=0.05)
    assert size.word == "changes nothing"
    assert size.base_cost.low < 0.5 < size.base_cost.high
    assert size.sentence.startswith("Removing 'employees at least 300' changes nothing: it keeps out 5")
    assert size.sentence.endswith("of the customers that would be inside without it, for no gain.")


def test_a_criterion_that_keeps_out_the_best_does_harm():
    frame = company(4000)
    small = (frame["employees"] < 300).to_numpy()
    member = np.random.default_rng(1).random(len(frame)) < np.where(small, 0.6, 0.1)
    assert worth(frame, member, EMEA, LARGE)[1].word == "does harm"


def test_with_few_accounts_it_is_said_that_nothing_can_be_told():
    frame = company(60)
    member = np.random.default_rng(2).random(len(frame)) < 0.33
    assert {one.word for one in worth(frame, member, EMEA, LARGE)} <= {"cannot tell yet"}


@pytest.mark.parametrize(("n", "word"), [(12, "cannot tell yet"), (60, "changes nothing")])
def test_a_criterion_that_everybody_meets_changes_nothing_once_there_are_enough_to_say_so(n, word):
    everybody = {"column": "employees", "op": ">=", "value": 1, "mode": "require", "soft_edge": 0}
    member = np.random.default_rng(2).random(n) < 0.33
    found = worth(company(n), member, EMEA, everybody)[1]
    assert found.word == word
    assert "changes by" not in found.sentence


def test_a_single_criterion_cannot_be_left_out():
    frame = company(60)
    assert worth(frame, np.ones(60, bool), EMEA) == ()


def test_the_parts_of_a_years_retention_average_to_the_curve():
    rng = np.random.default_rng(3)
    life, age = rng.exponential(30, 300), rng.uniform(0, 40, 300)
    tenure, left = np.minimum(life, age), life < age
    values = kept_a_year(tenure, left, np.zeros(300))
    assert values.mean() == pytest.approx(survival_curve(tenure, left).at(12).value, abs=1e-9)


def test_the_adjusted_difference_leaves_out_what_goes_with_size():
    """Large accounts are inside and stay; within a size, being inside is worth nothing."""
    frame = company(3000)
    rng = np.random.default_rng(4)
    large = rng.random(len(frame)) < 0.5
    inside = rng.random(len(frame)) < np.where(large, 0.8, 0.2)
    life = rng.exponential(-12 / np.log(np.where(large, 0.95, 0.6)))
    end = frame["start_date"] + pd.to_timedelta(life * 30.4375, unit="D")
    frame = frame.assign(
        region=np.where(inside, "EMEA", "LATAM"),
        initial_arr=np.where(large, 90_000.0, 1_000.0) * rng.lognormal(0, 0.1, len(frame)),
        churn_date=end.where(end <= pd.Timestamp(AS_OF)).dt.floor("D"),
    )
    outcomes = outcomes_of(frame)
    found = adjusted_lifts(outcomes, fit_accounts(outcomes.accounts.frame, IcpProfile(criteria=[EMEA])), None)
    kept = found["retention_12m"]
    assert kept.plain.value > 0.15
    assert kept.adjusted.value < kept.plain.value / 2
    assert "of the same size and start year" in kept.adjusted.why
    assert found["win_rate"].adjusted.why == "there are no deals"


def test_expected_shares_of_the_rings_add_up_and_those_inside_are_the_coverage():
    frame = company(1000)
    rng = np.random.default_rng(5)
    frame["region"] = frame["region"].mask(rng.random(len(frame)) < 0.25)
    icp = IcpProfile(criteria=[EMEA, {**LARGE, "mode": "score"}, {"column": "region", "op": "in", "value": ["EMEA"]}])
    outcomes = outcomes_of(frame)
    fit = fit_accounts(outcomes.accounts.frame, icp)
    shares = ring_shares(fit, Judged.of(fit))
    expected = [row.expected_share.value for row in shares[:-1]]
    found = align(outcomes, fit, None, segments=None, success=best(frame, np.ones(1000, bool)))
    assert sum(expected) == pytest.approx(1.0)
    assert sum(expected[:2]) == pytest.approx(found.coverage_customers.value)
    assert sum(row.share.value for row in shares) == pytest.approx(1.0)
    assert not shares[-1].expected_share.known
    assert shares[-1].n > 200


def test_scores_are_counted_by_what_decides_the_ring():
    frame = pd.DataFrame(
        {
            "account_id": list("abcd"),
            "region": ["EMEA", "EMEA", "LATAM", None],
            "employees": [400.0, 100.0, 400.0, 400.0],
        }
    )
    found = score_distribution(fit_accounts(frame, IcpProfile(criteria=[EMEA, {**LARGE, "mode": "score"}])))
    assert (found.by_score.sum(), found.by_gate.sum(), found.unclassified) == (2, 1, 1)
    assert (found.by_score[10], found.by_score[19]) == (1, 1)


def test_other_limits_place_the_same_scores_in_other_rings():
    frame = company(100)
    criteria = [{**EMEA, "mode": "score"}, {**LARGE, "mode": "score"}]
    wide = IcpProfile(criteria=criteria, rings=RingLimits(bullseye=90, inner=50, outer=10))
    narrow = IcpProfile(criteria=criteria)
    inside = [int(fit_accounts(frame, icp).sides[0].sum()) for icp in (wide, narrow)]
    assert inside[0] > inside[1]


DECLARED = IcpProfile(name="Ours", criteria=[EMEA, {**LARGE, "mode": "score", "weight": 2}])
SUGGESTED = IcpProfile(
    name="Theirs",
    criteria=[
        {"column": "employees", "op": "between", "value": [100, 200], "mode": "require", "weight": 70},
        {"column": "region", "op": "in", "value": ["EMEA"], "mode": "require", "weight": 30},
        {"column": "industry", "op": "in", "value": ["Software"], "weight": 20},
    ],
)


def test_two_icps_are_held_against_each_other_column_by_column():
    frame = company(200).assign(industry=["Software", "Retail"] * 100)
    found = against_suggested(outcomes_of(frame), DECLARED, SUGGESTED)
    assert [(row.column, row.relation) for row in found.rows] == [
        ("employees", "differs"),
        ("industry", "only suggested"),
        ("region", "the same"),
    ]
    assert found.rows[-1].then is None
    emea = frame["region"] == "EMEA"
    expected = int((emea & (frame["employees"] <= 200)).sum())
    assert found.rows[0].then.n == expected
    assert found.suggested.n == int((emea & (frame["employees"] <= 200)).sum())
    assert found.sentence.startswith("They agree on region and differ on employees and industry")


def test_a_criterion_taken_over_stands_in_the_place_of_its_own_with_its_weight():
    taken = taken_over(DECLARED, "employees", SUGGESTED)
    assert [(item.column, item.mode, item.weight) for item in taken.criteria] == [
        ("region", "require", 1.0),
        ("employees", "require", 2.0),
    ]
    assert taken.name == "Ours"
    assert [item.column for item in taken_over(DECLARED, "industry", SUGGESTED).criteria][-1] == "industry"
    assert [item.column for item in taken_over(SUGGESTED, "industry", DECLARED).criteria] == ["employees", "region"]


def test_one_account_says_what_is_met_missed_and_unknown():
    frame = company(30)
    frame.loc[0, ["region", "employees"]] = ["EMEA", np.nan]
    accounts = outcomes_of(frame).accounts
    found = account_fit(accounts, DECLARED, "a0")
    assert [one.answer for one in found.criteria] == ["met", "unknown"]
    assert found.criteria[0].reason == "region EMEA: yes"
    assert "1 criterion unknown, which could make it 33 to 100" in found.sentence
    with pytest.raises(KeyError):
        account_fit(accounts, DECLARED, "nobody")


def test_the_win_rate_of_a_file_with_won_deals_alone_is_refused():
    frame = company(40)
    deals = pd.DataFrame({"deal_id": ["1", "2"], "account_id": ["a0", "a1"], "outcome": ["won", "won"]})
    outcomes = outcomes_of(frame, deals)
    everything = np.ones(2, dtype=bool)
    assert "no deal in this file was lost" in outcomes.win_rate(everything).why
    assert "no deal in this file was lost" in outcomes.cycle(everything).why
