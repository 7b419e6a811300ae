"""The orchestrator: observe, compare, assess, summarize."""

from icp_core.analysis.assess import Assessment, assess, gather_evidence
from icp_core.analysis.compare import Comparison, compare
from icp_core.analysis.focus import Focused, focus_on, poor_fit
from icp_core.analysis.honesty import Addition, Answerable, additions, answerable
from icp_core.analysis.observe import Observed, named, observe
from icp_core.analysis.summarize import summarize
from icp_core.analysis.summary import DriftSummary

__all__ = [
    "Addition",
    "Answerable",
    "Assessment",
    "Comparison",
    "DriftSummary",
    "Focused",
    "Observed",
    "additions",
    "answerable",
    "assess",
    "compare",
    "focus_on",
    "gather_evidence",
    "named",
    "observe",
    "poor_fit",
    "summarize",
]
