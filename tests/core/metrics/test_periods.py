from datetime import date

import pandas as pd
import pytest

from icp_core.dataset import Dataset
from icp_core.metrics import account_table, artefacts, deal_table, period_rows, quarters
from icp_core.metrics.quarter import Span, merged


def labels(found):
    return {quarter.label: quarter.complete for quarter in found}


def test_a_quarter_covered_from_its_first_month_to_its_end_is_complete():
    found = quarters(date(2025, 1, 20), date(2025, 6, 30), as_of=date(2025, 6, 30))
    assert labels(found) == {"2025Q1": True, "2025Q2": True}


def test_a_source_that_begins_inside_a_quarter_makes_it_incomplete():
    found = quarters(date(2017, 3, 1), date(2017, 12, 31), as_of=date(2017, 12, 31), name="closings")
    assert (found[0].complete, found[0].why) == (False, "closings begin on 2017-03-01")


def test_a_source_that_stops_before_the_data_do_makes_its_last_quarter_incomplete():
    found = quarters(date(2024, 1, 1), date(2024, 4, 20), as_of=date(2025, 12, 31), name="leads")
    assert found[-1].why == "leads stop on 2024-04-20"


def test_the_quarter_in_which_the_data_end_is_incomplete():
    found = quarters(date(2025, 1, 1), date(2025, 5, 30), as_of=date(2025, 5, 31))
    assert found[-1].why == "the data end on 2025-05-31, before the quarter does"


def test_the_last_event_of_a_complete_quarter_may_be_three_days_old():
    assert quarters(date(2024, 10, 1), date(2024, 12, 30), as_of=date(2024, 12, 30))[0].complete
    assert not quarters(date(2024, 10, 1), date(2024, 12, 27), as_of=date(2024, 12, 27))[0].complete


def test_a_rare_event_may_be_silent_for_longer():
    sparse = Span.of("wins", pd.Series(pd.to_datetime(["2024-02-20", "2024-05-01", "2024-11-10"])))
    assert sparse.silence > 300


def test_quarters_of_several_sources_are_joined_and_all_must_cover():
    wide, late = (
        Span("starts", date(2025, 1, 1), date(2025, 6, 30)),
        Span("closings", date(2025, 3, 1), date(2025, 6, 30)),
    )
    found, reasons = merged([wide, late], as_of=date(2025, 6, 30))
    assert labels(found) == {"2025Q1": False, "2025Q2": True}
    assert reasons["starts"]["2025Q1"] == ""


def test_a_source_cannot_end_before_it_begins():
    with pytest.raises(ValueError, match="cannot end"):
        quarters(date(2025, 2, 1), date(2025, 1, 1), as_of=date(2025, 3, 1))


def daily(first, last):
    return pd.Series(pd.date_range(first, last, freq="D")).astype("datetime64[us]")


def world(starts, as_of=date(2025, 6, 30), deals=None, **tables):
    ids = [f"A{number}" for number in range(len(starts))]
    customers = pd.DataFrame(
        {"account_id": ids, "start_date": starts, "churned": pd.Series([False] * len(ids), dtype="boolean")}
    )
    data = Dataset.of(as_of=as_of, customers=customers, **({"deals": deals} if deals is not None else {}), **tables)
    accounts = account_table(data)
    return data, accounts, deal_table(data, accounts)


def test_new_customers_are_counted_by_quarter_with_a_poisson_interval():
    rows = period_rows(*world(daily("2025-01-01", "2025-06-30")))
    logos = [row.metrics["new_logos"] for row in rows]
    assert [estimate.value for estimate in logos] == [90.0, 91.0]
    assert logos[0].low < 90 < logos[0].high


def test_a_period_row_holds_only_what_the_tables_allow():
    rows = period_rows(*world(daily("2025-01-01", "2025-06-30")))
    assert set(rows[0].metrics) == {"new_logos", "logo_churn"}


def test_a_metric_whose_source_covers_a_quarter_in_part_says_so():
    closed = daily("2025-03-01", "2025-06-30")
    deals = pd.DataFrame({"outcome": "won", "close_date": closed, "created_date": closed})
    deals.loc[::2, "outcome"] = "lost"
    rows = period_rows(*world(daily("2025-01-01", "2025-06-30"), deals=deals))
    assert rows[0].metrics["win_rate"].why == "closings begin on 2025-03-01"
    assert rows[0].metrics["new_logos"].why == ""
    assert not rows[0].quarter.complete


def test_a_day_with_a_bulk_entry_is_a_spike():
    starts = pd.concat(
        [daily("2025-01-01", "2025-06-30"), pd.Series([pd.Timestamp("2025-05-05")] * 40)], ignore_index=True
    )
    found = artefacts(*world(starts.astype("datetime64[us]")))
    assert [item.kind for item in found] == ["spike"]
    assert found[0].sentence.startswith("41 of 221 new customers fall on 2025-05-05")


def test_growth_without_a_bulk_entry_is_no_spike():
    starts = pd.concat([daily("2025-01-01", "2025-06-30")] + [daily("2025-04-01", "2025-06-30")] * 3, ignore_index=True)
    assert artefacts(*world(starts)) == ()


def test_a_source_that_stops_early_is_named():
    found = artefacts(*world(daily("2025-01-01", "2025-03-31"), as_of=date(2025, 9, 30)))
    assert [(item.kind, item.where) for item in found] == [("source stops", "new customers")]


def test_leads_that_stop_while_spending_goes_on_are_named():
    months = pd.Series(pd.date_range("2025-01-01", "2025-06-01", freq="MS")).astype("datetime64[us]")
    spend = pd.DataFrame({"month": months, "amount": 10.0, "leads": [5.0, 5.0, 5.0, 0.0, 0.0, 0.0]})
    found = artefacts(*world(daily("2025-01-01", "2025-06-30"), spend=spend))
    assert [item.where for item in found] == ["leads"]


def test_late_entry_is_named():
    months = pd.Series(pd.date_range("2025-01-01", "2025-06-01", freq="MS")).astype("datetime64[us]")
    revenue = pd.DataFrame({"account_id": "A0", "month": months, "mrr": 5.0})
    customers = pd.DataFrame({"account_id": ["A0"], "start_date": [pd.Timestamp("2020-01-01")]})
    data = Dataset.of(as_of=date(2025, 6, 30), customers=customers, revenue=revenue)
    found = artefacts(data, account_table(data), None)
    assert "late entry" in {item.kind for item in found}


def test_a_source_dated_by_day_that_begins_three_weeks_into_a_quarter_covers_it_only_in_part():
    """Maven's deals begin on 2016-10-20, four a day: 2016Q4 passed for complete, a fifth short."""
    every_day = pd.Series(pd.date_range("2016-10-20", "2017-03-31"))
    span = Span.of("deal creations", every_day)
    found = quarters(span.first, span.last, as_of=date(2017, 3, 31), name=span.name, silence=span.silence)
    assert found[0].why == "deal creations begin on 2016-10-20"
    assert found[1].complete


def test_a_source_dated_by_month_covers_the_quarter_of_its_last_month():
    monthly = pd.Series(pd.date_range("2017-01-01", "2017-06-01", freq="MS"))
    span = Span.of("months", monthly)
    found = quarters(span.first, span.last, as_of=date(2017, 6, 30), name=span.name, silence=span.silence)
    assert [quarter.complete for quarter in found] == [True, True]
