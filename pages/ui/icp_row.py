"""One criterion on the ICP page: its condition, effect, weight and values, whom it picks, and what is wrong with it."""

from collections.abc import Sequence

import streamlit as st

from icp_core.fit.preview import Counted, CriterionPreview
from icp_core.fit.soft_edge import soft_edge_in_words
from icp_core.profile import EFFECTS, Criterion, IcpProfile, Offer, Remark
from icp_core.results import Unit, format_value, plural
from pages.ui import headers, show, state
from pages.ui.icp_open import OpenIcp, rows_of, with_criteria

LIST_OPERATORS = {"in": "is one of", "not in": "is none of"}
NUMBER_OPERATORS = {"between": "between", ">=": "at least", "<=": "at most"}
LEAST_WEIGHT = 0.01


def criterion_row(
    icp: OpenIcp, position: int, offer: Offer | None, found: CriterionPreview, remarks: Sequence[Remark]
) -> None:
    """Draw one criterion; every change is saved."""
    criterion = icp.profile.criteria[position]
    place = f"{position}:{criterion.column}:{criterion.op}"
    with st.container(border=True, key=f"criterion-{position}"):
        _heads(icp, place, position, criterion, offer)
        _values(icp, place, position, criterion, offer)
        st.caption(show.escape(_picked(icp, position, found)))
        _wrong(icp, place, position, remarks)


def _heads(icp: OpenIcp, place: str, position: int, criterion: Criterion, offer: Offer | None) -> None:
    column, operator, mode, weight, remove = st.columns([3, 2.4, 2.6, 1.8, 1.8], vertical_alignment="bottom")
    everything = {**LIST_OPERATORS, **NUMBER_OPERATORS}
    operators = everything if offer is None else NUMBER_OPERATORS if offer.numeric else LIST_OPERATORS
    operators = {**operators, criterion.op: everything[criterion.op]}
    with column:
        st.subheader(show.escape(headers.title(criterion.column)), anchor=False)
    with operator:
        st.selectbox(
            "Condition",
            list(operators),
            list(operators).index(criterion.op),
            format_func=lambda key: operators[key],
            **icp.saving_row(f"op:{place}", position, criterion.op, lambda op, row: with_operator(row, op, offer)),
        )
    with mode:
        st.selectbox(
            "Effect",
            list(EFFECTS),
            list(EFFECTS).index(criterion.mode),
            format_func=lambda key: EFFECTS[key],
            **icp.saving_row(f"mode:{place}", position, criterion.mode, lambda value, _: {"mode": value}),
        )
    with weight:
        shown = max(LEAST_WEIGHT, criterion.weight)
        st.number_input(
            "Weight",
            LEAST_WEIGHT,
            1000.0,
            shown,
            0.5,
            format="%.4g",
            disabled=criterion.mode == "exclude",
            help="Counts relative to the weights of the others; its share of the fit stands below.",
            **icp.saving_row(f"weight:{place}", position, shown, lambda value, _: {"weight": value}),
        )
    with remove:
        st.button(
            "Remove",
            key=f"remove:{icp.place}:{place}",
            width="stretch",
            **state.doing(_remove, icp, position, criterion),
        )


def _values(icp: OpenIcp, place: str, position: int, criterion: Criterion, offer: Offer | None) -> None:
    if not criterion.numeric:
        counts = {} if offer is None else dict(offer.counts)
        chosen = list(criterion.values)
        options = [*counts, *(value for value in chosen if value not in counts)]
        st.multiselect(
            "Values",
            options,
            chosen,
            format_func=lambda value: f"{value} ({counts[value]:,})" if value in counts else str(value),
            accept_new_options=True,
            **icp.saving_row(f"values:{place}", position, chosen, lambda values, _: {"value": tuple(values)}),
        )
    elif criterion.op == "between":
        left, right, edge = st.columns([2, 2, 1.6])
        low, high = criterion.ends
        with left:
            _end(icp, place, position, "low", low)
        with right:
            _end(icp, place, position, "high", high)
        with edge:
            _edge(icp, place, position, criterion)
    else:
        left, edge = st.columns([4, 1.6])
        limit = float(criterion.value)  # type: ignore[arg-type]
        with left:
            st.number_input(
                "Limit",
                value=limit,
                format="%g",
                **icp.saving_row(f"limit:{place}", position, limit, lambda value, _: {"value": value}),
            )
        with edge:
            _edge(icp, place, position, criterion)


def _end(icp: OpenIcp, place: str, position: int, name: str, now: float) -> None:
    """One end of a range; it is saved with the other end as the page shows it, which may have been refused before."""
    other = "high" if name == "low" else "low"

    def change(value: float, row: Criterion) -> dict[str, object]:
        shown = state.value_of(f"{other}:{place}:{icp.place}")
        stored = row.ends[other == "high"]
        twin = stored if shown is None else shown
        return {"value": (value, twin) if name == "low" else (twin, value)}

    st.number_input(
        "From" if name == "low" else "To",
        value=now,
        format="%g",
        **icp.saving_row(f"{name}:{place}", position, now, change),
    )


