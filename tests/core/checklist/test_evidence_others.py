from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from icp_core.checklist import SYMPTOMS, evidence_for
from icp_core.checklist.evidence_leaders import icp_stale, no_shared_icp
from icp_core.checklist.evidence_marketing import few_references, launches_fall_flat, leads_up_quality_flat
from icp_core.checklist.evidence_product import promise_gap, releases_slip
from icp_core.metrics import Quarter, period_rows
from icp_core.profile import IcpProfile
from icp_core.results import Estimate, Unit
from tests.core.checklist.conftest import AS_OF, deals_closed

SOFTWARE = IcpProfile(
    name="Software", criteria=[{"column": "industry", "op": "in", "value": ["Software"], "mode": "require"}]
)
RETAIL = IcpProfile(
    name="Retail", criteria=[{"column": "industry", "op": "in", "value": ["Retail"], "mode": "require"}]
)


def customers(count, *, started="2023-01-01", industry="Software"):
    """Live customers, and one more that left: without it no file would say who is live."""
    when = "datetime64[us]"
    return pd.DataFrame(
        {
            "account_id": [f"a{place}" for place in range(count)] + ["gone"],
            "start_date": pd.Series(pd.to_datetime([started] * count + ["2022-01-01"])).astype(when),
            "churn_date": pd.Series(pd.to_datetime([None] * count + ["2023-06-01"])).astype(when),
            "industry": industry,
        }
    )


@pytest.mark.parametrize(("count", "verdict"), [(2, "present"), (3, "absent")])
def test_three_references_are_enough(measured, count, verdict):
    found = few_references(measured(tables={"customers": customers(count)}, profiles=(SOFTWARE,)))
    assert (found.verdict, found.estimate.value) == (verdict, float(count))


@pytest.mark.parametrize("changed", [{"started": "2025-06-01"}, {"industry": "Retail"}])
def test_young_customers_and_those_outside_the_icp_are_no_references(measured, changed):
    found = few_references(measured(tables={"customers": customers(5, **changed)}, profiles=(SOFTWARE,)))
    assert (found.verdict, found.estimate.value) == ("present", 0.0)


def test_an_unhappy_customer_is_no_reference_and_the_newest_answer_counts(measured):
    when = pd.to_datetime(["2025-01-01", "2025-06-01", "2025-01-01"]).astype("datetime64[us]")
    feedback = pd.DataFrame({"account_id": ["a0", "a0", "a1"], "date": when, "nps": [10.0, 6.0, 9.0]})
    tables = {"customers": customers(4), "feedback": feedback}
    assert few_references(measured(tables=tables, profiles=(SOFTWARE,))).estimate.value == 3.0


def test_an_answer_given_after_the_last_day_does_not_count(measured):
    when = pd.to_datetime(["2025-06-01", "2026-06-01"]).astype("datetime64[us]")
    feedback = pd.DataFrame({"account_id": ["a0", "a0"], "date": when, "nps": [10.0, 2.0]})
    tables = {"customers": customers(4), "feedback": feedback}
    assert few_references(measured(tables=tables, profiles=(SOFTWARE,))).estimate.value == 4.0


def test_an_account_without_industry_is_not_judged_rather_than_ruled_out(measured):
    frame = customers(4)
    frame["industry"] = ["Software", "Software", None, None, None]
    found = few_references(measured(tables={"customers": frame}, profiles=(SOFTWARE,)))
    assert (found.verdict, found.estimate.value) == ("unclear", 2.0)


def launch_on(*days):
    when = pd.to_datetime(list(days)).astype("datetime64[us]")
    return pd.DataFrame({"date": when, "title": "Launch", "event_type": "launch"})


@pytest.mark.parametrize(("after", "verdict"), [(1, "present"), (4, "absent")])
def test_a_launch_is_judged_by_the_deals_created_after_it(measured, after, verdict):
    """Deals are created 30 days before they close, so closings stand 30 days later here."""
    days = [date(2025, 1, 1) + timedelta(days=place % 90) for place in range(900)]
    days += [date(2025, 4, 1) + timedelta(days=place % 90) for place in range(900 * after)]
    closed = [day + timedelta(days=30) for day in days]
    tables = {"deals": deals_closed(closed), "events": launch_on("2025-04-01")}
    found = launches_fall_flat(measured(tables=tables))
    assert (found.verdict, found.estimate.value) == (verdict, float(after))


