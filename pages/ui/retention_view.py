"""What the Retention page shows: the answer, the numbers, the curve, and behind tabs what lies beneath them."""

import streamlit as st

from icp_core.analysis import Observed
from icp_core.charts import points_of, survival_chart
from icp_core.results import Estimate
from pages.ui import artefacts_view, cached, cohorts_view, groups_view, leaving_view, quarter_view, show, state
from pages.ui.work import Work

NUMBERS = ("retention_12m", "rmst_36m", "logo_churn")
SERIES = ("logo_churn", "new_logos")
SOURCES = ("new customers", "revenue history", "revenue months", "leaving")  # what the numbers of this page rest on
HORIZONS = (6, 12, 24, 36, 48, 60)  # months offered, where the follow-up allows them
USUAL_HORIZON = 36  # months; that of the mean lifetime
GROUPS, COHORTS, LEFT, QUARTERS = "By kind of customer", "By start quarter", "Who has left", "Quarter by quarter"
PARTS = (GROUPS, COHORTS, LEFT, QUARTERS)


def answer(work: Work, observed: Observed) -> None:
    """Say in one sentence how many customers stay a year, and how long they stay."""
    year, months = (observed.metrics[name].estimate for name in ("retention_12m", "rmst_36m"))
    if year.value is None:
        st.markdown(show.escape(show.sentence(f"How many of your customers stay a year is unknown: {year.why}")))
        return
    words = f"Of 100 customers, {of_100(year)} are still here after a year{show.between(year)}"
    seen = min(USUAL_HORIZON, observed.survival.follow_up) if observed.survival else USUAL_HORIZON
    stay = f"of the first {seen:.3g} months a customer stays {work.written(months)} on average" if months.known else ""
    st.markdown(show.escape(show.sentence("; ".join(part for part in (words, stay) if part))))


def numbers(work: Work, observed: Observed) -> None:
    """Show the key numbers with their evidence; where none is known, the way to add them."""
    shown = {name: (show.title_of(name), observed.metrics[name].estimate) for name in NUMBERS}
    if observed.survival is not None:
        show.estimates(shown, work.currency)
    elif any(value.known for _, value in shown.values()):
        show.estimates_known_first(shown, work.currency)
    else:
        show.link(show.DATA, "Map a churn date or a tenure column")


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
    show.estimate(
        st,
        f"Still here after {horizon} months",
        survival.at(horizon),
        meaning=f"Share of accounts that stay at least {horizon} months; young live accounts count as not yet decided.",
    )
    st.caption("The band is the 90 % interval. A customer who has not left counts as here at least so long.")
    show.download_csv("Download the curve (CSV)", survival.rows(), "retention-curve.csv")


def parts(work: Work, observed: Observed) -> None:
    """Show behind tabs what lies beneath the curve; only the open one is computed."""
    show.parts(
        "retention_part",
        {
            GROUPS: lambda: groups_view.groups(work, observed),
            COHORTS: lambda: cohorts_view.cohorts(work, observed),
            LEFT: lambda: leaving_view.leaving(work, observed),
            QUARTERS: lambda: _quarters(work, observed),
        },
    )


def _quarters(work: Work, observed: Observed) -> None:
    if not any(point.estimate.known for name in SERIES for point in points_of(observed.periods, name)):
        st.header("Quarter by quarter", anchor=False)
        show.cannot_answer(observed.metrics["logo_churn"].estimate.why or "no quarter is known")
        return
    quarter_view.quarters(work, observed, SERIES, page="retention")
    artefacts_view.artefacts(observed, SOURCES)


def of_100(share: Estimate) -> str:
    """Write a share as a count of a hundred."""
    return f"{100 * (share.value or 0.0):.0f}"
