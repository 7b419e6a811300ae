"""What the Data page shows: uploads, counts that add up, issues, settings, and what more files would add."""

import streamlit as st

from icp_core.dataset import TABLES, Severity
from pages.ui import cached, show, state
from pages.ui.work import Work

KINDS = ["csv", "tsv", "txt"]
MOST_ISSUES = 500  # rows of the table of issues; the rejects hold every row


def uploader() -> None:
    """Take files; they go to disk at once and leave the browser's session."""
    key = f"uploader:{state.generation('uploader')}"
    st.file_uploader(
        "Drop your CSV files here: customers first, then deals, revenue and what else you have",
        KINDS,
        accept_multiple_files=True,
        key=key,
        on_change=state.take_uploads,
        args=(key,),
        help="Comma, semicolon or tab, any common encoding. Files stay on this machine.",
    )


def files() -> None:
    """List the files with what each one is taken for; that can be corrected."""
    workspace = state.workspace()
    uploads = state.uploads(workspace.id) if workspace is not None else ()
    if workspace is None or not uploads:
        return
    st.header("Files")
    options = [None, *TABLES]
    for upload in uploads:
        name, table, remove = st.columns([4, 4, 1.6], vertical_alignment="center")
        with name:
            added = f"{_size(upload.size)}, {upload.at.astimezone():%Y-%m-%d %H:%M}"
            st.markdown(f"**{show.escape(upload.name)}**  \n:small[{show.escape(added)}]")
        with table:
            st.selectbox(
                f"{upload.name} holds",
                options,
                options.index(upload.table),
                label_visibility="collapsed",
                format_func=lambda key: (
                    "recognised from its columns" if key is None else f"{key}: {TABLES[key].meaning}"
                ),
                **state.saving(
                    f"table:{upload.id}",
                    lambda key, file=upload: state.assign_upload(workspace.id, file, key),
                    upload.table,
                ),
            )
        with remove:
            st.button(
                "Remove",
                key=f"remove_file:{upload.id}",
                width="stretch",
                **state.doing(state.remove_upload, workspace.id, upload),
            )


def counts(work: Work) -> None:
    """Show for each table how it was read, with counts that add up, and offer what was rejected."""
    st.header("How they were read")
    for words in work.refused:
        st.error(show.escape(words))
    grid = st.grid(2, min_column_width=340, border=True)
    for table, report in work.imported.reports.items():
        with grid.cell():
            st.subheader(f"{table}, from {show.escape(report.file)}", anchor=False)
            st.markdown(
                f"**{report.rows_read:,}** rows read = **{report.rows_kept:,}** kept + "
                f"**{report.rows_rejected:,}** rejected + **{report.rows_left_out:,}** left out"
            )
            delimiter = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}.get(
                report.delimiter, report.delimiter
            )
            st.caption(show.escape(f"{report.encoding}, {delimiter} between cells. {show.sentence(report.shape)}"))
            for note in report.notes:
                st.markdown(f"- {show.escape(note)}")
            rejects = work.imported.rejects.get(table)
            if rejects is not None and len(rejects):
                show.download_csv("Download these rows (CSV)", rejects, f"rejected_{table}.csv")


def issues(work: Work) -> None:
    """List what the import noticed, with row numbers as an editor shows them."""
    found = [issue for issue in work.imported.issues if issue.severity is not Severity.NOTE]
    if not found:
        return
    st.header("What needs a look")
    rows = [
        {
            "File": issue.file,
            "Row": issue.row,
            "Column": issue.column,
            "What became of it": str(issue.severity),
            "Why": issue.reason,
            "Found": issue.value,
            "What to do": issue.remedy,
        }
        for issue in found[:MOST_ISSUES]
    ]
    show.table(rows, alt="Rows and cells that the import could not use, with row number, reason and remedy")
    if len(found) > MOST_ISSUES:
        st.caption(f"The first {MOST_ISSUES:,} of {len(found):,}. The downloads above hold every row.")


def settings(work: Work) -> None:
    """Set what the files do not say."""
    now, workspace_id = work.workspace.settings, work.workspace.id
    st.header("What the files do not say")
    latest = work.data.as_of if work.imported.dated else None
    day, currency, margin = st.columns(3)
    with day:
        st.date_input(
            "Data are complete up to",
            now.as_of or latest,
            help="The latest day in the files unless you say otherwise.",
            **state.saving(
                f"as_of:{workspace_id}",
                lambda value: state.save_settings(workspace_id, as_of=value),
                now.as_of or latest,
            ),
        )
    with currency:
        st.text_input(
            "Currency (three letters)",
            now.currency or work.currency,
            max_chars=3,
            **state.saving(
                f"currency:{workspace_id}",
                lambda value: state.save_settings(workspace_id, currency=value.strip().upper()),
                now.currency or work.currency,
            ),
        )
    with margin:
        st.number_input(
            "Gross margin, percent",
            1.0,
            100.0,
            100.0 * now.gross_margin,
            1.0,
            format="%g",
            help="Share of revenue left after the cost of serving; used for lifetime value and payback.",
            **state.saving(
                f"margin:{workspace_id}",
                lambda value: state.save_settings(workspace_id, gross_margin=value / 100),
                100.0 * now.gross_margin,
            ),
        )


def answers(work: Work | None) -> None:
    """Say what these files can answer, what they cannot, and what each further file would add."""
    if work is not None:
        found = cached.observed(work).capabilities
        st.header("What these files can answer")
        st.markdown(", ".join(show.escape(item.title) for item in found if item.can) + ".")
        cannot = [item for item in found if not item.can]
        if cannot:
            with st.expander(f"What they cannot answer yet ({len(cannot)})"):
                for item in cannot:
                    st.markdown(f"- **{show.escape(item.title)}**: {show.escape(show.sentence(item.why))}")
        show.steps((show.START, "See what we found"), (show.SEGMENTS, "Look at the groups"))
    missing = [table for name, table in TABLES.items() if work is None or name not in work.data.tables]
    missing = [table for table in missing if table.name != "subscriptions"]
    if missing:
        st.header("What each further file would add")
        for table in missing:
            st.markdown(f"- **{table.name}** ({show.escape(table.meaning)}): {show.escape(table.answers)}")


def _size(count: int) -> str:
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{max(1, round(count / 1e3))} kB"
