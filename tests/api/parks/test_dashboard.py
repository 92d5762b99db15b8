"""The dashboard of a campaign: its figures, its members, and what can be taken away."""

import csv
import io
import re

import pytest
from sqlmodel import select

from api import jobs as queue
from api.assessments.tables import Consent
from api.kit.clock import now
from api.kit.work import Context
from api.parks.jobs import KINDS
from api.parks.tables import Member
from reports.park.figures import FIGURES
from tests.api.arrange import sign_in
from tests.api.parks.arranged import Park, firm

MOST = 100_000
"""Bytes of a page with styles and script."""


@pytest.fixture
def park(database):
    made = Park(database)
    made.add(*(_firm(place) for place in range(24)))
    made.add(firm("示例只看等级厂", seed=90), scope="level")
    return made


def _firm(place):
    return firm(
        f"示例{place:02}厂", seed=place, processes=("weaving", "dyeing")[place % 2 :][:1],
        employees=(80, 400)[place % 2], region=("330602", "330603")[place // 20],
    )  # fmt: skip


@pytest.fixture
def manager(browsers, park):
    browser = browsers()
    sign_in(park.database, browser, park.id)
    return browser


def rows(answer):
    """The lines of a CSV, which has the mark that Excel wants."""
    assert answer.status_code == 200
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


@pytest.mark.parametrize("part", ["", "/compare", "/members", "/groups", "/trend"])
def test_every_page_is_light_and_says_what_it_is(manager, park, part):
    """With styles and script at most 100 kB."""
    page = manager.get(f"{park.base}/dashboard{part}")

    files = re.findall(r'(?:href|src)="(/static/site\.[^"]+)"', page.text)
    weight = len(page.content) + sum(len(manager.get(file).content) for file in files)
    assert page.status_code == 200
    assert len(files) == 2
    assert weight < MOST


@pytest.mark.parametrize("key", FIGURES)
def test_every_figure_is_handed_out_as_picture_and_as_numbers(manager, park, key):
    """The picture stands alone; the CSV has a cell for every column."""
    base = f"{park.base}/dashboard/charts/{key}"
    table, picture = rows(manager.get(f"{base}.csv")), manager.get(f"{base}.svg")

    assert len({len(row) for row in table}) == 1
    assert picture.headers["content-type"] == "image/svg+xml"
    assert picture.text.startswith('<svg xmlns="http://www.w3.org/2000/svg"')
    assert "script" not in picture.text


def test_members_can_be_ordered_by_any_column(manager, park):
    """Up and down; who shows the level only is counted and not listed."""
    base = f"{park.base}/dashboard/members"
    page = manager.get(base)
    table = rows(manager.get(f"{base}.csv?sort=energy.water"))
    place = next(i for i, name in enumerate(table[0]) if name.startswith("3.3 "))

    scores = [float(row[place]) for row in table[1:] if row[place]]
    assert scores == sorted(scores)
    assert len(table) == 25
    assert "示例只看等级厂" not in page.text
    assert "另有 1 家只允许查看等级" in page.text


def test_a_small_group_is_told_to_be_too_small(manager, park):
    """Four firms of a region: no figure of scores, in the table of groups and as a filter."""
    page = manager.get(f"{park.base}/dashboard/compare").text
    filtered = manager.get(f"{park.base}/dashboard?region=330603").text
    table = rows(manager.get(f"{park.base}/dashboard/charts/practices.csv?region=330603"))

    assert "企业太少，不显示" in page
    assert "企业不够多，不显示" in filtered
    assert len(table) == 1


def test_names_that_would_be_formulas_are_only_text(manager, park):
    """Neither the spreadsheet nor the page takes a firm's name for anything else."""
    with park.database.write() as session:
        member = session.exec(select(Member)).first()
        member.name = '=HYPERLINK("http://x","<b>y</b>")'
        session.add(member)
    table = rows(manager.get(f"{park.base}/dashboard/members.csv"))
    page = manager.get(f"{park.base}/dashboard/members").text

    assert any(row[0].startswith("'=HYPERLINK") for row in table)
    assert "<b>y</b>" not in page


def test_groups_hold_while_the_members_do(app, manager, park):
    """Found by a job, shown, and no longer shown once a consent is taken back."""
    base = f"{park.base}/dashboard/groups"
    manager.post(base)
    waiting = manager.get(base).text
    queue.run_here(Context(app.state.settings, park.database, app.state.storage), KINDS)
    shown = manager.get(base).text
    with park.database.write() as session:
        consent = session.exec(select(Consent)).first()
        consent.revoked_at = now()
        session.add(consent)

    assert "正在分组" in waiting
    assert "对全部企业提升最多的措施" in shown
    assert "对全部企业提升最多的措施" not in manager.get(base).text


def test_a_reviewer_looks_and_orders_nothing(browsers, park):
    """Reading is all they may."""
    browser = browsers()
    sign_in(park.database, browser, park.id, "reviewer")

    assert browser.get(f"{park.base}/dashboard/groups").status_code == 200
    assert browser.post(f"{park.base}/dashboard/groups").status_code == 403


def test_what_changed_is_told_of_the_firms_in_both_rounds(manager, park):
    """The same firms, better in one practice: those who rose, nobody fell, newcomers apart."""
    before = park.campaign
    park.campaign = park.open("2027 年度评估")
    better = {"digital.supply.chain": "5", "digital.supply.cluster": "5"}
    park.add(*(firm(f"示例{n:02}厂", seed=n, **better) for n in range(6)))
    park.add(*(firm(f"示例新{n}厂", seed=n) for n in range(6)))

    table = rows(manager.get(f"{park.base}/dashboard/trend/changed.csv?before={before}"))
    supply = next(row for row in table if row[0].startswith("2.4 "))
    assert supply[-1] == "6"
    assert int(supply[-3]) >= 5
    assert supply[-2] == "0"