def test_a_launch_less_than_ninety_days_ago_cannot_be_judged_yet(measured):
    days = [date(2025, 1, 1) + timedelta(days=place) for place in range(360)]
    tables = {"deals": deals_closed(days), "events": launch_on("2025-11-15")}
    assert launches_fall_flat(measured(tables=tables)).verdict == "no data"


def spend(before, after):
    months = pd.period_range("2024-01", "2025-12", freq="M").to_timestamp().astype("datetime64[us]")
    return pd.DataFrame({"month": months, "amount": [float(before)] * 12 + [float(after)] * 12})


class Pipeline:
    """The only part of an alignment that is asked for here."""

    def __init__(self, then, now, n):
        shares = [then] * 4 + [now] * 4
        periods = pd.period_range("2024Q1", "2025Q4", freq="Q")
        self.by_quarter = tuple(
            (Quarter(str(p), p.start_time.date(), p.end_time.date(), complete=True), None, Estimate(s, Unit.RATIO, n))
            for p, s in zip(periods, shares, strict=True)
        )


@pytest.mark.parametrize(
    ("spent", "fit", "verdict"), [(200, 0.50, "present"), (200, 0.70, "absent"), (105, 0.50, "absent")]
)
def test_more_spend_without_a_better_pipeline_is_present(measured, spent, fit, verdict):
    found = leads_up_quality_flat(measured(tables={"spend": spend(100, spent)}, alignment=Pipeline(0.5, fit, 500)))
    assert found.verdict == verdict


def test_too_few_deals_cannot_tell_whether_the_pipeline_got_better(measured):
    found = leads_up_quality_flat(measured(tables={"spend": spend(100, 200)}, alignment=Pipeline(0.5, 0.52, 20)))
    assert found.verdict == "unclear"


def releases(slips):
    planned = pd.Series(pd.date_range("2025-01-15", periods=len(slips), freq="30D")).astype("datetime64[us]")
    actual = planned + pd.to_timedelta(pd.Series([np.nan if s is None else s for s in slips]), unit="D")
    return pd.DataFrame(
        {"release": [f"r{i}" for i in range(len(slips))], "planned_date": planned, "actual_date": actual}
    )


@pytest.mark.parametrize(
    ("slips", "verdict"), [([30] * 9 + [0], "present"), ([0] * 10, "absent"), ([30] * 3 + [0] * 7, "unclear")]
)
def test_late_releases_are_counted_against_a_third(measured, slips, verdict):
    assert releases_slip(measured(tables={"releases": releases(slips)})).verdict == verdict


def test_a_release_that_never_came_is_late_and_one_not_yet_due_does_not_count(measured):
    found = releases_slip(
        measured(as_of=date(2025, 6, 20), tables={"releases": releases([None, 0, 0, 0, 0, None, None])})
    )
    assert (found.estimate.value, found.estimate.n) == (pytest.approx(1 / 5), 5)


def test_lost_deals_that_name_a_missing_capability_are_compared_with_the_year_before(measured):
    days = [date(2024, 1, 1) + timedelta(days=place) for place in range(730)]
    deals = deals_closed(days, "lost")
    late = deals["close_date"] >= "2025-01-01"
    deals["loss_reason"] = np.where(late & (deals.index % 2 == 0), "Missing feature", "Price")
    found = promise_gap(measured(tables={"deals": deals}))
    assert found.verdict == "present"
    assert found.estimate.value == pytest.approx(0.5, abs=0.01)


def test_an_icp_is_stale_a_year_after_its_latest_review(measured):
    old, new = (SOFTWARE.model_copy(update={"reviewed": day}) for day in (date(2023, 1, 1), date(2024, 12, 30)))
    found = icp_stale(measured(profiles=(old, new)))
    assert (found.verdict, found.estimate.value) == ("present", 366.0)
    assert icp_stale(measured(as_of=date(2025, 12, 30), profiles=(old, new))).verdict == "absent"


