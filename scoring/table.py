"""The result of a batch: numbers by firm and node, and each firm's explained card on demand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from questionnaires.answers import AnswerSheet
from questionnaires.conditions import Condition
from questionnaires.errors import Problem
from scoring.answers import Answers, Credits, clauses, read_answers, read_credits
from scoring.applicability import holds
from scoring.engine import NO_LEVEL, Numbers
from scoring.matrix import Facts, Matrix
from scoring.plan import FIRST, ROOT, Plan
from scoring.scorecard import ScoreCard
from scoring.trace import card

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

__all__ = ["ScoreTable"]


class ScoreTable:
    """Scores of many firms. Rows are the firms handed in (less the rejected), in their order.

    Columns: ``firm`` when the table had a ``credit_code`` or ``name``; per node its id (the score,
    0-100), ``id:low``, ``id:high``, ``id:coverage`` (0-1) and ``id:level``; ``provisional``.
    """

    def __init__(
        self, plan: Plan, matrix: Matrix, numbers: Numbers, problems: tuple[Problem, ...] = ()
    ) -> None:
        """Keep the arrays; nothing is computed here."""
        self.plan, self.matrix, self.numbers = plan, matrix, numbers
        self.problems = problems
        self.nodes = (ROOT, *(node.id for node in plan.nodes if node.id != ROOT))

    def __len__(self) -> int:
        """Return the number of firms scored."""
        return self.matrix.firms

    def card(self, firm: int) -> ScoreCard:
        """Return the explained result of one firm (by position)."""
        return card(self.plan, self.matrix, self.numbers, range(len(self))[firm])

    def sheet(self, firm: int) -> AnswerSheet:
        """Return the answers of one firm (by position)."""
        return self.matrix.sheet(range(len(self))[firm])

    def cards(self) -> Iterator[ScoreCard]:
        """Yield every firm's explained result."""
        return map(self.card, range(len(self)))

    def take(self, firms: NDArray[np.intp]) -> ScoreTable:
        """Return the table of some firms, by position and in that order; nothing is scored."""
        return ScoreTable(self.plan, self.matrix.take(firms), self.numbers.take(firms))

    @property
    def ids(self) -> Sequence[str]:
        """What names the firms, credit codes before names; empty when the table had neither."""
        return list(self.matrix.ids)

    @property
    def rows(self) -> NDArray[np.intp]:
        """Which rows of the table handed in the firms are, counted from 0."""
        kept = self.matrix.rows
        return np.arange(len(self)) if kept is None else kept

    @property
    def facts(self) -> Facts:
        """Profile facts of all firms as arrays."""
        return self.matrix.facts

    @property
    def quick(self) -> NDArray[np.bool_]:
        """Which firms filled in the short form."""
        return self.matrix.quick

    @property
    def provisional(self) -> NDArray[np.bool_]:
        """Which results may still change."""
        return self._provisional()

    def row(self, node: str) -> int:
        """Return where a node stands in the arrays of ``numbers``."""
        return self.plan.node(node)

    def credits(self) -> Credits:
        """Return what every answer of every firm is worth, as arrays; cheaper than ``answers``."""
        return read_credits(self.plan, self.matrix)

    def holds(self, condition: Condition) -> NDArray[np.bool_]:
        """Return (firms): for whom a condition on facts and answers holds."""
        return holds(condition, self.plan, self.matrix)

    def answered(self, question_id: str) -> NDArray[np.bool_]:
        """Return (firms): who answered a question that is asked of them."""
        found: NDArray[np.bool_] = self.matrix.codes[self.plan.positions[question_id]] >= FIRST
        return found

    def options(self, question_id: str) -> NDArray[np.int64]:
        """Return (firms): the position of the option chosen, -1 without an answer that counts.

        Of several options ticked it is the sum of 2 to the power of each one's position.
        """
        codes = self.matrix.codes[self.plan.positions[question_id]].astype(np.int64)
        return np.where(codes < FIRST, -1, codes - FIRST)

    def values(self, question_id: str) -> NDArray[np.float64]:
        """Return (firms): a quantity (of a ratio the percentage), NaN without one that counts."""
        index = self.plan.positions[question_id]
        values = self.matrix.values[self.plan.quantities[index]]  # noqa: PD011  # ours, no frame
        return np.where(self.matrix.codes[index] < FIRST, np.nan, values)

    def answers(self) -> Answers:
        """Return what every answer of every firm is worth and costs, as arrays."""
        return read_answers(self.plan, self.matrix, self.numbers)

    def clauses(self, answers: Answers) -> NDArray[np.float64]:
        """Return (tasks and clauses, firms): how far the notice is answered, 0-100 or NaN."""
        return clauses(self.plan, answers)

    def to_polars(self) -> pl.DataFrame:
        """Return a polars DataFrame; nodes where nothing counts are null."""
        series: dict[str, pl.Series] = {}
        if len(self.matrix.ids) == len(self) and len(self):
            series["firm"] = pl.Series(self.matrix.ids)
        for node in self.nodes:
            row = self.plan.node(node)
            score = pl.Series(self.numbers.scores[row], nan_to_null=True)
            levels = pl.Series(self.numbers.levels[row])
            series[node] = series[f"{node}:low"] = score
            series[f"{node}:high"] = pl.Series(self.numbers.highs[row], nan_to_null=True)
            series[f"{node}:coverage"] = pl.Series(self.numbers.coverage[row], nan_to_null=True)
            nothing = (levels == NO_LEVEL) | score.is_null()
            series[f"{node}:level"] = levels.set(nothing, None)
        series["provisional"] = pl.Series(self._provisional())
        return pl.DataFrame(series)

    def _provisional(self) -> NDArray[np.bool_]:
        """Return which results may still change: an answer or a fact asked for is missing."""
        found = self.numbers.unfinished | np.isnan(self.numbers.scores[self.plan.node(ROOT)])
        for fact in self.plan.facts:
            found = found | ~self.matrix.facts.given(fact)
        return found

    def to_pandas(self) -> pd.DataFrame:
        """Return a pandas DataFrame (needs the extra ``pandas``)."""
        return self.to_polars().to_pandas()

    def to_arrow(self) -> pa.Table:
        """Return a pyarrow Table (needs the extra ``pandas``)."""
        return self.to_polars().to_arrow()

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        """Hand the table to any library that speaks the Arrow C stream, without pyarrow."""
        return self.to_polars().__arrow_c_stream__(requested_schema)
