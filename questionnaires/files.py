"""One door for every kind of file that holds answers, of one firm or of many."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from questionnaires.answers import Answer, AnswerSheet, parse_sheet
from questionnaires.errors import Place, Problem, QuestionnaireError
from questionnaires.model import Questionnaire
from questionnaires.profile import FACTS, Profile, parse_profile
from questionnaires.source import MAX_BYTES, Document, parse
from questionnaires.workbook import FilledForm, Register, read_csv, read_parquet, read_workbook
from questionnaires.workbook.guard import MAX_PACKED
from questionnaires.workbook.layout import QuestionnaireFor

__all__ = ["SUFFIXES", "AnswerFile", "read_answers", "read_register"]

SUFFIXES = (".yaml", ".yml", ".json", ".xlsx", ".csv", ".parquet")

_DOCUMENTS = SUFFIXES[:3]
_MAX_TABLE = 4_000_000_000  # bytes of a CSV or Parquet file
_KEYS = ("questionnaire", "form", "profile", "answers")
# A name a file may quote: never a path, or a file could make us open another one.
_REFERENCE = re.compile(r"^[a-z0-9][a-z0-9_-]*(@\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?)?$")


@dataclass(frozen=True)
class AnswerFile:
    """What a file holds: one firm's sheet, or a register of many; and what is wrong with it.

    ``problems`` are placed in the file. Those of a register are only the ones that reading finds;
    scoring finds the others (see ``Register.place``).
    """

    file: str
    questionnaire: Questionnaire
    sheets: tuple[AnswerSheet, ...] = ()
    register: Register | None = None
    problems: tuple[Problem, ...] = ()
    mark: str = ""
    """What a form was marked with when it was written."""
    confidence: Mapping[str, str] = field(default_factory=dict)
    """How sure the firm says it is of its answers, by question; forms alone tell."""


def read_answers(
    source: Path | str | bytes, questionnaire_for: QuestionnaireFor, *, name: str | None = None
) -> AnswerFile:
    """Read a file of answers; what single cells or lines do wrong comes back as ``problems``.

    *questionnaire_for* gets the name of the questionnaire that the file quotes (``None`` when it
    quotes none) and returns the one to read it with; another one than quoted is a problem. An
    upload comes as bytes with its *name*, whose ending tells the kind of file. Raises
    ``QuestionnaireError`` for a file that cannot be used at all.
    """
    path, data = (None, source) if isinstance(source, bytes) else (Path(source), b"")
    shown = name or (path.name if path else "")
    suffix = Path(shown).suffix.lower()
    _check(path, shown, suffix)
    choose = _Chooser(questionnaire_for, shown)
    if suffix in _DOCUMENTS:
        return _document(path.read_bytes() if path else data, shown, choose)
    found = _table(path, data, suffix, choose)
    quoted_at = found.place if isinstance(found, FilledForm) else None
    other = choose.mismatch(quoted_at)
    if isinstance(found, Register):
        problems = other or found.problems
        return AnswerFile(shown, found.questionnaire, register=found, problems=tuple(problems))
    problems = other or [*found.problems, *_unless_answered(found.sheet, found.problems, shown)]
    return AnswerFile(
        shown, found.questionnaire, (found.sheet,), problems=tuple(problems), mark=found.mark,
        confidence=found.confidence,
    )  # fmt: skip


def read_register(
    source: Path | str | bytes, questionnaire_for: QuestionnaireFor, *, name: str | None = None
) -> Register:
    """Read a register of many firms; see ``read_answers``.

    Raises ``QuestionnaireError`` for every other file, and for one that cannot be used as a whole.
    """
    found = read_answers(source, questionnaire_for, name=name)
    if found.register is None:
        raise _refused("file.form", found.file)
    whole = [problem for problem in found.problems if problem.place.row is None]
    if whole:
        raise QuestionnaireError(whole)
    return found.register


def _table(path: Path | None, data: bytes, suffix: str, choose: _Chooser) -> FilledForm | Register:
    try:
        if suffix == ".parquet":
            return read_parquet(path or data, choose.file, choose)
        if suffix == ".csv":
            return read_csv(path or data, choose.file, choose)
        return read_workbook(path.read_bytes() if path else data, choose.file, choose)
    except QuestionnaireError as error:
        if other := choose.mismatch():  # explains why nothing in it was recognised
            raise QuestionnaireError(other) from error
        raise


def _refused(code: str, file: str, **values: Any) -> QuestionnaireError:
    return QuestionnaireError([Problem(code, Place(file), values)])


def _check(path: Path | None, shown: str, suffix: str) -> None:
    """Refuse what is of no known kind, not there, or larger than any such file can be."""
    if suffix == ".xls":
        raise _refused("file.old_excel", shown)
    if suffix not in SUFFIXES:
        values = {"suffix": suffix or "—", "allowed": ", ".join(SUFFIXES)}
        raise _refused("file.unsupported", shown, **values)
    if path is None:
        return
    if not path.is_file():
        raise _refused("file.not_found", shown, name=str(path))
    limit = MAX_BYTES if suffix in _DOCUMENTS else MAX_PACKED if suffix == ".xlsx" else _MAX_TABLE
    if path.stat().st_size > limit:
        raise _refused("file.too_large", shown, limit=f"{limit:,}")


class _Chooser:
    """Asks for the questionnaire by the name that the file quotes, and remembers both."""

    def __init__(self, questionnaire_for: QuestionnaireFor, file: str) -> None:
        self.file = file
        self._questionnaire_for = questionnaire_for
        self._quoted: str | None = None
        self._used: Questionnaire | None = None

    def __call__(self, quoted: str | None) -> Questionnaire:
        self._quoted = quoted
        if quoted is not None and not _REFERENCE.match(quoted):
            values = {"name": quoted, "near": "textile@1.0.0"}
            raise _refused("questionnaire.not_found", self.file, **values)
        try:
            self._used = self._questionnaire_for(quoted)
        except QuestionnaireError as error:
            raise QuestionnaireError(
                replace(p, place=replace(p.place, file=p.place.file or self.file))
                for p in error.problems
            ) from error
        return self._used

    def mismatch(self, place: Place | None = None) -> list[Problem]:
        """Return the problem of answers that were given to another questionnaire."""
        if self._used is None or self._quoted in (None, self._used.ref, self._used.id):
            return []
        values = {"found": self._quoted, "expected": self._used.ref}
        return [Problem("sheet.other_questionnaire", place or Place(self.file), values)]


def _document(data: bytes, file: str, choose: _Chooser) -> AnswerFile:
    """Read a YAML or JSON file; every problem is placed at the line it is about."""
    if not data.strip():
        raise _refused("file.empty", file)
    try:
        document = parse(data.decode("utf-8-sig"), file)
    except UnicodeDecodeError as error:
        raise _refused("file.not_utf8", file) from error
    if not isinstance(document.data, dict):
        raise QuestionnaireError([Problem("file.not_a_mapping", Place(file, 1))])
    quoted = document.data.get("questionnaire")
    questionnaire = choose(None if quoted is None else str(quoted))
    problems = [
        Problem("sheet.unknown_key", document.place((key,), named=key), {"key": key})
        for key in document.data
        if key not in _KEYS
    ]
    problems += choose.mismatch(document.place(("questionnaire",)))
    profile, found = _profile(document)
    problems += found
    form = document.data.get("form", "full")
    if form not in ("full", "quick"):
        place = document.place(("form",), named="form")
        problems.append(Problem("sheet.bad_form", place, {"form": form}))
    sheet, found = _answers(questionnaire, document, profile, form)
    problems += found
    problems += _unless_answered(sheet, problems, file)
    return AnswerFile(file, questionnaire, (sheet,), problems=tuple(problems))


def _profile(document: Document) -> tuple[Profile, list[Problem]]:
    profile = Profile()
    problems: list[Problem] = []
    for key, value in _mapping(document, "profile", problems).items():
        found, wrong = parse_profile({key: value}, document.place(("profile", key)))
        problems += wrong
        if not wrong and key in FACTS:
            profile = replace(profile, **{key: getattr(found, key)})
    return profile, problems


def _answers(
    questionnaire: Questionnaire, document: Document, profile: Profile, form: str
) -> tuple[AnswerSheet, list[Problem]]:
    sheet = AnswerSheet({}, profile, "quick" if form == "quick" else "full")
    answers: dict[str, Answer] = {}
    problems: list[Problem] = []
    for key, value in _mapping(document, "answers", problems).items():
        place = document.place(("answers", key), named=key)
        found, wrong = parse_sheet(questionnaire, {key: value}, sheet.profile, place=place)
        answers |= found.answers
        problems += wrong
    return replace(sheet, answers=answers), problems


def _mapping(document: Document, key: str, problems: list[Problem]) -> Mapping[str, Any]:
    """Return the part called *key*, or report that it is something else."""
    part = document.data.get(key)
    if isinstance(part, dict):
        return part
    if part is not None:
        place = document.place((key,), named=key)
        problems.append(Problem("sheet.not_a_mapping", place, {"key": key}))
    return {}


def _unless_answered(sheet: AnswerSheet, problems: Iterable[Problem], file: str) -> list[Problem]:
    """Return the problem of a file without any answer, unless others explain it."""
    explained = any(problem.severity == "error" for problem in problems)
    return [] if sheet.answers or explained else [Problem("sheet.no_answers", Place(file))]