def test_an_icp_without_a_review_date_is_unclear(measured):
    found = icp_stale(measured(profiles=(SOFTWARE,)))
    assert (found.verdict, found.estimate) == ("unclear", None)
    assert found.why.startswith("No review date is recorded.")


def test_two_icps_that_pick_other_accounts_are_not_shared(measured):
    frame = customers(40)
    frame["industry"] = ["Software", "Retail"] * 20 + [None]
    found = no_shared_icp(measured(tables={"customers": frame}, profiles=(SOFTWARE, RETAIL)))
    assert (found.verdict, found.estimate.value, found.estimate.n) == ("present", 0.0, 40)


def test_two_icps_that_pick_the_same_accounts_are_shared(measured):
    twin = SOFTWARE.model_copy(update={"name": "Twin"})
    found = no_shared_icp(measured(tables={"customers": customers(40)}, profiles=(SOFTWARE, twin)))
    assert (found.verdict, found.estimate.value) == ("absent", 1.0)


def test_two_icps_of_which_too_few_customers_tell_are_unclear(measured):
    frame = customers(40)
    frame["industry"] = (["Software", "Retail"] * 7 + ["Health"] * 27)[: len(frame)]
    assert no_shared_icp(measured(tables={"customers": frame}, profiles=(SOFTWARE, RETAIL))).verdict == "unclear"


def test_two_icps_that_pick_hardly_anybody_are_not_compared(measured):
    frame = customers(40)
    frame["industry"] = (["Retail"] * 3 + ["Health"] * 40)[: len(frame)]
    twin = RETAIL.model_copy(update={"name": "Twin"})
    assert no_shared_icp(measured(tables={"customers": frame}, profiles=(RETAIL, twin))).verdict == "no data"


def test_a_third_icp_whose_accounts_cannot_be_placed_leaves_it_open(measured):
    blind = {"column": "plan_type", "op": "in", "value": ["x"], "mode": "require"}
    blind = IcpProfile(name="Blind", criteria=[blind])
    twin = SOFTWARE.model_copy(update={"name": "Twin"})
    found = no_shared_icp(measured(tables={"customers": customers(40)}, profiles=(SOFTWARE, twin, blind)))
    assert (found.verdict, found.estimate) == ("unclear", None)
    assert "together pick 0 accounts that both can place" in found.why


def test_one_icp_cannot_disagree(measured):
    assert no_shared_icp(measured(profiles=(SOFTWARE,))).why.startswith("One ICP is declared.")


def test_without_any_file_nothing_is_present_and_every_symptom_says_why(measured):
    found = evidence_for(measured())
    assert list(found) == [symptom.id for symptom in SYMPTOMS]
    assert {evidence.verdict for evidence in found.values()} == {"no data", "people only"}
    assert all(evidence.why for evidence in found.values())


def test_every_symptom_is_answered_from_real_tables(measured):
    days = [date(2024, 1, 1) + timedelta(days=place) for place in range(660)]
    frame = customers(659)
    frame["start_date"] = pd.Series(pd.to_datetime(days)).astype("datetime64[us]")
    frame["churn_date"] = frame["churn_date"].where(frame["churn_date"].isna(), pd.Timestamp("2025-12-01"))
    deals = deals_closed(days).assign(account_id=frame["account_id"])
    bare = measured(tables={"customers": frame, "deals": deals, "spend": spend(1000, 1000)}, profiles=(SOFTWARE,))
    found = evidence_for(measured(
        tables={"customers": frame, "deals": deals, "spend": spend(1000, 1000)},
        profiles=(SOFTWARE,),
        periods=period_rows(bare.data, bare.accounts, bare.deals),
    ))  # fmt: skip
    verdicts = {
        name: found[name].verdict for name in ("quarter_end_rush", "few_references", "icp_stale", "new_logos_falling")
    }
    assert verdicts == {
        "quarter_end_rush": "absent",
        "few_references": "absent",
        "icp_stale": "unclear",
        "new_logos_falling": "no data",  # seven complete quarters
    }
    assert found["new_logos_falling"].why.startswith("7 complete quarters")
    assert AS_OF.isoformat() in found["few_references"].why
