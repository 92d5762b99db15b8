"""An invented park: any number of sample members of ``textile``, marked 示例, always the same.

Each member has an ability of its own, and bigger firms do better, so that scores are spread and
related as those of a real park might be. Nothing here describes real firms.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import polars as pl

import questionnaires
import scoring
from assessment.cohort import Members
from questionnaires.codes import processes
from questionnaires.model import Question

SEED = 20240412
REGIONS = ("330602", "330603", "330604", "330624", "330681", "330683")
INDUSTRIES = ("1711", "1713", "1751", "1761", "1811", "1830")


@cache
def park(firms: int) -> tuple[scoring.ScoreTable, Members]:
    """Return the scored answers and the names of so many invented members."""
    frame = members(firms)
    names = tuple(frame["name"].to_list())
    table = scoring.score_many(questionnaires.load("textile"), frame)
    return table, Members(names, ("",) * firms, fictional=True)


@cache
def members(firms: int) -> pl.DataFrame:
    """Return facts and answers of so many invented members, a row each."""
    textile = questionnaires.load("textile")
    random = np.random.default_rng(SEED)
    employees = np.round(np.exp(random.normal(4.6, 1.1, firms))).astype(int) + 8
    revenue = np.round(employees * np.exp(random.normal(3.9, 0.5, firms)), 0)
    ability = random.normal(0.0, 0.9, firms) + 0.35 * (np.log(employees) - 4.6)
    columns: dict[str, Any] = {
        "name": [f"示例纺织{number:04d}号" for number in range(1, firms + 1)],
        "region": random.choice(REGIONS, firms, p=[0.3, 0.25, 0.2, 0.15, 0.07, 0.03]),
        "industry": random.choice(INDUSTRIES, firms),
        "employees": employees,
        "revenue": revenue,
        "fictional": [True] * firms,
        "processes": _processes(random, firms),
    }
    hasty = random.random(firms) < 1 / 4
    for question in textile.questions:
        columns |= _answers(question, ability, hasty, random)
    return pl.DataFrame(columns, strict=False)


def _processes(random: np.random.Generator, firms: int) -> list[list[str]]:
    known = list(processes())
    first = random.integers(0, len(known), firms)
    second = random.integers(0, 2 * len(known), firms)
    return [
        sorted({known[a], *([known[b]] if b < len(known) else [])}, key=known.index)
        for a, b in zip(first.tolist(), second.tolist(), strict=True)
    ]


def _answers(
    question: Question, ability: np.ndarray, hasty: np.ndarray, random: np.random.Generator
) -> dict[str, list[Any]]:
    """Return columns for one question: better members answer better, hasty ones not all."""
    hard = random.normal(0.8, 0.7)
    place = 1.0 / (1.0 + np.exp(-(ability - hard + random.normal(0.0, 0.8, len(ability)))))
    blank = hasty & (random.random(len(ability)) < 1 / 12)
    if question.kind == "count_of":
        low, high = question.range or (0.0, 100.0)
        share = place if question.direction == "up" else 1.0 - place
        share = np.clip(np.round(100 * share), low, min(high, 100))
        return {
            f"{question.id}:numerator": _blanked(share, blank),
            f"{question.id}:denominator": _blanked(np.full(len(share), 100.0), blank),
        }
    if question.kind == "number":
        at = sorted(anchor.at for anchor in question.anchors)
        share = place if question.direction == "up" else 1.0 - place
        return {question.id: _blanked(np.round(at[0] + share * (at[-1] - at[0]), 2), blank)}
    ids = [option.id for option in question.options if not option.exclusive]
    chosen = np.minimum((place * len(ids)).astype(int), len(ids) - 1)
    if question.kind == "multiple":
        return {question.id: [";".join(ids[: n + 1]) for n in chosen.tolist()]}
    return {
        question.id: [None if b else ids[n] for n, b in zip(chosen.tolist(), blank, strict=True)]
    }


def _blanked(values: np.ndarray, blank: np.ndarray) -> list[float | None]:
    return [None if b else float(v) for v, b in zip(values, blank, strict=True)]
