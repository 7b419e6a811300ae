"""The declared ICP against what happened, in one sentence."""

from icp_core.results import Estimate

TO_CLEAR = 1.566  # how much wider an interval of 99 % is than one of 90 % (2.576 / 1.645)


def verdict_sentence(coverage: Estimate, inside: Estimate, outside: Estimate, lifts: dict[str, Estimate]) -> str:
    """Say how many customers are inside, and whether they do better.

    Args:
        coverage: Share of the customers inside.
        inside: Retention after a year inside.
        outside: The same outside.
        lifts: Inside minus outside, as in ``Alignment``.

    Returns:
        One sentence; where retention cannot be compared, revenue retention or the win rate stands in.
    """
    who = (
        f"{_percent(coverage.value)} of your customers are inside the ICP"
        if coverage.value is not None
        else f"How many of your customers are inside the ICP is unknown ({coverage.why})"
    )
    kept = lifts["retention_12m"]
    if kept.value is not None and inside.value is not None and outside.value is not None:
        compared = _compared(kept, "they stay longer than the others", "they leave sooner than the others")
        against = f"{_percent(inside.value)} against {_percent(outside.value)} after a year"
        return f"{who}; {compared}: {against} ({_difference(kept)})."
    for name, better, worse in (
        ("nrr", "they grow more than the others", "they grow less than the others"),
        ("win_rate", "their deals are won more often", "their deals are won less often"),
    ):
        if lifts[name].value is not None:
            return f"{who}; {_compared(lifts[name], better, worse)} ({_difference(lifts[name])})."
    return f"{who}; whether they stay longer than the others cannot be told ({kept.why})."


def _compared(lift: Estimate, better: str, worse: str) -> str:
    """Say what a difference means in the words of the shared traits: clear at 1 %, likely at 10 %."""
    if lift.value is None or lift.low is None or lift.high is None or lift.low <= 0 <= lift.high:
        return f"whether {better} cannot be told yet"
    direction, reach = (better, lift.value - lift.low) if lift.value > 0 else (worse, lift.high - lift.value)
    return f"{direction}, which is {'clear' if abs(lift.value) > TO_CLEAR * reach else 'likely'}"


def _percent(share: float) -> str:
    digits = 1 if 0 < min(share, 1 - share) < 0.01 else 0  # 99.5 % is not all of them
    return f"{100 * share:.{digits}f} %"


def _difference(lift: Estimate) -> str:
    assert lift.value is not None
    words = f"difference {100 * lift.value:+.0f} points"
    if lift.low is None or lift.high is None:
        return words
    return f"{words}, {100 * lift.low:+.0f} to {100 * lift.high:+.0f}"
