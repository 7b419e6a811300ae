"""How often each level of each attribute is successful, and which columns were left out of the search."""

import streamlit as st

from icp_core.charts import estimates_chart
from icp_core.metrics import share
from icp_core.results import Estimate, Unit, plural
from icp_core.traits import Traits
from pages.ui import cached, headers, show, state
from pages.ui.work import Work

FEW = 20  # customers; below it the interval spans half of all shares


def levels(work: Work, found: Traits) -> None:
    """Show the share of successful customers level by level, one column closely."""
    st.header("How often is each level successful?", anchor=False)
    if found.rates.empty:
        st.markdown("There is no column to look at. Add columns such as industry, employees or country.")
        show.link(show.DATA, "Add a file or map a column")
        return
    rows = [
        {"column": headers.title(row.column), "level": row.level, "n": row.n, "rate": _rate(row)}
        for row in found.rates.itertuples(index=False)
    ]
    columns = list(dict.fromkeys(row["column"] for row in rows))
    chosen = st.selectbox("Column", columns, format_func=headers.title, **state.kept("traits_column"))
    of_column = {str(row["level"]): row["rate"] for row in rows if row["column"] == chosen}
    everybody = share(found.n_success, found.n)
    figure = cached.figure(
        work,
        "traits_levels",
        lambda: estimates_chart(of_column, title="successful", reference=everybody),
        chosen,
    )
    show.chart(figure, "traits_levels")
    st.caption(
        show.escape(
            f"Of {plural(found.n, 'customer')} {work.written(everybody)} are successful; in brackets the customers of "
            f"each level. Looked at one by one, some level always leads: only the search tells whether that is luck. "
            f"Fewer than {FEW} customers tell little."
        )
    )
    st.subheader("All columns", anchor=False)
    show.estimate_table(
        rows,
        alt="Share of successful customers by column and level, with intervals",
        columns={
            "column": st.column_config.TextColumn("Column", pinned=True),
            "level": st.column_config.TextColumn("Level"),
            "n": st.column_config.NumberColumn("Customers", format="localized"),
            "rate": st.column_config.TextColumn("Successful (90 % interval)"),
        },
    )
    show.download_csv("Download this table (CSV)", found.rates, "success-by-level.csv")


def set_aside(found: Traits) -> None:
    """Name the columns that the search left out, with the reason."""
    st.header("Which columns were set aside?", anchor=False)
    if not found.set_aside:
        st.markdown("None: every column of your customers was searched.")
        return
    st.markdown(
        "These columns were not searched: what is known only afterwards, what names accounts and what repeats the "
        "outcome would explain success by itself."
    )
    rows = [{"column": item.column, "reason": show.sentence(item.reason)} for item in found.set_aside]
    show.table(
        rows,
        alt="Columns set aside, with the reason",
        columns={
            "column": st.column_config.TextColumn("Column", pinned=True),
            "reason": st.column_config.TextColumn("Why", width="large"),
        },
    )


def _rate(row: object) -> Estimate:
    rate, low, high, n = (getattr(row, name) for name in ("rate", "low", "high", "n"))
    return Estimate(float(rate), Unit.RATIO, int(n), float(low), float(high))
