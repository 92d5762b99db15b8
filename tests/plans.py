"""Small random plans with every kind of rule, and a plain enumeration to compare with.

The enumeration shares no code with ``scoring.advice``: it applies measures to raw answers, tries
every subset, and scores them with ``scoring.score_many``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations
from random import Random
from typing import Any

from questionnaires import AnswerSheet, Questionnaire, parse_sheet
from questionnaires.measures import Measure, Move
from questionnaires.model import Question
from scoring import score_many
from tests.parts import TEXT, Part
from tests.tiny import dimension, level, made, multiple, number, practice, ratio, single

ANCHORS = (
    [(0, 0), (40, 70), (100, 100)], [(10, 0), (50, 60), (90, 100)],
    [(5, 100), (20, 60), (50, 0)], [(0, 100), (10, 35), (40, 0)],
)  # fmt: skip
RULES = ("mean", "mean", "mean", "weakest", "geometric")
CREDITS = ((0, 25, 50, 75, 100), (0, 0, 60, 60, 100), (10, 20, 30, 90, 100), (0, 50, 100, 100, 100))


@dataclass(frozen=True)
class Plan:
    """A questionnaire with measures, a firm's raw answers, and a budget."""

    questionnaire: Questionnaire
    answers: dict[str, Any]
    budget: float

    @property
    def sheet(self) -> AnswerSheet:
        sheet, problems = parse_sheet(self.questionnaire, self.answers)
        assert not problems, [problem.to("en") for problem in problems]
        return sheet


