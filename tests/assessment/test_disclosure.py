"""No combination of what is shown concerns fewer members than the limit."""

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.linalg import matrix_rank

from assessment.disclosure import Exposure, showable


def parts(*sizes):
    """Return the whole, and disjoint sets of these sizes that make it."""
    ends = np.cumsum(sizes)
    members = np.arange(ends[-1])
    return np.array([members >= 0, *((members >= e - s) & (members < e)
                                     for s, e in zip(sizes, ends, strict=True))])  # fmt: skip


def exposed(rows, smallest):
    """Tell by trying all whether some combination of *rows* is about fewer members than that."""
    rows = np.asarray(rows, float)
    whole = matrix_rank(rows)
    for few in combinations(range(rows.shape[1]), smallest - 1):
        if matrix_rank(np.delete(rows, few, axis=1)) < whole:
            return True
    return False


@given(st.lists(st.sets(st.integers(0, 11)), min_size=1, max_size=9), st.integers(2, 4))
def test_nothing_about_fewer_members_follows_from_what_is_shown(sets, smallest):
    """Random sets that cross, nest and add up: every combination of them is tried."""
    views = np.array([[member in chosen for member in range(12)] for chosen in sets])
    shown = showable(views, smallest)

    assert not exposed(views[shown], smallest)
    assert all(fits for fits, row in zip(shown, views, strict=True) if not row.any())


@given(st.lists(st.integers(0, 30), min_size=1, max_size=8), st.integers(1, 10))
def test_no_difference_gives_back_what_was_held(sizes, smallest):
    """Whole minus all groups that are shown is nobody, or enough; and no more is held than that."""
    if not sum(sizes):
        return
    views = parts(*sorted(sizes, reverse=True))
    whole, *shown = showable(views, smallest)
    left = sum(sizes) - sum(
        int(row.sum()) for row, fits in zip(views[1:], shown, strict=True) if fits
    )

    assert whole == (sum(sizes) >= smallest)
    assert left == 0 or left >= smallest or not any(views[1:][shown].ravel())
    if min((size for size in sizes if size), default=0) >= smallest:
        assert all(shown)


def test_hiding_by_hand():
    """A single small group takes the next smallest with it; two small ones hide each other."""
    assert showable(parts(20, 8, 3), 5) == [True, True, False, False]
    assert showable(parts(20, 4, 3), 5) == [True, True, False, False]
    assert showable(parts(20, 9, 2, 1), 5) == [True, True, False, False, False]
    assert showable(parts(30, 9, 8), 5) == [True] * 4
    assert showable(parts(30, 2), 5) == [True, False, False]  # all but two


def test_three_sets_tell_what_no_two_of_them_tell():
    """The whole less two groups that cross, plus what they share: one member is left."""
    members = np.arange(40)
    whole, one, other = members >= 0, members < 25, (members >= 15) & (members < 39)
    views = np.array([whole, one, other, one & other])

    assert showable(views, 5) == [True, True, True, False]
    assert not any(0 < (a & ~b).sum() < 5 for a in views for b in views)


def test_who_knows_all_others_must_not_find_a_guarded_member():
    """A set with one guarded member is refused, one with enough of them is not."""
    guarded = np.arange(30) < 6
    views = np.array([np.arange(30) >= first for first in (0, 5, 12)])

    assert showable(views, 5) == [True, True, True]
    assert showable(views, 5, [guarded]) == [True, False, True]


def test_members_of_one_place_are_counted_together():
    """One place of ten members is as safe as ten places of one."""
    one, ten = Exposure(np.array([10]), 10), Exposure(np.ones(10, int), 10)

    assert one.safe(one.direction(np.array([True])))
    assert ten.safe(ten.direction(np.ones(10, bool)))
    eleven = Exposure(np.array([9, 1]), 10)
    assert not eleven.safe(eleven.direction(np.array([True, False])))
