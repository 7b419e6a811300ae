"""The editor of the declared ICP: which profile, its name, its criteria row by row, and how many customers match."""

from collections.abc import Callable
from datetime import date
from typing import Any

import streamlit as st

from icp_core.analysis import Comparison
from icp_core.charts import ring_bar
from icp_core.errors import UserError
from icp_core.profile import Criterion, IcpProfile
from pages.ui import cached, show, state
from pages.ui.offers import Offer
from pages.ui.work import Work

MODES = {"require": "must hold", "score": "counts in favour", "exclude": "rules out"}
LIST_OPERATORS = {"in": "is one of", "not in": "is none of"}
NUMBER_OPERATORS = {"between": "between", ">=": "at least", "<=": "at most"}
MANY = 3  # profiles; more is selling to everyone

Change = Callable[[IcpProfile], IcpProfile]


def picker(work: Work) -> None:
    """Choose among the declared ICPs, or begin a new one."""
    workspace = work.workspace
    names = [profile.name for profile in workspace.profiles]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if len(names) > 1:
            key = f"icp:{workspace.id}:{len(names)}:{workspace.active}"
            st.selectbox(
                "Declared ICP",
                range(len(names)),
                workspace.active,
                format_func=lambda i: names[i],
                width=360,
                **state.saving(key, lambda position: state.choose_profile(workspace, position), workspace.active),
            )
        first = not names
        new = IcpProfile(name="Our ICP" if first else f"ICP {len(names) + 1}")
        st.button(
            "Declare an ICP" if first else "Declare another ICP",
            type="primary" if first else "secondary",
            key="new_icp",
            **state.doing(state.declare, workspace.id, new),
        )
        if len(names) > 1:
            st.button("Remove this ICP", key="remove_icp", **state.doing(state.remove_profile, workspace))
    if first:
        st.info("No ICP is declared yet. Declare one, take a suggestion of the data as a draft, or load a file.")
    if len(names) > MANY:
        st.warning(f"{len(names)} ICPs stand side by side. Selling to everyone is selling to no one.")


def about(work: Work) -> None:
    """Edit name, owner and the day of the last review."""
    profile = _profile(work)
    name, owner, reviewed = st.columns([3, 2, 2])
    with name:
        st.text_input("Name", profile.name, max_chars=120, **_saving(work, "name"))
    with owner:
        st.text_input("Owner", profile.owner, **_saving(work, "owner"))
    with reviewed:
        st.date_input("Last reviewed", profile.reviewed, min_value=date(2000, 1, 1), **_saving(work, "reviewed"))


def criteria(work: Work, comparison: Comparison) -> None:
    """Edit the criteria, one row each."""
    profile, offers = _profile(work), cached.offers(work)
    st.header("Criteria")
    passed = _passed(comparison)
    for position, criterion in enumerate(profile.criteria):
        with st.container(border=True, key=f"criterion-{position}"):
            _row(work, position, criterion, offers.get(criterion.column))
            st.caption(passed.get(str(criterion), ""))
    saved = state.profile_saved_at(work.workspace)
    if saved is not None:
        st.caption(f"Saved {saved:%Y-%m-%d %H:%M}")
    free = [column for column in offers if column not in profile.columns] + [c for c in profile.columns if c in offers]
    st.selectbox(
        "Add a criterion on",
        free,
        index=None,
        placeholder="Choose a column",
        format_func=lambda column: _named(work, column),
        **state.saving(f"add:{_key(work)}", lambda column: _add(work, offers[column]) if column else None, None),
    )


def matches(work: Work, comparison: Comparison) -> None:
    """Show how many customers stand in each ring now."""
    if comparison.alignment is None:
        return
    st.header("Your customers by ring")
    found = comparison.alignment
    show.chart(cached.figure(work, "rings_editor", lambda: ring_bar(found.rings)), "rings_editor")
    missing = comparison.fit.missing_columns if comparison.fit is not None else ()
    if missing:
        st.warning(show.escape(f"No file has these columns, so they say nothing: {', '.join(missing)}."))
    show.steps((show.FIT, "See what that means on the Fit page"))


def _row(work: Work, position: int, criterion: Criterion, offer: Offer | None) -> None:
    column, operator, mode, weight, remove = st.columns([3, 2.4, 2.6, 1.8, 1.8], vertical_alignment="bottom")
    place = f"{position}:{criterion.column}:{criterion.op}"
    operators = {**LIST_OPERATORS, **NUMBER_OPERATORS} if offer is None else _operators(offer)
    operators |= {criterion.op: {**LIST_OPERATORS, **NUMBER_OPERATORS}[criterion.op]}
    with column:
        st.subheader(show.escape(criterion.column), anchor=False)
    with operator:
        st.selectbox(
            "Condition",
            list(operators),
            list(operators).index(criterion.op),
            format_func=lambda key: operators[key],
            **_saving_row(work, f"op:{place}", position, criterion.op, lambda op, row: _with_operator(row, op, offer)),
        )
    with mode:
        st.selectbox(
            "Effect",
            list(MODES),
            list(MODES).index(criterion.mode),
            format_func=lambda key: MODES[key],
            **_saving_row(work, f"mode:{place}", position, criterion.mode, lambda value, _: {"mode": value}),
        )
    with weight:
        st.number_input(
            "Weight",
            0.1,
            1000.0,
            min(1000.0, max(0.1, criterion.weight)),
            0.5,
            format="%g",
            disabled=criterion.mode != "score",
            **_saving_row(
                work, f"weight:{place}", position, max(0.1, criterion.weight), lambda value, _: {"weight": value}
            ),
        )
    with remove:
        st.button(
            "Remove",
            key=f"remove:{_key(work)}:{place}",
            width="stretch",
            **state.doing(_remove, work, position, criterion),
        )
    _values(work, place, position, criterion, offer)


