"""What the comparison of then and now answers: the index, its parts, and since when."""

from dataclasses import dataclass, field

import pandas as pd

from icp_core.results import Estimate

SERIES_COLUMNS = ("quarter", "complete", "name", "value", "low", "high", "n")


@dataclass(frozen=True, slots=True)
class Component:
    """One of the six things that drift shows in.

    Args:
        name: ``pipeline_fit``, ``new_logo_fit``, ``win_rate``, ``cycle``, ``early_churn`` or ``nrr``.
        title: The name in words.
        dial: "who" (whom the company sells to) or "how" (how these customers do).
        leading: Whether it moves early; the others follow a year or more later.
        baseline: What it was in the baseline window, as it could be seen at that window's end.
        recent: What it is in the recent window.
        adverse: Change for the worse, RATIO of a full-scale change (1.0: 20 points of fit, a third off the win rate,
            a cycle half as long again, twice the churn, 15 points of NRR); negative is an improvement.
        weight: Weight in the index, before weights are shared out over the measured components.
        index: 0 to 100, what the data support of the change for the worse at one standard error; None when unknown.
        verdict: "clear", "early signs", "stable", "cannot tell yet" or "not enough data".
        sentence: All of it in one sentence.
    """

    name: str
    title: str
    dial: str
    leading: bool
    baseline: Estimate
    recent: Estimate
    adverse: Estimate
    weight: float
    index: float | None
    verdict: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Onset:
    """When the share inside the ICP began to fall: the likeliest month, and the months between which it lies."""

    period: str
    low: str
    high: str
    gradual: bool


@dataclass(frozen=True, slots=True)
class Split:
    """A change taken apart: selling to others (mix), and the same customers doing worse (rate).

    Args:
        metric: ``win_rate`` or ``early_churn``.
        mix: Part of the change that comes from whom we sell to, POINTS.
        rate: Part that comes from how customers inside and outside the ICP do, POINTS; ``mix + rate`` is ``change``.
        why: The reason when the parts are unknown.
        change: The whole change from baseline to recent, POINTS.
    """

    metric: str
    mix: Estimate
    rate: Estimate
    why: str
    change: Estimate


@dataclass(frozen=True)
class Drift:
    """Whether the company sells to other customers than it used to, and whether they do worse.

    Args:
        index: The ICP Drift Index, INDEX 0 to 100: what the data support at one standard error (``value`` and
            ``low``), up to what they leave room for (``high``).
        verdict: "drifting", "early signs", "stable", "cannot tell yet" or "not enough data".
        dials: "who" and "how", INDEX, made in the same way from their own components.
        onset: Since when the share inside the ICP has been falling; None with ``onset_why``.
        onset_why: Why there is no onset.
        components: All six, measured or not.
        decomposition: Win rate and first-year churn taken apart.
        baseline_window: The quarters then, in words.
        recent_window: The quarters now, in words.
        why: The reason for "not enough data"; a caution otherwise.
        sentence: The verdict in plain words.
        series: One row a quarter and component, columns ``SERIES_COLUMNS``; value NaN where not known yet.
    """

    index: Estimate
    verdict: str
    dials: dict[str, Estimate]
    onset: Onset | None
    onset_why: str
    components: tuple[Component, ...]
    decomposition: tuple[Split, ...]
    baseline_window: str
    recent_window: str
    why: str
    sentence: str
    series: pd.DataFrame = field(repr=False)

    def component(self, name: str) -> Component:
        """Return the component called ``name``; KeyError when there is none."""
        return {component.name: component for component in self.components}[name]
