"""A column that only repeats who left is no kind of customer: it is left out of what compares who stays, and named."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from icp_core.dataset import Dataset
from icp_core.metrics import (
    SEGMENT,
    Company,
    account_table,
    breakdown,
    breakdowns,
    headline,
    left_out_of_breakdowns,
    left_out_of_retention,
    metrics_beside,
    moved_by_mix,
    retention_groups,
    why_no_groups,
)
from icp_core.metrics.afterwards import repeats_staying, staying
from icp_core.metrics.ground_of_accounts import OF_STAYING
from icp_core.traits.screen import screen

AS_OF = date(2025, 12, 31)
N = 400
RNG = np.random.default_rng(7)
PLAN = RNG.choice(["Basic", "Pro"], N)
LEFT = RNG.random(N) < np.where(PLAN == "Basic", 0.9, 0.1)  # a strong trait, and honest
TYPE = np.where(LEFT, "Former Customer", "Customer")
WHY = np.where(LEFT, RNG.choice(["Price", "Product"], N), None)


def customers(**columns) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "account_id": [f"a{number}" for number in range(N)],
            "tenure_months": np.where(LEFT, np.random.default_rng(1).integers(1, 30, N), 36).astype(float),
            "churned": pd.array(LEFT, dtype="boolean"),
            "current_arr": np.random.default_rng(2).lognormal(9, 0.5, N),
            "plan": PLAN,
            "region": np.random.default_rng(3).choice(["North", "South", "West"], N),
            **columns,
        }
    )


def accounts(**columns):
    return account_table(Dataset.of(as_of=AS_OF, customers=customers(**columns)))


def company(**columns) -> Company:
    data = Dataset.of(as_of=AS_OF, customers=customers(**columns))
    return Company(data, account_table(data))


def test_a_label_that_says_who_left_is_in_no_comparison_and_takes_no_place_in_the_correction():
    found = {one.column: one for one in retention_groups(accounts(Type=TYPE))}
    without = {one.column: one for one in retention_groups(accounts())}
    assert set(found) == {"plan", "region"}
    assert {name: one.p for name, one in found.items()} == {name: one.p for name, one in without.items()}
    assert found["plan"].clear


def test_the_columns_left_out_are_named_in_one_sentence_with_their_reasons():
    table = accounts(Type=TYPE, lost_for=WHY, status=TYPE == "Customer", last_login=RNG.choice(["May", "June"], N))
    assert left_out_of_retention(table) == (
        "Type and status are left out: it repeats who left; lost for is left out: filled only for accounts that left, "
        "so it is known only afterwards; last login is left out: its name says that it is known only afterwards."
    )
    assert left_out_of_retention(accounts()) == ""


def test_a_column_that_would_not_be_compared_anyhow_is_not_named():
    assert left_out_of_retention(accounts(churn_note=["same"] * N)) == ""


def test_where_nothing_else_describes_the_accounts_the_reason_is_said():
    table = account_table(Dataset.of(as_of=AS_OF, customers=customers(Type=TYPE).drop(columns=["plan", "region"])))
    assert retention_groups(table) == ()
    assert why_no_groups(table) == "Type is left out: it repeats who left"


@pytest.mark.parametrize("metric", OF_STAYING)
def test_no_number_of_who_stays_is_broken_down_by_it(metric):
    of = company(Type=TYPE)
    assert breakdown(of, metric, "Type").why == "Type is left out: it repeats who left"
    assert "Type" not in {one.column for one in breakdowns(of, metric)}
    assert [one.tests for one in breakdowns(of, metric)] == [one.tests for one in breakdowns(company(), metric)]
    assert left_out_of_breakdowns(of, metric) == "Type is left out: it repeats who left."


def test_other_numbers_name_nothing_as_left_out():
    assert left_out_of_breakdowns(company(Type=TYPE), "win_rate") == ""


def test_the_headline_numbers_are_not_broken_down_by_it_either():
    of = company(Type=TYPE)
    found = headline(of.data, of.accounts, None)
    for name in ("retention_12m", "retention_24m", "rmst_36m", "ltv"):
        assert set(found[name].by) == {"plan", "region"}


def test_segments_stand_beside_each_other_even_where_a_column_is_called_segment():
    of = company(segment=TYPE)
    groups = pd.Series(PLAN, of.accounts.frame["account_id"])
    (found,) = metrics_beside(Company(of.data, of.accounts, segments=groups), ["retention_12m"], SEGMENT)
    assert {group.name for group in found.groups} == {"Basic", "Pro"}
    assert breakdown(of, "retention_12m", SEGMENT).why == "segment is left out: it repeats who left"


def test_a_column_of_which_a_few_rows_err_still_repeats_who_left_and_one_of_many_errors_does_not():
    def wrong(count):
        return np.where(np.arange(N) < count, np.where(LEFT, "Customer", "Former Customer"), TYPE)

    assert accounts(Type=wrong(2)).repeating == {"Type": "it repeats who left"}
    assert accounts(Type=wrong(20)).repeating == {}


def test_numbers_that_repeat_the_months_stayed_or_what_was_paid_are_left_out():
    months = np.random.default_rng(4).integers(1, 36, N).astype(float)
    frame = customers(tenure_months=months, months_billed=months + 0.5)
    frame["billed"] = months * frame["current_arr"] / 12
    table = account_table(Dataset.of(as_of=AS_OF, customers=frame))
    assert table.repeating == {
        "billed": "it repeats what the account has paid to date",
        "months_billed": "it repeats how long the account has stayed",
    }


def test_a_column_of_which_nearly_every_account_has_its_own_value_repeats_nobody():
    city = [f"city {number}" for number in range(N)]
    city[:9] = ["Berlin"] * 9
    assert accounts(city=city).repeating == {}


def test_the_search_for_traits_sets_aside_the_same_columns_for_the_same_reason():
    columns = {"Type": TYPE, "lost_for": WHY, "last_login": RNG.choice(["May", "June"], N)}
    table = accounts(**columns)
    _, aside = screen(table.frame, table.attributes, staying(table.frame))
    assert {one.column for one in aside} == set(table.repeating) == set(columns)
    assert all(one.reason.startswith(table.repeating[one.column]) for one in aside)


def test_the_mix_of_leaving_is_not_explained_by_who_left():
    starts = pd.Series(pd.date_range("2021-01-05", "2025-06-01", periods=N))
    ends = (starts + pd.Timedelta(days=400)).where(LEFT & (starts < pd.Timestamp("2024-10-01")))
    gone = np.where(ends.notna(), "Former Customer", "Customer")
    frame = customers(Type=gone, start_date=starts, churn_date=ends).drop(columns=["tenure_months", "churned"])
    data = Dataset.of(as_of=AS_OF, customers=frame)
    table = account_table(data)
    assert table.repeating == {"Type": "it repeats who left"}
    assert "Type" not in {one.column for one in moved_by_mix(Company(data, table))}


def test_without_anyone_who_left_nothing_is_judged():
    frame = pd.DataFrame({"left": [False] * 40, "tenure": 5.0, "arr": 1.0, "kind": ["a", "b"] * 20})
    assert repeats_staying(frame, ["kind"]) == {}
