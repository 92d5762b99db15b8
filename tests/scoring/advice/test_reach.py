"""The catalogue leads every kind of firm from the worst answers to the top level."""

import pytest

from questionnaires import codes, load, parse_sheet
from scoring.advice.situation import survey

TEXTILE = load("textile")
SIZES = {"micro": (10, 100), "small": (50, 1000), "medium": (400, 9000), "large": (2000, 90000)}


def worst():
    answers = {}
    for question in TEXTILE.questions:
        if question.kind == "multiple":
            answers[question.id] = [o.id for o in question.options if o.exclusive]
        elif not question.is_quantity:
            answers[question.id] = question.options[0].id
        else:
            ends = question.anchors[0], question.anchors[-1]
            value = min(ends, key=lambda anchor: anchor.credit).at
            ratio = {"numerator": 10 * value, "denominator": 1000}
            answers[question.id] = value if question.kind == "number" else ratio
    return answers


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("process", codes.processes())
def test_the_top_level_is_within_reach(process, size):
    """Some set of measures opens every gate up to the last level, whatever the firm makes."""
    employees, revenue = SIZES[size]
    facts = {"processes": [process], "employees": employees, "revenue": revenue}
    sheet, _ = parse_sheet(TEXTILE, worst(), facts)
    situation = survey(TEXTILE, sheet)
    either_or = {second for _, second in situation.exclusions}
    order, never = situation.order({c.id for c in situation.candidates} - either_or)

    assert situation.size == size
    assert situation.card.level == 1
    assert never == []
    assert situation.scored([order]).card(0).level == 5


def test_measures_are_described_like_questions():
    """Two sentences or more in each language; costs are classes marked as our own judgement."""
    for measure in TEXTILE.measures:
        assert measure.what is not None
        assert measure.what["zh"].endswith("。")
        assert measure.what["en"].endswith(".")
        assert measure.cost.class_
        assert measure.cost.basis == "editorial"
    assert all(cost.basis == "editorial" for cost in TEXTILE.catalogue.costs)
    assert len(TEXTILE.measures) >= 80


def test_figures_nobody_checked_are_marked():
    """What is only remembered is unverified and stands behind paybacks alone."""
    unsure = {f.id for f in TEXTILE.catalogue.figures if f.status == "unverified"}

    assert unsure == {"guide_2010"}
    assert not any(unsure & {*m.figures, *m.saving} for m in TEXTILE.measures)
    assert all(lever.terms["zh"].startswith("据了解") for lever in TEXTILE.catalogue.levers if lever.status == "unverified")  # fmt: skip
