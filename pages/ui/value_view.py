"""What customers are worth: how much hangs on a few, lifetime value by group, first contracts."""

import streamlit as st

from icp_core.analysis import Observed
from icp_core.charts import concentration_chart, points_of_contracts, quarters_chart, value_by_group_chart
from icp_core.metrics import SEGMENT
from icp_core.results import plural
from pages.ui import cached, headers, measured, show, state
from pages.ui.work import Work

MOST_DISCOUNT = 100.0  # percent a year; what the setting allows
GROUPS = {
    "group": st.column_config.TextColumn("Group"),
    "n": st.column_config.NumberColumn("Customers", format="localized"),
    "raw": st.column_config.TextColumn(
        "Its own accounts say", help="With the 90 % interval; luck of a small group is in it."
    ),
    "shrunk": st.column_config.TextColumn(
        "Drawn towards the mean",
        help="The better guess: each group moves towards the mean by as much as it is uncertain.",
    ),
    "weight": st.column_config.NumberColumn(
        "Weight of its own", format="percent", help="The rest is the mean of all groups."
    ),
}


def largest(work: Work, observed: Observed) -> None:
    """Say how much of the ARR hangs on a few customers."""
    st.header("How much hangs on a few customers?", anchor=False)
    found = measured.concentration(work, observed)
    if not found.half.known:
        show.cannot_answer(found.sentence)
        return
    st.markdown(show.escape(found.sentence))
    show.chart(cached.figure(work, "concentration", lambda: concentration_chart(found)), "concentration")
    top = {
        "The largest customer" if count == 1 else f"The {count} largest": (
            share,
            f"Share of ARR of the {plural(count, 'live customer')} who pay most.",
        )
        for count, share in found.top.items()
    }
    rest = {
        "Pay half of it": (found.half, "Fewest customers who pay half of the ARR."),
        "As if equally large": (
            found.effective,
            "Number of equally large customers that would be as concentrated: 1 / sum of squared shares.",
        ),
    }
    show.meanings({**top, **rest}, work.currency)
    st.caption("It counts every live customer, so nothing here has an interval.")
    show.table(found.accounts, alt="Customers by ARR, the largest first", columns=_accounts(work.currency))
    show.download_csv("Download the customers (CSV)", found.accounts, "largest-customers.csv")


def worth(work: Work, observed: Observed) -> None:
    """Show lifetime value with its margin and discount, then by group with raw, drawn and weight."""
    st.header("What is a customer worth?", anchor=False)
    _discount(work)
    found = measured.value(work, observed)
    plain = observed.metrics["ltv"].estimate
    if not found.value.known:
        show.cannot_answer(found.value.why)
        return
    rate = f"{100 * found.terms.discount:g} % a year"
    st.markdown(
        show.escape(
            f"A customer brings {work.written(plain)} in the {found.value.window}; at {rate} that is "
            f"{work.written(found.value)} of today's money."
        )
    )
    show.meanings(
        {
            "In today's money": (
                found.value,
                "Monthly revenue x gross margin x months kept; each month counts less the later it comes.",
            ),
            "Not discounted": (plain, "Monthly revenue x gross margin x months kept. The other pages show this one."),
            "Revenue a month": (found.monthly, "Mean over live customers."),
            "After that, a projection": (
                found.tail,
                "What comes later if customers go on leaving at the last year's pace; in today's money.",
            ),
        },
        work.currency,
    )
    _by_group(work, observed)


