"""One call for every format."""

from typing import Literal, get_args

from pydantic import BaseModel

from icp_core.report.html import render_html
from icp_core.report.json import render_json
from icp_core.report.markdown import render_markdown

Format = Literal["json", "html", "md"]
FORMATS: tuple[Format, ...] = get_args(Format)


def render(summary: BaseModel, kind: Format, *, title: str = "Drift summary", currency: str = "") -> str:
    """Return the drift summary as text in one of :data:`FORMATS`.

    Args:
        summary: The document.
        kind: The format; also the file's extension.
        title: Headline, usually the company's name.
        currency: ISO code written before money.
    """
    match kind:
        case "json":
            return render_json(summary)
        case "html":
            return render_html(summary, title=title, currency=currency)
        case "md":
            return render_markdown(summary, title=title, currency=currency)
