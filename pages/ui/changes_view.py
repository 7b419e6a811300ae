"""Newer exports that wait for a decision: what would change, then replace, add or discard."""

import streamlit as st

from icp_core.errors import UserError
from icp_core.ingest import Changes, TableChange, TotalChange
from icp_core.results import Unit, format_date, format_value, join_words
from pages.ui import files_view, headers, show, state
from pages.ui.state import Waiting
from pages.ui.work import Work

HOW = {state.REPLACE: "Replace", state.APPEND: "Add to it"}
MEANS = {
    state.REPLACE: "Only the newer file counts then; what it does not hold is gone.",
    state.APPEND: "Both count then; what stands in both counts as in the newer one, and nothing is gone.",
}


def waiting(work: Work) -> None:
    """Show each file that is a newer export of one that is in."""
    files = state.waiting(work.workspace.id)
    if files:
        st.header("A file waits for you" if len(files) == 1 else f"{len(files)} files wait for you")
    for found in files:
        with st.container(border=True, gap="small"):
            _waiting(work, found)


def _waiting(work: Work, found: Waiting) -> None:
    """One file: what it is beside, what would change, and the three ways to go on."""
    workspace_id, upload = work.workspace.id, found.upload
    beside = show.escape(join_words(file.name for file in found.beside))
    files_view.head(workspace_id, upload, found.table)
    st.markdown(f"It looks like {found.table}, and {beside} is in already. Nothing has changed yet.")
    how = str(state.value_of(f"how:{upload.id}") or state.REPLACE)
    changes, why = _compared(workspace_id, found, how)
    if changes is None:
        st.error(show.escape(why))
    if changes is not None or how != state.REPLACE:
        st.segmented_control(
            f"What to do with {upload.name}", list(HOW), default=state.REPLACE, format_func=HOW.__getitem__,
            required=True, label_visibility="collapsed", **state.kept(f"how:{upload.id}"),
        )  # fmt: skip
    if changes is not None:
        st.caption(MEANS[how])
        _changes(work, changes)
        if changes.lost_months and how == state.REPLACE:
            st.warning(
                f"The newer file begins later: revenue of {show.escape(changes.lost_months)} would be gone. "
                f'Choose "{HOW[state.APPEND]}" to keep it.'
            )
    replaced = show.escape(join_words(file.name for file in found.replaced))
    if how == state.REPLACE and any(state.repairs(workspace_id, file) for file in found.replaced):
        st.warning(
            f"What you mended in {replaced} goes with it; rows that the newer file still holds unmended are rejected "
            "again, and can be mended there."
        )
    with st.container(horizontal=True):
        if changes is not None:
            st.button(
                f"Replace {replaced}" if how == state.REPLACE else f"Add to {beside}",
                key=f"accept:{upload.id}", type="primary",
                **state.doing(state.accept_upload, workspace_id, found, how),
            )  # fmt: skip
        st.button(
            "Discard this file", key=f"discard:{upload.id}", **state.doing(state.remove_upload, workspace_id, upload)
        )  # fmt: skip


def _compared(workspace_id: str, found: Waiting, how: str) -> tuple[Changes | None, str]:
    """What would change, or why the file cannot be used so."""
    try:
        return state.changes_of(workspace_id, found, how), ""
    except UserError as error:
        return None, str(error)


def _changes(work: Work, changes: Changes) -> None:
    """What the data would be afterwards: totals first, then rows, then examples."""
    if changes.nothing:
        st.markdown("It holds the same rows; nothing would change.")
        return
    lines = [f"- {_total(work, total)}" for total in changes.totals]
    before, after = changes.months
    if after and before == after:
        lines.append(f"- Months covered: {show.escape(after)}, as before")
    elif after:
        lines.append(f"- Months covered: {show.escape(before or 'none')} now, **{show.escape(after)}** then")
    then, now = changes.as_of
    if then != now and now is not None:
        day = format_date(then) if then else "no day"
        lines.append(f"- Complete up to: {day} now, **{format_date(now)}** then; figures over time go up to that day")
    touched = [table for table in changes.tables if table.new + table.changed + table.gone]
    lines += [f"- {_counted(table)}" for table in touched]
    untouched = [table.table for table in changes.tables if table.table not in [other.table for other in touched]]
    if untouched:
        lines.append(f"- Nothing changes in {show.escape(join_words(dict.fromkeys(untouched)))}")
    st.markdown("\n".join(lines))
    rows = [
        {
            "Which": item.key, "Is": f"{item.kind} {table.what}",
            "Column": headers.title(item.column) if item.column else "", "Before": item.before, "After": item.after,
        }
        for table in touched for item in table.examples
    ]  # fmt: skip
    if rows:
        with st.expander("Examples of what changes"):
            show.table(rows, alt="Examples of rows that are new, changed or gone")


def _total(work: Work, total: TotalChange) -> str:
    before, after = show.escape(work.written(total.before)), show.escape(work.written(total.after))
    if total.before.value == total.after.value:
        then = f"{after}, as before"
    elif total.more.value is None:
        then = f"{before} now, **{after}** then"
    else:
        change = format_value(abs(total.more.value), total.more.unit, currency=work.currency)
        less = "fewer" if total.more.unit is Unit.COUNT else "less"
        then = f"{before} now, **{after}** then, {show.escape(change)} {'more' if total.more.value > 0 else less}"
    return f"{show.escape(total.title)}: {then}"


def _counted(table: TableChange) -> str:
    """Write how many rows of a table are new, changed and gone."""
    counts = {"new": table.new, "changed": table.changed, "gone": table.gone, "the same": table.same}
    words = ", ".join(f"{count:,} {what}" for what, count in counts.items() if count)
    return show.escape(f"{table.table.capitalize()}, by {table.what}: {words}")