def _values(work: Work, place: str, position: int, criterion: Criterion, offer: Offer | None) -> None:
    if not criterion.numeric:
        counts = {} if offer is None else dict(offer.counts)
        chosen = [str(value) for value in criterion.value]  # type: ignore[union-attr]
        options = [*counts, *(value for value in chosen if value not in counts)]
        st.multiselect(
            "Values",
            options,
            chosen,
            format_func=lambda v: f"{v} ({counts[v]:,})" if v in counts else str(v),
            accept_new_options=True,
            **_saving_row(work, f"values:{place}", position, chosen, lambda v, _: {"value": tuple(v)}),
        )
        return
    if criterion.op == "between":
        low, high = criterion.value  # type: ignore[misc]
        left, right = st.columns(2)
        with left:
            st.number_input(
                "From",
                value=float(low),
                format="%g",
                **_saving_row(work, f"low:{place}", position, float(low), lambda v, row: {"value": (v, row.value[1])}),
            )
        with right:
            st.number_input(
                "To",
                value=float(high),
                format="%g",
                **_saving_row(
                    work, f"high:{place}", position, float(high), lambda v, row: {"value": (row.value[0], v)}
                ),
            )
        return
    limit = float(criterion.value)  # type: ignore[arg-type]
    st.number_input(
        "Limit",
        value=limit,
        format="%g",
        **_saving_row(work, f"limit:{place}", position, limit, lambda v, _: {"value": v}),
    )


def _operators(offer: Offer) -> dict[str, str]:
    return dict(NUMBER_OPERATORS if offer.numeric else LIST_OPERATORS)


def _with_operator(criterion: Criterion, op: str, offer: Offer | None) -> dict[str, object]:
    if op in LIST_OPERATORS:
        return {"op": op}
    low, high = (offer.low, offer.high) if offer is not None else (0.0, 0.0)
    if isinstance(criterion.value, tuple) and criterion.numeric:
        low, high = (float(end) for end in criterion.value)
    elif not isinstance(criterion.value, tuple):
        low, high = min(low, criterion.value), max(high, criterion.value)
    return {"op": op, "value": {"between": (low, high), ">=": low, "<=": high}[op]}


def _passed(comparison: Comparison) -> dict[str, str]:
    gaps = () if comparison.alignment is None else comparison.alignment.gaps
    return {
        gap.criterion: f"Met by {show.written([gap.pass_share])[0]} of customers with a known value" for gap in gaps
    }


def _named(work: Work, column: str) -> str:
    report = work.imported.reports.get("customers")
    header = column if report is None else report.mapping.get(column, column)
    return column if header.casefold() == column else f"{column} (your {header})"


def _add(work: Work, offer: Offer) -> None:
    state.change_profile(work.workspace, lambda now: _with(now, [*now.criteria, offer.starting_point()]))


def _remove(work: Work, position: int, criterion: Criterion) -> None:
    def change(now: IcpProfile) -> IcpProfile:
        rows = _rows(now, position, criterion)
        return _with(now, rows[:position] + rows[position + 1 :])

    state.change_profile(work.workspace, change)


def _saving(work: Work, name: str) -> dict[str, Any]:
    def save(value: object) -> None:
        state.change_profile(work.workspace, lambda now: IcpProfile.model_validate({**now.model_dump(), name: value}))

    return state.saving(f"icp_{name}:{_key(work)}", save, getattr(_profile(work), name))


def _saving_row(
    work: Work, name: str, position: int, now: Any, change: Callable[[Any, Criterion], dict[str, object]]
) -> dict[str, Any]:
    criterion = _profile(work).criteria[position]

    def save(value: Any) -> None:
        def changed(now: IcpProfile) -> IcpProfile:
            rows = _rows(now, position, criterion)
            rows[position] = Criterion.model_validate({**rows[position].model_dump(), **change(value, rows[position])})
            return _with(now, rows)

        state.change_profile(work.workspace, changed)

    return state.saving(f"{name}:{_key(work)}", save, now)


def _rows(now: IcpProfile, position: int, criterion: Criterion) -> list[Criterion]:
    rows = list(now.criteria)
    if position >= len(rows) or rows[position].column != criterion.column:
        raise UserError("The criteria were changed elsewhere meanwhile.", "Load the page again and repeat your change.")
    return rows


def _with(profile: IcpProfile, criteria: list[Criterion]) -> IcpProfile:
    return IcpProfile.model_validate({**profile.model_dump(), "criteria": criteria})


def _profile(work: Work) -> IcpProfile:
    profile = work.workspace.active_profile
    if profile is None:
        raise ValueError("there is no declared ICP to edit")
    return profile


def _key(work: Work) -> str:
    now = work.workspace
    return f"{now.id}:{now.active}:{len(now.profiles)}:{len(_profile(work).criteria)}"
