from datetime import date

import numpy as np
import pandas as pd
import pytest

from icp_core.dataset import Dataset
from icp_core.metrics import (
    ValueTerms,
    account_table,
    banded,
    concentration,
    deal_table,
    deals_against_revenue,
    lifetime_value,
    log_rank,
    new_logo_contracts,
    retention_groups,
    value_by_group,
)


@pytest.fixture
def company(make_accounts):
    rng = np.random.default_rng(4)
    n = 600
    life, seen = rng.exponential(30, n), rng.uniform(0, 60, n)
    arr = np.exp(rng.normal(9, 0.5, n))
    plan = np.where(np.arange(n) < 12, "tiny", np.array(["a", "b", "c", "d"])[np.arange(n) % 4])
    arr *= pd.Series(plan).map({"tiny": 1.0, "a": 1.0, "b": 1.8, "c": 0.6, "d": 1.2}).to_numpy()
    return make_accounts(
        n, attributes=("plan",), tenure=np.minimum(life, seen), left=list(life <= seen), arr=arr, plan=plan
    )


def test_margin_and_discount_lower_the_value_and_are_said(company):
    plain = lifetime_value(company, company.frame).value
    half = lifetime_value(company, company.frame, terms=ValueTerms(gross_margin=0.5)).value
    later = lifetime_value(company, company.frame, terms=ValueTerms(discount=0.1)).value
    assert half.value == pytest.approx(plain.value / 2)
    assert 0.85 * plain.value < later.value < 0.95 * plain.value
    assert plain.why == "gross margin unknown: 100 % used"
    assert later.why.endswith("discounted by 10 % a year")


def test_the_tail_is_a_projection_and_no_part_of_the_value(company):
    found = lifetime_value(company, company.frame)
    assert found.tail.value == pytest.approx(found.monthly.value * 30 * np.exp(-36 / 30), rel=0.35)
    assert "projection" in found.tail.why
    assert found.tail.low < found.tail.value < found.tail.high


def test_small_groups_are_drawn_towards_the_mean_and_the_large_ones_hardly(company):
    found = value_by_group(company, company.frame["plan"])
    by = {one.group: one for one in found.groups}
    assert by["tiny"].weight < by["a"].weight <= 1
    middle = np.mean([np.log(one.raw.value) for one in found.groups])
    for one in found.groups:
        assert abs(np.log(one.shrunk.value) - middle) <= abs(np.log(one.raw.value) - middle) + 0.05
    assert "its own number" in by["tiny"].shrunk.why
    assert found.rows()["group"].tolist()[-1] == "tiny"


def test_three_groups_are_shown_as_they_are(company):
    found = value_by_group(company, company.frame["plan"].where(company.frame["plan"].isin(["a", "b", "c"])))
    assert [one.weight for one in found.groups] == [1.0, 1.0, 1.0]
    assert found.why == "fewer than 4 groups: none is drawn towards their mean"


def test_a_group_of_two_has_no_number_of_its_own(company):
    plan = company.frame["plan"].copy()
    plan[:2] = "pair"
    found = {one.group: one for one in value_by_group(company, plan).groups}["pair"]
    assert (found.raw.value, found.raw.why) == (None, "2 accounts: fewer than 3 with a value")


def test_groups_that_leave_alike_are_not_told_apart_and_real_differences_are(company, make_accounts):
    alike = retention_groups(company)[0]
    assert not alike.clear
    assert alike.sentence.startswith("No clear difference in how long the groups of plan stay")
    rng = np.random.default_rng(2)
    n = 400
    fast = np.arange(n) % 2 == 0
    life, seen = rng.exponential(np.where(fast, 8, 40)), rng.uniform(0, 60, n)
    accounts = make_accounts(
        n, attributes=("plan", "noise"), tenure=np.minimum(life, seen), left=list(life <= seen),
        plan=np.where(fast, "Starter", "Pro"), noise=rng.normal(size=n),
    )  # fmt: skip
    plan, noise = retention_groups(accounts)
    assert plan.clear
    assert plan.sentence.startswith("By plan: 'Pro' stays ")
    assert [one.name for one in plan.groups] == ["Pro", "Starter"]
    assert plan.groups[0].more.low > 0 > plan.groups[1].more.high
    assert len(noise.groups) == 4
    assert plan.p == pytest.approx(min(1.0, 2 * plan.test.p))


def tools(make_accounts, n, pace):
    """Accounts with tools that overlap, each leaving at the pace of its list."""
    rng = np.random.default_rng(5)
    lists = [
        [name for name, part in (("crm", 0.6), ("erp", 0.4), ("bot", 0.3)) if rng.random() < part] for _ in range(n)
    ]
    life, seen = rng.exponential([pace(one) for one in lists]), rng.uniform(0, 60, n)
    return make_accounts(
        n, attributes=("technologies",), tenure=np.minimum(life, seen), left=list(life <= seen),
        technologies=pd.Series(lists, dtype=object),
    )  # fmt: skip


