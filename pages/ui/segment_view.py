"""What the Segments page says first, and its first part: the map, a card a group, and how long each group stayed."""

import streamlit as st

from icp_core.analysis import Observed
from icp_core.charts import segment_scatter, survival_by_group_chart
from icp_core.results import Estimate, format_value, plural
from icp_core.segments import Segment, Segments
from pages.ui import (
    cached,
    followed_view,
    forecast_view,
    segment_reasons_view,
    segment_settings_view,
    segments_beside_view,
    show,
)
from pages.ui.work import Work

GROUPS, BESIDE, FUTURE, HELD, WHY = "The groups", "Side by side", "What will happen", "Did it hold?", "Why"
PARTS = (GROUPS, BESIDE, FUTURE, HELD, WHY)
DOTS = "One dot is one account, or where there are thousands all accounts of about the same ARR and life."
CUTS = "Customers differ; no separate groups"
PAST = "The groups are made from what happened, so their retention describes the past and forecasts nothing."


def answer(observed: Observed) -> None:
    """Say first whether there are groups at all, in one sentence; how that was found behind it."""
    segments = observed.segments
    word = "No groups beyond chance" if segments.items else "Not enough data"
    if segments.found:
        word = CUTS if segments.one_group else "Groups found"
    st.badge(word, color="green" if word == "Groups found" else "gray")
    if not segments.items:
        st.markdown(show.escape(segments.why))
        show.link(show.DATA, "Add a file or map a column")
        return
    st.markdown(show.escape(_answer(segments)))
    with st.expander("How was that found, and how sure is it?"):
        st.markdown(show.escape(segments.why))
        show.estimate(st, "Stability", segments.stability)
        st.caption("100 % means that the same groups come out whenever customers are drawn again; 0 % means never.")
        for test in segments.tests:
            st.markdown(f"- {show.escape(test.sentence)}")


def parts(work: Work, observed: Observed) -> None:
    """Show the parts of the page, of which only the open one is computed."""
    show.parts(
        "segments_part",
        {
            GROUPS: lambda: groups(work, observed),
            BESIDE: lambda: segments_beside_view.beside(work, observed),
            FUTURE: lambda: forecast_view.forecast(work, observed),
            HELD: lambda: followed_view.followed(work, observed),
            WHY: lambda: segment_reasons_view.reasons(work, observed),
        },
    )


def groups(work: Work, observed: Observed) -> None:
    """Show the map, a card a group, how long each stayed, and how the groups are made."""
    st.header("What do your customers pay, and how long do they stay?", anchor=False)
    figure = cached.figure(work, "scatter", lambda: segment_scatter(observed.segments, currency=work.currency))
    show.chart(figure, "scatter")
    st.caption(f"{DOTS} {PAST}")
    _cards(work, observed)
    _survival(work, observed)
    segment_settings_view.settings(work, observed)


def _answer(segments: Segments) -> str:
    grouped = sum(item.n for item in segments.items)
    made = f"{plural(grouped, 'customer')} fall into {plural(len(segments.items), 'group')}"
    if not segments.found:
        made = f"No test shows separate groups: the {len(segments.items)} below are cuts made for reading"
    elif segments.one_group:
        made = f"{plural(grouped, 'customer')} differ, and the {len(segments.items)} groups below are convenient cuts"
        made += ", not separate kinds"
    held = [item for item in segments.items if item.arr_share is not None]
    if not held:
        return f"{made}."
    top = max(held, key=lambda item: item.arr_share or 0.0)
    whole = format_value(top.share.value, top.share.unit)
    return (
        f"{made}; '{top.name}' holds {100 * (top.arr_share or 0.0):.0f} % of today's ARR with {whole} of the customers."
    )


def _cards(work: Work, observed: Observed) -> None:
    st.header("The groups", anchor=False)
    grid = st.grid(2, min_column_width=320, border=True)
    for segment in observed.segments.items:
        with grid.cell():
            _card(work, segment)
    measured = observed.segments.stability.window
    if measured:
        st.caption(
            "Found again in resamples: how much of a group comes back when groups are made from customers drawn anew "
            f"from yours ({measured}). Do not trust a group below 60 %."
        )
    show.download_csv("Download accounts with their group (CSV)", observed.segments.points, "segments.csv")


def _survival(work: Work, observed: Observed) -> None:
    found = observed.survival_by_segment
    curves = {item.name: found[item.name] for item in observed.segments.items if item.name in found}
    if not curves:
        return
    st.header("How long each group stayed", anchor=False)
    show.chart(
        cached.figure(work, "survival_by_segment", lambda: survival_by_group_chart(curves)), "survival_by_segment"
    )
    st.caption(PAST)


def _card(work: Work, segment: Segment) -> None:
    st.subheader(show.escape(segment.name), anchor=False)
    arr = "" if segment.arr_share is None else f", {100 * segment.arr_share:.0f} % of ARR"
    share = format_value(segment.share.value, segment.share.unit)
    st.markdown(f"**{segment.n:,} customers**, {share} of all{arr}")
    rows: dict[str, Estimate] = {
        "Stayed for 12 months": segment.retention_12m,
        "Net revenue retention": segment.nrr,
        "ARR, the middle account": segment.arr_median,
        "Found again in resamples": segment.stability.within(""),
    }
    show.facts(rows, work.currency)
    if segment.traits:
        st.markdown("More often than elsewhere: " + show.escape("; ".join(segment.traits)))
