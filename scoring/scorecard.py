"""The result of one firm: a frozen document with every number and where it comes from."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from scoring.plan import ROOT

__all__ = [
    "ENGINE_VERSION", "SCHEMA_VERSION", "AnswerScore", "ClauseScore", "GateState", "NextLevel",
    "NodeScore", "ScoreCard",
]  # fmt: skip

ENGINE_VERSION = "1.0.0"
"""Version of the arithmetic; it changes whenever the same answers could give another number."""

SCHEMA_VERSION = 1

POLICIES: Mapping[str, str] = {
    "unanswered": "credited 0, range to 100",
    "unknown": "credited 0, range to 100",
    "not_applicable": "left out, weight spread over siblings",
    "not_asked": "left out, weight spread over siblings",
    "ruled_out": "credited 0",
    "pending": "credited 0, range to 100",
    "rounding": "once, at display, half-even, one decimal",
}
"""How each state of an answer is treated (DESIGN section 6); printed in every report."""


@dataclass(frozen=True, slots=True)
class NodeScore:
    """One node of the tree; ``None`` for a number means that nothing under it counts.

    ``weight`` is the share of the index after spreading (0-1), ``contribution`` the points it
    brings to the index (``None`` where a rule other than the mean stands in between).
    """

    id: str
    kind: str
    rule: str
    score: float | None
    low: float | None
    high: float | None
    coverage: float | None
    level: int | None
    weight: float
    contribution: float | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class AnswerScore:
    """One question: its state, what the answer is worth and what it costs the index today."""

    id: str
    practice: str
    state: str
    value: Any
    credit: float | None
    weight: float
    contribution: float | None
    lost: float
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class GateState:
    """A gate with where the firm stands; ``distance`` is 0 when it holds."""

    id: str
    level: int
    text: Mapping[str, str]
    target: str
    holds: bool
    current: float | None
    needed: float | None
    distance: float


@dataclass(frozen=True, slots=True)
class ClauseScore:
    """How far a firm answers one task or clause of the policy notice.

    ``score`` is the mean credit of the counting questions that serve it, weighted by their share
    of the index; ``high`` the same with open answers at 100; ``None`` when no such question counts.
    """

    id: str
    task: str
    score: float | None
    high: float | None
    coverage: float | None
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NextLevel:
    """What separates the firm from the next level: points of the index, and gates."""

    level: int
    name: Mapping[str, str]
    threshold: float
    distance: float
    gates: tuple[GateState, ...] = ()

    @property
    def binding(self) -> tuple[GateState, ...]:
        """The gates that do not hold yet."""
        return tuple(gate for gate in self.gates if not gate.holds)


@dataclass(frozen=True)
class ScoreCard:
    """Scores, level and reasons of one firm. Plain data; nothing recomputes an accepted card."""

    questionnaire: Mapping[str, Any]
    form: str
    profile: Mapping[str, Any]
    answers_digest: str
    score: float | None
    low: float | None
    high: float | None
    coverage: float | None
    level: int | None
    level_name: Mapping[str, str]
    provisional: bool
    estimate: bool
    """True for a quick-form result: its level is an estimate."""
    missing_facts: tuple[str, ...]
    nodes: Mapping[str, NodeScore]
    answers: Mapping[str, AnswerScore]
    gates: tuple[GateState, ...]
    next_level: NextLevel | None
    alignment: tuple[ClauseScore, ...] = ()
    """Tasks of the policy notice (``id == task``), each followed by its clauses."""
    ignored: tuple[str, ...] = ()
    """Questions that were answered although they are not asked of this firm; not counted."""
    engine: str = ENGINE_VERSION
    policies: Mapping[str, str] = field(default_factory=lambda: dict(POLICIES))

    def trace(self) -> dict[str, Any]:
        """Return why the index is what it is: every node's inputs, and every answer's cost.

        ``nodes[id]["inputs"]`` lists children with ``weight`` (share of this node after
        spreading), ``score`` and ``contribution``; under the rule ``mean`` the contributions sum
        to the node's score.
        """
        children: dict[str, list[dict[str, Any]]] = {node_id: [] for node_id in self.nodes}
        for node in self.nodes.values():
            if node.id != ROOT:
                parent = ROOT if node.kind == "dimension" else self._dimension_of(node.id)
                children[parent].append(self._input(node.id, node.score, node.weight, parent))
        for answer in self.answers.values():
            entry = self._input(answer.id, answer.credit, answer.weight, answer.practice)
            entry["state"], entry["lost"] = answer.state, answer.lost
            children[answer.practice].append(entry)
        nodes = {
            node.id: {"rule": node.rule, "score": node.score, "inputs": children[node.id]}
            for node in self.nodes.values()
        }
        return {"nodes": nodes, "answers": [_plain(answer) for answer in self.answers.values()]}

    def _input(self, child: str, score: float | None, weight: float, parent: str) -> dict[str, Any]:
        above = self.nodes[parent]
        share = weight / above.weight if above.weight else 0.0
        additive = above.rule == "mean" and score is not None
        return {
            "id": child,
            "weight": share,
            "score": score,
            "contribution": share * (score or 0.0) if additive else None,
        }

    def _dimension_of(self, practice: str) -> str:
        return str(self.questionnaire["parents"][practice])

    def to_dict(self) -> dict[str, Any]:
        """Return the whole result as plain data (see ``maturity schema result``)."""
        return {
            "schema": SCHEMA_VERSION,
            "engine": self.engine,
            "questionnaire": dict(self.questionnaire),
            "form": self.form,
            "profile": dict(self.profile),
            "answers_digest": self.answers_digest,
            "index": {
                name: getattr(self, name) for name in ("score", "low", "high", "coverage", "level")
            },
            "level_name": dict(self.level_name),
            "provisional": self.provisional,
            "estimate": self.estimate,
            "missing_facts": list(self.missing_facts),
            "nodes": [_plain(node) for node in self.nodes.values()],
            "answers": [_plain(answer) for answer in self.answers.values()],
            "gates": [_plain(gate) for gate in self.gates],
            "next_level": _next_level(self.next_level),
            "alignment": [_plain(clause) for clause in self.alignment],
            "ignored": list(self.ignored),
            "policies": dict(self.policies),
        }

    def to_json(self, *, indent: int | None = 2) -> str:
        """Return ``to_dict`` as JSON with Chinese as written; the same result, the same text."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=indent, allow_nan=False)

    def _repr_html_(self) -> str:
        """Show the card in a notebook: index, level and the dimensions as a small table."""
        head = f"{_shown(self.score)} ({_shown(self.low)}–{_shown(self.high)})"  # range
        name = html.escape(self.level_name.get("zh", next(iter(self.level_name.values()), "")))
        rows = "".join(
            f"<tr><td>{html.escape(node.id)}</td><td>{_shown(node.score)}</td>"
            f"<td>{_shown(node.low)}–{_shown(node.high)}</td><td>{node.level}</td></tr>"
            for node in self.nodes.values()
            if node.kind != "practice"
        )
        firm = html.escape(str(self.profile.get("name") or ""))
        flag = " · provisional" if self.provisional else ""
        return (
            f"<p><b>{firm}</b> {head} · L{self.level} {name}{flag}</p><table><thead><tr>"
            "<th>node</th><th>score</th><th>range</th><th>level</th></tr></thead>"
            f"<tbody>{rows}</tbody></table>"
        )


def _next_level(step: NextLevel | None) -> dict[str, Any] | None:
    if step is None:
        return None
    return {**_plain(step), "gates": [_plain(gate) for gate in step.gates]}


def _plain(record: Any) -> dict[str, Any]:
    """Return a flat record as a dictionary; ``asdict`` copies deeply and is ten times slower."""
    names, values = _SLOTS[type(record)]
    return dict(zip(names, values(record), strict=True))


_SLOTS: Mapping[type, tuple[tuple[str, ...], attrgetter[tuple[Any, ...]]]] = {
    kind: (kind.__slots__, attrgetter(*kind.__slots__))
    for kind in (NodeScore, AnswerScore, GateState, ClauseScore, NextLevel)
}


def _shown(value: float | None) -> str:
    return "—" if value is None else f"{value:.1f}"
