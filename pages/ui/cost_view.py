"""What a new customer costs: all together, by channel, by quarter of the spend, and what is wrong with the spend."""

import streamlit as st

from icp_core.analysis import Observed
from icp_core.charts import estimates_chart, points_of_cost, quarters_chart
from icp_core.metrics.cost_by_period import ALL
from icp_core.results import plural
from pages.ui import cached, measured_deals, show, state
from pages.ui.work import Work

COSTS = ("cac", "cac_payback_months", "ltv_cac")


def costs(work: Work, observed: Observed) -> None:
    """Say what a new customer costs and what is wrong with the spend, then by channel and by quarter."""
    st.header("What does a new customer cost?", anchor=False)
    cost = observed.metrics["cac"].estimate
    if cost.known:
        st.markdown(show.escape(f"A new customer costs {work.written(cost)}{_payback(work, observed)}."))
    for defect in measured_deals.spend_defects(work):
        st.warning(show.escape(defect.sentence))
    shown = {name: (show.title_of(name), observed.metrics[name].estimate) for name in COSTS}
    show.estimates_known_first(shown, work.currency)
    _by_channel(work, observed)
    _by_quarter(work, observed)


def _payback(work: Work, observed: Observed) -> str:
    months = observed.metrics["cac_payback_months"].estimate
    return f"; its gross margin brings that back in {work.written(months)}" if months.known else ""


def _by_channel(work: Work, observed: Observed) -> None:
    measure = observed.metrics["cac"]
    rows = measure.by.get("source", {})
    if not any(value.known for value in rows.values()):
        return
    st.subheader("By channel", anchor=False)
    figure = cached.figure(
        work,
        "cost_by_channel",
        lambda: estimates_chart(
            rows, title="cost of a new customer, by channel", reference=measure.estimate, currency=work.currency
        ),
    )
    show.chart(figure, "cost_by_channel")
    st.caption("Where two intervals overlap widely, the data do not tell the two channels apart.")


def _by_quarter(work: Work, observed: Observed) -> None:
    found = measured_deals.cost_by_period(work, observed)
    if found.why or not any(estimate.known for estimate in found.of().values()):
        return
    st.subheader("By quarter of the spend", anchor=False)
    channel = ALL
    if found.channels:
        channel = st.selectbox("Channel", (ALL, *found.channels), **state.kept("cost_channel"))
    points = points_of_cost(found, channel)
    title = f"cost of a new customer, {channel}"
    figure = cached.figure(
        work, "cost_by_quarter", lambda: quarters_chart(points, title=title, currency=work.currency), channel
    )
    show.chart(figure, "cost_by_quarter")
    later = f"{plural(found.shift, 'month')} after the spend, the usual sales cycle" if found.shift else "at once"
    st.caption(
        f"Customers are counted {later}. A quarter whose customers cannot be known yet stays empty; a hollow point is "
        "not complete."
    )
    show.download_csv("Download the cost by quarter and channel (CSV)", found.table(), "cost-of-a-new-customer.csv")