def _edge(icp: OpenIcp, place: str, position: int, criterion: Criterion) -> None:
    shown = round(100 * criterion.soft_edge, 2)
    st.number_input(
        "Soft edge (%)",
        0.0,
        100.0,
        shown,
        5.0,
        format="%g",
        disabled=criterion.mode == "exclude",
        help=(
            "Share of the range's width over which a number outside it counts less and less. "
            f"{soft_edge_in_words(criterion)}"
        ),
        **icp.saving_row(f"edge:{place}", position, shown, lambda value, _: {"soft_edge": value / 100}),
    )


def _picked(icp: OpenIcp, position: int, found: CriterionPreview) -> str:
    """Say whom the criterion picks by itself, who is unknown, and what it counts for."""
    criterion, customers = icp.profile.criteria[position], found.customers
    out = criterion.mode == "exclude"
    if not customers.known:
        return show.sentence(f"Unknown for every customer: {customers.share.why}")
    parts = [
        f"{'Rules out' if out else 'Met by'} {customers.met:,} of {plural(customers.known, 'customer')} with a known "
        f"value ({format_value(customers.share.value, Unit.RATIO)})"
    ]
    if customers.amount:
        parts.append(f"{format_value(customers.amount, Unit.MONEY, currency=icp.work.currency)} ARR")
    if found.open_deals is not None and found.open_deals.known:
        parts.append(f"{found.open_deals.met:,} of {plural(found.open_deals.known, 'open deal')}")
    return " ".join(
        (f"{', '.join(parts)}.", *_rest(customers, criterion), _share_of_fit(icp.profile, position))
    ).strip()


def _rest(customers: Counted, criterion: Criterion) -> list[str]:
    said = []
    if customers.edge:
        said.append(f"{plural(customers.edge, 'customer')} on the soft edge.")
    if customers.unknown:
        stays = "which rules nobody out" if criterion.mode == "exclude" else "which is no miss"
        said.append(f"{customers.unknown:,} unknown, {stays}.")
    return said


def _share_of_fit(profile: IcpProfile, position: int) -> str:
    share = profile.shares[position]
    return f"{100 * share:.0f} % of the fit." if share and profile.criteria[position].mode != "exclude" else ""


def _wrong(icp: OpenIcp, place: str, position: int, remarks: Sequence[Remark]) -> None:
    """Say at the field why an entry was refused, and what the criterion cannot mean."""
    criterion = icp.profile.criteria[position]
    ends = dict(zip(("low", "high"), criterion.ends, strict=True)) if criterion.numeric else {}
    refused = []
    for name in ("op", "mode", "weight", "values", "low", "high", "limit", "edge"):
        key = f"{name}:{place}:{icp.place}"
        if name not in ends or state.value_of(key) != ends[name]:  # the other end may have made it possible since
            refused.append(state.refusal(key))
    for words in dict.fromkeys(filter(None, refused)):
        st.error(show.escape(f"{words} Not saved; still in force: {criterion}."))
    for number, remark in enumerate(remarks):
        (st.error if remark.grave else st.warning)(show.escape(remark.sentence))
        with st.container(horizontal=True):
            for instead in remark.instead:
                st.button(
                    f"Use '{show.escape(instead)}'",
                    key=f"instead:{icp.place}:{place}:{number}:{instead}",
                    **state.doing(_use_instead, icp, position, criterion, remark, instead),
                )


def _use_instead(icp: OpenIcp, position: int, criterion: Criterion, remark: Remark, instead: str) -> None:
    def change(now: IcpProfile) -> IcpProfile:
        rows = rows_of(now, position, criterion)
        row = rows[position]
        if remark.part == "column":
            update: dict[str, object] = {"column": instead}
        else:
            update = {"value": tuple(instead if value == remark.written else value for value in row.values)}
        rows[position] = Criterion.model_validate({**row.model_dump(), **update})
        return with_criteria(now, rows)

    icp.rewrite(change)


def _remove(icp: OpenIcp, position: int, criterion: Criterion) -> None:
    def change(now: IcpProfile) -> IcpProfile:
        rows = rows_of(now, position, criterion)
        return with_criteria(now, rows[:position] + rows[position + 1 :])

    icp.rewrite(change)


def with_operator(criterion: Criterion, op: str, offer: Offer | None) -> dict[str, object]:
    """Return what changes with the comparison: a range keeps its numbers, a list its values."""
    if op in LIST_OPERATORS:
        return {"op": op} if not criterion.numeric else {"op": op, "value": _first_value(offer)}
    low, high = (offer.low, offer.high) if offer is not None else (0.0, 0.0)
    if criterion.op == "between":
        low, high = criterion.ends
    elif criterion.numeric:
        limit = float(criterion.value)  # type: ignore[arg-type]
        low, high = min(low, limit), max(high, limit)
    return {"op": op, "value": {"between": (low, high), ">=": low, "<=": high}[op]}


def _first_value(offer: Offer | None) -> tuple[str, ...]:
    """Begin a list with the most frequent value; without one the list is refused, and says so."""
    return tuple(offer.counts)[:1] if offer is not None else ()
