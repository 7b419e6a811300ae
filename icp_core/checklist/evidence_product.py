"""What the files say about the symptoms of Product."""

import pandas as pd

from icp_core.checklist.changes import share_change
from icp_core.checklist.measured import TREND_QUARTERS, YEAR, Measured, quarter_labels
from icp_core.checklist.verdicts import Evidence, judge, no_data
from icp_core.metrics.proportion import share
from icp_core.results import Unit, format_estimate, format_value, plural

LATE_DAYS = 14  # a release counts as late when it came, or is still missing, more than two weeks after its day
LATE_SHARE = 1 / 3  # of the releases: "again and again"
MIN_RELEASES = 5  # below, the interval of the share is wider than 60 points
MIN_LOST = 20  # lost deals with a reason, in each year
TOLERANCE_POINTS = 0.05  # smaller changes of a share are not acted upon (docs/method.md)
MISSING_CAPABILITY = r"featur|capabilit|functional|missing|product gap|product fit|integration|roadmap|not supported"


def releases_slip(measured: Measured) -> Evidence:
    """Test whether a third or more of the releases of two years came over two weeks late."""
    symptom = "releases_slip"
    if not measured.data.has("releases", "planned_date"):
        return no_data(symptom, "Add a releases file with release, planned_date and actual_date.")
    frame = measured.data.frame("releases")
    as_of = pd.Timestamp(measured.as_of)
    first = as_of - pd.DateOffset(months=3 * TREND_QUARTERS)
    actual = frame["actual_date"] if "actual_date" in frame else pd.Series(pd.NaT, index=frame.index)
    slip = (actual.fillna(as_of) - frame["planned_date"]).dt.days
    came = actual.notna() & (actual <= as_of)
    judged = frame["planned_date"].between(first, as_of) & (came | (slip > LATE_DAYS))
    late, n = int((slip[judged] > LATE_DAYS).sum()), int(judged.sum())
    if n < MIN_RELEASES:
        return no_data(symptom, f"{plural(n, 'release')} in the last two years; {MIN_RELEASES} are needed.")
    found = share(late, n, window=f"{first.date()} to {as_of.date()}")
    median = float(slip[judged].median())
    why = f"{format_estimate(found)} of the releases of two years were over two weeks late; median {median:.0f} days."
    return Evidence(symptom, judge(found.low, found.high, LATE_SHARE), found, why)


def promise_gap(measured: Measured) -> Evidence:
    """Compare the share of lost deals whose reason names a missing capability with the year before."""
    symptom = "promise_gap"
    deals = measured.deals
    if deals is None or "loss_reason" not in deals.frame or not deals.frame["loss_reason"].notna().any():
        return no_data(symptom, "Add loss_reason to the deals.")
    lost = deals.frame[(deals.frame["outcome"] == "lost") & deals.frame["loss_reason"].notna()]
    quarters = measured.complete_quarters(2 * YEAR)
    label = quarter_labels(lost["closed"])
    names_gap = lost["loss_reason"].str.contains(MISSING_CAPABILITY, case=False, regex=True)
    then, now = (
        (int(names_gap[label.isin(year)].sum()), int(label.isin(year).sum()))
        for year in (quarters[:YEAR], quarters[YEAR:])
    )
    if min(now[1], then[1]) < MIN_LOST:
        fewest = plural(min(now[1], then[1]), "lost deal")
        return no_data(symptom, f"{fewest} with a reason in one of the last two years; {MIN_LOST} are needed in each.")
    change = share_change(now, then, window=f"{quarters[YEAR]} to {quarters[-1]}, against the year before")
    why = (
        f"Lost deals whose reason names a missing capability: {format_value(now[0] / now[1], Unit.RATIO)} of "
        f"{now[1]:,} in the last year, {format_value(then[0] / then[1], Unit.RATIO)} of {then[1]:,} in the year "
        f"before: {format_estimate(change)}."
    )
    return Evidence(symptom, judge(change.low, change.high, TOLERANCE_POINTS), change, why)
