import json
import re
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pytest

from icp_core.report import render, render_html, render_json, render_markdown
from tests.core.report.conftest import FORMULA, HOSTILE, Part, no

VOID = {"meta", "br", "hr", "img", "link"}


class Page(HTMLParser):
    """Reads a page: its tags, its text, and whether every tag is closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, Any]]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] != "style":
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


@pytest.fixture
def page(document) -> Page:
    return Page(render_html(document, title="Northwind", currency="EUR"))


def test_json_is_the_document_unchanged(document):
    assert json.loads(render_json(document)) == document


def test_a_number_that_is_not_finite_is_refused(document):
    document["metrics"]["arr"]["value"] = float("nan")
    with pytest.raises(ValueError, match="not JSON compliant"):
        render_json(document)


def test_the_page_is_well_formed_and_its_headings_do_not_jump(page):
    assert page.open == []
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_the_page_needs_no_network_and_runs_nothing(document, page):
    html = render_html(document, title="Northwind")
    assert {tag for tag, _ in page.tags} & {"script", "link", "img", "iframe", "object"} == set()
    assert not re.search(r"(?:src|href)=\"(?!#)|url\(|@import|\son\w+=", html)


def test_hostile_names_are_words_and_nothing_else(document, page):
    for text in (render_html(document, title=HOSTILE), render_markdown(document, title=HOSTILE)):
        assert "<script" not in text
    assert HOSTILE in page.text
    assert FORMULA in page.text


def test_a_hostile_unit_of_text_in_a_chart_cannot_leave_its_attribute(document):
    document["segments"]["items"][0]["name"] = '"><script>alert(1)</script>'
    assert "<script" not in render_html(document, title="x")


@pytest.mark.parametrize("question", ["Is there drift?", "Since when?", "Why?", "What to do?"])
def test_the_first_page_answers_in_words(page, question):
    assert question in page.text


def test_the_first_page_says_verdict_date_reason_and_next_step_before_any_table(document):
    html = render_html(document, title="Northwind")
    first = html[: html.index("<table")]
    for words in (
        "Verdict: drifting",
        "Most likely since February 2024, between November 2023 and May 2024.",
        "New pipeline inside the ICP fell clearly.",
        "Qualify deals outside the ICP out before the demo.",
        "They are 54 % of new pipeline.",
    ):
        assert words in first


def test_a_figure_stands_with_interval_n_and_window_in_every_format(document, page):
    markdown = render_markdown(document, title="Northwind", currency="EUR")
    assert "86.1 % 84.1 % to 88.1 % 860 all years" in page.text
    assert "| 86.1 % | 84.1 % to 88.1 % | 860 | all years |" in markdown
    assert "EUR 6.4M" in page.text
    assert "EUR 6.4M" in markdown


def test_an_unknown_figure_gives_its_reason_and_the_column_that_would_answer_it(page, document):
    text = page.text[page.text.rindex("What these files cannot answer") :]
    assert "no spend file was given" in text
    assert "spend.amount" in text
    assert "Add spend by month." in text
    assert "Net revenue retention cannot be computed." in text


def test_every_chart_has_words_and_a_table(page):
    charts = [attributes for tag, attributes in page.tags if tag == "svg"]
    assert len(charts) == 9  # index, components, four metrics, rings, groups, functions
    assert all(chart["role"] == "img" and chart["aria-label"] for chart in charts)
    figures = [tag for tag, _ in page.tags if tag in ("figure", "table")]
    assert all(after == "table" for tag, after in pairwise(figures) if tag == "figure")


def test_an_incomplete_quarter_is_hollow_and_named(document, page):
    html = render_html(document, title="x")
    assert html.count('class="dot hollow"') == 4  # one in each of the four charts by quarter
    assert "incomplete: the data end on 2025-11-14" in page.text


def test_a_gap_is_not_bridged_by_the_line(document):
    """The win rate of 2024Q1 is unknown: two lines, one before and one after it."""
    html = render_html(document, title="x")
    win_rate = html[html.index("Win rate by quarter") :]
    assert win_rate[: win_rate.index("</svg>")].count("<polyline") == 2


def test_a_blind_spot_is_the_first_symptom(page):
    text = page.text[page.text.index("People beside data") :]
    assert text.index("Sales: blind spot") < text.index("Sales: perception gap") < text.index("Executive: nothing said")


def test_a_summary_of_nothing_is_a_page_that_says_so(document):
    nothing = no("no ICP is declared")
    document["drift"] |= {
        "index": no("no dates", "index"), "verdict": "not enough data", "components": [], "decomposition": {},
        "dials": {}, "onset": None, "onset_why": "no quarters", "sentence": "", "why": "no dates in the files",
    }  # fmt: skip
    document["segments"] |= {"found": False, "items": [], "why": "fewer than 50 customers"}
    document["traits"] |= {"found": False, "items": [], "set_aside": {}, "why": "", "success": ""}
    document["fit"] |= {"rings": [], "gaps": [], "lifts": {}, "verdict": "", "why": "no ICP is declared"}
    document["fit"] |= {
        name: nothing for name in document["fit"] if name.startswith(("coverage", "precision", "recall"))
    }
    document["icp"] |= {"declared": [], "suggested": None, "evidence": []}
    document["narrow"] = {"rows": [], "why": "no deals"} | {
        name: nothing for name in document["narrow"] if name not in ("rows", "why")
    }
    document["window"] = {"start": None, "end": None}
    for name in ("periods", "issues", "events", "interviews", "findings", "actions"):
        document[name] = []
    for name in ("metrics", "tables"):
        document[name] = {}
    document["checklist"] = {"symptoms": {}, "functions": {}, "overall": nothing}
    text = Page(render_html(document, title="Empty")).text
    for words in (
        "There are not enough data for a verdict.",
        "No dates in the files.",
        "No quarters.",
        "Nothing follows from these data yet.",
        "Fewer than 50 customers.",
        "no dates in the files",
    ):
        assert words in text


def test_what_was_not_measured_is_not_said_to_be_unchanged(document):
    for part in document["drift"]["components"]:
        part |= {"estimate": no("no dates"), "verdict": "not enough data"}
    assert "No part of the drift index could be measured." in render(document, "md")


def test_the_symptoms_shown_are_counted_among_those_that_were_tested(document):
    symptoms = document["checklist"]["symptoms"]
    for symptom in symptoms.values():
        symptom["evidence"]["verdict"] = "no data"
    assert f"can test none of the {len(symptoms)} symptom" in render(document, "md")


def test_tables_of_the_markdown_keep_their_columns(document):
    lines = render_markdown(document, title="Northwind").splitlines()
    widths = [len(re.findall(r"(?<!\\)\|", line)) for line in lines]
    for line, before, after in zip(lines[1:], widths, widths[1:], strict=False):
        if before and after:
            assert before == after, line


def test_markdown_and_page_hold_the_same_tables(document, page):
    headings = re.findall(r"^\| (.+) \|\n\| -", render_markdown(document, title="Northwind"), re.MULTILINE)
    assert len(headings) == sum(tag == "table" for tag, _ in page.tags)


@pytest.mark.parametrize(("kind", "start"), [("json", "{"), ("html", "<!DOCTYPE html>"), ("md", "# Northwind")])
def test_one_call_renders_every_format(document, kind, start):
    assert render(document, kind, title="Northwind").lstrip().startswith(start)


def test_the_same_summary_makes_the_same_file(document):
    def reordered(part: Part) -> Part:
        return json.loads(json.dumps(part))

    assert render_html(document, title="x") == render_html(reordered(document), title="x")
