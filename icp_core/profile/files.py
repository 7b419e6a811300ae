"""The ICP as a file that people can read, send and keep under version control."""

import json
import re
from typing import Any

import yaml
from pydantic import ValidationError

from icp_core.errors import UserError
from icp_core.profile.criteria import IcpProfile
from icp_core.profile.defects import describe


class _Loader(yaml.SafeLoader):
    """Reads plain words as words: in YAML 1.1 Norway's NO, a Yes and the code 007 would turn into other things."""


_Loader.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith((":bool", ":int"))]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[-+]?(?:0|[1-9][0-9]*)$"), list("-+0123456789"))


def profile_from_text(text: str, *, file: str = "") -> IcpProfile:
    """Read an ICP from YAML or JSON.

    Args:
        text: The content of the file.
        file: Its name, for the message.

    Raises:
        UserError: The text is no YAML, or no ICP; every defect is named at once.

    Example:
        >>> profile_from_text("criteria: [{column: industry, op: in, value: [Software]}]").criteria[0].value
        ('Software',)
    """
    document = _document(text, file)
    if not isinstance(document, dict):
        raise UserError(
            "An ICP file holds a name and a list of criteria.", "See docs/icp.md for an example.", file=file
        )
    try:
        return IcpProfile.model_validate(document)
    except ValidationError as error:
        what = f"This ICP cannot be read. {describe(error, document)}"
        raise UserError(what, "Mend these places and load the file again.", file=file) from error


def profile_to_yaml(profile: IcpProfile) -> str:
    """Write an ICP as YAML, without what stands at its default.

    Example:
        >>> icp = IcpProfile(name="Nordics", criteria=[{"column": "country", "op": "in", "value": ["NO"]}])
        >>> profile_from_text(profile_to_yaml(icp)) == icp
        True
    """
    return yaml.safe_dump(_written(profile), sort_keys=False, allow_unicode=True)


def profile_to_json(profile: IcpProfile) -> str:
    """Write an ICP as JSON, without what stands at its default.

    Example:
        >>> icp = IcpProfile(name="Nordics", criteria=[{"column": "country", "op": "in", "value": ["NO"]}])
        >>> profile_from_text(profile_to_json(icp)) == icp
        True
    """
    return json.dumps(_written(profile), indent=2, ensure_ascii=False) + "\n"


def _written(profile: IcpProfile) -> dict[str, Any]:
    return {"name": profile.name, **json.loads(profile.model_dump_json(exclude_defaults=True))}


def _reason(error: Exception) -> str:
    """A date such as 2026-13-01 stops the reader with a ValueError that says so, but not where."""
    return str(error) if isinstance(error, ValueError) and str(error) else "text that is no YAML"


def _document(text: str, file: str) -> Any:
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - derived from SafeLoader
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        raise UserError(
            "This is not a readable YAML or JSON file.",
            "Save the ICP from the ICP page and compare the two files.",
            file=file,
            row=None if mark is None else mark.line + 1,
            found=str(getattr(error, "problem", "") or "") or _reason(error),
        ) from error
