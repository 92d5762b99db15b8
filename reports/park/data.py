"""A park's data to go on with: a row for each member within its consent, and the codebook to it.

The same columns as a sheet and as CSV. Where there is no value a code says why; the codebook names
every column, its unit and what its values mean.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from assessment.outcome import Outcome
from questionnaires import codes
from questionnaires.model import Question, Questionnaire
from reports.park.exports import table_of
from reports.sheets import Cell, Sheet, opened
from reports.wording import Words
from scoring.plan import ROOT

__all__ = ["Exported", "codebook", "to_csv", "to_excel", "variables"]

HIDDEN, NOT_ASKED, NOT_APPLICABLE, UNKNOWN = "..", "NQ", "NA", "DK"
"""Why there is no value; an empty cell: not answered, not given, or nothing to score."""

_SCOPES = ("level", "scores", "answers")
_SCALE = "0–100"
_FACTS = ("region", "industry", "processes", "size", "employees", "revenue")
_STATES = {
    "not_asked": NOT_ASKED, "ruled_out": NOT_ASKED, "not_applicable": NOT_APPLICABLE,
    "unknown": UNKNOWN,
}  # fmt: skip
_HEADERS = (
    ("column", "text", 34.0), ("about", "wrap", 70.0), ("of", "text", 30.0), ("unit", "text", 12.0),
    ("values", "wrap", 70.0), ("missing", "text", 14.0), ("needs", "text", 12.0),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Variable:
    """One column: its id, what it is, what it belongs to, and which consent shows it."""

    id: str
    about: str
    of: str = ""
    unit: str = ""
    values: str = ""
    missing: tuple[str, ...] = ()
    needs: str = "level"


@dataclass(frozen=True, slots=True)
class Exported:
    """One member: who it is, and its result, of which ``scope`` may be shown."""

    name: str
    credit_code: str
    day: str
    scope: str
    outcome: Outcome


def variables(questionnaire: Questionnaire, words: Words) -> list[Variable]:
    """Return all columns in order."""
    found = [
        Variable(name, words(f"data.{name}"), values=_worded(words, name))
        for name in ("name", "credit_code", "day", "consent")
    ]
    form = Variable("form", words("data.form"), "", "", _worded(words, "form"), (HIDDEN,), "scores")
    levels = "; ".join(f"{x.level} = {words.text(x.name)}" for x in questionnaire.levels)
    found.append(Variable("level", words("data.level"), values=levels))
    found += [form, *(_fact(words, fact) for fact in _FACTS)]
    for part in ("score", "low", "high"):
        found.append(_score(ROOT if part == "score" else f"{ROOT}:{part}", words(f"data.{part}")))
    for dimension in questionnaire.dimensions:
        title = words.text(dimension.title)
        found.append(_score(dimension.id, words("data.node", title=title)))
        for practice in dimension.practices:
            about = words("data.node", title=words.text(practice.title))
            found.append(_score(practice.id, about, title))
    for practice in questionnaire.practices:
        for question in practice.questions:
            found += _question(words, question, words.text(practice.title))
    return found


def _worded(words: Words, name: str) -> str:
    key = {"consent": _SCOPES, "form": ("full", "quick")}.get(name, ())
    return "; ".join(f"{value} = {words(f'data.{name}_{value}')}" for value in key)


def _fact(words: Words, fact: str) -> Variable:
    known: dict[str, dict[str, Any]] = {
        "processes": codes.processes(), "size": codes.sizes(), "industry": codes.industries(),
    }.get(fact, {})  # fmt: skip
    values = "; ".join(f"{code} = {_titled(words, entry)}" for code, entry in known.items())
    return Variable(
        fact, words(f"fact.{fact}"), words("data.facts"),
        unit=words(f"data.unit_{fact}") if fact in ("employees", "revenue") else "",
        values=values or words(f"data.values_{fact}"), missing=(HIDDEN,), needs="scores",
    )  # fmt: skip


def _titled(words: Words, entry: dict[str, Any]) -> str:
    return words.text({lang: entry[lang] for lang in ("zh", "en") if lang in entry})


def _score(node: str, about: str, of: str = "") -> Variable:
    return Variable(node, about, of, _SCALE, "", (HIDDEN,), "scores")


def _question(words: Words, question: Question, practice: str) -> Iterator[Variable]:
    missing: tuple[str, ...] = (HIDDEN, NOT_ASKED, UNKNOWN)
    missing += (NOT_APPLICABLE,) if question.may_not_apply else ()
    text, unit = words.text(question.text), words.text(question.unit)
    if question.kind == "count_of":
        for part in ("numerator", "denominator"):
            about = f"{text} · {words.text(getattr(question, part))}"
            key = f"{question.id}:{part}"
            yield Variable(key, about, practice, unit, "", missing, "answers")
        return
    options = "; ".join(f"{o.id} = {words.text(o.text)}" for o in question.options)
    several = f"{words('data.several')} " if question.kind == "multiple" else ""
    yield Variable(question.id, text, practice, unit, several + options, missing, "answers")


def _row(columns: Sequence[Variable], member: Exported) -> list[Cell]:
    """Return one member's values, in the order of the columns, as far as its consent goes."""
    reach = _SCOPES.index(member.scope)
    known = _known(member)
    return [
        known.get(column.id) if _SCOPES.index(column.needs) <= reach else HIDDEN
        for column in columns
    ]


