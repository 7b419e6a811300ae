"""Rows that are not in the data: each with its line, the reason and its cells, which can be mended in the page."""

from typing import Any

import streamlit as st

from icp_core.dataset import Severity
from icp_core.ingest import TableReport
from icp_core.results import plural
from icp_core.store import Upload
from pages.ui import show, state
from pages.ui.work import Work

ABOUT = ("row", "became", "reason")  # columns of the rejects that are not cells of the file
MOST_ISSUES = 500  # rows of the table of issues; the rejects hold every row
MOST_MENDED = 200  # rejected rows that can be mended in the page; beyond, in the file


def rejects(work: Work) -> None:
    """Show the rows of one file that are not in the data, and save what is mended."""
    reports = {report.file: report for report in work.imported.files}
    frames = {file: work.imported.rejects[report.key] for file, report in reports.items()}
    bad = {file: rows for file, rows in {**frames, **work.rejects_refused}.items() if len(rows)}
    if not bad:
        st.markdown("Every row of every file is in the data.")
        return
    names = list(bad)
    file = st.segmented_control("File", names, default=names[0], required=True, wrap=True, **state.kept("rejects_of"))
    if file in bad:
        mend(work.workspace.id, file, bad[file], reports.get(file))


def mend(workspace_id: str, file: str, rows: Any, report: TableReport | None = None) -> None:
    """Show rows that are not in the data, with cells that can be corrected.

    Args:
        workspace_id: The workspace.
        file: Name of the file among those of the import.
        rows: Its rejects.
        report: What became of the file; None for one that was refused as a whole.
    """
    upload = state.upload_of(workspace_id, file)
    counted = (
        f"{plural(report.rows_rejected, 'row')} could not be read; {report.rows_left_out:,} left out on purpose "
        "(blank, a total, a repeat, or never a customer: each row says why). "
        if report is not None
        else ""
    )
    st.markdown(
        f"{counted}Correct cells here and save; or download the rows, correct them in a spreadsheet and drop that "
        "file above."
    )
    name = f"rejected_{report.key if report is not None else file}.csv"
    if upload is None:
        show.download_csv("Download these rows (CSV)", rows, name)
        return
    first = rows.sort_values("became", key=lambda became: became != Severity.REJECTED.value, kind="stable")
    shown = first.head(MOST_MENDED)  # what can be mended goes before what was left out on purpose
    key = f"mend:{upload.id}:{state.generation(f'mend:{upload.id}')}"
    st.data_editor(
        shown,
        hide_index=True,
        disabled=list(ABOUT),
        column_config={"row": "Row", "became": "What became of it", "reason": "Why"},
        key=key,
        on_change="ignore",
        alt=f"Rows of {file} that are not in the data; cells can be corrected",
    )
    if len(rows) > MOST_MENDED:
        st.caption(f"The first {MOST_MENDED:,} of {len(rows):,}; the download holds every row.")

    def save() -> None:
        edited = (state.value_of(key) or {}).get("edited_rows", {})
        lines = list(shown["row"])
        mended = {
            int(lines[int(place)]): {name: str(cell or "") for name, cell in cells.items()}
            for place, cells in edited.items()
        }
        if mended:
            state.save_repairs(workspace_id, upload, mended)
            state.renew(f"mend:{upload.id}")

    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Save what I corrected", key=f"save_{key}", type="primary", **state.doing(save))
        show.download_csv("Download these rows (CSV)", rows, name)
        _repairs(workspace_id, upload)


def _repairs(workspace_id: str, upload: Upload) -> None:
    for repair in state.repairs(workspace_id, upload):
        st.button(
            f"Take back the corrections of {repair.at.astimezone():%Y-%m-%d %H:%M}",
            key=f"remove_repair:{repair.id}",
            type="tertiary",
            **state.doing(state.remove_upload, workspace_id, repair),
        )


def issues(work: Work) -> None:
    """List cells that the import could not read; their rows are in the data."""
    found = [issue for issue in work.imported.issues if issue.severity is Severity.WARNING]
    if not found:
        return
    st.subheader("Cells that are unknown because they could not be read", anchor=False)
    rows = [
        {
            "File": issue.file,
            "Row": issue.row,
            "Column": issue.column,
            "Found": issue.value,
            "Why": issue.reason,
            "What to do": issue.remedy,
        }
        for issue in found[:MOST_ISSUES]
    ]
    show.table(rows, alt="Cells that the import could not use, with row number, reason and remedy")
    if len(found) > MOST_ISSUES:
        st.caption(f"The first {MOST_ISSUES:,} of {len(found):,}.")
