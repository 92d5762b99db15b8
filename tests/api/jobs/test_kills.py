"""Processes killed at any moment: jobs finish, nothing is lost, nothing doubled.

The long run, with ten kills each, is ``python -m tests.api.jobs.kills``.
"""

import random

import pytest

from tests.api.jobs.farm import firms

FIRMS = 160
KILLS = 2


@pytest.mark.slow
@pytest.mark.both
def test_an_import_and_a_bundle_survive_kills(farm, engine):
    """A server on SQLite, two workers on PostgreSQL: rows are stored once, reports are drawn once.

    Only those in flight at a kill are drawn again, and each stands in the zip once.
    """
    order = farm.order_import(firms(FIRMS))
    farm.start(*((1, "serve") if engine == "sqlite" else (2, "worker")))
    farm.kill(KILLS, random.Random(20241), 1.0)
    farm.wait()

    row, job = farm.park.look(order)
    assert (row.state, job.state, job.done, job.total) == ("done", "done", 4, 4)
    assert set(farm.stored().values()) == {FIRMS}
    assert farm.scores().total() == FIRMS

    bundle = farm.order_bundle()
    kills = farm.kill(KILLS, random.Random(7), 1.5)
    farm.wait()

    assert (farm.job(bundle).state, farm.job(bundle).result) == (
        "done", {"made": FIRMS, "failed": 0},
    )  # fmt: skip
    names, listed = farm.zipped()
    assert len(set(names)) == len(listed) == FIRMS
    drawn = farm.drawings()
    assert len(drawn) == FIRMS
    assert drawn.total() - FIRMS <= kills * 4  # two in hand, two waiting to be kept
