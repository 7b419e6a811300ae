"""The papers keep up with the code: every metric has its chapter, every link its file, every decision its place."""

import re
from pathlib import Path

import pytest

from icp_core.metrics import DEFINITIONS

HERE = Path(__file__).resolve().parents[2]
PAGES = [HERE / "README.md", *sorted((HERE / "docs").rglob("*.md"))]
METRICS, METHOD = HERE / "docs" / "metrics.md", HERE / "docs" / "method.md"
DECISIONS = sorted((HERE / "docs" / "decisions").glob("[0-9]*.md"))


def headings(page: Path) -> list[str]:
    return re.findall(r"^#+ .*$", without_code(page), re.MULTILINE)


def without_code(page: Path) -> str:
    return re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)


def anchor(heading: str) -> str:
    """The name under which a heading can be linked to, as GitHub makes it."""
    words = re.sub(r"[^\w\- ]", "", heading.lstrip("# ").lower())
    return words.strip().replace(" ", "-")


@pytest.mark.parametrize("metric", DEFINITIONS)
def test_every_metric_has_one_chapter_that_opens_with_its_definition_and_holds_an_example(metric: str) -> None:
    text = METRICS.read_text("utf-8")
    chapters = re.findall(rf"^### [^\n]*`{metric}`\n(.*?)(?=^##|\Z)", text, re.MULTILINE | re.DOTALL)
    assert len(chapters) == 1
    assert " ".join(chapters[0].split("\n\n")[0].split()) == DEFINITIONS[metric].sentence
    assert ">>> " in chapters[0]


def test_no_chapter_is_about_a_metric_that_is_gone() -> None:
    named = re.findall(r"`(\w+)`", " ".join(headings(METRICS)))
    assert set(named) == set(DEFINITIONS)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(HERE)))
def test_every_relative_link_points_at_something(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", without_code(page)):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, place = target.partition("#")
        found = (page.parent / path).resolve() if path else page
        assert found.is_relative_to(HERE), f"{target} leads out of the project"
        assert found.exists(), f"{target} is not there"
        if place:
            assert place in {anchor(heading) for heading in headings(found)}, f"{target} has no such heading"


@pytest.mark.parametrize("page", [METRICS, METHOD, *DECISIONS], ids=lambda page: page.stem)
def test_every_test_file_and_source_file_that_is_named_exists(page: Path) -> None:
    for name in re.findall(r"`((?:tests|icp_core|pages)/[\w/*]+\.py)`", page.read_text("utf-8")):
        assert list(HERE.glob(name)), name


def test_every_decision_is_in_the_index_under_its_own_title() -> None:
    index = (HERE / "docs" / "decisions" / "README.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| \[\d{4}\]\(([^)]+)\) \| (.*) \|$", index, re.MULTILINE))
    titles = {page.name: page.read_text("utf-8").splitlines()[0] for page in DECISIONS}
    assert {name: f"# {name[:4]} {title}" for name, title in rows.items()} == titles


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem)
def test_a_decision_is_one_page_with_its_four_parts(page: Path) -> None:
    assert [heading for heading in headings(page) if heading.startswith("## ")] == [
        "## Context",
        "## Decision",
        "## Consequences",
        "## What would change our mind",
    ]
    assert len(page.read_text("utf-8").splitlines()) <= 40
