"""What the files say about the five symptoms of Sales."""

import math

import numpy as np

from icp_core.checklist.changes import count_ratio, scaled, yearly_change
from icp_core.checklist.measured import TREND_QUARTERS, YEAR, Measured, labels_of, quarter_labels
from icp_core.checklist.verdicts import Evidence, Verdict, judge, mirrored, missing, no_data, then_and_now
from icp_core.drift.trend import count_trend, level_trend
from icp_core.metrics.rush import exact_share
from icp_core.results import Estimate, Unit, Z, format_estimate, format_value, plural

TOLERANCE = 0.10  # a tenth, in a year or between two windows; smaller changes are not acted upon
MIN_NEW_LOGOS = 10  # a quarter; below, the trend test has no power (docs/method.md)
LAST_DAYS = 14  # of a quarter
EVEN_SHARE = 14 / 91  # of wins in them, were wins spread evenly: 15.4 %
RUSH_SHARE = 0.25  # the size of a habit; below it the push is not the normal way of working (docs/method.md)
MIN_WINS = 20  # wins in the window; power for a quarter of all wins is .21 here
PIPELINE_HELD = 0.95  # deals created now against then; clearly below it the pipeline has shrunk as well
FULL_SCALE = math.log(1.5)  # of win rate and cycle in the drift index (docs/method.md)
_MONTHLY = 5  # different days of the month; with fewer the close dates are rounded and cannot tell


def new_logos_falling(measured: Measured) -> Evidence:
    """Test whether new customers by quarter fall (docs/method.md: z below -1.645 and a tenth or more a year)."""
    symptom = "new_logos_falling"
    series = measured.by_quarter("new_logos")
    values = [estimate.value or 0.0 for estimate in series.known]
    if not values:
        return no_data(symptom, "No complete quarter has a known count of new customers. Add start_date to customers.")
    if len(values) < TREND_QUARTERS:
        quarters = plural(len(values), "complete quarter")
        return no_data(symptom, f"{quarters} of new customers; a trend needs {TREND_QUARTERS}.")
    average = sum(values) / len(values)
    if average < MIN_NEW_LOGOS:
        why = f"{average:.1f} new customers a quarter on average; a trend needs {MIN_NEW_LOGOS}."
        return no_data(symptom, why)
    trend = count_trend(values)
    change = yearly_change(trend, values, n=int(sum(values)), window=series.window)
    verdict: Verdict = "absent"
    if change.value is not None and change.low is not None:
        falls = trend.z is not None and trend.z < -Z and change.value <= -TOLERANCE
        verdict = "present" if falls else "absent" if change.low > -TOLERANCE else "unclear"
    why = f"New customers by quarter, {change.window}: {format_estimate(change)} a year; a fall of 10 % would count."
    return Evidence(symptom, verdict, change, why)


def cycle_lengthening(measured: Measured) -> Evidence:
    """Compare the median days to winning, recent against earlier deals, open deals counted (S2)."""
    symptom = "cycle_lengthening"
    part = measured.component("cycle")
    if part is None or not part.adverse.known:
        return no_data(symptom, missing(part, "Add deals with created_date and close_date."))
    change = scaled(part.adverse, FULL_SCALE)
    why = f"Median days to winning: {then_and_now(part)}; change {format_estimate(change)}."
    return Evidence(symptom, judge(change.low, change.high, TOLERANCE), change, why)


def win_rate_falling(measured: Measured) -> Evidence:
    """Compare the share of deals won, recent against earlier ones; a pipeline that shrank as well is not this (S3).

    A lower bound of created deals of at least 95 % of before would be stricter; a pipeline that did not change at all
    passes that only with thousands of deals. Here it must not have clearly shrunk below 95 %.
    """
    symptom = "win_rate_falling"
    part = measured.component("win_rate")
    if part is None or not part.adverse.known:
        return no_data(symptom, missing(part, "Add deals with created_date, close_date and outcome."))
    change = scaled(part.adverse, FULL_SCALE, sign=-1)
    verdict = judge(*mirrored(change), TOLERANCE)
    why = f"Share of deals won: {then_and_now(part)}; change {format_estimate(change)}."
    created = _created_ratio(measured)
    if created is not None:
        why += f" Deals created: {format_estimate(created)} of then."
        if verdict == "present" and created.high is not None and created.high < PIPELINE_HELD:
            return Evidence(
                symptom, "unclear", change, f"{why} The pipeline shrank too, so the fall may have one cause."
            )
    return Evidence(symptom, verdict, change, why)


