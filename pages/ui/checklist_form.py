"""The checklist: scores by function, one card a symptom, people beside data, and where the two part."""

from collections.abc import Mapping
from datetime import datetime

import streamlit as st

from icp_core.checklist import (
    COLUMNS,
    DONT_KNOW,
    FUNCTIONS,
    LEVELS,
    NOT_APPLICABLE,
    ORDER,
    Answer,
    FunctionScore,
    SymptomResult,
    answers_from_csv,
    answers_to_csv,
    latest,
    score,
)
from icp_core.results import Estimate, format_value
from icp_core.workspace import Workspace
from pages.ui import cached, show, state

OPTIONS: tuple[int | str, ...] = (*range(len(LEVELS)), DONT_KNOW, NOT_APPLICABLE)
LOUD = ("blind spot", "confirmed", "perception gap")  # what a reader should see before the form
WORDS = {
    "blind spot": "Blind spot: the files show it, the answers do not",
    "confirmed": "Confirmed: answers and files agree that it is there",
    "perception gap": "Perception gap: felt by people, not in the files",
    "data can answer this": "The files can answer this",
    "felt, not measurable yet": "Felt, not measurable yet",
    "partly felt": "Partly felt, and the files show it",
    "watch": "Watch: partly felt, not in the files",
    "agreed healthy": "Agreed healthy",
}

Scored = tuple[dict[str, SymptomResult], tuple[FunctionScore, ...], Estimate]


def contradictions() -> None:
    """Show where people and files part, and where they agree that something is wrong."""
    results, _, _ = _scored()
    loud = [result for result in results.values() if result.agreement in LOUD]
    if not loud:
        return
    st.header("Look here first")
    for result in sorted(loud, key=lambda item: ORDER.index(item.agreement)):
        with st.container(border=True, gap="xsmall"):
            st.badge(WORDS[result.agreement], color=show.TONES[result.agreement])
            st.markdown(f"**{result.symptom.function}:** {show.escape(result.symptom.statement)}")
            st.caption(show.escape(result.sentence))


def form() -> None:
    """Draw the scores and one function's symptoms.

    No fragment: a server that was restarted no longer knows it, and would lose the first click of a tab left open.
    """
    workspace = state.workspace_or_stop()
    results, functions, overall = _scored()
    st.header("Scores by function")
    _scores(functions, overall)
    st.header("The symptoms")
    function = st.segmented_control(
        "Function", FUNCTIONS, default=FUNCTIONS[0], required=True, key="function", bind="query-params"
    )
    person = _respondent(workspace)
    st.toggle(
        "Ask the seven extended symptoms too",
        workspace.settings.extended_symptoms,
        **state.saving(
            "extended",
            lambda value: state.save_settings(workspace.id, extended_symptoms=bool(value)),
            workspace.settings.extended_symptoms,
        ),
    )
    for result in results.values():
        if result.symptom.function == function:
            _symptom(workspace, result, function, person)


def files(workspace: Workspace) -> None:
    """Take answers from a file and give them out as one."""
    with st.expander("Answers as a file"):
        st.markdown(f"Send the file to your teams and load what comes back. Columns: {', '.join(COLUMNS)}.")
        st.download_button(
            "Download all answers (CSV)", lambda: answers_to_csv(workspace.answers), "answers.csv", "text/csv",
            on_click="ignore", key="download:answers",
        )  # fmt: skip
        key = f"answers_file:{state.generation('answers')}"
        st.file_uploader("Load answers (CSV)", "csv", **state.taking_text(key, _load_answers))


def _scored() -> Scored:
    work = state.work()
    if work is not None:
        assessment = cached.assessed(work)
        return assessment.symptoms, assessment.functions, assessment.overall
    workspace = state.workspace_or_stop()
    return score(workspace.answers, {}, extended=workspace.settings.extended_symptoms)


def _scores(functions: tuple[FunctionScore, ...], overall: Estimate) -> None:
    grid = show.number_grid(len(functions))
    for item in functions:
        with grid.cell():
            st.metric(item.function, format_value(item.score.value, item.score.unit) if item.score.known else "Unknown")
            if item.word:
                st.badge(item.word.capitalize(), color=show.TONES.get(item.word, "blue"))
            st.caption(_score_words(item))
    st.caption("0 is healthy, 100 the worst. " + ("" if overall.known else show.escape(show.sentence(overall.why))))
    if overall.value is not None:
        st.markdown(f"Over all functions: **{overall.value:.0f}** of 100.")


