"""What the Winning page shows: the answer, the numbers, and behind tabs what lies beneath them."""

import streamlit as st

from icp_core.analysis import Observed
from icp_core.charts import quarter_end_chart
from pages.ui import (
    artefacts_view,
    cached,
    cost_view,
    loss_view,
    measured_deals,
    new_deals_view,
    pace_view,
    pipeline_view,
    quarter_view,
    show,
)
from pages.ui.work import Work

NUMBERS = ("win_rate", "win_rate_by_value", "sales_cycle_days", "cac", "acv", "discount_rate", "pipeline_open")
SERIES = ("win_rate", "sales_cycle_days", "acv", "new_logos", "pipeline_created")
# what the numbers of this page rest on
SOURCES = ("new customers", "closings", "deal creations", "revenue months", "spend", "leads")
PART = "winning_part"
NEW, PACE, OPEN, LOST = "New deals", "Speed", "Open deals", "Lost deals"
COST, QUARTERS = "Cost", "Quarter by quarter"


def answer(work: Work, observed: Observed) -> None:
    """Say in one sentence how many deals are won, how fast and at what cost."""
    rate, cycle, cost = (observed.metrics[name].estimate for name in ("win_rate", "sales_cycle_days", "cac"))
    if rate.value is None:
        words = f"How many of your deals are won is unknown: {rate.why}"
    else:
        words = f"Of 100 deals that were decided, {100 * rate.value:.0f} were won{show.between(rate)}"
    took = f"a win takes {work.written(cycle)} in the middle case" if cycle.known else ""
    cost_words = f"a new customer costs {work.written(cost)}" if cost.known else ""
    more = " and ".join(part for part in (took, cost_words) if part)
    if rate.value is None:
        st.markdown(show.escape(" ".join(show.sentence(part) for part in (words, more) if part)))
    else:
        st.markdown(show.escape(show.sentence(f"{words}; {more}" if more else words)))


def numbers(work: Work, observed: Observed) -> None:
    """Show how deals are won: what is known large, the rest small with its reason."""
    shown = {name: (show.title_of(name), observed.metrics[name].estimate) for name in NUMBERS}
    show.estimates_known_first(shown, work.currency)


def parts(work: Work, observed: Observed) -> None:
    """Show behind tabs what lies beneath the numbers; only the open one is computed."""
    of_deals = {
        NEW: lambda: new_deals_view.new_deals(work, observed),
        PACE: lambda: pace_view.pace(work, observed),
        OPEN: lambda: pipeline_view.pipeline(work, observed),
        LOST: lambda: loss_view.losses(work, observed),
    }
    always = {
        COST: lambda: cost_view.costs(work, observed),
        QUARTERS: lambda: _quarters(work, observed),
    }
    show.parts(PART, always if observed.deals is None else of_deals | always)


def artefacts(observed: Observed) -> None:
    """Say what in deals and spend looks like a trend and is none."""
    found = [item for item in observed.artefacts if item.where.split(",")[0] in SOURCES or "leads" in item.kind]
    if not found:
        return
    st.header("Looks like a trend and is none")
    st.markdown(artefacts_view.listed(found))


def _quarters(work: Work, observed: Observed) -> None:
    """Show one number by quarter, then whether wins pile up at the end of a quarter."""
    quarter_view.quarters(work, observed, SERIES, page="winning")
    if observed.deals is None:
        return
    st.header("Are deals pushed over the line at the end of a quarter?")
    found = measured_deals.quarter_end(work, observed)
    st.markdown(show.escape(found.sentence))
    if not found.share.known:
        return
    show.chart(cached.figure(work, "quarter_end", lambda: quarter_end_chart(found)), "quarter_end")
    last = f"the last {found.days} days"
    show.meanings(
        {
            "Wins in the last days": (found.share, f"Share of the wins of complete quarters that fall in {last}."),
            "Win rate in them": (found.rate_inside, f"Won over won and lost, of the deals closed in {last}."),
            "Win rate before": (found.rate_outside, "The same, of the deals closed earlier in the quarter."),
        }
    )
    st.caption(
        "Complete quarters alone. The intervals of the shares in the chart are exact (Clopper and Pearson), 90 %."
    )
    show.download_csv("Download the quarters (CSV)", found.table(), "end-of-quarter.csv")
