"""What happened when: events that people logged and events that a file brought."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from icp_core.charts import QuarterPoint, events_shown
from pages.ui import show
from pages.ui.work import Work


def events_of(work: Work) -> tuple[tuple[date, str], ...]:
    """Return day and title of every known event, in order of time."""
    found = [(event.date, event.title) for event in work.workspace.events]
    if work.data.has("events", "date", "title"):
        rows = work.data.frame("events")
        found += [(day.date(), str(title)) for day, title in zip(rows["date"], rows["title"], strict=True)]
    return tuple(sorted(found))


def legend(points: Sequence[QuarterPoint], events: Sequence[tuple[date, str]]) -> None:
    """Name the events that the chart marks with letters."""
    marked = events_shown(points, events)
    if marked:
        st.caption(show.escape("; ".join(f"{letter} {day:%Y-%m-%d} {title}" for letter, day, title in marked) + "."))
