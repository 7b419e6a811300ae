"""The lists that experts edit, each a YAML file beside the module that reads it."""

from functools import lru_cache
from importlib import resources
from typing import Any

import yaml


@lru_cache
def read_book(package: str, name: str) -> Any:
    """Read one list; the caller knows its shape.

    Args:
        package: Package that holds it (``icp_core.ingest.values``).
        name: Name of the file.
    """
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the one in C takes a sixth of the time
    return yaml.load(resources.files(package).joinpath(name).read_text("utf-8"), Loader=loader)  # noqa: S506 - both are safe
