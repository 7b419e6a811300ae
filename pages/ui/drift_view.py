"""What the Drift page shows: the verdict, the index and its dials, the course, the parts, mix against rate."""

import streamlit as st

from icp_core.analysis import Comparison, Observed
from icp_core.charts import component_chart, points_of_series, quarters_chart
from icp_core.drift import Component
from icp_core.results import Estimate, Unit, format_value, join_words
from pages.ui import artefacts_view, cached, show, state
from pages.ui.events import events_of, legend
from pages.ui.work import Work

DIALS = {"who": "Who we sell to", "how": "How they do"}
METRICS = {"win_rate": "Win rate", "early_churn": "Churn in the first year"}


def answer(comparison: Comparison) -> None:
    """Say the verdict first."""
    drift = comparison.drift
    show.verdict(drift.verdict, drift.sentence or drift.why)
    if drift.sentence and drift.why and drift.why not in drift.sentence:
        st.caption(show.escape(show.sentence(drift.why)))


def dials(comparison: Comparison) -> None:
    """Show the index with its range, its two dials, the windows and the onset, where two years can be compared."""
    drift = comparison.drift
    if not drift.baseline_window:
        return  # nothing is then or now; the verdict has said why
    st.header("The index, 0 to 100")
    grid = show.number_grid(1 + len(drift.dials))
    for label, value in {
        "ICP Drift Index": drift.index,
        **{DIALS[k]: drift.dials[k] for k in DIALS if k in drift.dials},
    }.items():
        cell = grid.cell()
        with cell:
            st.metric(label, format_value(value.value, value.unit) if value.known else "Unknown")
            st.caption(_range(value))
            if value.value is not None:
                st.progress(min(1.0, max(0.0, value.value / 100)))
    windows = f"Compared: {drift.baseline_window} with {drift.recent_window}. "
    undated = "" if drift.onset else show.sentence(drift.onset_why)
    st.markdown(show.escape(f"{windows}{undated}"))


def by_quarter(work: Work, comparison: Comparison) -> None:
    """Show one part by quarter, with the onset shaded and what happened beside it."""
    drift = comparison.drift
    known = set(drift.series.dropna(subset=["value"])["name"]) if len(drift.series) else set()
    names = [component for component in drift.components if component.name in known]
    if not names:
        return
    st.header("Quarter by quarter")
    titles = {component.name: component.title for component in names}
    name = st.selectbox(
        "Part of the index", list(titles), format_func=lambda key: titles[key], **state.kept("drift_part")
    )
    component = drift.component(name)
    points = points_of_series(drift.series, name, _unit(component))
    events = events_of(work)
    onset = None if drift.onset is None else (_quarter(drift.onset.low), _quarter(drift.onset.high))
    figure = cached.figure(
        work,
        "drift_quarters",
        lambda: quarters_chart(points, title=component.title, currency=work.currency, events=events, onset=onset),
        name,
    )
    show.chart(figure, "drift_quarters")
    legend(points, events)
    st.caption(
        "A hollow point is a quarter that is not complete. The shaded span is when the change may have begun; "
        "dotted lines are events."
    )


def parts(work: Work, comparison: Comparison) -> None:
    """Show every part: then, now, and what that says."""
    components = comparison.drift.components
    st.header("The parts")
    if not comparison.drift.baseline_window:
        titles = join_words([component.title for component in components])
        st.markdown(show.escape(f"The index is made of {titles}. None of them can be compared yet."))
        return
    if any(component.adverse.known for component in components):
        show.chart(cached.figure(work, "components", lambda: component_chart(components)), "components")
    grid = st.grid(2, min_column_width=340, border=True)
    for component in components:
        with grid.cell():
            st.subheader(show.escape(component.title), anchor=False)
            show.verdict(component.verdict, component.sentence)
            if component.baseline.known or component.recent.known:
                show.facts({"Before": component.baseline, "Now": component.recent}, work.currency)
            st.caption("Moves early" if component.leading else "Moves later")


def mix_or_rate(comparison: Comparison) -> None:
    """Say how much of a change is another mix of customers, and how much the same customers doing worse."""
    splits = comparison.drift.decomposition
    if not splits or not comparison.drift.baseline_window:
        return
    st.header("Other customers, or the same customers doing worse?")
    grid = st.grid(min_column_width=300, border=True)
    for split in splits:
        with grid.cell():
            st.subheader(METRICS.get(split.metric, split.metric), anchor=False)
            if split.mix.known or split.rate.known:
                show.facts({"From selling to others": split.mix, "From the same kind doing differently": split.rate})
            if split.why:
                st.caption(show.escape(show.sentence(split.why)))


def artefacts(observed: Observed) -> None:
    """Say what looks like a trend and is none."""
    if not observed.artefacts:
        return
    st.header("Looks like a trend and is none")
    st.markdown(artefacts_view.listed(observed.artefacts))


def _range(value: Estimate) -> str:
    if not value.known:
        return show.escape(show.sentence(value.why))
    if value.low is None or value.high is None:
        return f"n = {value.n:,}"
    low, high = format_value(value.low, value.unit), format_value(value.high, value.unit)
    return f"The data support {low} and leave room up to {high}"


def _unit(component: Component) -> Unit:
    return component.recent.unit if component.recent.known else component.baseline.unit


def _quarter(month: str) -> str:
    year, _, number = month.partition("-")
    return f"{year}Q{(int(number) + 2) // 3}" if number.isdigit() else month
