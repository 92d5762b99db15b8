"""Figures of comparable firms: of enough firms from enough parks, now and over time, or none."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.benchmark import (
    SEVERAL,
    Benchmark,
    Group,
    NotEnough,
    Population,
    Publication,
    Rule,
    main_processes,
    publish,
)
from assessment.ledger import Ledger
from scoring import score_many

PROCESSES = ("weaving", "dyeing", SEVERAL)
SIZES = ("medium", "small")


def population(rows, scores=None):
    """Return results from (name, park, process, size); scores are spread if not given."""
    names, parks, processes, sizes = ([row[part] for row in rows] for part in range(4))
    spread = [10.0 + 80 * ((7 * n) % 31) / 31 for n in range(len(names))]
    values = np.array([spread if scores is None else scores] * 2, float)
    return Population(names, *(np.array(part, str) for part in (parks, processes, sizes)),
                      ["index", "d"], values)  # fmt: skip


def firms(count, parks=("a", "b", "c", "d"), process="weaving", size="small", start=0):
    """Return so many firms, dealt out to the parks in turn."""
    return [(f"r{start + n}", parks[n % len(parks)], process, size) for n in range(count)]


def find(rows, *facts, agreed=(), scores=None):
    return publish(population(rows, scores), "2026-06-30", agreed=agreed).find(*facts)


def learnt(*publications):
    """Return the fewest results that one group, or a difference of two, ever was about."""
    sets = publications[-1].ledger.sets
    found = [int(one.sum()) for one in sets]
    found += [n for one in sets for other in sets if not (one & ~other).any()
              if (n := int((other & ~one).sum()))]  # fmt: skip
    return min(found, default=99)


def test_ten_firms_of_three_parks_are_enough():
    """Quantiles, how many, and when; and what the group has in common."""
    found = find(firms(12), "weaving", "small")

    assert isinstance(found, Benchmark)
    assert (found.n, found.date, found.minimum) == (12, "2026-06-30", 10)
    assert (found.group, found.group.basis) == (Group("weaving", "small"), "process_and_size")
    assert set(found.quantiles) == {"index", "d"}
    assert found.quantiles["index"][0] is None, "a tenth of twelve firms is one firm"


@pytest.mark.parametrize(("rows", "reason", "n"), [
    ([], "firms", 0),
    (firms(9), "firms", 9),
    (firms(30, parks=("a", "b")), "parks", 30),
    ([*firms(20, parks=("a",)), *firms(4, parks=("b", "c"), start=20)], "difference", 24),
])  # fmt: skip
def test_otherwise_there_is_a_reason_and_no_number(rows, reason, n):
    """Nine firms, two parks, or four firms beside one park whose manager knows all the others."""
    found = find(rows, "weaving", "small")

    assert isinstance(found, NotEnough)
    assert (found.reason, found.n, found.date, found.rule) == (reason, n, "2026-06-30", Rule())


def test_a_park_that_agreed_is_enough_by_itself():
    """Its own firms are compared with each other; another park's firms see nothing of it."""
    rows = [*firms(11, parks=("a",)), *firms(3, parks=("b",), start=11)]
    published = publish(population(rows), "2026-06-30", agreed=["a"])

    assert published.find("weaving", "small", "a").group == Group("weaving", "small", "a")
    assert isinstance(published.find("weaving", "small", "b"), NotEnough)
    assert isinstance(find(rows, "weaving", "small", "a"), NotEnough)
    assert isinstance(
        find(firms(9, parks=("a",)), "weaving", "small", "a", agreed=["a"]), NotEnough
    )


def test_the_closest_group_with_figures_is_taken():
    """Same process and size, else same process, else all; a firm of unknown process gets all."""
    rows = [*firms(20), *firms(6, size="medium", start=20), *firms(15, process="dyeing", start=26)]
    published = publish(population(rows), "2026-06-30")
    basis = {facts: published.find(*facts).group.basis
             for facts in product_of(("weaving", "dyeing", "knitting", ""), SIZES)}  # fmt: skip

    assert basis["weaving", "small"] == "process", "26 weavers less 20 small ones are six"
    assert basis["weaving", "medium"] == "process"
    assert basis["dyeing", "small"] == "process_and_size"
    assert basis["knitting", "small"] == basis["", "small"] == "all"


def product_of(*parts):
    return [(a, b) for a in parts[0] for b in parts[1]]


def test_no_score_of_one_firm_is_shown():
    """A firm that stands out moves no figure by its own value; all figures are whole points."""
    scores = [50.0] * 20 + [37.3]
    found = find(firms(21), "weaving", "small", scores=scores).quantiles["index"]
    best = find(firms(21), "weaving", "small", scores=[50.0] * 20 + [97.3]).quantiles["index"]

    assert found == (46.0, 50.0, 50.0, 50.0, 50.0), "50 and 50 and 37.3 on average"
    assert best[1:4] == (50.0, 50.0, 50.0)
    assert all(q == round(q) for q in (*found, *best))


