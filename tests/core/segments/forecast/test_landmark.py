from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from icp_core.dataset import Dataset
from icp_core.fit.hindsight import as_known_on
from icp_core.metrics.accounts import Accounts, account_table
from icp_core.metrics.monthly import monthly_revenue
from icp_core.metrics.revenue import account_pairs
from icp_core.segments import find_segments
from icp_core.segments.forecast import landmark
from icp_core.segments.forecast.landmark import as_of_then
from tests.core.segments.forecast.worlds import AS_OF, company

SINCE = date(2024, 12, 31)


def nothing() -> Dataset:
    return Dataset.of(as_of=AS_OF, customers=pd.DataFrame({"account_id": ["x"]}))


def by_industry(then: Accounts) -> pd.Series:
    early = then.frame["industry"].isin(["i0", "i1", "i2", "i3"])
    return pd.Series(np.where(early, "best four", "others"), index=then.frame["account_id"])


def test_groups_made_from_the_outcome_show_a_difference_that_the_next_year_does_not() -> None:
    made, _ = company(1200, 4, signal=False)

    def by_outcome(then: Accounts) -> pd.Series:
        words = np.where(then.frame["tenure"] > 12, "stayed long", "stayed short")
        return pd.Series(words, index=then.frame["account_id"])

    found = landmark(nothing(), made, by_outcome)
    shown = [one.shown.value for one in found.groups if one.shown.known]
    kept = [one.kept.value for one in found.groups]
    assert max(shown) - min(shown) > 0.3 or len(shown) < 2
    assert abs(kept[0] - kept[1]) < 0.12
    assert not found.differ
    assert "They tell what happened, not what comes" in found.sentence


def test_a_lasting_difference_shows_in_the_next_year_too() -> None:
    made, truth = company(1500, 4, signal=True)
    found = landmark(nothing(), made, by_industry)
    assert found.differ
    assert [one.name for one in found.groups] == ["best four", "others"]
    for one in found.groups:
        inside = made.frame["industry"].isin(["i0", "i1", "i2", "i3"]) == (one.name == "best four")
        live = inside & (made.frame["start"] <= pd.Timestamp(SINCE)) & ~(made.frame["end"] <= pd.Timestamp(SINCE))
        assert one.n == int(live.sum())
        assert one.kept.low - 0.03 < truth[live.to_numpy()].mean() < one.kept.high + 0.03
    assert list(found.table()["live_then"]) == [one.n for one in found.groups]


def test_segments_of_a_year_ago_are_followed_by_name() -> None:
    made, _ = company(800, 6, signal=True)
    found = landmark(nothing(), made, lambda then: find_segments(then).labels)
    assert sum(one.n for one in found.groups) <= 800
    assert all(one.kept.known or one.n < 8 for one in found.groups)


def test_an_account_that_left_later_was_live_then_and_one_that_began_later_is_unknown() -> None:
    frame = pd.DataFrame(
        {
            "account_id": ["later", "before", "new", "live"],
            "start": pd.to_datetime(["2023-12-31", "2023-01-01", "2025-03-01", "2022-12-31"]),
            "end": pd.to_datetime(["2025-06-30", "2024-06-30", None, None]),
            "left": pd.array([True, True, False, False], dtype="boolean"),
            "tenure": [18.0, 18.0, 10.0, 36.0],
            "entry": 0.0,
            "arr": [50.0, 60.0, 70.0, 80.0],
            "initial_arr": np.nan,
            "growth": 0.1,
        }
    )
    now = Accounts(frame, AS_OF, (), "churn dates", "", "current_arr", "")
    then, notes = as_of_then(now, SINCE, None)
    seen = then.frame.set_index("account_id")
    assert list(seen.index) == ["later", "before", "live"]
    assert seen["left"].tolist() == [False, True, False]
    assert seen["tenure"].round(1).tolist() == [12.0, 18.0, 24.0]
    assert seen["growth"].isna().all()
    assert any("today's" in note for note in notes)


def test_the_arr_of_then_comes_from_the_revenue_of_then() -> None:
    frame = pd.DataFrame(
        {
            "account_id": ["a"], "start": pd.to_datetime(["2023-01-01"]), "end": pd.to_datetime([None]),
            "left": pd.array([False], dtype="boolean"), "tenure": [36.0], "entry": [0.0], "arr": [9_000.0],
            "initial_arr": [1_000.0], "growth": [0.1],
        }
    )  # fmt: skip
    now = Accounts(frame, AS_OF, (), "churn dates", "", "current_arr", "")
    paid = pd.DataFrame({"account_id": ["a"], "opening": [200.0], "closing": [750.0]})
    assert as_of_then(now, SINCE, paid)[0].frame["arr"].tolist() == [2_400.0]
    assert as_of_then(now, SINCE, None)[0].frame["arr"].tolist() == [1_000.0]


