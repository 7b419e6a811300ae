"""The checklist: scores by function, and people beside data on every symptom."""

from typing import Any

from icp_core.checklist import LEVELS, ORDER
from icp_core.report.document import Cell, Document, Figure, Numbers, Table
from icp_core.report.section import Section, sentences
from icp_core.report.svg import Axis, Point, bar_chart
from icp_core.results import join_words, plural

LOUD = {  # one, several
    "blind spot": ("is a blind spot", "are blind spots"),
    "confirmed": ("is confirmed", "are confirmed"),
    "perception gap": ("is felt but not in the data", "are felt but not in the data"),
}
DECIDED = ("present", "absent", "unclear")  # the verdicts of a test; the others say that there was none
_INDEX = Axis((0.0, 100.0), ("0", "100"))


def checklist_section(document: Document, numbers: Numbers) -> Section:
    """Return what people say beside what the files say."""
    checklist = document["checklist"]
    symptoms = sorted(checklist["symptoms"].values(), key=_rank)
    if not symptoms:
        return Section("checklist", "The symptom checklist", ("No symptom was looked at.",))
    rows = tuple(
        (
            Cell(symptom.get("statement") or "", symptom.get("function", "")),
            _said(symptom["answers"]),
            _evidence(symptom["evidence"], numbers),
            Cell(symptom["agreement"] or "none"),
        )
        for symptom in symptoms
    )
    note = (
        "Answers speak of the last two quarters, from never to as a rule; more is worse. The files never change a "
        "score. The words for the scores are labels, not calibrated."
    )
    columns = ("Symptom", "People", "Data", "Side by side")
    blocks = (_scores(checklist, numbers), Table("People beside data", columns, rows, note))
    counts = [(words, sum(symptom["agreement"] == word for symptom in symptoms)) for word, words in LOUD.items()]
    found = join_words(f"{number} {words[number > 1]}" for words, number in counts if number)
    verdicts = [symptom["evidence"]["verdict"] for symptom in symptoms]
    shown, tested = verdicts.count("present"), sum(verdict in DECIDED for verdict in verdicts)
    lead = sentences(
        f"The data show {plural(shown, 'symptom')} of the {tested} that these files can test; "
        f"{len(symptoms) - tested} of {len(symptoms)} cannot be tested with them"
        if tested
        else f"These files can test none of the {plural(len(symptoms), 'symptom')}",
        f"Beside the answers, {found}" if found else "",
    )
    return Section("checklist", "The symptom checklist", lead, blocks)


def _rank(symptom: dict[str, Any]) -> tuple[int, bool]:
    word = symptom["agreement"] if symptom["agreement"] in ORDER else ""
    return ORDER.index(word), symptom["evidence"]["verdict"] != "present"


def _scores(checklist: dict[str, Any], numbers: Numbers) -> Figure:
    functions = checklist["functions"]
    rows = [
        (
            Cell(name),
            *numbers.plain(part["score"]),
            Cell(part.get("word") or "none"),
            Cell(f"{100 * part['confidence']:.0f} %", number=True),
        )
        for name, part in functions.items()
    ]
    if checklist.get("overall"):
        rows.append((Cell("All functions"), *numbers.plain(checklist["overall"]), Cell(""), Cell("", number=True)))
    points = [
        Point(name, part["score"]["value"], part["score"]["low"], part["score"]["high"], numbers.value(part["score"]))
        for name, part in functions.items()
    ]
    label = "Score by function, 0 is healthy and 100 the worst. The table below holds the same figures."
    columns = ("Function", "Score", "Range", "Symptoms answered", "Word", "Answered")
    note = 'The range shows the score if every "don\'t know" were a 0, and if it were a 4.'
    table = Table("", columns, tuple(rows), note)
    return Figure("Score by function, 0 to 100", bar_chart(points, _INDEX, label), table)


def _said(answers: dict[str, Any]) -> Cell:
    middle = answers.get("median")
    if middle is None:
        return Cell("don't know" if answers.get("items") else "not answered")
    lower = LEVELS[int(middle)]
    word = lower if middle == int(middle) else f"{lower} to {LEVELS[int(middle) + 1]}"
    small = plural(answers.get("n", 0), "answer")
    if answers.get("disagreement") and answers.get("spread"):
        low, high = answers["spread"]
        small += f", from {LEVELS[low]} to {LEVELS[high]}"
    return Cell(word, small)


def _evidence(evidence: dict[str, Any], numbers: Numbers) -> Cell:
    estimate = evidence.get("estimate")
    window = numbers.estimate(estimate).window if estimate else ""
    why = evidence.get("why") or ""
    if window and window not in why:
        why = f"{why} Window: {window}."
    return Cell(evidence["verdict"], why)
