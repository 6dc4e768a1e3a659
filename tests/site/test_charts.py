"""Scales and ticks for any values, and marks where the values are."""

from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from medmllm_kb.site.charts import (
    MOST_LABELS,
    Measured,
    Point,
    RangeRow,
    Scale,
    Series,
    bars,
    lines,
    nice_ticks,
    ranges,
    scatter,
)

NUMBERS = st.floats(-1e6, 1e6, allow_nan=False).map(lambda value: round(value, 3))


@given(NUMBERS, NUMBERS, st.integers(2, 10))
def test_ticks_hold_the_values_in_even_steps(one: float, two: float, most: int) -> None:
    low, high = sorted((one, two))
    ticks = nice_ticks(low, high, most)
    slack = 1e-6 * max(1, abs(low), abs(high))
    assert ticks[0] <= low + slack and ticks[-1] >= high - slack
    assert 2 <= len(ticks) <= most + 2
    steps = [after - before for before, after in pairwise(ticks)]
    assert steps == pytest.approx([steps[0]] * len(steps), rel=1e-3, abs=1e-9)
    assert steps[0] > 0


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(0, 100, (0, 20, 40, 60, 80, 100)), (31.2, 68, (30, 40, 50, 60, 70)), (0.1, 0.3, (0.1, 0.15, 0.2, 0.25, 0.3))],
)
def test_ticks_are_round(low: float, high: float, expected: tuple[float, ...]) -> None:
    assert nice_ticks(low, high, 5) == pytest.approx(expected)


def test_one_value_has_ticks_around_it() -> None:
    ticks = nice_ticks(50, 50)
    assert ticks[0] <= 50 <= ticks[-1] and len(ticks) >= 2


def test_ticks_of_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="no ticks"):
        nice_ticks(2, 1)


@given(NUMBERS, NUMBERS, NUMBERS)
def test_a_scale_keeps_order_and_ends(low: float, high: float, value: float) -> None:
    assume(low < high)
    scale = Scale(low, high, 0, 100)
    assert (scale.at(low), scale.at(high)) == (0, 100)
    assert (scale.at(value) >= scale.at(low)) == (value >= low) or abs(value - low) < (high - low) / 1000


POINTS = st.lists(st.tuples(st.floats(2015, 2030), st.integers(0, 100)), min_size=1, max_size=20)


@given(POINTS)
def test_every_point_is_drawn_within_the_axes(points: list[tuple[float, int]]) -> None:
    plot = scatter([Series("all", tuple(Point(x, y, f"{y}") for x, y in points))], best="higher")
    marks = plot.series[0].marks
    assert len(marks) == len(points)
    assert all(0 <= mark.x <= 100 and 0 <= mark.y <= plot.height for mark in marks)


@given(POINTS, st.sampled_from(["higher", "lower"]))
def test_the_best_so_far_only_improves(points: list[tuple[float, int]], better: str) -> None:
    plot = scatter([Series("all", tuple(Point(x, y, "") for x, y in points))], best=better)  # type: ignore[arg-type]
    heights = [step.y1 for step in plot.best] + [plot.best[-1].y2]
    assert heights == sorted(heights, reverse=better == "higher")
    extreme = min if better == "higher" else max
    assert plot.best[-1].y2 == extreme(mark.y for mark in plot.series[0].marks)


def test_a_doubted_value_is_never_the_best() -> None:
    points = (Point(2024, 50, ""), Point(2025, 90, "", doubted=True), Point(2025.5, 60, ""))
    plot = scatter([Series("all", points)], best="higher")
    assert plot.best[-1].y2 == plot.series[0].marks[2].y


def test_series_differ_in_shape() -> None:
    plot = lines([Series(str(number), (Point(2020, number, ""), Point(2021, 1, ""))) for number in range(6)])
    assert len({one.shape for one in plot.series}) == 6


def test_bars_stand_on_the_axis_and_leave_gaps() -> None:
    plot = bars([Point(2020, 5, "five"), Point(2022, 10, "ten")])
    assert all(one.y + one.height == pytest.approx(plot.height) for one in plot.bars)
    assert plot.bars[1].height == pytest.approx(2 * plot.bars[0].height)
    assert plot.bars[1].x - plot.bars[0].x == pytest.approx(200 / 3, abs=0.05)


@pytest.mark.parametrize("years", [1, 8, 9, 30, 60])
def test_labels_do_not_crowd(years: int) -> None:
    plot = bars([Point(1990 + year, 1, "") for year in range(years)])
    assert len(plot.across) == years
    assert 1 <= sum(1 for tick in plot.across if tick.label) <= MOST_LABELS


def test_a_range_reaches_from_the_lowest_to_the_highest_value() -> None:
    row = RangeRow("A model", "49.9", (Measured(83.1, "own"), Measured(33.2, "other", 1), Measured(50, "third", 1)))
    plot = ranges([row, row], ["own", "other"])
    places = [mark.x for _, mark in plot.rows[0].marks]
    assert (plot.rows[0].low, plot.rows[0].high) == (min(places), max(places))
    assert [shape for shape, _ in plot.rows[0].marks] == ["circle", "square", "square"]
    assert 0 < plot.rows[0].y < plot.rows[1].y < plot.height
