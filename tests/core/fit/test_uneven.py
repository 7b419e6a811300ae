"""Rates by ring where the place of a deal is known by how it ended, and where it is not."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from icp_core.analysis import compare, observe
from icp_core.analysis.focus import focus_on, poor_fit
from icp_core.dataset import Dataset
from icp_core.fit.adjusted import adjusted_lifts
from icp_core.fit.against_suggested import against_suggested
from icp_core.fit.outcomes import Outcomes
from icp_core.fit.preview import Ground
from icp_core.fit.score import fit_accounts
from icp_core.fit.standing import standings
from icp_core.fit.tried_rows import TriedRows
from icp_core.fit.uneven import uneven_fit
from icp_core.metrics.accounts import account_table
from icp_core.metrics.deals import deal_table
from icp_core.narrow import FocusChoice
from icp_core.profile import IcpProfile
from icp_core.workspace import Settings

AS_OF = date(2025, 12, 31)
REGION = {"column": "region", "op": "in", "value": ["EMEA"], "mode": "require"}
TOOL = {"column": "tool", "op": "in", "value": ["X"], "mode": "require"}
FLATTERED = "so win rates by ring would be wrong: add"


def world(n=900, seed=0, *, known=(1.0, 1.0, 1.0), better=0.0, columns=("region", "tool")):
    """Deals of which 30 % are won, ``better`` more with every value wanted; ``known`` by outcome: won, lost, open."""
    rng = np.random.default_rng(seed)
    created = pd.Timestamp("2021-01-01") + pd.to_timedelta(rng.integers(0, 1800, n), unit="D")
    frame = pd.DataFrame({"region": rng.choice(["EMEA", "LATAM"], n), "tool": rng.choice(["X", "Y"], n)})
    fits = (frame[list(columns)] == [{"region": "EMEA", "tool": "X"}[name] for name in columns]).all(axis=1)
    decided = created + pd.to_timedelta(rng.integers(20, 120, n), unit="D")
    outcome = np.where(rng.random(n) < 0.3 + better * fits, "won", "lost").astype(object)
    outcome[decided > pd.Timestamp(AS_OF)] = "open"
    share = pd.Series(outcome).map(dict(zip(("won", "lost", "open"), known, strict=True))).to_numpy(float)
    for column in columns:
        frame[column] = frame[column].where(rng.random(n) < share)
    deals = frame[list(columns)].assign(
        deal_id=[f"d{row}" for row in range(n)],
        account_id=[f"a{row}" for row in range(n)],
        outcome=outcome,
        amount=rng.lognormal(9, 0.5, n),
        created_date=created,
        close_date=pd.Series(decided).where(outcome != "open"),
    )
    won = deals[deals["outcome"] == "won"]
    customers = pd.DataFrame(
        {"account_id": won["account_id"], "start_date": won["close_date"], "current_arr": won["amount"]}
    ).assign(churned=False, **{column: won[column] for column in columns})
    return Dataset.of(as_of=AS_OF, customers=customers, deals=deals)


def held(data, *criteria):
    observed = observe(data, Settings())
    return observed, compare(observed, IcpProfile(criteria=criteria))


def reason(data, *criteria, with_open=False):
    accounts = account_table(data)
    deals = deal_table(data, accounts)
    own = deals.frame[list(deals.attributes)]
    return uneven_fit(deals, fit_accounts(own, IcpProfile(criteria=criteria)), with_open=with_open)


def rates(observed, compared):
    """Every figure that turns placed deals into a rate, a cycle or a share."""
    outcomes = Outcomes.of(observed.data, observed.accounts, observed.deals)
    profile, aligned = compared.profile, compared.alignment
    every = TriedRows.without_amounts(observed.deals.frame[list(observed.deals.attributes)])
    standing = standings(Ground.of(observed.accounts, observed.deals), outcomes, [profile], every)[0]
    like = adjusted_lifts(outcomes, compared.fit, compared.fit_deals)["win_rate"]
    drift = {one.name: one for one in compared.drift.components}
    return {
        **{row.ring: row.win_rate for row in aligned.rings if row.ring in ("bullseye", "outside")},
        "lift": aligned.lifts["win_rate"],
        "cycle": aligned.lifts["cycle"],
        "like": like.plain,
        "adjusted": like.adjusted,
        "standing": standing.win_rate.inside,
        "suggested": against_suggested(outcomes, profile, profile).declared.win_rate,
        "back-test": compared.back_test.lifts["win_rate"],
        "by quarter": aligned.by_quarter[-2][2],
        "narrow": compared.narrow.deals_needed_focus,
        "lost outside": poor_fit(observed, compared).effort("deals", "lost").share_outside,
        "drift": drift["pipeline_fit"].recent,
        "split": compared.drift.decomposition[0].mix,
    }


def test_no_rate_by_ring_is_told_where_the_losers_are_known_far_less_often_than_the_winners():
    observed, compared = held(world(2000, known=(1.0, 0.3, 0.3), columns=("region",)), REGION)
    told = {name: estimate for name, estimate in rates(observed, compared).items() if estimate.known}
    assert told == {}
    assert compared.narrow.why.startswith("the place of a deal is known for 100 % of the won, ")
    assert compared.narrow.why.endswith(f"{FLATTERED} region to the deals that lack it")
    assert FLATTERED in compared.alignment.why
    focused = focus_on(observed, compared, FocusChoice())
    assert focused.narrow.why == compared.narrow.why
    assert focused.before == ()


def test_the_totals_of_the_cost_of_poor_fit_stay_and_carry_a_caution():
    observed, compared = held(world(2000, known=(1.0, 0.3, 0.3), columns=("region",)), REGION)
    found = poor_fit(observed, compared)
    assert found.effort("deals", "lost").outside.value > 0
    assert "so shares inside and outside would be wrong" in found.caution


def test_every_rate_is_told_where_as_little_is_known_of_winners_as_of_losers():
    observed, compared = held(world(2000, known=(0.6, 0.6, 0.6), columns=("region",)), REGION)
    unknown = {name: estimate.why for name, estimate in rates(observed, compared).items() if not estimate.known}
    assert unknown == {}
    assert compared.alignment.uneven == ("", "")
    assert poor_fit(observed, compared).caution == ""


def test_winners_known_less_often_than_losers_are_no_better():
    assert "is known for 9 % of the won and 100 % of the lost deals" in reason(world(known=(0.1, 1.0, 1.0)), REGION)


def test_an_icp_that_tells_who_buys_is_not_refused_although_values_missing_anywhere_place_its_winners_less_often():
    data = world(4000, known=(0.5, 0.5, 0.5), better=0.6)
    accounts = account_table(data)
    deals = deal_table(data, accounts)
    fit = fit_accounts(deals.frame[list(deals.attributes)], IcpProfile(criteria=[REGION, TOOL]))
    placed = fit.frame["inside"].notna().groupby(deals.frame["outcome"].to_numpy()).mean()
    assert placed["lost"] - placed["won"] > 0.10
    assert uneven_fit(deals, fit, with_open=True) == ""


@pytest.mark.parametrize("n", [60, 300])
def test_even_gaps_are_refused_in_few_worlds(n):
    refused = sum(
        bool(reason(world(n, seed, known=(0.5, 0.5, 0.5)), REGION, TOOL, with_open=True)) for seed in range(60)
    )
    assert refused <= 5


def test_open_deals_count_only_where_deals_are_followed_from_their_creation():
    data = world(2000, known=(1.0, 1.0, 0.0))
    assert reason(data, REGION) == ""
    assert "0 % of the open deals" in reason(data, REGION, with_open=True)


def test_seven_lost_deals_of_which_nothing_is_known_refuse_nothing():
    data = world(300, known=(1.0, 0.0, 1.0))
    deals = data.frame("deals")
    lost = deals["outcome"].eq("lost")
    few = deals[~lost | (lost.cumsum() <= 7)]
    assert reason(Dataset.of(as_of=AS_OF, customers=data.frame("customers"), deals=few), REGION) == ""


def test_old_deals_of_which_less_is_known_refuse_nothing_though_more_of_them_were_won():
    data = world(3000)
    deals = data.frame("deals").assign(account_id=lambda frame: frame["deal_id"])
    old = deals["created_date"] < pd.Timestamp("2024-01-01")
    kept = ~(old & deals["outcome"].eq("lost")) | (np.arange(len(deals)) % 4 == 0)
    deals = deals.assign(region=deals["region"].where(~old))[kept]
    known = deals["region"].notna().groupby(deals["outcome"]).mean()
    assert known["lost"] - known["won"] > 0.10
    assert reason(Dataset.of(as_of=AS_OF, deals=deals, customers=data.frame("customers")), REGION) == ""


def test_columns_that_take_turns_are_refused_though_every_deal_can_be_placed():
    data = world(1500)
    deals = data.frame("deals").assign(account_id=lambda frame: frame["deal_id"])
    won = deals["outcome"].eq("won")
    deals = deals.assign(region=deals["region"].where(won), tool=deals["tool"].where(~won))
    turns = Dataset.of(as_of=AS_OF, deals=deals, customers=data.frame("customers"))
    preferred = ({**REGION, "mode": "score"}, {**TOOL, "mode": "score"})
    assert "is known for" in reason(turns, *preferred)
    assert "add region and tool to the deals" in reason(turns, *preferred)


def test_where_no_account_can_be_placed_the_verdict_says_so():
    data = world(300, known=(0.0, 0.0, 0.0))
    _, compared = held(data, REGION)
    kept = compared.alignment.lifts["retention_12m"]
    assert kept.why == "no account could be placed: too little is known of what the ICP asks for"
    assert kept.why in compared.alignment.verdict
