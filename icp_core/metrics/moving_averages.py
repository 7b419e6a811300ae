"""Which averages move, or stand still, for their mix alone?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pandas as pd

from icp_core.metrics.accounts import Accounts
from icp_core.metrics.banding import banded
from icp_core.metrics.company import Company
from icp_core.metrics.ground_of_deals import why_flattering
from icp_core.metrics.mix_shift import MixShift, corrected, mix_shift
from icp_core.metrics.quarter import Quarter, Span, quarters
from icp_core.metrics.winning import new_business, one_sided
from icp_core.results import Unit, column_words, format_value

QUARTERS = 4  # a year against the year before, so that no season is taken for a change; fewer where there are fewer
AGE = "months as a customer"  # of an account at the beginning of a quarter: the young leave more often
YOUNG = (12, 24)  # months; the ends of the first and of the second band
WORDS = {  # what moves, of what, and the source that it comes from
    "win_rate": ("The win rate", "closed deals", "closings, win rate"),
    "acv": ("The mean value of a won deal", "won deals", "closings, contract value"),
    "sales_cycle_days": ("The mean sales cycle of won deals", "won deals", "closings, sales cycle"),
    "logo_churn": ("The share of accounts that leave in a quarter", "accounts", "leaving"),
}
MOST_DECIDED = 0.98  # share of wins or losses in every level: such a column repeats the outcome


def moved_by_mix(company: Company) -> tuple[MixShift, ...]:
    """Return per average the column whose mix explains best why it moved, or why it stood still.

    Looked at are the win rate, the contract value and the cycle of deals by quarter of closing, and the share of
    accounts that leave in a quarter: the last year against the year before (or the halves of what is complete), by
    every column and by the age of the accounts. Holm's correction over all of them keeps the chance of any false name
    at 5 %.

    Source:
        Kitagawa (1955); Simpson (1951), Journal of the Royal Statistical Society B 13, 238-241.
    """
    looked = corrected([*_of_deals(company), *_of_accounts(company.accounts)])
    told: dict[str, MixShift] = {}
    for one in sorted(looked, key=lambda one: -abs(one.mix.value or 0.0)):
        if one.of_mix or one.hidden:
            told.setdefault(one.metric, one)
    return tuple(told.values())


def mix_in_words(one: MixShift) -> tuple[str, str]:
    """Return where a change of the mix bends an average, and what it does, in words."""
    title, noun, where = WORDS[one.metric]
    column = column_words(one.column)
    unit = one.before.unit
    then, now = (f"{format_value(part.value, unit)} ({part.window})" for part in (one.before, one.after))
    share0, share1 = (f"{100 * part:.0f} %" for part in one.groups[one.grown])
    mix = f"{one.grown!r} went from {share0} to {share1} of the {noun}"
    rate, part = (format_value(abs(part.value or 0.0), part.unit).lstrip("+") for part in (one.rate, one.mix))
    way = "up" if (one.rate.value or 0.0) > 0 else "down"
    if one.hidden:
        said = (
            f"{title} hardly moved, from {then} to {now}, because another mix hides what happened: within the groups "
            f"of {column} it went {way} by {rate}, while {mix}."
        )
        return f"{where} by {column}", said
    went = "rose" if (one.change.value or 0.0) > 0 else "fell"
    beyond = (one.rate.low or 0.0) > 0 or (one.rate.high or 0.0) < 0
    within = f"taken together they went {way} by {rate}" if beyond else "taken together they did not clearly move"
    said = (
        f"{title} {went} from {then} to {now}, but not because the groups of {column} did: {within}. Their shares "
        f"make up {part} of it ({mix}). The mix changed, not how the groups do."
    )
    return f"{where} by {column}", said


def _of_deals(company: Company) -> Iterator[MixShift]:
    deals = company.deals
    span = Span.of("closings", deals.closed["closed"]) if deals else None
    times = _two_times(span, company) if span else None
    if deals is None or times is None:
        return
    rows = new_business(deals.closed)
    rows = _timed(rows, rows["closed"], times)
    won = rows["outcome"] == "won"
    averages = {
        "win_rate": (won.astype(float), Unit.RATIO),
        "acv": (rows["annual_value"].where(won & (rows["annual_value"] > 0)), Unit.MONEY),
        "sales_cycle_days": (rows["days"].where(won), Unit.DAYS),
    }
    filtered = one_sided(deals)
    for column in company.columns():
        values = company.column_of_deals(column)
        if values is None:
            continue
        known = pd.DataFrame({"outcome": rows["outcome"], "group": values.reindex(rows.index)})
        group, flatters = banded(known["group"]), bool(filtered or why_flattering(known, "group"))
        for metric, (value, unit) in averages.items():
            cases = pd.DataFrame({"now": rows["now"], "group": group, "value": value}).dropna(subset=["value"])
            if metric == "win_rate" and (flatters or _repeats(cases)):
                continue
            found = mix_shift(metric, column, cases, unit=unit, times=_words(times))
            if found:
                yield found


def _repeats(cases: pd.DataFrame) -> bool:
    """Whether a column only repeats the outcome: its levels hold next to nothing but wins, or but losses."""
    rates = cases.groupby("group")["value"].mean()
    return bool(len(rates) and ((rates >= MOST_DECIDED) | (rates <= 1 - MOST_DECIDED)).all())


def _of_accounts(accounts: Accounts) -> Iterator[MixShift]:
    frame = accounts.frame
    known = frame[frame["start"].notna() & frame["left"].notna()]
    if known.empty or not (known["end"].notna() == known["left"].astype(bool)).all():
        return
    first, last = known["start"].min().date(), accounts.as_of
    complete = [quarter for quarter in quarters(first, last, as_of=accounts.as_of) if quarter.complete]
    times = _halves(complete)
    if times is None:
        return
    cases = pd.concat([_at_risk(known, quarter, now) for now, part in enumerate(times) for quarter in part])
    age = pd.cut(
        cases["age"], [-1.0, *map(float, YOUNG), float("inf")], right=False,
        labels=[f"under {YOUNG[0]}", f"{YOUNG[0]} to {YOUNG[1] - 1}", f"{YOUNG[1]} or more"],
    )  # fmt: skip
    groups = {name: banded(frame[name]).reindex(cases.index) for name in accounts.telling}
    for column, group in {**groups, AGE: age.astype("str")}.items():
        rows = cases.assign(group=group.to_numpy())
        found = mix_shift("logo_churn", column, rows, unit=Unit.RATIO, times=_words(times))
        if found:
            yield found


def _at_risk(known: pd.DataFrame, quarter: Quarter, now: int) -> pd.DataFrame:
    """Return one row per account live when a quarter begins: whether it leaves in it, and its age in months."""
    begin, end = pd.Timestamp(quarter.start), pd.Timestamp(quarter.end + timedelta(days=1))
    live = known[(known["start"] < begin) & ~(known["end"] < begin)]
    age = (begin - live["start"]).dt.days / 30.4375
    return pd.DataFrame({"now": bool(now), "value": (live["end"] < end).astype(float), "age": age}, index=live.index)


def _two_times(span: Span, company: Company) -> tuple[list[Quarter], list[Quarter]] | None:
    as_of = company.data.as_of
    covered = quarters(span.first, span.last, as_of=as_of, name=span.name, silence=span.silence)
    return _halves([quarter for quarter in covered if quarter.complete])


def _halves(complete: list[Quarter]) -> tuple[list[Quarter], list[Quarter]] | None:
    size = min(QUARTERS, len(complete) // 2)
    return (complete[-2 * size : -size], complete[-size:]) if size else None


def _timed(rows: pd.DataFrame, days: pd.Series, times: tuple[list[Quarter], list[Quarter]]) -> pd.DataFrame:
    labels = days.dt.to_period("Q").astype("str")
    then, now = ([quarter.label for quarter in part] for part in times)
    kept: pd.DataFrame = rows[labels.isin([*then, *now])]
    return kept.assign(now=labels.isin(now))


def _words(times: tuple[list[Quarter], list[Quarter]]) -> tuple[str, str]:
    one, two = (part[0].label if len(part) == 1 else f"{part[0].label} to {part[-1].label}" for part in times)
    return one, two
