"""The mapping of a file's columns: one row a header, its first values in view, what it is taken for and how surely."""

import streamlit as st

from icp_core.dataset import TABLES
from icp_core.ingest import ColumnGuess, TableReport
from icp_core.store import Upload
from pages.ui import show, state
from pages.ui.work import Work

AS_IT_IS = ""
SURE, LIKELY = 0.9, 0.7  # confidence from which the words "sure" and "likely" are used


def editor(work: Work) -> None:
    """Show the columns of one file and let people say what they hold."""
    st.header("What each column holds")
    tables = list(work.imported.reports)
    table = st.segmented_control("File", tables, default=tables[0], required=True, **state.kept("mapped_table"))
    if table not in work.imported.reports:
        return
    report = work.imported.reports[table]
    upload = next((item for item in state.uploads(work.workspace.id) if item.name == report.file), None)
    if upload is None:
        return
    st.caption("A change is saved and the file is read again at once.")
    for position, guess in enumerate(report.guesses):
        _row(work, upload, report, guess, position)


def _row(work: Work, upload: Upload, report: TableReport, guess: ColumnGuess, position: int) -> None:
    now = next((name for name, header in report.mapping.items() if header == guess.header), AS_IT_IS)
    columns = {column.name: column.meaning for column in TABLES[report.table].columns}
    rest = "kept as it is" if TABLES[report.table].keeps_others else "not used"
    options = [AS_IT_IS, *columns, *([now] if now not in columns and now != AS_IT_IS else [])]
    header, target = st.columns([1, 1], gap="medium", vertical_alignment="center")
    with header:
        samples = ", ".join(guess.samples) or "empty"
        st.markdown(f"**{show.escape(guess.header)}**  \n:small[{show.escape(samples[:90])}]")
    with target:
        st.selectbox(
            f"{guess.header} holds",
            options,
            options.index(now),
            format_func=lambda name: f"{name}: {columns.get(name, '')}" if name else rest,
            label_visibility="collapsed",
            **state.saving(
                f"map:{upload.id}:{position}:{now}",
                lambda name: state.save_mapping(
                    work.workspace.id, upload, changed(dict(report.mapping), guess.header, now, name)
                ),
                now,
            ),
        )
        st.caption(show.escape(_words(guess, now)))


def changed(mapping: dict[str, str], header: str, now: str, then: str) -> dict[str, str]:
    """Return the mapping with ``header`` on the column ``then``; the column it leaves is not guessed again.

    Example:
        >>> changed({"account_id": "ID", "name": "Name"}, "Name", "name", "domain")
        {'account_id': 'ID', 'name': '', 'domain': 'Name'}
    """
    result = dict(mapping)
    if now:
        result[now] = ""
    if then:
        result[then] = header
    return result


def _words(guess: ColumnGuess, now: str) -> str:
    if guess.canonical != now and now:
        return "Set by you"
    if not now:
        return show.sentence(guess.why)
    sure = "Sure" if guess.confidence >= SURE else "Likely" if guess.confidence >= LIKELY else "A guess"
    return show.sentence(f"{sure}: {guess.why}")