def contracts(work: Work, observed: Observed) -> None:
    """Show what the first contracts of new customers are worth and what was given away for them."""
    st.header("What is a first contract worth?", anchor=False)
    found = measured.new_contracts(work, observed)
    if not found.acv.known and not found.typical.known:
        show.cannot_answer(found.acv.why)
        return
    st.markdown(
        show.escape(
            f"A new customer's first contract is worth {work.written(found.acv)} a year on average and "
            f"{work.written(found.typical)} in the middle case."
        )
    )
    show.meanings(
        {
            "Average": (found.acv, "Mean value a year; a few large contracts can carry it."),
            "Middle case": (found.typical, "Half of the first contracts are worth more, half less."),
            "Given away": (found.discount, "Discount over the list price, large deals weighing more."),
            "Given away, middle": (found.typical_discount, "Half of the first contracts got more, half less."),
        },
        work.currency,
    )
    st.caption(show.escape(show.sentence(f"Counted: {found.rule}")))
    points = points_of_contracts(found, observed.periods)
    if any(point.estimate.known for point in points):
        figure = cached.figure(
            work,
            "first_contracts",
            lambda: quarters_chart(points, title="mean first contract, a year", currency=work.currency),
        )
        show.chart(figure, "first_contracts")
        st.caption("By quarter of the close. A hollow point is a quarter that is not complete.")


def _discount(work: Work) -> None:
    """Let people set the discount; the gross margin stands with the other settings of the data."""
    now, workspace_id = work.workspace.settings, work.workspace.id
    place, said = st.columns([1, 2], vertical_alignment="bottom")
    with place:
        st.number_input(
            "Discount, percent a year",
            0.0,
            MOST_DISCOUNT,
            round(100 * now.discount, 6),
            1.0,
            format="%g",
            help="How much less money counts that comes a year later. 0: it counts the same.",
            **state.saving(
                f"discount:{workspace_id}",
                lambda value: state.save_settings(workspace_id, discount=value / 100),
                round(100 * now.discount, 6),
            ),
        )
    with said:
        known = "not set, so 100 % is used" if now.gross_margin == 1 else f"{100 * now.gross_margin:g} %"
        st.markdown(show.escape(f"Gross margin: {known}."))
        show.link(show.DATA, "Set the gross margin (Settings)")


def _by_group(work: Work, observed: Observed) -> None:
    st.subheader("By kind of customer", anchor=False)
    names = sorted(measured.retention_groups(work, observed), key=lambda name: name != SEGMENT)
    if not names:
        st.info("No column makes two groups of 8 customers or more.")
        return
    column = st.selectbox("Compare by", names, format_func=headers.in_words, **state.kept("value_by"))
    found = measured.value_of_groups(work, observed, column)
    if not found.groups:
        st.info(show.escape(show.sentence(found.why)))
        return
    figure = cached.figure(
        work,
        "value_by_group",
        lambda: value_by_group_chart(found, currency=work.currency),
        column,
        measured.terms_of(work),
    )
    show.chart(figure, "value_by_group")
    rows = [
        {
            "group": one.group,
            "n": one.n,
            "raw": one.raw,
            "shrunk": one.shrunk,
            "weight": one.weight if one.raw.known else None,
        }
        for one in found.groups
    ]
    drawn = GROUPS if not found.why else {name: GROUPS[name] for name in ("group", "n", "raw")}
    show.estimate_table(rows, alt=f"Lifetime value by {column}", columns=drawn, currency=work.currency)
    said = (
        show.sentence(found.why)
        if found.why
        else (
            "Among many small groups the best looking one is mostly the luckiest; so each is drawn towards the mean of "
            "all (empirical Bayes)."
        )
    )
    made = " The segments were made from what customers pay and how long they stay." if column == SEGMENT else ""
    st.caption(show.escape(f"{said} Every group covers the same first {found.reach:.3g} months.{made}"))
    show.download_csv("Download the groups (CSV)", found.rows(), f"lifetime-value-by-{column}.csv")


def _accounts(currency: str) -> dict[str, object]:
    return {
        "account_id": st.column_config.TextColumn("Account"),
        "name": st.column_config.TextColumn("Name"),
        "arr": headers.money("ARR", currency),
        "share": st.column_config.NumberColumn("Share", format="percent"),
        "cumulated": st.column_config.NumberColumn("With all larger ones", format="percent"),
    }
