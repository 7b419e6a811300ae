"""Then against now: the index, its parts, and the quarters they were read from."""

from typing import Any

from icp_core.report.document import Cell, Document, Figure, Numbers, Table
from icp_core.report.section import Section, sentences, title_of
from icp_core.report.svg import Axis, Point, bar_chart, line_chart, scale
from icp_core.results import Unit

LINES = ((0.0, "stable"), (15.0, "early signs"), (30.0, "drifting"))  # of the index (docs/method.md)
DIALS = {"who": "Whom we sell to", "how": "How these customers do"}
COVERAGE = {
    "icp_coverage_pipeline": "New pipeline inside the ICP",
    "icp_coverage_new_logos": "New customers inside the ICP",
}
FIRST = (*COVERAGE, "new_logos", "win_rate", "sales_cycle_days", "logo_churn", "nrr", "cac", "arr")
MOST_FIGURES = 8
MOST_QUARTERS = 12  # three years; summary.json holds all
_FEWEST_PERIODS = 3  # known quarters; fewer are no line


def drift_section(document: Document, numbers: Numbers) -> Section:
    """Return the section that holds the earlier year against the last one."""
    drift = document["drift"]
    blocks: list[Table | Figure] = []
    if drift["components"]:
        blocks.append(_changes(drift, numbers))
    blocks.append(_dials(drift, numbers))
    if drift["decomposition"]:
        blocks.append(_decomposition(drift, numbers))
    windows = ""
    if drift["baseline_window"] and drift["recent_window"]:
        windows = f"Then is {drift['baseline_window']}, now is {drift['recent_window']}"
    why = "" if drift["why"] in drift["sentence"] else drift["why"]
    return Section("drift", "Then against now", sentences(drift["sentence"], windows, why), tuple(blocks))


def index_scale(document: Document) -> str:
    """Draw the index on its ruler; empty when it is unknown."""
    index = document["drift"]["index"]
    if index["value"] is None:
        return ""
    low = index["value"] if index["low"] is None else index["low"]
    high = index["value"] if index["high"] is None else index["high"]
    return scale(index["value"], low, high, LINES)


def quarters_section(document: Document, numbers: Numbers) -> Section | None:
    """Return the metrics by quarter as small charts with their tables; None when no quarter is known."""
    figures = [
        figure for metric in _period_metrics(document) if (figure := _by_quarter(document, metric, numbers)) is not None
    ]
    if not figures:
        return None
    lead = (
        "The band is the 90 % interval. Hollow marks are quarters that the files do not cover in full; "
        "no trend and no verdict uses them.",
        f"The last {MOST_QUARTERS} quarters at most are shown; summary.json holds them all.",
    )
    return Section("quarters", "Quarter by quarter", lead, tuple(figures[:MOST_FIGURES]), small=True)


def _changes(drift: dict[str, Any], numbers: Numbers) -> Figure:
    rows = tuple(
        (
            Cell(part["title"], "shows early" if part["leading"] else "shows late"),
            numbers.cell(part["baseline"]),
            numbers.cell(part["recent"]),
            Cell("unknown" if part["index"] is None else f"{part['index']:.0f}", number=True),
            Cell(part["verdict"]),
        )
        for part in drift["components"]
    )
    note = (
        "Index: how much of a full-scale change for the worse the data support, 0 to 100. Full scale is 20 points of "
        "fit, a third off the win rate, a sales cycle half as long again, twice the early losses, 15 points of "
        "net revenue retention."
    )
    table = Table("What changed", ("Part", "Then", "Now", "Index", "Verdict"), rows, note)
    points = [_adverse(part, numbers) for part in drift["components"]]
    axis = numbers.axis(points, Unit.RATIO, with_ends=False)
    wide = Axis((min(-50.0, axis.low), max(100.0, axis.high)), ("", ""))
    label = "Change for the worse by part, 100 % is full scale. The table below holds the same figures."
    return Figure("Change for the worse, full scale = 100 %", bar_chart(points, wide, label), table)


def _adverse(part: dict[str, Any], numbers: Numbers) -> Point:
    estimate = {**part["estimate"], "unit": Unit.RATIO.value}
    point = numbers.point(part["title"], estimate)
    text = "unknown" if point.value is None else f"{point.value:+.0f} %"
    return Point(point.label, point.value, point.low, point.high, text)


def _dials(drift: dict[str, Any], numbers: Numbers) -> Table:
    parts = {"Drift index": drift["index"], **{DIALS.get(name, name): dial for name, dial in drift["dials"].items()}}
    rows = tuple((Cell(name), *numbers.plain(part)) for name, part in parts.items())
    note = (
        "0 is no change, 100 a full-scale change for the worse in every part. The value is what the data support, the "
        "range runs up to what they leave room for."
    )
    return Table("Index and dials", ("Index", "Value", "Range", "n"), rows, note)


def _decomposition(drift: dict[str, Any], numbers: Numbers) -> Table:
    rows = tuple(
        (Cell(title_of(metric)), numbers.cell(split["mix"]), numbers.cell(split["rate"]))
        for metric, split in drift["decomposition"].items()
    )
    note = (
        "Other customers: the part of the change that comes from selling to others. Same customers: the part "
        "that comes from customers of the same kind doing better or worse."
    )
    return Table("Where the change comes from", ("Figure", "Other customers", "Same customers"), rows, note)


def _period_metrics(document: Document) -> list[str]:
    names = {name for period in document["periods"] for name in period if name not in ("period", "complete", "why")}
    rank = {name: place for place, name in enumerate(FIRST)}
    return sorted(names, key=lambda name: (rank.get(name, len(rank)), name))


def _by_quarter(document: Document, metric: str, numbers: Numbers) -> Figure | None:
    found = [(period, period[metric]) for period in document["periods"] if period.get(metric)]
    first = next((place for place, (_, part) in enumerate(found) if part["value"] is not None), len(found))
    periods = found[first:][-MOST_QUARTERS:]
    points = [numbers.point(period["period"], part, whole=period["complete"]) for period, part in periods]
    if sum(point.value is not None for point in points) < _FEWEST_PERIODS:
        return None
    rows = tuple((Cell(period["period"], _incomplete(period)), *numbers.plain(part)) for period, part in periods)
    title = COVERAGE.get(metric) or title_of(metric)
    axis = numbers.axis(points, Unit(periods[0][1]["unit"]), from_zero=metric not in ("nrr", "grr"))
    label = f"{title} by quarter, {points[0].label} to {points[-1].label}. The table below holds the same figures."
    table = Table("", ("Quarter", "Value", "90 % interval", "n"), rows)
    return Figure(title, line_chart(points, axis, label), table)


def _incomplete(period: dict[str, Any]) -> str:
    return "" if period["complete"] else f"incomplete: {period.get('why') or 'not over yet'}"
