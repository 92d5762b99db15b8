"""Two rounds of one firm side by side, for the result page."""

from __future__ import annotations

from dataclasses import dataclass

from api.assessments.repository import Held
from api.kit.i18n import PageWords
from assessment import Outcome
from assessment.comparison import NodeChange, compare
from reports.sections.comparison import judge, judge_index
from reports.wording import rounded
from scoring.certainty import Change as Noise
from scoring.certainty.change import NodeChange as NodeNoise

__all__ = ["Change", "Rounds", "address", "rounds_view"]


@dataclass(frozen=True, slots=True)
class Change:
    """One dimension or practice in two rounds."""

    title: str
    before: str
    now: str
    change: str
    direction: str
    """``up``, ``down`` or ``same``, after rounding."""
    verdict: str
    """Whether that is real or chance; empty where nobody can tell."""
    real: bool


@dataclass(frozen=True, slots=True)
class Rounds:
    """The comparison with the round before."""

    date: str
    href: str
    rows: tuple[Change, ...]
    verdict: str
    note: str


def address(held: Held) -> str:
    """Return the address of an assessment's pages."""
    return f"/assessments/{held.row.public_id}"


def rounds_view(
    now: Outcome, before: Outcome, held: Held, words: PageWords, noise: Noise | None
) -> Rounds:
    """Return the comparison of two rounds: index, dimensions, and practices that changed.

    What cannot be compared is left out and counted; *noise* tells real changes from chance.
    """
    found = compare(now, before)
    titles = {"index": words("result.index")}
    for dimension in now.questionnaire.dimensions:
        titles[dimension.id] = words.text(dimension.title)
        titles.update({p.id: words.text(p.title) for p in dimension.practices})
    judged = noise.nodes if noise else {}
    changes = [
        (node.now.kind, _change(words, titles[node.id], node, judged.get(node.id)))
        for node in found.nodes
    ]
    rows = tuple(row for kind, row in changes if kind != "practice" or row.direction != "same")
    key = f"documents.not_comparable.{found.obstacle}" if found.obstacle else ""
    counts = {"same": len(found.questions), "apart": len(found.apart) + len(found.clarified)}
    return Rounds(
        date=words.date(held.day) or "",
        href=f"{address(held)}/result",
        rows=rows,
        verdict=judge_index(words, found, noise),
        note=words(key) if key else words("documents.comparable", **counts),
    )


def _change(words: PageWords, title: str, node: NodeChange, noise: NodeNoise | None) -> Change:
    gained = rounded(node.change)
    return Change(
        title=title,
        before=words.score(node.before.score),
        now=words.score(node.now.score),
        change=f"{gained:+}",
        direction="up" if gained > 0 else "down" if gained < 0 else "same",
        verdict=judge(words, noise),
        real=noise is not None and noise.verdict != "no_change",
    )
