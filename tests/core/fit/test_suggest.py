"""From the traits of the best customers to an ICP of the same form as a declared one."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from icp_core.dataset import Dataset
from icp_core.fit import fit_accounts, suggest
from icp_core.metrics.accounts import account_table
from icp_core.profile import profile_from_text, profile_to_yaml
from icp_core.results import Estimate, Unit, unknown
from icp_core.traits import Condition, Trait, Traits

SOFTWARE = Condition("industry", "in", ("Software",))
SIZE = Condition("employees", "between", (100.0, 500.0))
TOOL = Condition("tool", "in", ("X",))
RETAIL = Condition("industry", "in", ("Retail",))
NORTH = Condition("region", "not in", ("LATAM",))


def accounts(n=1200, seed=0):
    """Software companies of 100 to 500 people stay; of the others those with X longer; the region does not matter."""
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "account_id": [f"a{row}" for row in range(n)],
            "industry": rng.choice(["Software", "Retail"], n),
            "employees": rng.choice([50.0, 200.0, 5000.0], n),
            "region": rng.choice(["EMEA", "LATAM"], n),
            "tool": rng.choice(["X", "Y"], n),
        }
    )
    good = (frame["industry"] == "Software") & (frame["employees"] == 200)
    frame["tenure_months"] = np.where(good, 30.0, rng.uniform(1, 15, n) + 8 * (frame["tool"] == "X"))
    frame["churned"] = pd.array(~good, dtype="boolean")
    frame["current_arr"] = 1000.0
    return account_table(Dataset.of(as_of=date(2025, 12, 31), customers=frame))


def gain(value, error=0.05):
    return Estimate(value, Unit.POINTS, 200, value - 1.645 * error, value + 1.645 * error)


def trait(*rule, adds, word="clear", caution="", rates=(0.8, 0.3)):
    inside, outside = (Estimate(rate, Unit.RATIO, 100) for rate in rates)
    lift = Estimate(4.0, Unit.FACTOR, 100)
    found = Trait(rule, 200, inside, outside, lift, 0.01, 0.01, word, "They stay longer.", (), caution)
    return replace(found, adds=tuple(gain(value) for value in adds))


def traits(*items, why="Searched.", n=1200, worst=()):
    return Traits(bool(items), why, items, (), "kept long", 400, pd.DataFrame(), n, worst=worst)


def test_without_a_trait_there_is_no_suggestion_but_a_reason():
    suggestion = suggest(traits(why="Only 80 customers: too few to search."))
    assert (suggestion.profile, suggestion.evidence) == (None, ())
    assert suggestion.why == "Only 80 customers: too few to search."


def test_conditions_that_carry_the_lift_become_must_haves():
    suggestion = suggest(traits(trait(SOFTWARE, SIZE, adds=(0.3, 0.1))))
    assert [(one.column, one.op, one.value, one.mode, one.weight) for one in suggestion.profile.criteria] == [
        ("industry", "in", ("Software",), "require", 75),
        ("employees", "between", (100.0, 500.0), "require", 25),
    ]
    assert suggestion.evidence[0] == (
        "industry Software is needed: it adds 30 points (22 to 38, held out) to the share that succeeds among these "
        "200 accounts."
    )
    assert [one.value for one in suggestion.adds] == [0.3, 0.1]


def test_a_condition_that_adds_less_than_its_error_is_weighted_and_light():
    suggestion = suggest(traits(trait(SOFTWARE, SIZE, NORTH, adds=(0.3, 0.2, 0.03))))
    region = suggestion.profile.criteria[2]
    assert (region.mode, region.op) == ("score", "not in")
    assert region.weight < 10


def test_a_condition_whose_gain_is_unknown_is_never_a_must_have():
    found = replace(trait(SOFTWARE, adds=(0.3,)), adds=(unknown(Unit.POINTS, "nothing was mined"),))
    suggestion = suggest(traits(found))
    assert suggestion.profile.criteria[0].mode == "score"
    assert "unknown: nothing was mined" in suggestion.evidence[0]


def test_a_second_trait_adds_weight_on_other_columns_and_never_outweighs_the_first():
    second = trait(TOOL, RETAIL, adds=(0.2, 0.1))
    suggestion = suggest(traits(trait(SOFTWARE, SIZE, adds=(0.3, 0.1)), second))
    criteria = suggestion.profile.criteria
    assert [(one.column, one.mode) for one in criteria] == [
        ("industry", "require"),
        ("employees", "require"),
        ("tool", "score"),
    ]
    assert criteria[0].value == ("Software",)
    table = accounts().frame
    members = ((table["industry"] == "Software") & (table["employees"] == 200)).to_numpy()
    ring = fit_accounts(table, suggestion.profile).frame["ring"][members]
    assert set(ring[(table["tool"] == "X")[members]]) == {"bullseye"}
    assert set(ring) == {"bullseye", "inner"}


def test_a_condition_of_a_second_trait_that_adds_nothing_is_left_out():
    suggestion = suggest(traits(trait(SOFTWARE, SIZE, adds=(0.3, 0.1)), trait(TOOL, NORTH, adds=(0.2, 0.0))))
    assert [one.column for one in suggestion.profile.criteria] == ["industry", "employees", "tool"]
    assert len(suggestion.evidence) == 3


def test_what_the_least_successful_share_is_kept_out():
    worst = trait(Condition("region", "in", ("LATAM",)), adds=(0.2,), rates=(0.55, 0.25))
    suggestion = suggest(traits(trait(SOFTWARE, adds=(0.3,)), worst=(worst,)))
    last = suggestion.profile.criteria[-1]
    assert (last.column, last.op, last.value, last.mode) == ("region", "in", ("LATAM",), "exclude")
    assert "55 % of such accounts are among the least successful against 25 %" in suggestion.evidence[-1]


@pytest.mark.parametrize(
    "worst",
    [
        trait(RETAIL, adds=(0.2,)),  # the must-have on the industry keeps them out already
        trait(NORTH, adds=(0.2,)),  # an exclusion cannot say "all but"
        trait(TOOL, SIZE, adds=(0.2, 0.2)),  # nor two conditions together
        trait(TOOL, adds=(0.0,)),
    ],
)
def test_what_an_exclusion_cannot_say_is_no_exclusion(worst):
    profile = suggest(traits(trait(SOFTWARE, adds=(0.3,)), worst=(worst,))).profile
    assert [one.mode for one in profile.criteria] == ["require"]


def test_the_suggestion_is_a_profile_like_any_other():
    profile = suggest(traits(trait(SOFTWARE, SIZE, adds=(0.3, 0.1)))).profile
    assert profile_from_text(profile_to_yaml(profile)) == profile


def test_few_customers_and_weak_evidence_are_said():
    found = trait(SOFTWARE, adds=(0.3,), word="likely", caution="One account carries this.")
    few = suggest(traits(found, n=300))
    assert "The evidence is likely." in few.why
    assert "fewer than 1,000 customers" in few.why
    assert few.why.endswith(
        "One account carries this. With fewer than 1,000 customers, take it as a hypothesis to test."
    )
    assert "hypothesis" not in suggest(traits(trait(SOFTWARE, adds=(0.3,)))).why