def random_plan(seed: int, *, measures: int = 7) -> Plan:
    """Return a plan with prerequisites, either-or pairs, gates, bent anchors and other rules."""
    random = Random(seed)
    additive = seed % 2 == 0
    rules = ("mean",) if additive else RULES
    questions = [_question(random, f"d{n // 4}.p{n // 2}.q{n}") for n in range(8)]
    practices = [
        practice(f"d{n // 2}.p{n}", *questions[2 * n : 2 * n + 2], aggregate=random.choice(rules), weight=random.randint(1, 5))
        for n in range(4)
    ]  # fmt: skip
    dimensions = [
        dimension(f"d{n}", *practices[2 * n : 2 * n + 2], aggregate=random.choice(rules))
        for n in range(2)
    ]
    if seed % 5 == 0:  # a question that opens with a better answer to the first
        questions[3]["asked_if"] = {"question": questions[0]["id"], "answered": True}
    own = [_measure(random, f"m{n}", questions, n) for n in range(measures)]
    questionnaire = made(
        *dimensions,
        levels=((1, 0), (2, 30), (3, 50), (4, 70)),
        gates={n: [_gate(random, f"g{n}", questions)] for n in (2, 3, 4)},
        aggregate=random.choice(rules),
        measures=own,
    )
    answers = {q["id"]: _answer(random, q) for q in questions}
    total = sum(m["cost"]["range"][0] for m in own)
    return Plan(questionnaire, answers, random.randint(total // 5, total * 2 // 3))


def _question(random: Random, id: str) -> Part:
    more = {"weight": random.choice([1, 2, 3, 0.5]), "may_not_apply": True}
    kind = random.choice(["level", "level", "single", "multiple", "number", "number", "ratio"])
    if kind == "level":
        return level(id, credits=list(random.choice(CREDITS)), **more)
    if kind == "single":
        return single(id, {"a": 0, "b": 30, "c": 100}, **more)
    if kind == "multiple":
        return multiple(id, {"a": 20, "b": 30, "c": 50}, none="none", **more)
    if kind == "number":
        return number(id, random.choice(ANCHORS), **more)
    return ratio(id, **more)


def _measure(random: Random, id: str, questions: list[Part], position: int) -> Part:
    picked = random.sample(questions, random.choice([1, 1, 2, 3]))
    found: Part = {"id": id, "title": TEXT, "moves": [_move(random, q) for q in picked]}
    cost = random.randint(1, 20)
    found["cost"] = {"range": [cost, cost]}
    needs: list[Part] = []
    if position and random.random() < 0.35:
        needs.append({"measure": f"m{random.randrange(position)}"})
    if random.random() < 0.3:
        worded = [q for q in questions if q["kind"] in ("level", "single")]
        if worded:
            chosen = random.choice(worded)
            options = ["2", "3"] if chosen["kind"] == "level" else ["b", "c"]
            needs.append({"question": chosen["id"], "reaches": random.choice(options)})
    if position and random.random() < 0.3:
        other = f"m{random.randrange(position)}"
        found["excludes"] = [other] if {"measure": other} not in needs else []
    return {**found, "needs": needs}


def _move(random: Random, question: Part) -> Part:
    about = {"question": question["id"]}
    if question["kind"] == "multiple":
        return {**about, "ticks": random.sample(["a", "b", "c"], random.randint(1, 2))}
    if question["kind"] in ("level", "single"):
        options = ["1", "2", "3", "4", "5"] if question["kind"] == "level" else ["a", "b", "c"]
        start, end = sorted(random.sample(range(len(options)), 2))
        origin = {"from": options[start]} if start and random.random() < 0.6 else {}
        return {**about, **origin, "to": options[end]}
    down = question.get("direction") == "down"
    form = random.choice(["to", "by", "percent", "until"])
    if form == "to":
        return {**about, "to": random.choice([5, 12, 30, 60, 85])}
    size = random.choice([7, 15, 30])
    change = {"percent" if form == "percent" else "by": -size if down else size}
    return {**about, **change, "until": random.choice([8, 20] if down else [55, 90])}


def _gate(random: Random, id: str, questions: list[Part]) -> Part:
    form = random.choice(["node", "question", "node"])
    if form == "node":
        node = random.choice(["d0", "d1", "d0.p0", "d1.p3"])
        return {"id": id, "node": node, "at_least": random.choice([10, 25, 40, 60])}
    question = random.choice(questions)
    if question["kind"] == "level":
        return {"id": id, "question": question["id"], "reaches": random.choice(["2", "3", "4"])}
    if question["kind"] == "single":
        return {"id": id, "question": question["id"], "without": ["a"]}
    return {"id": id, "question": question["id"], "at_least": random.choice([20, 45, 70])}


def _answer(random: Random, question: Part) -> Any:
    chance = random.random()
    if chance < 0.1:
        return {"not_applicable": "x"}
    if chance < 0.2:
        return random.choice([None, {"unknown": True}])
    if question["kind"] == "level":
        return random.choice(["1", "1", "2", "3", "4"])
    if question["kind"] == "single":
        return random.choice(["a", "a", "b"])
    if question["kind"] == "multiple":
        return random.choice([["none"], ["a"], ["b"], ["a", "c"]])
    value = random.choice([0, 8, 25, 45, 70])
    return value if question["kind"] == "number" else {"numerator": value, "denominator": 100}


# --- plain enumeration --------------------------------------------------------------------------


def done(plan: Plan, chosen: tuple[Measure, ...]) -> dict[str, Any]:
    """Return the raw answers after the measures, worked out from the description alone."""
    answers = dict(plan.answers)
    for question in plan.questionnaire.questions:
        raw = answers[question.id]
        if isinstance(raw, dict) and "not_applicable" in raw:
            continue
        moves = [(m.id, move) for m in chosen for move in m.moves if move.question == question.id]
        answers[question.id] = _moved(question, raw, moves)
    return answers


def _moved(question: Question, raw: Any, moves: list[tuple[str, Move]]) -> Any:
    if isinstance(raw, dict) and "unknown" in raw:
        raw = None
    if question.kind == "multiple":
        ticks = {option for _, move in moves for option in move.ticks}
        return sorted((set(raw or ()) | ticks) - {"none"} or {"none"}) if ticks or raw else None
    if question.kind in ("level", "single"):
        ids = [option.id for option in question.options]
        here = -1 if raw is None else ids.index(raw)
        for _ in moves:
            for _, move in moves:
                if move.origin is None or max(here, 0) >= ids.index(move.origin):
                    here = max(here, ids.index(str(move.to)))
        return None if here < 0 else ids[here]
    return _quantity(question, raw, moves)


def _quantity(question: Question, raw: Any, moves: list[tuple[str, Move]]) -> Any:
    value = raw["numerator"] if isinstance(raw, dict) else raw
    sign = -1 if question.direction == "down" else 1
    for _, move in moves:
        if move.to is not None:
            value = move.to if value is None else sign * max(sign * value, sign * move.to)
    if value is None:
        return None
    changes = [
        (move.by is not None, move.until, name, move) for name, move in moves if move.to is None
    ]
    for _, until, _, move in sorted(changes, key=lambda item: item[:3]):
        shift = move.by if move.by is not None else value * move.percent / 100
        if sign * value < sign * until:
            value = sign * min(sign * (value + shift), sign * until)
    if question.kind == "number":
        return value
    return {"numerator": math.ceil(value - 1e-9), "denominator": 100}


def subsets(plan: Plan) -> list[tuple[Measure, ...]]:
    """Return every set of measures that can be carried out in some order."""
    every = plan.questionnaire.measures
    needed = {need.measure for m in every for need in m.needs if need.measure}
    idle = frozenset(name for name in needed if spent(plan, name))
    found = []
    for count in range(len(every) + 1):
        for chosen in combinations(every, count):
            names = {m.id for m in chosen}
            if not any(set(m.excludes) & names for m in chosen) and _works(plan, chosen, idle):
                found.append(chosen)
    return found


def _works(plan: Plan, chosen: tuple[Measure, ...], idle: frozenset[str]) -> bool:
    finished: list[Measure] = []
    while True:
        ready = [m for m in chosen if m not in finished and _ready(plan, m, tuple(finished), idle)]
        if not ready:
            return len(finished) == len(chosen)
        finished += ready


def _ready(
    plan: Plan, measure: Measure, finished: tuple[Measure, ...], idle: frozenset[str]
) -> bool:
    if not measure.needs:
        return True
    answers = done(plan, finished)
    for need in measure.needs:
        if need.measure is not None:
            if need.measure not in idle | {m.id for m in finished}:
                return False
            continue
        question = plan.questionnaire.question(need.question)
        raw = answers[question.id]
        if isinstance(raw, dict) and "not_applicable" in raw:
            continue
        ids = [option.id for option in question.options]
        if not isinstance(raw, str) or ids.index(raw) < ids.index(need.reaches):
            return False
    return True


def spent(plan: Plan, name: str) -> bool:
    """Whether a measure can bring nothing, whatever else is done: it then counts as done."""
    own = next(m for m in plan.questionnaire.measures if m.id == name)
    others = [m for m in plan.questionnaire.measures if m.id != name]
    return all(
        done(plan, (*chosen, own)) == done(plan, chosen)
        for count in range(len(others) + 1)
        for chosen in combinations(others, count)
    )


def enumerated(plan: Plan) -> list[tuple[float, float, int, tuple[Measure, ...]]]:
    """Return (cost, index, level, measures) of every set that works."""
    sets = subsets(plan)
    sheets = [parse_sheet(plan.questionnaire, done(plan, chosen))[0] for chosen in sets]
    numbers = score_many(plan.questionnaire, sheets).numbers
    return [
        (sum(m.cost.range[0] for m in chosen), float(numbers.scores[-1, row]), int(numbers.levels[-1, row]), chosen)
        for row, chosen in enumerate(sets)
    ]  # fmt: skip
