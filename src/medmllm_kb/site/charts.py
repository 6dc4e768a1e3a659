"""Charts in numbers: scales, ticks, and where each mark stands; ``charts.html`` draws them.

Across, a place is a share of the width in percent, so that a chart fits any screen with letters of full size; down,
it is in pixels from the top.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor, log10
from typing import Literal

SHAPES = ("circle", "square", "triangle", "diamond", "cross", "ring")
"""Shape of each series, in order; colours follow in ``kb.css``. There are no more series than shapes."""
MOST_LABELS = 8
"""Labels across that a phone has room for."""
ROW = 44
"""Height of a row of a range plot in pixels."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Values from ``low`` to ``high`` spread evenly from ``start`` to ``end``."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """The place of a value, to a hundredth; the middle when the scale has no width."""
        share = (value - self.low) / (self.high - self.low) if self.high > self.low else 0.5
        return round(self.start + share * (self.end - self.start), 2)


def nice_ticks(low: float, high: float, most: int = 6) -> tuple[float, ...]:
    """Round values in even steps of 1, 2 or 5 (times a power of ten) that reach from ``low`` or below to ``high``.

    There are at least two; ``most`` limits the steps within the span, so that at most ``most`` + 2 come back.

    Raises:
        ValueError: ``low`` is above ``high``, or ``most`` is less than two.
    """
    if low > high or most < 2:
        raise ValueError(f"no ticks from {low} to {high} in {most} steps")
    span = high - low or abs(high) or 1.0
    exponent = floor(log10(span / most))
    step = next(factor * 10.0**exponent for factor in (1, 2, 5, 10) if factor * 10.0**exponent * most >= span)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    if first == last:
        last += 1
    digits = max(0, -exponent)
    return tuple(round(number * step, digits) for number in range(first, last + 1))


@dataclass(frozen=True, slots=True)
class Point:
    """A value at a time or place across."""

    x: float
    y: float
    label: str
    """What stands there, in words, with its value."""
    href: str = ""
    """Address below the root, or a ``#place`` on the page; empty for no link."""
    scale: float = 1
    """How large the mark is drawn."""
    doubted: bool = False
    """Drawn faintly, and never the best so far."""


@dataclass(frozen=True, slots=True)
class Series:
    """Points of one sort."""

    name: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the grid, and what is written at it."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A point in its place: percent across, pixels down."""

    x: float
    y: float
    label: str
    href: str
    scale: float = 1
    doubted: bool = False


@dataclass(frozen=True, slots=True)
class Join:
    """A straight line between two places."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar that stands on the lower edge: percent across and wide, pixels high."""

    x: float
    width: float
    y: float
    height: float
    label: str
    href: str


@dataclass(frozen=True, slots=True)
class Placed:
    """A series in its place."""

    name: str
    shape: str
    marks: tuple[Mark, ...]
    joins: tuple[Join, ...] = ()


@dataclass(frozen=True, slots=True)
class Plot:
    """A chart with two axes."""

    height: int
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    series: tuple[Placed, ...] = ()
    bars: tuple[Bar, ...] = ()
    best: tuple[Join, ...] = ()
    """Steps of the best value so far."""

    @property
    def linked(self) -> bool:
        """Whether any mark is a link."""
        marks = [mark for one in self.series for mark in one.marks]
        return any(mark.href for mark in marks) or any(bar.href for bar in self.bars)


def scatter(series: Sequence[Series], *, best: Literal["higher", "lower"] | None = None, height: int = 260) -> Plot:
    """Points over time; ``x`` is a year with its fraction (2024.5 is July 2024).

    Args:
        series: At least one point in all, of at most ``len(SHAPES)`` sorts.
        best: Which way is better, for the steps of the best so far; None draws none.
        height: Of the area within the axes, in pixels.
    """
    points = [point for one in series for point in one.points]
    first, last = floor(min(point.x for point in points)), floor(max(point.x for point in points)) + 1
    years = Scale(first, last, 0, 100)
    values = nice_ticks(min(point.y for point in points), max(point.y for point in points), 5)
    up = Scale(values[0], values[-1], height, 0)
    return Plot(
        height,
        _labelled((year, years.at(year), str(year)) for year in range(first, last + 1)),
        _ticks(values, up),
        tuple(_placed(number, one, years, up) for number, one in enumerate(series)),
        best=tuple(_best_so_far([one for one in points if not one.doubted], years, up, best)) if best else (),
    )


def lines(series: Sequence[Series], *, height: int = 240) -> Plot:
    """Counts by year, joined year by year, upwards from nought; ``x`` is a whole year."""
    points = [point for one in series for point in one.points]
    first, last = min(point.x for point in points), max(point.x for point in points)
    years = Scale(first, last, 0, 100)
    values = nice_ticks(0, max(max(point.y for point in points), 1), 4)
    up = Scale(0, values[-1], height, 0)
    return Plot(
        height,
        _labelled((year, years.at(year), str(year)) for year in range(int(first), int(last) + 1)),
        _ticks(values, up),
        tuple(_placed(number, one, years, up, joined=True) for number, one in enumerate(series)),
    )


