"""``make bench``: every row as a ratio against a named baseline, measured in the same run.

Medians of five interleaved runs (this one, the baseline, this one, …), because the machines are
shared. Writes ``bench.json`` into the current folder.
"""

import json
import sys
from pathlib import Path

from tests.benchmarks import (
    advice,
    cohorts,
    dashboards,
    documents,
    firms,
    handout,
    registers,
    server,
)
from tests.benchmarks.timing import Row


def main() -> int:
    """Run all rows, print them as they come and write bench.json."""
    rows: list[Row] = []
    rooms = (registers, server, documents, advice, dashboards, cohorts, handout)
    own = (firms.million, firms.memory, firms.one, firms.thousand)
    for measure in (*own, *(measure for room in rooms for measure in room.ROWS)):
        for row in measure():
            rows.append(row)
            limit = "" if row.budget is None else f"  (budget {row.budget:g})"
            sys.stdout.write(f"{row.name:58} {row.value:10.3f} {row.unit:4} ")
            sys.stdout.write(f"ratio {row.ratio:6.2f}{limit}  vs {row.baseline}\n")
            sys.stdout.flush()
    Path("bench.json").write_text(json.dumps([row.to_dict() for row in rows], indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
