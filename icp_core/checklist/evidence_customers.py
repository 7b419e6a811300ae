"""What the files say about the symptoms of Customer Success."""

import math

import numpy as np
import pandas as pd

from icp_core.checklist.changes import scaled, yearly_change, yearly_shift
from icp_core.checklist.measured import TREND_QUARTERS, YEAR, Measured, quarter_labels
from icp_core.checklist.verdicts import Evidence, Verdict, as_sentence, judge, mirrored, missing, no_data, then_and_now
from icp_core.drift.trend import level_trend, share_trend
from icp_core.metrics import share
from icp_core.results import Estimate, Unit, format_estimate, format_value, plural

TOLERANCE = 0.10  # a tenth, in a year or between two windows; smaller changes are not acted upon
MIN_ACCOUNTS = 30  # in net revenue retention; below, a single account decides it (docs/method.md)
MIN_LIVE = 30  # accounts at the start of a quarter, on average; below, one loss moves the rate by over three points
MIN_LOSSES = (
    10  # customers lost in the two years, where any was; below, a trend of them is a story about single accounts
)
NRR_FALL = 0.05  # points of net revenue retention (C15)
NRR_FULL_SCALE = 0.15  # points; of NRR in the drift index (docs/method.md)
CHURN_FULL_SCALE = math.log(2)  # of first-year churn in the drift index (docs/method.md)
MIN_ANSWERS = 5  # in a quarter; below, the quarter says nothing
NPS_TOLERANCE, CSAT_TOLERANCE = 5.0, 0.1  # in a year, on scales of 200 and of 4
AT_ONCE = 0.95  # of accounts used from their first month; above, usage says nothing about going live
WAIT_TOLERANCE = 0.25  # months from start to first use, more each year
MIN_PEOPLE = 3  # in Customer Success; below, one hire is a jump
PROMOTER, DETRACTOR = 9, 6  # NPS: at least, at most


def onboarding_harder(measured: Measured) -> Evidence:
    """Test whether the months from start to first use grow by a quarter of a month a year, by start quarter (C13)."""
    symptom = "onboarding_harder"
    if measured.accounts is None or not measured.data.has("usage", "account_id", "month"):
        return no_data(symptom, "Add usage by account and month, and start_date in customers.")
    usage = measured.data.frame("usage")
    used = usage[usage["active"].fillna(value=False)] if "active" in usage and usage["active"].notna().any() else usage
    first = used.groupby("account_id")["month"].min()
    accounts = measured.accounts.frame.dropna(subset=["start"])
    accounts = accounts[accounts["start"] >= usage["month"].min()]
    waits = (_months(accounts["account_id"].map(first)) - _months(accounts["start"])).clip(lower=0)
    if len(waits) and (waits == 0).mean() > AT_ONCE:
        return no_data(symptom, "Nearly every account is used from its first month, so usage does not show going live.")
    change = _yearly(waits, quarter_labels(accounts["start"]), measured, tolerance=WAIT_TOLERANCE, unit=Unit.MONTHS)
    if not change.known:
        return no_data(symptom, f"Months from start to first use: {change.why}.", change)
    why = (
        f"Months from start to first use, by start quarter, {change.window}: {format_estimate(change)} more each year; "
        f"{WAIT_TOLERANCE:g} more would matter."
    )
    return Evidence(symptom, judge(change.low, change.high, WAIT_TOLERANCE), change, why)


def gross_churn_rising(measured: Measured) -> Evidence:
    """Compare first-year losses of recent and earlier customers; where that cannot decide, losses by quarter (C14)."""
    early, late = _first_year(measured), _by_quarter(measured)
    if early.verdict == late.verdict == "no data":
        return late if measured.by_quarter("logo_churn").known else early
    if early.verdict == "present" or late.verdict == "no data":
        return early
    if early.verdict == "no data" or late.verdict == "present":
        return late
    return Evidence(early.symptom, early.verdict, early.estimate, f"{early.why} {late.why}")


