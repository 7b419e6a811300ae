"""The only home of caches: each step of the analysis, keyed by workspace, fingerprint of the data and declared JSON.

Results are shared objects (``cache_resource``): nobody may change them. The workspace's id stands in every key, so that
one company's data never answer another one.
"""

from pages.ui.cached.analysed import (
    answerable,
    assessed,
    compared,
    evidence,
    focused,
    observed,
    poor_fit,
    rendered,
    summary,
)
from pages.ui.cached.files import changes, fill, imported, looked_at, store, told
from pages.ui.cached.kept import figure, measured, scored
from pages.ui.cached.tried import ground, offers, preview, tables

__all__ = [
    "answerable",
    "assessed",
    "changes",
    "compared",
    "evidence",
    "figure",
    "fill",
    "focused",
    "ground",
    "imported",
    "looked_at",
    "measured",
    "observed",
    "offers",
    "poor_fit",
    "preview",
    "rendered",
    "scored",
    "store",
    "summary",
    "tables",
    "told",
]
