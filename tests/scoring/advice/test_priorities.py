"""Business weights: the published impact value, and a ranking beside the plain one."""

import pytest

from scoring import ScoringError
from scoring.advice.priorities import impact, rank_measures

COST, KPI = {"a": 0.6, "b": 0.3, "c": 0.1}, {"a": 0.2, "b": 0.5, "c": 0.3}
GAP = {"a": 4 - 1, "b": 4 - 2, "c": 3 - 4}


@pytest.mark.parametrize(
    ("horizon", "expected"),
    [("strategic", (0.44, 0.41, 0.15)), ("tactical", (0.48, 0.385, 0.135)), ("operational", (0.52, 0.36, 0.12))],
)  # fmt: skip
def test_the_worked_example(horizon, expected):
    """The checked case of scoring-methods, 2.2: three dimensions, one of them beyond the best."""
    assert tuple(impact(COST, KPI, GAP, horizon).values()) == pytest.approx(expected, abs=1e-12)


def test_an_empty_column_adds_nothing():
    """A column that sums to zero leaves the others as they are."""
    assert impact({}, KPI, {}, "strategic")["b"] == pytest.approx(0.4 * 0.5)


@pytest.mark.parametrize(
    "arguments", [(COST, KPI, GAP, "soon"), ({"a": -1.0}, {}, {}), ({"a": float("inf")}, {}, {})]
)
def test_bad_input_is_refused(arguments):
    """Unknown horizons and relevances that are no numbers."""
    with pytest.raises(ScoringError):
        impact(*arguments)


def test_both_rankings_stand_side_by_side(mill):
    """All relevance on branding lifts branding measures; the plain ranking is points per cost."""
    found = rank_measures(mill.situation, {"branding.strategy": 1}, {"branding.strategy": 1})
    plain = [item.gain / item.cost for item in found]

    assert plain == sorted(plain, reverse=True)
    assert [item.plain_rank for item in found] == list(range(1, len(found) + 1))
    top = min(found, key=lambda item: item.business_rank)
    moved = {m.question for m in mill.situation.by_id[top.measure].measure.moves}
    assert any(question.startswith("branding.strategy") for question in moved)
    with pytest.raises(ScoringError):
        rank_measures(mill.situation, {"brand": 1}, {})
