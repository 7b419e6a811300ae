"""The ICP as a file that people can read, send and keep under version control."""

import json

import yaml
from pydantic import ValidationError

from icp_core.errors import UserError
from icp_core.profile.criteria import IcpProfile


def profile_from_text(text: str, *, file: str = "") -> IcpProfile:
    """Read an ICP from YAML or JSON.

    Args:
        text: The content of the file.
        file: Its name, for the message.

    Raises:
        UserError: The text is no YAML, or no ICP; every defect is named at once.

    Example:
        >>> profile_from_text("name: Mid\\ncriteria: [{column: industry, op: in, value: [Software]}]").criteria[0].value
        ('Software',)
    """
    try:
        document = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise UserError(
            "This is not a readable YAML or JSON file.",
            "Save the ICP from the ICP page and compare the two files.",
            file=file,
            row=None if mark is None else mark.line + 1,
            found=str(getattr(error, "problem", "") or "") or "text that is no YAML",
        ) from error
    if not isinstance(document, dict):
        raise UserError("An ICP file holds a name and a list of criteria.", "See docs/icp.md for an example.", file=file)
    try:
        return IcpProfile.model_validate(document)
    except ValidationError as error:
        raise UserError(f"This ICP cannot be read: {describe(error)}", "Mend these lines.", file=file) from error


def profile_to_yaml(profile: IcpProfile) -> str:
    """Write an ICP as YAML, without what stands at its default."""
    document = json.loads(profile.model_dump_json(exclude_defaults=True))
    return yaml.safe_dump({"name": profile.name, **document}, sort_keys=False, allow_unicode=True)


def describe(error: ValidationError) -> str:
    """Say every defect of a pydantic model in words, with its place."""
    defects = []
    for defect in error.errors():
        place = " ".join(str(part + 1) if isinstance(part, int) else str(part) for part in defect["loc"][:3])
        defects.append(f"{place}: {defect['msg'].removeprefix('Value error, ')}" if place else defect["msg"])
    return "; ".join(dict.fromkeys(defects))
