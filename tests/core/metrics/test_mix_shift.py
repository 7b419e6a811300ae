"""An average that moves, or stands still, for its mix: named before anything is called a trend."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from icp_core.dataset import Dataset
from icp_core.metrics import Company, account_table, artefacts, deal_table, mix_shift, moved_by_mix
from icp_core.results import Unit

AS_OF = date(2025, 12, 31)
CASES = st.lists(
    st.tuples(st.booleans(), st.sampled_from("abc"), st.sampled_from([0.0, 1.0, 5.0])), min_size=120, max_size=250
)


def cases(rows):
    return pd.DataFrame(rows, columns=["now", "group", "value"])


@settings(deadline=None, max_examples=60)
@given(CASES)
def test_the_parts_add_up_to_the_change_of_the_mean_exactly(rows):
    table = cases(rows)
    found = mix_shift("acv", "size", table, unit=Unit.MONEY)
    if found is None:
        few = table["now"].value_counts().reindex([False, True], fill_value=0).min() < 50
        assert few or table["group"].nunique() < 2
        return
    means = table.groupby("now")["value"].mean()
    assert found.change.value == pytest.approx(means[True] - means[False], abs=1e-12)
    assert found.mix.value + found.rate.value == pytest.approx(found.change.value, abs=1e-12)


def test_a_group_of_one_time_alone_moves_the_average_by_its_share_alone():
    table = cases([(False, "a", 1.0)] * 60 + [(True, "a", 1.0)] * 60 + [(True, "b", 0.0)] * 60)
    found = mix_shift("win_rate", "size", table, unit=Unit.RATIO)
    assert (found.mix.value, found.rate.value, found.grown) == (-0.5, 0.0, "b")


def drawn(rng, now, large, rates):
    """240 deals of a or b, of which a share ``large`` is of a."""
    of_a = rng.random(240) < large
    won = rng.random(240) < np.where(of_a, *rates)
    return pd.DataFrame({"now": now, "group": np.where(of_a, "a", "b"), "value": won.astype(float)})


def test_the_intervals_hold_the_planted_parts_nine_times_in_ten():
    """Shares of 2/3 and 1/3 change places, while the rate of a goes from .50 to .45 and that of b stays at .20."""
    rng, held = np.random.default_rng(4), []
    truths = (-(0.475 - 0.2) / 3, -0.05 / 2)
    for _ in range(400):
        parts = [drawn(rng, False, 2 / 3, (0.5, 0.2)), drawn(rng, True, 1 / 3, (0.45, 0.2))]
        found = mix_shift("win_rate", "size", pd.concat(parts), unit=Unit.RATIO)
        held.append([one.low <= truth <= one.high for one, truth in zip((found.mix, found.rate), truths, strict=True)])
    assert np.mean(held, axis=0) == pytest.approx([0.9, 0.9], abs=0.045)  # three standard errors of 400 runs


def closings(plan):
    """Deals closed evenly over 2024 and 2025: year to sector to (won, lost)."""
    rows = []
    for year, sectors in plan.items():
        for sector, (won, lost) in sectors.items():
            days = pd.date_range(f"{year}-01-01", f"{year}-12-31", periods=won + lost).normalize()
            sides = ["won"] * won + ["lost"] * lost
            order = np.random.default_rng(len(rows)).permutation(won + lost)
            rows += [(sector, sides[place], day) for place, day in zip(order, days, strict=True)]
    frame = pd.DataFrame(rows, columns=["sector", "outcome", "close_date"])
    return frame.assign(close_date=frame["close_date"].astype("datetime64[us]"))


def named(deals):
    data = Dataset.of(as_of=AS_OF, deals=deals)
    accounts = account_table(data)
    table = deal_table(data, accounts)
    said = [item for item in artefacts(data, accounts, table) if item.kind == "another mix"]
    return moved_by_mix(Company(data, accounts, table)), said


def test_a_win_rate_that_falls_for_its_mix_alone_is_named_and_no_trend():
    plan = {2024: {"bank": (180, 120), "shop": (20, 80)}, 2025: {"bank": (60, 40), "shop": (60, 240)}}
    found, said = named(closings(plan))
    assert found[0].of_mix
    assert (found[0].change.value, found[0].rate.value) == pytest.approx((-0.2, 0.0), abs=1e-12)
    assert said[0].where == "closings, win rate by sector"
    assert said[0].sentence == (
        "The win rate fell from 50.0 % (2024Q1 to 2024Q4) to 30.0 % (2025Q1 to 2025Q4), but not because the groups of "
        "sector did: taken together they did not clearly move. Their shares make up 20.0 points of it ('shop' went "
        "from 25 % to 75 % of the closed deals). The mix changed, not how the groups do."
    )


def test_a_win_rate_that_stands_still_while_every_group_falls_is_named_too():
    """Simpson: 50 % in both years, while banks fall from 60 to 52 % and shops from 20 to 10 %."""
    plan = {2024: {"bank": (900, 600), "shop": (100, 400)}, 2025: {"bank": (988, 912), "shop": (10, 90)}}
    found, said = named(closings(plan))
    assert found[0].hidden
    assert "hides what happened: within the groups of sector it went down by" in said[0].sentence


def test_a_win_rate_that_falls_in_every_group_is_a_trend_and_not_named():
    plan = {2024: {"bank": (180, 120), "shop": (90, 210)}, 2025: {"bank": (120, 180), "shop": (60, 240)}}
    assert named(closings(plan)) == ((), [])


def test_a_mix_that_changes_between_groups_that_do_alike_is_not_named():
    plan = {2024: {"bank": (150, 150), "shop": (50, 50)}, 2025: {"bank": (40, 60), "shop": (120, 180)}}
    assert named(closings(plan)) == ((), [])


def test_a_column_that_repeats_the_outcome_explains_nothing():
    deals = closings({2024: {"bank": (180, 120)}, 2025: {"bank": (90, 210)}})
    assert named(deals.assign(stage=deals["outcome"].map({"won": "Closed Won", "lost": "Closed Lost"})))[1] == []


def test_churn_that_falls_because_the_accounts_grow_old_is_named():
    """Nobody joins in 2025: a quarter of the young leaves in each quarter, and 2 % of the old, in both years."""
    rng, rows = np.random.default_rng(2), []
    old = [(pd.Timestamp("2019-03-05"), 0.02)] * 500
    young = [(pd.Timestamp("2023-12-20") + pd.Timedelta(days=int(day)), 0.2) for day in rng.integers(0, 300, 700)]
    for start, rate in [*old, *young]:
        end = pd.NaT
        for quarter in pd.period_range("2024Q1", "2025Q4", freq="Q"):
            age = (quarter.start_time - start).days / 30.4375
            if age > 0 and rng.random() < (rate if age < 12 else 0.02):
                end = quarter.start_time + pd.Timedelta(days=40)
                break
        rows.append((start, end))
    customers = pd.DataFrame(rows, columns=["start_date", "churn_date"]).astype("datetime64[us]")
    data = Dataset.of(as_of=AS_OF, customers=customers.assign(account_id=[f"a{i}" for i in range(len(rows))]))
    found = moved_by_mix(Company(data, account_table(data)))
    assert [(one.metric, one.column, one.of_mix) for one in found] == [("logo_churn", "months as a customer", True)]
