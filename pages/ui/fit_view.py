"""What the Fit page says first, and its first part: how much of the business is inside the ICP."""

import streamlit as st

from icp_core.analysis import Comparison
from icp_core.charts import QuarterPoint, quarters_chart, ring_bar
from icp_core.fit import Alignment
from pages.ui import (
    cached,
    fit_accounts_view,
    fit_back_test_view,
    fit_both_ways_view,
    fit_criteria_view,
    fit_functions_view,
    fit_groups_view,
    fit_rings_view,
    fit_suggested_view,
    show,
)
from pages.ui.events import events_of, legend
from pages.ui.work import Work

PART = "fit_part"
INSIDE, RINGS, BOTH, CRITERIA = "How much is inside", "Rings", "Both ways", "Criteria"
LATER, SUGGESTED, FUNCTIONS, GROUPS = "A year later", "Suggested", "Functions", "Groups"
ACCOUNTS = "One account"
SPREAD = (
    "The bars count every customer; bullseye and inner are inside. The shares here and below spread "
    "the unclassified as those that can be judged are: nobody is called a miss because a cell is empty."
)


def answer(comparison: Comparison) -> None:
    """Say the verdict first."""
    found = _found(comparison)
    st.markdown(show.escape(show.sentence(found.verdict)))
    if found.why:
        st.caption(show.escape(found.why))


def parts(work: Work, comparison: Comparison) -> None:
    """Show behind tabs what lies beneath the verdict; only the open one is computed."""
    found = _found(comparison)
    show.parts(
        PART,
        {
            INSIDE: lambda: coverage(work, found),
            RINGS: lambda: fit_rings_view.rings(work, found),
            BOTH: lambda: fit_both_ways_view.both_ways(work, found),
            CRITERIA: lambda: fit_criteria_view.criteria(work, found),
            LATER: lambda: fit_back_test_view.a_year_later(work, comparison),
            SUGGESTED: lambda: fit_suggested_view.suggested(work, comparison),
            FUNCTIONS: lambda: fit_functions_view.functions(work, found),
            GROUPS: lambda: fit_groups_view.groups(work, found),
            ACCOUNTS: lambda: fit_accounts_view.accounts(work, comparison),
        },
    )


def coverage(work: Work, found: Alignment) -> None:
    """Show how many customers stand in each ring, and which share of the business is inside the ICP."""
    st.header("How much of your business is inside the ICP?", anchor=False)
    show.chart(cached.figure(work, "rings", lambda: ring_bar(found.ring_shares)), "rings")
    unplaced = found.ring_shares[-1].n
    if unplaced:
        expected = ", ".join(
            f"{row.ring} {100 * row.expected_share.value:.0f} %"
            for row in found.ring_shares
            if row.expected_share.value is not None
        )
        st.caption(show.escape(f"{SPREAD} So spread: {expected}."))
    show.estimates(
        {
            "customers": ("Customers", found.coverage_customers),
            "arr": ("Recurring revenue", found.coverage_arr),
            "new": ("New customers", found.coverage_new_logos),
            "pipeline": ("Open pipeline", found.coverage_pipeline),
        },
        work.currency,
        defined=False,
    )
    _quarters(work, found)


def _quarters(work: Work, found: Alignment) -> None:
    events = events_of(work)
    points = tuple(QuarterPoint(quarter.label, quarter.complete, new) for quarter, new in found.logos_by_quarter)
    if not any(point.estimate.known for point in points):
        return
    st.header("New customers inside the ICP, quarter by quarter", anchor=False)
    figure = cached.figure(
        work, "inside_by_quarter", lambda: quarters_chart(points, title="share inside the ICP", events=events)
    )
    show.chart(figure, "inside_by_quarter")
    legend(points, events)


def _found(comparison: Comparison) -> Alignment:
    if comparison.alignment is None:
        raise ValueError("there is no declared ICP to show")
    return comparison.alignment
