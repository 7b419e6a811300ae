"""Score, ring and reasons of an account; unknown is never a miss."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from icp_core.fit import RINGS, fit_accounts, score_prospects
from icp_core.profile import IcpProfile, RingLimits

MUST = {"column": "industry", "op": "in", "value": ["Software"], "mode": "require"}
SIZE = {"column": "employees", "op": "between", "value": [100, 500], "mode": "score"}
KEEP_OUT = {"column": "region", "op": "in", "value": ["LATAM"], "mode": "exclude"}
TOOL = {"column": "tool", "op": "in", "value": ["X"], "mode": "score"}


def fitted(rows, *criteria, **limits):
    frame = pd.DataFrame(rows)
    frame.insert(0, "account_id", [f"a{row}" for row in range(len(frame))])
    return fit_accounts(frame, IcpProfile(criteria=criteria, rings=RingLimits(**limits)))


def one(row, *criteria, **limits):
    return fitted([row], *criteria, **limits).frame.iloc[0]


def test_the_score_is_the_weighted_mean_over_what_is_known():
    heavy = {**SIZE, "weight": 3}
    account = one({"industry": "Software", "employees": 5000, "tool": None}, MUST, heavy, TOOL)
    assert account["fit"] == pytest.approx(100 * 1 / 4)  # 1 of 1 + 3 known
    assert (account["low"], account["high"]) == (pytest.approx(100 * 1 / 5), pytest.approx(100 * 2 / 5))
    assert account["known_share"] == pytest.approx(4 / 5)


def test_an_unknown_value_does_not_lower_the_score():
    account = one({"industry": "Software", "employees": 300, "tool": None}, MUST, SIZE, TOOL)
    assert (account["fit"], account["ring"], account["inside"]) == (100, "bullseye", True)


@pytest.mark.parametrize(
    ("scores", "ring"), [((1, 1, 1, 1, 1), "bullseye"), ((1, 1, 1, 1, 0), "bullseye"), ((1, 1, 1, 0, 0), "inner"),
                         ((1, 1, 0, 0, 0), "outer"), ((1, 0, 0, 0, 0), "outside")],
)  # fmt: skip
def test_rings_end_at_80_60_and_40(scores, ring):
    names = "abcde"
    criteria = [{"column": name, "op": "in", "value": ["1"]} for name in names]
    assert one(dict(zip(names, scores, strict=True)), *criteria)["ring"] == ring


def test_weights_that_do_not_add_up_exactly_still_reach_the_limit():
    criteria = [{"column": name, "op": "in", "value": ["1"], "weight": weight} for name, weight in
                (("a", 0.1), ("b", 0.7), ("c", 0.2))]  # fmt: skip
    assert one({"a": 1, "b": 1, "c": 0}, *criteria)["ring"] == "bullseye"


def test_a_profile_of_gates_alone_gives_100_when_all_hold():
    account = one({"industry": "Software", "region": "EMEA"}, MUST, KEEP_OUT)
    assert (account["fit"], account["ring"]) == (100, "bullseye")
    assert one({"region": "EMEA"}, KEEP_OUT)["ring"] == "bullseye"
    assert one({"region": "LATAM"}, KEEP_OUT)["ring"] == "outside"
    assert one({"region": None}, KEEP_OUT)["ring"] == "unclassified"


def test_an_exclusion_that_holds_puts_outside_and_keeps_the_score():
    account = one({"industry": "Software", "region": "LATAM"}, MUST, KEEP_OUT)
    assert (account["fit"], account["ring"], account["inside"]) == (100, "outside", False)


def test_an_unknown_exclusion_lowers_only_the_known_share():
    account = one({"industry": "Software", "employees": 300, "region": None}, MUST, SIZE, KEEP_OUT)
    assert (account["fit"], account["ring"]) == (100, "bullseye")
    assert account["known_share"] == pytest.approx(2 / 3)


def test_an_exclusion_earns_nothing():
    account = one({"region": "EMEA", "employees": 5}, SIZE, {**KEEP_OUT, "weight": 9})
    assert (account["fit"], account["ring"]) == (0, "outside")


def test_an_unknown_must_have_is_unclassified_not_outside():
    account = one({"industry": None, "employees": 300}, MUST, SIZE, min_known=0)
    assert account["ring"] == "unclassified"
    assert account["inside"] is pd.NA


def test_a_failing_must_have_decides_even_when_another_is_unknown():
    other = {**MUST, "column": "country", "value": ["DE"]}
    assert one({"industry": "Retail", "country": None}, MUST, other)["ring"] == "outside"


def test_one_must_have_on_its_soft_edge_is_the_outer_ring_two_are_outside():
    must_size = {**SIZE, "mode": "require"}
    assert one({"industry": "Software", "employees": 95}, MUST, must_size)["ring"] == "outer"
    assert one({"industry": "Software", "employees": 50}, MUST, must_size)["ring"] == "outside"
    assert one({"industry": "Retail", "employees": 95}, MUST, must_size)["ring"] == "outside"
    second = {**must_size, "column": "seats"}
    assert one({"industry": "Software", "employees": 95, "seats": 95}, MUST, must_size, second)["ring"] == "outside"


def test_a_soft_edge_below_the_outer_limit_is_outside():
    assert one({"employees": 95}, {**SIZE, "mode": "require"})["ring"] == "outside"  # its score is 0


def test_too_little_known_is_unclassified():
    account = one({"employees": 300, "tool": None}, SIZE, TOOL)
    assert (account["known_share"], account["ring"]) == (0.5, "unclassified")
    assert one({"employees": 300, "tool": None}, SIZE, TOOL, min_known=0.5)["ring"] == "bullseye"


def test_nothing_known_has_no_score():
    account = one({"employees": None}, SIZE, min_known=0)
    assert np.isnan(account["fit"])
    assert (account["low"], account["high"], account["ring"]) == (0, 100, "unclassified")


def test_an_icp_without_criteria_places_nobody_and_says_so():
    fit = fitted([{"x": 1}])
    assert fit.frame["ring"].tolist() == ["unclassified"]
    assert fit.notes == ("The ICP has no criteria yet, so no account can be placed.",)


def test_an_icp_of_another_company_names_the_columns_that_are_missing():
    fit = fitted([{"plan": "Pro"}], MUST, SIZE)
    assert fit.missing_columns == ("industry", "employees")
    assert fit.frame["ring"].tolist() == ["unclassified"]
    assert fit.notes == (
        "The data have no column 'industry' or 'employees', which the ICP asks for; what it asks there is unknown.",
    )


def test_reasons_name_every_criterion_in_order():
    account = one({"industry": "software", "employees": 80, "region": None}, MUST, SIZE, KEEP_OUT)
    assert account["reasons"] == "industry software: yes; employees 80: below 100; region: unknown"


def test_rows_keep_their_order_and_the_given_frame_stays_as_it_was():
    frame = pd.DataFrame({"account_id": ["b", "a"], "industry": ["Retail", "Software"]}, index=[7, 3])
    before = frame.copy()
    fit = fit_accounts(frame, IcpProfile(criteria=[MUST]))
    pd.testing.assert_frame_equal(frame, before)
    assert fit.frame["account_id"].tolist() == ["b", "a"]
    assert fit.frame.index.tolist() == [0, 1]


def test_prospects_keep_their_names_and_text_as_it_stands():
    frame = pd.DataFrame({"account_id": ["1"], "name": ["=1+1"], "industry": ["Software"]})
    scored = score_prospects(frame, IcpProfile(criteria=[MUST]))
    assert scored.columns.tolist()[:6] == ["account_id", "name", "fit", "ring", "known_share", "reasons"]
    assert scored.iloc[0, :4].tolist() == ["1", "=1+1", 100.0, "bullseye"]


row = st.fixed_dictionaries(
    {
        "industry": st.sampled_from(["Software", "Retail", None]),
        "employees": st.sampled_from([50.0, 95.0, 300.0, None]),
        "region": st.sampled_from(["LATAM", "EMEA", None]),
        "tool": st.sampled_from(["X", "Y", None]),
    }
)
ALL = (MUST, {**SIZE, "mode": "require"}, KEEP_OUT, TOOL, {**SIZE, "weight": 2})
RANK = {name: place for place, name in enumerate(RINGS)}


@settings(max_examples=25, deadline=None)
@given(st.lists(row, min_size=1, max_size=8), st.randoms())
def test_the_order_of_rows_and_of_criteria_does_not_matter(rows, random):
    there = fitted(rows, *ALL).frame.drop(columns=["account_id", "reasons"])
    order = list(range(len(rows)))
    random.shuffle(order)
    criteria = list(ALL)
    random.shuffle(criteria)
    shuffled = fitted([rows[place] for place in order], *criteria).frame.drop(columns=["account_id", "reasons"])
    pd.testing.assert_frame_equal(there.iloc[order].reset_index(drop=True), shuffled)


@settings(max_examples=25, deadline=None)
@given(row)
def test_whatever_the_unknown_turns_out_to_be_the_score_stays_within_its_bounds(known):
    before = one(known, *ALL)
    filled = [{"industry": i, "employees": e, "region": r, "tool": t} for i in ("Software", "Retail")
              for e in (300.0, 5.0) for r in ("LATAM", "EMEA") for t in ("X", "Y")]  # fmt: skip
    possible = [
        {name: value if known[name] is None else known[name] for name, value in case.items()} for case in filled
    ]
    after = fitted(possible, *ALL).frame
    assert (after["fit"] >= before["low"] - 1e-9).all()
    assert (after["fit"] <= before["high"] + 1e-9).all()
    if known["industry"] == "Retail" or known["region"] == "LATAM" or known["employees"] == 50:
        assert {before["ring"], *after["ring"]} == {"outside"}


def test_taking_a_criterion_out_of_the_sums_equals_never_having_had_it():
    rows = [{"industry": i, "employees": e, "region": r, "tool": t} for i in ("Software", "Retail", None)
            for e in (50.0, 95.0, 300.0, None) for r in ("LATAM", "EMEA", None) for t in ("X", None)]  # fmt: skip
    whole = fitted(rows, *ALL)
    for place, found in enumerate(whole.matches):
        rest = fitted(rows, *(one for other, one in enumerate(ALL) if other != place))
        without = whole.totals.without(found)
        np.testing.assert_array_equal(without.rings(whole.profile.rings), rest.totals.rings(whole.profile.rings))
        np.testing.assert_allclose(without.fit, rest.totals.fit)
        np.testing.assert_array_equal(without.complete, rest.totals.complete)
