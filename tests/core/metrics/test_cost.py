"""Cost by quarter and channel, the shift, and what is wrong with a spend file."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from icp_core.dataset import Dataset
from icp_core.metrics import (
    account_table,
    artefacts,
    cost_by_period,
    cost_of_winning,
    cycle_months,
    deal_table,
    new_logos,
    spend_defects,
)

AS_OF = date(2025, 12, 31)


def months(first="2025-01-01", last="2025-12-01"):
    return pd.Series(pd.date_range(first, last, freq="MS")).astype("datetime64[us]")


def spend(channels=("Ads", "Fairs"), amounts=(100.0, 50.0), month=None):
    month = months() if month is None else month
    return pd.concat(
        [pd.DataFrame({"month": month, "channel": c, "amount": a}) for c, a in zip(channels, amounts, strict=True)],
        ignore_index=True,
    )


def world(frame, as_of=AS_OF, n=120, **tables):
    starts = pd.Series(pd.date_range("2025-01-01", "2025-12-30", periods=n).normalize()).astype("datetime64[us]")
    customers = pd.DataFrame(
        {
            "account_id": [f"a{k}" for k in range(n)],
            "start_date": starts,
            "source": np.where(np.arange(n) % 3, "ads", "fairs"),
        }
    )
    return Dataset.of(as_of=as_of, customers=customers, spend=frame, **tables)


def by_quarter(data, shift=0):
    return cost_by_period(data, new_logos(account_table(data), None), shift=shift)


def test_cost_by_quarter_and_channel_adds_up_to_the_whole():
    data = world(spend())
    found = by_quarter(data)
    assert found.channels == ("Ads", "Fairs")
    assert [one.quarter.label for one in found.quarters] == ["2025Q1", "2025Q2", "2025Q3", "2025Q4"]
    assert sum(one.cost.spend for one in found.quarters) == 1800.0
    assert sum(one.cost.logos for one in found.quarters) == 120
    quarter = found.quarters[0].cost
    assert sum(part.n for part in quarter.by_channel.values()) == quarter.logos
    assert len(found.table()) == 12


def test_with_a_shift_the_last_months_of_spend_have_no_customers_yet():
    found = by_quarter(world(spend()), shift=2)
    last = found.quarters[-1].cost.cac
    assert (last.known, last.why) == (False, "spend or customers do not cover the period")
    assert found.quarters[0].cost.cac.window == "spend of 2025-01 to 2025-03, customers 2 months later"


def test_a_shift_backwards_is_the_programmers_error():
    data = world(spend())
    with pytest.raises(ValueError, match="before the money was spent"):
        cost_of_winning(data, new_logos(account_table(data), None), shift=-1)


def test_the_shift_is_the_cycle_of_new_business_not_of_renewals():
    closed = pd.Series([pd.Timestamp("2025-06-30")] * 40).astype("datetime64[us]")
    took = [92] * 10 + [1] * 30
    deals = pd.DataFrame(
        {
            "outcome": "won", "deal_type": ["New"] * 10 + ["Renewal"] * 30, "close_date": closed,
            "created_date": closed - pd.to_timedelta(took, unit="D"),
        }
    )  # fmt: skip
    assert cycle_months(deal_table(Dataset.of(as_of=AS_OF, deals=deals), None)) == 3


def test_without_spend_there_is_no_cost_by_quarter():
    data = Dataset.of(as_of=AS_OF, customers=pd.DataFrame({"account_id": ["a"]}))
    assert by_quarter(data).why == "no spend file: add one with month and amount"
    assert spend_defects(data) == ()


def test_months_that_stand_in_two_files_are_named_with_the_money_counted_twice():
    once = spend()
    again = once[once["month"] >= "2025-11-01"]
    data = world(pd.concat([once, again], ignore_index=True))
    found = spend_defects(data)
    assert [(one.kind, len(one.months)) for one in found] == [("counted twice", 2)]
    assert "2025-11 and 2025-12 stands there more than once" in found[0].sentence
    assert "300 of it" in found[0].sentence
    assert ("counted twice", "spend") in {
        (item.kind, item.where) for item in artefacts(data, account_table(data), None)
    }


def test_two_campaigns_of_one_channel_are_not_two_files():
    frame = pd.concat([spend(), spend(amounts=(30.0, 20.0))], ignore_index=True)
    assert spend_defects(world(frame)) == ()


def test_a_hole_in_the_months_and_a_last_month_cut_short_are_named():
    frame = spend()
    holey = frame[~frame["month"].isin(pd.to_datetime(["2025-04-01", "2025-05-01"]))].reset_index(drop=True)
    holey.loc[holey["month"] == "2025-12-01", "amount"] = 20.0
    found = spend_defects(world(holey, as_of=date(2025, 12, 10)))
    assert [one.kind for one in found] == ["missing months", "partial month"]
    assert "2025-04 and 2025-05" in found[0].sentence
    assert "the data end on 2025-12-10" in found[1].sentence


def test_a_whole_file_has_no_defect():
    assert spend_defects(world(spend())) == ()
