"""The criteria of the open ICP, row by row, and whom they pick among the customers and the open deals."""

from collections.abc import Mapping, Sequence

import streamlit as st

from icp_core.charts import ring_bar
from icp_core.fit.preview import Preview
from icp_core.profile import EFFECTS, IcpProfile, Offer, Remark
from icp_core.results import plural
from pages.ui import cached, show, state
from pages.ui.headers import in_words
from pages.ui.icp_open import OpenIcp, headers, with_criteria
from pages.ui.icp_row import criterion_row
from pages.ui.work import Work

A_PAGE = 12  # criteria edited on one page; each has about eight fields


def criteria(icp: OpenIcp) -> None:
    """Show whom the ICP picks now, and edit its criteria."""
    found = cached.preview(icp.work, icp.profile)
    remarks = icp.remarks()
    _totals(icp, found)
    st.header("Criteria")
    _weights(icp)
    shown = _page(icp, found, remarks)
    offers = cached.offers(icp.work)
    for position in shown:
        offer = offers.get(icp.profile.criteria[position].column)
        criterion_row(icp, position, offer, found.criteria[position], remarks.get(position, ()))
    _add_field(icp, offers)
    if icp.profile.criteria:
        _rings(icp, found)


def _totals(icp: OpenIcp, found: Preview) -> None:
    """Customers, ARR and open deals inside; what is unknown is said, never counted as a miss."""
    if not icp.profile.criteria:
        what = "to avoid" if icp.profile.negative else "to win"
        st.info(f"It has no criteria yet. Add one below: a column of your accounts that tells the customers {what}.")
        return
    avoid = icp.profile.negative
    show.meanings(
        {
            "Customers": (found.customers, "In the bullseye and the inner ring, of all customers, live and left."),
            "ARR": (found.arr, "Of the live customers inside."),
            "Share of ARR": (found.arr_share, "ARR of the live customers inside, of all live customers."),
            "Open deals": (found.open_deals, "Open deals inside, by the account's traits or the deal's own."),
        },
        icp.work.currency,
    )
    words = f"Inside means bullseye or inner ring{': here, the accounts to avoid' if avoid else ''}."
    if found.unplaced:
        words += f" {plural(found.unplaced, 'customer')} cannot be placed, because too little is known of them."
    if found.open_deals_unplaced:
        words += f" The same holds for {plural(found.open_deals_unplaced, 'open deal')}."
    st.caption(show.escape(words))
    if found.why_nobody:
        st.warning(show.escape(f"Nobody is inside: {found.why_nobody}."))


def _weights(icp: OpenIcp) -> None:
    """Offer to write the weights as percent, where they do not add up to 100 yet."""
    total = sum(one.weight for one in icp.profile.criteria if one.mode != "exclude")
    earning = sum(one.mode != "exclude" for one in icp.profile.criteria)
    if earning > 1 and abs(total - 100) > 0.5:
        st.button(
            "Write the weights as percent",
            key="percent_weights",
            help="The fit stays as it is: weights count relative to each other.",
            **state.doing(icp.rewrite, in_percent),
        )


def in_percent(profile: IcpProfile) -> IcpProfile:
    """Return the ICP with weights that add up to 100."""
    rows = [
        one if share is None or one.mode == "exclude" else one.model_copy(update={"weight": 100 * share})
        for one, share in zip(profile.criteria, profile.shares, strict=True)
    ]
    return with_criteria(profile, rows)


def _page(icp: OpenIcp, found: Preview, remarks: Mapping[int, Sequence[Remark]]) -> Sequence[int]:
    """Return the positions of the criteria to edit; a long list is shown in short first."""
    count = len(icp.profile.criteria)
    if count <= A_PAGE:
        return range(count)
    _table(icp, found, remarks)
    wrong = sorted(remarks)
    pages = {f"{first + 1} to {min(first + A_PAGE, count)}": first for first in range(0, count, A_PAGE)}
    choices = [*(["Those that need a look"] if wrong else []), *pages]
    chosen = st.selectbox(
        "Criteria to edit",
        choices,
        len(choices) - 1 if not wrong else 0,
        **state.kept(f"icp_page:{icp.place}:{count}:{bool(wrong)}"),
    )
    if chosen not in pages:
        return wrong[:A_PAGE]
    return range(pages[chosen], min(pages[chosen] + A_PAGE, count))


def _table(icp: OpenIcp, found: Preview, remarks: Mapping[int, Sequence[Remark]]) -> None:
    shares = icp.profile.shares
    rows = [
        {
            "number": position + 1,
            "criterion": str(one),
            "effect": EFFECTS[one.mode],
            "share": None if one.mode == "exclude" or not shares[position] else round(100 * (shares[position] or 0), 1),
            "customers": found.criteria[position].customers.met,
            "unknown": found.criteria[position].customers.unknown,
            "remark": " ".join(remark.sentence for remark in remarks.get(position, ())),
        }
        for position, one in enumerate(icp.profile.criteria)
    ]
    columns = {
        "number": st.column_config.NumberColumn("No.", width="small"),
        "criterion": st.column_config.TextColumn("Criterion"),
        "effect": st.column_config.TextColumn("Effect"),
        "share": st.column_config.NumberColumn("Of the fit (%)"),
        "customers": st.column_config.NumberColumn("Customers", format="localized"),
        "unknown": st.column_config.NumberColumn("Unknown", format="localized"),
        "remark": st.column_config.TextColumn("Needs a look"),
    }
    st.caption(f"{plural(len(rows), 'criterion', 'criteria')}; {len(remarks):,} need a look.")
    show.table(rows, alt="All criteria in short", columns=columns)


def _rings(icp: OpenIcp, found: Preview) -> None:
    st.header("Your customers by ring")
    declared = icp.profile.model_dump_json(include={"criteria", "rings"})
    show.chart(cached.figure(icp.work, "rings_editor", lambda: ring_bar(found.rings), declared), "rings_editor")
    if icp.compared:
        show.steps((show.FIT, "See what that means on the Fit page"))


def _add_field(icp: OpenIcp, offers: Mapping[str, Offer]) -> None:
    offered = [column for column, offer in offers.items() if offer.offered]
    used = icp.profile.columns
    free = [*(column for column in offered if column not in used), *(column for column in offered if column in used)]

    def add(column: str | None) -> None:
        if column:
            icp.change(lambda now: with_criteria(now, [*now.criteria, offers[column].starting_point()]))

    st.selectbox(
        "Add a criterion on",
        free,
        index=None,
        placeholder="Choose a column",
        format_func=lambda column: _named(icp.work, column, offers[column]),
        **state.saving(f"add:{icp.place}:{len(icp.profile.criteria)}", add, None),
    )


def _named(work: Work, column: str, offer: Offer) -> str:
    """Write a column with the header of the file, and what it holds."""
    header = headers(work).get(column, column)
    own = header.casefold() == in_words(column).casefold()
    name = in_words(column) if own else f"{in_words(column)} (your {header})"
    held = f"{offer.low:,.12g} to {offer.high:,.12g} in the middle" if offer.numeric else f"{len(offer.counts)} values"
    return f"{name}: {held}, known for {offer.known:,}"
