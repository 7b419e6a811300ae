"""The cost of poor fit: what went into deals outside the ICP, lost and won, and what left again."""

import streamlit as st

from icp_core.charts import poor_fit_chart
from icp_core.fit.cost_of_poor_fit import CostOfPoorFit, Effort
from pages.ui import cached, show
from pages.ui.work import Work

LABELS = {
    ("deals", "lost"): "Lost deals",
    ("value", "lost"): "Value of lost deals",
    ("days", "lost"): "Days open, lost deals",
    ("deals", "won"): "Won deals",
    ("value", "won"): "Value of won deals",
    ("days", "won"): "Days open, won deals",
    ("discount", "won"): "Discount on won deals",
}


def cost(work: Work) -> None:
    """Answer first, then the bars, then the totals and what the files cannot tell."""
    found = cached.poor_fit(work)
    st.header("What went into deals outside the ICP?", anchor=False)
    if found.why:
        st.markdown(show.escape(show.sentence(f"That is unknown: {found.why}")))
        return
    st.markdown(show.escape(_sentence(work, found)))
    if found.caution:
        st.warning(show.escape(show.sentence(f"Do not hold inside against outside here: {found.caution}")))
    rows = [(LABELS[row.measure, row.outcome], row) for row in found.efforts]
    figure = cached.figure(work, "poor_fit", lambda: poor_fit_chart(rows, currency=work.currency))
    show.chart(figure, "poor_fit")
    st.caption(
        show.escape(
            f"{show.sentence(found.window)} Inside are bullseye and inner ring, outside the others. Deals of which too "
            "little is known are not placed and count on neither side."
        )
    )
    _totals(work, rows)
    st.header("What else it cost", anchor=False)
    show.meanings(
        {
            "Mean discount outside": (found.discount_outside, "Of the won deals outside the ICP."),
            "Mean discount inside": (found.discount_inside, "Of the won deals inside the ICP."),
            "Spend outside": (
                found.spend,
                "What sales and marketing spent in these quarters, times the share of new deals outside the ICP.",
            ),
            "Customers lost": (found.left, "Customers outside the ICP that left in the same quarters; a total."),
            "Revenue lost": (found.revenue_left, "What these customers paid last, a year; a total."),
            "Churn outside": (found.left_outside, "Share of customers outside the ICP that leaves within 12 months."),
            "Churn inside": (found.left_inside, "Share of customers inside the ICP that leaves within 12 months."),
        },
        work.currency,
    )
    st.caption(
        "Totals are counted from your files and have no interval; shares and means have a 90 % interval. That effort "
        "went outside does not say it was wasted: some of these deals were won, and some of these customers stay."
    )


def _sentence(work: Work, found: CostOfPoorFit) -> str:
    lost, worked = found.effort("value", "lost"), found.effort("days", "lost")
    if lost is None or not lost.outside.known:
        return "What the lost deals outside the ICP were worth is unknown: no deal has an amount."
    part = lost.share_outside.value
    share = "" if part is None else f" ({100 * part:.0f} % of what was lost and can be placed)"
    days = "" if worked is None or not worked.outside.known else f", open for {work.written(worked.outside)} in all"
    return (
        f"In the last year the deals lost outside your ICP held {work.written(lost.outside)} of pipeline{share}{days}."
    )


def _totals(work: Work, rows: list[tuple[str, Effort]]) -> None:
    """Every total with its count, and the share outside with its interval."""
    table = [
        {
            "what": label,
            "inside": _total(work, row, "inside"),
            "outside": _total(work, row, "outside"),
            "not_placed": _total(work, row, "not_placed"),
            "share": row.share_outside,
        }
        for label, row in rows
    ]
    columns = {
        "what": st.column_config.TextColumn("What", pinned=True),
        "outside": "Outside (deals)",
        "inside": "Inside (deals)",
        "not_placed": "Not placed (deals)",
        "share": "Share outside of what is placed",
    }
    show.estimate_table(table, alt="Totals that went into deals inside and outside the ICP", columns=columns)
    show.unknowns(
        {label: value for label, row in rows for value in (row.outside, row.share_outside) if not value.known}
    )


def _total(work: Work, row: Effort, side: str) -> str:
    value = getattr(row, side)
    if not value.known:
        return "unknown"
    return work.written(value) if row.measure == "deals" else f"{work.written(value)} ({value.n:,})"
