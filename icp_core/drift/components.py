"""The six components: their names, weights and words."""

from collections.abc import Mapping
from dataclasses import dataclass

from icp_core.drift.changes import Change
from icp_core.drift.index import WEIGHTS, component_index, component_word
from icp_core.drift.result import Component
from icp_core.results import Estimate, Unit, Z, unknown


@dataclass(frozen=True, slots=True)
class Kind:
    """What a component is called.

    Args:
        title: Name of the component.
        subject: Subject of its sentences, singular.
        dial: "who" (moves early) or "how" (moves late).
        unit: Unit of its values.
    """

    title: str
    subject: str
    dial: str
    unit: Unit


KINDS: dict[str, Kind] = {
    "pipeline_fit": Kind("New pipeline inside the ICP", "the share of new pipeline inside your ICP", "who", Unit.RATIO),
    "new_logo_fit": Kind(
        "New customers inside the ICP", "the share of new customers inside your ICP", "who", Unit.RATIO
    ),
    "win_rate": Kind("New deals won", "the share of new deals that are won", "how", Unit.RATIO),
    "cycle": Kind("Sales cycle", "the median time to a win", "how", Unit.DAYS),
    "early_churn": Kind("First-year churn", "the share of new customers lost in their first year", "how", Unit.RATIO),
    "nrr": Kind("Net revenue retention", "net revenue retention", "how", Unit.RATIO),
}


def component(name: str, change: Change) -> Component:
    """Dress one change with its name, weight, verdict and sentence."""
    kind = KINDS[name]
    n = min(change.baseline.n, change.recent.n)
    if change.adverse is None:
        adverse, index = unknown(Unit.RATIO, change.why, n=n), None
    else:
        margin = Z * change.se
        adverse = Estimate(change.adverse, Unit.RATIO, n, change.adverse - margin, change.adverse + margin)
        index = component_index(change)
    return Component(
        name=name,
        title=kind.title,
        dial=kind.dial,
        leading=kind.dial == "who",
        baseline=change.baseline,
        recent=change.recent,
        adverse=adverse,
        weight=WEIGHTS[name],
        index=index,
        verdict=component_word(change),
        sentence=_sentence(name, change),
    )


def moved(name: str, change: Change) -> str:
    """Say in words what a component did, for example "the median time to a win rose from 60 to 84 days"."""
    kind = KINDS[name]
    then, now = change.baseline.value or 0.0, change.recent.value or 0.0
    first, second = _plain(then, kind.unit), _plain(now, kind.unit)
    if first == second:
        return f"{kind.subject} stayed at {second}"
    return f"{kind.subject} {'fell' if now < then else 'rose'} from {first} to {second}"


def worst(changes: Mapping[str, Change], count: int) -> list[str]:
    """Return the names of the components that add most to the index, at most ``count``, none that add nothing."""
    share = {
        name: WEIGHTS[name] * component_index(change) for name, change in changes.items() if change.adverse is not None
    }
    return [name for name in sorted(share, key=share.__getitem__, reverse=True) if share[name] > 0][:count]


def _sentence(name: str, change: Change) -> str:
    kind = KINDS[name]
    if change.adverse is None:
        both = change.baseline.known and change.recent.known
        seen = f" (then {_plain(change.baseline.value, kind.unit)}, now {_plain(change.recent.value, kind.unit)})"
        return f"{kind.title} cannot be judged{seen if both else ''}: {change.why}."
    text = moved(name, change)
    endings = {
        "clear": "a clear change for the worse",
        "early signs": "early signs of a change for the worse",
        "stable": "no change for the worse that matters",
        "cannot tell yet": "this cannot be told from chance yet",
    }
    return f"{text[0].upper()}{text[1:]}: {endings[component_word(change)]}."


def _plain(value: float | None, unit: Unit) -> str:
    if value is None:
        return "unknown"
    return f"{100 * value:.0f} %" if unit is Unit.RATIO else f"{value:.0f} days"
