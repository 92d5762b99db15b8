"""Rows 11 and 15: a park of 10,000 from frozen numbers, and what its members have in common."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from sklearn.cluster import KMeans
from threadpoolctl import threadpool_limits

import questionnaires
from assessment.cohort import Filter, cohort
from scoring.advice.lifts import lifts
from scoring.engine import evaluate
from scoring.packing import pack, unpack
from scoring.study import find_peers
from tests.benchmarks.parks import park
from tests.benchmarks.timing import Row, against

FIRMS = 10_000
ONE = Filter(size="small")


def frozen() -> Iterator[Row]:
    """Numbers of 10,000 firms to bytes and back, against copying the bytes one by one."""
    textile = questionnaires.load("textile")
    table, members = park(FIRMS)
    blobs = pack(table)

    def copy() -> list[bytes]:
        return [bytes(bytearray(blob)) for blob in blobs]

    yield against("10,000 firms -> bytes", lambda: pack(table), "copying the bytes", copy)
    yield against(
        "10,000 firms <- bytes", lambda: unpack(textile, blobs), "copying the bytes", copy
    )
    whole = lambda: cohort(textile, table, members)  # noqa: E731
    answers = table.answers
    yield against("cohort of 10,000", whole, "credits and costs of its answers", answers)
    one = lambda: cohort(textile, table, members, chosen=ONE)  # noqa: E731
    yield against("cohort of 10,000, one filter", one, "the same of everybody", whole)


def groups() -> Iterator[Row]:
    """Peer groups of 10,000, against one k-means of six on the same scores; lifts by measure."""
    table, _ = park(FIRMS)
    rows = [row for row, node in enumerate(table.plan.nodes) if node.of_questions]
    scores = np.ascontiguousarray(table.numbers.scores[rows].T)

    def plain() -> KMeans:
        with threadpool_limits(1):
            return KMeans(6, n_init=10, random_state=0).fit(scores)

    yield against("peer groups of 10,000", lambda: find_peers(table), "one k-means", plain, runs=3)
    count = len(table.plan.questionnaire.measures)

    def score_again() -> None:
        for _ in range(count):
            evaluate(table.plan, table.matrix)

    name = f"{count} measures for 10,000 firms"
    yield against(name, lambda: lifts(table), "scoring all as often", score_again, runs=3)


ROWS = (frozen, groups)
