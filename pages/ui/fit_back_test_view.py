"""A year later: would the ICP, and the one the data suggest, have told who stays, grows and buys?"""

from collections.abc import Mapping

import streamlit as st

from icp_core.analysis import Comparison
from icp_core.charts import then_and_now_chart
from icp_core.fit.back_test import OUTCOMES, BackTest
from icp_core.fit.hindsight import hindsight
from icp_core.results import Estimate, format_date
from pages.ui import cached, show, state
from pages.ui.work import Work

TITLES = {
    "retention": "Kept over the year",
    "nrr": "Net revenue retention of the year",
    "win_rate": "New deals won within 180 days",
}
CAUTION = (
    "Attributes are those of your files today, because exports do not keep what they were: a customer that has grown "
    "since counts with its present size. An ICP written after that day may have been written knowing what came. The "
    "sentence above allows for three outcomes being looked at; the interval of a single difference does not."
)


def a_year_later(work: Work, comparison: Comparison) -> None:
    """Show what became, in the last year, of the rings as they stood when it began."""
    judged = comparison.back_test
    assert judged is not None  # the page is shown with an ICP alone
    st.header("Did the ICP tell what came after?", anchor=False)
    st.markdown(show.escape(judged.sentence))
    if judged.why:
        show.link(show.DATA, "See which file or column adds the answer")
        return
    _lifts(judged)
    _rings(work, judged)
    st.caption(CAUTION)
    _mined(work, comparison)


def _lifts(judged: BackTest) -> None:
    shown = {name: (TITLES[name], judged.lifts[name]) for name in OUTCOMES}
    st.subheader("Inside less outside", anchor=False)
    show.estimates_known_first(shown, defined=False)


def _rings(work: Work, judged: BackTest) -> None:
    st.subheader("Ring by ring", anchor=False)
    st.pills("Look at", list(OUTCOMES), default="retention", format_func=lambda name: TITLES[name], required=True,
             **state.kept("fit_later"))  # fmt: skip
    name = state.value_of("fit_later") or "retention"
    rows = {f"{row.ring} ({row.n:,})": (row.after[name], row.before[name]) for row in judged.rings}
    series = [f"the year after {format_date(judged.opening)}", "the year before"]
    chart = cached.figure(work, "later", lambda: then_and_now_chart(rows, series, title=TITLES[name]), name)
    show.chart(chart, "later")
    different = [row.ring for row in judged.rings if name in row.differs]
    words = f"{', '.join(different)} differs from the other rings" if len(different) == 1 else (
        f"{', '.join(different)} differ from the other rings" if different else "No ring differs from the others"
    )  # fmt: skip
    st.caption(
        show.escape(show.sentence(f"{words} by more than chance, all {judged.tests} comparisons taken into account"))
    )
    _unknown({f"{row.ring}": row.after[name] for row in judged.rings})


def _unknown(items: Mapping[str, Estimate]) -> None:
    show.unknowns({label: value for label, value in items.items() if not value.known})


def _mined(work: Work, comparison: Comparison) -> None:
    """Offer the harder test: the ICP that the data of a year ago suggest, judged by the year since."""
    st.header("And the ICP that the data suggested a year ago?", anchor=False)
    st.caption(
        "The traits of the best customers are searched in what was known a year ago alone, and judged by what came "
        "after. With many customers the search takes a minute."
    )
    if not st.toggle("Search and judge it", **state.kept("fit_hindsight")):
        return
    with st.spinner("Searching what was known a year ago"):
        known = comparison.observed
        weights = work.workspace.settings.success_weights
        seen = cached.measured(
            work, "hindsight", lambda: hindsight(work.data, known.accounts, known.deals, weights=weights)
        )
    if seen.test is None:
        st.markdown(show.escape(show.sentence(f"Nothing was suggested on {format_date(seen.known_on)}: {seen.why}")))
        return
    for line in seen.suggestion.evidence:
        st.markdown(f"- {show.escape(show.sentence(line))}")
    st.markdown(show.escape(seen.test.sentence))
    show.estimates_known_first({name: (TITLES[name], seen.test.lifts[name]) for name in OUTCOMES}, defined=False)
