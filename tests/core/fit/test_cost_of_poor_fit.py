"""What went into deals outside the ICP is counted by hand, and what the files cannot tell is said."""

from collections.abc import Sequence
from datetime import date

import pandas as pd
import pytest

from icp_core.dataset import Dataset
from icp_core.fit import fit_accounts
from icp_core.fit.cost_of_poor_fit import CostOfPoorFit, cost_of_poor_fit
from icp_core.fit.outcomes import Outcomes
from icp_core.metrics import account_table, deal_table
from icp_core.profile import IcpProfile

ICP = IcpProfile(criteria=[{"column": "industry", "op": "in", "value": ["Software"], "mode": "require"}])
INDUSTRIES = {"in": "Software", "out": "Retail", "unknown": None}
QUARTERS = ("2024-02", "2024-05", "2024-08", "2024-11")  # months in which deals are decided
MONTHS = pd.date_range("2023-01-01", "2024-12-01", freq="MS")


def deals_of(months: Sequence[str] = QUARTERS, **columns: object) -> pd.DataFrame:
    """In each quarter: 1 lost and 1 won deal inside, 3 lost and 1 won outside, 1 lost of an unknown industry."""
    kinds = [("in", "lost"), ("in", "won"), *[("out", "lost")] * 3, ("out", "won"), ("unknown", "lost")]
    rows = [
        {
            "deal_id": f"{month}-{number}",
            "account_id": f"{kind}{number}",
            "outcome": outcome,
            "amount": 100.0 if kind == "in" else 50.0,
            "created_date": f"{month}-05",
            "close_date": f"{month}-{15 if kind == 'in' else 25}",
            "industry": INDUSTRIES[kind],
        }
        for month in months
        for number, (kind, outcome) in enumerate(kinds)
    ]
    frame = pd.DataFrame(rows).assign(**columns)
    return frame.astype({"created_date": "datetime64[us]", "close_date": "datetime64[us]", "industry": "str"})


def customers() -> pd.DataFrame:
    """Ten customers inside, of whom none left; ten outside, of whom four left in 2024."""
    ends = [None] * 10 + ["2024-03-10", "2024-06-10", "2024-09-10", "2024-12-10"] + [None] * 6
    frame = pd.DataFrame({
        "account_id": [f"c{number}" for number in range(20)],
        "industry": ["Software"] * 10 + ["Retail"] * 10,
        "start_date": "2022-01-01",
        "churn_date": ends,
        "current_arr": [200.0] * 10 + [30.0] * 10,
    })  # fmt: skip
    return frame.astype({"start_date": "datetime64[us]", "churn_date": "datetime64[us]"})


def cost(deals: pd.DataFrame | None = None, **tables: pd.DataFrame) -> CostOfPoorFit:
    data = Dataset.of(as_of=date(2024, 12, 31), deals=deals_of() if deals is None else deals, **tables)
    accounts = account_table(data)
    table = deal_table(data, accounts)
    assert table is not None
    own = table.frame[["deal_id", *table.attributes]].rename(columns={"deal_id": "account_id"})
    outcomes = Outcomes.of(data, accounts, table)
    return cost_of_poor_fit(data, outcomes, fit_accounts(accounts.frame, ICP), fit_accounts(own, ICP))


def totals(found: CostOfPoorFit, measure: str, outcome: str) -> tuple[float | None, ...]:
    row = found.effort(measure, outcome)  # type: ignore[arg-type]
    assert row is not None
    return row.inside.value, row.outside.value, row.not_placed.value


def test_deals_value_and_days_are_added_up_apart_and_the_unknown_is_on_neither_side() -> None:
    found = cost()
    assert totals(found, "deals", "lost") == (4, 12, 4)
    assert totals(found, "deals", "won") == (4, 4, 0)
    assert totals(found, "value", "lost") == (400, 600, 200)
    assert totals(found, "days", "lost") == (40, 240, 80)  # 10 days inside, 20 outside
    assert found.window == "deals decided 2024Q1 to 2024Q4"


def test_totals_have_no_interval_and_shares_have_one() -> None:
    for row in cost(deals_of(discount=0.1)).efforts:
        assert (row.outside.low, row.outside.high) == (None, None)
        share = row.share_outside
        assert 0 <= share.low <= share.value <= share.high <= 1
    lost = cost().effort("value", "lost")
    assert lost is not None
    assert lost.share_outside.value == pytest.approx(0.6)  # 600 of the 1,000 that could be placed


def test_deals_decided_before_the_last_four_complete_quarters_do_not_count() -> None:
    old = deals_of().assign(close_date=pd.Timestamp("2023-02-15"), created_date=pd.Timestamp("2023-02-01"))
    both = pd.concat([deals_of(), old.assign(deal_id="old" + old["deal_id"])], ignore_index=True)
    assert totals(cost(both), "deals", "lost") == (4, 12, 4)


def test_discount_comes_from_the_list_price_where_none_is_told() -> None:
    # every won deal at 80 % of its list price: 4 x 25 inside, 4 x 12.50 outside
    found = cost(deals_of(list_price=deals_of()["amount"] / 0.8))
    assert totals(found, "discount", "won") == (pytest.approx(100), pytest.approx(50), 0)
    assert "fewer than 8" in found.discount_outside.why


def test_a_mean_discount_needs_eight_deals_and_then_has_an_interval() -> None:
    months = [f"2024-{month:02}" for month in range(1, 13)]  # twelve deals won outside
    found = cost(deals_of(months, discount=[0.1, 0.3] * 42)).discount_outside
    assert found.value == pytest.approx(0.2)
    assert found.low < 0.2 < found.high


def test_what_no_file_tells_is_unknown_with_its_reason() -> None:
    found = cost(deals_of().drop(columns=["amount"]))
    row = found.effort("value", "lost")
    assert row is not None
    assert not row.outside.known
    assert row.outside.why == "no deal has an amount"
    assert found.spend.why.startswith("no spend file")
    assert not found.left.known


def test_spend_falls_to_deals_outside_at_their_share_with_the_interval_of_that_share() -> None:
    found = cost(spend=pd.DataFrame({"month": MONTHS.astype("datetime64[us]"), "amount": 100.0}))
    assert found.spend_total.value == 1_200
    assert found.spend.value == pytest.approx(1_200 * 16 / 24)  # 16 of 24 placed deals are outside
    assert found.spend.low < found.spend.value < found.spend.high
    assert "if every new deal cost the same" in found.spend.why


def test_customers_outside_that_left_in_the_window_are_counted_with_what_they_paid() -> None:
    found = cost(customers=customers())
    assert (found.left.value, found.revenue_left.value) == (4, 120)
    assert found.left_outside.value >= found.left_inside.value == 0


def test_without_an_icp_or_deals_the_reason_is_said() -> None:
    data = Dataset.of(customers=customers())
    outcomes = Outcomes.of(data, account_table(data), None)
    assert cost_of_poor_fit(data, outcomes, None, None).why == "no ICP is declared"
    fit = fit_accounts(customers(), ICP)
    assert cost_of_poor_fit(data, outcomes, fit, None).why == "there is no deals file"