def test_where_a_firm_stands_follows_from_the_figures_alone():
    """Asking with any score tells no more than the quantiles shown do."""
    found = find(firms(31), "weaving", "small")
    known = dict(zip((0.1, 0.25, 0.5, 0.75, 0.9), found.quantiles["index"], strict=True))

    assert [found.below("index", q) for q in known.values()] == pytest.approx([*known], abs=0.051)
    assert (found.below("index", 0.0), found.below("index", 100.0)) == (0.0, 1.0)
    steps = {found.below("index", score / 10) for score in range(1001)}
    assert steps <= {n / 20 for n in range(21)}


def test_a_node_without_a_score_for_all_is_left_out():
    """Otherwise the figures of a practice would be about other firms than those of the index."""
    people = population(firms(30))
    people.scores[1, 3] = np.nan

    assert set(publish(people, "2026-06-30").find("weaving", "small").quantiles) == {"index"}


def test_figures_are_renewed_when_enough_has_changed():
    """One newcomer, or one firm assessed again, would be the difference; ten of them are not."""
    rows = firms(30)
    first = publish(population(rows), "2026-06-30")
    one_more = publish(
        population([*rows, ("x", "a", "weaving", "small")]), "2026-07-31", previous=first
    )
    again = publish(
        population([("r0-2", *rows[0][1:]), *rows[1:]]), "2026-08-31", previous=one_more
    )
    many = publish(population([*rows, *firms(10, start=30)]), "2026-09-30", previous=again)

    for kept in (one_more, again):
        assert kept.find("weaving", "small") == first.find("weaving", "small")
    found = many.find("weaving", "small")
    assert (found.n, found.date) == (40, "2026-09-30")


def test_a_detour_does_not_single_out_a_newcomer():
    """Ten come and nine of them go: both steps are large, and first and last differ by one."""
    rows = firms(30)
    first = publish(population(rows), "1")
    second = publish(population([*rows, *firms(10, start=30)]), "2", previous=first)
    third = publish(population([*rows, *firms(1, start=30)]), "3", previous=second)

    assert [p.find("weaving", "small").date for p in (first, second, third)] == ["1", "2", "2"]
    naive = publish(population([*rows, *firms(1, start=30)]), "3")
    assert naive.find("weaving", "small").n == 31, "without the ledger it would have been shown"


def test_the_same_firms_keep_their_date():
    """Nothing changed, so the figures are as old as they are."""
    first = publish(population(firms(30)), "2026-06-30")
    second = publish(population(firms(30)), "2026-07-31", previous=first)

    assert second.groups == first.groups
    assert second.ledger.sets.shape == first.ledger.sets.shape


def test_a_publication_survives_storage():
    """Through JSON and back it says the same and guards the same."""
    first = publish(population(firms(30)), "2026-06-30", agreed=["a"])
    again = Publication.from_plain(json.loads(json.dumps(first.to_plain())))
    more = population([*firms(30), ("x", "a", "weaving", "small")])

    assert (again.groups, again.held, again.rule) == (first.groups, first.held, first.rule)
    assert (again.ledger.sets == first.ledger.sets).all()
    assert publish(more, "2", previous=again).groups == publish(more, "2", previous=first).groups
    assert Ledger.from_plain(Ledger().to_plain()).sets.size == 0


def test_firms_that_run_several_processes_are_compared_with_each_other(textile):
    """One process names it, more are "several", none is unknown."""
    rows = [{"processes": p} for p in (["dyeing"], ["weaving", "dyeing"], [])]

    assert main_processes(score_many(textile, rows).facts).tolist() == ["dyeing", SEVERAL, ""]


firm = st.tuples(st.sampled_from("abcd"), st.sampled_from(PROCESSES), st.sampled_from(SIZES))
move = st.tuples(st.integers(0, 60), st.integers(0, 60), st.sets(st.sampled_from("abcd")))


@given(st.lists(firm, min_size=20, max_size=60), st.lists(move, max_size=4), st.data())
def test_whatever_comes_and_goes_no_firm_is_singled_out(start, moves, data):
    """An attacker keeps every publication and knows who was counted when; parks agree at will.

    All sums over all groups ever shown are solved for single results, also by a park's manager,
    who knows those of the own park.
    """
    rows = [(f"r{n}", *facts) for n, facts in enumerate(start)]
    found = publish(population(rows), "0", agreed=["a"])
    for date, (gone, come, agreed) in enumerate(moves):
        fresh = data.draw(st.lists(firm, min_size=min(come, 12), max_size=min(come, 12)))
        rows = rows[min(gone, 12) :] + [(f"{date}-{n}", *facts) for n, facts in enumerate(fresh)]
        if rows:
            found = publish(population(rows), str(date), agreed=sorted(agreed), previous=found)

    ledger = found.ledger
    if len(ledger.sets):
        assert learnt(found) >= found.rule.members
        parks = np.array(ledger.parks)
        assert not exposed(ledger.sets)
        for park in set(ledger.parks):
            assert not exposed(ledger.sets[:, parks != park])


def exposed(sets):
    """Tell whether sums over *sets* determine the value of a single result."""
    if not sets.any():
        return False
    _, sizes, basis = np.linalg.svd(sets.astype(float), full_matrices=False)
    return bool(((basis[sizes > 1e-9] ** 2).sum(axis=0) > 1 - 1e-6).any())
