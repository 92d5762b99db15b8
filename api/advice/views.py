"""The page of certainty as plain data in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass

from api.advice.service import Sure
from api.kit.i18n import PageWords
from assessment import Outcome
from reports.wording import rounded

__all__ = ["SureView", "sure_view"]


def _level(outcome: Outcome, level: int | None, words: PageWords) -> str:
    names = {item.level: words.text(item.name) for item in outcome.questionnaire.levels}
    return "—" if level is None else f"{words('common.level', n=level)} {names[level]}"


@dataclass(frozen=True, slots=True)
class Chance:
    """How likely a level is."""

    level: str
    share: str


@dataclass(frozen=True, slots=True)
class SureView:
    """How sure a result is, and what to look at again."""

    text: str
    chances: tuple[Chance, ...]
    assumed: str
    findings: tuple[str, ...]


def sure_view(outcome: Outcome, found: Sure, words: PageWords) -> SureView:
    """Return bands and chances in words."""
    band, sure = found.certainty.nodes["index"], found.certainty
    chances = tuple(
        Chance(_level(outcome, level, words), words.percent(share))
        for level, share in sure.levels.items()
        if rounded(100 * share) > 0
    )
    said = words(
        "sure.band", score=words.score(band.score), low=words.score(band.low),
        high=words.score(band.high), level=_level(outcome, sure.level, words),
        share=words.percent(sure.sure),
    )  # fmt: skip
    return SureView(
        text=said if band.score is not None else words("notice.nothing_counts"),
        chances=chances,
        assumed=words("sure.assumed", draws=sure.draws, seed=sure.seed),
        findings=tuple(words.text(finding.text) for finding in found.findings),
    )
