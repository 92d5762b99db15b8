"""A result as plain text for the terminal: levels, bars, what costs most, what blocks the next."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping

from questionnaires.model import Questionnaire
from questionnaires.text import pick
from scoring.plan import ROOT
from scoring.scorecard import NodeScore, ScoreCard

__all__ = ["render_line", "render_text"]

_BAR = 24  # characters for 0 to 100
_TITLE = 38  # columns for a title; a Chinese character takes two
_TOP = 10
_SHOWN = 3  # question ids listed of those not counted; the JSON lists all

_WORDS: Mapping[str, Mapping[str, str]] = {
    "fictional": {"zh": "（示例，虚构企业）", "en": " (sample, fictional firm)"},
    "nameless": {"zh": "（未填企业名称）", "en": "(no name given)"},
    "index": {"zh": "成熟度指数", "en": "Maturity index"},
    "level": {"zh": "第{level}级 {name}", "en": "level {level} {name}"},
    "no_level": {"zh": "没有可计分的答案", "en": "nothing to score"},
    "range": {"zh": "区间 {low}–{high}", "en": "range {low}–{high}"},
    "coverage": {"zh": "已答权重 {share}%", "en": "{share}% of the weight answered"},
    "provisional": {
        "zh": "暂定结果：还有题目未答或企业概况不全",
        "en": "Provisional: some questions or profile facts are missing",
    },
    "estimate": {
        "zh": "快速版结果：等级为估计",
        "en": "Quick form: the level is an estimate",
    },
    "missing": {"zh": "缺少的企业概况：{facts}", "en": "Missing profile facts: {facts}"},
    "ignored": {
        "zh": "以下题目对本企业不提问，答案未计入：{ids}",
        "en": "Answered but not asked of this firm, not counted: {ids}",
    },
    "costly": {"zh": "失分最多的答案", "en": "Answers that cost most points"},
    "points": {"zh": "{points} 分", "en": "{points} points"},
    "next": {"zh": "升到第{level}级（{name}）", "en": "To reach level {level} ({name})"},
    "next_score": {
        "zh": "指数达到 {threshold}（还差 {distance} 分）",
        "en": "index {threshold} (short by {distance})",
    },
    "next_reached": {
        "zh": "指数已达到 {threshold}",
        "en": "index {threshold} is reached",
    },
    "gate": {"zh": "门槛：{text}（现为 {current}）", "en": "gate: {text} (now {current})"},
    "top": {"zh": "已是最高等级", "en": "The highest level is reached"},
    "trace": {
        "zh": "问卷 {ref}，摘要 {digest}，计分程序 {engine}",
        "en": "questionnaire {ref}, digest {digest}, engine {engine}",
    },
}

_FACTS: Mapping[str, Mapping[str, str]] = {
    "processes": {"zh": "工序", "en": "processes"},
    "size": {"zh": "规模（从业人员和营业收入）", "en": "size (staff and revenue)"},
    "employees": {"zh": "从业人员", "en": "staff"},
    "revenue": {"zh": "营业收入", "en": "revenue"},
    "industry": {"zh": "行业代码", "en": "industry code"},
    "region": {"zh": "地区代码", "en": "region code"},
}


def render_text(card: ScoreCard, questionnaire: Questionnaire, lang: str = "zh") -> str:
    """Return a readable result, at most about eighty columns wide."""
    return "\n".join(_lines(card, questionnaire, lang)) + "\n"


def _say(key: str, lang: str, **values: object) -> str:
    return pick(_WORDS[key], lang).format(**values)


def _lines(card: ScoreCard, questionnaire: Questionnaire, lang: str) -> Iterator[str]:
    name = str(card.profile.get("name") or "") or _say("nameless", lang)
    yield name + (_say("fictional", lang) if card.profile.get("fictional") else "")
    yield from _headline(card, lang)
    yield ""
    yield from _tree(card, questionnaire, lang)
    yield ""
    yield from _costly(card, questionnaire, lang)
    yield ""
    yield from _next(card, lang)
    yield ""
    reference = f"{card.questionnaire['id']}@{card.questionnaire['version']}"
    digest = str(card.questionnaire["digest"])[:12]
    yield _say("trace", lang, ref=reference, digest=digest, engine=card.engine)


def _headline(card: ScoreCard, lang: str) -> Iterator[str]:
    if card.score is None or card.level is None:
        yield _say("no_level", lang)
        return
    level = _say("level", lang, level=card.level, name=pick(card.level_name, lang))
    yield (
        f"{_say('index', lang)} {card.score:.1f}  {level}  "
        f"{_say('range', lang, low=_shown(card.low), high=_shown(card.high))}  "
        f"{_say('coverage', lang, share=f'{100 * (card.coverage or 0):.0f}')}"
    )
    if card.estimate:
        yield _say("estimate", lang)
    if card.provisional:
        yield _say("provisional", lang)
    if card.missing_facts:
        facts = ", ".join(pick(_FACTS[fact], lang) for fact in card.missing_facts)
        yield _say("missing", lang, facts=facts)
    if card.ignored:
        shown = ", ".join(card.ignored[:_SHOWN])
        more = "" if len(card.ignored) <= _SHOWN else f" … (+{len(card.ignored) - _SHOWN})"
        yield _say("ignored", lang, ids=shown + more)


def _tree(card: ScoreCard, questionnaire: Questionnaire, lang: str) -> Iterator[str]:
    yield _node(_say("index", lang), card.nodes[ROOT])
    for dimension in questionnaire.dimensions:
        yield _node(dimension.title.to(lang), card.nodes[dimension.id])
        for practice in dimension.practices:
            yield _node("  " + practice.title.to(lang), card.nodes[practice.id])


def _node(title: str, node: NodeScore) -> str:
    if node.score is None or node.high is None:
        return f"{_padded(title)} {'·' * _BAR}     —"
    full, possible = (round(value / 100 * _BAR) for value in (node.score, node.high))
    bar = "█" * full + "▒" * (possible - full) + "░" * (_BAR - possible)
    span = "" if node.high - node.score < 0.05 else f"–{node.high:.1f}"  # noqa: PLR2004  # not shown
    return f"{_padded(title)} {bar} {node.score:5.1f}{span}  L{node.level}"


def _costly(card: ScoreCard, questionnaire: Questionnaire, lang: str) -> Iterator[str]:
    yield _say("costly", lang)
    ranked = sorted(card.answers.values(), key=lambda answer: -answer.lost)
    for answer in ranked[:_TOP]:
        if answer.lost > 0:
            points = _say("points", lang, points=f"{answer.lost:.1f}")
            yield f"  −{points}  {questionnaire.question(answer.id).text.to(lang)}"


def _next(card: ScoreCard, lang: str) -> Iterator[str]:
    step = card.next_level
    if step is None:
        if card.level is not None:
            yield _say("top", lang)
        return
    yield _say("next", lang, level=step.level, name=pick(step.name, lang))
    key = "next_score" if step.distance > 0 else "next_reached"
    yield "  " + _say(
        key, lang, threshold=f"{step.threshold:g}", distance=_at_least_a_tenth(step.distance)
    )
    for gate in step.binding:
        yield "  " + _say("gate", lang, text=pick(gate.text, lang), current=_shown(gate.current))


def _at_least_a_tenth(distance: float) -> str:
    """Show a distance that is not zero as at least 0.1."""
    return f"{max(distance, 0.1):.1f}"


def _shown(value: float | None) -> str:
    return "—" if value is None else f"{value:.1f}"


def _padded(title: str) -> str:
    """Pad or cut to ``_TITLE`` columns, counting wide characters as two."""
    kept, columns = "", 0
    for character in title:
        width = 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if columns + width > _TITLE:
            break
        kept, columns = kept + character, columns + width
    return kept + " " * (_TITLE - columns)


def render_line(card: ScoreCard, lang: str = "zh") -> str:
    """Return a result in one line: name, index, range, level."""
    name = _padded(str(card.profile.get("name") or "") or _say("nameless", lang))
    if card.score is None or card.level is None:
        return f"{name} {_say('no_level', lang)}"
    level = _say("level", lang, level=card.level, name=pick(card.level_name, lang))
    span = _say("range", lang, low=_shown(card.low), high=_shown(card.high))
    return f"{name} {card.score:5.1f}  {level}  {span}"
