"""What the Retention page shows: the numbers, the curve, the difference by column, the course by quarter."""

import streamlit as st

from icp_core.analysis import Observed
from icp_core.charts import estimates_chart, survival_chart
from pages.ui import cached, quarter_view, show, state
from pages.ui.work import Work

NUMBERS = ("retention_12m", "nrr", "grr", "rmst_36m", "logo_churn", "ltv")
SERIES = ("nrr", "grr", "logo_churn", "arr", "new_logos")
HORIZONS = (6, 12, 24, 36, 48, 60)  # months offered, where the follow-up allows them
USUAL_HORIZON = 36  # months; that of the mean lifetime


def numbers(work: Work, observed: Observed) -> None:
    """Show the key numbers with their evidence; where nobody is known to have left, the reasons once."""
    shown = {
        name: (show.title_of(name), observed.metrics[name].estimate) for name in NUMBERS if name in observed.metrics
    }
    if observed.survival is None:
        show.estimates_known_first(shown, work.currency)
    else:
        show.estimates(shown, work.currency)


def curve(work: Work, observed: Observed) -> None:
    """Show the survival curve, and its value at a month that people choose."""
    survival = observed.survival
    if survival is None:
        return
    st.header("Share of customers still here, month by month")
    months = [month for month in HORIZONS if month <= survival.follow_up] or [int(survival.follow_up) or 1]
    default = months[min(len(months) - 1, HORIZONS.index(USUAL_HORIZON))]
    chosen = st.segmented_control("Months to show", months, default=default, required=True, **state.kept("horizon"))
    horizon = chosen if chosen in months else default
    show.chart(cached.figure(work, "survival", lambda: survival_chart(survival, horizon), horizon), "survival")
    show.estimate(st, f"Still here after {horizon} months", survival.at(horizon))
    st.caption("The band is the 90 % interval. A customer who has not left counts as here at least so long.")
    show.download_csv("Download the curve (CSV)", survival.rows(), "retention-curve.csv")


def by_column(work: Work, observed: Observed) -> None:
    """Show retention after a year by the levels of a column that people choose."""
    measure = observed.metrics.get("retention_12m")
    if measure is None or not measure.by:
        return
    st.header("Does it differ by kind of customer?")
    column = st.selectbox("Compare by", list(measure.by), **state.kept("retention_by"))
    rows = measure.by[column]
    figure = cached.figure(
        work,
        "retention_by",
        lambda: estimates_chart(rows, title="still here after 12 months", reference=measure.estimate),
        column,
    )
    show.chart(figure, "retention_by_chart")
    st.caption("Where two intervals overlap widely, the data do not tell the two groups apart.")


def quarters(work: Work, observed: Observed) -> None:
    """Show one number by quarter, incomplete quarters hollow."""
    quarter_view.quarters(work, observed, SERIES, page="retention")
