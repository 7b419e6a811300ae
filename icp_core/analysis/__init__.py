"""The orchestrator: observe, compare, assess, summarize."""

from icp_core.analysis.assess import Assessment, assess, gather_evidence
from icp_core.analysis.compare import Comparison, compare
from icp_core.analysis.honesty import Addition, Answerable, additions, answerable
from icp_core.analysis.observe import Observed, observe
from icp_core.analysis.summarize import summarize
from icp_core.analysis.summary import DriftSummary

__all__ = [
    "Addition",
    "Answerable",
    "Assessment",
    "Comparison",
    "DriftSummary",
    "Observed",
    "additions",
    "answerable",
    "assess",
    "compare",
    "gather_evidence",
    "observe",
    "summarize",
]
