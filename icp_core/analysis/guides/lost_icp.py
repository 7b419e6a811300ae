"""Lost ICP: what do the most successful customers share today, whatever was declared once?"""

import pandas as pd

from icp_core.analysis.compare import Comparison
from icp_core.analysis.guides.first_icp import shared, with_interval
from icp_core.analysis.guides.result import Guide, Step
from icp_core.analysis.observe import Observed
from icp_core.dataset import PAYERS, fill
from icp_core.metrics import csat_of, nps_of
from icp_core.metrics.accounts import FIRMOGRAPHICS
from icp_core.metrics.measure import MIN_LEVEL
from icp_core.results import join_words, plural

FOUND, NOTHING, CANNOT_TELL = "found again", "nothing shared", "cannot tell yet"
WELL_FILLED = 0.7  # share of the customers from which a column is called filled
ENOUGH = 1000  # customers from which a trait that multiplies success 2.5 times is found nearly always (docs/method.md)


def lost_icp(observed: Observed, comparison: Comparison) -> Guide:
    """Draw an ICP from the customers that are successful by retention and value together.

    Never by revenue alone: a few huge accounts would decide it.

    Args:
        observed: What the data say by themselves.
        comparison: The declared ICP beside them, for what changed since; needs none.

    Returns:
        The word is ``found again``, ``nothing shared`` or ``cannot tell yet``.
    """
    steps = (
        _everybody(observed),
        _described(observed),
        _successful(observed),
        shared(observed),
        _heard(observed),
        _since(comparison),
    )
    word, verdict = _verdict(observed, comparison)
    return Guide(steps, word, verdict, comparison.suggestion.profile)


def _everybody(observed: Observed) -> Step:
    question = "Are all customers in, also those that left?"
    left = observed.accounts.frame["left"]
    n, gone = len(left), int(left.fillna(value=False).sum())
    if not left.notna().any():
        words = f"{plural(n, 'customer')}; nothing says who left. A day of churn would."
        return Step(question, words, "missing", "Data")
    if not gone:
        words = f"{plural(n, 'customer')}, none of whom left. A list that leaves out lost customers cannot tell."
        return Step(question, words, "missing", "Data")
    return Step(question, f"{plural(n, 'customer')}, {gone:,} of whom left.", "answered", "Data")


def _described(observed: Observed) -> Step:
    question = "Is it known who they are?"
    table = next((name for name in ("customers", PAYERS) if name in observed.data.tables), "")
    if not table:
        return Step(question, "Without a customers file nothing describes them.", "missing", "Data")
    filled = {item.column: item.known / max(item.rows, 1) for item in fill(observed.data, table)}
    good = [name for name in observed.accounts.attributes if filled.get(name, 0.0) >= WELL_FILLED]
    lacking = [name for name in FIRMOGRAPHICS if filled.get(name, 0.0) < WELL_FILLED]
    words = f"{plural(len(good), 'column')} describe at least {100 * WELL_FILLED:.0f} % of the customers."
    if lacking:
        words += f" Missing or half empty: {join_words([name.replace('_', ' ') for name in lacking])}."
    return Step(question, words, "answered" if good else "missing", "Data")


def _successful(observed: Observed) -> Step:
    question = "Which customers are the successful ones?"
    success = observed.success
    if success.why_not:
        return Step(question, success.why_not, "missing", "Traits")
    words = f"{plural(success.n, 'customer')} of {success.member.notna().sum():,}: {success.words}."
    return Step(question, words, "answered", "Traits")


def _heard(observed: Observed) -> Step:
    """Hold what the customers with the shared trait say against what the others say."""
    question = "What do these customers say?"
    traits = observed.traits.items
    if not observed.data.has("feedback", "account_id"):
        return Step(question, "No feedback names an account. A file of NPS or CSAT answers would.", "missing", "Data")
    if not traits:
        return Step(question, "Without a shared trait there is no group to listen to.", "cannot tell", "Checklist")
    frame, today = observed.data.frame("feedback"), pd.Timestamp(observed.data.as_of)
    answers = frame[(frame["date"] <= today) & (frame["date"] > today - pd.DateOffset(years=1))]
    inside = answers["account_id"].isin(traits[0].members)
    parts = []
    for column, title, measure in (("nps", "NPS", nps_of), ("csat", "CSAT", csat_of)):
        if column not in answers:
            continue
        groups = [answers.loc[side & answers[column].notna(), column] for side in (inside, ~inside)]
        if min(len(group) for group in groups) >= MIN_LEVEL:
            with_it, without = (with_interval(measure(group)) for group in groups)
            parts.append(f"{title} with the first trait {with_it}, without it {without}")
    if not parts:
        return Step(question, "Too few of them answered.", "cannot tell", "Checklist")
    return Step(question, f"In the last 12 months {'; '.join(parts)}.", "answered", "Checklist")


def _since(comparison: Comparison) -> Step:
    question = "Do new customers still look like the old ones?"
    drift = comparison.drift
    words = drift.sentence or drift.why
    unsure = drift.verdict in ("cannot tell yet", "not enough data")
    return Step(question, words, "cannot tell" if unsure else "answered", "Drift")


def _verdict(observed: Observed, comparison: Comparison) -> tuple[str, str]:
    traits = observed.traits
    if traits.found and comparison.suggestion.profile is not None:
        criteria = join_words([str(item) for item in comparison.suggestion.profile.criteria])
        return FOUND, f"The customers who do best share: {criteria}. {comparison.suggestion.why}"
    n = int(observed.success.member.notna().sum())
    if traits.p_value is not None and n >= ENOUGH:
        return NOTHING, (
            f"The {plural(observed.success.n, 'successful customer')} share nothing beyond chance in these columns, "
            f"though {n:,} customers are enough to find a strong trait. Enrich the customers with other columns."
        )
    return CANNOT_TELL, f"{traits.why or 'Nothing was searched.'}".strip()
