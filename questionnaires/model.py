"""What a questionnaire is: frozen data, checked field by field, no behaviour but look-ups."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, PrivateAttr, model_validator

from questionnaires.canonical import digest
from questionnaires.conditions import Condition
from questionnaires.measures import Catalogue, Measure, Move
from questionnaires.parts import (
    EDITORIAL,
    STATES_OF_BASIS,
    Figure,
    Finite,
    Identifier,
    Part,
    Source,
)
from questionnaires.text import Text

__all__ = [
    "EDITORIAL", "STATES_OF_BASIS", "Anchor", "Catalogue", "Check", "Clause", "Dimension",
    "Figure", "Gate", "Level", "Measure", "Move", "Option", "Practice", "Question",
    "Questionnaire", "Role", "Source", "Task", "Variant",
]  # fmt: skip

Weight = Annotated[float, Field(gt=0, le=1_000_000, allow_inf_nan=False)]
Credit = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]
Rule = Literal["mean", "geometric", "weakest"]
Kind = Literal["single", "multiple", "number", "count_of", "level"]
ProcessId = str


class Clause(Part):
    """One request of a policy task, the grain at which alignment is shown."""

    id: Identifier
    title: Text


class Task(Part):
    """One numbered task of the policy notice."""

    id: Identifier
    title: Text
    clauses: tuple[Clause, ...] = Field(min_length=1)


class Role(Part):
    """Who in a firm would know the answer."""

    id: Identifier
    title: Text


class Option(Part):
    """One worded answer and what it is worth (credit 0-100)."""

    id: Identifier
    text: Text
    credit: Credit
    exclusive: bool = False


class Anchor(Part):
    """One point of the value-to-credit line of a quantity."""

    at: Finite
    credit: Credit
    basis: Identifier = EDITORIAL


class Variant(Part):
    """Other anchors or credits for the firms that meet ``when`` (profile facts only)."""

    when: Condition
    anchors: tuple[Anchor, ...] = ()
    credits: tuple[Credit, ...] = ()
    basis: tuple[Identifier, ...] = (EDITORIAL,)
    why: Text | None = None


class Question(Part):
    """One question. Which fields it must have depends on ``kind``; the linter checks that.

    ``level`` has five ``rungs`` (option ids ``1`` to ``5``), ``single`` and ``multiple`` have
    ``options``, ``number`` and ``count_of`` have ``range`` and ``anchors``; the value of a
    ``count_of`` is 100 x numerator / denominator.
    """

    id: Identifier
    kind: Kind
    text: Text
    help: Text | None = None
    evidence: Text | None = None
    who: tuple[Identifier, ...] = ()
    clauses: tuple[Identifier, ...] = ()
    weight: Weight = 1
    quick: bool = False
    asked_if: Condition | None = None
    may_not_apply: bool = False
    basis: tuple[Identifier, ...] = ()
    rungs: tuple[Text, ...] = ()
    credits: tuple[Credit, ...] = (0, 25, 50, 75, 100)
    choices: tuple[Option, ...] = Field(default=(), alias="options")
    unit: Text | None = None
    range: tuple[Finite, Finite] | None = None
    direction: Literal["up", "down"] = "up"
    anchors: tuple[Anchor, ...] = ()
    variants: tuple[Variant, ...] = ()
    numerator: Text | None = None
    denominator: Text | None = None
    lines: tuple[Identifier, ...] = ()
    """Figures to draw as reference lines on the scale of a quantity."""

    @cached_property
    def options(self) -> tuple[Option, ...]:
        """The worded answers in order; a ladder's rungs become options ``1`` to ``5``."""
        if self.kind != "level":
            return self.choices
        pairs = zip(self.rungs, self.credits, strict=False)
        return tuple(
            Option(id=str(number), text=text, credit=credit)
            for number, (text, credit) in enumerate(pairs, start=1)
        )

    _practice: str = PrivateAttr("")

    @property
    def practice(self) -> str:
        """Id of the practice this question stands under."""
        return self._practice

    @property
    def is_quantity(self) -> bool:
        """Whether the answer is a number rather than worded options."""
        return self.kind in ("number", "count_of")


