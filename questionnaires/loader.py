"""Find a questionnaire by name or path, read its files, and build the frozen model."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from questionnaires.conditions import FORM
from questionnaires.errors import Place, Problem, QuestionnaireError
from questionnaires.model import Questionnaire
from questionnaires.source import MAX_BYTES, Document, parse

__all__ = ["LIBRARY", "available", "build", "load", "locate", "read"]

LIBRARY = Path(str(files("questionnaires"))) / "library"
_HEAD = "questionnaire.yaml"
Steps = tuple[str | int, ...]
_SUFFIXES = (".yaml", ".yml", ".json")
# Lists that every file of a folder may add to; a dimension file also holds one `dimension`.
_LONGEST_NAME = 200
_SHARED = ("roles", "sources", "figures", "measures", "checks")
_ONCE = "catalogue"  # one file of a folder may hold it


def available() -> list[str]:
    """Return the published questionnaires as ``id@version``, oldest version first."""
    heads = LIBRARY.glob(f"*/*/{_HEAD}")
    found = [(head.parent.parent.name, head.parent.name) for head in heads]
    return [f"{name}@{version}" for name, version in sorted(found, key=_version_key)]


def _version_key(item: tuple[str, str]) -> tuple[str, list[int], bool, str]:
    """Order versions by their numbers; a pre-release (1.1.0-rc1) comes before its release."""
    numbers, _, suffix = item[1].partition("-")
    parts = [int(number) if number.isdecimal() else 0 for number in numbers.split(".")]
    return item[0], parts, not suffix, suffix


def load(name: str | Path) -> Questionnaire:
    """Load ``"textile"`` (newest version), ``"textile@1.0.0"``, a folder, or one YAML/JSON file.

    Raises ``QuestionnaireError`` listing every fault that would make scoring impossible, with
    file and line. Published versions are loaded once and shared.
    """
    folder = _published(str(name))
    return _load_published(folder) if folder else _build(Path(name))


@lru_cache(maxsize=16)
def _load_published(folder: Path) -> Questionnaire:
    return _build(folder)


def _build(path: Path) -> Questionnaire:
    from questionnaires.lint import faults  # noqa: PLC0415  # lint builds on this module's reader

    document = read(path)
    questionnaire, problems = build(document)
    if questionnaire is not None:
        problems = [p for p in faults(questionnaire, document) if p.severity == "error"]
    if questionnaire is None or problems:
        raise QuestionnaireError(problems)
    return questionnaire


def _published(name: str) -> Path | None:
    if name in available():
        return LIBRARY.joinpath(*name.split("@"))
    versions = [ref for ref in available() if ref.partition("@")[0] == name]
    return LIBRARY.joinpath(*versions[-1].split("@")) if versions else None


def locate(name: str | Path) -> Path:
    """Return the folder or file that *name* stands for; raises for a name nobody knows."""
    path = _published(str(name)) or Path(name)
    try:
        if (path / _HEAD).is_file() or (path.is_file() and path.suffix.lower() in _SUFFIXES):
            return path
    except OSError:
        pass  # a name too long for the system names nothing
    known = available() + [ref.partition("@")[0] for ref in available()]
    near = difflib.get_close_matches(str(name)[:_LONGEST_NAME], known, n=1)
    values = {"name": name, "near": near[0] if near else ", ".join(available())}
    raise QuestionnaireError([Problem("questionnaire.not_found", Place(), values)])


def read(name: str | Path) -> Document:
    """Read the file, or merge the files of the folder, into one document with line numbers."""
    path = locate(name)
    if path.is_file():
        return _read_file(path, path.name)
    document = _read_file(path / _HEAD, _HEAD)
    for part in sorted(path.glob("*.yaml")):
        if part.name != _HEAD:
            _merge(document, _read_file(part, part.name), part.name)
    return document


def _read_file(path: Path, shown: str) -> Document:
    if path.stat().st_size > MAX_BYTES:
        raise QuestionnaireError(
            [Problem("file.too_large", Place(shown), {"limit": f"{MAX_BYTES:,}"})]
        )
    try:
        document = parse(path.read_bytes().decode("utf-8-sig"), shown)
    except UnicodeDecodeError as error:
        raise QuestionnaireError([Problem("file.not_utf8", Place(shown))]) from error
    if document.data is None:
        raise QuestionnaireError([Problem("file.empty", Place(shown))])
    if not isinstance(document.data, dict):
        raise QuestionnaireError([Problem("file.not_a_mapping", Place(shown, 1))])
    return document


def _merge(document: Document, part: Document, shown: str) -> None:
    """Append the lists of *part* to *document* and move its line numbers along."""
    for key, value in part.data.items():
        if key == _ONCE and key not in document.data:
            document.data[key] = value
            document.lines |= {
                path: line for path, line in part.lines.items() if path[:1] == (key,)
            }
            continue
        if key not in ("dimension", *_SHARED):
            allowed = ", ".join(("dimension", *_SHARED, _ONCE))
            values = {"key": key, "allowed": allowed, "file": shown}
            place = part.place((key,))
            raise QuestionnaireError([Problem("file.unexpected_key", place, values)])
        if value is None:
            continue
        target = "dimensions" if key == "dimension" else key
        items = [value] if key == "dimension" else value
        merged = document.data.get(target) or []
        for origin, name, found in ((document, target, merged), (part, key, items)):
            if not isinstance(found, list):
                place = origin.place((name,))
                raise QuestionnaireError([Problem("schema.not_a_list", place, {"key": name})])
        _append(document, part, key, target, len(merged))
        document.data[target] = [*merged, *items]


def _append(document: Document, part: Document, key: str, target: str, start: int) -> None:
    """Take over the line numbers of the items under *key*, which come to stand from *start* on."""
    for path, line in part.lines.items():
        tail = path[1:] if key != "dimension" else (0, *path[1:])
        if path[:1] == (key,) and tail and isinstance(tail[0], int):
            document.lines[(target, start + tail[0], *tail[1:])] = line


def build(document: Document) -> tuple[Questionnaire | None, list[Problem]]:
    """Validate the document's shape; return the model, or ``None`` and what is wrong."""
    try:
        return Questionnaire.model_validate(document.data), []
    except ValidationError as error:
        return None, list(_shape_problems(error, document))


