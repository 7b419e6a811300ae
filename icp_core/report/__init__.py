"""From the drift summary to files that people keep: HTML, Markdown, JSON and CSV."""

from icp_core.report.csv_export import safe_cell, to_csv
from icp_core.report.html import render_html
from icp_core.report.json import render_json
from icp_core.report.markdown import render_markdown
from icp_core.report.render import FORMATS, Format, render

__all__ = ["FORMATS", "Format", "render", "render_html", "render_json", "render_markdown", "safe_cell", "to_csv"]
