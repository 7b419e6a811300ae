"""What the files say about a symptom, and how that stands beside what people say."""

from dataclasses import dataclass
from typing import Literal

from icp_core.drift import Component
from icp_core.results import Estimate, format_estimate

Verdict = Literal["present", "absent", "unclear", "no data", "people only"]
Agreement = Literal[
    "blind spot",
    "confirmed",
    "perception gap",
    "data can answer this",
    "partly felt",
    "felt, not measurable yet",
    "watch",
    "agreed healthy",
    "unknown",
    "",
]
ORDER: tuple[Agreement, ...] = (  # of the page: what nobody sees comes first
    "blind spot",
    "confirmed",
    "perception gap",
    "data can answer this",
    "partly felt",
    "felt, not measurable yet",
    "watch",
    "agreed healthy",
    "unknown",
    "",
)


@dataclass(frozen=True)
class Evidence:
    """The files' own answer to one symptom.

    Args:
        symptom: Id of the symptom.
        verdict: "present" when the interval lies beyond the tolerance on the bad side, "absent" when it lies inside
            it, "unclear" when it holds the tolerance, "no data", or "people only" when no file could answer.
        estimate: The figure that was judged; None where there is none.
        why: One sentence with the figure, the window and n; or what is missing and which file would bring it.
    """

    symptom: str
    verdict: Verdict
    estimate: Estimate | None
    why: str


def judge(low: float | None, high: float | None, tolerance: float) -> Verdict:
    """Judge an interval whose higher end is the worse one against a tolerance.

    Example:
        >>> judge(0.12, 0.30, 0.10), judge(-0.20, 0.05, 0.10), judge(0.02, 0.30, 0.10)
        ('present', 'absent', 'unclear')
    """
    if low is None or high is None:
        return "unclear"
    if low > tolerance:
        return "present"
    return "absent" if high <= tolerance else "unclear"


def agreement(median: float | None, *, asked: bool, verdict: Verdict) -> Agreement:
    """Hold the people's answer against the files'.

    Args:
        median: Median of the graded answers, 0 to 4; None when nobody gave one.
        asked: Whether somebody answered "don't know".
        verdict: What the files say.

    Returns:
        One word of ``ORDER``; empty when there is nothing to hold side by side. A median between two levels
        counts as the middle level: "often" begins at 3, "rarely" ends at 1.

    Source:
        docs/method.md.

    Example:
        >>> agreement(0.5, asked=False, verdict="present"), agreement(None, asked=True, verdict="absent")
        ('blind spot', 'data can answer this')
    """
    measured = verdict in ("present", "absent")
    if median is None:
        return ("data can answer this" if measured else "unknown") if asked else ""
    if not measured:
        return "felt, not measurable yet" if median >= 3 and verdict != "people only" else ""
    present = verdict == "present"
    if median >= 3:
        return "confirmed" if present else "perception gap"
    if median > 1:
        return "partly felt" if present else "watch"
    return "blind spot" if present else "agreed healthy"


def no_data(symptom: str, why: str, estimate: Estimate | None = None) -> Evidence:
    """Return the evidence of a symptom that the files given cannot judge, with what would be needed."""
    return Evidence(symptom, "no data", estimate, why)


def as_sentence(reason: str) -> str:
    """Write a reason as a sentence of its own; empty stays empty.

    Example:
        >>> as_sentence("no revenue by month")
        'No revenue by month.'
    """
    return f"{reason[0].upper()}{reason[1:].rstrip('.')}." if reason else ""


def missing(part: Component | None, remedy: str) -> str:
    """Say why a part of the drift was not measured, and what would mend it."""
    reason = as_sentence(part.adverse.why) if part is not None else ""
    return f"{reason} {remedy}".strip()


def then_and_now(part: Component) -> str:
    """Write both values of a part of the drift, each with its window."""
    then, now = (f" ({value.window})" if value.window else "" for value in (part.baseline, part.recent))
    return f"then{then} {format_estimate(part.baseline)}, now{now} {format_estimate(part.recent)}"


def mirrored(change: Estimate) -> tuple[float | None, float | None]:
    """Return the interval turned round, for a figure whose lower end is the worse one."""
    low, high = change.low, change.high
    return (None if high is None else -high), (None if low is None else -low)
