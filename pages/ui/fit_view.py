"""What the Fit page shows: rings, coverage, precision and recall, what each criterion does, groups against rings."""

import streamlit as st

from icp_core.analysis import Comparison
from icp_core.charts import QuarterPoint, quarters_chart, ring_bar
from icp_core.fit import Alignment
from pages.ui import cached, show
from pages.ui.events import events_of, legend
from pages.ui.work import Work

LIFTS = {
    "retention_12m": "Kept for 12 months",
    "nrr": "Net revenue retention",
    "win_rate": "Win rate",
    "arr": "Middle ARR",
}


def answer(comparison: Comparison) -> None:
    """Say the verdict first."""
    found = _found(comparison)
    st.markdown(show.escape(show.sentence(found.verdict)))
    if found.why:
        st.caption(show.escape(found.why))


def rings(work: Work, comparison: Comparison) -> None:
    """Show how many customers stand in each ring, and how they did."""
    found = _found(comparison)
    st.header("Your customers by ring")
    show.chart(cached.figure(work, "rings", lambda: ring_bar(found.rings)), "rings")
    st.caption("Bullseye and inner count as inside. Unclassified: too little is known about the account to say.")
    held = [row for row in found.rings if row.n]
    grid = st.grid(3 if len(held) in (3, 5) else 2, min_column_width=240, border=True)
    for row in held:
        with grid.cell():
            st.subheader(row.ring.capitalize(), anchor=False)
            show.facts(
                {
                    "Customers": row.share,
                    "ARR": row.arr,
                    "Still here after 12 months": row.retention_12m,
                    "Net revenue retention": row.nrr,
                    "Win rate": row.win_rate,
                },
                work.currency,
            )


def coverage(work: Work, comparison: Comparison) -> None:
    """Show which share of customers, revenue, new customers and pipeline is inside the ICP."""
    found = _found(comparison)
    st.header("How much of your business is inside the ICP?")
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


def both_ways(work: Work, comparison: Comparison) -> None:
    """Show the comparison in both directions, and what it is worth to be inside."""
    found = _found(comparison)
    st.header("Both ways")
    st.markdown(
        "Of the customers inside the ICP, how many are among your most successful? And of your most successful, how "
        "many are inside? The third number is what chance alone would give."
    )
    show.estimates_known_first(
        {
            "precision": ("Inside: among the best", found.precision),
            "recall": ("The best: inside", found.recall),
            "base_rate": ("All: among the best", found.base_rate),
        },
        work.currency,
        defined=False,
    )
    shown = {key: (label, found.lifts[key]) for key, label in LIFTS.items() if key in found.lifts}
    if shown:
        st.header("Inside against outside")
        show.estimates_known_first(shown, work.currency, defined=False)


def criteria(comparison: Comparison) -> None:
    """Show what each criterion does."""
    gaps = _found(comparison).gaps
    if not gaps:
        return
    st.header("What each criterion does")
    for gap in gaps:
        with st.container(border=True):
            st.markdown(show.escape(gap.sentence))
            show.facts({"Customers that meet it": gap.pass_share, "Customers with a known value": gap.known_share})
    show.steps((show.ICP, "Change the criteria"))


def segments(comparison: Comparison) -> None:
    """Show groups against rings."""
    rows = _found(comparison).segment_table
    if rows is None or rows.empty:
        return
    st.header("The groups against the rings")
    share = st.column_config.NumberColumn
    columns = {
        "segment": "Group",
        "n": "Customers",
        **{row.ring: row.ring.capitalize() for row in _found(comparison).rings},
        "inside_share": share("Of the group, inside", format="percent"),
        "share_of_inside": share("Of those inside, in it", format="percent"),
    }
    show.table(rows, alt="Customers of each group by ring of the declared ICP", columns=columns)


def quarters(work: Work, comparison: Comparison) -> None:
    """Show the share of new customers inside the ICP by quarter."""
    found = _found(comparison)
    points = tuple(QuarterPoint(quarter.label, quarter.complete, new) for quarter, new, _ in found.by_quarter)
    if not any(point.estimate.known for point in points):
        return
    st.header("New customers inside the ICP, quarter by quarter")
    events = events_of(work)
    figure = cached.figure(
        work, "inside_by_quarter", lambda: quarters_chart(points, title="share inside the ICP", events=events)
    )
    show.chart(figure, "inside_by_quarter")
    legend(points, events)


def accounts(work: Work, comparison: Comparison) -> None:
    """Offer the fit of every account as a file."""
    rows = comparison.account_rows(cached.observed(work))
    show.download_csv("Download the fit of every account (CSV)", rows, "accounts.csv")


def _found(comparison: Comparison) -> Alignment:
    if comparison.alignment is None:
        raise ValueError("there is no declared ICP to show")
    return comparison.alignment
