"""The checklist: what people answered, beside what the data say."""

from dataclasses import dataclass

from icp_core.analysis.compare import Comparison
from icp_core.analysis.observe import Observed
from icp_core.checklist import Evidence, FunctionScore, Measured, SymptomResult, evidence_for, score
from icp_core.profile import IcpProfile
from icp_core.results import Estimate
from icp_core.workspace import Workspace


@dataclass(frozen=True)
class Assessment:
    """The checklist, scored.

    Args:
        symptoms: Result of each symptom, by id.
        functions: Score of each function.
        overall: Mean of the functions' scores.
    """

    symptoms: dict[str, SymptomResult]
    functions: tuple[FunctionScore, ...]
    overall: Estimate


def gather_evidence(workspace: Workspace, observed: Observed, comparison: Comparison) -> dict[str, Evidence]:
    """Return the data's own answer to every symptom; it does not depend on what people answered."""
    return evidence_for(
        Measured(
            data=observed.data,
            accounts=observed.accounts,
            deals=observed.deals,
            periods=observed.periods,
            headline=observed.metrics,
            drift=comparison.drift,
            alignment=comparison.alignment,
            profiles=_active_first(workspace),
            as_of=observed.data.as_of,
        )
    )


def assess(
    workspace: Workspace, observed: Observed, comparison: Comparison, *, evidence: dict[str, Evidence] | None = None
) -> Assessment:
    """Score the answers and hold them beside the data.

    Args:
        workspace: Holds the answers and whether the extended symptoms are asked.
        observed: What the data say.
        comparison: The declared ICP beside them.
        evidence: The data's own answers, where they were gathered already.
    """
    found = gather_evidence(workspace, observed, comparison) if evidence is None else evidence
    symptoms, functions, overall = score(workspace.answers, found, extended=workspace.settings.extended_symptoms)
    return Assessment(symptoms, functions, overall)


def _active_first(workspace: Workspace) -> tuple[IcpProfile, ...]:
    """Return the ICPs of customers to win: two that agree on whom to win may differ in whom to avoid."""
    active = workspace.active_profile
    others = (other for other in workspace.profiles if other is not active and not other.negative)
    return () if active is None else (active, *others)
