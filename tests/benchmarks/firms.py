"""Rows 1 and 2 of the budgets: a million firms at once, and one firm with its full trace."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

import questionnaires
import scoring
from questionnaires import Questionnaire
from tests.benchmarks.timing import Row, against, seconds

FIRMS, QUESTIONS = 1_000_000, 80
SHAPE = (4, 4, 5)  # dimensions, practices each, questions each


@cache
def questionnaire() -> Questionnaire:
    """Return eighty five-rung questions in sixteen practices and four dimensions."""
    text = {"zh": "题"}

    def question(name: str, k: int) -> dict[str, Any]:
        rungs = [text] * 5
        return {
            "id": f"{name}.q{k}",
            "kind": "level",
            "text": text,
            "weight": k + 1,
            "rungs": rungs,
        }

    dimensions, practices, questions = SHAPE
    return Questionnaire.model_validate(
        {
            "id": "bench", "version": "1.0.0", "title": text,
            "levels": [
                {"level": i + 1, "name": text, "threshold": 20 * i,
                 "gates": [{"id": f"g{i}", "text": text, "node": "d0", "at_least": 15 * i}] if i else []}
                for i in range(5)
            ],
            "dimensions": [
                {"id": f"d{d}", "title": text, "practices": [
                    {"id": f"d{d}.p{p}", "title": text, "weight": p + 1,
                     "questions": [question(f"d{d}.p{p}", k) for k in range(questions)]}
                    for p in range(practices)
                ]}
                for d in range(dimensions)
            ],
        }
    )  # fmt: skip


@cache
def rungs() -> np.ndarray:
    """Return (questions, firms) rungs 1 to 5, a twentieth unanswered (0)."""
    random = np.random.default_rng(20240412)
    found = np.empty((QUESTIONS, FIRMS), dtype=np.uint8)
    for row in found:  # row by row, so that making the data does not set the memory's peak
        row[:] = random.integers(1, 6, size=FIRMS, dtype=np.uint8)
        row[random.integers(0, FIRMS, size=FIRMS // 20)] = 0
    return found


def frame() -> pl.DataFrame:
    """Return the rungs as a table with nulls for unanswered."""
    ids = [question.id for question in questionnaire().questions]
    series = (pl.Series(i, row) for i, row in zip(ids, rungs(), strict=True))
    return pl.DataFrame(list(series)).select(pl.all().replace(0, None))


def plain_numpy() -> Any:
    """Return the work of a plain float64 program: scores alone, ``(C*M) @ W / (M @ W)``."""
    _, practices, questions = SHAPE
    credit = np.ascontiguousarray(np.array([0, 0, 25, 50, 75, 100.0])[rungs()].T)
    mask = np.ones_like(credit)
    first = np.kron(np.eye(16), np.arange(1, questions + 1)[:, None])
    second = np.kron(np.eye(4), np.arange(1, practices + 1)[:, None])

    def work() -> np.ndarray:
        low = (credit * mask) @ first / (mask @ first)
        middle = low @ second / second.sum(axis=0)
        return middle.mean(axis=1)

    return work


def million() -> Iterator[Row]:
    """Row 1: coded answers of a million firms to all nodes, ranges, coverage and levels."""
    table, numpy_program = frame(), plain_numpy()
    yield against(
        "1 million firms x 80, table to all results",
        lambda: scoring.score_many(questionnaire(), table),
        "plain float64 numpy, scores alone",
        numpy_program,
        budget=0.5,
    )
    del numpy_program
    numbers = scoring.score_many(questionnaire(), table).numbers
    outputs = [numbers.scores, numbers.highs, numbers.coverage, numbers.levels, numbers.gates]

    def copy() -> Any:
        return [table.to_numpy().copy(), *(array.copy() for array in outputs)]

    yield against(
        "1 million firms x 80, against copying input and output",
        lambda: scoring.score_many(questionnaire(), table),
        "copying input and output once",
        copy,
        budget=5,
    )


def memory() -> Iterator[Row]:
    """Row 1: memory beside input and output, in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.firms"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    extra = float(done.stdout)
    yield Row("1 million firms x 80, extra memory", extra, "MB", "300 MB", extra / 300, 1)


def _extra_megabytes() -> float:
    """Return the peak of scoring above what the table took before and what the results take."""
    table = frame()
    rungs.cache_clear()
    Path("/proc/self/clear_refs").write_text("5")  # the peak so far was that of making the table
    before = _status_megabytes("VmRSS")
    result = scoring.score_many(questionnaire(), table)
    numbers = result.numbers
    kept = (numbers.scores, numbers.highs, numbers.coverage, numbers.levels, numbers.gates)
    return _status_megabytes("VmHWM") - before - sum(array.nbytes for array in kept) / 2**20


def _status_megabytes(name: str) -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(name)).split()[1]) / 1024


def answers() -> dict[str, Any]:
    """Return a middling answer to every question of ``textile``."""
    found: dict[str, Any] = {}
    for question in questionnaires.load("textile").questions:
        if question.kind == "multiple":
            found[question.id] = [o.id for o in question.options if not o.exclusive][:2]
        elif question.kind == "number":
            low, high = question.range or (0, 1)
            found[question.id] = (low + high) / 2
        elif question.kind == "count_of":
            found[question.id] = {"numerator": 40, "denominator": 100}
        else:
            found[question.id] = question.options[len(question.options) // 2].id
    return found


PROFILE = {"processes": ["weaving", "dyeing"], "employees": 400, "revenue": 20000}


def one() -> Iterator[Row]:
    """Row 2: one firm from raw answers to card and full trace, in milliseconds."""
    textile, given = questionnaires.load("textile"), answers()
    times = []
    for _ in range(200):
        start = time.perf_counter()
        scoring.score(textile, given, PROFILE).trace()
        times.append(time.perf_counter() - start)
    value = 1000 * statistics.median(times)
    yield Row("one firm with full trace", value, "ms", "2 ms", value / 2, 1)


def thousand() -> Iterator[Row]:
    """Row 2: a thousand firms in one call against one firm."""
    textile = questionnaires.load("textile")
    sheet, _ = questionnaires.parse_sheet(textile, answers(), PROFILE)
    many, single = [sheet] * 1000, [sheet]
    scoring.score_many(textile, many)
    pairs = [
        (
            seconds(lambda: scoring.score_many(textile, many)),
            statistics.median(seconds(lambda: scoring.score_many(textile, single).card(0)) for _ in range(20)),
        )
        for _ in range(5)
    ]  # fmt: skip
    ratio = statistics.median(mine / other for mine, other in pairs)
    value = statistics.median(mine for mine, _ in pairs)
    yield Row("1,000 firms in one call", value, "s", "one firm in one call", ratio, 10)


if __name__ == "__main__":
    sys.stdout.write(f"{_extra_megabytes():.1f}\n")
