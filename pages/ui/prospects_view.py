"""The Prospects page: a list of companies, the ring of each, why, and which value to look up next."""

from collections.abc import Sequence
from functools import partial

import pandas as pd
import streamlit as st

from icp_core.errors import UserError
from icp_core.fit import INSIDE, RINGS, Unfamiliar, best_first, what_settles
from icp_core.ingest import questions_in
from icp_core.results import join_words, plural
from icp_core.store import Upload
from icp_core.workspace import Workspace
from pages.ui import files_view, headers, mapping_form, questions_form, show, state, upload_view

LIST, NEXT, READ = "The list", "What to look up next", "How it was read"
MOST_SHOWN = 500  # prospects on the page; the download holds all
MOST_NAMED = 20  # columns named on the page
MOST_VALUES = 3  # unfamiliar values named in one sentence
COLUMNS = {
    "name": "Company",
    "ring": "Ring",
    "fit": st.column_config.NumberColumn("Score", format="%.0f", help="0 to 100, over what is known."),
    "reasons": "Why",
    "known_share": st.column_config.NumberColumn("Known", format="percent", help="Share of the ICP's weight."),
    "settled_by": st.column_config.TextColumn(
        "Look up next", help="The one column whose value would give the ring; empty where none would."
    ),
    "ring_if_match": st.column_config.TextColumn("If it matches", help="The ring if that value is what you want."),
    "ring_if_miss": st.column_config.TextColumn("If not", help="The ring if it is not."),
    "customer": st.column_config.TextColumn("Customer already", help="Account of the customer that it is, or was."),
    "account_id": "Number",
}  # what the criteria say one by one stands in the download


def page(workspace: Workspace) -> None:
    """Say which prospects fit; then the list, what to look up next, and how the list was read."""
    profile = workspace.active_profile
    if profile is None or not profile.criteria:
        show.nothing_yet("Prospects are held against the ICP you declare.", show.ICP, "Declare your ICP")
        return
    lists = state.prospect_lists(workspace.id)
    answer = st.container()
    _uploader(first=not lists)
    if not lists:
        asked = headers.listed(profile.columns)
        st.markdown(
            show.escape(
                "You will see the ring of each company, why it stands there, and which value to look up next. Your ICP "
                f"asks for {asked}; a website or a name tells who is a customer already."
            )
        )
        show.link(show.ICP, "Change the criteria")
        return
    upload = _chosen(workspace, lists)
    try:
        found = state.score_list(workspace, upload, profile)
    except UserError as error:
        with answer:
            st.error(show.escape(str(error)))
        questions_form.needed(workspace.id, questions_in(error), [upload])
        files_view.read_differently(workspace.id, upload)
        return
    with answer:
        _answer(upload, found)
    show.parts(
        "prospects_part",
        {LIST: partial(_list, found), NEXT: partial(_next, found), READ: partial(_read, workspace, upload, found)},
    )


def _uploader(*, first: bool) -> None:
    with st.expander("Upload another list", expanded=False) if not first else st.container():
        upload_view.drop(
            "prospects",
            "Drop a list of companies here: an export of leads or target accounts, one row a company",
            state.take_prospects,
            "As it was exported; it stays on this machine, apart from your customers.",
        )


def _chosen(workspace: Workspace, lists: tuple[Upload, ...]) -> Upload:
    """Choose among several lists, the newest first; one list needs no choice."""
    names = {upload.id: f"{upload.name} ({upload.at.astimezone():%Y-%m-%d %H:%M})" for upload in reversed(lists)}
    numbers = list(names)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        now = lists[-1].id
        if len(numbers) > 1:
            now = st.selectbox(
                "List", numbers, format_func=names.__getitem__, width=420, key=f"prospect_list:{numbers[0]}"
            )
        upload = next(item for item in lists if item.id == now)
        st.button(
            f"Remove {upload.name}",
            key=f"remove_list:{upload.id}",
            type="tertiary",
            **state.doing(state.remove_prospects, workspace.id, upload),
        )
    return upload


def _answer(upload: Upload, found: state.Scored) -> None:
    """Say in one sentence how many prospects fit, how many cannot be placed, and how many are customers."""
    if found.lacking:
        st.warning(show.escape(_lacking(found.lacking)))
    for note in found.notes:
        st.caption(show.escape(note))
    words = _placed(upload, found.rows["ring"])
    if found.checked:
        known = found.rows[found.rows["customer"] != ""]
        inside = int(known["ring"].isin(INSIDE).sum())
        were = "company is a customer already or was one", "companies are customers already or were"
        words += f" {plural(len(known), *were)}, " if len(known) else " None is a customer already or was one."
        words += f"{f'{inside:,}' if inside else 'none'} of them in these two rings." if len(known) else ""
    st.markdown(show.escape(words))
    if not found.checked:
        st.caption("Whether some of them are customers already is not checked: there is no customers file.")
    for column in dict.fromkeys(value.column for value in found.unfamiliar):
        held = [value for value in found.unfamiliar if value.column == column]
        st.warning(show.escape(_unfamiliar(column, held)))
    asked = sum(question.urgent and not question.decided for question in found.listed.questions)
    if asked or found.listed.report.rows_rejected:
        parts = [f"{plural(asked, 'thing')} to decide"] if asked else []
        parts += [f"{plural(found.listed.report.rows_rejected, 'row')} not read"] * bool(
            found.listed.report.rows_rejected
        )
        st.warning(f"{join_words(parts)}: see '{READ}'.")


def _lacking(columns: tuple[str, ...]) -> str:
    """Name the columns that the ICP asks for and the list does not have, and where to map one."""
    such = "no such column: map one" if len(columns) == 1 else "no such columns: map them"
    return f"Your ICP asks for {headers.listed(columns)}; this list has {such} under '{READ}'."


