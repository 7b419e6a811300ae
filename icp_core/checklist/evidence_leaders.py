"""What the files and the declared ICPs say about the symptoms of the leaders."""

from itertools import combinations

from icp_core.checklist.measured import Measured
from icp_core.checklist.verdicts import Evidence, Verdict, no_data
from icp_core.fit.agreement import FEWEST, SHARED, WORDS, jaccard, word_of
from icp_core.results import Estimate, Unit, format_value, plural

STALE_DAYS = 365  # since the latest review
MIN_PICKED = 10  # accounts that either of two ICPs picks


def no_shared_icp(measured: Measured) -> Evidence:
    """Compare the accounts that each pair of declared ICPs picks; surely less than half in common is the symptom.

    Source:
        Jaccard (1912), New Phytologist 11, 37-50; docs/method.md.
    """
    symptom = "no_shared_icp"
    if len(measured.profiles) < 2:
        have = "One ICP is declared" if measured.profiles else "No ICP is declared"
        return no_data(symptom, f"{have}. Let each function declare its own, and they can be compared.")
    if measured.accounts is None:
        return no_data(symptom, "Add customers: the ICPs are compared by the accounts that they pick.")
    picked = {place: measured.inside(profile) for place, profile in enumerate(measured.profiles)}
    common: list[tuple[int, float, str, Estimate]] = []
    for one, other in combinations(picked, 2):
        names = f"{measured.profiles[one].name} and {measured.profiles[other].name}"
        shared = jaccard(picked[one], picked[other], window=f"on {measured.as_of}")
        common.append((WORDS.index(word_of(shared)), shared.value or 0.0, names, shared))
    if max(found[3].n for found in common) < MIN_PICKED:
        return no_data(symptom, f"No two ICPs pick {MIN_PICKED} accounts of which enough is known.")
    place, _, names, estimate = min(common, key=lambda found: found[:2])
    if estimate.n < FEWEST:
        why = f"{names} together pick {plural(estimate.n, 'account')} that both can place, and {FEWEST} are needed."
        return Evidence(symptom, "unclear", estimate if estimate.known else None, why)
    verdicts: dict[str, Verdict] = {"different ICPs": "present", "cannot tell yet": "unclear"}
    why = (
        f"{names} have {format_value(estimate.value, Unit.RATIO)} of the {estimate.n:,} accounts in common that either "
        f"picks on {measured.as_of}; surely below {format_value(SHARED, Unit.RATIO)} they are different ICPs."
    )
    return Evidence(symptom, verdicts.get(WORDS[place], "absent"), estimate, why)


def icp_stale(measured: Measured) -> Evidence:
    """Count the days since the latest review of a declared ICP; more than a year is the symptom."""
    symptom = "icp_stale"
    if not measured.profiles:
        return no_data(symptom, "No ICP is declared. Write one down on the ICP page, with the day of its review.")
    reviews = [profile.reviewed for profile in measured.profiles if profile.reviewed]
    if not reviews:
        return Evidence(symptom, "unclear", None, "No review date is recorded. Add it on the ICP page.")
    days = max(0, (measured.as_of - max(reviews)).days)
    estimate = Estimate(float(days), Unit.DAYS, len(reviews), window=f"{max(reviews)} to {measured.as_of}")
    verdict: Verdict = "present" if days > STALE_DAYS else "absent"
    declared = plural(len(measured.profiles), "declared ICP")
    why = f"The latest review of {declared} was on {max(reviews)}, {days:,} days before {measured.as_of}."
    return Evidence(symptom, verdict, estimate, why)
