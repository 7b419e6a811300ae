"""The declared ICPs side by side: what each asks, whom each picks, and whether these customers stay."""

from collections.abc import Callable, Sequence

import streamlit as st

from icp_core.fit.outcomes import Outcomes
from icp_core.fit.standing import Overlap, Standing, overlaps, standings
from icp_core.fit.tried_rows import TriedRows
from icp_core.profile import IcpProfile, beside
from icp_core.results import Unit, format_value, plural
from pages.ui import cached, headers, show
from pages.ui.icp_open import OpenIcp
from pages.ui.icp_picker import named
from pages.ui.work import Work

TONES = {"supported": "green", "contradicted": "red", "cannot tell yet": "gray"}


def side_by_side(icp: OpenIcp) -> None:
    """Show every declared ICP beside the others."""
    profiles = tuple(item.profile for item in icp.declared if item.profile is not None)
    st.header("What each asks", anchor=False)
    _criteria(profiles)
    with_criteria = tuple(profile for profile in profiles if profile.criteria)
    if with_criteria:
        _outcomes(icp.work, with_criteria)


def _criteria(profiles: Sequence[IcpProfile]) -> None:
    titles = _titles(profiles)
    rows = [
        {"column": headers.title(column), **{str(place): cell for place, cell in enumerate(cells)}}
        for column, cells in beside(profiles)
    ]
    if not rows:
        st.caption("None of them has criteria yet.")
        return
    columns = {str(place): st.column_config.TextColumn(title) for place, title in enumerate(titles)}
    show.table(
        rows,
        alt="What each ICP asks of each column",
        columns={"column": st.column_config.TextColumn("Column"), **columns},
    )


def _outcomes(work: Work, profiles: tuple[IcpProfile, ...]) -> None:
    declared = [profile.model_dump_json(include={"name", "kind", "criteria", "rings"}) for profile in profiles]
    found, shared = cached.measured(work, "icps_beside", lambda: _measure(work, profiles), *declared)
    st.header("What became of the customers each picks", anchor=False)
    titles = _titles(profiles)
    for title, standing in zip(titles, found, strict=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{show.escape(title)}**", width="content")
            st.badge(standing.right.capitalize(), color=TONES[standing.right])
        st.markdown(show.escape(show.sentence(standing.sentence)))
    _table(work, titles, found)
    st.caption(
        "Customers that cannot be placed are neither inside nor outside. An ICP written after a look at these "
        "customers is borne out by them more than by the next ones."
    )
    _overlaps(shared)


def _table(work: Work, titles: Sequence[str], found: Sequence[Standing]) -> None:
    measures: list[tuple[str, Callable[[Standing], object]]] = [
        ("Customers inside", lambda standing: standing.customers),
        ("Customers that cannot be placed", lambda standing: f"{standing.unplaced:,}"),
        ("ARR inside", lambda standing: standing.arr),
        ("Kept 12 months, inside", lambda standing: standing.retention.inside),
        ("Kept 12 months, outside", lambda standing: standing.retention.outside),
        ("Net revenue retention, inside", lambda standing: standing.nrr.inside),
        ("Net revenue retention, outside", lambda standing: standing.nrr.outside),
        ("Win rate, inside", lambda standing: standing.win_rate.inside),
        ("Win rate, outside", lambda standing: standing.win_rate.outside),
    ]
    rows = [
        {"measure": label, **{str(place): take(standing) for place, standing in enumerate(found)}}
        for label, take in measures
    ]
    columns = {str(place): st.column_config.TextColumn(title) for place, title in enumerate(titles)}
    show.estimate_table(
        rows,
        alt="The ICPs and what became of the customers inside and outside",
        columns={"measure": st.column_config.TextColumn("Measure"), **columns},
        currency=work.currency,
    )


def _overlaps(shared: Sequence[Overlap]) -> None:
    for overlap in shared:
        if not overlap.share.known or not overlap.share.value:
            continue
        count = round(overlap.share.value * overlap.share.n)
        share = format_value(overlap.share.value, Unit.RATIO)
        st.warning(
            show.escape(
                f"{plural(count, 'customer')} inside '{overlap.win}' ({share} of them) are among '{overlap.avoid}' "
                "too. Add an exclusion to the first, or narrow the second."
            )
        )


def _measure(work: Work, profiles: tuple[IcpProfile, ...]) -> tuple[tuple[Standing, ...], tuple[Overlap, ...]]:
    accounts, deals = cached.tables(work)
    ground = cached.ground(work)
    every_deal = None if deals is None else TriedRows.without_amounts(deals.frame[list(deals.attributes)])
    outcomes = cached.measured(work, "outcomes", lambda: Outcomes.of(work.data, accounts, deals))
    return standings(ground, outcomes, profiles, every_deal), overlaps(ground, profiles)


def _titles(profiles: Sequence[IcpProfile]) -> list[str]:
    """Name the ICPs; equal names are told apart by their place."""
    names = [named(profile) for profile in profiles]
    return [name if names.count(name) == 1 else f"{name} ({place})" for place, name in enumerate(names, start=1)]
