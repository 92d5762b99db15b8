"""This round against the one before: only what can be compared, and why the rest cannot."""

from __future__ import annotations

from dataclasses import dataclass

from assessment.comparison import Comparison, QuestionChange, Round
from reports.charts import Shift
from reports.sections.view import Heading, View
from reports.wording import Words, rounded
from scoring.certainty import Change
from scoring.certainty.change import NodeChange as NodeNoise
from scoring.plan import ROOT

__all__ = ["ChangedAnswer", "ChangedNode", "Compared", "compared", "judge", "judge_index"]

_SHOWN = 15


@dataclass(frozen=True, slots=True)
class ChangedNode:
    """The index, a dimension or a practice in both rounds."""

    kind: str
    number: str
    title: str
    before: str
    now: str
    change: str
    verdict: str
    """Whether that is more than chance; empty where nobody has looked."""
    real: bool
    shift: Shift


@dataclass(frozen=True, slots=True)
class ChangedAnswer:
    """A comparable question whose answer is worth more or less than before."""

    number: str
    target: str
    question: str
    before: str
    now: str
    change: str
    better: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """The comparison with the previous round; ``notes`` say what is not in it."""

    heading: Heading
    intro: str
    obstacle: str
    verdict: str
    nodes: tuple[ChangedNode, ...]
    answers: tuple[ChangedAnswer, ...]
    tally: str
    notes: tuple[str, ...]


def compared(
    view: View, heading: Heading, previous: Round, found: Comparison, noise: Change | None = None
) -> Compared:
    """Return what has changed since *previous*; *noise* tells real changes from chance."""
    words = view.words
    reference = previous.outcome.card.questionnaire
    intro = words(
        "comparison.intro" if previous.date else "comparison.intro_undated",
        date=words.date(previous.date),
        version=f"{reference['id']}@{reference['version']}",
        n=len(found.questions),
    )
    return Compared(
        heading=heading,
        intro=intro,
        obstacle=words(f"comparison.obstacle_{found.obstacle}") if found.obstacle else "",
        verdict=judge_index(words, found, noise),
        nodes=tuple(_nodes(view, found, noise)),
        answers=tuple(_answers(view, previous, found)),
        tally=_tally(view, found),
        notes=tuple(
            words(f"comparison.{name}", n=len(names))
            for name in ("clarified", "apart", "dropped")
            if (names := getattr(found, name))
        ),
    )


def judge_index(words: Words, found: Comparison, noise: Change | None) -> str:
    """Say whether the index has really changed, and from what difference on it would have."""
    judged = noise.nodes.get(ROOT) if noise else None
    if not found.nodes or judged is None or judged.difference is None:
        return ""
    said = words(
        f"comparison.index_{judged.verdict}",
        change=words.change(judged.difference),
        detectable=words.score(judged.detectable),
    )
    found_out = judged.found_out or 0.0
    if not rounded(abs(found_out)):
        return said
    more = words("comparison.found_out", points=words.change(found_out))
    return words.join([said, more], "common.sentences")


def _nodes(view: View, found: Comparison, noise: Change | None) -> list[ChangedNode]:
    words = view.words
    rows = []
    judged = noise.nodes if noise else {}
    for node in found.nodes:
        title = view.titles.get(node.id, words("next.index"))
        before, now = words.score(node.before.score), words.score(node.now.score)
        said = words("comparison.shift", title=title, before=before, now=now)
        rows.append(
            ChangedNode(
                kind=node.now.kind,
                number="" if node.id == ROOT else view.numbers[node.id],
                title=title,
                before=before,
                now=now,
                change=words.change(node.change),
                verdict=judge(words, judged.get(node.id)),
                real=node.id in judged and judged[node.id].verdict != "no_change",
                shift=Shift(node.before.score, node.now.score, view.thresholds, said),
            )
        )
    return rows


def judge(words: Words, found: NodeNoise | None) -> str:
    """Say of one node whether its change is real, with the minimum detectable change."""
    if found is None or found.detectable is None:
        return ""
    return words(f"comparison.{found.verdict}", detectable=words.score(found.detectable))


def _answers(view: View, previous: Round, found: Comparison) -> list[ChangedAnswer]:
    """Return the answers that changed most, the greatest change first."""
    earlier = View(previous.outcome, view.words)
    changed = sorted(
        (q for q in found.questions if rounded(abs(q.change)) > 0), key=lambda q: -abs(q.change)
    )
    return [_answer(view, earlier, change) for change in changed[:_SHOWN]]


def _answer(view: View, earlier: View, change: QuestionChange) -> ChangedAnswer:
    question = view.questionnaire.question(change.id)
    return ChangedAnswer(
        number=view.numbers[change.id],
        target=view.to_question(change.id),
        question=view.words.text(question.text),
        before=earlier.answer(earlier.questionnaire.question(change.was)),
        now=view.answer(question),
        change=view.words.change(change.change),
        better=change.change > 0,
    )


def _tally(view: View, found: Comparison) -> str:
    changes = [rounded(q.change) for q in found.questions]
    return view.words(
        "comparison.tally",
        better=sum(change > 0 for change in changes),
        worse=sum(change < 0 for change in changes),
        same=sum(change == 0 for change in changes),
    )
