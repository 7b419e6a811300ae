"""The report before it is written: the same words, tables and charts for every format."""

from dataclasses import dataclass

from pydantic import BaseModel

from icp_core.report.checklist_section import checklist_section
from icp_core.report.customer_section import fit_section, groups_section, narrow_section, traits_section
from icp_core.report.data_section import (
    breakdown_section,
    files_section,
    findings_section,
    method_section,
    metrics_section,
    unanswered_section,
    voices_section,
)
from icp_core.report.document import Cell, Document, Numbers, document_of
from icp_core.report.drift_section import drift_section, index_scale, quarters_section
from icp_core.report.section import Section, sentences
from icp_core.results import format_month

MOST_ACTIONS = 5  # more is no plan
MOST_FINDINGS = 4
FIRST_PAGE = ("fit", "traits", "checklist")  # kinds of findings that answer "why"; the others stand in their sections
HEADLINES = {
    "drifting": "You are drifting away from your ideal customers.",
    "early signs": "There are early signs of drift.",
    "stable": "No drift: you sell to the customers you used to sell to, and they do as well.",
    "cannot tell yet": "The data cannot tell yet.",
    "not enough data": "There are not enough data for a verdict.",
}


@dataclass(frozen=True)
class Answer:
    """One of the four questions of the first page, with its answer in words."""

    question: str
    sentences: tuple[str, ...]
    points: tuple[Cell, ...] = ()


@dataclass(frozen=True)
class Paper:
    """Everything a renderer writes.

    Args:
        title: The heading, mostly the company's name.
        facts: As of when, over what window, in which version.
        verdict: The drift verdict, one or two words.
        headline: The verdict as a sentence.
        scale: The index on its ruler, as SVG; empty when unknown.
        index: The index in words.
        answers: Is there drift, since when, why, what to do.
        sections: The evidence.
    """

    title: str
    facts: tuple[tuple[str, str], ...]
    verdict: str
    headline: str
    scale: str
    index: Cell
    answers: tuple[Answer, ...]
    sections: tuple[Section, ...]


def paper_of(summary: BaseModel | Document, *, title: str, currency: str = "") -> Paper:
    """Lay out a drift summary.

    Args:
        summary: The ``DriftSummary``, or its JSON as plain values.
        title: The heading, mostly the company's name.
        currency: ISO code put before money; empty where the files do not say it.
    """
    document, numbers = document_of(summary), Numbers(currency)
    verdict = document["drift"]["verdict"]
    sections = (
        drift_section(document, numbers),
        quarters_section(document, numbers),
        fit_section(document, numbers),
        groups_section(document, numbers),
        traits_section(document, numbers),
        narrow_section(document, numbers),
        checklist_section(document, numbers),
        metrics_section(document, numbers),
        breakdown_section(document, numbers),
        findings_section(document),
        unanswered_section(document),
        voices_section(document),
        files_section(document),
        method_section(),
    )
    return Paper(
        title,
        _facts(document, currency),
        verdict,
        HEADLINES.get(verdict, verdict),
        index_scale(document),
        numbers.cell(document["drift"]["index"]),
        (_drift(document), _since(document), _why(document), _actions(document)),
        tuple(section for section in sections if section is not None and (section.lead or section.blocks)),
    )


def _facts(document: Document, currency: str) -> tuple[tuple[str, str], ...]:
    window = document["window"]
    covered = f"{window['start']} to {window['end']}" if window["start"] and window["end"] else "no dates in the files"
    facts = [("As of", document["as_of"] or "unknown"), ("Data", covered)]
    facts += [("Money", currency)] if currency else []
    return (*facts, ("Format", document["version"]))


def _drift(document: Document) -> Answer:
    drift = document["drift"]
    return Answer("Is there drift?", sentences(drift["sentence"] or drift["why"] or drift["index"]["why"]))


def _since(document: Document) -> Answer:
    onset = document["drift"]["onset"]
    if onset is None:
        return Answer("Since when?", sentences(document["drift"].get("onset_why") or "No beginning can be dated"))
    if onset["low"] == onset["high"]:
        return Answer("Since when?", (f"Most likely since {format_month(onset['period'])}.",))
    between = f"between {format_month(onset['low'])} and {format_month(onset['high'])}"
    if onset.get("gradual"):
        return Answer("Since when?", (f"It came on gradually, {between}.",))
    return Answer("Since when?", (f"Most likely since {format_month(onset['period'])}, {between}.",))


def _why(document: Document) -> Answer:
    components = document["drift"]["components"]
    changed = [part["sentence"] for part in components if part["verdict"] in ("clear", "early signs")]
    others = [found for found in document["findings"] if found["kind"] in FIRST_PAGE]
    points = tuple(Cell(found["title"], found["sentence"]) for found in others[:MOST_FINDINGS])
    measured = any(part["estimate"]["value"] is not None for part in components)
    none = "changed clearly for the worse" if measured else "could be measured"
    said = sentences(*changed) or (f"No part of the drift index {none}.",)
    return Answer("Why?", said, points)


def _actions(document: Document) -> Answer:
    actions = document["actions"][:MOST_ACTIONS]
    points = tuple(Cell(action["sentence"], action["why"]) for action in actions)
    return Answer("What to do?", () if points else ("Nothing follows from these data yet.",), points)
