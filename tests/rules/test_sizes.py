"""Files and functions stay small enough to read."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("questionnaires", "scoring", "assessment", "reports", "api")
# Migrations are written by Alembic and frozen: their length says nothing about the code.
SOURCES = sorted(
    path for room in ROOMS for path in (ROOT / room).rglob("*.py") if "versions" not in path.parts
)
TESTS = sorted((ROOT / "tests").rglob("*.py"))
MAX_FILE = 300
MAX_FUNCTION = 60


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_every_room_is_there():
    """The five rooms each hold a package and a README for maintainers."""
    for room in ROOMS:
        assert (ROOT / room / "__init__.py").is_file()
        assert (ROOT / room / "README.md").is_file(), room


@pytest.mark.parametrize("path", SOURCES + TESTS, ids=name)
def test_files_are_short(path):
    """No file is longer than 300 lines."""
    lines = len(path.read_text(encoding="utf-8").splitlines())

    assert lines <= MAX_FILE, f"{name(path)} has {lines} lines: split it"


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_functions_are_short(path):
    """No function is longer than 60 lines."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    lengths = {f.name: (f.end_lineno or f.lineno) - f.lineno + 1 for f in functions}

    assert not {key: length for key, length in lengths.items() if length > MAX_FUNCTION}
