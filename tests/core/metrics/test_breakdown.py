"""One metric by group: who differs from the rest, what is pooled, what is refused, and in which order it stands."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from icp_core.dataset import Dataset
from icp_core.metrics import (
    DEFINITIONS,
    SEGMENT,
    Company,
    account_table,
    breakdown,
    breakdowns,
    deal_table,
    metrics_to_break_down,
)
from icp_core.metrics.banding import OTHERS
from icp_core.metrics.breakdown import GROUNDS

AS_OF = date(2025, 12, 31)


def company(segments=None, customers=None, deals=None, **tables):
    given_tables = {"customers": customers, "deals": deals, **tables}
    data = Dataset.of(as_of=AS_OF, **{name: frame for name, frame in given_tables.items() if frame is not None})
    accounts = account_table(data)
    return Company(data, accounts, deal_table(data, accounts), segments)


def deals(rates, **columns):
    """Closed deals of groups with the given (won, lost)."""
    rows = [(group, side) for group, (won, lost) in rates.items() for side in ["won"] * won + ["lost"] * lost]
    frame = pd.DataFrame(rows, columns=["sector", "outcome"])
    return frame.assign(close_date=pd.Timestamp("2025-06-01"), **columns)


def accounts(n=240, seed=0, **columns):
    rng = np.random.default_rng(seed)
    left = rng.random(n) < 0.5
    return pd.DataFrame(
        {
            "account_id": [f"a{number}" for number in range(n)],
            "tenure_months": np.where(left, rng.integers(1, 30, n), 36).astype(float),
            "churned": pd.array(left, dtype="boolean"),
            "current_arr": rng.lognormal(9, 0.5, n),
            **columns,
        }
    )


def test_a_group_that_wins_more_often_than_the_rest_stands_first_and_is_named():
    found = breakdown(company(deals=deals({"a": (30, 70), "b": (70, 30), "c": (32, 68)})), "win_rate", "sector")
    first = found.groups[0]
    assert (first.name, first.different, first.estimate.value) == ("b", True, 0.7)
    assert (first.rest.value, first.rest.n) == (pytest.approx(0.31), 200)
    assert first.more.value == pytest.approx(0.39)
    assert found.sentence.startswith("Win rate by sector: above the rest: 'b' (70.0 %)")


def test_groups_that_do_not_differ_stand_by_size_and_not_by_value():
    rates = {"small": (14, 16), "large": (50, 70), "middle": (20, 30)}
    found = breakdown(company(deals=deals(rates)), "win_rate", "sector")
    assert [group.name for group in found.groups] == ["large", "middle", "small"]
    assert not any(group.different for group in found.groups)
    assert found.sentence == "Win rate: no group of sector differs clearly from the rest (3 comparisons made)."


def test_two_groups_are_one_test():
    found = breakdown(company(deals=deals({"a": (30, 70), "b": (45, 55)})), "win_rate", "sector")
    assert found.tests == 1
    assert found.groups[0].p == found.groups[1].p


def test_rare_levels_are_pooled_and_never_tested_nor_ranked():
    rates = {"a": (30, 30), "b": (28, 32)} | {f"rare{number}": (4, 0) for number in range(6)}
    found = breakdown(company(deals=deals(rates)), "win_rate", "sector")
    last = found.groups[-1]
    assert (last.name, last.n, last.p) == (OTHERS, 24, None)
    assert found.groups[-1].estimate.why.startswith("none of 24 closed deals was lost")


def test_numbers_are_cut_into_bands():
    frame = accounts(employees=np.arange(1.0, 241.0))
    found = breakdown(company(customers=frame), "retention_12m", "employees")
    assert {group.name for group in found.groups} == {"up to 60", "above 60 to 120", "above 120 to 180", "above 180"}


def test_an_account_counts_in_each_of_its_technologies():
    tools = [["crm"] if number % 2 else ["crm", "erp"] if number % 4 else ["erp", "odd"] for number in range(240)]
    tools[3] = ["crm", "unique"]
    found = breakdown(company(customers=accounts(technologies=tools)), "retention_12m", "technologies")
    sizes = {group.name: group.n for group in found.groups}
    assert found.several
    assert (sizes["crm"], sizes["erp"], sizes["odd"], sizes[OTHERS]) == (180, 120, 60, 1)
    erp = next(group for group in found.groups if group.name == "erp")
    assert erp.rest.n == 120


def test_rows_of_unknown_group_are_counted_and_take_no_part():
    frame = deals({"a": (30, 30), "b": (30, 30)})
    frame.loc[::10, "sector"] = None
    found = breakdown(company(deals=frame), "win_rate", "sector")
    assert (found.left_out, found.overall.n) == (12, 108)


def test_a_column_known_of_won_deals_alone_is_refused():
    """A customers file describes the winners: by industry it would show nothing but wins."""
    customers = pd.DataFrame({"account_id": ["c1", "c2"], "industry": ["x", "y"]})
    frame = pd.DataFrame(
        {
            "outcome": ["won"] * 40 + ["lost"] * 40,
            "account_id": ["c1"] * 20 + ["c2"] * 20 + ["c1"] * 4 + ["p"] * 36,
            "close_date": pd.Timestamp("2025-06-01"),
        }
    )
    found = breakdown(company(customers=customers, deals=frame), "win_rate", "industry")
    assert found.groups == ()
    assert found.why == "the column is known of 10 % of the lost and 100 % of the won deals: the rates would be wrong"


def test_segments_made_from_retention_are_shown_and_not_tested_on_it():
    frame = accounts()
    kept = pd.Series(np.where(frame["churned"], "lost", "kept"), frame["account_id"])
    found = breakdown(company(customers=frame, segments=kept), "retention_12m", SEGMENT)
    assert [group.p for group in found.groups] == [None, None]
    assert "would prove itself" in found.sentence


def test_a_win_rate_by_segment_is_refused_because_lost_prospects_have_none():
    frame = accounts()
    segments = pd.Series("kept", frame["account_id"])
    found = breakdown(company(customers=frame, deals=deals({"a": (9, 9)}), segments=segments), "win_rate", SEGMENT)
    assert found.why.startswith("only customers have a segment")


def test_columns_kept_as_in_the_file_are_not_offered():
    frame = accounts(industry="Software", **{"Industry (as in the file)": "software"})
    frame.loc[::2, "industry"] = "Retail"
    assert company(customers=frame).columns() == ("industry",)


def test_expansions_count_in_the_win_rate_by_deal_type_alone():
    frame = deals({"a": (20, 20), "b": (20, 20)}, deal_type=["New", "Renewal"] * 40)
    found = company(deals=frame)
    assert breakdown(found, "win_rate", "sector").overall.n == 40
    assert breakdown(found, "win_rate", "deal_type").overall.n == 80


def test_months_kept_are_compared_over_the_same_months_for_every_group():
    """A small group is watched for a shorter time; over its own months it would seem to leave earlier."""
    frame = accounts(400, group=["large"] * 360 + ["small"] * 40)
    found = breakdown(company(customers=frame), "rmst_36m", "group")
    assert len({group.estimate.window for group in found.groups if group.estimate.known}) == 1


def test_cost_is_told_by_source_alone():
    months = pd.Series(pd.date_range("2025-01-01", "2025-12-01", freq="MS")).astype("datetime64[us]")
    spend = pd.DataFrame({"month": months.repeat(2), "channel": ["Ads", "Fairs"] * 12, "amount": [100.0, 1000.0] * 12})
    starts = pd.Series(pd.date_range("2025-01-01", "2025-12-30", periods=240).normalize()).astype("datetime64[us]")
    frame = accounts(start_date=starts, source=["ads", "fairs"] * 120, plan=["x", "y"] * 120)
    one = company(customers=frame.drop(columns=["tenure_months"]), spend=spend)
    found = breakdown(one, "cac", "source")
    assert [(group.name, group.different) for group in found.groups] == [("Fairs", True), ("Ads", True)]
    assert breakdown(one, "cac", "plan").why.startswith("spend is known by channel alone")


def test_nps_by_group_needs_thirty_answers_for_a_test():
    frame = accounts(region=["n"] * 200 + ["s"] * 20 + ["w"] * 20)
    scores = [10.0] * 100 + [0.0] * 100 + [10.0] * 40
    feedback = pd.DataFrame({"account_id": frame["account_id"], "date": pd.Timestamp("2025-11-01"), "nps": scores})
    found = breakdown(company(customers=frame, feedback=feedback), "nps", "region")
    assert {group.name: group.p is not None for group in found.groups} == {"n": True, "s": False, "w": False}


def test_every_metric_that_can_be_broken_down_has_a_definition():
    assert set(GROUNDS) <= set(DEFINITIONS)
    with pytest.raises(KeyError):
        breakdown(company(), "arr", "industry")


@pytest.mark.parametrize("metric", GROUNDS)
def test_without_any_table_every_metric_says_why(metric):
    found = breakdown(company(), metric, "industry")
    assert (found.groups, found.overall.known) == ((), False)
    assert found.why
    assert found.table().empty


def test_the_metrics_offered_are_those_with_two_groups_or_more():
    assert metrics_to_break_down(company(deals=deals({"a": (9, 9), "b": (9, 9)}))) == ("win_rate",)


def test_several_columns_are_corrected_together():
    frame = deals({"a": (30, 70), "b": (46, 54), "c": (35, 65)}, other=["x", "y"] * 150, more=["u", "v", "w"] * 100)
    one = company(deals=frame)
    alone, together = breakdown(one, "win_rate", "sector"), breakdowns(one, "win_rate")
    assert [found.column for found in together] == ["sector", "other", "more"]
    assert {found.tests for found in together} == {7}
    mine = {group.name: group.p for group in alone.groups}
    assert all(group.p >= mine[group.name] for group in together[0].groups)


def test_the_table_holds_every_group_with_its_evidence():
    table = breakdown(company(deals=deals({"a": (30, 70), "b": (70, 30)})), "win_rate", "sector").table()
    assert table["sector"].tolist() == ["b", "a"]
    assert {"n", "win_rate", "low", "high", "rest", "more_than_rest", "p", "different"} <= set(table.columns)


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10_000))
def test_the_order_of_the_rows_changes_nothing(seed):
    frame = accounts(120, seed=seed, plan=list("abc") * 40)
    mixed = frame.sample(frac=1, random_state=seed).reset_index(drop=True)
    one, other = (breakdown(company(customers=rows), "retention_12m", "plan").table() for rows in (frame, mixed))
    pd.testing.assert_frame_equal(one, other)


@settings(deadline=None, max_examples=25)
@given(st.lists(st.tuples(st.integers(1, 40), st.integers(1, 40)), min_size=2, max_size=6))
def test_the_groups_of_one_column_add_up_to_all(rates):
    found = breakdown(
        company(deals=deals({chr(97 + place): pair for place, pair in enumerate(rates)})), "win_rate", "sector"
    )
    if found.groups:
        assert sum(group.n for group in found.groups) == found.overall.n
        assert all(group.n + group.rest.n == found.overall.n for group in found.groups)
        assert all(group.p is None or 0 <= group.p <= 1 for group in found.groups)
