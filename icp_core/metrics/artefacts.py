"""What in the files looks like a trend and is none?"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from icp_core.dataset import Dataset
from icp_core.metrics.accounts import Accounts
from icp_core.metrics.company import Company
from icp_core.metrics.cost import cost_of_winning, cycle_months, new_logos
from icp_core.metrics.deals import Deals
from icp_core.metrics.monthly import in_words
from icp_core.metrics.moving_averages import mix_in_words, moved_by_mix
from icp_core.metrics.periods import Sources, sources_of
from icp_core.metrics.quarter import Span, quarters
from icp_core.metrics.rush import quarter_end
from icp_core.metrics.spend_defects import spend_defects
from icp_core.metrics.win_cohorts import dated, missing_decisions
from icp_core.results import join_words

SPIKE_TIMES = 10.0  # times the median day with any event
SPIKE_EVENTS = 20  # events of that day at least
SPIKE_SHARE = 0.05  # of all events at least
CLOSE_MONTHS = 3  # before the last one
SHORT_MONTH = 0.75  # of the smallest of them: so few accounts paying do not come about by leaving, in one month
CROWDED = 2.0  # times the usual month of first payments; growth does not halve from one month to the next


@dataclass(frozen=True, slots=True)
class Artefact:
    """One property of the files that would pass for a trend.

    Args:
        kind: "partial period", "spike", "source stops", "late entry", "calendar", "another mix", "counted twice",
            "missing months", "partial month" or "more customers than leads".
        where: The source, and the quarter or day.
        sentence: What it is and what it does, in words.
    """

    kind: str
    where: str
    sentence: str


def artefacts(data: Dataset, accounts: Accounts, deals: Deals | None) -> tuple[Artefact, ...]:
    """Return what should be known of the files before anything in them is called a trend."""
    sources = sources_of(data, accounts, deals)
    spans = (*sources.spans, *_monthly_spans(data))
    return (
        *_partial_periods(sources.spans, data),
        *_spikes(sources),
        *_stopped(spans, data),
        *_leads_stop(data),
        *_late_entry(accounts),
        *_edges_of_revenue(data),
        *_late_deals(deals),
        *_calendar(deals),
        *(Artefact("another mix", *mix_in_words(one)) for one in moved_by_mix(Company(data, accounts, deals))),
        *_spend(data),
        *_more_customers_than_leads(data, accounts, deals),
    )


def _partial_periods(spans: tuple[Span, ...], data: Dataset) -> tuple[Artefact, ...]:
    found = []
    for span in spans:
        covered = quarters(span.first, span.last, as_of=data.as_of, name=span.name, silence=span.silence)
        for quarter in dict.fromkeys((covered[0], covered[-1])):
            if not quarter.complete:
                sentence = f"{quarter.label} is not complete: {quarter.why}. It is kept out of trends and comparisons."
                found.append(Artefact("partial period", f"{span.name}, {quarter.label}", sentence))
    return tuple(found)


def _spikes(sources: Sources) -> tuple[Artefact, ...]:
    dated = (
        ("new customers", sources.joined["day"]),
        ("closings", sources.closed["closed"]),
        ("deal creations", sources.created["created"]),
    )
    found = []
    for name, days in dated:
        counts = days.dt.normalize().value_counts()
        usual = float(counts.median()) if len(counts) else 0.0
        high = counts[(counts > SPIKE_TIMES * usual) & (counts >= SPIKE_EVENTS) & (counts > SPIKE_SHARE * counts.sum())]
        for day, count in high.sort_index().items():
            sentence = (
                f"{count:,} of {int(counts.sum()):,} {name} fall on {day:%Y-%m-%d}, where a usual day has "
                f"{usual:.0f}. That is an import or a bulk entry, not growth."
            )
            found.append(Artefact("spike", f"{name}, {day:%Y-%m-%d}", sentence))
    return tuple(found)


def _monthly_spans(data: Dataset) -> tuple[Span, ...]:
    dated = (("spend", "month"), ("usage", "month"), ("feedback", "date"))
    spans = (Span.of(table, data.frame(table)[column]) for table, column in dated if data.has(table, column))
    return tuple(Span(span.name, span.first, span.last, max(span.silence, 62)) for span in spans if span)


def _stopped(spans: tuple[Span, ...], data: Dataset) -> tuple[Artefact, ...]:
    return tuple(
        Artefact(
            "source stops",
            span.name,
            f"The {span.name} stop on {span.last.isoformat()}, the data on {data.as_of.isoformat()}. "
            "A fall after that day is the end of the source.",
        )
        for span in spans
        if (data.as_of - span.last).days > span.silence
    )


def _leads_stop(data: Dataset) -> tuple[Artefact, ...]:
    if not data.has("spend", "leads", "amount"):
        return ()
    spend = data.frame("spend")
    last_spent = spend.loc[spend["amount"] > 0, "month"].max()
    last_lead = spend.loc[spend["leads"] > 0, "month"].max()
    if pd.isna(last_lead) or (last_spent - last_lead).days <= 31:
        return ()
    sentence = (
        f"Leads stop in {last_lead:%Y-%m} while spending goes on to {last_spent:%Y-%m}. "
        "Cost by lead after that month says nothing."
    )
    return (Artefact("source stops", "leads", sentence),)


def _late_entry(accounts: Accounts) -> tuple[Artefact, ...]:
    late = int((accounts.frame["entry"] > 0).sum())
    if not late:
        return ()
    sentence = (
        f"{late:,} of {len(accounts.frame):,} accounts were customers before the revenue history begins. Those that "
        "left before it are not in the files, so each enters retention at the age it had then."
    )
    return (Artefact("late entry", "revenue history", sentence),)


def _edges_of_revenue(data: Dataset) -> tuple[Artefact, ...]:
    """Find a first month in which everybody seems new, and a last one that was exported before it was over."""
    if not data.has("revenue", "month", "mrr"):
        return ()
    last = int(data.query("revenue_months")["month_number"].max())
    totals = data.query("revenue_totals", last_month=last)
    found = []
    paying, name = totals["accounts"].astype(float), "revenue months"
    before = paying.iloc[-1 - CLOSE_MONTHS : -1]
    if len(before) == CLOSE_MONTHS and paying.iloc[-1] < SHORT_MONTH * before.min() and before.min() >= SPIKE_EVENTS:
        sentence = (
            f"In {in_words(last)} {paying.iloc[-1]:,.0f} accounts pay, in each of the {CLOSE_MONTHS} months before "
            f"{before.min():,.0f} or more: the last month is probably not complete. A fall in it is no trend."
        )
        found.append(Artefact("partial period", f"{name}, {in_words(last)}", sentence))
    starts = data.query("revenue_by_account", last_month=last)["first_month"].value_counts().sort_index()
    usual = float(starts.iloc[1:].median()) if len(starts) > 1 else 0.0
    if len(starts) > 1 and starts.iloc[0] >= SPIKE_EVENTS and starts.iloc[0] > CROWDED * usual:
        first = int(starts.index[0])
        sentence = (
            f"{starts.iloc[0]:,} of {int(starts.sum()):,} accounts pay already in {in_words(first)}, the first month "
            f"of the revenue table, where a usual month brings {usual:,.0f} new ones. They are older than the table "
            "and no cohort of new customers."
        )
        found.append(Artefact("late entry", f"{name}, {in_words(first)}", sentence))
    return tuple(found)


def _late_deals(deals: Deals | None) -> tuple[Artefact, ...]:
    rows = dated(deals) if deals else None
    missing = missing_decisions(rows) if rows is not None else None
    if rows is None or missing is None:
        return ()
    early = rows[rows["created"] < missing.first]
    sentence = (
        f"Closings begin on {missing.first:%Y-%m-%d}, deal creations on {early['created'].min():%Y-%m-%d}. Of "
        f"{len(early):,} deals created before, none was decided by then where about {missing.of(early):,.0f} should "
        "have been: the file leaves them out, and the win rate and the cycle of these early deals are of the slow ones."
    )
    return (Artefact("late entry", "deal creations", sentence),)


def _calendar(deals: Deals | None) -> tuple[Artefact, ...]:
    end = quarter_end(deals)
    if not end.uneven:
        return ()
    rates = [f"{100 * (rate.value or 0.0):.0f} %" for rate in end.rate_by_month.values()]
    sentence = (
        f"The win rate depends on the month of the quarter: {rates[0]} in the first, {rates[1]} in the second, "
        f"{rates[2]} in the third. Months, and quarters covered in part, cannot be compared with whole quarters."
    )
    return (Artefact("calendar", "closings", sentence),)


def _spend(data: Dataset) -> tuple[Artefact, ...]:
    return tuple(Artefact(found.kind, "spend", found.sentence) for found in spend_defects(data))


def _more_customers_than_leads(data: Dataset, accounts: Accounts, deals: Deals | None) -> tuple[Artefact, ...]:
    leads = cost_of_winning(data, new_logos(accounts, deals), shift=cycle_months(deals)).leads
    over = {channel: pair for channel, pair in leads.items() if pair[1] > pair[0]}
    if not over:
        return ()
    cases = join_words(f"{channel} ({won:,} customers from {led:,} leads)" for channel, (led, won) in over.items())
    sentence = (
        f"More customers than leads: {cases}. Leads and customers are not counted by the same rule; "
        "a conversion rate from them would exceed 100 %."
    )
    return (Artefact("more customers than leads", join_words(over), sentence),)
