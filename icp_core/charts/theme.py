"""How every chart looks: colours that read on white and on the dark background alike, and no decoration."""

from collections.abc import Iterable
from typing import Any

import plotly.graph_objects as go

from icp_core.results import Estimate, Unit, format_value

COLORWAY = ("#2b7bc9", "#c2641a", "#12877f", "#9a5cc6", "#cf4a5c", "#77838f")  # also in .streamlit/config.toml
ACCENT = COLORWAY[0]
QUIET = COLORWAY[5]
BLACK, WHITE = "#000000", "#ffffff"
GRID = "rgba(128, 140, 152, 0.22)"
CLEAR = "rgba(0, 0, 0, 0)"  # the page's own background shows through, light or dark
LEGEND_BELOW = {"orientation": "h", "y": -0.22, "x": 0, "itemsizing": "constant", "title": {"text": ""}}
HEIGHT = 340  # pixels; readable at 390 px of width too

_TEMPLATE = go.layout.Template(
    layout={
        "colorway": list(COLORWAY),
        "paper_bgcolor": CLEAR,
        "plot_bgcolor": CLEAR,
        "margin": {"l": 8, "r": 16, "t": 24, "b": 8},
        "hovermode": "closest",
        "showlegend": False,
        "xaxis": {"showgrid": False, "zeroline": False, "automargin": True, "linecolor": GRID, "fixedrange": True},
        "yaxis": {"gridcolor": GRID, "zeroline": False, "automargin": True, "fixedrange": True},
        "bargap": 0.35,
    }
)
_TICKS: dict[Unit, dict[str, Any]] = {
    Unit.RATIO: {"tickformat": ".1~%"},
    Unit.POINTS: {"tickformat": "+.1~%"},
    Unit.MONEY: {"tickformat": "~s"},
    Unit.FACTOR: {"ticksuffix": "x"},
}


def figure(traces: Iterable[Any], *, alt: str, height: int = HEIGHT) -> go.Figure:
    """Start a figure in the product's look; ``alt`` is what a person who cannot see it should know.

    Example:
        >>> alt_text(figure([], alt="Nothing yet"))
        'Nothing yet'
    """
    chart = go.Figure(list(traces))
    chart.update_layout(template=_TEMPLATE, height=height, meta={"alt": alt})
    return chart


def alt_text(chart: go.Figure) -> str:
    """Return the words that stand for the chart."""
    return str((chart.layout.meta or {}).get("alt", ""))


def axis(unit: Unit, title: str = "") -> dict[str, Any]:
    """Return the tick format of a unit, for ``update_xaxes`` and ``update_yaxes``."""
    return {**_TICKS.get(unit, {}), "title": {"text": title}}


def value_words(estimate: Estimate, currency: str = "") -> str:
    """Write a value with its interval and n for a hover label."""
    if estimate.value is None:
        return f"unknown: {estimate.why}"
    words = format_value(estimate.value, estimate.unit, currency=currency)
    if estimate.low is not None and estimate.high is not None:
        low, high = (format_value(end, estimate.unit, currency=currency) for end in (estimate.low, estimate.high))
        words += f"<br>{low} to {high}"
    return f"{words}<br>n = {estimate.n:,}"


def tint(colour: str, opacity: float) -> str:
    """Return a colour of the palette made transparent.

    Example:
        >>> tint("#2b7bc9", 0.2)
        'rgba(43, 123, 201, 0.2)'
    """
    red, green, blue = _parts(colour)
    return f"rgba({red}, {green}, {blue}, {opacity})"


def between(one: str, other: str, part: float) -> str:
    """Return the colour that lies a part of the way from one to another.

    Example:
        >>> between("#000000", "#ffffff", 0.2)
        '#333333'
    """
    pairs = zip(_parts(one), _parts(other), strict=True)
    return "#" + "".join(f"{round(start + part * (end - start)):02x}" for start, end in pairs)


def pale(colour: str, strength: float) -> str:
    """Return a colour of the palette mixed with white: opaque, so that words on it read alike in both themes.

    Example:
        >>> pale("#2b7bc9", 0.5)
        '#95bde4'
    """
    return between(WHITE, colour, strength)


def ink_on(colour: str) -> str:
    """Return black or white, whichever reads better on a colour: 4.5 to 1 or more.

    Source:
        WCAG 2.2, relative luminance and contrast ratio.

    Example:
        >>> ink_on("#12417a"), ink_on("#dce9f6")
        ('#ffffff', '#000000')
    """
    linear = [part / 255 / 12.92 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in _parts(colour)]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return BLACK if (luminance + 0.05) ** 2 > 1.05 * 0.05 else WHITE


def _parts(colour: str) -> tuple[int, int, int]:
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return red, green, blue


def cycle_colours(count: int) -> list[str]:
    """Return one colour a series; the palette begins anew after six."""
    return [COLORWAY[position % len(COLORWAY)] for position in range(count)]
