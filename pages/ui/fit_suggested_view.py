"""Suggested against declared: criterion by criterion, with what each change would bring, and one click to take it."""

import streamlit as st

from icp_core.analysis import Comparison
from icp_core.fit.against_suggested import ColumnRow, Picked, against_suggested, criteria_on, taken_over
from icp_core.profile import IcpProfile
from icp_core.results import Estimate
from pages.ui import cached, headers, show, state
from pages.ui.work import Work

RELATIONS = {
    "the same": ("Both ask the same", "green"),
    "differs": ("They differ", "orange"),
    "only suggested": ("Only suggested", "blue"),
    "only declared": ("Only declared", "gray"),
}
CAUTION = (
    "The suggested criteria were found in these very customers, so what they would have kept flatters them; 'A year "
    "later' judges such a suggestion by what came after it. Win rates are those of deals that were closed so far."
)


def suggested(work: Work, comparison: Comparison) -> None:
    """Show the two ICPs beside each other."""
    st.header("What do your customers suggest instead?", anchor=False)
    draft, declared = comparison.suggestion.profile, comparison.profile
    if draft is None or declared is None:
        st.markdown(show.escape(show.sentence(comparison.suggestion.why)))
        return
    found = cached.measured(
        work,
        "against_suggested",
        lambda: against_suggested(comparison.observed.outcomes, declared, draft),
        declared.model_dump_json(),
    )
    st.markdown(show.escape(found.sentence))
    rows = [_row("Declared", found.declared), _row("Suggested", found.suggested)]
    show.estimate_table(rows, alt="The declared and the suggested ICP", columns=_columns("ICP"), currency=work.currency)
    st.caption(
        show.escape(f"In both, of the customers that either picks: {show.written([found.common])[0]}. {CAUTION}")
    )
    st.header("Criterion by criterion", anchor=False)
    for row in found.rows:
        _card(work, row, found.declared, declared, draft)


def _card(work: Work, row: ColumnRow, now: Picked, declared: IcpProfile, draft: IcpProfile) -> None:
    words, tone = RELATIONS[row.relation]
    label = _label(row, declared, draft)
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{show.escape(headers.title(row.column))}**", width="content")
            st.badge(words, color=tone)
        st.markdown(show.escape(f"Declared: {row.declared or 'nothing'}. Suggested: {row.suggested or 'nothing'}."))
        if row.then is None:
            return
        rows = [_row("As declared", now), _row(label, row.then)]
        show.estimate_table(rows, alt=f"With and without the change on {row.column}", columns=_columns("What"),
                            currency=work.currency)  # fmt: skip
        st.button(show.escape(label), key=f"take:{row.column}", **state.doing(_take, work, row.column, draft))


def _label(row: ColumnRow, declared: IcpProfile, draft: IcpProfile) -> str:
    added = row.relation == "only suggested"
    several = len(criteria_on(draft if added else declared, row.column)) > 1
    verb = "Add the" if added else "Replace my" if row.relation == "differs" else "Drop my"
    return f"{verb} {headers.in_words(row.column)} {'criteria' if several else 'criterion'}"


def _take(work: Work, column: str, draft: IcpProfile) -> None:
    why = f"The suggestion on '{column}' taken over on the Fit page"
    version = state.change_compared(work.workspace, lambda now: taken_over(now, column, draft), why)
    state.renew("icp")
    state.notice("toast", f"Saved as version {version}; undo on ICP, Versions.")


def _row(name: str, picked: Picked) -> dict[str, str | Estimate]:
    return {
        "name": name,
        "customers": picked.customers,
        "arr": picked.arr,
        "retention": picked.retention_12m,
        "win_rate": picked.win_rate,
    }


def _columns(first: str) -> dict[str, str]:
    return {
        "name": first,
        "customers": "Customers inside",
        "arr": "Their ARR",
        "retention": "Kept 12 months",
        "win_rate": "Win rate",
    }
