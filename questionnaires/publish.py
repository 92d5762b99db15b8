"""Record a questionnaire's digest when it is published: ``python -m questionnaires.publish``.

A published version never changes. ``library/published.txt`` holds one line per version; the tests
compare each with what the folder gives today.
"""

from __future__ import annotations

import sys
from pathlib import Path

from questionnaires.errors import Place, Problem
from questionnaires.loader import LIBRARY, available, load

__all__ = ["PUBLISHED", "publish", "read_published"]

PUBLISHED = LIBRARY / "published.txt"
_ALGORITHM = "sha256:"


def read_published(path: Path = PUBLISHED) -> dict[str, str]:
    """Return ``id@version -> digest`` (hex) of every published version, in the file's order."""
    if not path.is_file():
        return {}
    lines = path.read_text(encoding="utf-8").splitlines()
    pairs = (line.split() for line in lines if line.strip() and not line.startswith("#"))
    return {ref: digest.removeprefix(_ALGORITHM) for ref, digest in pairs}


def publish(
    path: Path = PUBLISHED, *, rewrite: bool = False
) -> tuple[dict[str, str], list[Problem]]:
    """Add a line for every version of the library that has none; return all lines and problems.

    A version whose content differs from its line is a problem and keeps its line, unless *rewrite*
    says that it was never handed to anybody.
    """
    recorded = read_published(path)
    problems = []
    for ref in available():
        digest = load(ref).digest
        if rewrite or ref not in recorded:
            recorded[ref] = digest
        elif recorded[ref] != digest:
            problems.append(Problem("published.changed", Place(path.name), {"ref": ref}))
    text = "".join(f"{ref} {_ALGORITHM}{digest}\n" for ref, digest in recorded.items())
    path.write_text(text, encoding="utf-8", newline="\n")
    return recorded, problems


def main() -> int:
    """Publish what is new in the library; ``--rewrite`` replaces lines of changed versions."""
    _, problems = publish(rewrite="--rewrite" in sys.argv[1:])
    for problem in problems:
        sys.stderr.write(f"{problem.to('zh')}\n{problem.to('en')}\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
