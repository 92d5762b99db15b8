"""What every measure alone would bring every firm of a batch: moved answers, scored anew together.

One call of the engine per measure, for the firms whose answers it moves. A firm's own plan
(``situation``) differs in two points: of a ratio only the percentage is known here, so its
numerator is not rounded to whole machines; and an answer to a question that was closed to the firm
has not been kept, so where a measure opens the question it counts as unanswered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from questionnaires import codes as code_lists
from questionnaires.measures import Measure, Move
from scoring.advice.moves import State, by_question, step
from scoring.advice.situation import ASSUMED_SIZE
from scoring.applicability import apply
from scoring.engine import evaluate
from scoring.matrix import Codes, Facts, Matrix
from scoring.plan import FIRST, Code, Plan, QuestionPlan
from scoring.table import ScoreTable

__all__ = ["Lifts", "lifts"]

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Lifts:
    """``points`` (measures, firms) that the index gains; 0 where a measure is for other firms."""

    measures: tuple[Measure, ...]
    points: Floats


def lifts(table: ScoreTable, measures: Sequence[Measure] | None = None) -> Lifts:
    """Return what each measure (default: all of the questionnaire) brings each firm of *table*."""
    plan = table.plan
    wanted = tuple(plan.questionnaire.measures if measures is None else measures)
    raw = _reopened(table.matrix)
    index = np.nan_to_num(table.numbers.scores[-1])
    points = np.zeros((len(wanted), len(table)))
    for row, measure in enumerate(wanted):
        fitting = np.flatnonzero(_fits(measure, raw.facts))
        moved, changed = _moved(plan, raw.take(fitting), measure)
        if changed.any():
            firms = np.flatnonzero(changed)
            after = evaluate(plan, apply(plan, moved.take(firms))).scores[-1]
            points[row, fitting[firms]] = np.maximum(0.0, after - index[fitting[firms]])
    return Lifts(wanted, np.nan_to_num(points))


def _reopened(matrix: Matrix) -> Matrix:
    """Return the answers as they were before questions were closed; ``apply`` closes them again."""
    codes = matrix.codes.copy()
    codes[np.isin(codes, (Code.PENDING, Code.NOT_ASKED, Code.RULED_OUT))] = Code.UNANSWERED
    return replace(matrix, codes=codes)


def _fits(measure: Measure, facts: Facts) -> Mask:
    sizes = list(code_lists.sizes())
    size = np.where(facts.size < 0, sizes.index(ASSUMED_SIZE), facts.size)
    fits = np.isin(size, [sizes.index(s) for s in measure.sizes or sizes])
    if measure.processes:
        known = list(code_lists.processes())
        bits = sum(1 << known.index(process) for process in measure.processes)
        fits &= (facts.processes & bits) != 0
    return fits


def _moved(plan: Plan, matrix: Matrix, measure: Measure) -> tuple[Matrix, Mask]:
    """Return the answers after *measure*, and which firms have another answer than before."""
    codes, values = matrix.codes, matrix.values
    changed = np.zeros(matrix.firms, np.bool_)
    for question, placed in by_question(plan.questionnaire, [measure]).items():
        found = plan.questions[plan.positions[question]]
        moves = [item.move for item in placed]
        own = codes[found.index]
        if found.question.is_quantity:
            row = plan.quantities[found.index]
            new = _quantities(found, moves, own, values[row])
            differs = (new != values[row]) & ~np.isnan(new)
            values[row, differs], own[differs] = new[differs], FIRST
        else:
            after = _options(found, moves, own.dtype.type)[own]
            differs = after != own
            own[differs] = after[differs]
        changed |= differs
    return matrix, changed


def _quantities(plan: QuestionPlan, moves: Sequence[Move], codes: Codes, values: Floats) -> Floats:
    """Return every firm's value after *moves*; each distinct one is moved once."""
    known, place = np.unique(np.where(codes >= FIRST, values, np.nan), return_inverse=True)
    after = [_after(plan, None if np.isnan(value) else float(value), moves) for value in known]
    found = np.array([np.nan if state is None else float(state) for state in after])[place]  # type: ignore[arg-type]  # a quantity
    return np.where(codes == Code.NOT_APPLICABLE, np.nan, found)


def _options(plan: QuestionPlan, moves: Sequence[Move], kind: type[np.unsignedinteger]) -> Codes:
    """Return by code of an answer the code after *moves*; what does not apply stays."""
    question, ids = plan.question, list(plan.offsets)
    multiple = question.kind == "multiple"
    found = np.arange(plan.width, dtype=kind)
    for code in (Code.UNANSWERED, Code.UNKNOWN, *range(FIRST, plan.width)):
        given = code - FIRST
        state: State = None if given < 0 else given
        if multiple:
            state = frozenset(
                ids[bit] for bit in range(len(ids)) if given >= 0 and given >> bit & 1
            )
        after = _after(plan, state, moves)
        if after == state or after is None:
            continue
        bits = after if isinstance(after, frozenset) else frozenset()
        found[code] = FIRST + (sum(plan.offsets[str(o)] for o in bits) if multiple else int(after))  # type: ignore[arg-type]  # a position
    return found


def _after(plan: QuestionPlan, state: State, moves: Sequence[Move]) -> State:
    for move in moves:
        state = step(plan.question, state, move)
    return state
