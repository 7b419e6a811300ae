"""Small charts as inline SVG: no script, readable without colour, drawn 460 units wide to stay legible on a phone.

Colours come from the page's style sheet by class, so light, dark and print each have their own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import floor, log10

WIDTH = 460
_LEFT, _RIGHT, _TOP = 58, 30, 12  # room for the words of the axes, half a label at the right
_PLOT_HEIGHT, _FOOT = 150, 26
_ROW = 46  # a bar with its label above it
_MOST_LABELS = 6  # along the time axis


@dataclass(frozen=True)
class Point:
    """One mark: what it is called, where it lies, between what bounds, and whether it may still move.

    Args:
        label: Words under or above the mark.
        value: None leaves a gap.
        low: Lower end of the interval.
        high: Upper end of it.
        text: The value as it is written in the tables.
        whole: False for an incomplete period, drawn hollow and not joined.
    """

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    text: str = ""
    whole: bool = True


@dataclass(frozen=True)
class Axis:
    """Ticks of one axis: positions and their words."""

    ticks: tuple[float, ...]
    words: tuple[str, ...]

    @property
    def low(self) -> float:
        """First tick."""
        return self.ticks[0]

    @property
    def high(self) -> float:
        """Last tick."""
        return self.ticks[-1]


def nice_ticks(low: float, high: float, count: int = 4) -> tuple[float, ...]:
    """Return about ``count`` round numbers that span ``low`` to ``high``.

    Example:
        >>> nice_ticks(0, 0.83)
        (0.0, 0.25, 0.5, 0.75, 1.0)
    """
    if high <= low:
        high = low + (abs(low) or 1.0)
    raw = (high - low) / count
    power = 10.0 ** floor(log10(raw))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= raw * 0.999)
    first, last = floor(low / step + 1e-9), -floor(-high / step + 1e-9)
    return tuple(round(step * place, 10) for place in range(first, last + 1))


def line_chart(points: Sequence[Point], axis: Axis, label: str) -> str:
    """Draw a line over periods with its interval as a band; incomplete periods are hollow and stand apart.

    Args:
        points: One a period, in order.
        axis: The vertical axis.
        label: What a screen reader says instead of the picture.
    """
    right, height = WIDTH - _RIGHT, _TOP + _PLOT_HEIGHT + _FOOT
    step = (right - _LEFT) / max(len(points) - 1, 1)
    across = [_LEFT + step * place if len(points) > 1 else (_LEFT + right) / 2 for place in range(len(points))]

    def up(value: float) -> float:
        return _TOP + _PLOT_HEIGHT * (axis.high - value) / (axis.high - axis.low)

    parts = [_grid(axis, up, right), *_time_words(points, across, height)]
    for run in _runs(points):
        band = [(across[i], points[i].low, points[i].high) for i in run]
        spans = [(x, low, high) for x, low, high in band if low is not None and high is not None]
        if len(spans) > 1:
            outline = [(x, up(_within(high, axis))) for x, _, high in spans]
            outline += [(x, up(_within(low, axis))) for x, low, _ in reversed(spans)]
            parts.append(f'<polygon class="band" points="{_path(outline)}"/>')
        path = _path([(across[i], up(points[i].value or 0.0)) for i in run])
        parts.append(f'<polyline class="line" points="{path}"/>')
    for x, point in zip(across, points, strict=True):
        if point.value is not None:
            kind = "dot" if point.whole else "dot hollow"
            parts.append(f'<circle class="{kind}" cx="{x:.1f}" cy="{up(point.value):.1f}" r="3.5"/>')
    return _picture("".join(parts), height, label)


def bar_chart(points: Sequence[Point], axis: Axis, label: str) -> str:
    """Draw one horizontal bar a point with its interval as a whisker; the label stands above, the value at the right.

    An unknown value keeps its row and says so.
    """
    left, right = 1, WIDTH - 1

    def across(value: float) -> float:
        return left + (right - left) * (_within(value, axis) - axis.low) / (axis.high - axis.low)

    zero, parts = across(max(axis.low, min(0.0, axis.high))), []
    for place, point in enumerate(points):
        top = place * _ROW
        parts.append(f'<text x="{left}" y="{top + 15}">{escape(_cut(point.label))}</text>')
        parts.append(f'<text class="value" x="{right}" y="{top + 15}">{escape(point.text)}</text>')
        parts.append(f'<line class="grid" x1="{left}" x2="{right}" y1="{top + 38}" y2="{top + 38}"/>')
        if axis.low < 0 < axis.high:
            parts.append(f'<line class="zero" x1="{zero:.1f}" x2="{zero:.1f}" y1="{top + 20}" y2="{top + 38}"/>')
        if point.value is None:
            continue
        x, end = sorted((zero, across(point.value)))
        parts.append(f'<rect class="bar" x="{x:.1f}" y="{top + 22}" width="{max(end - x, 1):.1f}" height="12"/>')
        if point.low is not None and point.high is not None:
            low, high, y = across(point.low), across(point.high), top + 28
            whisker = f"M{low:.1f} {y - 4}v8M{low:.1f} {y}H{high:.1f}M{high:.1f} {y - 4}v8"
            parts.append(f'<path class="whisker" d="{whisker}"/>')
    return _picture("".join(parts), len(points) * _ROW, label)


def stacked_bar(points: Sequence[Point], label: str) -> str:
    """Draw shares of a whole side by side, darkest first, with a legend in words below.

    Args:
        points: Shares from 0 to 1 that add up to at most 1; up to five shades.
        label: What a screen reader says instead of the picture.
    """
    parts, x = [], 0.0
    for shade, point in enumerate(points):
        width = WIDTH * (point.value or 0.0)
        if width > 0:
            parts.append(f'<rect class="shade{shade % 5}" x="{x:.1f}" y="0" width="{width:.1f}" height="26"/>')
        x += width
    for shade, point in enumerate(points):
        column, row = shade % 2, shade // 2
        left, top = column * WIDTH / 2, 42 + 22 * row
        parts.append(f'<rect class="shade{shade % 5}" x="{left + 1:.0f}" y="{top}" width="12" height="12"/>')
        words = f"{_cut(point.label, 18)} {point.text}".strip()
        parts.append(f'<text x="{left + 20:.0f}" y="{top + 11}">{escape(words)}</text>')
    return _picture("".join(parts), 46 + 22 * ((len(points) + 1) // 2), label)


def scale(value: float, low: float, high: float, marks: Sequence[tuple[float, str]]) -> str:
    """Draw a figure from 0 to 100 with its range on a ruler, the lines between the words marked on it."""
    across = [WIDTH * place / 100 for place in (value, low, high)]
    parts = [f'<rect class="track" x="0" y="20" width="{WIDTH}" height="8"/>']
    parts.append(f'<rect class="range" x="{across[1]:.1f}" y="20" width="{across[2] - across[1]:.1f}" height="8"/>')
    starts = [place for place, _ in marks]
    for (place, word), end in zip(marks, [*starts[1:], 100.0], strict=True):
        x = WIDTH * place / 100
        if place:
            parts.append(f'<line class="zero" x1="{x:.1f}" x2="{x:.1f}" y1="14" y2="34"/>')
        parts.append(f'<text class="middle" x="{WIDTH * (place + end) / 200:.1f}" y="50">{escape(word)}</text>')
    parts.append(f'<rect class="needle" x="{min(max(across[0] - 2, 0), WIDTH - 4):.1f}" y="12" width="4" height="24"/>')
    label = f"{value:.0f} of 100, range {low:.0f} to {high:.0f}"
    return _picture("".join(parts), 58, label)


def _grid(axis: Axis, up: object, right: float) -> str:
    assert callable(up)
    lines = []
    for tick, word in zip(axis.ticks, axis.words, strict=True):
        y = up(tick)
        lines.append(f'<line class="grid" x1="{_LEFT}" x2="{right}" y1="{y:.1f}" y2="{y:.1f}"/>')
        lines.append(f'<text class="value" x="{_LEFT - 8}" y="{y + 4:.1f}">{escape(word)}</text>')
    return "".join(lines)


def _time_words(points: Sequence[Point], across: Sequence[float], height: int) -> list[str]:
    every = -(-len(points) // _MOST_LABELS)
    last = len(points) - 1
    words = []
    for place, (x, point) in enumerate(zip(across, points, strict=True)):
        if (last - place) % every == 0:
            words.append(f'<text class="middle" x="{x:.1f}" y="{height - 6}">{escape(point.label)}</text>')
    return words


def _runs(points: Sequence[Point]) -> list[list[int]]:
    """Stretches of neighbouring periods that are whole and known, for they alone are joined by a line."""
    runs: list[list[int]] = [[]]
    for place, point in enumerate(points):
        if point.value is not None and point.whole:
            runs[-1].append(place)
        else:
            runs.append([])
    return [run for run in runs if run]


def _within(value: float, axis: Axis) -> float:
    return min(max(value, axis.low), axis.high)


def _path(places: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in places)


def _cut(text: str, longest: int = 40) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _picture(content: str, height: float, label: str) -> str:
    return (
        f'<svg viewBox="0 0 {WIDTH} {height:.0f}" role="img" aria-label="{escape(label)}" '
        f'xmlns="http://www.w3.org/2000/svg">{content}</svg>'
    )
