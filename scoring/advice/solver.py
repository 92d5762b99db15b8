"""The one place that knows the solver: scipy's HiGHS behind ``solve``.

A program is linear with some whole-number variables. HiGHS works to tolerances of about 1e-6, so
nothing here is taken at face value: callers round the whole variables and check the outcome.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from questionnaires.errors import Problem
from scoring.advice.silence import silence
from scoring.errors import ScoringError

__all__ = ["Expression", "Program", "Solution", "patience", "solve"]

Expression = dict[int, float]
"""Coefficients by variable; the constant, if any, under -1."""

_OPTIMAL, _LIMIT, _INFEASIBLE = 0, 1, 2
_HALF = 0.5

Left = Callable[[], float]
_left: ContextVar[Left | None] = ContextVar("seconds_left", default=None)


@contextmanager
def patience(seconds_left: Left) -> Iterator[None]:
    """Give up, with a ``ScoringError``, on what is not solved while ``seconds_left()`` is above 0.

    The clock is the caller's. A plan is the same whatever the patience, or there is none.
    """
    token = _left.set(seconds_left)
    try:
        yield
    finally:
        _left.reset(token)


def _seconds_left() -> float | None:
    """Return how long the solver may take, ``None`` for as long as it likes."""
    left = _left.get()
    seconds = None if left is None else left()
    if seconds is not None and seconds <= 0:
        raise ScoringError([Problem("advice.too_slow")])
    return seconds


@dataclass
class Program:
    """Variables with bounds, and rows ``low <= expression <= high``."""

    lows: list[float] = field(default_factory=list)
    highs: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    rows: list[tuple[Expression, float, float]] = field(default_factory=list)

    def variable(self, low: float, high: float, *, whole: bool = False) -> int:
        """Add a variable and return its number."""
        self.lows.append(low)
        self.highs.append(high)
        self.whole.append(whole)
        return len(self.lows) - 1

    def row(self, terms: Mapping[int, float], low: float = -np.inf, high: float = np.inf) -> None:
        """Add a row; the constant of *terms* moves to the bounds."""
        constant = terms.get(-1, 0.0)
        own = {key: value for key, value in terms.items() if key >= 0 and value}
        self.rows.append((own, low - constant, high - constant))

    def copy(self) -> Program:
        """Return a program that can be added to without changing this one."""
        return Program(list(self.lows), list(self.highs), list(self.whole), list(self.rows))


@dataclass(frozen=True)
class Solution:
    """What the solver says. ``bound`` is proven: no solution has an objective below it."""

    feasible: bool
    values: NDArray[np.float64]
    objective: float
    bound: float
    proven: bool

    def taken(self, variables: Mapping[str, int]) -> frozenset[str]:
        """Return the names whose 0-1 variable is 1."""
        return frozenset(name for name, number in variables.items() if self.values[number] > _HALF)


def solve(
    program: Program, minimise: Mapping[int, float], *, gap: float = 0.0, nodes: int | None = None
) -> Solution:
    """Minimise a linear expression; stop at a relative *gap* or after *nodes* branchings.

    The same program gives the same solution every time, in one fixed order. Raises
    ``ScoringError`` when the caller's ``patience`` is at its end.
    """
    if not program.lows:  # scipy wants at least one variable
        holds = all(low <= 0 <= high for _, low, high in program.rows)
        constant = minimise.get(-1, 0.0)
        return Solution(holds, np.zeros(0), constant, constant, proven=True)
    cost = np.zeros(len(program.lows))
    for key, value in minimise.items():
        if key >= 0:
            cost[key] = value
    found = None
    for presolve in (True, False):  # HiGHS's presolve can fail on programs that are sound
        options = {
            "mip_rel_gap": gap, "presolve": presolve, "node_limit": nodes,
            "time_limit": _seconds_left(),
        }  # fmt: skip
        with silence():
            found = milp(
                cost,
                integrality=np.array(program.whole, dtype=np.uint8),
                bounds=Bounds(np.array(program.lows), np.array(program.highs)),
                constraints=_constraints(program),
                options={key: value for key, value in options.items() if value is not None},
            )
        _seconds_left()  # out of time is no answer, even with a solution at hand
        if found.x is not None:
            break
    if found is None or found.status not in (_OPTIMAL, _LIMIT, _INFEASIBLE):
        raise ArithmeticError(f"HiGHS: {found.message if found else ''}")
    constant = minimise.get(-1, 0.0)
    if found.x is None:
        bound = np.inf if found.status == _INFEASIBLE else -np.inf
        return Solution(False, np.zeros(0), np.inf, bound, found.status == _INFEASIBLE)
    bound = found.mip_dual_bound if found.mip_dual_bound is not None else found.fun
    return Solution(
        feasible=True,
        values=found.x,
        objective=float(found.fun) + constant,
        bound=float(bound) + constant,
        proven=found.status == _OPTIMAL,
    )


def _constraints(program: Program) -> Iterable[LinearConstraint]:
    if not program.rows:
        return ()
    lengths = [len(row) for row, _, _ in program.rows]
    columns = np.fromiter((key for row, _, _ in program.rows for key in row), np.int32)
    values = np.fromiter((v for row, _, _ in program.rows for v in row.values()), np.float64)
    starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    matrix = csr_array((values, columns, starts), shape=(len(lengths), len(program.lows)))
    lows = np.array([low for _, low, _ in program.rows])
    highs = np.array([high for _, _, high in program.rows])
    return (LinearConstraint(matrix, lows, highs),)
