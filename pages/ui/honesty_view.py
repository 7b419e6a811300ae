"""What the files can answer: how much of each column is known, and every metric and symptom with its yes or no."""

import re
from collections.abc import Sequence

import streamlit as st

from icp_core.analysis import Answerable, additions
from icp_core.dataset import PAYERS, TABLES
from icp_core.results import join_words, plural
from pages.ui import cached, headers, show, state
from pages.ui.work import Work

WORDS = {
    "yes": ("Yes", "green"),
    "not enough": ("Not enough yet", "orange"),
    "no": ("Column missing", "gray"),
    "people only": ("Only people", "gray"),
}
MOST_ADDITIONS = 5  # columns to add that are named; the rest stands beside each question
_NAME = re.compile(r"[a-z]+(?:_[a-z]+)+")  # a canonical column as the core writes it: start_date
_NAMES = frozenset(column.name for table in TABLES.values() for column in table.columns)
NAMED = 4  # questions named beside a column that would answer them


def answers(work: Work) -> None:
    """Say of every metric and every symptom whether the files can answer it, and what would help most."""
    found = cached.answerable(work)
    _additions(work, found)
    st.subheader("Key figures", anchor=False)
    _grouped([item for item in found if not item.function])
    st.subheader("Signs of drift on the checklist", anchor=False)
    functions = list(dict.fromkeys(item.function for item in found if item.function))
    function = st.segmented_control("Function", functions, default=functions[0], required=True, **state.kept("honest"))
    lines = [
        f"{_badge(item)} {show.escape(item.title)}  \n:small[{_reason(item)}]"
        for item in found
        if item.function == function
    ]
    st.markdown("\n\n".join(lines))


def fill(work: Work) -> None:
    """Show for one table how much of each column is known."""
    st.subheader("How much of each column is known", anchor=False)
    tables = list(work.data.tables)
    table = st.segmented_control(
        "Table",
        tables,
        default=tables[0],
        format_func=lambda name: "accounts of the revenue" if name == PAYERS else name,
        required=True,
        **state.kept("fill_table"),
    )
    if table not in tables:
        return
    known = cached.fill(work, table)
    rows = [
        {
            "column": headers.in_words(item.column),
            "share": item.share,
            "known": f"{item.known:,} of {item.rows:,}",
            "meaning": item.meaning or "kept as it stands in the file",
        }
        for item in known
        if item.known
    ]
    columns = {
        "column": "Column",
        "share": st.column_config.ProgressColumn("Known", format="percent", min_value=0, max_value=1),
        "known": "Rows",
        "meaning": "What it holds",
    }
    show.table(rows, alt=f"Columns of {table} and the share of rows in which each is known", columns=columns)
    absent = [headers.in_words(item.column) for item in known if not item.known]
    if absent:
        st.caption(show.escape(f"Not in your files, or empty: {', '.join(absent)}."))


def further_files(work: Work | None) -> None:
    """Say what each further file would add."""
    given = () if work is None else work.data.tables
    missing = [table for name, table in TABLES.items() if name not in given and name != "subscriptions"]
    if missing:
        title = "What each further file would add"
        if work is None:
            st.header(title, anchor=False)
        else:
            st.subheader(title, anchor=False)
        lines = [
            f"- **{table.name}** ({show.escape(table.meaning)}): {show.escape(table.answers)}" for table in missing
        ]
        st.markdown("\n".join(lines))


def _additions(work: Work, found: Sequence[Answerable]) -> None:
    """Name the columns that are missing, those that answer most first."""
    st.subheader("What would answer more", anchor=False)
    helpful = additions(found, work.data.tables)
    if not helpful:
        st.markdown("No column is missing for any key figure or symptom.")
        return
    lines = []
    for item in helpful[:MOST_ADDITIONS]:
        figures = [title for title in item.answers if not title.startswith("In the last")]
        symptoms = len(item.answers) - len(figures)
        more = [f"{len(figures) - NAMED} more"] if len(figures) > NAMED else []
        named = [*figures[:NAMED], *more, *([plural(symptoms, "symptom")] if symptoms else [])]
        lines.append(f"- **{show.escape(_in_words(work, item.columns))}**: {show.escape(join_words(named))}")
    st.markdown("\n".join(lines))


def _in_words(work: Work, columns: Sequence[str]) -> str:
    """Write columns to add, those of one table together.

    A table that is there lacks columns; of one that is not there the whole file is missing.
    """
    tables: dict[str, list[str]] = {}
    for column in columns:
        table, name = column.split(".")
        tables.setdefault(table, []).append(headers.in_words(name))
    return join_words(
        f"{join_words(names)} in {table}" if table in work.data.tables else f"a file of {table}"
        for table, names in tables.items()
    )


def _grouped(items: Sequence[Answerable]) -> None:
    """Name what can be answered in one line, and the rest by reason."""
    can = [item.title for item in items if item.answer == "yes"]
    reasons: dict[tuple[str, str], list[Answerable]] = {}
    for item in items:
        if item.answer != "yes":
            reasons.setdefault((item.answer, item.why), []).append(item)
    lines = [f":green-badge[Yes] {show.escape(', '.join(can))}"] if can else []
    for group in reasons.values():
        titles = ", ".join(item.title for item in group)
        lines.append(f"{_badge(group[0])} {show.escape(titles)}  \n:small[{_reason(group[0])}]")
    st.markdown("\n\n".join(lines))


def _badge(item: Answerable) -> str:
    word, color = WORDS[item.answer]
    return f":{color}-badge[{word}]"


def _reason(item: Answerable) -> str:
    """Say why, and the columns to add where the reason does not name them."""
    needed = [need.split(".") for need in item.needs]
    unsaid = [f"{headers.in_words(column)} in {table}" for table, column in needed if column not in item.why]
    added = f" Columns to add: {', '.join(unsaid)}." if unsaid else ""
    why = _NAME.sub(lambda found: headers.in_words(found[0]) if found[0] in _NAMES else found[0], item.why)
    return show.escape(f"{show.sentence(why)}{added}")