def test_an_account_counts_in_each_of_its_technologies_and_each_is_held_against_all_others(make_accounts):
    accounts = tools(make_accounts, 500, lambda one: 40 if "erp" in one else 10)
    (found,) = retention_groups(accounts)
    members = accounts.frame["technologies"].explode().value_counts()
    assert {group.name: group.n for group in found.groups} == members.to_dict()
    assert (found.several, found.test.dof, found.clear) == (True, 1, True)
    frame, inside = accounts.frame, accounts.frame["technologies"].map(lambda one: "erp" in one)
    known = frame["technologies"].map(bool)
    alone = log_rank(frame.loc[known, "tenure"], frame.loc[known, "left"].astype(bool), inside[known])
    assert found.test.p == pytest.approx(alone.p)
    assert found.p == pytest.approx(3 * alone.p)  # three technologies were looked at
    assert found.sentence.startswith("By technologies: accounts with 'erp' stay ")
    assert found.sentence.endswith("; an account counts in each of its groups).")


def test_without_lifetimes_there_are_no_groups_to_compare(make_accounts):
    assert retention_groups(make_accounts(30, attributes=("plan",), plan=["a", "b"] * 15)) == ()


def test_technologies_that_do_not_matter_are_not_called_different(make_accounts):
    (found,) = retention_groups(tools(make_accounts, 500, lambda _: 20))
    assert not found.clear


def test_groups_made_from_the_outcome_get_no_test(company):
    found = retention_groups(company, {"segment": company.frame["plan"]}, from_outcome=True)[0]
    assert (found.test, found.p, found.clear) == (None, None, False)
    assert "would prove itself" in found.sentence


def test_small_levels_are_pooled_and_lists_have_no_groups():
    column = pd.Series(["a"] * 20 + ["b"] * 10 + ["c"] * 2 + ["d"] + [None])
    assert banded(column).value_counts(dropna=False).to_dict() == {"a": 20, "b": 10, "all others": 3, np.nan: 1}
    assert banded(pd.Series([["x"], ["y"]], dtype=object)).isna().all()


def test_concentration_says_what_hangs_on_one_account(make_accounts):
    found = concentration(make_accounts(12, arr=[600.0] + [40.0] * 10 + [0.0]))
    assert [found.top[1].value, found.half.value, found.top[10].value] == pytest.approx([0.6, 1.0, 0.96])
    assert found.sentence.endswith("One account carries this.")
    assert found.accounts["cumulated"].iloc[-1] == pytest.approx(1)
    doubled = concentration(make_accounts(22, arr=([600.0] + [40.0] * 10) * 2))
    assert doubled.gini.value == pytest.approx(found.gini.value)
    assert doubled.effective.value == pytest.approx(2 * found.effective.value)


def test_deals_and_revenue_are_held_against_each_other():
    names = ["both", "sold", "late", "paying", "old"]
    deals = pd.DataFrame(
        {"account_id": ["both", "both", "sold", "late"], "outcome": "won", "amount": [1200.0, 50.0, 600.0, 9.0],
         "close_date": pd.to_datetime(["2025-02-10", "2025-08-01", "2025-03-01", "2025-12-01"])}
    )  # fmt: skip
    months = [("both", 3, 12), ("paying", 4, 12), ("old", 1, 12)]
    rows = [
        (name, pd.Timestamp(2025, month, 1), 110.0) for name, first, last in months for month in range(first, last + 1)
    ]
    revenue = pd.DataFrame(rows, columns=["account_id", "month", "mrr"]).astype({"month": "datetime64[us]"})
    customers = pd.DataFrame({"account_id": names})
    data = Dataset.of(as_of=date(2025, 12, 31), customers=customers, deals=deals, revenue=revenue)
    accounts = account_table(data)
    found = deals_against_revenue(data, accounts, deal_table(data, accounts))
    assert found.ids("matched") == ("both",)
    assert found.ids("won, but no revenue") == ("late", "sold")
    assert found.ids("revenue, but no won deal") == ("old", "paying")
    rows = found.accounts.set_index("account_id")
    assert (rows.loc["both", "won"], rows.loc["both", "paid"]) == (1200.0, 1320.0)
    assert rows.loc["late", "remark"] == "won lately: revenue may still come"
    assert rows.loc["old", "remark"] == "customer before the first won deal of the file"
    assert (found.with_revenue.value, found.with_revenue.n) == (0.5, 2)
    assert (found.with_deal.value, found.with_deal.n) == (0.5, 2)
    assert found.paid_to_won.why == "fewer than 8 accounts with both amounts"


def test_first_contracts_come_from_the_deal_type_or_from_the_order():
    deals = pd.DataFrame(
        {"account_id": [f"a{place % 10}" for place in range(20)], "outcome": "won",
         "amount": [1000.0] * 10 + [100.0] * 10,
         "close_date": pd.to_datetime(["2025-02-01"] * 10 + ["2025-08-01"] * 10)}
    )  # fmt: skip
    by_order = new_logo_contracts(deal_table(Dataset.of(deals=deals), None))
    assert (by_order.acv.value, by_order.acv.n) == (1000.0, 10)
    assert "for want of a deal type" in by_order.rule
    typed = deals.assign(deal_type=["New Business"] * 8 + ["Renewal"] * 12)
    by_type = new_logo_contracts(deal_table(Dataset.of(deals=typed), None))
    assert (by_type.typical.value, by_type.typical.n) == (1000.0, 8)
    assert by_type.quarters["2025Q1"].value == 1000.0
