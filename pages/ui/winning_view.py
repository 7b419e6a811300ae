"""What the Winning page shows: the answer, the numbers, the difference by column, the cost by channel, the course."""

from collections.abc import Sequence

import streamlit as st

from icp_core.analysis import Observed
from icp_core.charts import estimates_chart
from pages.ui import cached, quarter_view, show, state
from pages.ui.work import Work

NUMBERS = (
    "win_rate",
    "win_rate_by_value",
    "sales_cycle_days",
    "acv",
    "discount_rate",
    "gone_dark",
    "pipeline_open",
)
COSTS = ("cac", "cac_payback_months", "ltv_cac")
SERIES = ("win_rate", "sales_cycle_days", "acv", "new_logos", "cac", "pipeline_created")
SOURCES = ("new customers", "closings", "deal creations", "spend", "leads")  # what the numbers of this page rest on


def answer(work: Work, observed: Observed) -> None:
    """Say in one sentence how many deals are won, how fast and at what cost."""
    rate, cycle, cost = (observed.metrics[name].estimate for name in ("win_rate", "sales_cycle_days", "cac"))
    if rate.value is None:
        words = f"How many of your deals are won is unknown: {rate.why}"
    else:
        between = "" if rate.low is None or rate.high is None else f" ({100 * rate.low:.0f} to {100 * rate.high:.0f})"
        words = f"Of 100 deals that were decided, {100 * rate.value:.0f} were won{between}"
    took = f"a win takes {work.written(cycle)} in the middle case" if cycle.known else ""
    cost_words = f"a new customer costs {work.written(cost)}" if cost.known else ""
    more = " and ".join(part for part in (took, cost_words) if part)
    if rate.value is None:
        st.markdown(show.escape(" ".join(show.sentence(part) for part in (words, more) if part)))
    else:
        st.markdown(show.escape(show.sentence(f"{words}; {more}" if more else words)))


def numbers(work: Work, observed: Observed) -> None:
    """Show how deals are won: what is known large, the rest small with its reason."""
    _numbers(work, observed, NUMBERS)


def by_column(work: Work, observed: Observed) -> None:
    """Show the win rate by the levels of a column that people choose."""
    measure = observed.metrics["win_rate"]
    if not measure.by:
        return
    st.header("Does it differ by kind of customer?")
    column = st.selectbox("Compare by", list(measure.by), **state.kept("winning_by"))
    rows = measure.by[column]
    figure = cached.figure(
        work, "winning_by", lambda: estimates_chart(rows, title="win rate", reference=measure.estimate), column
    )
    show.chart(figure, "winning_by_chart")
    st.caption("Where two intervals overlap widely, the data do not tell the two groups apart.")


def costs(work: Work, observed: Observed) -> None:
    """Show what a new customer costs, all together and by the channel it came from."""
    st.header("What does a new customer cost?")
    _numbers(work, observed, COSTS)
    measure = observed.metrics["cac"]
    rows = measure.by.get("source", {})
    if not any(value.known for value in rows.values()):
        return
    figure = cached.figure(
        work,
        "cost_by_channel",
        lambda: estimates_chart(
            rows, title="cost of a new customer, by channel", reference=measure.estimate, currency=work.currency
        ),
    )
    show.chart(figure, "cost_by_channel")


def quarters(work: Work, observed: Observed) -> None:
    """Show one number by quarter, incomplete quarters hollow."""
    quarter_view.quarters(work, observed, SERIES, page="winning")


def artefacts(observed: Observed) -> None:
    """Say what in deals and spend looks like a trend and is none."""
    found = [item for item in observed.artefacts if item.where.split(",")[0] in SOURCES or "leads" in item.kind]
    if not found:
        return
    st.header("Looks like a trend and is none")
    for item in found:
        st.markdown(f"- {show.escape(item.sentence)}")


def _numbers(work: Work, observed: Observed, names: Sequence[str]) -> None:
    found = {name: (show.title_of(name), observed.metrics[name].estimate) for name in names}
    show.estimates_known_first(found, work.currency)
