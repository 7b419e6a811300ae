"""What the Segments page shows: whether there are groups, the map, a card a group, and the traits of the best."""

import streamlit as st

from icp_core.analysis import Observed
from icp_core.charts import segment_scatter, survival_by_group_chart
from icp_core.results import Estimate, format_value
from icp_core.segments import Segment
from pages.ui import cached, show
from pages.ui.work import Work


def answer(observed: Observed) -> None:
    """Say first whether there are groups at all, and why."""
    segments = observed.segments
    word = "No groups beyond chance" if segments.items else "Not enough data"
    st.badge("Groups found" if segments.found else word, color="green" if segments.found else "gray")
    st.markdown(show.escape(segments.why))
    if not segments.items:
        show.link(show.DATA, "Add a file or map a column")
        return
    if segments.rule:
        st.markdown(f"In words: {show.escape(segments.rule)}")
    with st.expander("How sure is that?"):
        show.estimate(st, "Stability", segments.stability)
        st.caption("1.0 means that the same groups come out whenever customers are drawn again; 0 means never.")
        for test in segments.tests:
            st.markdown(f"- {show.escape(test.sentence)}")


def scatter(work: Work, observed: Observed) -> None:
    """Show every account by what it pays and how long it may be expected to stay."""
    st.header("The map")
    figure = cached.figure(work, "scatter", lambda: segment_scatter(observed.segments, currency=work.currency))
    show.chart(figure, "scatter")
    st.caption("The groups are made from what happened, so their retention describes the past and forecasts nothing.")


def cards(work: Work, observed: Observed) -> None:
    """Show one card a group."""
    st.header("The groups")
    grid = st.grid(2, min_column_width=320, border=True)
    for segment in observed.segments.items:
        with grid.cell():
            _card(work, segment)
    show.download_csv("Download accounts with their group (CSV)", _labels(observed), "segments.csv")


def survival(work: Work, observed: Observed) -> None:
    """Show how long each group stayed."""
    found = observed.survival_by_segment
    curves = {item.name: found[item.name] for item in observed.segments.items if item.name in found}
    if not curves:
        return
    st.header("How long each group stayed")
    show.chart(
        cached.figure(work, "survival_by_segment", lambda: survival_by_group_chart(curves)), "survival_by_segment"
    )


def traits(work: Work, observed: Observed) -> None:
    """Show what the most successful customers share; held-out rates only."""
    found = observed.traits
    st.header("What the best customers share")
    if found.success:
        st.markdown(show.escape(f"Successful here means: {found.success}"))
    if not found.found:
        st.info(show.escape(show.sentence(found.why or "No trait beyond chance.")))
    for trait in found.items:
        with st.container(border=True):
            st.badge(show.sentence(trait.word).rstrip("."), color="blue")
            st.markdown(show.escape(trait.sentence))
            show.facts(
                {"With the trait": trait.rate_inside, "Without it": trait.rate_outside, "How many times": trait.lift},
                work.currency,
            )
    if found.set_aside:
        with st.expander(f"Columns set aside ({len(found.set_aside)})"):
            for item in found.set_aside:
                st.markdown(f"- {show.escape(item.column)}: {show.escape(item.reason)}")
    if found.items:
        show.steps((show.ICP, "Compare with the ICP you declare"))


def _card(work: Work, segment: Segment) -> None:
    st.subheader(show.escape(segment.name), anchor=False)
    arr = "" if segment.arr_share is None else f", {100 * segment.arr_share:.0f} % of ARR"
    share = format_value(segment.share.value, segment.share.unit)
    st.markdown(f"**{segment.n:,} customers**, {share} of all{arr}")
    rows: dict[str, Estimate] = {
        "Still here after 12 months": segment.retention_12m,
        "Net revenue retention": segment.nrr,
        "ARR, the middle account": segment.arr_median,
    }
    show.facts(rows, work.currency)
    if segment.traits:
        st.markdown("More often than elsewhere: " + show.escape("; ".join(segment.traits)))


def _labels(observed: Observed) -> object:
    return observed.segments.points
