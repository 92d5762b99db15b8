"""A firm learns where it stands among comparable firms, and nothing about any one of them."""

import re

import pytest
from sqlmodel import select

from api import jobs as queue
from api.assessments.tables import Assessment, Consent
from api.kit import jobs
from api.kit.clock import now
from api.kit.work import Context
from api.parks import benchmarks
from api.parks.jobs import KINDS
from api.parks.tables import Benchmark
from tests.api.arrange import holder, submitted
from tests.api.parks.arranged import Park, firm

REF = "textile@1.0.0"


@pytest.fixture
def parks(database):
    return [Park(database, name=f"示例{place}园区") for place in range(3)]


@pytest.fixture
def look(browser, database):
    """A firm of nobody's park looks at its result; returns what stands there about peers."""
    found = submitted(database, holder(browser))

    def read():
        page = browser.get(f"/assessments/{found}/result").text
        part = re.search(r'<section class="peers">.*?</section>', page, re.DOTALL)
        return part and re.sub(r"<[^>]+>|\s+", " ", part.group())

    return read


def join(parks, places, **options):
    for place in places:
        sheet = firm(f"某{place}厂", seed=place, fictional=options.get("fictional", False))
        parks[place % len(parks)].add(sheet, scope=options.get("scope", "scores"))


def renew(app, parks):
    with app.state.database.write() as session:
        benchmarks.order(session, REF, parks[0].id, "test")
    queue.run_here(Context(app.state.settings, app.state.database, app.state.storage), KINDS)


@pytest.mark.both
def test_a_firm_sees_quartiles_of_enough_firms_of_enough_parks(app, parks, look):
    """With their number and the day; before anything is published there is nothing."""
    assert look() is None
    join(parks, range(12))
    renew(app, parks)

    assert "共 12 家" in look()
    assert "不显示比较数字" not in look()


@pytest.mark.parametrize(
    ("firms", "said"),
    [
        pytest.param({"places": range(9)}, "不足 10 家", id="too few"),
        pytest.param({"places": range(0, 36, 3)}, "不足 3 个园区", id="one park's"),
        pytest.param({"places": range(12), "scope": "level"}, "不足 10 家", id="hidden scores"),
        pytest.param({"places": range(12), "scope": None}, "不足 10 家", id="nothing shared"),
        pytest.param({"places": range(12), "fictional": True}, "不足 10 家", id="invented"),
    ],
)
def test_not_enough_firms_is_said_and_no_number_shown(app, parks, look, firms, said):
    """Who hides scores, or does not exist, is nobody to be compared with."""
    join(parks, **firms)
    renew(app, parks)

    assert said in look()
    assert not re.search(r"\d+\.\d", look())


def test_two_moments_tell_nothing_of_the_firm_that_came_or_went_between(app, parks, look):
    """One firm more, or one less: the figures stay those of before, with their date and number."""
    join(parks, range(12))
    renew(app, parks)
    before = look()
    join(parks, [12])
    renew(app, parks)
    joined = look()
    with app.state.database.write() as session:
        consent = session.exec(select(Consent)).first()
        consent.revoked_at = now()
        session.add(consent)
    renew(app, parks)

    assert joined == before
    assert look() == before


def test_figures_are_renewed_after_a_member_has_submitted_but_not_all_day(app, database, parks):
    """The first one orders them; those after it the same day do not."""
    with database.write() as session:
        found = [benchmarks.newest(session, REF)]
    join(parks, range(10))
    for _ in range(2):
        with database.write() as session:
            benchmarks.submitted(session, session.exec(select(Assessment)).first())
    with database.read() as session:
        waiting = jobs.waiting(session)
    assert found == [None]
    assert [job.kind for job in waiting] == ["benchmark"]
    queue.run_here(Context(app.state.settings, database, app.state.storage), KINDS)
    with database.read() as session:
        assert len(session.exec(select(Benchmark)).all()) == 1
