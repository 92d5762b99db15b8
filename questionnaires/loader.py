"""Find a questionnaire by name or path, read its files, and build the frozen model."""

from __future__ import annotations

import difflib
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from questionnaires.errors import Place, Problem, QuestionnaireError
from questionnaires.model import Questionnaire
from questionnaires.source import MAX_BYTES, Document, parse

__all__ = ["LIBRARY", "available", "build", "load", "locate", "read"]

LIBRARY = Path(str(files("questionnaires"))) / "library"
_HEAD = "questionnaire.yaml"
_SUFFIXES = (".yaml", ".yml", ".json")
# Lists that every file of a folder may add to; a dimension file also holds one `dimension`.
_SHARED = ("roles", "sources", "figures", "measures")


def available() -> list[str]:
    """Return the published questionnaires as ``id@version``, oldest version first."""
    heads = LIBRARY.glob(f"*/*/{_HEAD}")
    found = [(head.parent.parent.name, head.parent.name) for head in heads]
    return [f"{name}@{version}" for name, version in sorted(found, key=_version_key)]


def _version_key(item: tuple[str, str]) -> tuple[str, list[int]]:
    numbers = item[1].partition("-")[0].split(".")
    return item[0], [int(number) if number.isdigit() else 0 for number in numbers]


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
    if path.is_dir() and (path / _HEAD).is_file():
        return path
    if path.is_file() and path.suffix.lower() in _SUFFIXES:
        return path
    known = available() + [ref.partition("@")[0] for ref in available()]
    near = difflib.get_close_matches(str(name), known, n=1)
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
    if not isinstance(document.data, dict):
        raise QuestionnaireError([Problem("file.not_a_mapping", Place(shown, 1))])
    return document


def _merge(document: Document, part: Document, shown: str) -> None:
    """Append the lists of *part* to *document* and move its line numbers along."""
    for key, value in part.data.items():
        if key == "dimension":
            target, items = "dimensions", [value]
        elif key in _SHARED and isinstance(value, list):
            target, items = key, value
        else:
            place = part.place((key,))
            allowed = ", ".join(("dimension", *_SHARED))
            values = {"key": key, "allowed": allowed, "file": shown}
            raise QuestionnaireError([Problem("file.unexpected_key", place, values)])
        merged = document.data.setdefault(target, [])
        start = len(merged)
        merged.extend(items)
        for path, line in part.lines.items():
            if path[:1] == (key,):
                tail = path[1:] if key != "dimension" else (0, *path[1:])
                head = tail[:1]
                if head and isinstance(head[0], int):
                    document.lines[(target, start + head[0], *tail[1:])] = line


def build(document: Document) -> tuple[Questionnaire | None, list[Problem]]:
    """Validate the document's shape; return the model, or ``None`` and what is wrong."""
    try:
        questionnaire = Questionnaire.model_validate(document.data)
    except ValidationError as error:
        return None, [_shape_problem(dict(detail), document) for detail in error.errors()]
    return questionnaire, []


_CONDITION_TAGS = {
    "All",
    "Any_",
    "Not",
    "Leaf",
    "function-after[_one_subject_one_operator(), Leaf]",
}


def _shape_problem(detail: dict[str, Any], document: Document) -> Problem:
    path = tuple(step for step in detail["loc"] if step not in _CONDITION_TAGS)
    named = ".".join(str(step) for step in path)
    place = document.place(path, named=named)
    if detail["type"] == "extra_forbidden":
        return Problem("schema.unknown_key", place, {"key": path[-1] if path else ""})
    if detail["type"] == "missing":
        return Problem("schema.missing_key", place, {"key": path[-1] if path else ""})
    return Problem("schema.bad_value", place, {"value": detail["input"], "why": detail["msg"]})
