"""Answers worth a second look. It asks, it never punishes: no score depends on anything here.

Four kinds: contradictions that the questionnaire declares, quantities that do not fit each other,
the same rung all the way down (straight-lining), and numbers far from those of comparable firms.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from questionnaires.answers import AnswerSheet, AnswerState
from questionnaires.conditions import Leaf, Truth, evaluate, leaves
from questionnaires.model import Questionnaire
from scoring.scores import answer_states

__all__ = [
    "FAR", "LADDERS", "PEERS", "SAME", "TO_SIGMA", "Finding", "outlier", "plausibility",
    "straight_line",
]  # fmt: skip

LADDERS, SAME = 12, 0.9
"""Answered ladders from which sameness says anything, and the share of them on one rung."""

PEERS, FAR = 20, 5.0
"""Comparable answers from which an outlier can be told, and its robust standard deviations from
their median: about one in a million of normal numbers."""

TO_SIGMA = 1.4826
"""Standard deviations in a median absolute deviation of normal numbers."""

_STRAIGHT = {
    "zh": "多数阶梯题都选了第 {rung} 档，请看看是不是逐题考虑过",
    "en": "most ladders stand at rung {rung}; were they considered one by one?",
}
_OUTLIER = {
    "zh": "{value} 与 {count} 家可比企业的中位数 {median} 相差很大，请核对单位和口径",
    "en": "{value} is far from {median}, the median of {count} comparable firms; check the unit",
}


@dataclass(frozen=True)
class Finding:
    """Something to look at again: contradiction, quantities, straight_line or outlier."""

    kind: str
    check: str | None
    questions: tuple[str, ...]
    text: Mapping[str, str]

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return asdict(self) | {"questions": list(self.questions), "text": dict(self.text)}


def plausibility(
    questionnaire: Questionnaire, sheet: AnswerSheet, peers: Sequence[AnswerSheet] = ()
) -> tuple[Finding, ...]:
    """Return what to look at again; *peers* are sheets of comparable firms, if there are any.

    Answers to questions that are not asked count nowhere, and are not looked at.
    """
    states = answer_states(questionnaire, sheet)
    sheet = replace(
        sheet, answers={k: a for k, a in sheet.answers.items() if states.get(k) == "answered"}
    )
    found = [*_declared(questionnaire, sheet), *_straight(questionnaire, sheet)]
    return (*found, *_outliers(questionnaire, sheet, peers))


def _declared(questionnaire: Questionnaire, sheet: AnswerSheet) -> Iterator[Finding]:
    for check in questionnaire.checks:
        text = dict(check.text)
        if check.not_above is not None:
            first, second = (_number(sheet, name) for name in check.not_above)
            if first is not None and second is not None and first > second + check.slack:
                yield Finding("quantities", check.id, check.not_above, text)
        elif check.when is not None:
            asked = tuple(leaf.question for leaf, _ in leaves(check.when) if leaf.question)
            known = tuple(dict.fromkeys(name for name in asked if name in sheet.answers))
            holds = evaluate(check.when, partial(_leaf, questionnaire, sheet))
            if holds is Truth.TRUE:
                yield Finding("contradiction", check.id, known, text)


def _leaf(questionnaire: Questionnaire, sheet: AnswerSheet, leaf: Leaf) -> Truth:
    if leaf.profile is not None:
        fact = getattr(sheet.profile, leaf.profile)
        facts = fact if isinstance(fact, tuple) else (fact,)
        found = [_fits(leaf, item) for item in facts if item not in (None, "")]
        return Truth.TRUE if any(found) else Truth.NOT_APPLICABLE
    answer = sheet.answers.get(str(leaf.question))
    if answer is None or answer.state is not AnswerState.ANSWERED:
        return Truth.MISSING
    question = questionnaire.question(str(leaf.question))
    if question.is_quantity:
        return Truth.TRUE if _fits(leaf, answer.number) else Truth.FALSE
    chosen = answer.value if isinstance(answer.value, tuple) else (answer.value,)
    if leaf.in_ is not None or leaf.answered:
        return Truth.TRUE if any(_fits(leaf, str(item)) for item in chosen) else Truth.FALSE
    options = [option.id for option in question.options]
    rank = len(chosen) if question.kind == "multiple" else options.index(str(chosen[0])) + 1
    return Truth.TRUE if _fits(leaf, rank) else Truth.FALSE


def _fits(leaf: Leaf, value: Any) -> bool:
    if leaf.answered:
        return True
    if leaf.in_ is not None:
        if leaf.profile in ("industry", "region"):
            return str(value).startswith(tuple(map(str, leaf.in_)))
        return value in leaf.in_ or str(value) in map(str, leaf.in_)
    if leaf.ge is not None:
        return bool(value >= leaf.ge)
    return leaf.le is not None and bool(value <= leaf.le)


def _number(sheet: AnswerSheet, name: str) -> float | None:
    answer = sheet.answers.get(name)
    known = answer is not None and answer.state is AnswerState.ANSWERED
    return answer.number if known and answer is not None else None


def _straight(questionnaire: Questionnaire, sheet: AnswerSheet) -> Iterator[Finding]:
    rungs = {
        q.id: str(sheet.answers[q.id].value)
        for q in questionnaire.questions
        if q.kind == "level" and q.id in sheet.answers
        and sheet.answers[q.id].state is AnswerState.ANSWERED
    }  # fmt: skip
    if len(rungs) < LADDERS:
        return
    rung, count = Counter(rungs.values()).most_common(1)[0]
    if count >= SAME * len(rungs):
        yield straight_line(tuple(name for name, value in rungs.items() if value == rung), rung)


def straight_line(questions: tuple[str, ...], rung: str) -> Finding:
    """Return the finding that these ladders all stand at one rung."""
    text = {lang: sentence.format(rung=rung) for lang, sentence in _STRAIGHT.items()}
    return Finding("straight_line", None, questions, text)


def _outliers(
    questionnaire: Questionnaire, sheet: AnswerSheet, peers: Sequence[AnswerSheet]
) -> Iterator[Finding]:
    for question in questionnaire.questions:
        value = _number(sheet, question.id) if question.is_quantity else None
        others = [n for peer in peers if (n := _number(peer, question.id)) is not None]
        if value is None or len(others) < PEERS:
            continue
        median = float(np.median(others))
        spread = TO_SIGMA * float(np.median(np.abs(np.array(others) - median)))
        if spread > 0 and abs(value - median) > FAR * spread:
            yield outlier(question.id, value, median, len(others))


def outlier(question: str, value: float, median: float, count: int) -> Finding:
    """Return the finding that a number is far from the *median* of *count* comparable firms."""
    values = {"value": f"{value:g}", "median": f"{median:g}", "count": count}
    text = {lang: sentence.format(**values) for lang, sentence in _OUTLIER.items()}
    return Finding("outlier", None, (question,), text)
