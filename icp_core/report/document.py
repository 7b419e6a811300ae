"""The drift summary as plain values, and its numbers in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from pydantic import BaseModel

from icp_core.report.svg import Axis, Point, nice_ticks
from icp_core.results import Estimate, Unit, format_interval, format_value

Document: TypeAlias = Mapping[str, Any]

_SHARES = (Unit.RATIO, Unit.POINTS)


def document_of(summary: BaseModel | Document) -> Document:
    """Return the summary as plain values, which is what every renderer reads."""
    return summary.model_dump(mode="json") if isinstance(summary, BaseModel) else summary


@dataclass(frozen=True)
class Cell:
    """One cell of a table: what is read first, what stands small below it, and whether it is a number."""

    text: str
    small: str = ""
    number: bool = False

    def __str__(self) -> str:
        return f"{self.text} ({self.small})" if self.small else self.text


@dataclass(frozen=True)
class Table:
    """A table of the report.

    Args:
        title: What it shows.
        columns: Their headings.
        rows: Their cells, each row as long as ``columns``.
        note: What the reader has to know to read it, one sentence.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""

    def is_number(self, column: int) -> bool:
        """Whether a column holds numbers, which then stand at the right."""
        return any(row[column].number for row in self.rows)


@dataclass(frozen=True)
class Figure:
    """A chart with the table it was drawn from."""

    title: str
    svg: str
    table: Table


@dataclass(frozen=True)
class Numbers:
    """Writes the estimates of a document in words, money in one currency."""

    currency: str = ""

    def estimate(self, part: Mapping[str, Any]) -> Estimate:
        """Read an estimate of the document."""
        value, unit, why = part.get("value"), Unit(part["unit"]), part.get("why") or ""
        if value is None:
            return Estimate(None, unit, part.get("n") or 0, why=why or "not measured", window=part.get("window") or "")
        low, high = part.get("low"), part.get("high")
        return Estimate(value, unit, part.get("n") or 0, low, high, why, part.get("window") or "")

    def value(self, part: Mapping[str, Any]) -> str:
        """Write the value alone."""
        return format_value(part.get("value"), Unit(part["unit"]), currency=self.currency)

    def interval(self, part: Mapping[str, Any]) -> str:
        """Write the interval alone; empty where there is none."""
        return format_interval(self.estimate(part), currency=self.currency)

    def cell(self, part: Mapping[str, Any] | None) -> Cell:
        """Write value, interval and n in one cell; unknown with its reason."""
        if part is None:
            return Cell("", number=True)
        estimate = self.estimate(part)
        if not estimate.known:
            return Cell("unknown", estimate.why, number=True)
        evidence = [self.interval(part), f"n = {estimate.n:,}" if estimate.n else ""]
        return Cell(self.value(part), ", ".join(filter(None, evidence)), number=True)

    def cells(self, part: Mapping[str, Any]) -> tuple[Cell, Cell, Cell, Cell]:
        """Write value, interval, n and window in four cells."""
        estimate = self.estimate(part)
        shown = Cell(self.value(part), estimate.why, number=True)
        return shown, Cell(self.interval(part), number=True), count(estimate.n), Cell(estimate.window)

    def plain(self, part: Mapping[str, Any]) -> tuple[Cell, Cell, Cell]:
        """Write value, interval and n in three cells, a known value without its caution."""
        value, interval, n, _ = self.cells(part)
        return (Cell(value.text, number=True) if part.get("value") is not None else value), interval, n

    def point(self, label: str, part: Mapping[str, Any], *, whole: bool = True) -> Point:
        """Make a mark of a chart; shares are drawn in percent."""
        factor = 100.0 if Unit(part["unit"]) in _SHARES else 1.0
        value, low, high = (_times(part.get(end), factor) for end in ("value", "low", "high"))
        return Point(label, value, low, high, self.value(part), whole)

    def axis(self, points: list[Point], unit: Unit, *, from_zero: bool = True, with_ends: bool = True) -> Axis:
        """Return an axis that holds the values, and where asked their intervals, up to twice the largest value."""
        values = [point.value for point in points if point.value is not None]
        most = 2 * max((abs(value) for value in values), default=0.5)
        ends = [end for point in points for end in (point.low, point.high) if end is not None] if with_ends else []
        known = [*values, *(max(-most, min(most, end)) for end in ends)] or [0.0, 1.0]
        low, high = min(known), max(known)
        ticks = nice_ticks(min(low, 0.0) if from_zero else low, max(high, 0.0) if from_zero else high)
        if unit in _SHARES:
            return Axis(ticks, tuple(f"{tick:g} %" for tick in ticks))
        return Axis(ticks, tuple(_tick(tick, unit) for tick in ticks))


def count(number: int | float | None) -> Cell:
    """Write a count."""
    return Cell("" if number is None else f"{number:,.0f}", number=True)


def _times(value: float | None, factor: float) -> float | None:
    return None if value is None else factor * value


def _tick(tick: float, unit: Unit) -> str:
    return format_value(tick, Unit.MONEY) if unit is Unit.MONEY and tick else f"{tick:,g}"