def _shape_problems(error: ValidationError, document: Document) -> Iterator[Problem]:
    """Yield one problem per mistake: not the list that is "too short" without its bad item."""
    details = [(_written(detail["loc"]), detail) for detail in error.errors()]
    paths = {path for path, _ in details}
    seen: set[Steps] = set()
    for path, detail in details:
        wrong_inside = any(len(p) > len(path) and p[: len(path)] == path for p in paths)
        if path in seen or (detail["type"] == "too_short" and wrong_inside):
            continue
        seen.add(path)
        yield _shape_problem(path, detail, document)


def _written(steps: Steps) -> Steps:
    """Return the path as it stands in the file, without the steps that name a choice of types."""
    path = tuple(step for step in steps if not str(step).startswith(FORM))
    scalar = len(path) > 2 and path[-3] == "in" and path[-1] in ("str", "int", "float")  # noqa: PLR2004  # key, place, type
    return path[:-1] if scalar else path


def _shape_problem(path: Steps, detail: Mapping[str, Any], document: Document) -> Problem:
    place = document.place(path, named=".".join(str(step) for step in path))
    if detail["type"] == "extra_forbidden":
        return Problem("schema.unknown_key", place, {"key": path[-1] if path else ""})
    if detail["type"] == "missing":
        return Problem("schema.missing_key", place, {"key": path[-1] if path else ""})
    return Problem("schema.bad_value", place, {"value": detail["input"], "why": detail["msg"]})