def nrr_below_100(measured: Measured) -> Evidence:
    """Test whether last year's customers pay less than they did, or over five points less than they used to (C15)."""
    symptom = "nrr_below_100"
    measure = measured.headline.get("nrr")
    if measure is None or not measure.estimate.known:
        reason = measure.estimate.why if measure else ""
        return no_data(symptom, f"{as_sentence(reason)} Add revenue by account and month.".strip())
    now = measure.estimate
    if now.n < MIN_ACCOUNTS:
        return no_data(symptom, f"{plural(now.n, 'account')} a year ago; {MIN_ACCOUNTS} are needed.", now)
    why = f"Net revenue retention is {format_estimate(now)}"
    part = measured.component("nrr")
    fall = part.adverse if part is not None and part.adverse.known else None
    fell = (
        fall is not None and fall.value is not None and fall.value * NRR_FULL_SCALE > NRR_FALL and (fall.low or 0) > 0
    )
    if part is not None and part.baseline.known:
        why += (
            f"; it was {format_value(part.baseline.value, Unit.RATIO)} in {part.baseline.window or 'the earlier year'}"
        )
    verdict: Verdict = "present" if fell else judge(*mirrored(now), -1.0)
    return Evidence(symptom, verdict, now, f"{why}.")


def satisfaction_falling(measured: Measured) -> Evidence:
    """Test whether NPS falls by 5 a year, or CSAT by 0.1 where there is no NPS (C16)."""
    symptom = "satisfaction_falling"
    found = no_data(symptom, "Add a feedback file with date and nps, or csat.")
    for column, title, tolerance in (("nps", "NPS", NPS_TOLERANCE), ("csat", "CSAT", CSAT_TOLERANCE)):
        if measured.data.has("feedback", "date", column):
            found = _satisfaction(measured, column, title, tolerance)
        if found.verdict != "no data":
            break
    return found


def cs_outgrows_revenue(measured: Measured) -> Evidence:
    """Hold the growth of Customer Success heads against the growth of recurring revenue over a year."""
    symptom = "cs_outgrows_revenue"
    if not measured.data.has("headcount", "month", "function", "people"):
        return no_data(symptom, "Add a headcount file with month, function and people.")
    frame = measured.data.frame("headcount")
    team = frame[frame["function"].str.contains(r"customer success|customer care|^cs[m]?$", case=False, regex=True)]
    people = team.groupby("month")["people"].sum().sort_index()
    arr = {row.quarter.label: row.metrics["arr"].value for row in measured.periods if "arr" in row.metrics}
    quarter = quarter_labels(people.index.to_series())
    heads = people.groupby(quarter.to_numpy()).last()
    both = [label for label in heads.index if arr.get(label) and str(pd.Period(label, "Q") - YEAR) in heads.index]
    both = [
        label
        for label in both
        if arr.get(str(pd.Period(label, "Q") - YEAR)) and label <= measured.complete_quarters(1)[0]
    ]
    if not both:
        return no_data(symptom, "Heads and recurring revenue are not known for two points a year apart.")
    now, then = both[-1], str(pd.Period(both[-1], "Q") - YEAR)
    if heads[then] < MIN_PEOPLE:
        return no_data(symptom, f"{plural(int(heads[then]), 'person', 'people')} a year ago; {MIN_PEOPLE} are needed.")
    grew, revenue = float(heads[now] / heads[then]), float((arr[now] or 0) / (arr[then] or 1))
    ratio = Estimate(grew / revenue, Unit.FACTOR, int(heads[now]), window=f"{then} to {now}")
    why = (
        f"From {then} to {now} Customer Success grew {format_value(grew, Unit.FACTOR)} to {heads[now]:.0f} people, "
        f"recurring revenue {format_value(revenue, Unit.FACTOR)}."
    )
    return Evidence(symptom, judge(ratio.value, ratio.value, 1 + TOLERANCE), ratio, why)


