"""What the files say about the symptoms of Marketing."""

import math

import pandas as pd

from icp_core.checklist.changes import count_ratio
from icp_core.checklist.measured import YEAR, Measured, quarter_labels
from icp_core.checklist.verdicts import Evidence, Verdict, as_sentence, judge, mirrored, no_data
from icp_core.metrics.references import PROMOTER, could_be_reference, latest_nps
from icp_core.results import Estimate, Unit, Z, format_estimate, format_value, plural

ENOUGH_REFERENCES = 3  # customers who could speak for the company (docs/method.md)
LAUNCH_DAYS = 90  # before and after a launch
LAUNCH_EFFECT = 1.10  # a tenth more deals created; less is "hardly moved" (M10)
MIN_LAUNCH_DEALS = 30  # created on each side
SPEND_GROWTH = 1.10  # spend of the last four quarters against the four before (M12)
TOLERANCE_POINTS = 0.05  # of the share inside the ICP; a smaller gain is no gain (docs/method.md)


def few_references(measured: Measured) -> Evidence:
    """Count the customers inside the ICP who could be a reference; fewer than three is the symptom."""
    symptom = "few_references"
    if measured.accounts is None or not measured.profiles:
        return no_data(symptom, "Needs customers and a declared ICP.")
    frame = measured.accounts.frame
    if not frame["tenure"].notna().any():
        return no_data(symptom, f"{as_sentence(measured.accounts.why_no_lifetimes)} Add start_date and churn_date.")
    inside = measured.inside(measured.profiles[0]).reindex(frame["account_id"]).reset_index(drop=True)
    suits = could_be_reference(measured.accounts, latest_nps(measured.data)).reset_index(drop=True) & inside
    count, open_cases = int(suits.fillna(value=False).sum()), int(suits.isna().sum())
    estimate = Estimate(float(count), Unit.COUNT, len(frame), window=f"on {measured.as_of}")
    verdict: Verdict = "absent"
    if count < ENOUGH_REFERENCES:
        verdict = "unclear" if count + open_cases >= ENOUGH_REFERENCES else "present"
    why = (
        f"{plural(count, 'customer')} of {len(frame):,} could be a reference on {measured.as_of}: live, inside "
        f"the ICP, with us for a year, not shrinking, no NPS below {PROMOTER} where known."
    )
    if open_cases:
        why += f" {plural(open_cases, 'more', 'more')} cannot be judged, because something about them is not known."
    return Evidence(symptom, verdict, estimate, why)


def launches_fall_flat(measured: Measured) -> Evidence:
    """Compare the deals created in the 90 days after each launch with the 90 days before."""
    symptom = "launches_fall_flat"
    if measured.deals is None or not measured.deals.frame["created"].notna().any():
        return no_data(symptom, "Add deals with created_date.")
    as_of = pd.Timestamp(measured.as_of)
    created = measured.deals.frame["created"].dropna()
    span = pd.Timedelta(days=LAUNCH_DAYS)
    launches = [day for day in _launches(measured) if day + span <= as_of and day - span >= created.min()]
    if not launches:
        why = (
            f"Add an events file with events of type launch, at least {LAUNCH_DAYS} days inside the time of the deals."
        )
        return no_data(symptom, why)
    before = [int(created.between(day - span, day, inclusive="left").sum()) for day in launches]
    after = [int(created.between(day, day + span, inclusive="left").sum()) for day in launches]
    if min(sum(before), sum(after)) < MIN_LAUNCH_DEALS:
        fewest = plural(min(sum(before), sum(after)), "deal")
        return no_data(symptom, f"{fewest} created on one side of the launches; {MIN_LAUNCH_DEALS} are needed.")
    window = f"{launches[0].date()} to {launches[-1].date()}"
    ratio = count_ratio(sum(after), sum(before), dispersion=_dispersion(after, before), window=window)
    why = (
        f"Deals created in the {LAUNCH_DAYS} days after {plural(len(launches), 'launch', 'launches')} against the days "
        f"before: {format_estimate(ratio)}. A launch that works brings a tenth more."
    )
    low, high = mirrored(ratio)
    return Evidence(symptom, judge(low, high, -LAUNCH_EFFECT), ratio, why)


def leads_up_quality_flat(measured: Measured) -> Evidence:
    """Compare spend with the year before, and the share of the pipeline created inside the ICP with it."""
    symptom = "leads_up_quality_flat"
    quarters = measured.complete_quarters(2 * YEAR)
    if not measured.data.has("spend", "month", "amount"):
        return no_data(symptom, "Add spend by month.")
    spend = measured.data.frame("spend")
    by_quarter = spend["amount"].groupby(quarter_labels(spend["month"])).sum().reindex(quarters)
    if by_quarter.isna().any() or by_quarter[: quarters[YEAR - 1]].sum() <= 0:
        return no_data(symptom, f"Spend is not known for each of the last {2 * YEAR} complete quarters.")
    growth = float(by_quarter.iloc[YEAR:].sum() / by_quarter.iloc[:YEAR].sum())
    change = _pipeline_fit_change(measured, quarters)
    if not change.known:
        return no_data(symptom, f"{change.why}. Add deals with created_date and declare an ICP.", change)
    spent = (
        f"Spend in {quarters[YEAR]} to {quarters[-1]} was {format_value(growth, Unit.FACTOR)} that of the year before"
    )
    why = f"{spent}; the share of new pipeline inside the ICP moved by {format_estimate(change)}."
    verdict = judge(*mirrored(change), -TOLERANCE_POINTS) if growth > SPEND_GROWTH else "absent"
    return Evidence(symptom, verdict, change, why)


def _launches(measured: Measured) -> list[pd.Timestamp]:
    if not measured.data.has("events", "date", "event_type"):
        return []
    events = measured.data.frame("events")
    days = events.loc[events["event_type"].str.contains("launch", case=False, na=False), "date"]
    return sorted(days.dropna().unique())


def _dispersion(after: list[int], before: list[int]) -> float:
    """How much the launches scatter about their common ratio, beyond chance; never below 1."""
    share = sum(after) / (sum(after) + sum(before))
    pairs = [(a, a + b) for a, b in zip(after, before, strict=True) if a + b]
    if len(pairs) < 2:
        return 1.0
    return max(1.0, sum((a - n * share) ** 2 / (n * share * (1 - share)) for a, n in pairs) / (len(pairs) - 1))


def _pipeline_fit_change(measured: Measured, quarters: tuple[str, ...]) -> Estimate:
    """Change, in points, of the share of created pipeline inside the ICP between the two halves of ``quarters``."""
    shares = (
        {quarter.label: pipeline for quarter, _, pipeline in measured.alignment.by_quarter}
        if measured.alignment
        else {}
    )
    halves = []
    for half in (quarters[:YEAR], quarters[YEAR:]):
        known = [shares[label] for label in half if label in shares and shares[label].known and shares[label].n]
        n = sum(estimate.n for estimate in known)
        halves.append((sum((estimate.value or 0.0) * estimate.n for estimate in known) / n if n else math.nan, n))
    (then, n_then), (now, n_now) = halves
    window = f"{quarters[YEAR]} to {quarters[-1]}, against the year before"
    if not n_then or not n_now:
        why = "The share of new pipeline inside the ICP is not known for both years"
        return Estimate(None, Unit.POINTS, n_then + n_now, why=why, window=window)
    margin = Z * math.sqrt(sum((p * (1 - p) + 1 / n) / n for p, n in halves))
    return Estimate(now - then, Unit.POINTS, n_then + n_now, now - then - margin, now - then + margin, window=window)
