"""The back-test: rings drawn when a year begins, judged by what happened in it."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from icp_core.dataset import Dataset
from icp_core.fit import fit_accounts
from icp_core.fit.back_test import back_test, judged_by
from icp_core.fit.hindsight import as_known_on, hindsight
from icp_core.fit.years import Year, year_of
from icp_core.metrics.accounts import account_table
from icp_core.metrics.deals import deal_table
from icp_core.profile import IcpProfile

AS_OF = date(2025, 12, 31)
EMEA = IcpProfile(criteria=[{"column": "region", "op": "in", "value": ["EMEA"], "mode": "require"}])


def customers(rows):
    """Region, start and day of leaving of each account."""
    frame = pd.DataFrame(rows, columns=["region", "start_date", "churn_date"])
    frame[["start_date", "churn_date"]] = frame[["start_date", "churn_date"]].astype("datetime64[us]")
    return frame.assign(account_id=[f"a{row}" for row in range(len(frame))])


def held(frame, deals=None):
    tables = {"customers": frame} if deals is None else {"customers": frame, "deals": deals}
    data = Dataset.of(as_of=AS_OF, **tables)
    accounts = account_table(data)
    table = deal_table(data, accounts)
    fit_deals = None if table is None else fit_accounts(table.frame, EMEA)
    return back_test(data, accounts, table, fit_accounts(accounts.frame, EMEA), fit_deals)


def test_only_accounts_live_when_the_year_began_are_judged():
    """31 December 2024 is the opening: who came later or had left by then does not count."""
    rows = [("EMEA", "2023-01-01", None)] * 9 + [("EMEA", "2023-01-01", "2025-06-30")]
    rows += [("EMEA", "2025-02-01", None), ("EMEA", "2023-01-01", "2024-06-30")]
    rows += [("LATAM", "2023-01-01", None)] * 10
    found = held(customers(rows))
    assert (found.opening, found.closing) == (date(2024, 12, 31), AS_OF)
    bullseye, outside = found.rings
    assert (bullseye.n, outside.n) == (10, 10)
    assert (bullseye.after["retention"].value, outside.after["retention"].value) == (0.9, 1.0)
    assert found.lifts["retention"].value == pytest.approx(-0.1)


def test_without_start_dates_nobody_can_say_who_was_live():
    frame = pd.DataFrame(
        {
            "account_id": [f"a{row}" for row in range(20)],
            "region": ["EMEA", "LATAM"] * 10,
            "tenure_months": 12.0,
            "churned": pd.array([True, False] * 10, dtype="boolean"),
        }
    )
    found = held(frame)
    assert "no account has a start date" in found.why
    assert "unknown" in found.sentence


def test_a_group_of_fewer_than_eight_accounts_is_unknown():
    found = held(customers([("EMEA", "2023-01-01", None)] * 7 + [("LATAM", "2023-01-01", "2025-03-31")] * 9))
    assert found.rings[0].after["retention"].why == "7 accounts: fewer than 8"


def test_deals_are_taken_by_the_day_of_their_creation_and_decisions_after_the_year_count_as_open():
    frame = customers([("EMEA", "2023-01-01", None)] * 10 + [("LATAM", "2023-01-01", None)] * 10)
    deals = pd.DataFrame(
        {
            "deal_id": [str(row) for row in range(40)],
            "account_id": [f"a{row % 20}" for row in range(40)],
            "outcome": ["won", "lost"] * 20,
            "created_date": pd.to_datetime(["2024-03-01"] * 20 + ["2025-03-01"] * 20),
            "close_date": pd.to_datetime(["2025-02-01"] * 20 + ["2025-05-01"] * 20),
        }
    )
    data = Dataset.of(as_of=AS_OF, customers=frame, deals=deals)
    accounts = account_table(data)
    table = deal_table(data, accounts)
    year = year_of(data, accounts, table, AS_OF)
    before = year_of(data, accounts, table, year.opening)
    assert (year.created.sum(), before.created.sum()) == (20, 20)
    assert set(year.state[year.created]) == {1.0, 2.0}
    assert set(before.state[before.created]) == {0.0}
    assert year.win_rate(year.created).value == pytest.approx(0.5)


def test_a_file_of_won_deals_alone_has_no_win_rate():
    frame = customers([("EMEA", "2023-01-01", None)] * 10 + [("LATAM", "2023-01-01", None)] * 10)
    won = pd.DataFrame(
        {
            "deal_id": [str(row) for row in range(20)],
            "account_id": [f"a{row}" for row in range(20)],
            "outcome": "won",
            "created_date": pd.Timestamp("2025-03-01"),
            "close_date": pd.Timestamp("2025-05-01"),
        }
    )
    found = held(frame, won)
    assert "no deal in this file was lost" in found.lifts["win_rate"].why


def made_year(rng, n, kept):
    """One year of outcomes without dates: who was kept, and what each paid."""
    then = rng.lognormal(6, 1.2, n)
    now = np.where(kept, then * rng.lognormal(0, 0.2, n), 0.0)
    nothing, nobody = np.zeros(0), np.zeros(0, dtype=bool)
    live = np.ones(n, dtype=bool)
    return Year(date(2024, 12, 31), AS_OF, live, kept, "", then, now, "", nothing, nothing, nobody, 180.0, "no deals")


def fitted(rng, n):
    """Rings drawn at random: a score for every account."""
    icp = IcpProfile(criteria=[{"column": "size", "op": ">=", "value": 100, "soft_edge": 1}])
    return fit_accounts(pd.DataFrame({"size": rng.uniform(20, 110, n)}), icp)


def test_rings_that_have_nothing_to_do_with_what_happened_are_called_different_in_few_worlds():
    """At most 5 % of worlds by construction; more than 5 of 40 would happen once in 70 times. See benchmarks/."""
    different = 0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        year = made_year(rng, 300, rng.random(300) < 0.85)
        different += any(row.differs for row in judged_by(year, year, fitted(rng, 300), None).rings)
    assert different <= 5


def test_a_ring_that_is_kept_clearly_more_often_is_called_different():
    rng = np.random.default_rng(1)
    fit = fitted(rng, 1000)
    year = made_year(rng, 1000, rng.random(1000) < np.where(fit.sides[0], 0.95, 0.75))
    found = judged_by(year, year, fit, None)
    assert "the accounts inside did better (retention 9" in found.sentence
    assert any("retention" in row.differs for row in found.rings)


def test_what_is_known_today_is_taken_out_of_the_data_of_a_year_ago():
    frame = customers([("EMEA", "2023-01-01", None), ("EMEA", "2023-01-01", "2025-06-30")])
    data = Dataset.of(as_of=AS_OF, customers=frame.assign(tenure_months=20.0, current_arr=5.0))
    then = as_known_on(data, date(2024, 12, 31))
    assert not {"tenure_months", "current_arr"} & set(then.frame("customers"))
    assert account_table(then).frame["left"].tolist() == [False, False]
    assert "tenure_months" in data.frame("customers")


def test_a_churn_flag_without_a_date_cannot_be_looked_at_a_year_ago():
    frame = pd.DataFrame(
        {
            "account_id": [f"a{row}" for row in range(30)],
            "tenure_months": 12.0,
            "churned": pd.array([True, False] * 15, dtype="boolean"),
        }
    )
    data = Dataset.of(as_of=AS_OF, customers=frame)
    found = hindsight(data, account_table(data), None)
    assert found.test is None
    assert "does not say who was a customer a year ago" in found.why
