"""What the files do not tell: each question with what is assumed, examples in view, and one click to decide."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from icp_core.ingest import Item, Question
from icp_core.results import plural
from icp_core.store import Upload
from pages.ui import many_values_form, show, state

SHORT = 26  # characters of an option up to which options stand beside each other
BESIDE, LISTED = 3, 6  # options up to which they stand beside each other, and below each other; more fold into a list
WIDE, NARROW = 190, 150  # pixels that options beside each other need, and a list or a number
AT_ONCE = 20  # items of one question that are shown before somebody asks for more


def needed(workspace_id: str, questions: Sequence[Question], files: Sequence[Upload] = ()) -> None:
    """Show what only a person can decide: first what changes figures, the rest folded.

    Args:
        workspace_id: The workspace.
        questions: What is asked.
        files: The files asked about, where they are no part of the data; default the files of the data.
    """
    urgent = [question for question in questions if question.urgent and not question.decided]
    assumed = [question for question in questions if not question.urgent and not question.decided]
    decided = [question for question in questions if question.decided]
    if not questions:
        return
    if urgent:
        st.header("Needs your answer")
        st.caption("Figures change with these. Until you answer, the files are read as each one says.")
        for question in urgent:
            _question(workspace_id, question, files)
    _folded(workspace_id, assumed, files, "Assumed, and fine to leave", "assumed")
    _folded(workspace_id, decided, files, "Decided by you", "decided")


def _folded(workspace_id: str, questions: list[Question], files: Sequence[Upload], title: str, key: str) -> None:
    if not questions:
        return
    part = st.expander(f"{title} ({len(questions)})", key=f"questions:{key}", on_change="rerun")
    if part.open:
        with part:
            for question in questions:
                _question(workspace_id, question, files)


def _question(workspace_id: str, question: Question, files: Sequence[Upload]) -> None:
    """One question: what is in doubt, what speaks for what, what is used now, and the choice."""
    uploads = list(files) or _files_of(workspace_id, question)
    name = f"{question.table}:{question.file}:{question.id}"
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"**{show.escape(question.sentence)}**")
        if question.file:
            st.caption(show.escape(f"In {question.file}"))
        if question.examples:
            st.markdown("\n".join(f"- {show.escape(example)}" for example in question.examples))

        def save(choice: str) -> None:
            for upload in uploads:
                state.save_choice(workspace_id, upload, question.id, choice)

        if question.items:
            _items(workspace_id, question, uploads, name)
        else:
            now = question.chosen if question.decided else None
            _choice(question.sentence, question.options, now, f"ask:{name}", save)
        with st.container(horizontal=True, vertical_alignment="center"):
            _standing(question)
            if question.decided:
                st.button(
                    "Take my answer back", key=f"take_back:{name}", type="tertiary", **state.doing(save, "")
                )  # fmt: skip


def _standing(question: Question) -> None:
    """Say what is used now, and whether a person or the import chose it."""
    if question.decided:
        st.badge("Decided by you", color="green")
    elif question.chosen:
        words = question.options.get(question.chosen, question.chosen)
        st.markdown(f"Until you answer: **{show.escape(words)}**.")


def _items(workspace_id: str, question: Question, uploads: list[Upload], name: str) -> None:
    """The values that a question asks about, the commonest first, with their choices."""

    def save(answers: Mapping[str, str]) -> None:
        for upload in uploads:
            state.save_values(workspace_id, upload, question.id, answers)

    st.caption("What is chosen below is used now.")
    if many_values_form.suits(question):
        many_values_form.values(question, name, save)
        left = 0
    else:
        left = _one_by_one(question, name, save)
    with st.container(horizontal=True):
        if not question.decided and all(item.chosen for item in question.items):
            st.button(
                many_values_form.REST_APART if many_values_form.of_spellings(question) else "All of these are right",
                key=f"all_right:{name}",
                **state.doing(save, {item.key: item.chosen for item in question.items}),
            )
        if left:
            st.button(
                f"Show the other {left:,}" if left <= AT_ONCE else f"Show {AT_ONCE} more of {left:,}",
                key=f"more:{name}",
                type="tertiary",
                on_click=state.renew,
                args=(f"more:{name}",),
            )


def _one_by_one(question: Question, name: str, save: Callable[[Mapping[str, str]], None]) -> int:
    """Each value with its own choice; return how many are not shown yet."""
    items = sorted(question.items, key=lambda item: -item.count)
    shown = AT_ONCE * (1 + state.generation(f"more:{name}"))
    grid = st.grid(2, min_column_width=WIDE if _beside(question.options) else NARROW, vertical_alignment="center")
    for item in items[:shown]:
        with grid.cell():
            st.markdown(_item_words(item))
        with grid.cell():

            def take(choice: str, key: str = item.key) -> None:
                save({key: choice})

            _choice(item.label, question.options, item.chosen or None, f"ask:{name}:{item.key}", take)
    return max(len(items) - shown, 0)


def _item_words(item: Item) -> str:
    counted = [plural(item.count, "row")] if item.count else []
    small = show.escape(": ".join([*counted, *(["; ".join(item.examples)] if item.examples else [])]))
    label = f"{item.label} → {item.group}" if item.group else item.label
    return show.escape(label) + (f"  \n:small[{small}]" if small else "")


def _choice(
    label: str, options: Mapping[str, str], now: str | None, key: str, save: Callable[[Any], object]
) -> None:  # fmt: skip
    """One choice among options, drawn by how many and how long they are; without options a number.

    What is used now is part of the key: a choice that the import could not follow is never shown as if it held.
    """
    names = list(options)
    at = names.index(now) if now in names else None
    number = float(now) if not options and now and now.replace(".", "", 1).isdigit() else None
    saved = state.saving(f"{key}:{now or ''}", lambda value: save(_written(value)), now if options else number)
    common = {"label_visibility": "collapsed", **saved}
    if not options:
        st.number_input(label, 0.0, value=number, step=None, format="%g", placeholder="not known", **common)
        return
    if _beside(options):
        st.segmented_control(label, names, default=now, format_func=options.__getitem__, required=True, **common)
    elif len(names) <= LISTED:
        st.radio(label, names, at, format_func=options.__getitem__, **common)
    else:
        st.selectbox(label, names, at, format_func=options.__getitem__, placeholder="Choose", **common)


def _written(value: object) -> str:
    """Write a choice as it is stored; nothing chosen is empty."""
    return "" if value is None else f"{value:.10g}" if isinstance(value, float) else str(value)


def _beside(options: Mapping[str, str]) -> bool:
    """Whether options are few and short enough to stand beside each other."""
    return 0 < len(options) <= BESIDE and all(len(words) <= SHORT for words in options.values())


def _files_of(workspace_id: str, question: Question) -> list[Upload]:
    """The files whose reading the answer changes: the one that is named, else all."""
    named = state.upload_of(workspace_id, question.file) if question.file else None
    return [named] if named else [item for item in state.uploads(workspace_id) if item.standing == "in"]
