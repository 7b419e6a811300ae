"""The published description of the ICP file, for editors and other programs."""

from typing import Any

from icp_core.profile.criteria import IcpProfile

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def profile_schema() -> dict[str, Any]:
    """Return the JSON Schema of an ICP file, YAML or JSON.

    What it cannot say, such as that a range must not run backwards, the reader of the file says.

    Example:
        >>> profile_schema()["properties"]["kind"]["enum"]
        ['positive', 'negative']
    """
    schema = IcpProfile.model_json_schema()
    plain = {name: _in_words(part) for name, part in schema.pop("$defs").items()}
    return {"$schema": DIALECT, **_in_words(schema), "$defs": plain}


def _in_words(part: dict[str, Any]) -> dict[str, Any]:
    """Keep of a description what describes the file; an example in Python is for the programmer."""
    words = part.get("description", "").partition("\n\nRaises:")[0].partition("\n\nExample:")[0]
    return {**part, "description": words.replace("``", "'").replace("\n", " ").replace("  ", " ")}
