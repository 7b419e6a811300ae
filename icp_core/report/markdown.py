"""The report as Markdown, for wikis, chats and version control."""

import re
from collections.abc import Iterable

from pydantic import BaseModel

from icp_core.report.document import Cell, Document, Figure, Table
from icp_core.report.paper import Answer, paper_of
from icp_core.report.section import Section

_SPECIAL = re.compile(r"([\\`*_\[\]|~])")
_LINE_START = re.compile(r"^([#+\-=])")  # would make a heading, a list or a line


def render_markdown(summary: BaseModel | Document, *, title: str, currency: str = "") -> str:
    """Write the drift summary as Markdown with the same words and numbers as the HTML page.

    Args:
        summary: The ``DriftSummary``, or its JSON as plain values.
        title: The heading, mostly the company's name.
        currency: ISO code put before money; empty where the files do not say it.
    """
    paper = paper_of(summary, title=title, currency=currency)
    facts = " · ".join(f"{name} {escape_markdown(value)}" for name, value in paper.facts)
    index = f"Drift index: {escape_markdown(str(paper.index))}"
    parts = [f"# {escape_markdown(paper.title)}", facts, f"**{paper.headline}** {index}"]
    for answer in paper.answers:
        parts += _answer(answer)
    for section in paper.sections:
        parts += _section(section)
    return "\n\n".join(parts) + "\n"


def escape_markdown(text: str) -> str:
    r"""Write text so that Markdown shows it as it is, on one line.

    Example:
        >>> escape_markdown("a|b <script>"), escape_markdown("# no heading")
        ('a\\|b &lt;script&gt;', '\\# no heading')
    """
    flat = " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _LINE_START.sub(r"\\\1", _SPECIAL.sub(r"\\\1", flat))


def _answer(answer: Answer) -> list[str]:
    parts = [f"## {answer.question}", *(escape_markdown(sentence) for sentence in answer.sentences)]
    return [*parts, _list(answer.points)] if answer.points else parts


def _list(points: Iterable[Cell]) -> str:
    return "\n".join(f"- **{_inside(point.text)}** {_inside(point.small)}".rstrip() for point in points)


def _section(section: Section) -> list[str]:
    parts = [f"## {section.title}", *(escape_markdown(sentence) for sentence in section.lead)]
    for block in section.blocks:
        table = block.table if isinstance(block, Figure) else block
        heading = table.title or (block.title if isinstance(block, Figure) else "")
        parts += [f"### {escape_markdown(heading)}"] if heading else []
        parts += [_table(table)]
        parts += [escape_markdown(table.note)] if table.note else []
    return parts


def _table(table: Table) -> str:
    rule = " | ".join("---:" if table.is_number(place) else "---" for place in range(len(table.columns)))
    lines = [" | ".join(_inside(column) for column in table.columns), rule]
    lines += [" | ".join(_inside(str(cell)) for cell in row) for row in table.rows]
    return "\n".join(f"| {line} |" for line in lines)


def _inside(text: str) -> str:
    """Write text for the inside of a line, where a first character means nothing."""
    return escape_markdown(f".{text}")[1:]
