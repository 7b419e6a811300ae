"""The mapping of a file's columns: what holds something first, its first values in view, and how sure that is."""

import streamlit as st

from icp_core.dataset import TABLES, Column
from icp_core.errors import UserError
from icp_core.ingest import ColumnGuess, TableReport
from icp_core.results import plural
from icp_core.store import Upload
from pages.ui import headers, show, state
from pages.ui.work import Work

AS_IT_IS = ""
SURE, LIKELY = 0.9, 0.7  # confidence from which the words "sure" and "likely" are used
AT_ONCE = 20  # columns that are not mapped and are shown before somebody asks for more
SEEN = 60  # characters of sample values


def editor(work: Work) -> None:
    """Show the columns of one file and let people say what they hold."""
    reports = {report.key: report for report in work.imported.files}
    names = list(reports)
    chosen = st.segmented_control(
        "File", names, default=names[0], format_func=lambda key: f"{reports[key].table}: {reports[key].file}",
        required=True, wrap=True, **state.kept("mapped_file"),
    )  # fmt: skip
    if chosen not in reports:
        return
    report = reports[chosen]
    upload = state.upload_of(work.workspace.id, report.file)
    if upload is not None:
        columns(work.workspace.id, upload, report)


def columns(workspace_id: str, upload: Upload, report: TableReport) -> None:
    """Show the columns of one file, those on a canonical column first, and let people say what they hold."""
    st.caption("Wrong? Choose what the column holds; the file is read again at once.")
    held = {header: name for name, header in reversed(report.mapping.items())}
    mapped = [(place, guess) for place, guess in enumerate(report.guesses) if guess.header in held]
    rest = [(place, guess) for place, guess in enumerate(report.guesses) if guess.header not in held]
    _rows(workspace_id, upload, report, sorted(mapped, key=lambda pair: not _doubtful(pair[1], held[pair[1].header])))
    if rest:
        fate = "kept as they are" if TABLES[report.table].keeps_others else _unused(report)
        part = st.expander(
            f"{plural(len(rest), 'other column')}, {fate}", key=f"other_columns:{upload.id}", on_change="rerun"
        )
        if part.open:
            with part:
                _others(workspace_id, upload, report, rest)
    _not_found(report)


def _unused(report: TableReport) -> str:
    """Say what becomes of a column that is on nothing; beside revenue it may still describe the account."""
    return "not used for the amounts" if report.table == "revenue" else "not used"


def _others(workspace_id: str, upload: Upload, report: TableReport, rest: list[tuple[int, ColumnGuess]]) -> None:
    """The columns that are on nothing, those with values first, some at a time."""
    shown = AT_ONCE * (1 + state.generation(f"columns:{upload.id}"))
    filled = sorted(rest, key=lambda pair: not pair[1].samples)
    _rows(workspace_id, upload, report, filled[:shown])
    if len(filled) > shown:
        left = len(filled) - shown
        st.button(
            f"Show the other {left:,}" if left <= AT_ONCE else f"Show {AT_ONCE} more of {left:,}",
            key=f"more_columns:{upload.id}",
            type="tertiary",
            on_click=state.renew,
            args=(f"columns:{upload.id}",),
        )


def _rows(workspace_id: str, upload: Upload, report: TableReport, guesses: list[tuple[int, ColumnGuess]]) -> None:
    grid = st.grid(2, min_column_width=150, vertical_alignment="center", gap="small")
    for place, guess in guesses:
        _row(grid, workspace_id, upload, report, guess, place)


