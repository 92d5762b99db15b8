"""Ten kills of an import and of a bundle, on SQLite and on PostgreSQL: ``python -m tests.api.jobs.kills``.

Real reports and the real size of chunks. On SQLite a server carries out jobs, on PostgreSQL two
workers of which one at a time is killed; moments and victims are drawn from a seed. Prints counts.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from tests.api.jobs.farm import Farm, firms
from tests.postgres import postgres

__all__ = ["main"]

_PATIENCE = 3600.0


def _said(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _import(farm: Farm, number: int, kills: int, luck: random.Random) -> None:
    """Kill while a register is taken over; order changed ones until all kills are spent."""
    spent = orders = chunks = 0
    start = time.monotonic()
    while spent < kills:
        rung = str(1 + orders % 4)
        order = farm.order_import(firms(number, **{"equipment.ledger.practice": rung}))
        orders += 1
        spent += farm.kill(kills - spent, luck, 6.0)
        farm.wait(_PATIENCE)
        row, job = farm.park.look(order)
        assert (row.state, job.state) == ("done", "done"), (row.state, job.state, job.result)
        chunks += job.total
    found = farm.stored()
    assert found["members"] == found["entries"] == found["consents"] == number, found
    assert found["assessments"] == found["results"] == found["noted"] == number * orders, found
    _said(
        f"  import: {spent} kills, {orders} registers of {number} firms in {chunks} chunks, "
        f"{time.monotonic() - start:.0f} s; stored {found}"
    )


def _bundle(farm: Farm, kills: int, luck: random.Random, pause: float) -> None:
    """Kill while reports are printed; what was kept at a kill stays as it is."""
    storage, start, spent = farm.context.storage.folder, time.monotonic(), 0
    job, kept = farm.order_bundle(), {}
    while spent < kills and farm.waiting():
        before = len(kept)
        while len(kept) == before and farm.waiting():  # something was made since the last kill
            time.sleep(0.05)
            kept |= _kept(storage)
        spent += farm.kill(1, luck, pause)
        kept = _kept(storage)
    farm.wait(_PATIENCE)
    found = farm.job(job)
    names, listed = farm.zipped()
    number = len(listed)
    assert (found.state, found.result) == ("done", {"made": number, "failed": 0}), found
    assert len(set(names)) == number
    again = [name for name, at in kept.items() if (storage / name).stat().st_mtime_ns != at]
    assert not again, again
    drawn = farm.drawings().total()
    _said(
        f"  bundle: {spent} kills, {number} reports, each once in the zip; of {len(kept)} kept at "
        f"the last kill {len(again)} were made again; "
        f"{len(farm.leftovers())} unfinished files to tidy up; "
        + (f"{drawn - number} drawn twice; " if drawn else "")
        + f"{time.monotonic() - start:.0f} s"
    )


def _kept(storage: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in storage.glob("*.pdf")}


def main() -> None:
    """Run all four and say what came of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--firms", type=int, default=5000, help="rows of the register")
    parser.add_argument("--reports", type=int, default=40)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=20240412)
    parser.add_argument("--cheap", action="store_true", help="texts instead of PDFs")
    parser.add_argument("--only", choices=("import", "bundle"))
    chosen = parser.parse_args()
    small = chosen.cheap
    for engine, hands, command in (("SQLite", 1, "serve"), ("PostgreSQL", 2, "worker")):
        for what in (chosen.only,) if chosen.only else ("import", "bundle"):
            with ExitStack() as stack:
                folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
                url = None
                if engine == "PostgreSQL":
                    url = stack.enter_context(postgres()).database()
                farm = Farm(folder, url)
                stack.callback(farm.close)
                luck = random.Random(chosen.seed)
                _said(f"{engine}, {hands} {command}:")
                if what == "bundle":
                    farm.order_import(firms(chosen.reports))
                    farm.park.work()
                farm.start(hands, command, small=small and what == "bundle")
                if what == "import":
                    _import(farm, chosen.firms, chosen.kills, luck)
                else:
                    _bundle(farm, chosen.kills, luck, 2.0 if small else 10.0)


if __name__ == "__main__":
    main()
