"""Groups of members, each with the measures that lift most of its firms."""

import json
from dataclasses import replace

import numpy as np
import pytest

from assessment.disclosure import Limits
from assessment.peers import peer_groups
from scoring import score_many
from scoring.advice.lifts import lifts
from scoring.study import NoPeers, Peers
from tests.benchmarks.parks import park


@pytest.fixture(scope="module")
def kinds(textile):
    """Sixty firms that are good at everything but energy, or at nothing else."""
    random = np.random.default_rng(4)
    rows = []
    for firm in range(60):
        row = {"processes": ["dyeing"], "employees": 100 + firm, "revenue": 5000}
        for question in textile.questions:
            if question.kind == "level":
                good = question.id.startswith("energy") == (firm % 2 == 0)
                row[question.id] = str(random.choice([4, 5] if good else [1, 2]))
        rows.append(row)
    _, members = park(60)
    return score_many(textile, rows), members


def test_each_group_has_the_measures_that_lift_most_of_its_firms(textile, kinds):
    """The counts are those of the re-scored firms, and groups differ in what helps them."""
    table, members = kinds
    found = peer_groups(table, members)
    gains = lifts(table)

    assert isinstance(found.found, Peers)
    assert len(found.lifts) == 2
    for label, group in enumerate(found.lifts):
        own = gains.points[:, found.labels == label]
        counts = dict(zip([m.id for m in gains.measures], (own >= 0.5).sum(axis=1), strict=True))
        assert [lift.firms for lift in group] == sorted(counts.values(), reverse=True)[:5]
        assert all(lift.firms == counts[lift.measure] >= 5 for lift in group)
        wanted = {m.id: row.mean() for m, row in zip(gains.measures, own, strict=True)}
        assert all(lift.points == pytest.approx(wanted[lift.measure]) for lift in group)
    assert {lift.measure for lift in found.lifts[0]} != {lift.measure for lift in found.lifts[1]}
    assert json.loads(json.dumps(found.to_plain()))["labels"] == found.labels.tolist()


def test_members_that_show_their_level_only_stand_in_no_group(kinds):
    """Neither their scores nor what would lift them is in any figure."""
    table, members = kinds
    shown = np.arange(60) >= 7
    found = peer_groups(table, replace(members, scores_shown=shown))

    assert (found.labels[:7] == -1).all()
    assert sum(group.members for group in found.found.groups) == 53
    assert found.everybody == peer_groups(table.take(np.flatnonzero(shown)), members).everybody


def test_few_members_have_no_groups_and_no_measures():
    """Four members: a reason, and nothing about one of them."""
    table, members = park(4)
    found = peer_groups(table, members, Limits())

    assert found.found == NoPeers("few", 4)
    assert found.lifts == found.everybody == ()
    assert found.to_plain()["reason"] == "few"
