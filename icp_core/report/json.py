"""The report as JSON: ``summary.json``, the machine contract."""

import json

from pydantic import BaseModel

from icp_core.report.document import Document, document_of


def render_json(summary: BaseModel | Document) -> str:
    """Write the drift summary as ``summary.json``, unchanged.

    Raises:
        ValueError: A number is not finite; an unknown number is null.
    """
    return json.dumps(document_of(summary), ensure_ascii=False, indent=2, allow_nan=False) + "\n"