def _first_year(measured: Measured) -> Evidence:
    symptom = "gross_churn_rising"
    part = measured.component("early_churn")
    if part is None or not part.adverse.known:
        return no_data(symptom, missing(part, "Add start_date and churn_date to customers, or revenue by month."))
    change = scaled(part.adverse, CHURN_FULL_SCALE)
    why = f"Losses in the first year: {then_and_now(part)}; change {format_estimate(change)}."
    return Evidence(symptom, judge(change.low, change.high, TOLERANCE), change, why)


def _by_quarter(measured: Measured) -> Evidence:
    symptom = "gross_churn_rising"
    series = measured.by_quarter("logo_churn")
    n = series.counts()
    hits = np.round(np.nan_to_num(series.values()) * n)
    live, lost = (float(n.mean()) if len(n) else 0.0), int(hits.sum())
    if len(n) and live < MIN_LIVE:
        why = f"{live:.0f} customers at the start of a quarter on average; a trend of losses needs {MIN_LIVE}."
        return no_data(symptom, why)
    if 0 < lost < MIN_LOSSES:
        return no_data(symptom, f"{plural(lost, 'customer')} lost in {series.window}; a trend needs {MIN_LOSSES}.")
    if n.sum() and not lost:
        none = share(0, int(n.sum()), window=series.window)
        return Evidence(symptom, "absent", none, f"No customer was lost in {series.window}.")
    change = yearly_change(
        share_trend(hits, n), hits * (1 - hits / np.maximum(n, 1)), n=int(n.sum()), window=series.window
    )
    if not change.known:
        return no_data(symptom, f"Customers lost by quarter: {change.why}. Add churn_date to customers.", change)
    why = f"Customers lost by quarter, {change.window}: {format_estimate(change)} a year."
    return Evidence(symptom, judge(change.low, change.high, TOLERANCE), change, why)


def _satisfaction(measured: Measured, column: str, title: str, tolerance: float) -> Evidence:
    symptom = "satisfaction_falling"
    answers = measured.data.frame("feedback").dropna(subset=["date", column])
    scores = answers[column]
    if column == "nps":
        scores = 100.0 * (scores >= PROMOTER).astype(float) - 100.0 * (scores <= DETRACTOR).astype(float)
    change = _yearly(scores, quarter_labels(answers["date"]), measured, tolerance=tolerance, unit=Unit.SCORE)
    if not change.known:
        return no_data(symptom, f"{title} by quarter: {change.why}.", change)
    window = change.window
    why = (
        f"{title} by quarter, {window}: {format_estimate(change)} a year; a fall of {tolerance:g} a year would matter."
    )
    return Evidence(symptom, judge(*mirrored(change), tolerance), change, why)


def _yearly(values: pd.Series, labels: pd.Series, measured: Measured, *, tolerance: float, unit: Unit) -> Estimate:
    """Return the change in a year of the quarterly mean of ``values`` over the last two complete years.

    All quarters share one variance: a quarter in which everybody agrees by chance would else outweigh the rest.
    """
    quarters = measured.complete_quarters(TREND_QUARTERS)
    table = values.groupby(labels).agg(["mean", "var", "count"]).reindex(quarters)
    count = table["count"].where(table["count"] >= MIN_ANSWERS)
    within = float((table["var"] * (count - 1)).sum() / max((count - 1).sum(), 1))
    errors = np.sqrt(max(within, tolerance**2) / count)
    window = f"{quarters[0]} to {quarters[-1]}"
    trend = level_trend(table["mean"].where(count.notna()), errors)
    return yearly_shift(trend, errors**-2.0, unit=unit, n=int(count.sum()), window=window)


def _months(days: pd.Series) -> "pd.Series[float]":
    months: pd.Series[float] = (days.dt.year * 12 + days.dt.month).astype(float)
    return months