def _known(member: Exported) -> dict[str, Cell]:
    card, profile = member.outcome.card, member.outcome.sheet.profile.to_dict()
    root = card.nodes[ROOT]
    found: dict[str, Cell] = {
        "name": member.name, "credit_code": member.credit_code, "day": member.day,
        "consent": member.scope, "form": card.form, "level": card.level,
        **{fact: profile[fact] for fact in _FACTS}, "processes": ";".join(profile["processes"]),
        **{node.id: node.score for node in card.nodes.values()},
        f"{ROOT}:low": root.low, f"{ROOT}:high": root.high,
    }  # fmt: skip
    for answer in card.answers.values():
        value = answer.value if answer.state == "answered" else _STATES.get(answer.state)
        if isinstance(value, dict):
            found |= {f"{answer.id}:{part}": figure for part, figure in value.items()}
        elif isinstance(value, (list, tuple)):
            found[answer.id] = ";".join(value)
        else:
            parts = (answer.id, f"{answer.id}:numerator", f"{answer.id}:denominator")
            found |= dict.fromkeys(parts, value)
    return found


def codebook(columns: Sequence[Variable], words: Words) -> list[list[Cell]]:
    """Return the rows of the codebook, and what the codes for missing values mean."""
    rows: list[list[Cell]] = [
        [
            column.id, column.about, column.of, column.unit, column.values,
            " ".join(column.missing), words(f"data.consent_{column.needs}"),
        ]
        for column in columns
    ]  # fmt: skip
    for code in ("", HIDDEN, NOT_ASKED, NOT_APPLICABLE, UNKNOWN):
        key = {"": "empty", HIDDEN: "hidden"}.get(code, code)
        rows.append([words("data.code"), words(f"data.missing_{key}"), "", "", "", code, ""])
    return rows


def to_excel(
    questionnaire: Questionnaire, members: Iterable[Exported], target: BinaryIO, lang: str
) -> None:
    """Write data and codebook as two sheets; text is never a formula."""
    words = Words(lang)
    columns = variables(questionnaire, words)
    styles = [(c.id, "score" if c.unit == _SCALE else "text", 14.0) for c in columns]
    with opened(target, words("data.title")) as (book, formats):
        Sheet(book, words("data.title"), styles, formats, 2).fill(
            _row(columns, member) for member in members
        )
        heads = [(words(f"data.head_{name}"), style, width) for name, style, width in _HEADERS]
        Sheet(book, words("data.codebook"), heads, formats, 1).fill(codebook(columns, words))


def to_csv(
    questionnaire: Questionnaire, members: Iterable[Exported], lang: str
) -> tuple[bytes, bytes]:
    """Return data and codebook as CSV; no text is a formula."""
    words = Words(lang)
    columns = variables(questionnaire, words)
    data = table_of([c.id for c in columns], (_row(columns, member) for member in members))
    heads = [words(f"data.head_{name}") for name, _, _ in _HEADERS]
    return data, table_of(heads, codebook(columns, words))
