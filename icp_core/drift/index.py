"""From six changes to two dials, one index and a verdict."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from icp_core.drift.changes import Change
from icp_core.results import Estimate, Unit, Z, plural, unknown

WEIGHTS = {
    "pipeline_fit": 0.20,
    "new_logo_fit": 0.20,
    "win_rate": 0.15,
    "cycle": 0.10,
    "early_churn": 0.20,
    "nrr": 0.15,
}
WHO = {"pipeline_fit": 0.5, "new_logo_fit": 0.5}
HOW = {"win_rate": 0.35, "cycle": 0.20, "early_churn": 0.30, "nrr": 0.15}
MIN_WEIGHT = 0.45  # of the index' weight that has to be measured
MIN_DIAL_WEIGHT = 0.30  # of a dial's weight; cycle or NRR alone say too little about how customers do
EARLY, DRIFTING = 15.0, 30.0  # index, calibrated for false alarms of .01 to .10 (docs/method.md)
WHO_LINE, HOW_LINE = 15.0, 20.0  # dials
MOST_DATA = 64.0  # times the present data; beyond it "needs about x more" helps nobody


@dataclass(frozen=True, slots=True)
class Verdict:
    """The word, and the reason behind "not enough data" or "cannot tell yet"."""

    word: str
    why: str = ""


def weighted_index(changes: Mapping[str, Change], weights: Mapping[str, float], least: float, *, n: int) -> Estimate:
    """Combine the changes for the worse into one number from 0 to 100.

    Each component counts only as far as the data support it at one standard error; an improvement counts as 0, so
    it can neither raise the index nor hide a change for the worse elsewhere.

    Args:
        changes: Name to change.
        weights: Name to weight, adding up to 1; the weights of missing components are shared out over the others.
        least: Weight that has to be measured.
        n: New customers in both windows.

    Returns:
        INDEX; ``low`` is the value itself, ``high`` what the data leave room for at one standard error.

    Example:
        >>> share = Estimate(0.5, Unit.RATIO, 50)
        >>> fell = Change(share, share, adverse=0.6, se=0.1)
        >>> print(weighted_index({"pipeline_fit": fell, "new_logo_fit": fell}, WHO, 0.3, n=100))
        50 (50 to 70, n = 100)
    """
    measured = {
        name: weights[name] for name, change in changes.items() if name in weights and change.adverse is not None
    }
    total = sum(measured.values())
    if total < least - 1e-9:
        share = total / sum(weights.values())
        return unknown(
            Unit.INDEX,
            f"only {100 * share:.0f} % of the parts (by weight) could be measured, {100 * least:.0f} % is needed",
            n=n,
        )
    low, high = (_combined(changes, measured, sign) for sign in (-1.0, 1.0))
    return Estimate(low, Unit.INDEX, n, low, high)


def judge(index: Estimate, who: Estimate, how: Estimate, *, new_logos: int, more: int | None) -> Verdict:
    """Put the index and the dials into one of the five words.

    Args:
        index: The index.
        who: Dial of the fit of what is sold.
        how: Dial of how the customers do.
        new_logos: New customers in the smaller of the two windows.
        more: New customers that would settle a "cannot tell yet"; None when no sensible number would.
    """
    if (index.value or 0.0) >= DRIFTING:
        return Verdict("drifting")
    if (index.value or 0.0) >= EARLY or (who.value or 0.0) >= WHO_LINE or (how.value or 0.0) >= HOW_LINE:
        return Verdict("early signs", "" if index.known else index.why)
    if index.high is None:
        return Verdict("not enough data", index.why)
    if index.high < DRIFTING:
        return Verdict("stable")
    needed = f"it needs about {plural(more, 'more new customer')}" if more else "it would need many times the data"
    return Verdict("cannot tell yet", f"{plural(new_logos, 'new customer')} a year leave too much room; {needed}")


def more_needed(changes: Mapping[str, Change], new_logos: int) -> int | None:
    """Return how many more new customers would decide between "stable" and "early signs", if they go on like this."""
    measured = {name: WEIGHTS[name] for name, change in changes.items() if change.adverse is not None}
    times = 1.25
    while measured and times <= MOST_DATA:
        shrink = 1 / math.sqrt(times)
        low, high = (_combined(changes, measured, sign * shrink) for sign in (-1.0, 1.0))
        if high < DRIFTING or low >= EARLY:
            return math.ceil((times - 1) * new_logos / 10) * 10
        times *= 1.25
    return None


def component_word(change: Change) -> str:
    """Put one component into a word, by the lines of the index."""
    if change.adverse is None:
        return "not enough data"
    low, high = component_index(change, -1.0), component_index(change, 1.0)
    if low >= EARLY:
        sure = low >= DRIFTING and change.adverse > Z * change.se
        return "clear" if sure else "early signs"
    return "stable" if high < DRIFTING else "cannot tell yet"


def component_index(change: Change, sign: float = -1.0) -> float:
    """Return 0 to 100 for one measured component, ``sign`` standard errors away from its change."""
    return 100 * min(max((change.adverse or 0.0) + sign * change.se, 0.0), 1.0)


def _combined(changes: Mapping[str, Change], weights: Mapping[str, float], sign: float) -> float:
    total = sum(weights.values())
    return sum(weight * component_index(changes[name], sign) for name, weight in weights.items()) / total