def bars(columns: Sequence[Point], *, height: int = 200) -> Plot:
    """A bar for each whole number ``x``, with the gaps between them left empty; values are not negative."""
    first, last = int(min(point.x for point in columns)), int(max(point.x for point in columns))
    share = 100 / (last - first + 1)
    values = nice_ticks(0, max(max(point.y for point in columns), 1), 4)
    up = Scale(0, values[-1], height, 0)
    return Plot(
        height,
        _labelled((year, round((year - first + 0.5) * share, 2), str(year)) for year in range(first, last + 1)),
        _ticks(values, up),
        bars=tuple(
            Bar(
                round((point.x - first + 0.15) * share, 2),
                round(0.7 * share, 2),
                up.at(point.y),
                round(height - up.at(point.y), 2),
                point.label,
                point.href,
            )
            for point in columns
        ),
    )


@dataclass(frozen=True, slots=True)
class Measured:
    """A value in a row of a range plot; ``series`` chooses shape and colour."""

    value: float
    label: str
    series: int = 0
    href: str = ""


@dataclass(frozen=True, slots=True)
class RangeRow:
    """Values of one thing, to be shown on one line."""

    label: str
    note: str
    """Written at the right end: the width of the range, a count."""
    values: tuple[Measured, ...]
    href: str = ""


@dataclass(frozen=True, slots=True)
class PlacedRow:
    """A row in its place: ``y`` is the height of its line in pixels, ``low`` and ``high`` are percent across."""

    label: str
    note: str
    href: str
    y: float
    low: float
    high: float
    marks: tuple[tuple[str, Mark], ...]
    """Shape and place of each."""


@dataclass(frozen=True, slots=True)
class RangePlot:
    """Rows of ranges over one axis."""

    height: int
    across: tuple[Tick, ...]
    rows: tuple[PlacedRow, ...]
    series: tuple[tuple[str, str], ...]
    """Shape and name of each series."""

    @property
    def linked(self) -> bool:
        """Whether anything in it is a link."""
        return any(row.href or any(mark.href for _, mark in row.marks) for row in self.rows)


def ranges(rows: Sequence[RangeRow], series: Sequence[str]) -> RangePlot:
    """Horizontal ranges with a mark for each value; ``series`` names what shapes and colours mean."""
    found = [one.value for row in rows for one in row.values]
    values = nice_ticks(min(found), max(found), 5)
    scale = Scale(values[0], values[-1], 0, 100)
    return RangePlot(
        ROW * len(rows),
        tuple(Tick(scale.at(value), f"{value:g}") for value in values),
        tuple(_placed_row(number, row, scale) for number, row in enumerate(rows)),
        tuple(zip(SHAPES, series, strict=False)),
    )


def _placed_row(number: int, row: RangeRow, scale: Scale) -> PlacedRow:
    y = ROW * number + 0.7 * ROW
    places = [scale.at(one.value) for one in row.values]
    marks = tuple(
        (SHAPES[one.series % len(SHAPES)], Mark(place, y, one.label, one.href))
        for one, place in zip(row.values, places, strict=True)
    )
    return PlacedRow(shortened(row.label), row.note, row.href, y, min(places), max(places), marks)


def shortened(text: str, longest: int = 38) -> str:
    """A label that fits a phone."""
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def _placed(number: int, series: Series, across: Scale, up: Scale, joined: bool = False) -> Placed:
    points = sorted(series.points, key=lambda one: one.x) if joined else series.points
    marks = tuple(Mark(across.at(one.x), up.at(one.y), one.label, one.href, one.scale, one.doubted) for one in points)
    joins = tuple(Join(one.x, one.y, two.x, two.y) for one, two in pairwise(marks)) if joined else ()
    return Placed(series.name, SHAPES[number % len(SHAPES)], marks, joins)


def _ticks(values: Sequence[float], scale: Scale) -> tuple[Tick, ...]:
    return tuple(Tick(scale.at(value), f"{value:g}") for value in values)


def _labelled(places: Iterable[tuple[int, float, str]]) -> tuple[Tick, ...]:
    """A tick at each place; only so many are labelled that the labels do not run into each other."""
    found = list(places)
    every = ceil(len(found) / MOST_LABELS)
    last = found[-1][0]
    return tuple(Tick(at, label if (last - number) % every == 0 else "") for number, at, label in found)


def _best_so_far(points: Sequence[Point], across: Scale, up: Scale, best: Literal["higher", "lower"]) -> Iterable[Join]:
    """Steps from each record to the next, and on to the right edge."""
    sign = 1 if best == "higher" else -1
    records: list[Point] = []
    for point in sorted(points, key=lambda one: (one.x, -sign * one.y)):
        if not records or sign * point.y > sign * records[-1].y:
            records.append(point)
    if not records:
        return
    for one, two in pairwise(records):
        yield Join(across.at(one.x), up.at(one.y), across.at(two.x), up.at(one.y))
        yield Join(across.at(two.x), up.at(one.y), across.at(two.x), up.at(two.y))
    yield Join(across.at(records[-1].x), up.at(records[-1].y), 100, up.at(records[-1].y))
