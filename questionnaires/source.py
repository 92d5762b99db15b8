"""YAML and JSON text -> plain data plus the line every piece came from.

PyYAML's C parser with the implicit types reduced to null, true/false, int and float: ``no`` and
``2024-04-12`` stay the words that were written. Aliases are refused (a kilobyte of them can expand
to gigabytes) and a key given twice is an error, not the last one wins.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from questionnaires.errors import Place, Problem, QuestionnaireError

__all__ = ["MAX_BYTES", "Document", "parse"]

MAX_BYTES = 5_000_000
_MAX_DEPTH = 40
_MAX_DIGITS = 25  # a longer whole number stays text: no answer needs it, and huge ones are slow

# JSON writes rare characters (𠮷) as two escapes, which YAML does not know.
_PAIR = re.compile(r"(?<!\\)((?:\\\\)*)\\u([dD][89abAB]\w\w)\\u([dD][c-fC-F]\w\w)", re.ASCII)

Path = tuple[str | int, ...]


class _Loader(yaml.CSafeLoader):
    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012


_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:null", re.compile(r"^(?:~|null|)$"), ["~", "n", ""]
)
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), ["t", "f"])
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile(r"^[-+]?(?:0|[1-9][0-9]*)$"), list("-+0123456789")
)
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    # 007 is neither: a code with leading zeros stays as written
    re.compile(r"^[-+]?(?:(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?|[0-9]+[eE][-+]?[0-9]+)$"),
    list("-+.0123456789"),
)


@dataclass(slots=True)
class Document:
    """Plain data and, for every path into it, the file and line it was written at."""

    data: Any
    lines: dict[Path, tuple[str, int]] = field(default_factory=dict)

    def place(self, path: Path, *, named: str | None = None) -> Place:
        """Return the place of *path*, or of its nearest written ancestor."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.lines:
                file, line = self.lines[path[:length]]
                return Place(file=file, line=line, field=named)
        return Place(field=named)


def parse(text: str, file: str) -> Document:
    """Parse one YAML or JSON document.

    Raises ``QuestionnaireError`` with the line for broken syntax, aliases, repeated keys,
    documents over ``MAX_BYTES`` and nesting over forty levels.
    """
    if len(text) > MAX_BYTES:
        limit = f"{MAX_BYTES:,}"
        raise QuestionnaireError([Problem("file.too_large", Place(file), {"limit": limit})])
    document = Document(None)
    if text.lstrip()[:1] in ("{", "["):
        text = _PAIR.sub(_join, text)
    try:
        _refuse_aliases(text, file)
        node = yaml.compose(text, Loader=_Loader)
        document.data = _plain(node, (), file, document) if node is not None else None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(file, mark.line + 1 if mark else None)
        why = error.problem or ""
        raise QuestionnaireError([Problem("file.bad_syntax", place, {"why": why})]) from error
    except UnicodeEncodeError as error:
        raise QuestionnaireError([Problem("file.not_utf8", Place(file))]) from error
    except yaml.reader.ReaderError as error:  # a character that YAML does not allow
        line = text.encode()[: error.position].count(b"\n") + 1
        problem = Problem("file.bad_syntax", Place(file, line), {"why": f"U+{error.character:04X}"})
        raise QuestionnaireError([problem]) from error
    return document


def _join(pair: re.Match[str]) -> str:
    high, low = (int(half, 16) for half in pair.group(2, 3))
    return pair.group(1) + chr(0x10000 + ((high & 0x3FF) << 10) + (low & 0x3FF))


def _refuse_aliases(text: str, file: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.AliasEvent):
            place = Place(file, _line(event))
            raise QuestionnaireError([Problem("file.alias", place)])
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > _MAX_DEPTH:
                place = Place(file, _line(event))
                raise QuestionnaireError([Problem("file.too_deep", place, {"limit": _MAX_DEPTH})])
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _line(event: yaml.Event) -> int | None:
    return event.start_mark.line + 1 if event.start_mark else None


def _plain(node: yaml.Node, path: Path, file: str, document: Document) -> Any:
    document.lines[path] = (file, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*path, i), file, document) for i, item in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, file, document)
    return _scalar(node, file)


def _scalar(node: yaml.Node, file: str) -> Any:
    """Return a plain value; a tag that does not fit (``!!int many``) is broken syntax."""
    text: str = node.value
    kind = node.tag.rpartition(":")[2]
    try:
        match kind:
            case "null":
                return None
            case "bool":
                return {"true": True, "false": False}[text]
            case "int":
                return int(text) if len(text) <= _MAX_DIGITS else text
            case "float":
                return float(text)
            case _:
                return text
    except (ValueError, KeyError) as error:
        place = Place(file, node.start_mark.line + 1)
        why = f"{text} is not !!{kind}"
        raise QuestionnaireError([Problem("file.bad_syntax", place, {"why": why})]) from error


def _mapping(node: yaml.MappingNode, path: Path, file: str, document: Document) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        place = Place(file, key_node.start_mark.line + 1)
        if not isinstance(key_node, yaml.ScalarNode):
            why = "a key must be a single word"
            raise QuestionnaireError([Problem("file.bad_syntax", place, {"why": why})])
        key = key_node.value
        if key in found:
            raise QuestionnaireError([Problem("file.repeated_key", place, {"key": key})])
        found[key] = _plain(value_node, (*path, key), file, document)
        document.lines[(*path, key)] = (file, key_node.start_mark.line + 1)
    return found
