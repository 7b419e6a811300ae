"""What is left of the customers of each start quarter, and who they are."""

import streamlit as st

from icp_core.analysis import Observed
from icp_core.charts import cohort_chart
from icp_core.metrics import CohortCell, CohortMeasure, Cohorts
from pages.ui import cached, headers, measured, show, state
from pages.ui.work import Work

MEASURES: dict[CohortMeasure, str] = {
    "logos": "Customers",
    "net": "Revenue, growth included",
    "gross": "Revenue, growth left out",
}
MEANS: dict[CohortMeasure, str] = {
    "logos": "Share of the customers who began in a quarter that are still here.",
    "net": "What they pay now of each unit that they paid in their first month; growth can lift it above 100 %.",
    "gross": "The same with growth left out, customer by customer: never above 100 %.",
}
YEAR = 4  # quarters; the age to begin with
CELLS = {
    "cohort": st.column_config.TextColumn("Start quarter"),
    "age": st.column_config.NumberColumn(
        "Quarters since the start", help="Full quarters since each customer's own start."
    ),
    "value": st.column_config.NumberColumn("Still there", format="percent"),
    "low": st.column_config.NumberColumn("At least", format="percent", help="Lower end of the 90 % interval."),
    "high": st.column_config.NumberColumn("At most", format="percent", help="Upper end of the 90 % interval."),
    "n": st.column_config.NumberColumn("n", help="Customers behind the number."),
    "observed": st.column_config.NumberColumn(
        "Observed", help="Customers observed so long, or known to have left before."
    ),
    "why": st.column_config.TextColumn("Remark"),
}
ACCOUNTS = {
    "account_id": st.column_config.TextColumn("Account"),
    "name": st.column_config.TextColumn("Name"),
    "start": st.column_config.DateColumn("Start"),
    "state": st.column_config.TextColumn("State"),
}


def cohorts(work: Work, observed: Observed) -> None:
    """Show the heat map, and the accounts behind a cell that people click or choose."""
    st.header("What is left of each start quarter?", anchor=False)
    measure = st.segmented_control(
        "What is kept",
        list(MEASURES),
        default="logos",
        required=True,
        format_func=MEASURES.__getitem__,
        **state.kept("cohort_measure"),
    )
    found = measured.cohorts(work, observed, measure)
    if not found.cells:
        show.cannot_answer(found.why)
        return
    _answer(found)
    figure = cached.figure(work, "cohorts", lambda: cohort_chart(found), measure)
    picked = show.picked(figure, f"cohorts:{measure}")
    notes = "".join(f" {show.sentence(note)}" for note in found.notes)
    st.caption(
        show.escape(
            f"{MEANS[measure]} In brackets: customers of that quarter. Pale, with a star: not all of them have been "
            f"observed so long. Empty: fewer than 8. Click a cell, or choose it below, to see its customers.{notes}"
        )
    )
    _behind(work, observed, found, None if picked is None else (str(picked[0]), int(picked[1])))
    with st.expander("The heat map as a table", key="cohort_table", on_change="rerun") as table:
        if table.open:
            show.table(found.rows(), alt="Start quarter by age", columns=CELLS)
            show.download_csv("Download the heat map (CSV)", found.rows(), f"cohorts-{measure}.csv")


def _answer(found: Cohorts) -> None:
    """Say what the newest quarter that is complete after a year has kept, beside the oldest one."""
    year = [cell for cell in found.cells if cell.age == YEAR and cell.complete and cell.estimate.known]
    if len(year) < 2:
        st.markdown("No two start quarters have been observed for a whole year yet.")
        return
    first, last = year[0], year[-1]
    words = f"{_after_a_year(last)}; of those of {first.cohort} it was {_of_100(first)}{show.between(first.estimate)}"
    if found.measure != "logos":
        words = (
            f"{_paid_after_a_year(last)}; those of {first.cohort} paid {_of_100(first)}{show.between(first.estimate)}"
        )
    st.markdown(show.escape(show.sentence(words)))


def _after_a_year(cell: CohortCell) -> str:
    return (
        f"Of 100 customers who began in {cell.cohort}, {_of_100(cell)} were still here after a year"
        f"{show.between(cell.estimate)}"
    )


def _paid_after_a_year(cell: CohortCell) -> str:
    return (
        f"Of every 100 that the customers of {cell.cohort} paid in their first month, they paid {_of_100(cell)} after "
        f"a year{show.between(cell.estimate)}"
    )


def _behind(work: Work, observed: Observed, found: Cohorts, picked: tuple[str, int] | None) -> None:
    """Show the accounts of one cell: the one clicked, or the one chosen from two lists."""
    st.subheader("The customers behind a cell", anchor=False)
    quarters = list(found.sizes)
    ages = {cohort: [cell.age for cell in found.cells if cell.cohort == cohort] for cohort in quarters}
    usual = next((cohort for cohort in reversed(quarters) if YEAR in ages[cohort]), quarters[0])
    start, age = picked or (usual, YEAR)
    clicked = f"{found.measure}:{picked}"  # a click begins both lists afresh
    left, right = st.columns(2)
    cohort = left.selectbox("Start quarter", quarters, quarters.index(start), **state.kept(f"cohort:{clicked}"))
    reached = ages[cohort]
    place = reached.index(age) if age in reached else len(reached) - 1
    chosen = right.selectbox("Quarters since the start", reached, place, **state.kept(f"cohort_age:{clicked}:{cohort}"))
    cell = next(cell for cell in found.cells if cell.cohort == cohort and cell.age == chosen)
    show.estimate(st, f"{cohort}, after {chosen} quarters", cell.estimate, meaning=MEANS[found.measure])
    rows = measured.cohort_accounts(work, observed, found.measure, cohort, chosen)
    columns = ACCOUNTS if found.measure == "logos" else {**ACCOUNTS, **_money(work.currency)}
    show.table(rows, alt=f"Customers who began in {cohort}, after {chosen} quarters", columns=columns)
    show.download_csv("Download these customers (CSV)", rows, f"cohort-{cohort}-after-{chosen}-quarters.csv")


def _money(currency: str) -> dict[str, object]:
    return {
        "opening": headers.money("First month", currency),
        "closing": headers.money("Month at that age", currency),
    }


def _of_100(cell: CohortCell) -> str:
    return f"{100 * (cell.estimate.value or 0.0):.0f}"
