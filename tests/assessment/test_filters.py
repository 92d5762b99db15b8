"""A park that filters as it likes learns nothing about a single member."""

from itertools import product

import numpy as np
import pytest

from assessment.cohort import Members, cohort
from assessment.filters import EVERYBODY, FACTS, Filter, Views
from scoring import score_many
from tests.benchmarks.parks import park

FIRMS = 60


def every_filter(views):
    """Return all filters there are."""
    keys = ((None, *views.groups[fact]) for fact in FACTS)
    return [Filter(*found) for found in product(*keys)]


def told(rows):
    """Return the members whose own value follows from sums over the sets in *rows*."""
    _, found, basis = np.linalg.svd(np.asarray(rows, float), full_matrices=False)
    leverages = (basis[found > 1e-9] ** 2).sum(axis=0)
    return np.flatnonzero(leverages > 1 - 1e-6)


@pytest.fixture(scope="module")
def members():
    return park(FIRMS)


@pytest.fixture(scope="module")
def cohorts(textile, members):
    """What filters by size and process show, and those by region: few are left by three facts."""
    table, who = members
    views = Views(table.facts, 5)
    return views, {chosen: cohort(textile, table, who, chosen=chosen, views=views)
                   for chosen in every_filter(views) if chosen.region is None or chosen.depth == 1}  # fmt: skip


def test_no_answer_follows_from_all_filters_together(cohorts, members):
    """Facility times members is a sum: all sums of a question over all filters, solved at once."""
    views, found = cohorts
    counts = members[0].answers().counts
    tried = 0
    for row in range(0, len(counts), 3):
        shown = [chosen for chosen, c in found.items() if c.items[row].facility is not None]
        sums = [views.mask(chosen) & counts[row] for chosen in shown]
        assert [found[chosen].items[row].members for chosen in shown] == [s.sum() for s in sums]
        tried += len(sums)
        assert not len(told(sums)) if sums else True

    assert tried > 100
    naive = [mask for c in found if (mask := views.mask(c)).sum() >= 5]
    assert len(told(naive)), "the attack would find members if only small sets were held back"


def test_no_score_follows_from_filters_and_groups(cohorts):
    """Groups shown inside a filter are filters by one fact more, and decided with them."""
    views, found = cohorts
    rows = [views.mask(chosen) for chosen, c in found.items() if c.nodes[0].median is not None]
    inner = [
        views.mask(chosen) & views.groups[grouping.fact][group.key]
        for chosen, c in found.items() for grouping in c.groupings for group in grouping.groups
        if group.members is not None
    ]  # fmt: skip

    assert len(rows) > 5 < len(inner)
    assert not len(told([*rows, *inner]))
    assert all(mask.sum() >= 5 for mask in inner)


def test_a_filter_shows_the_figures_of_its_members(cohorts, textile, members):
    """A filtered cohort is the cohort of those members, where it says anything."""
    views, found = cohorts
    chosen = Filter(size="small")
    own = np.flatnonzero(views.mask(chosen))
    alone = cohort(textile, members[0].take(own), members[1].take(own))

    assert len(found[chosen]) == len(own)
    assert found[chosen].nodes == alone.nodes
    assert found[chosen].histogram == alone.histogram
    assert found[chosen].order.tolist() == alone.order.tolist()
    assert found[chosen].gates == alone.gates


def test_the_order_of_asking_decides_nothing(members):
    """Filters asked one by one, deep ones first, are shown as in any other order."""
    everybody = np.ones(FIRMS, bool)
    first, second = (Views(members[0].facts, 5) for _ in range(2))
    filters = every_filter(first)
    backwards = {chosen: first.shown(chosen, everybody) for chosen in filters[::-1]}

    assert backwards == {chosen: second.shown(chosen, everybody) for chosen in filters}
    assert backwards[EVERYBODY]
    assert not all(backwards.values())


def test_codes_nobody_has_choose_nobody(textile, members):
    """A filter from an address that names no group is empty and shows nothing."""
    found = cohort(textile, *members, chosen=Filter(region="<script>"))

    assert len(found) == 0
    assert all(node.median is None for node in found.nodes)
    assert found.bands()[0] == ()


def test_a_score_that_is_hidden_counts_in_no_figure_of_scores(textile, members):
    """The park sees all scores but one: nothing it is shown changes with that one's answers."""
    rows = [{"employees": 100 + n, "digital.data.decisions": str(1 + n % 5)} for n in range(12)]
    shown = np.arange(12) != 4
    who = Members([f"示例{n}" for n in range(12)], [""] * 12, scores_shown=shown)
    one = cohort(textile, score_many(textile, rows), who)
    rows[4] = {"employees": 104, "digital.data.decisions": "2"}
    other = cohort(textile, score_many(textile, rows), who)

    assert (one.nodes[1:], one.items, one.clauses, one.gates) == (
        other.nodes[1:], other.items, other.clauses, other.gates)  # fmt: skip
    assert (one.histogram, one.groupings) == (other.histogram, other.groupings)
    assert (one.order.tolist(), one.bands()[0]) == (other.order.tolist(), other.bands()[0])
    assert one.order[-1] == 4
    assert sum(one.nodes[0].levels) == 12, "its level is not hidden"


@pytest.mark.parametrize("hiding", [1, 4, 8])
def test_answers_that_are_hidden_count_in_no_figure_of_answers(textile, hiding):
    """However many hide theirs: whoever comes next would be the difference of two months."""
    rows = [{"digital.data.decisions": str(1 + n % 5)} for n in range(14)]
    who = Members([""] * 14, [""] * 14, answers_shown=np.arange(14) >= hiding)
    found = cohort(textile, score_many(textile, rows), who)
    [item] = [item for item in found.items if item.id == "digital.data.decisions"]

    assert item.members == 14 - hiding
    assert found.nodes[0].members == 14
