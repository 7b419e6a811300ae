"""From the traits of the best customers to an ICP of the same form as a declared one."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from icp_core.dataset import Dataset
from icp_core.fit import fit_accounts, suggest
from icp_core.metrics.accounts import account_table
from icp_core.profile import profile_from_text, profile_to_yaml
from icp_core.results import Estimate, Unit
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


def trait(*rule, word="clear", caution=""):
    rate = Estimate(0.8, Unit.RATIO, 100)
    lift = Estimate(4.0, Unit.FACTOR, 100)
    return Trait(rule, 200, rate, rate, lift, 0.01, 0.01, word, "They stay longer.", (), caution)


def traits(*items, why="Searched."):
    return Traits(bool(items), why, items, (), "kept long", 400, pd.DataFrame())


def test_without_a_trait_there_is_no_suggestion_but_a_reason():
    suggestion = suggest(traits(why="Only 80 customers: too few to search."), accounts())
    assert (suggestion.profile, suggestion.evidence) == (None, ())
    assert suggestion.why == "Only 80 customers: too few to search."


def test_conditions_that_carry_the_lift_become_must_haves():
    suggestion = suggest(traits(trait(SOFTWARE, SIZE)), accounts())
    assert [(one.column, one.op, one.value, one.mode) for one in suggestion.profile.criteria] == [
        ("industry", "in", ("Software",), "require"),
        ("employees", "between", (100.0, 500.0), "require"),
    ]
    assert sum(one.weight for one in suggestion.profile.criteria) == pytest.approx(100, abs=1)
    assert len(suggestion.evidence) == 2
    assert suggestion.evidence[0].startswith("industry Software is needed: it carries ")


def test_a_condition_that_carries_nothing_is_weighted_and_light():
    suggestion = suggest(traits(trait(SOFTWARE, SIZE, NORTH)), accounts())
    region = suggestion.profile.criteria[2]
    assert (region.mode, region.op) == ("score", "not in")
    assert region.weight < 10


def test_a_second_trait_adds_weight_on_other_columns_and_never_outweighs_the_first():
    suggestion = suggest(traits(trait(SOFTWARE, SIZE), trait(TOOL, RETAIL)), accounts())
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


def test_a_condition_of_a_second_trait_that_carries_nothing_is_left_out():
    suggestion = suggest(traits(trait(SOFTWARE, SIZE), trait(TOOL, NORTH)), accounts())
    assert [one.column for one in suggestion.profile.criteria] == ["industry", "employees", "tool"]
    assert len(suggestion.evidence) == 3


def test_the_suggestion_is_a_profile_like_any_other():
    profile = suggest(traits(trait(SOFTWARE, SIZE)), accounts()).profile
    assert profile_from_text(profile_to_yaml(profile)) == profile


def test_few_customers_and_weak_evidence_are_said():
    few = suggest(traits(trait(SOFTWARE, word="likely", caution="One account carries this.")), accounts(n=300))
    assert "The evidence is likely." in few.why
    assert "fewer than 1,000 customers" in few.why
    assert few.why.endswith(
        "One account carries this. With fewer than 1,000 customers, take it as a hypothesis to test."
    )
    assert "hypothesis" not in suggest(traits(trait(SOFTWARE)), accounts()).why