def _score_words(item: FunctionScore) -> str:
    if not item.score.known:
        return show.escape(show.sentence(item.score.why))
    span = f"{item.low:.0f} to {item.high:.0f} with every don't know, " if item.low != item.high else ""
    return f"{span}{100 * item.confidence:.0f} % answered"


def _respondent(workspace: Workspace) -> str:
    known = sorted({answer.person for answer in workspace.answers if answer.person})
    chosen = st.selectbox(
        "Who answers (optional)", known, index=None, placeholder="Your name or role", key="by", bind="query-params",
        accept_new_options=True, help="Kept in the address of this page, so a refresh does not lose it.",
    )  # fmt: skip
    return str(chosen or "").strip()


def _symptom(workspace: Workspace, result: SymptomResult, function: str, person: str) -> None:
    symptom = result.symptom
    mine = next((a for a in result.answers if a.function == function and a.person == person), None)
    key = f"answer:{workspace.id}:{symptom.id}:{person}:{state.generation('answers')}"
    with st.container(border=True):
        st.subheader(show.escape(symptom.statement), anchor=False)
        st.segmented_control(
            f"Answer: {symptom.statement}",
            OPTIONS,
            default=None if mine is None else mine.answer,
            required=True,
            format_func=_option,
            label_visibility="collapsed",
            wrap=True,
            **state.saving(
                key,
                lambda value: _save(workspace, symptom.id, function, person, value, mine),
                None if mine is None else mine.answer,
            ),
        )
        people, data = st.columns([3, 2], gap="medium")
        with people:
            _meaning(symptom.anchors, symptom.ask, mine)
            if mine is not None:
                st.text_input(
                    "Note",
                    mine.note,
                    max_chars=2000,
                    **state.saving(
                        f"note:{key}",
                        lambda note: _save(workspace, symptom.id, function, person, mine.answer, mine, note),
                        mine.note,
                    ),
                )
            _others(result, mine)
        with data:
            _evidence(result)


def _meaning(anchors: tuple[str, ...], ask: str, mine: Answer | None) -> None:
    if mine is not None and isinstance(mine.answer, int):
        st.caption(show.escape(anchors[mine.answer]))
    with st.expander("What the answers mean"):
        lines = [f"- {LEVELS[level]}: {show.escape(words)}" for level, words in enumerate(anchors)]
        st.markdown("\n".join(lines))
        st.markdown(f"To begin the talk: {show.escape(ask)}")


def _others(result: SymptomResult, mine: Answer | None) -> None:
    others = [answer for answer in result.answers if answer is not mine]
    if not others:
        return
    said = ", ".join(f"{a.person or a.function} {_option(a.answer)}" for a in others)
    parted = " People disagree on this one." if result.disagreement else ""
    st.caption(show.escape(f"Others: {said}.{parted}"))


def _evidence(result: SymptomResult) -> None:
    evidence = result.evidence
    if evidence.verdict == "people only":
        st.badge("Only people can say", color="gray")
        return
    st.badge(f"The files: {evidence.verdict}", color=show.TONES[evidence.verdict])
    if evidence.estimate is not None and evidence.estimate.known:
        st.markdown(f"**{show.escape(format_value(evidence.estimate.value, evidence.estimate.unit))}**")
    st.markdown(show.escape(show.sentence(evidence.why)))
    if result.agreement in WORDS:
        st.badge(WORDS[result.agreement], color=show.TONES.get(result.agreement, "blue"))


def _option(value: int | str) -> str:
    return LEVELS[value].capitalize() if isinstance(value, int) else value.capitalize()


def _save(
    workspace: Workspace,
    symptom: str,
    function: str,
    person: str,
    value: int | str,
    mine: Answer | None,
    note: str | None = None,
) -> None:
    fields: Mapping[str, object] = {} if mine is None else mine.model_dump()
    today = datetime.now().astimezone().date()
    kept = note if note is not None else ("" if mine is None else mine.note)
    changes = {"symptom": symptom, "function": function, "person": person, "answer": value, "note": kept, "date": today}
    state.save_answers(workspace.id, Answer.model_validate({**fields, **changes}))


def _load_answers(name: str, text: str) -> None:
    workspace = state.workspace_or_stop()
    state.save_answers(workspace.id, *latest(answers_from_csv(text, name)))
    state.renew("answers")
