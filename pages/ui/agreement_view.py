"""Do the files agree: deals won with revenue, and the ARR of the customers with that of the months?"""

import streamlit as st

from icp_core.analysis import Observed
from icp_core.metrics import ArrAgreement, DealsAgainstRevenue
from icp_core.results import Unit, format_value, plural
from pages.ui import headers, measured, show, state
from pages.ui.work import Work

STATES = ("won, but no revenue", "revenue, but no won deal", "matched")
ALMOST = 0.005  # of the currency: half a cent


def agreement(work: Work, observed: Observed) -> None:
    """Hold deals against revenue, then ARR against ARR."""
    st.header("Is what was sold also paid?", anchor=False)
    _deals(work, measured.deals_against_revenue(work, observed))
    st.header("Is it the same ARR in both files?", anchor=False)
    _arr(work, measured.arr_agreement(work, observed))


def _deals(work: Work, found: DealsAgainstRevenue) -> None:
    if found.why:
        show.cannot_answer(found.why)
        return
    paying = found.with_revenue
    words = f"Whether the customers with a won deal pay is unknown: {paying.why}"
    if paying.value is not None:
        words = f"Of 100 customers with a won deal, {100 * paying.value:.0f} pay{show.between(paying)}"
    if found.typical.known:
        words += f"; in the middle case they pay {work.written(found.typical)} of what was sold"
    st.markdown(show.escape(show.sentence(words)))
    show.meanings(
        {
            "Sold and paid": (
                paying,
                "Share of customers with a won deal that have revenue; those won lately do not count.",
            ),
            "Paid and sold": (
                found.with_deal,
                "Share of customers with revenue that have a won deal; customers older than the deals do not count.",
            ),
            "Paid of what was sold": (
                found.paid_to_won,
                "A year's worth of the first paid month over the first won deal, summed over all.",
            ),
            "In the middle case": (found.typical, "The same for each customer; half lie above, half below."),
            "Within 10 %": (found.close, "Share of customers whose first month fits their deal to within 10 %."),
        },
        work.currency,
    )
    if found.nameless:
        st.caption(f"{plural(found.nameless, 'won deal')} without a customer cannot be held against revenue.")
    counts = {name: len(found.ids(name)) for name in STATES}
    shown = st.segmented_control(
        "Customers to list",
        STATES,
        default=next((name for name in STATES if counts[name]), "matched"),
        required=True,
        format_func=lambda name: f"{name.capitalize()} ({counts[name]:,})",
        **state.kept("agreement_state"),
    )
    rows = measured.accounts_of_state(found, shown)
    show.table(rows, alt=f"Customers: {shown}", columns=_deal_columns(work.currency))
    show.download_csv("Download all of them (CSV)", found.accounts, "deals-against-revenue.csv")


def _arr(work: Work, found: ArrAgreement) -> None:
    numbers = {
        "Added up by customer": (found.by_account, "Sum over live customers, as on every page."),
        "Added up by month": (found.by_month, "ARR of the last complete month, as the movements end."),
    }
    if found.difference is None:
        missing = found.by_month if not found.by_month.known else found.by_account
        show.cannot_answer(missing.why)
        return
    if abs(found.difference) < ALMOST and found.accounts.empty:
        st.markdown("Yes, to the cent.")
    else:
        gap = format_value(found.difference, Unit.MONEY, currency=work.currency, exact=True)
        st.markdown(show.escape(f"They differ by {gap} in all, and on {plural(len(found.accounts), 'customer')}."))
    show.meanings(numbers, work.currency)
    if not found.accounts.empty:
        show.table(found.accounts, alt="Customers whose ARR differs", columns=_arr_columns(work.currency))
        show.download_csv("Download these customers (CSV)", found.accounts, "arr-by-file.csv")


def _deal_columns(currency: str) -> dict[str, object]:
    return {
        "account_id": st.column_config.TextColumn("Account"),
        "name": st.column_config.TextColumn("Name"),
        "first_won": st.column_config.DateColumn("First won"),
        "won": headers.money("Sold a year", currency),
        "paid_from": st.column_config.DateColumn("Pays since"),
        "paid": headers.money("Pays a year", currency, help="A year's worth of the first paid month."),
        "ratio": st.column_config.NumberColumn("Paid of sold", format="percent"),
        "remark": st.column_config.TextColumn("Remark"),
    }


def _arr_columns(currency: str) -> dict[str, object]:
    return {
        "account_id": st.column_config.TextColumn("Account"),
        "name": st.column_config.TextColumn("Name"),
        "by_account": headers.money("By customer", currency),
        "by_month": headers.money("By month", currency),
        "difference": headers.money("Difference", currency),
    }
