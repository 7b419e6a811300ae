"""Which kinds of customers stay longer: every column at once, then one of them closely."""

import streamlit as st

from icp_core.analysis import Observed
from icp_core.charts import MOST_GROUPS, survival_by_group_chart
from icp_core.metrics import RetentionGroups, why_no_groups
from icp_core.results import Estimate
from pages.ui import cached, headers, measured, show, state
from pages.ui.work import Work

MOST_SENTENCES = 5  # the surest differences; of a file with many columns the rest are named only
COLUMNS = {
    "group": st.column_config.TextColumn("Group"),
    "n": st.column_config.NumberColumn(
        "Customers", help="Accounts of the group with a known lifetime.", format="localized"
    ),
    "left": st.column_config.NumberColumn("Have left", help="Those of them that have left.", format="localized"),
    "year": st.column_config.TextColumn(
        "Still here after 12 months", help="Share that stays at least 12 months, with its 90 % interval."
    ),
    "kept": st.column_config.TextColumn(
        "Months kept", help="Mean months kept out of the same first months for every group, with its 90 % interval."
    ),
    "more": st.column_config.TextColumn(
        "More than all others", help="The same less the months kept by all other customers together."
    ),
}


def groups(work: Work, observed: Observed) -> None:
    """Say which differences are real, and show one column closely."""
    st.header("Which differences are real?", anchor=False)
    found = measured.retention_groups(work, observed)
    if not found:
        why = why_no_groups(observed.accounts) or "no column makes two groups of 8 customers or more"
        show.nothing_yet(
            show.sentence(f"Kinds of customers cannot be compared: {why}"), show.DATA, "Look at the columns"
        )
        return
    _verdicts(found)
    if left_out := measured.left_out_of_groups(work, observed):
        st.caption(show.escape(left_out))
    names = list(found)
    surest = min(names, key=lambda name: _p_value(found[name]))
    column = st.selectbox(
        "Compare by", names, names.index(surest), format_func=headers.in_words, **state.kept("retention_by")
    )
    _closely(work, found[column])


def _verdicts(found: dict[str, RetentionGroups]) -> None:
    """Say which columns differ by more than luck, all of them taken into account, and which do not."""
    tested = {name: one for name, one in found.items() if one.p is not None}
    clear = sorted((one for one in tested.values() if one.clear), key=_p_value)
    lines = [f"- {show.escape(one.sentence)}" for one in clear[:MOST_SENTENCES]]
    if more := [one.column for one in clear[MOST_SENTENCES:]]:
        lines.append(f"- {show.escape(f'Clear differences by {headers.listed(more)} too.')}")
    quiet = [name for name, one in tested.items() if not one.clear]
    if quiet:
        words = headers.listed(quiet, "or")
        lines.append(f"- {show.escape(f'No clear difference by {words}.')}")
    if lines:
        st.markdown("\n".join(lines))
        st.caption(
            "p says how often luck alone would make so large a difference (log-rank test). The more columns are looked "
            "at, the stricter the test (Holm), so that luck is called a difference in one of 20 companies at most."
        )
    else:
        st.markdown("Nobody has left: there is nothing to compare.")


def _closely(work: Work, one: RetentionGroups) -> None:
    st.markdown(show.escape(one.sentence))
    furthest = sorted(one.groups, key=lambda group: -group.apart)[:MOST_GROUPS]
    drawn = [group for group in one.groups if group in furthest]
    figure = cached.figure(
        work,
        "retention_by",
        lambda: survival_by_group_chart({group.name: group.curve for group in drawn}, one.horizon),
        one.column,
    )
    show.chart(figure, "retention_by_chart")
    if len(drawn) < len(one.groups):
        st.caption(f"The lines are those of the {len(drawn)} groups that stand furthest from all others.")
    rows = [
        {
            "group": group.name,
            "n": group.n,
            "left": int(group.curve.events.sum()),
            "year": group.after_a_year,
            "kept": _months(group.kept),
            "more": _months(group.more, "+"),
        }
        for group in one.groups
    ]
    show.estimate_table(rows, alt=f"How long the groups of {headers.in_words(one.column)} stay", columns=COLUMNS)
    several = (
        f" A customer counts in each of its {headers.in_words(one.column)}, so the groups overlap."
        if one.several
        else ""
    )
    left_out = f" {one.left_out:,} customers of unknown or too small a group are left out." if one.left_out else ""
    st.caption(f"Months kept are counted out of the first {one.horizon:.3g} months.{several}{left_out}")
    show.download_csv("Download the groups (CSV)", one.rows(), f"retention-by-{one.column}.csv")


def _months(months: Estimate, sign: str = "") -> str:
    """Write months with their interval; the unit stands in the header."""
    if months.value is None or months.low is None or months.high is None:
        return "unknown"
    return f"{months.value:{sign}.1f} ({months.low:{sign}.1f} to {months.high:{sign}.1f})"


def _p_value(one: RetentionGroups) -> float:
    return 1.0 if one.p is None else one.p
