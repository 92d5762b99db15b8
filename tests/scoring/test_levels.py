"""Bands without gaps, and stages without leap-frogging."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.levels import band, staged

CUTS = [20, 40, 60, 80]


def test_bands_are_half_open():
    """A value equal to a bound has reached it; one step below it has not."""
    below = [math.nextafter(cut, 0) for cut in CUTS]

    assert band(CUTS, CUTS).tolist() == [1, 2, 3, 4]
    assert band(below, CUTS).tolist() == [0, 1, 2, 3]
    assert band([0, 100], CUTS).tolist() == [0, 4]


def test_bands_closed_above():
    """With ``closed="right"`` the bound still belongs to the band below."""
    above = [math.nextafter(cut, 100) for cut in CUTS]

    assert band(CUTS, CUTS, closed="right").tolist() == [0, 1, 2, 3]
    assert band(above, CUTS, closed="right").tolist() == [1, 2, 3, 4]


@pytest.mark.parametrize("closed", ["left", "right"])
@given(values=st.lists(st.floats(allow_nan=False), min_size=2).map(sorted))
def test_bands_leave_no_gap_and_keep_the_order(closed, values):
    """Every number falls into exactly one band, and a larger one never into a lower."""
    found = band(values, CUTS, closed=closed)

    assert set(found.tolist()) <= {0, 1, 2, 3, 4}
    assert (np.diff(found) >= 0).all()


@pytest.mark.parametrize("bounds", [[40, 20], [20, 20]])
def test_bounds_must_ascend(bounds):
    """Bounds out of order are refused, not sorted in silence."""
    with pytest.raises(ValueError, match="ascend"):
        band([1], bounds)


def test_a_stage_needs_all_before_it():
    """Stages count up to the first that does not hold."""
    holds = [[1, 1, 1], [1, 0, 1], [0, 1, 1], [0, 0, 0]]

    assert staged(holds).tolist() == [3, 1, 0, 0]
    assert int(staged([True, True, False])) == 2
