"""What the files and the declared ICPs say about the symptoms of the leaders."""

from itertools import combinations

from icp_core.checklist.measured import Measured
from icp_core.checklist.verdicts import Evidence, Verdict, no_data
from icp_core.results import Estimate, Unit, format_value, plural

STALE_DAYS = 365  # since the latest review
SHARED = 0.5  # of the accounts that either of two ICPs picks; below it they are different ICPs (docs/method.md)
MIN_PICKED = 10  # accounts that either of two ICPs picks


def no_shared_icp(measured: Measured) -> Evidence:
    """Compare the accounts that each pair of declared ICPs picks; less than half in common is the symptom.

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
    common: list[tuple[float, int, str]] = []
    for one, other in combinations(picked, 2):
        decided = picked[one].notna() & picked[other].notna()
        first, second = picked[one][decided].astype(bool), picked[other][decided].astype(bool)
        either = int((first | second).sum())
        if either >= MIN_PICKED:
            names = f"{measured.profiles[one].name} and {measured.profiles[other].name}"
            common.append((float((first & second).sum() / either), either, names))
    if not common:
        return no_data(symptom, f"No two ICPs pick {MIN_PICKED} accounts of which enough is known.")
    share, n, names = min(common)
    estimate = Estimate(share, Unit.RATIO, n, window=f"on {measured.as_of}")
    why = (
        f"{names} have {format_value(share, Unit.RATIO)} of the {n:,} accounts in common that either picks on "
        f"{measured.as_of}; below {format_value(SHARED, Unit.RATIO)} they are different ICPs."
    )
    return Evidence(symptom, "present" if share < SHARED else "absent", estimate, why)


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
