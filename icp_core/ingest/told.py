"""What an import brought, in one sentence for the top of a page."""

from icp_core.ingest.forms import Imported
from icp_core.results import plural

_ROWS = {
    "customers": ("customer", "customers"),
    "deals": ("deal", "deals"),
    "feedback": ("survey answer", "survey answers"),
    "releases": ("release", "releases"),
    "events": ("event", "events"),
}
_MONTHS = {"revenue": "revenue", "spend": "spend", "usage": "product use", "headcount": "head count"}


def told(imported: Imported) -> str:
    r"""Say what was read: how many files, and of what they hold how much.

    Example:
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> from icp_core.ingest import Source, import_files
        >>> with TemporaryDirectory() as folder:
        ...     file = Path(folder) / "deals.csv"
        ...     _ = file.write_text("deal_id,outcome\n1,won\n2,lost\n", "utf-8")
        ...     print(told(import_files([Source(None, file, "deals.csv")], Path(folder) / "data")))
        1 file read: 2 deals.
    """
    parts = []
    for table in imported.reports:
        if table in _MONTHS:
            months = imported.data.frame(table)["month"].nunique()
            parts.append(f"{plural(int(months), 'month')} of {_MONTHS[table]}")
        else:
            parts.append(plural(imported.data.rows[table], *_ROWS[table]))
    return f"{plural(len(imported.files), 'file')} read: {', '.join(parts)}."
