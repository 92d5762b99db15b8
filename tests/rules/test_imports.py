"""The rooms import one way only."""

import ast
from pathlib import Path

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

ROOT = Path(__file__).resolve().parents[2]
CORE = ("questionnaires", "scoring", "assessment")
FORBIDDEN_CALLS = {"now", "today", "utcnow", "getenv"}


def test_import_contracts_hold(monkeypatch):
    """All contracts of pyproject.toml are kept."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr("logging.config.dictConfig", lambda _: None)  # silences all other loggers

    assert lint_imports(config_filename="pyproject.toml", no_cache=True) == EXIT_STATUS_SUCCESS


def test_the_core_knows_no_clock_and_no_environment():
    """The three core rooms read neither the time nor environment variables."""
    found = []
    for path in (p for room in CORE for p in (ROOT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in FORBIDDEN_CALLS | {"environ"}:
                found.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.attr}")
            if isinstance(node, ast.Import) and {a.name for a in node.names} & {"time", "datetime"}:
                found.append(f"{path.relative_to(ROOT)}:{node.lineno} import")

    assert found == []


def test_only_scoring_computes_scores():
    """No room to the right of scoring calls an aggregation formula of its own."""
    words = ("kernels", "np.average", "fmean(", "weighted")
    found = [
        f"{path.relative_to(ROOT)}: {word}"
        for room in ("assessment", "reports", "api")
        for path in (ROOT / room).rglob("*.py")
        for word in words
        if word in path.read_text(encoding="utf-8")
    ]

    assert found == []
