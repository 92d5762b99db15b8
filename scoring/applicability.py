"""Which questions are asked of which firm, and which anchors apply (DESIGN section 6, point 1).

A profile fact that is not given makes its condition false; the result is then provisional. An
earlier answer never takes a question out of the score: it rules it out (worth 0, still counted)
or leaves it pending (0 to 100), because otherwise answering better could lower a score and not
answering could raise it.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from questionnaires import codes as code_lists
from questionnaires.conditions import All, Condition, Leaf, Not, Truth, leaves
from scoring.matrix import Codes, Facts, Matrix
from scoring.plan import FIRST, Code, Plan, QuestionPlan

__all__ = ["apply", "holds"]

Truths = NDArray[np.int8]
Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]

_NEGATED = np.array([Truth.TRUE, Truth.TRUE, Truth.MISSING, Truth.NOT_APPLICABLE], dtype=np.int8)
_BY_STATE = np.array(
    [
        Truth.MISSING,  # unanswered
        Truth.MISSING,  # unknown
        Truth.MISSING,  # pending
        Truth.NOT_APPLICABLE,
        Truth.NOT_APPLICABLE,  # not asked
        Truth.FALSE,  # ruled out
    ],
    dtype=np.int8,
)
# What becomes of a question by the truth of its condition; under ``TRUE`` it keeps its code.
_CLOSED = np.array([Code.NOT_ASKED, Code.RULED_OUT, Code.PENDING, Code.UNANSWERED], dtype=np.uint8)
# Plain integers: looking up a member of an enumeration costs more than comparing small arrays.
_TRUE, _FALSE, _NOT_APPLICABLE = int(Truth.TRUE), int(Truth.FALSE), int(Truth.NOT_APPLICABLE)


def apply(plan: Plan, matrix: Matrix) -> Matrix:
    """Return the matrix with codes of questions that are not asked, and variants, filled in.

    The codes are copied only when there is a condition or a quick form to apply.
    """
    some_quick = bool(matrix.quick.any())
    codes = matrix.codes.copy() if plan.conditions or some_quick else matrix.codes
    variants = np.empty((len(plan.varied), matrix.firms), dtype=np.uint8)

    @cache
    def truth(condition: int) -> Truths:
        return _truth(plan.conditions[condition], plan, matrix.facts, codes, matrix.values)

    @cache
    def closed(condition: int) -> tuple[Mask, Codes] | None:
        found = truth(condition)
        firms = found != _TRUE
        return (firms, _CLOSED.take(found)) if firms.any() else None

    @cache
    def variant(conditions: tuple[int, ...]) -> NDArray[np.uint8]:
        return _variant([truth(condition) for condition in conditions])

    for question in plan.questions:
        if question.condition is not None and (found := closed(question.condition)):
            np.copyto(codes[question.index], found[1], where=found[0])
        if some_quick and not question.question.quick:
            codes[question.index, matrix.quick] = Code.NOT_ASKED
        if question.variants:
            variants[plan.varied[question.index]] = variant(question.variants)
    return replace(matrix, codes=codes, variants=variants)


def holds(condition: Condition, plan: Plan, matrix: Matrix) -> Mask:
    """Return (firms): for whom a condition on facts and answers holds."""
    found: Mask = _truth(condition, plan, matrix.facts, matrix.codes, matrix.values) == _TRUE
    return found


def _variant(truths: list[Truths]) -> NDArray[np.uint8]:
    """Return per firm the first variant that holds, else the default row (the last)."""
    chosen = (truths[-1] != _TRUE).view(np.uint8)  # of the last two rows
    chosen += np.uint8(len(truths) - 1)
    for index in range(len(truths) - 2, -1, -1):
        chosen[truths[index] == _TRUE] = index
    return chosen


def _truth(condition: Condition, plan: Plan, facts: Facts, codes: Codes, values: Floats) -> Truths:
    if isinstance(condition, Leaf):
        if condition.profile is not None:
            holds = _fact_leaf(condition, facts)
            return holds.view(np.int8) * np.int8(_TRUE)  # or _NOT_APPLICABLE, which is 0
        return _answer_leaf(condition, plan, codes, values)
    if isinstance(condition, Not):
        turned = _NEGATED[_truth(condition.not_, plan, facts, codes, values)]
        return np.where(_facts_given(condition, facts), turned, _NOT_APPLICABLE)
    parts = condition.all if isinstance(condition, All) else condition.any
    combine = np.minimum if isinstance(condition, All) else np.maximum
    result = _truth(parts[0], plan, facts, codes, values)
    for part in parts[1:]:
        result = combine(result, _truth(part, plan, facts, codes, values))
    return result


def _facts_given(condition: Not, facts: Facts) -> Mask:
    """Return where every fact looked at is given: a missing fact makes ``not`` false as well."""
    given = np.ones(len(facts.size), dtype=np.bool_)
    for leaf, _ in leaves(condition):
        if leaf.profile is not None:
            given &= facts.given(leaf.profile)
    return given


def _fact_leaf(leaf: Leaf, facts: Facts) -> Mask:
    fact = str(leaf.profile)
    if leaf.answered:
        return facts.given(fact)
    if fact in ("employees", "revenue"):
        values = getattr(facts, fact)
        if leaf.in_ is not None:
            return np.isin(values, [float(item) for item in leaf.in_])
        return _compare(values, leaf)
    wanted = tuple(str(item) for item in leaf.in_ or ())
    if fact == "processes":
        return (facts.processes & _process_bits(wanted)) != 0
    if fact == "size":
        return _sizes_in(wanted).take(facts.size)  # -1, unknown, is the last entry
    texts = getattr(facts, fact)
    return np.fromiter((str(t).startswith(wanted) for t in texts), np.bool_, count=len(texts))


@lru_cache(maxsize=256)
def _process_bits(wanted: tuple[str, ...]) -> int:
    known = list(code_lists.processes())
    return sum(1 << known.index(process) for process in wanted)


@lru_cache(maxsize=256)
def _sizes_in(wanted: tuple[str, ...]) -> Mask:
    return np.array([size in wanted for size in [*code_lists.sizes(), None]])


def _compare(values: NDArray[np.float64], leaf: Leaf) -> Mask:
    with np.errstate(invalid="ignore"):
        if leaf.ge is not None:
            return np.asarray(values >= leaf.ge)
        return np.asarray(values <= (leaf.le if leaf.le is not None else -np.inf))


def _answer_leaf(leaf: Leaf, plan: Plan, codes: Codes, values: Floats) -> Truths:
    index = plan.positions[str(leaf.question)]
    row, question = codes[index], plan.questions[index]
    if not question.question.is_quantity:
        table = np.concatenate([_BY_STATE, _option_truths(leaf, question)])
        truths: Truths = table[row]
        return truths
    figures = values[plan.quantities[index]]
    if leaf.answered:
        holds = np.ones(row.shape, dtype=np.bool_)
    elif leaf.in_ is not None:
        holds = np.isin(figures, [float(item) for item in leaf.in_])
    else:
        holds = _compare(figures, leaf)
    by_state = _BY_STATE[np.minimum(row, FIRST - 1)]
    by_value = np.where(holds, _TRUE, _FALSE)
    return np.where(row < FIRST, by_state, by_value).astype(np.int8)


def _option_truths(leaf: Leaf, plan: QuestionPlan) -> Truths:
    """Return the leaf's truth for every option code of a question."""
    options = plan.question.options
    if leaf.answered:
        holds = [True] * (plan.width - FIRST)
    elif leaf.in_ is not None:
        wanted = {str(item) for item in leaf.in_}
        picked = [option.id in wanted for option in options]
        if plan.question.kind == "multiple":
            bits = sum(1 << i for i, is_in in enumerate(picked) if is_in)
            holds = [bool(mask & bits) for mask in range(plan.width - FIRST)]
        else:
            holds = picked
    else:  # the rung (1, 2, …), or for ticked options how many there are
        count = range(1, plan.width - FIRST + 1)
        ranks = (
            [mask.bit_count() for mask in range(plan.width - FIRST)]
            if plan.question.kind == "multiple"
            else list(count)
        )
        holds = [bool(flag) for flag in _compare(np.array(ranks, dtype=np.float64), leaf)]
    return np.where(holds, _TRUE, _FALSE).astype(np.int8)
