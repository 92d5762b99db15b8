"""The formulas by themselves: worked out by hand, with children missing, at the ends of the scale."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.kernels import aggregate, interpolate, total
from scoring.lines import Lines

NAN = math.nan


@pytest.mark.parametrize(
    ("rule", "expected"),
    [("mean", (1 * 20 + 3 * 80) / 4), ("geometric", (20 * 80**3) ** 0.25), ("weakest", 20.0)],
)
def test_the_three_rules(rule, expected):
    """Two children of weight 1 and 3 worth 20 and 80."""
    assert float(aggregate([20, 80], [1, 3], rule)) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("rule", ["mean", "geometric", "weakest"])
def test_a_child_that_does_not_count_spreads_its_weight(rule):
    """NaN leaves the denominator: the result is that of the other children alone."""
    with_gap = aggregate([20, NAN, 80], [1, 5, 3], rule)

    assert float(with_gap) == float(aggregate([20, 80], [1, 3], rule))


@pytest.mark.parametrize("rule", ["mean", "geometric", "weakest"])
def test_nothing_left_is_nan(rule):
    """A parent without a counting child has no value; the firm beside it is not touched."""
    found = aggregate([[NAN, 40], [NAN, 40]], [1, 2], rule, axis=0)

    assert math.isnan(found[0])
    assert found[1] == pytest.approx(40, abs=1e-12)


@pytest.mark.parametrize("rule", ["mean", "geometric", "weakest"])
@given(
    weights=st.lists(st.floats(1e-3, 1e6), min_size=1, max_size=9),
    ceiling=st.sampled_from([1.0, 5.0, 100.0]),
)
def test_children_at_the_ceiling_give_exactly_the_ceiling(rule, weights, ceiling):
    """Everybody can reach exactly 100: no rounding takes the last bit away."""
    assert float(aggregate([ceiling] * len(weights), weights, rule, ceiling=ceiling)) == ceiling


def test_one_zero_makes_a_geometric_mean_zero():
    """A geometric mean does not compensate for a zero, and does not warn about it."""
    assert float(aggregate([0, 100, 100], [1, 1, 1], "geometric")) == 0.0


def test_weakest_looks_only_at_children_with_weight():
    """A child of weight zero cannot be the weakest."""
    assert float(aggregate([5, 30], [0, 1], "weakest")) == 30.0


def test_too_few_children_by_number():
    """With a minimum share a node with fewer children present has no value."""
    values = [[1, NAN], [2, NAN], [NAN, 3]]

    found = aggregate(values, [1, 1, 8], axis=0, minimum_share=0.6)
    assert found[0] == pytest.approx(1.5, abs=1e-12)
    assert math.isnan(found[1])


def test_the_axis_of_the_children():
    """Firms may stand in rows or in columns."""
    values = np.array([[10.0, 50.0], [30.0, 90.0], [0.0, NAN]])

    by_row = aggregate(values, [1, 3])
    by_column = aggregate(values.T, [1, 3], axis=0)
    assert by_row.tolist() == pytest.approx([40, 75, 0], abs=1e-12)
    assert np.array_equal(by_row, by_column)


def test_interpolation_is_linear_between_and_flat_outside():
    """Anchors (20, 0), (60, 60), (80, 100): below, at, between and above them."""
    at, credit = [20, 60, 80], [0, 60, 100]

    found = interpolate([0, 20, 40, 60, 70, 80, 99], at, credit)
    assert found.tolist() == [0, 0, 30, 60, 80, 100, 100]


def test_interpolation_downwards_and_with_one_point():
    """Less is better along falling anchors; a single anchor gives one credit to everybody."""
    assert interpolate([25, 50, 137.5], [25, 75, 200], [100, 60, 0]).tolist() == [100, 80, 30]
    assert interpolate([-1, 7, 1e9], [7], [100]).tolist() == [100, 100, 100]


@given(
    points=st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=5, unique=True).map(sorted),
    share=st.floats(0, 1),
)
def test_interpolation_never_leaves_the_scale(points, share):
    """However odd the anchors, a credit stays within 0 and 100."""
    credits = np.linspace(0, 100, len(points))
    value = points[0] + share * (points[-1] - points[0])

    assert 0 <= float(interpolate(value, points, credits)) <= 100


def test_totals_add_up_in_order():
    """The order of addition is fixed, whatever the number of firms beside."""
    terms = np.array([[1e16], [1.0], [-1e16]])

    assert total(terms).tolist() == [0.0]
    assert total(np.repeat(terms, 1000, axis=1)).tolist() == [0.0] * 1000


def test_rounding_beside_an_anchor_stays_on_the_scale():
    """One step beside an anchor ``numpy.interp`` may be one bit above 100; a credit never is."""
    random = np.random.default_rng(5)
    for _ in range(3000):
        at = np.sort(random.uniform(-10, 10 ** random.uniform(-2, 5), 3))
        credit = [0, float(np.round(random.uniform(0, 100), 1)), 100]
        beside = np.concatenate([np.nextafter(at, -np.inf), np.nextafter(at, np.inf)])
        for heights in (credit, credit[::-1]):
            found = interpolate(beside, at, heights)
            assert ((found >= 0) & (found <= 100)).all(), (at, heights)


@given(weights=st.lists(st.floats(1e-3, 1e6), min_size=2, max_size=9))
def test_zeros_alone_give_exactly_zero(weights):
    """A mean of zeros is 0.0 to the last bit: a geometric mean above it depends on that."""
    nothing = float(aggregate([0.0] * len(weights), weights))

    assert nothing == 0.0
    assert float(aggregate([nothing, 100], [1, 19], "geometric")) == 0.0


def test_many_lines_side_by_side():
    """Lines of one to four points, each with its own value or all with many: as one by one."""
    points = [([7], [100]), ([0, 100], [0, 100]), ([25, 75, 200], [100, 60, 0]), ([0, 1, 2, 3], [0, 9, 10, 90])]  # fmt: skip
    values = np.array(
        [[-1.0, 0.5, 7, 50], [100, 0, 33.3, NAN], [10, 60, 137.5, 999], [3, 2.5, 1, 9]]
    )
    together = Lines(points).credits(values, np.arange(4)[:, None])

    for row, (at, credit) in enumerate(points):
        alone = interpolate(values[row], at, credit)
        assert np.array_equal(together[row], alone, equal_nan=True)
    assert together[:, 1].tolist() == [100, 0, 72, 50]