def _placed(upload: Upload, rings: pd.Series) -> str:
    """Count who is in the two best rings and who cannot be placed; what is none is not counted."""
    bullseye, inner, unplaced = (int((rings == ring).sum()) for ring in ("bullseye", "inner", "unclassified"))
    parts = [f"{_are(bullseye)} in the bullseye"] if bullseye else []
    parts += [f"{_are(inner)} in the inner ring"] if inner else []
    said = join_words(parts) or "none is in the bullseye or the inner ring"
    too_little = f"; of {unplaced:,} too little is known to place {'it' if unplaced == 1 else 'them'}"
    return f"Of {plural(len(rings), 'company', 'companies')} in {upload.name}, {said}{too_little if unplaced else ''}."


def _unfamiliar(column: str, held: Sequence[Unfamiliar]) -> str:
    """Name the values of a column that count as misses and that neither the ICP nor the customers know."""
    names = [f"'{one.value}' ({plural(one.companies, 'company', 'companies')})" for one in held[:MOST_VALUES]]
    if len(held) > MOST_VALUES:
        names.append(f"{len(held) - MOST_VALUES:,} more")
    said = join_words(names)
    if len(held) == 1:
        words = (
            f"{said} is no value of {headers.in_words(column)} in your ICP or your customers, so it counts as a miss. "
        )
        return words + "If it is another word for one you want, add it to your ICP."
    words = (
        f"{said} are no values of {headers.in_words(column)} in your ICP or your customers, so they count as misses. "
    )
    return words + "If one is another word for what you want, add it to your ICP."


def _are(count: int) -> str:
    return f"{count:,} {'is' if count == 1 else 'are'}"


def _list(found: state.Scored) -> None:
    """The prospects, best first, by ring; what is shown is what is downloaded."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        rings = st.segmented_control(
            "Rings",
            RINGS,
            default=list(RINGS),
            selection_mode="multi",
            format_func=str.capitalize,
            wrap=True,
            **state.kept("prospect_rings"),
        )
        without = found.checked and st.toggle("Leave out customers", **state.kept("prospects_without_customers"))
    rows = best_first(found.rows, rings)
    if without:
        rows = rows[rows["customer"] == ""]
    if rows.empty:
        st.markdown("No company of the list is among these.")
        return
    shown = rows.head(MOST_SHOWN)
    shown = shown.astype(dict.fromkeys(shown.select_dtypes("category"), "str"))
    columns = {name: column for name, column in COLUMNS.items() if found.checked or name != "customer"}
    show.table(shown, alt="Prospects with ring, score and reasons, best first", columns=columns)
    more = len(rows) - MOST_SHOWN
    st.caption(
        f"Best first. {f'The download holds {more:,} more. ' if more > 0 else ''}Unknown never counts as a miss: it "
        "lowers what is known, and without a must-have nobody is placed."
    )
    show.download_csv(f"Download {plural(len(rows), 'company', 'companies')} (CSV)", rows, "prospects-scored.csv")


def _next(found: state.Scored) -> None:
    """Which column to look up: how many prospects its value would place."""
    st.header("Which value would settle most?", anchor=False)
    settles = what_settles(found.rows)
    unplaced = found.rows["ring"] == "unclassified"
    several = int((unplaced & (found.rows["settled_by"] == "")).sum())
    if settles.empty:
        st.markdown("No single value would change the ring of any company of this list.")
    else:
        st.markdown(show.escape(_look_up(settles.iloc[0])))
        columns = {
            "column": "Column",
            "prospects": "Rings it would settle",
            "could_come_in": "Could come in",
            "could_fall_out": "Inside now, could fall out",
        }
        show.table(settles.head(MOST_NAMED), alt="Columns whose value would settle rings", columns=columns)
    st.caption(
        "Tried for each company: the unknown value put at its best and at its worst, everything else as it is. "
        f"{plural(several, 'company needs', 'companies need')} more than one value to be placed."
    )


def _look_up(best: pd.Series) -> str:
    """Say what to look up first, and apart who could come in by it and who could fall out."""
    moves = [f"{best['could_come_in']:,} could come inside your ICP"] if best["could_come_in"] else []
    if best["could_fall_out"]:
        moves.append(f"{best['could_fall_out']:,}, inside now, could fall out")
    settled = plural(int(best["prospects"]), "company", "companies")
    of_these = f". Of these, {join_words(moves)}" if moves else ""
    return f"Look up '{headers.in_words(best['column'])}' first: it would settle the ring of {settled}{of_these}."


def _read(workspace: Workspace, upload: Upload, found: state.Scored) -> None:
    """Counts, questions, columns and rows of the list that could not be read."""
    listed, report = found.listed, found.listed.report
    questions_form.needed(workspace.id, listed.questions, [upload])
    st.header("What became of the rows", anchor=False)
    st.markdown(
        f"**{report.rows_read:,}** rows read = **{report.rows_kept:,}** kept + **{report.rows_rejected:,}** rejected + "
        f"**{report.rows_left_out:,}** left out (blank, totals, repeats)"
    )
    st.caption(show.escape(f"{report.encoding}. {' '.join(report.notes)}"))
    with st.container(horizontal=True, vertical_alignment="center"):
        if len(listed.rejects):
            show.download_csv("Download rows that are not in (CSV)", listed.rejects, "rejected_prospects.csv")
        files_view.read_differently(workspace.id, upload)
    st.header("What each column holds", anchor=False)
    mapping_form.columns(workspace.id, upload, report)