def test_turning_back_the_files_and_turning_back_the_account_table_agree_on_who_was_here_and_what_they_paid() -> None:
    """Decision 0031: where both ways of looking back speak, they must not contradict each other."""
    made, _ = company(300, 7, signal=True)
    began, ended = made.frame["start"].dt.normalize(), made.frame["end"].dt.normalize()
    months = pd.date_range("2021-12-01", "2025-12-01", freq="MS")
    paid = pd.DataFrame(
        {
            "account_id": np.repeat(made.frame["account_id"].to_numpy(), len(months)),
            "month": np.tile(months, len(made.frame)),
            "mrr": 100.0 + np.tile(np.arange(len(months)), len(made.frame)),
            "start": np.repeat(began.to_numpy(), len(months)),
            "end": np.repeat(ended.to_numpy(), len(months)),
        }
    )
    last_day = paid["month"] + pd.offsets.MonthEnd(1)
    paid = paid[(paid["start"] <= last_day) & ~(paid["end"] <= last_day)]
    customers = pd.DataFrame({"account_id": made.frame["account_id"], "start_date": began, "churn_date": ended})
    data = Dataset.of(as_of=AS_OF, customers=customers, revenue=paid[["account_id", "month", "mrr"]])
    now = account_table(data)
    a_year = 12 * (100.0 + list(months).index(pd.Timestamp(SINCE).replace(day=1)))
    files = account_table(as_known_on(data, SINCE)).frame.set_index("account_id")
    table = as_of_then(now, SINCE, account_pairs(monthly_revenue(data), monthly_revenue(data).last))[0].frame
    table = table.set_index("account_id")
    assert set(files.index) == set(table.index)
    files = files.loc[table.index]
    assert files["left"].tolist() == table["left"].tolist()
    assert files["tenure"].tolist() == pytest.approx(table["tenure"].tolist())
    live = ~table["left"].to_numpy(bool)
    assert live.sum() > 100
    assert set(files["arr"][live]) == set(table["arr"][live]) == {a_year}


def test_short_or_undated_data_are_answered_in_words() -> None:
    made, _ = company(400, 1, signal=True)
    young = replace(made, frame=made.frame[made.frame["start"] > pd.Timestamp(SINCE)].reset_index(drop=True))
    assert "no account had started by 2024-12-31" in landmark(nothing(), young, by_industry).sentence
    undated = replace(made, frame=made.frame.assign(start=pd.NaT, end=pd.NaT))
    assert "no dates say when accounts started and left" in landmark(nothing(), undated, by_industry).sentence
    loyal = replace(made, frame=made.frame.assign(left=False, end=pd.NaT))
    assert landmark(nothing(), loyal, by_industry).sentence.startswith("Nobody has left")
    few = replace(made, frame=made.frame.iloc[:40])
    assert "50 are needed" in landmark(nothing(), few, by_industry).sentence
    one = landmark(nothing(), made, lambda then: pd.Series("all", index=then.frame["account_id"]))
    assert one.groups == ()
    assert one.sentence == "What was known a year ago makes one group: there is nothing to follow."


def test_a_group_of_fewer_than_eight_live_accounts_gets_no_number() -> None:
    made, _ = company(400, 1, signal=True)

    def groups(then: Accounts) -> pd.Series:
        return pd.Series(["few"] * 5 + ["many"] * (len(then.frame) - 5), index=then.frame["account_id"])

    found = landmark(nothing(), made, groups)
    few = next(one for one in found.groups if one.name == "few")
    assert not few.kept.known
    assert "Too few accounts" in found.sentence
    assert found.p is None


def test_what_the_year_brought_is_paid_and_left_after_the_landmark_only() -> None:
    made, _ = company(600, 9, signal=True)
    revenue = pd.DataFrame(
        {
            "account_id": np.repeat(made.frame["account_id"].to_numpy(), 13),
            "month": np.tile(pd.date_range("2024-12-01", periods=13, freq="MS"), len(made.frame)),
        }
    )
    dates = revenue.merge(made.frame[["account_id", "start", "end"]], on="account_id")
    paid = dates[(dates["start"] < dates["month"]) & ~(dates["end"] < dates["month"] + pd.DateOffset(months=1))]
    data = Dataset.of(as_of=AS_OF, revenue=paid[["account_id", "month"]].assign(mrr=100.0))
    found = landmark(data, made, by_industry)
    assert found.since == SINCE
    for one in found.groups:
        assert one.nrr.value == pytest.approx(one.kept.value, abs=0.05)  # one price: revenue kept is accounts kept
