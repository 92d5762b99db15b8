"""All members together: the same numbers as card by card, and nothing that gives one away."""

import json
import statistics
from pathlib import Path

import numpy as np
import pytest

from assessment.cohort import QUANTILES, Item, Limits, Members, cohort, quantiles
from assessment.groups import QUARTILES
from scoring import score_many
from tests.benchmarks.parks import park

GOLDEN = json.loads(
    (Path(__file__).parents[1] / "golden/g46_quantiles_percentiles.json").read_text("utf-8")
)
ALL = Limits(smallest=1, tails=1)


def near(value):
    return pytest.approx(value, rel=0, abs=1e-9)


@pytest.fixture(scope="module")
def small(textile):
    """Forty members with their cards."""
    table, members = park(40)
    return cohort(textile, table, members), list(table.cards()), table


def test_quantiles_are_definition_7():
    """Golden g46: the quantiles of R's type 7."""
    given_at = GOLDEN["inputs"]["p"]
    wanted = dict(zip(given_at, GOLDEN["expected"]["quantile_type7"], strict=True))
    found = quantiles(np.array(GOLDEN["inputs"]["x"], float), ALL)

    assert dict(zip(QUANTILES, found, strict=True)) == near({p: wanted[p] for p in QUANTILES})


def test_quantiles_of_few_are_held_back():
    """Four of five are too few; five show quartiles; twenty show the tails. NaN do not count."""
    five = np.array([1.0, 2, 3, 4, 5])

    assert quantiles(five[:4], Limits()) == (None,) * 5
    assert quantiles(np.append(five[:4], np.nan), Limits()) == (None,) * 5
    assert quantiles(five, Limits()) == (None, 2.0, 3.0, 4.0, None)
    assert None not in quantiles(np.arange(20.0), Limits())


def test_spreads_agree_with_the_cards(small):
    """Median, levels and weak share of every node, from the cards one by one."""
    found, cards, _ = small
    for spread in found.nodes:
        nodes = [card.nodes[spread.id] for card in cards]
        known = [node.score for node in nodes if node.score is not None]

        assert spread.members == len(known)
        assert spread.median == near(statistics.median(known))
        assert spread.weak == near(sum(score < 40 for score in known) / len(known))
        assert spread.levels == tuple(sum(n.level == level for n in nodes) for level in range(1, 6))
    assert [spread.id for spread in found.nodes] == list(cards[0].nodes)
    assert sum(found.histogram) == len(found) == 40
    assert found.provisional == sum(card.provisional for card in cards)


def test_items_agree_with_the_cards(small):
    """Facility, open share, cost and losers of every question."""
    found, cards, _ = small
    for item in found.items:
        answers = [card.answers[item.id] for card in cards]
        counted = [answer for answer in answers if answer.credit is not None]

        if len(counted) >= 5:
            assert item.members == len(counted)
            assert item.cost == near(sum(answer.lost for answer in answers) / 40)
            assert item.losers == sum(answer.lost >= 0.5 - 1e-9 for answer in answers)
            assert item.facility == near(statistics.fmean(a.credit / 100 for a in counted))
            open_states = ("unanswered", "unknown", "pending")
            assert item.open == near(sum(a.state in open_states for a in counted) / len(counted))
        else:
            assert item == Item(item.id, item.practice, 0, None, None, 0.0, 0)


def test_clauses_and_gates_agree_with_the_cards(small, textile):
    """How far the notice is answered, and whom a gate alone keeps below its level."""
    found, cards, _ = small
    for row, clause in enumerate(found.clauses):
        known = [
            card.alignment[row].score for card in cards if card.alignment[row].score is not None
        ]
        assert clause.id == cards[0].alignment[row].id
        assert clause.members == len(known)
        if len(known) >= 5:
            assert clause.quantiles[2] == near(statistics.median(known))
    thresholds = {level.level: level.threshold for level in textile.levels}
    for row, gate in enumerate(found.gates):
        states = [card.gates[row] for card in cards]
        held = [
            c
            for c, s in zip(cards, states, strict=True)
            if not s.holds and c.score >= thresholds[s.level]
        ]
        assert (gate.id, gate.held) == (states[0].id, len(held))


def test_weakest_and_dearest_come_first(small):
    """Practices by weak members, questions by facility, joint actions by cost."""
    found, *_ = small
    weak = [node.weak for node in found.weakest_practices()]
    facilities = [item.facility for item in found.hardest_items()]
    costs = [item.cost for item in found.joint_actions()]

    assert weak == sorted(weak, reverse=True)
    assert facilities == sorted(facilities)
    assert costs == sorted(costs, reverse=True)
    assert len(weak) > 20


def test_groups_agree_with_the_cards(small):
    """Each group that is shown is that of the members with the fact; none is smaller than five."""
    found, cards, _ = small
    shown = [(g, group) for g in found.groupings for group in g.groups if group.members is not None]

    assert {g.fact for g, _ in shown} >= {"processes", "region"}
    for grouping, group in shown:
        own = [c for c in cards if group.key in str(c.profile[grouping.fact])]
        assert group.members == len(own) >= 5
        assert sum(group.levels) == len(own)
        wanted = np.quantile([c.score for c in own], QUARTILES)
        assert group.quartiles == near(tuple(wanted))


def test_bands_hold_the_members_in_order(small):
    """Forty members make eight bands of five; the first holds the five best."""
    found, cards, _ = small
    sizes, medians = found.bands()
    best = sorted((card.score for card in cards), reverse=True)[:5]

    assert sizes == (5,) * 8
    assert medians[0, 0] == near(statistics.median(best))
    assert (np.diff(medians[:, 0]) <= 0).all()
    assert [float(s) for s in found.scores[0][found.order][:5]] == near(best)


def test_an_empty_and_a_tiny_cohort_say_nothing_about_anybody(textile):
    """No members, or four: counts, and no figure that stands for one of them."""
    for count in (0, 4):
        table, members = park(count) if count else (score_many(textile, []), Members((), ()))
        found = cohort(textile, table, members)

        assert len(found) == count
        assert all(set(node.quantiles) == {None} and node.weak is None for node in found.nodes)
        assert all(item.facility is None for item in found.items)
        assert found.joint_actions() == found.weakest_practices() == found.hardest_items() == ()
        assert all(group.members is None for g in found.groupings for group in g.groups)
        assert np.isnan(found.by_level).all()
        assert found.bands()[0] == ()


def test_members_without_a_score_come_last(textile):
    """A firm to which nothing applies has no level, no band and no place among the scores."""
    table = score_many(textile, [{}] * 6)
    table.numbers.scores[:, 0] = np.nan
    found = cohort(textile, table, Members(tuple("甲乙丙丁戊己"), ("",) * 6))

    assert found.order.tolist() == [1, 2, 3, 4, 5, 0]
    assert found.levels.tolist()[0] == -1
    assert sum(found.histogram) == 5


def test_a_group_inside_another_but_for_a_few_is_held(textile):
    """Weavers who dye as well, all but two: the difference of both groups would be the two."""
    firms = [{"processes": ["weaving", "dyeing"]}] * 8 + [{"processes": ["weaving"]}] * 2
    firms += [{"processes": ["garment"]}] * 9
    found = cohort(textile, score_many(textile, firms), Members(("某",) * 19, ("",) * 19))
    [by_process] = [g for g in found.groupings if g.fact == "processes"]

    assert {g.key: g.members for g in by_process.groups} == {
        "weaving": 10,
        "dyeing": None,
        "garment": 9,
    }
