"""Catalogues from which random questionnaires are put together: conditions and answer spaces.

They are drawn once, with a fixed seed, because building every number of every question by
Hypothesis took longer than scoring; Hypothesis then chooses and shrinks among them.
"""

from __future__ import annotations

from itertools import combinations
from random import Random
from typing import Any

from questionnaires.codes import processes, sizes

PROCESSES = tuple(processes())
SIZES = tuple(sizes())
KINDS = ("level", "single", "multiple", "number", "count_of")
CREDITS = (0, 0, 5, 12.5, 20, 25, 33.3, 40, 50, 60, 66.7, 75, 99.9, 100)
TEXT = {"en": "x"}

_MANY = 60  # parts of each sort
_FIGURES = {"size", "employees", "revenue"}  # a size class excludes most figures

Part = dict[str, Any]


# --- conditions on the profile ------------------------------------------------------------------


def _leaves() -> list[Part]:
    chosen = [{"profile": "processes", "in": [process]} for process in PROCESSES]
    chosen += [{"profile": "processes", "in": list(pair)} for pair in combinations(PROCESSES, 2)]
    for count in (1, 2, 3):
        chosen += [{"profile": "size", "in": list(some)} for some in combinations(SIZES, count)]
    chosen += [{"profile": "employees", "ge": figure} for figure in (20, 300, 1000)]
    chosen += [{"profile": "revenue", "le": figure} for figure in (300, 2000.5)]
    chosen += [{"profile": "industry", "in": codes} for codes in (["17"], ["1713", "174"])]
    chosen += [{"profile": "region", "in": codes} for codes in (["37"], ["3702", "32"])]
    return chosen


def _pairs(random: Random, leaves: list[Part]) -> list[Part]:
    """Return combinations of looks at different facts, so that every one can hold."""
    found: list[Part] = []
    while len(found) < _MANY:
        first, second = random.sample(leaves, 2)
        facts = {first["profile"], second["profile"]}
        if len(facts) == 2 and not facts <= _FIGURES:
            shape = random.choice(["all", "any"])
            turned = random.choice([first, {"not": first}])
            found += [{shape: [turned, second]}, {"not": {shape: [first, second]}}]
    return found


FACT_LEAVES = _leaves()
FACT_CONDITIONS = [
    *FACT_LEAVES,
    *({"not": leaf} for leaf in FACT_LEAVES),
    *({"not": {"not": leaf}} for leaf in FACT_LEAVES[::7]),
    *({"profile": fact, "answered": True} for fact in ("size", "region", "processes")),
    *_pairs(Random(1), FACT_LEAVES),
]


# --- conditions on earlier answers --------------------------------------------------------------


def upward(question: Part) -> list[Part]:
    """Return looks at an answer to *question* that a better answer can never close again."""
    about = {"question": question["id"]}
    found: list[Part] = [{**about, "answered": True}]
    if "anchors" in question:
        side = "ge" if question["direction"] == "up" else "le"
        return found + [{**about, side: anchor["at"]} for anchor in question["anchors"]]
    if question["kind"] == "level":
        found += [{**about, "ge": rung} for rung in range(2, 6)]
        return found + [{**about, "in": [str(n) for n in range(rung, 6)]} for rung in (2, 4)]
    ids = [option["id"] for option in question["options"] if not option.get("exclusive")]
    if question["kind"] == "single":
        return found + [{**about, "in": ids[start:]} for start in range(len(ids))]
    if len(ids) == len(question["options"]):
        found += [{**about, "ge": count} for count in range(1, len(ids) + 1)]
    return found + [{**about, "in": list(some)} for some in combinations(ids, min(2, len(ids)))]


# --- what may be answered, and what it is worth -------------------------------------------------


def _ladder(random: Random, count: int) -> list[float]:
    return [*sorted(random.choice(CREDITS) for _ in range(count - 1)), 100]


def _kinder(random: Random, credits: list[float]) -> list[float]:
    """Return credits that are nowhere stricter, still in order."""
    ease = random.choice([0, 0.25, 0.5, 1])
    return [100 - (100 - credit) * (1 - ease) for credit in credits]


def _quantity(random: Random, kind: str) -> Part:
    direction = random.choice(["up", "down"])
    positions = [0, 1, 5, 10, 29, 33.3, 50, 60, 80, 99.5, 100]
    at = sorted(random.sample(positions, random.randint(1, 4)))
    credits = _ladder(random, len(at))
    credits = credits if direction == "up" else credits[::-1]

    def anchors(values: list[float], ease: float = 1) -> list[Part]:
        return [{"at": ease * x, "credit": c} for x, c in zip(at, values, strict=True)]

    def variant() -> Part:
        ease = random.choice([1, 0.5]) if direction == "up" else 1
        kind_credits = _kinder(random, credits)
        return {"when": random.choice(FACT_CONDITIONS), "anchors": anchors(kind_credits, ease)}

    space = {"range": [0, 100], "direction": direction, "anchors": anchors(credits)}
    space["variants"] = [variant() for _ in range(random.choice([0, 0, 1, 2]))]
    named = {"unit": TEXT} if kind == "number" else {"numerator": TEXT, "denominator": TEXT}
    return {"kind": kind, **space, **named}


def _worded(random: Random, kind: str) -> Part:
    credits = _ladder(random, 5 if kind == "level" else random.randint(2, 5))
    variants = [
        {"when": random.choice(FACT_CONDITIONS), "credits": _kinder(random, credits)}
        for _ in range(random.choice([0, 0, 1, 2]))
    ]
    if kind == "level":
        return {"kind": kind, "rungs": [TEXT] * 5, "credits": credits, "variants": variants}
    return {"kind": kind, "options": _options(credits), "variants": variants}


def _multiple(random: Random) -> Part:
    shares = [[100], [50, 50], [0, 100], [20, 30, 50], [12.5, 25, 25, 37.5]]
    options = _options(random.choice(shares))
    if len(options) == 1 or random.random() < 0.5:
        options.append({"id": "none", "text": TEXT, "credit": 0, "exclusive": True})
    return {"kind": "multiple", "options": options}


def _options(credits: list[float]) -> list[Part]:
    return [{"id": f"o{i}", "text": TEXT, "credit": credit} for i, credit in enumerate(credits)]


def _spaces() -> list[Part]:
    random = Random(2)
    found: list[Part] = []
    for _ in range(_MANY):
        found += [_worded(random, "level"), _worded(random, "single"), _multiple(random)]
        found += [_quantity(random, "number"), _quantity(random, "count_of")]
    return found


ANSWER_SPACES = _spaces()
