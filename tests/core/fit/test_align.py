"""The declared ICP against what happened, both ways."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from icp_core.dataset import Dataset
from icp_core.fit import align, fit_accounts
from icp_core.fit.outcomes import Outcomes, difference, ratio_of_medians
from icp_core.fit.verdict import verdict_sentence
from icp_core.metrics.accounts import account_table
from icp_core.metrics.deals import deal_table
from icp_core.profile import IcpProfile
from icp_core.results import Estimate, Unit, unknown
from icp_core.segments import Segments
from icp_core.traits import Success

SOFTWARE = {"column": "industry", "op": "in", "value": ["Software"], "mode": "require"}
SIZE = {"column": "employees", "op": "between", "value": [100, 500], "mode": "score"}


def days(*texts):
    return pd.Series(pd.to_datetime(list(texts))).astype("datetime64[us]")


def company():
    """40 accounts, 20 in Software: of these 18 live; of the 20 others 10 left after half a year."""
    n = 40
    industry = ["Software"] * 20 + ["Retail"] * 20
    left = [True] * 2 + [False] * 18 + [True] * 10 + [False] * 10
    start = [f"{year}-{month}-15" for year in (2022, 2023) for month in ("02", "05", "08", "11") for _ in range(5)]
    churn = [
        pd.Timestamp(day) + pd.Timedelta(days=183) if gone else pd.NaT for day, gone in zip(start, left, strict=True)
    ]
    return pd.DataFrame(
        {
            "account_id": [f"a{row:02}" for row in range(n)],
            "industry": industry,
            "employees": [200.0] * 30 + [5000.0] * 10,
            "start_date": days(*start),
            "churn_date": pd.Series(churn).astype("datetime64[us]"),
            "current_arr": [2000.0] * 20 + [1000.0] * 20,
        }
    )


def pipeline(customers):
    return pd.DataFrame(
        {
            "deal_id": [f"d{row:02}" for row in range(40)],
            "account_id": customers["account_id"],
            "outcome": ["won"] * 10 + ["lost"] * 5 + ["open"] * 5 + ["won"] * 5 + ["lost"] * 5 + ["open"] * 10,
            "amount": [100.0] * 20 + [300.0] * 20,
            "created_date": days(*["2024-01-10", "2024-04-10", "2024-07-10", "2024-10-10"] * 10),
        }
    )


def segments(labels=None):
    known = pd.Series(dtype="str") if labels is None else labels
    return Segments(True, "", "grid", unknown(Unit.RATIO, "not asked"), (), known, pd.DataFrame())


def best(ids):
    member = pd.Series([True] * 10 + [False] * 10 + [True] * 2 + [False] * 18, index=ids, dtype="boolean")
    return Success(member, "named by the test")


def aligned(*criteria, customers=None, with_deals=True, success=None, labels=None, revenue=None):
    customers = company() if customers is None else customers
    tables = {"customers": customers}
    if with_deals:
        tables["deals"] = pipeline(customers)
    if revenue is not None:
        tables["revenue"] = revenue
    data = Dataset.of(as_of=date(2024, 12, 31), **tables)
    accounts = account_table(data)
    deals = deal_table(data, accounts)
    profile = IcpProfile(criteria=criteria or (SOFTWARE,))
    fit = fit_accounts(accounts.frame, profile)
    fit_deals = None if deals is None else fit_accounts(deals.frame, profile)
    found = success or best(customers["account_id"])
    outcomes = Outcomes.of(data, accounts, deals)
    return align(outcomes, fit, fit_deals, segments=segments(labels), success=found)


def test_coverage_counts_customers_and_live_revenue():
    result = aligned()
    assert result.coverage_customers.value == pytest.approx(20 / 40)
    assert result.coverage_customers.why == "40 of 40 customers could be judged"
    assert result.coverage_arr.value == pytest.approx(18 * 2000 / (18 * 2000 + 10 * 1000))


def test_rings_add_up_and_carry_their_outcomes():
    rings = {row.ring: row for row in aligned().rings}
    assert [row.ring for row in aligned().rings] == ["bullseye", "inner", "outer", "outside", "unclassified"]
    assert sum(row.n for row in rings.values()) == 40
    assert rings["bullseye"].retention_12m.value == pytest.approx(0.9, abs=0.03)
    assert rings["bullseye"].arr.value == 36_000
    assert rings["bullseye"].win_rate.value == pytest.approx(10 / 15)
    assert rings["inner"].retention_12m.value is None
    assert rings["inner"].win_rate.why == "none of these deals is closed"


def test_precision_recall_and_base_rate():
    result = aligned()
    assert result.precision.value == pytest.approx(10 / 20)
    assert result.recall.value == pytest.approx(10 / 12)
    assert result.base_rate.value == pytest.approx(12 / 40)


def test_lifts_are_inside_minus_outside():
    lifts = aligned().lifts
    assert set(lifts) == {"retention_12m", "nrr", "win_rate", "cycle", "arr"}
    assert lifts["retention_12m"].value == pytest.approx(0.4, abs=0.05)
    assert lifts["retention_12m"].low > 0
    assert lifts["win_rate"].value == pytest.approx(10 / 15 - 5 / 10)
    assert lifts["arr"].value == pytest.approx(2.0)
    assert "no revenue by month" in lifts["nrr"].why


def test_net_revenue_retention_inside_and_outside_comes_from_the_revenue_by_month():
    customers = company()
    months = days("2023-12-01", "2024-12-01")
    then = pd.DataFrame({"account_id": customers["account_id"], "month": months[0], "mrr": 100.0})
    now = then.assign(month=months[1], mrr=[120.0] * 20 + [80.0] * 20)
    revenue = pd.concat([then, now], ignore_index=True)
    result = aligned(revenue=revenue)
    assert result.rings[0].nrr.value == pytest.approx(1.2)
    assert result.lifts["nrr"].value == pytest.approx(0.4)


def test_coverage_of_new_logos_takes_the_last_four_complete_quarters_by_start_date():
    result = aligned()
    assert result.coverage_new_logos.n == 20
    assert result.coverage_new_logos.value == 0
    assert result.coverage_new_logos.window == "2023-01-01 to 2023-12-31"
    shares = {quarter.label: (logos.value, made.value) for quarter, logos, made in result.by_quarter}
    assert (shares["2022Q1"], shares["2023Q1"], shares["2024Q1"]) == ((1.0, None), (0.0, None), (None, 0.5))


def test_new_logos_come_from_won_deals_where_no_start_date_is_known():
    customers = company().drop(columns=["start_date", "churn_date"])
    deals_have_no_close = aligned(customers=customers)
    assert deals_have_no_close.coverage_new_logos.why == "neither start dates nor won deals with dates are known"


def test_open_pipeline_counts_deals_and_says_the_amount():
    """15 open deals: 5 of Software at 100, 10 of others at 300."""
    coverage = aligned().coverage_pipeline
    assert coverage.value == pytest.approx(5 / 15)
    assert coverage.why == "15 of 15 open deals could be judged; by amount 14 % is inside"


def test_without_deals_what_needs_them_is_unknown_with_a_reason():
    result = aligned(with_deals=False)
    assert result.coverage_pipeline.why == "there are no deals"
    assert result.rings[0].win_rate.why == "there are no deals"
    assert result.lifts["win_rate"].why == "there are no deals"


def test_without_known_success_precision_is_unknown_with_that_reason():
    ids = company()["account_id"]
    nobody = Success(pd.Series(pd.NA, index=ids, dtype="boolean"), "", "lifetimes are unknown")
    result = aligned(success=nobody)
    assert {result.precision.why, result.recall.why, result.base_rate.why} == {"lifetimes are unknown"}


def test_each_criterion_says_what_the_icp_would_be_without_it():
    size, software = aligned({**SIZE, "mode": "require"}, SOFTWARE).gaps
    assert (size.column, size.criterion) == ("employees", "employees between 100 and 500")
    assert size.pass_share.value == pytest.approx(30 / 40)
    assert size.known_share.value == 1
    assert size.precision_without.value == pytest.approx(10 / 20)
    assert software.precision_without.value == pytest.approx(12 / 30)
    assert software.recall_without.value == 1
    assert software.who == "industry Software: 50 % of your customers meet it."


def test_a_criterion_is_judged_once_and_its_gap_repeats_that_judgement():
    found = aligned({**SIZE, "mode": "require"}, SOFTWARE)
    for gap, worth in zip(found.gaps, found.contributions, strict=True):
        assert gap.sentence == f"{gap.who} {worth.sentence}"


def test_the_best_that_are_all_alike_have_one_value_and_no_range():
    frame = company()
    best = Success(pd.Series(pd.array([True] * 25 + [False] * 15, dtype="boolean"), index=frame["account_id"]), "x")
    assert "Most of your best have 200." in aligned(SIZE, SOFTWARE, success=best).gaps[0].who


def test_the_only_criterion_cannot_be_left_out():
    (gap,) = aligned().gaps
    assert gap.precision_without.why == "it is the only criterion"


def test_segments_against_rings_both_ways():
    labels = pd.Series(["High"] * 10 + ["Low"] * 30, index=company()["account_id"])
    table = aligned(labels=labels).segment_table.set_index("segment")
    assert table.loc["High", ["n", "bullseye", "outside"]].tolist() == [10, 10, 0]
    assert table.loc["Low", ["n", "bullseye", "outside"]].tolist() == [30, 10, 20]
    assert table["inside_share"].tolist() == pytest.approx([1.0, 1 / 3])
    assert table["share_of_inside"].tolist() == pytest.approx([0.5, 0.5])


def test_no_segments_give_an_empty_table():
    assert aligned().segment_table.empty


def test_when_those_that_left_are_known_less_it_says_so():
    customers = company()
    customers["industry"] = customers["industry"].mask(customers["churn_date"].notna(), None)
    assert "0 % of those that left" in aligned(customers=customers).why


def test_an_icp_nobody_can_be_judged_by_is_unknown_throughout():
    result = aligned({**SOFTWARE, "column": "elsewhere"})
    assert result.coverage_customers.value is None
    assert result.lifts["retention_12m"].value is None
    assert "no column 'elsewhere'" in result.why
    assert "is unknown" in result.verdict


def test_the_order_of_the_accounts_does_not_matter():
    customers = company()
    turned = customers.iloc[::-1].reset_index(drop=True)
    there, back = aligned(), aligned(customers=turned, success=best(customers["account_id"]), with_deals=False)
    assert back.coverage_customers == there.coverage_customers
    assert back.precision == there.precision
    assert back.lifts["retention_12m"].value == pytest.approx(there.lifts["retention_12m"].value)


def test_a_fit_of_other_rows_is_refused():
    data = Dataset.of(customers=company())
    accounts = account_table(data)
    other = fit_accounts(accounts.frame.iloc[:5], IcpProfile(criteria=(SOFTWARE,)))
    outcomes = Outcomes.of(data, accounts, None)
    with pytest.raises(ValueError, match="one row for each row"):
        align(outcomes, other, None, segments=segments(), success=best(accounts.frame["account_id"]))


def test_a_difference_has_the_interval_of_newcombe():
    """Newcombe (1998), Statistics in Medicine 17, 873-890, table II, example (a): 56/70 - 48/80, method 10, 95 %."""
    inside = Estimate(56 / 70, Unit.RATIO, 70, low=0.6917, high=0.8769)
    outside = Estimate(48 / 80, Unit.RATIO, 80, low=0.4904, high=0.7002)
    result = difference(inside, outside)
    assert (result.value, result.low, result.high) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-4)


def test_a_difference_with_something_unknown_says_which_side():
    known = Estimate(0.5, Unit.RATIO, 10, low=0.3, high=0.7)
    assert difference(known, unknown(Unit.RATIO, "nobody there")).why == "outside the ICP: nobody there"


def test_a_ratio_of_medians_covers_the_truth_and_needs_ten_on_each_side():
    rng = np.random.default_rng(0)
    hits = 0
    for _ in range(200):
        result = ratio_of_medians(rng.lognormal(1, 1, 80), rng.lognormal(0, 1, 120))
        hits += result.low <= np.e <= result.high
    assert hits >= 170  # 90 % of 200 is 180, two standard errors are 8.5
    assert "fewer than 10" in ratio_of_medians(np.ones(9), np.ones(50)).why


@pytest.mark.parametrize(
    ("value", "low", "high", "words"),
    [
        (0.02, -0.04, 0.08, "whether they stay longer than the others cannot be told yet: 84 % against 82 % after a "
                            "year (difference +2 points, -4 to +8)"),
        (0.10, 0.06, 0.14, "they stay longer than the others, which is clear"),
        (0.10, 0.02, 0.18, "they stay longer than the others, which is likely"),
        (-0.10, -0.14, -0.06, "they leave sooner than the others, which is clear"),
    ],
)  # fmt: skip
def test_the_verdict_says_what_the_interval_allows(value, low, high, words):
    coverage = Estimate(0.31, Unit.RATIO, 100)
    lift = Estimate(value, Unit.POINTS, 100, low=low, high=high)
    nothing = unknown(Unit.POINTS, "no")
    lifts = {"retention_12m": lift, "nrr": nothing, "win_rate": nothing}
    sentence = verdict_sentence(coverage, Estimate(0.84, Unit.RATIO, 50), Estimate(0.82, Unit.RATIO, 50), lifts)
    assert sentence.startswith("31 % of your customers are inside the ICP; ")
    assert words in sentence


def test_the_verdict_falls_back_on_the_win_rate():
    nothing = unknown(Unit.POINTS, "no lifetimes")
    lifts = {"retention_12m": nothing, "nrr": nothing, "win_rate": Estimate(0.1, Unit.POINTS, 9, low=0.05, high=0.15)}
    retention = unknown(Unit.RATIO, "no lifetimes")
    sentence = verdict_sentence(Estimate(0.5, Unit.RATIO, 9), retention, retention, lifts)
    assert "their deals are won more often, which is clear" in sentence


def test_what_neither_side_knows_is_said_once():
    nothing = unknown(Unit.RATIO, "there is no revenue")
    assert difference(nothing, nothing).why == "there is no revenue"


def test_nearly_all_is_not_written_as_all():
    lift = Estimate(0.265, Unit.POINTS, 100, low=0.25, high=0.28)
    nothing = unknown(Unit.POINTS, "no")
    lifts = {"retention_12m": lift, "nrr": nothing, "win_rate": nothing}
    inside, outside = Estimate(0.995, Unit.RATIO, 50), Estimate(0.73, Unit.RATIO, 50)
    assert "99.5 % against 73 %" in verdict_sentence(Estimate(0.4, Unit.RATIO, 9), inside, outside, lifts)


def test_dropping_a_criterion_without_which_nobody_can_be_placed_says_so():
    elsewhere = {"column": "elsewhere", "op": "in", "value": ["a"]}
    size, _, software = aligned({**SIZE, "weight": 2}, elsewhere, SOFTWARE).gaps
    assert "Without it too little would be known to place anybody." in size.sentence
    assert "too little" not in software.sentence


def test_an_icp_that_nobody_meets_says_so_and_not_that_lifetimes_are_unknown():
    found = aligned({**SOFTWARE, "value": ["Mining"]})
    assert found.lifts["retention_12m"].why == "inside the ICP: there is no account"