def cac_rising(measured: Measured) -> Evidence:
    """Test whether the cost of a new customer rises by more than a tenth a year (S4)."""
    symptom = "cac_rising"
    series = measured.by_quarter("cac")
    costs, logos = series.values(), series.counts()
    usable = (costs > 0) & (logos > 0)
    if not usable.any():
        return no_data(symptom, "Add spend by month, and start_date in customers: the cost of a customer needs both.")
    logs, errors = np.full(len(costs), np.nan), np.full(len(costs), np.nan)
    logs[usable], errors[usable] = np.log(costs[usable]), 1 / np.sqrt(logos[usable])
    change = yearly_change(level_trend(logs, errors), errors**-2.0, n=int(logos[usable].sum()), window=series.window)
    if not change.known:
        return no_data(symptom, f"The cost of a new customer by quarter: {change.why}.", change)
    why = (
        f"Cost of a customer by quarter, {change.window}: {format_estimate(change)} a year; a rise of 10 % would count."
    )
    return Evidence(symptom, judge(change.low, change.high, TOLERANCE), change, why)


def quarter_end_rush(measured: Measured) -> Evidence:
    """Test whether more wins than an even spread would give fall in the last 14 days of a quarter (S5)."""
    symptom = "quarter_end_rush"
    deals = measured.deals
    if deals is None or not deals.frame["closed"].notna().any():
        return no_data(symptom, "Add deals with outcome and close_date.")
    won = deals.frame.loc[(deals.frame["outcome"] == "won") & deals.frame["closed"].notna(), "closed"]
    labels = measured.complete_quarters(YEAR)
    won = won[quarter_labels(won).isin(labels)]
    if len(won) < MIN_WINS:
        return no_data(symptom, f"{plural(len(won), 'deal')} won in the last complete year; {MIN_WINS} are needed.")
    if won.dt.day.nunique() < _MONTHLY:
        return no_data(symptom, "Close dates stand on a few days of the month only. Export the exact day of closing.")
    end = won.dt.to_period("Q").dt.end_time.dt.normalize()
    late = int(((end - won.dt.normalize()).dt.days < LAST_DAYS).sum())
    share = exact_share(late, len(won), window=f"{labels[0]} to {labels[-1]}")
    low, high = share.low or 0.0, 1.0 if share.high is None else share.high
    verdict: Verdict = "present" if low > EVEN_SHARE else "absent" if high < RUSH_SHARE else "unclear"
    why = (
        f"{format_estimate(share)} of the wins of {share.window} fell in the last {LAST_DAYS} days of a quarter; "
        f"spread evenly it would be {format_value(EVEN_SHARE, Unit.RATIO)}."
    )
    return Evidence(symptom, verdict, share, why)


def _created_ratio(measured: Measured) -> Estimate | None:
    """Deals created in the recent window against the baseline of the drift; None when the windows are not known."""
    if measured.drift is None or measured.deals is None:
        return None
    recent, baseline = labels_of(measured.drift.recent_window), labels_of(measured.drift.baseline_window)
    if recent is None or baseline is None:
        return None
    quarter = quarter_labels(measured.deals.frame["created"])
    now, then = (int(((quarter >= first) & (quarter <= last)).sum()) for first, last in (recent, baseline))
    ratio = count_ratio(now, then, window=f"{measured.drift.recent_window}, against {measured.drift.baseline_window}")
    return ratio if ratio.known else None