def _row(grid, workspace_id: str, upload: Upload, report: TableReport, guess: ColumnGuess, place: int) -> None:
    now = next((name for name, header in report.mapping.items() if header == guess.header), AS_IT_IS)
    meanings = {column.name: column.meaning for column in _offered(report.table)}
    rest = "kept as it is" if TABLES[report.table].keeps_others else _unused(report)
    options = [AS_IT_IS, *meanings, *([now] if now not in meanings and now != AS_IT_IS else [])]
    with grid.cell():
        samples = show.escape((", ".join(guess.samples) or "empty")[:SEEN])
        why = f"  \n:small[:gray[{show.escape(show.sentence(guess.why))}]]" if _doubtful(guess, now) else ""
        st.markdown(f"**{show.escape(guess.header)}** {_badge(guess, now)}  \n:small[{samples}]{why}")
    with grid.cell():
        st.selectbox(
            f"{guess.header} holds",
            options,
            options.index(now),
            format_func=lambda name: f"{headers.in_words(name)}: {meanings.get(name, '')}" if name else rest,
            label_visibility="collapsed",
            **state.saving(
                f"map:{upload.id}:{place}:{now}",
                lambda name: state.save_mapping(
                    workspace_id, upload, changed(dict(report.mapping), guess.header, now, name)
                ),
                now,
            ),
        )


def of_refused(workspace_id: str, upload: Upload) -> None:
    """Let people say what the columns of a file hold that could not be read for want of one."""
    part = st.expander("Say what its columns hold", key=f"refused_columns:{upload.id}", on_change="rerun")
    if not part.open:
        return
    with part:
        if upload.table is None:
            st.caption("Choose above which table the file is; then its columns can be mapped here.")
            return
        try:
            table, header, chosen = state.mapping_of(workspace_id, upload)
        except UserError as error:
            st.caption(show.escape(str(error)))
            return
        st.caption(f"Read as {table}. Choose what a column holds; the file is read again at once.")
        if len(header) > AT_ONCE:
            st.caption(f"The first {AT_ONCE} of {len(header):,} columns are listed.")
        meanings = {column.name: column.meaning for column in _offered(table)}
        held = {name: canonical for canonical, name in chosen.items() if name and canonical in meanings}
        for place, name in enumerate(header[:AT_ONCE]):
            now = held.get(name, AS_IT_IS)
            st.selectbox(
                f"{show.escape(name)} holds",
                [AS_IT_IS, *meanings],
                [AS_IT_IS, *meanings].index(now),
                format_func=lambda key: (
                    f"{headers.in_words(key)}: {meanings[key]}" if key else "found out from its name"
                ),
                **state.saving(
                    f"map_refused:{upload.id}:{place}:{now}",
                    lambda then, name=name, now=now: state.save_mapping(
                        workspace_id, upload, _chosen(chosen, name, now, then)
                    ),
                    now,
                ),
            )


def _chosen(chosen: dict[str, str], header: str, now: str, then: str) -> dict[str, str]:
    """Return what a person chose with ``header`` on the column ``then``; the column it leaves is found out again."""
    rest = {canonical: name for canonical, name in chosen.items() if canonical != now}
    return {**rest, then: header} if then else rest


def _offered(table: str) -> tuple[Column, ...]:
    """Return the columns that a file may be mapped to; one of revenue may hold paid periods instead of months."""
    columns = TABLES[table].columns
    if table != "revenue":
        return columns
    names = [column.name for column in columns]
    return (*columns, *(column for column in TABLES["subscriptions"].columns if column.name not in names))


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


def _not_found(report: TableReport) -> None:
    """Name the columns that no header was put on: the needed ones as a warning, the others in one line."""
    periods = report.table == "revenue" and "start_date" in report.mapping
    columns = TABLES["subscriptions" if periods else report.table].columns
    absent = [column for column in columns if column.name not in report.mapping]
    if absent:
        st.caption(show.escape(f"Not found in this file: {', '.join(_named(column) for column in absent)}."))


def _named(column: Column) -> str:
    name = headers.in_words(column.name)
    return f"{name} (needed)" if column.needed else name


def _doubtful(guess: ColumnGuess, now: str) -> bool:
    """Whether somebody should look at a mapping."""
    return bool(now) and guess.canonical == now and guess.confidence < LIKELY


def _badge(guess: ColumnGuess, now: str) -> str:
    """Say how sure the mapping is, as a small badge; nothing where nothing is mapped."""
    if not now:
        return ""
    if guess.canonical != now or guess.why == "chosen by you":
        return ":blue-badge[Saved]"
    if guess.confidence >= SURE:
        return ":green-badge[Sure]"
    return ":gray-badge[Likely]" if guess.confidence >= LIKELY else ":orange-badge[A guess]"
