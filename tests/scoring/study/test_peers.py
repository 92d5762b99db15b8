"""Groups that are in the data are found, and none where there are none."""

from dataclasses import replace

import numpy as np
import pytest

from scoring.study import NoPeers, Peers, find_peers
from scoring.table import ScoreTable
from tests.benchmarks.parks import park

FIRMS = 150


def practice_rows(table):
    return [row for row, node in enumerate(table.plan.nodes) if node.of_questions]


def with_scores(scores, coverage=1.0):
    """Return a table of invented firms with these practice scores (practices, firms)."""
    table, _ = park(scores.shape[1])
    numbers = replace(
        table.numbers, scores=table.numbers.scores.copy(), coverage=table.numbers.coverage.copy()
    )
    numbers.scores[practice_rows(table)] = scores
    numbers.coverage[practice_rows(table)] = coverage
    return ScoreTable(table.plan, table.matrix, numbers)


def planted(sizes=(60, 50, 40), apart=30.0, seed=1):
    """Return scores of firms strong in one part of the practices and weak in the others."""
    random = np.random.default_rng(seed)
    count = len(practice_rows(park(FIRMS)[0]))
    kind = np.repeat(range(len(sizes)), sizes)
    strong = np.arange(count)[:, None] % len(sizes) == kind
    ability = random.normal(45, 10, len(kind))
    scores = ability + np.where(strong, apart, 0.0) + random.normal(0, 8, (count, len(kind)))
    mixed = random.permutation(len(kind))
    return np.clip(scores, 0, 100)[:, mixed], kind[mixed], strong[:, mixed]


def agree(labels, kinds):
    """Tell whether two labellings are the same but for names."""
    pairs = set(zip(labels.tolist(), kinds.tolist(), strict=True))
    return len(pairs) == len(set(kinds.tolist())) == len(set(labels.tolist()))


def test_planted_groups_are_found_and_described():
    """Three kinds, each strong in a third of the practices; nobody stands in a wrong group."""
    scores, kinds, strong = planted()
    table = with_scores(scores)
    found = find_peers(table, smallest=5)

    assert isinstance(found, Peers)
    assert agree(found.labels, kinds)
    assert found.silhouette > found.chance
    assert found.stability > 0.99
    assert (found.left_out, found.filled) == (0, 0.0)
    ids = [table.plan.nodes[row].id for row in practice_rows(table)]
    for label, group in enumerate(found.groups):
        own = found.labels == label
        wanted = {name for name, row in zip(ids, strong, strict=True) if row[own].all()}
        assert {name for name, _ in group.strong} == wanted
        assert not wanted & {name for name, _ in group.weak}
        assert group.members == own.sum()
        assert group.index == pytest.approx(np.median(table.numbers.scores[-1][own]))
    assert [abs(d) for _, d in found.groups[0].strong] == sorted(
        (abs(d) for _, d in found.groups[0].strong), reverse=True)  # fmt: skip


def test_the_same_seed_gives_the_same_and_the_order_of_firms_changes_nothing():
    """Twice the same; shuffled firms get the labels they had, and every number is the same."""
    scores, *_ = planted()
    table = with_scores(scores)
    shuffled = np.random.default_rng(5).permutation(FIRMS)
    first, again, other = find_peers(table), find_peers(table), find_peers(table.take(shuffled))

    assert first.groups == again.groups == other.groups
    assert (first.labels == again.labels).all()
    assert (first.labels[shuffled] == other.labels).all()
    assert (first.silhouette, first.chance, first.stability) == (
        other.silhouette, other.chance, other.stability)  # fmt: skip


def test_firms_that_differ_by_degrees_are_no_groups():
    """One cloud of firms, better and worse: cutting it would invent groups."""
    random = np.random.default_rng(2)
    count = len(practice_rows(park(FIRMS)[0]))
    found = find_peers(
        with_scores(random.normal(50, 15, FIRMS) + random.normal(0, 10, (count, FIRMS)))
    )

    assert isinstance(found, NoPeers)
    assert found.reason in ("continuum", "unstable")
    assert found.firms == FIRMS


def test_no_group_is_smaller_than_the_limit():
    """Four firms of a kind of their own are not shown as a group."""
    scores, kinds, _ = planted((80, 66, 4))
    found = find_peers(with_scores(scores), smallest=5)

    assert isinstance(found, NoPeers) or min(group.members for group in found.groups) >= 5
    if isinstance(found, Peers):
        assert not agree(found.labels, kinds)
        for group in found.groups:
            shares = [*group.sizes.values(), *group.processes.values()]
            counts = np.array(shares) * group.members
            assert all(
                n > 4.999 and (n > group.members - 0.001 or n < group.members - 4.999)
                for n in counts
            )


@pytest.mark.parametrize(("scores", "reason"), [
    (np.full((1, 6), 40.0), "few"), (np.full((1, 40), 40.0), "flat"),
])  # fmt: skip
def test_too_little_to_go_by_is_a_reason(scores, reason):
    """Six firms, or firms that are all alike."""
    count = len(practice_rows(park(FIRMS)[0]))

    assert find_peers(with_scores(np.tile(scores, (count, 1)))) == NoPeers(reason, scores.shape[1])


def test_what_was_not_answered_is_not_weak():
    """Unsettled practices count as missing: they are stated, and move no firm to another group."""
    scores, kinds, _ = planted()
    random = np.random.default_rng(3)
    open_ = random.random(scores.shape) < 0.15
    open_[:, :3] = True  # three firms have answered next to nothing
    found = find_peers(with_scores(np.where(open_, 0.0, scores), np.where(open_, 0.0, 1.0)))

    assert isinstance(found, Peers)
    assert (found.labels[:3] == -1).all()
    assert found.left_out == 3
    assert found.filled == pytest.approx(open_[:, 3:].mean(), abs=1e-9)
    assert agree(found.labels[3:], kinds[3:])
