"""First ICP: is the group that stays the group that was hoped for?"""

from icp_core.analysis.compare import Comparison
from icp_core.analysis.guides.result import Guide, State, Step
from icp_core.analysis.observe import Observed
from icp_core.fit import fit_accounts
from icp_core.fit.agreement import jaccard
from icp_core.results import Estimate, format_interval, format_value, join_words, plural

SAME, PARTLY, ANOTHER = "the same group", "partly the same group", "another group"
NO_GROUP, CANNOT_TELL = "no group", "cannot tell yet"
OVERLAP = 0.5  # accounts in both groups over accounts in either, from which they are called the same group
ENOUGH = 1000  # customers from which a trait that multiplies success 2.5 times is found nearly always (docs/method.md)


def first_icp(observed: Observed, comparison: Comparison) -> Guide:
    """Compare the group of customers that does best with the group that was hoped for.

    The hoped-for group is one question asked beforehand, so the 90 % interval of its own difference is judged; the
    group that the customers show is the outcome of a search and is named only after its permutation test.

    Args:
        observed: What the data say by themselves.
        comparison: The declared ICP beside them; without one the path ends with the group that was found.

    Returns:
        The word is ``the same group``, ``partly the same group``, ``another group``, ``no group`` or ``cannot tell
        yet``.
    """
    word, verdict = _verdict(observed, comparison)
    steps = (
        _hoped(comparison),
        _kept(observed),
        _groups(observed),
        shared(observed),
        _compared(comparison),
    )
    draft = None if word == SAME and comparison.profile is not None else comparison.suggestion.profile
    return Guide(steps, word, verdict, draft)


def shared(observed: Observed) -> Step:
    """Say what the most successful customers share; asked on every path."""
    traits = observed.traits
    question = "What do the most successful customers share?"
    if traits.found:
        words = ". ".join(trait.sentence.rstrip(".") for trait in traits.items)
        return Step(question, f"{words}. Successful means: {traits.success}.", "answered", "Traits")
    return Step(question, traits.why, "cannot tell" if traits.p_value is None else "answered", "Traits")


def _hoped(comparison: Comparison) -> Step:
    question = "Whom did you hope to win?"
    if comparison.profile is None:
        words = "No ICP is declared yet. Write down the group you hope for before you look further."
        return Step(question, words, "missing", "ICP")
    criteria = join_words([str(item) for item in comparison.profile.criteria])
    return Step(question, f"{comparison.profile.name}: {criteria}.", "answered", "ICP")


def _kept(observed: Observed) -> Step:
    question = "How long do customers stay?"
    kept = observed.metrics["retention_12m"].estimate
    if kept.value is None:
        state: State = "cannot tell" if observed.accounts.lifetimes_from else "missing"
        return Step(question, f"Unknown: {kept.why}.", state, "Retention")
    return Step(question, f"{with_interval(kept)} are still here after a year.", "answered", "Retention")


def _groups(observed: Observed) -> Step:
    question = "Is there a group that keeps better and pays more than the rest?"
    segments = observed.segments
    state: State = "answered" if segments.tests else "missing"
    return Step(question, segments.why, state, "Segments")


def _compared(comparison: Comparison) -> Step:
    question = "Does the group you hoped for do better?"
    if comparison.alignment is None:
        return Step(question, "Only a declared ICP can be compared.", "missing", "Fit")
    alignment = comparison.alignment
    lift = alignment.lifts["retention_12m"]
    words = " ".join(part for part in (alignment.verdict, alignment.why) if part)
    return Step(question, words, "answered" if lift.low is not None else "cannot tell", "Fit")


def _verdict(observed: Observed, comparison: Comparison) -> tuple[str, str]:
    found = observed.traits.found and comparison.suggestion.profile is not None
    n = observed.success.member.notna().sum()
    few = f"{plural(int(n), 'customer')} can be judged"
    if comparison.alignment is None:
        if found:
            return CANNOT_TELL, (
                "A group stands out, and the draft below describes it. Whether it is the group you hoped for cannot be "
                "told before an ICP is declared."
            )
        return _nothing(observed, int(n), few)
    lift = comparison.alignment.lifts["retention_12m"]
    better = lift.low is not None and lift.low > 0
    both = _common(comparison) if found else None
    longer = f"The customers inside your ICP stay longer ({with_interval(lift)} after a year)"
    if both is None or both.low is None or both.high is None:
        return (SAME, f"{longer}. Keep going.") if better else _nothing(observed, int(n), few)
    common = f"of all customers in either group, {with_interval(both)} are in both"
    if both.high < OVERLAP:
        also = " Your own group does better than the rest too." if better else ""
        return ANOTHER, (
            f"The customers who do best are others than those you hoped for: {common}.{also} The market may see your "
            "product differently than you do."
        )
    if not better:
        return CANNOT_TELL, (
            f"The group that stands out is much the group you hoped for ({common}), but the customers inside your ICP "
            "have not stayed longer beyond chance so far. Look again in a few quarters."
        )
    if both.low < OVERLAP:
        return PARTLY, f"{longer}, but the customers who do best are only partly the same: {common}."
    return SAME, f"{longer}, and the customers who do best are much the same: {common}. Keep going."


def _nothing(observed: Observed, n: int, few: str) -> tuple[str, str]:
    if observed.traits.p_value is None:
        return CANNOT_TELL, f"Nothing was searched for what the best customers share. {observed.traits.why}"
    if n >= ENOUGH:
        return NO_GROUP, (
            f"No group of customers stands out beyond chance, though {few}, enough to find a strong one. Back to the "
            "drawing board: nothing in these columns tells who stays. Other columns might."
        )
    return CANNOT_TELL, (
        f"No group stands out beyond chance, but only {few}: of groups that succeed 2.5 times as often, "
        f"about {ENOUGH:,} customers are needed to find nearly all."
    )


def _common(comparison: Comparison) -> Estimate | None:
    """Return the share of the customers in the declared or the suggested ICP that is in both; None without both."""
    suggested = comparison.suggestion.profile
    if comparison.fit is None or suggested is None:
        return None
    other = fit_accounts(comparison.observed.accounts.described, suggested, explained=False)
    return jaccard(comparison.fit.frame["inside"], other.frame["inside"])


def with_interval(estimate: Estimate) -> str:
    """Write a known number with its interval and its n, for the middle of a sentence.

    Example:
        >>> from icp_core.results import Unit
        >>> with_interval(Estimate(0.5, Unit.RATIO, 10, low=0.27, high=0.73))
        '50.0 % (27.0 % to 73.0 %, n = 10)'
    """
    return str(estimate) if format_interval(estimate) else format_value(estimate.value, estimate.unit)