class Practice(Part):
    """A few questions about one thing a firm does."""

    id: Identifier
    title: Text
    about: Text | None = None
    weight: Weight = 1
    aggregate: Rule = "mean"
    looks_like: tuple[Text, ...] = ()
    questions: tuple[Question, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _tell_questions_where_they_stand(self) -> Practice:
        for question in self.questions:
            question._practice = self.id  # noqa: SLF001  # set once, while the tree is built
        return self


class Dimension(Part):
    """One of the top branches of the tree."""

    id: Identifier
    title: Text
    about: Text | None = None
    weight: Weight = 1
    aggregate: Rule = "mean"
    practices: tuple[Practice, ...] = Field(min_length=1)


class Gate(Part):
    """A condition for a level besides the index; exactly one form (checked by the linter).

    * ``node`` + ``at_least``: a dimension or practice reaches a score;
    * ``question`` + ``reaches``: an option (or a better one) is reached;
    * ``question`` + ``at_least``: the question's credit reaches a number;
    * ``question`` + ``without``: none of these options is the answer (a red flag is absent).
    """

    id: Identifier
    text: Text
    node: Identifier | None = None
    question: Identifier | None = None
    at_least: Credit | None = None
    reaches: str | None = None
    without: tuple[str, ...] = ()


class Level(Part):
    """A maturity level: reached when the index reaches ``threshold`` and all gates hold."""

    level: int = Field(ge=0, le=99)
    name: Text
    meaning: Text | None = None
    threshold: Credit
    basis: tuple[Identifier, ...] = ()
    gates: tuple[Gate, ...] = ()


class Check(Part):
    """Answers that do not fit each other. The firm is asked to look again; no score changes.

    Either ``when`` holds, or the first of two quantities is more than ``slack`` above the second.
    """

    id: Identifier
    text: Text
    when: Condition | None = None
    not_above: tuple[Identifier, Identifier] | None = None
    slack: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0

    @model_validator(mode="after")
    def _one_form(self) -> Check:
        if (self.when is None) == (self.not_above is None):
            raise ValueError("use exactly one of: when, not_above")
        return self


class Questionnaire(Part):
    """An immutable published version, ``id@version``; digest and file are set by the loader."""

    format: Literal[1] = 1
    id: Identifier
    version: Annotated[str, Field(pattern=r"^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$")]
    languages: tuple[str, ...] = ("zh",)
    title: Text
    about: Text | None = None
    aggregate: Rule = "mean"
    policy: Identifier | None = None
    """Source id of the notice whose tasks are listed in ``tasks``."""
    tasks: tuple[Task, ...] = ()
    roles: tuple[Role, ...] = ()
    sources: tuple[Source, ...] = ()
    figures: tuple[Figure, ...] = ()
    levels: tuple[Level, ...] = Field(min_length=1)
    dimensions: tuple[Dimension, ...] = Field(min_length=1)
    checks: tuple[Check, ...] = ()
    """What is implausible; like measures no part of the digest, for nothing is scored by it."""
    measures: tuple[Measure, ...] = ()
    catalogue: Catalogue | None = None
    """What stands behind the measures; advice has a version of its own."""

    @property
    def ref(self) -> str:
        """``id@version``, the name under which results quote the questionnaire."""
        return f"{self.id}@{self.version}"

    @cached_property
    def digest(self) -> str:
        """SHA-256 (hex) over the canonical JSON of all that is asked and scored.

        Keys left at their default are left out, so that a later format may add keys; measures are
        advice, not scoring, and have versions of their own.
        """
        written = self.model_dump(
            mode="json",
            by_alias=True,
            exclude_unset=True,
            exclude={"measures", "catalogue", "checks"},
        )
        return digest(written)

    @cached_property
    def advice_digest(self) -> str:
        """SHA-256 (hex) over the measures and their catalogue, for roadmaps to quote."""
        written = self.model_dump(
            mode="json",
            by_alias=True,
            exclude_unset=True,
            include={"measures", "catalogue", "checks"},
        )
        return digest(written)

    @cached_property
    def practices(self) -> tuple[Practice, ...]:
        """All practices in order."""
        return tuple(p for dimension in self.dimensions for p in dimension.practices)

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """All questions, flat, in the order they are asked."""
        return tuple(q for practice in self.practices for q in practice.questions)

    @cached_property
    def _by_id(self) -> dict[str, Question]:
        return {question.id: question for question in self.questions}

    def question(self, question_id: str) -> Question:
        """Return one question; raises ``KeyError`` for an id that is not asked here."""
        return self._by_id[question_id]

    def has(self, question_id: str) -> bool:
        """Whether the questionnaire asks *question_id*."""
        return question_id in self._by_id
