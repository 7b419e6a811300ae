"""The report as one HTML file: no script, no network, readable in the dark and on paper."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup
from pydantic import BaseModel

from icp_core.report.document import Document, Figure
from icp_core.report.paper import paper_of


def render_html(summary: BaseModel | Document, *, title: str, currency: str = "") -> str:
    """Write the drift summary as a self-contained HTML page.

    Args:
        summary: The ``DriftSummary``, or its JSON as plain values.
        title: The heading, mostly the company's name.
        currency: ISO code put before money; empty where the files do not say it.

    Returns:
        The page: style and charts inline, every word from the data escaped.
    """
    return _template().render(paper=paper_of(summary, title=title, currency=currency))


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("icp_core.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.tests["figure"] = lambda block: isinstance(block, Figure)
    environment.filters["drawn"] = Markup  # charts come from svg.py, which escapes every word itself
    return environment.get_template("summary.html.j2")
