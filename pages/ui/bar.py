"""A bar that moves while a long work is done."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import RerunException, StopException

from icp_core.ingest import Progress
from pages.ui import show


@contextmanager
def bar() -> Iterator[Progress]:
    """Show a bar with what is being done, and take it away when the work ends, fails or is stopped.

    Every step of the bar lets Streamlit end this run: whoever leaves the page or changes something stops the work.
    """
    place = st.empty()
    try:
        _draw(place, "One moment", 0.0)
        yield partial(_draw, place)
    finally:
        place.empty()


@contextmanager
def patient_bar() -> Iterator[Progress]:
    """Show a bar for a work that must not be left half done, such as taking a file that is then forgotten.

    Whoever changes something meanwhile waits until the work is done; the bar stands still from then on.
    """
    asked: list[RerunException | StopException] = []
    place: list[Any] = []

    def move(doing: str, share: float) -> None:
        if asked:
            return
        try:
            place.extend([] if place else [st.bottom.empty()])
            _draw(place[0], doing, share)
        except (RerunException, StopException) as change:
            asked.append(change)

    yield move
    if asked:
        raise asked[0]
    if place:
        place[0].empty()


def _draw(place: Any, doing: str, share: float) -> None:
    place.progress(min(1.0, share), f"{show.escape(doing)} ..." if share < 1.0 else show.escape(doing))
