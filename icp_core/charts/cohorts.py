"""What is left of each start quarter's customers, as a heat map that marks the edge of what was observed."""

from typing import TYPE_CHECKING

import plotly.graph_objects as go

from icp_core.charts.theme import ACCENT, BLACK, COLORWAY, WHITE, between, figure, ink_on, pale, value_words

if TYPE_CHECKING:
    from icp_core.metrics.cohorts import CohortCell, Cohorts

ROW = 26  # pixels a cohort; smaller rows cannot be tapped
REACH = 40  # pixels; the whole of a wide cell answers, not only its middle
MOST_AGES = 12  # quarters of age; more columns cannot hold a number
FRAME = COLORWAY[1]  # of the cell that was clicked
TITLES = {
    "logos": "customers still here",
    "net": "revenue kept, growth included",
    "gross": "revenue kept, growth left out",
}
WHOLE = 0.99  # place of 100 % on the scale of its kind; at 1 the next kind's colours begin
ABOVE = COLORWAY[2]  # growth: more than 100 % of the first month's revenue
SCALE = (  # place of a shade (see _shade) and its colour: the edge, what is left, growth
    (-1.0, pale(ACCENT, 0.05)), (0.0, pale(ACCENT, 0.25)),
    (0.0, pale(ACCENT, 0.15)), (1.0, pale(ACCENT, 1.0)),
    (1.0, pale(ABOVE, 0.55)), (2.0, pale(ABOVE, 1.0)),
)  # fmt: skip


def cohort_chart(cohorts: "Cohorts") -> go.Figure:
    """Draw start quarter by age in quarters, the newest cohort at the bottom.

    The darker, the more is left; revenue above 100 % has a colour of its own. A cell that rests on part of its cohort
    is pale, and a star follows its number.
    """
    cells = [cell for cell in cohorts.cells if cell.age <= MOST_AGES]
    labels = list(dict.fromkeys(cell.cohort for cell in cells))
    ages = range(1, max((cell.age for cell in cells), default=0) + 1)
    by_place = {(cell.cohort, cell.age): cell for cell in cells}
    grid = [[by_place.get((label, age)) for age in ages] for label in labels]
    chart = figure(
        [*(_heat(grid, labels, ages, ink) for ink in (BLACK, WHITE)), _cells(cells)],
        alt=_alt(cohorts),
        height=110 + ROW * max(len(labels), 4),
    )
    chart.update_layout(hoverdistance=REACH)
    chart.update_xaxes(
        title={"text": "quarters since the start"},
        side="top",
        tickvals=list(ages),
        showgrid=False,
        range=[0.5, len(ages) + 0.5],
    )
    sizes = cohorts.sizes
    chart.update_yaxes(
        range=[len(labels) - 0.5, -0.5], showgrid=False, type="category", tickvals=labels,
        ticktext=[f"{label} ({sizes[label]:,})" for label in labels],
    )  # fmt: skip
    return chart


def _heat(grid: list[list["CohortCell | None"]], labels: list[str], ages: range, ink: str) -> go.Heatmap:
    """Draw the cells on which one colour of ink reads best."""
    kept = [[cell if _ink(cell) == ink else None for cell in row] for row in grid]
    return go.Heatmap(
        x=list(ages),
        y=labels,
        z=[[_shade(cell) for cell in row] for row in kept],
        zmin=-1.0,
        zmax=2.0,
        colorscale=[[(place + 1) / 3, colour] for place, colour in SCALE],
        showscale=False,
        xgap=2,
        ygap=2,
        text=[[_label(cell) for cell in row] for row in kept],
        texttemplate="%{text}",
        textfont={"color": ink},
        hoverinfo="skip",
    )


def _cells(cells: "list[CohortCell]") -> go.Scatter:
    """Draw an unseen point in each cell: a heat map itself cannot be clicked. A clicked one is framed."""
    return go.Scatter(
        x=[cell.age for cell in cells],
        y=[cell.cohort for cell in cells],
        mode="markers",
        marker={"symbol": "square-open", "size": ROW - 2, "color": FRAME, "opacity": 0, "line": {"width": 3}},
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 0}},
        customdata=[(cell.cohort, cell.age) for cell in cells],
        text=[_hover(cell) for cell in cells],
        hovertemplate="%{text}<extra></extra>",
    )


def _shade(cell: "CohortCell | None") -> float | None:
    """Return the place on the colour scale: -1 to 0 at the edge, 0 to 1 for a complete cell, up to 2 for growth."""
    if cell is None or cell.estimate.value is None:
        return None
    value = cell.estimate.value
    if not cell.complete:
        return -1.0 + WHOLE * min(value, 1.0)
    return min(value, WHOLE) if value <= 1 else min(1.02 + value - 1, 2.0)


def _ink(cell: "CohortCell | None") -> str:
    """Return the ink for a cell; "" where there is nothing to write."""
    shade = _shade(cell)
    if shade is None:
        return ""
    above = next(number for number, (place, _) in enumerate(SCALE) if number % 2 and shade <= place)
    (low, one), (high, other) = SCALE[above - 1], SCALE[above]
    return ink_on(between(one, other, (shade - low) / (high - low)))


def _label(cell: "CohortCell | None") -> str:
    if cell is None or cell.estimate.value is None:
        return ""
    return f"{100 * cell.estimate.value:.0f}{'' if cell.complete else '*'}"


def _hover(cell: "CohortCell") -> str:
    words = value_words(cell.estimate)
    edge = "" if cell.complete else f"<br>{cell.observed:,} of {cell.size:,} observed so long"
    return f"{cell.cohort}, after {cell.age} quarters<br>{words}{edge}"


def _alt(cohorts: "Cohorts") -> str:
    known = [cell for cell in cohorts.cells if cell.complete and cell.estimate.value is not None]
    if not known:
        return f"Cohorts, {TITLES[cohorts.measure]}: {cohorts.why or 'no complete cell of 8 accounts or more'}."
    age = min(4, max(cell.age for cell in known))
    reached = [f"{cell.cohort} {100 * (cell.estimate.value or 0):.0f} %" for cell in known if cell.age == age]
    words = f"Cohorts by start quarter, {TITLES[cohorts.measure]}. After {age} quarters: {', '.join(reached)}."
    return f"{words} A star marks what is not complete."
