"""The files of a workspace: what each one is taken for, how it was read, and what became of its rows."""

from collections.abc import Mapping

import streamlit as st

from icp_core.dataset import TABLES
from icp_core.ingest import TableReport
from icp_core.results import plural
from icp_core.store import Upload
from pages.ui import mapping_form, show, state
from pages.ui.work import Work

ENCODINGS = {
    "utf-8": "UTF-8",
    "cp1252": "Windows-1252 (Western Europe)",
    "cp1250": "Windows-1250 (Central Europe)",
    "cp1251": "Windows-1251 (Cyrillic)",
    "utf-16": "UTF-16",
    "shift_jis": "Shift JIS (Japanese)",
    "gb18030": "GB 18030 (Chinese)",
}
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
FOUND_OUT = ""  # no choice of a person


def files(work: Work | None) -> None:
    """One card a file; what it is taken for, and how its bytes are read, can be corrected."""
    workspace = state.workspace()
    if workspace is None:
        return
    reports = {}
    for report in work.imported.files if work is not None else ():
        if (found := state.upload_of(workspace.id, report.file)) is not None:
            reports[found.id] = report
    for upload in state.uploads(workspace.id):
        if upload.standing == "in":
            with st.container(border=True, gap="small"):
                report = reports.get(upload.id)
                head(workspace.id, upload, "" if report is None else report.table)
                if report is not None:
                    _read(report)
                else:
                    mapping_form.of_refused(workspace.id, upload)
                _actions(work, workspace.id, upload, report)


def head(workspace_id: str, upload: Upload, taken_for: str) -> None:
    """Name of a file, and the table it is taken for, which can be corrected; "" when it is in no table."""
    options = [FOUND_OUT, *TABLES]
    now = upload.table or FOUND_OUT
    found = f"{taken_for}: found out from its columns" if taken_for else "found out from its columns"
    grid = st.grid(2, min_column_width=240, vertical_alignment="center")
    with grid.cell():
        added = f"{_size(upload.size)}, {upload.at.astimezone():%Y-%m-%d %H:%M}"
        st.markdown(f"**{show.escape(upload.name)}**  \n:small[{show.escape(added)}]")
    with grid.cell():
        st.selectbox(
            f"{upload.name} holds",
            options,
            options.index(now),
            label_visibility="collapsed",
            format_func=lambda key: f"{key}: {TABLES[key].meaning}" if key else found,
            **state.saving(
                f"table:{upload.id}", lambda key: state.assign_upload(workspace_id, upload, key or None), now
            ),
        )


def _read(report: TableReport) -> None:
    """How the file was read, with counts that add up."""
    mended = f" ({plural(report.rows_mended, 'row')} mended)" if report.rows_mended else ""
    delimiter = DELIMITERS.get(report.delimiter, report.delimiter)
    between = f", {delimiter} between cells" if delimiter else ""
    with st.container(gap="xxsmall"):
        st.markdown(
            f"**{report.rows_read:,}** rows read = **{report.rows_kept:,}** kept + "
            f"**{report.rows_rejected:,}** rejected + **{report.rows_left_out:,}** left out{mended}"
        )
        st.caption(show.escape(f"{show.sentence(report.shape)} {report.encoding}{between}."))
    if report.notes:
        with st.expander(f"What was noticed ({len(report.notes)})"):
            st.markdown("\n".join(f"- {show.escape(note)}" for note in report.notes))


def _actions(work: Work | None, workspace_id: str, upload: Upload, report: TableReport | None) -> None:
    """What can be done with a file."""
    rejects = work.imported.rejects.get(report.key) if work is not None and report is not None else None
    with st.container(horizontal=True, vertical_alignment="center"):
        if rejects is not None and len(rejects) and report is not None:
            show.download_csv("Download rows that are not in (CSV)", rejects, f"rejected_{report.key}.csv")
        read_differently(workspace_id, upload)
        st.button("Remove", key=f"remove_file:{upload.id}", **state.doing(state.remove_upload, workspace_id, upload))
        st.toggle(
            "Strict: nothing of it until every row is clean",
            state.is_strict(upload),
            **state.saving(
                f"strict:{upload.id}",
                lambda value: state.save_strict(workspace_id, upload, bool(value)),
                state.is_strict(upload),
            ),
        )


def read_differently(workspace_id: str, upload: Upload) -> None:
    """Let people say how the bytes are read, where the import found out wrongly."""
    part = st.popover("Read it differently", key=f"bytes:{upload.id}", on_change="rerun")
    if part.open:
        with part:
            _bytes_choice(workspace_id, upload, "Letters", "encoding", ENCODINGS)
            _bytes_choice(workspace_id, upload, "Between cells", "delimiter", DELIMITERS)
            st.caption("Choose only when letters or columns came out wrong. The file is read again at once.")


def _bytes_choice(workspace_id: str, upload: Upload, label: str, option: str, words: Mapping[str, str]) -> None:
    now = upload.options.get(option, FOUND_OUT)
    names = [FOUND_OUT, *words]
    st.selectbox(
        f"{label} of {upload.name}",
        names,
        names.index(now) if now in names else 0,
        format_func=lambda name: words.get(name, "found out from the file"),
        **state.saving(
            f"bytes:{upload.id}:{option}", lambda name: state.save_choice(workspace_id, upload, option, name), now
        ),
    )


def _size(count: int) -> str:
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{max(1, round(count / 1e3))} kB"
