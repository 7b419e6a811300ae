"""Drift is measured from what is there, and what is missing is said with its reason."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from icp_core.dataset import Dataset
from icp_core.drift import Drift
from icp_core.results import Unit
from tests.core.drift.planted import AS_OF, Company, World

STEP = {"share": np.r_[np.full(8, 0.6), np.full(4, 0.3)]}


@pytest.fixture(scope="module")
def steady() -> World:
    return Company(60).world(1)


@pytest.fixture(scope="module")
def stepped() -> World:
    return Company(80, STEP).world(1)


@pytest.fixture(scope="module")
def drift(stepped: World) -> Drift:
    return stepped.measure()


def test_a_planted_step_is_drifting_and_says_so_in_plain_words(drift: Drift) -> None:
    assert drift.verdict == "drifting"
    assert drift.sentence.startswith("Drifting: the share of new pipeline inside your ICP fell from 6")
    assert "comparing 2021Q1 to 2021Q4 with 2023Q1 to 2023Q4" in drift.sentence
    assert drift.onset is not None
    assert drift.onset.period in {"2022-12", "2023-01", "2023-02"}
    assert drift.dials["who"].value > 40


def test_the_range_begins_at_the_index_itself(drift: Drift) -> None:
    assert drift.index.unit is Unit.INDEX
    assert drift.index.low == drift.index.value <= drift.index.high <= 100


def test_selling_to_others_is_mix_and_not_rate(drift: Drift) -> None:
    win = drift.decomposition[0]

    assert win.mix.unit is Unit.POINTS
    assert win.mix.high < 0  # inside wins 30 %, outside 15 %: 30 points less inside cost 4.5 points
    assert win.mix.low < -0.045 < win.mix.high
    assert win.rate.low < 0 < win.rate.high
    for split in drift.decomposition:
        assert split.mix.value + split.rate.value == pytest.approx(split.change.value)


def test_the_six_components_carry_values_of_both_windows(drift: Drift) -> None:
    names = [component.name for component in drift.components]
    pipeline = drift.component("pipeline_fit")

    assert names == ["pipeline_fit", "new_logo_fit", "win_rate", "cycle", "early_churn", "nrr"]
    assert (pipeline.baseline.low, pipeline.recent.high) > (0.55, 0.30)
    assert pipeline.verdict == "clear"
    assert pipeline.leading
    assert not drift.component("nrr").leading
    assert all(component.sentence.endswith(".") for component in drift.components)


def test_the_pipeline_component_counts_the_deals_created_in_each_window(stepped: World, drift: Drift) -> None:
    created = stepped.deals.frame["created"]
    for window, year in (
        (drift.component("pipeline_fit").baseline, 2021),
        (drift.component("pipeline_fit").recent, 2023),
    ):
        deals = stepped.inside_deals[(created.dt.year == year).to_numpy()]
        assert window.n == len(deals)
        assert window.value == pytest.approx(deals.mean())


def test_baseline_and_recent_are_equally_censored_so_a_steady_company_keeps_its_win_rate(steady: World) -> None:
    win = steady.measure().component("win_rate")

    assert win.adverse.low < 0 < win.adverse.high


def test_incomplete_periods_do_not_change_the_verdict() -> None:
    full = Company(60, STEP).world(2)
    cut = Company(60, STEP).world(2, as_of=date(2023, 12, 31))
    later = replace(cut, data=replace(cut.data, as_of=date(2024, 2, 10)))
    flood = later.deals.frame.tail(400).assign(created=pd.Timestamp("2024-02-01"), closed=pd.NaT, outcome="open")
    flood["deal_id"] = [f"x{number}" for number in range(400)]
    frame = pd.concat([later.deals.frame, flood.astype({"closed": "datetime64[us]"})], ignore_index=True)
    outside = pd.Series(False, flood["deal_id"], dtype="boolean")
    changed = {
        "deals": replace(later.deals, frame=frame, as_of=date(2024, 2, 10)),
        "accounts": replace(later.accounts, as_of=date(2024, 2, 10)),
        "inside_deals": pd.concat([later.inside_deals, outside]),
    }

    before, after = full.measure(), later.measure(**changed)

    assert after.recent_window == before.recent_window
    assert after.verdict == before.verdict
    assert after.index.value == pytest.approx(before.index.value)
    newest = after.series[after.series["quarter"] == "2024Q1"]
    assert len(newest) == 6
    assert not newest["complete"].any()


def test_without_an_icp_the_how_dial_still_stands_and_fit_names_the_reason(steady: World) -> None:
    drift = steady.measure(inside_accounts=None, inside_deals=None)

    assert drift.component("pipeline_fit").adverse.why == "no ICP is declared"
    assert not drift.dials["who"].known
    assert drift.dials["how"].known
    assert drift.onset_why == "no ICP is declared"
    assert drift.decomposition[0].why == "no ICP is declared"


def test_too_short_a_file_is_not_enough_data_and_names_the_quarters(steady: World) -> None:
    late = steady.deals.frame["created"] >= "2022-06-01"
    few = steady.accounts.frame["start"] >= "2022-06-01"
    drift = steady.measure(
        deals=replace(steady.deals, frame=steady.deals.frame[late].reset_index(drop=True)),
        accounts=replace(steady.accounts, frame=steady.accounts.frame[few].reset_index(drop=True)),
    )

    assert drift.verdict == "not enough data"
    assert drift.sentence.startswith("Not enough data: 6 complete quarters can be compared, 8 are needed")
    assert not drift.index.known
    assert len(drift.components) == 6
    assert not drift.series.empty


def test_under_ten_new_customers_a_quarter_the_components_still_show_as_plain_numbers() -> None:
    drift = Company(6, STEP).world(1).measure()

    assert drift.verdict == "not enough data"
    assert "40 are needed (10 a quarter)" in drift.why
    assert not drift.index.known
    assert drift.component("pipeline_fit").baseline.known


def test_no_dates_at_all_is_not_enough_data(steady: World) -> None:
    frame = steady.accounts.frame.assign(start=pd.NaT, end=pd.NaT).astype(
        {"start": "datetime64[us]", "end": "datetime64[us]"}
    )
    drift = steady.measure(
        deals=None,
        inside_deals=None,
        accounts=replace(steady.accounts, frame=frame, lifetimes_from="churn flag and tenure"),
    )

    assert drift.verdict == "not enough data"
    assert "no file says when deals were created or customers started" in drift.why
    assert drift.series.empty


def test_without_revenue_nrr_says_which_file_to_add(steady: World) -> None:
    drift = steady.measure(data=Dataset.of(as_of=AS_OF))

    assert drift.component("nrr").adverse.why == "no revenue by month: add a revenue or a subscriptions file"
    assert drift.component("nrr").verdict == "not enough data"
    assert drift.index.known


def test_customers_alone_give_fit_and_churn_but_no_index(stepped: World) -> None:
    drift = stepped.measure(data=Dataset.of(as_of=AS_OF), deals=None, inside_deals=None)

    assert drift.component("win_rate").adverse.why == "there is no deals file"
    assert drift.index.why == "only 40 % of the parts (by weight) could be measured, 45 % is needed"
    assert drift.dials["who"].value >= 15
    assert drift.verdict == "early signs"
    assert drift.onset is not None


def test_deals_alone_take_won_deals_as_new_customers(stepped: World) -> None:
    drift = stepped.measure(data=Dataset.of(as_of=AS_OF), accounts=None, inside_accounts=None)

    assert drift.component("new_logo_fit").baseline.known
    assert drift.component("early_churn").adverse.why == "no customer has a start date"
    assert drift.verdict in ("drifting", "early signs")


def test_accounts_of_unknown_lifetime_are_left_out_of_churn_and_said_so(steady: World) -> None:
    frame = steady.accounts.frame.assign(left=pd.array([pd.NA] * len(steady.accounts.frame), dtype="boolean"))
    unknown_lives = replace(steady.accounts, frame=frame, lifetimes_from="", why_no_lifetimes="no churn date")

    assert steady.measure(accounts=unknown_lives).component("early_churn").adverse.why == "no churn date"


def test_unknown_fit_is_left_out_of_the_share_and_mentioned(stepped: World) -> None:
    half = stepped.inside_deals.copy()
    half.iloc[::2] = pd.NA
    pipeline = stepped.measure(inside_deals=half).component("pipeline_fit")

    assert 0.25 < pipeline.recent.value < 0.36
    assert pipeline.recent.why.startswith("the fit is known for ")


def test_row_order_does_not_matter(stepped: World, drift: Drift) -> None:
    shuffled = stepped.deals.frame.sample(frac=1, random_state=3).reset_index(drop=True)
    again = stepped.measure(deals=replace(stepped.deals, frame=shuffled))

    assert again.index.value == pytest.approx(drift.index.value)
    assert again.onset == drift.onset


def test_a_cohort_too_young_has_no_value_in_the_series(drift: Drift) -> None:
    series = drift.series.set_index(["quarter", "name"])

    assert series.loc[("2023Q4", "pipeline_fit"), "complete"]
    for name, last_known in (("win_rate", "2023Q2"), ("cycle", "2023Q1"), ("early_churn", "2022Q4")):
        after = series.xs(name, level="name").loc[last_known:]
        assert np.isfinite(after["value"].iloc[0])
        assert after["value"].iloc[1:].isna().all()
        assert not after["complete"].iloc[1:].any()
