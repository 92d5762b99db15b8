"""What a park hands out of a campaign: each firm within its consent, and nobody else's."""

import io
import zipfile
from concurrent.futures import ThreadPoolExecutor

import pytest
from python_calamine import CalamineWorkbook
from sqlmodel import select

from api.assessments.tables import Assessment, Consent
from api.documents import printing, service
from api.jobs import run_here
from api.kit.clock import now
from api.kit.work import Context
from api.parks import reporting
from api.parks.jobs import KINDS
from reports import bundle
from tests.api.arrange import organisation, sign_in
from tests.api.parks.arranged import Park, firm


@pytest.fixture(autouse=True)
def cheap(monkeypatch):
    """Papers are texts, made here."""
    pool = ThreadPoolExecutor(1)
    pool.processes = 1
    monkeypatch.setattr(printing, "pool", lambda: pool)
    monkeypatch.setattr(bundle, "draw_firm", drawn)
    yield
    pool.shutdown()


def drawn(outcome, lang, day, *, answers=True):
    return f"%PDF {outcome.sheet.profile.name} {lang} {answers}".encode()


@pytest.fixture
def park(app, database, monkeypatch):
    """Eight firms of which the park sees all, one only with its scores, one with its level."""
    monkeypatch.setattr(reporting, "render", lambda summary: b"%PDF " + summary.title.encode())
    monkeypatch.setattr(reporting.forward, "to_pdf", lambda _: b"%PDF forward")
    found = Park(database)
    found.add(*(firm(f"示例{n}厂", seed=n) for n in range(8)))
    found.add(firm("=1+1示例", seed=8), scope="scores")
    found.add(firm("示例等级厂", seed=9), scope="level")
    found.add(firm("示例不给看厂", seed=10), scope=None)
    found.work = lambda: run_here(Context(app.state.settings, database, app.state.storage), KINDS)
    return found


@pytest.fixture
def manager(browsers, park):
    found = browsers()
    sign_in(park.database, found, park.id)
    return found


def order(browser, park, kind, lang="zh", what="order"):
    return browser.post(f"{park.base}/documents/{what}", {"kind": kind, "language": lang})


def test_the_zip_holds_each_firm_within_its_consent(manager, park):
    """Firms that show scores get a report without answers; others are listed with the reason."""
    page = order(manager, park, "bundle")
    assert "排队中" in page.text
    park.work()
    page = manager.get(f"{park.base}/documents")
    assert "共9份报告。有1家没有报告" in page.text

    answer = manager.get(f"{park.base}/documents/zh/bundle.zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        papers = [archive.read(n).decode() for n in archive.namelist() if n.endswith(".pdf")]
        book = archive.read(next(n for n in archive.namelist() if n.endswith(".xlsx")))
    rows = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()

    assert len(papers) == 9
    assert "%PDF =1+1示例 zh False" in papers
    assert all("True" in paper for paper in papers if "=1+1" not in paper)
    assert [(row[2], row[4]) for row in rows[1:] if row[4]] == [("示例等级厂", "report.withheld")]
    assert "示例不给看厂" not in str(rows)


def test_data_are_exported_within_each_consent_with_a_codebook(manager, park):
    """A code stands where consent does not reach, no text is a formula, every column explained."""
    order(manager, park, "report")
    park.work()
    book = manager.get(f"{park.base}/documents/zh/data.xlsx").content
    sheets = CalamineWorkbook.from_filelike(io.BytesIO(book))
    data, codes = (sheets.get_sheet_by_index(n).to_python() for n in (0, 1))
    rows = {row[0]: dict(zip(data[0], row, strict=True)) for row in data[1:]}

    assert len(rows) == 10
    assert [row[0] for row in codes[1 : len(data[0]) + 1]] == data[0]
    scores, level, full = rows["=1+1示例"], rows["示例等级厂"], rows["示例1厂"]
    assert full["equipment.ledger.practice"] in ("1", "2", "3", "4", "5")
    assert scores["equipment.ledger.practice"] == ".."
    assert scores["index"] != ".."
    assert (level["index"], level["employees"], level["level"] in range(1, 6)) == ("..", "..", True)
    with zipfile.ZipFile(
        io.BytesIO(manager.get(f"{park.base}/documents/zh/data.zip").content)
    ) as archive:
        assert b"'=1+1" in archive.read("data.csv")
        assert archive.read("codebook.csv").startswith("\ufeff列".encode())


def test_every_file_of_the_report_is_there(manager, park):
    """Park report, summary and data, in the language that was asked for."""
    order(manager, park, "report", "en")
    park.work()
    page = manager.get(f"{park.base}/documents").text

    for name in ("report.pdf", "report.xlsx", "forward.docx", "forward.xlsx", "forward.pdf",
                 "data.xlsx", "data.zip"):  # fmt: skip
        assert f"/documents/en/{name}" in page
        assert manager.get(f"{park.base}/documents/en/{name}").status_code == 200
        assert manager.get(f"{park.base}/documents/zh/{name}").status_code == 404


def test_a_consent_taken_back_closes_what_was_made(manager, park):
    """After a firm withdraws nothing made with it can be fetched; made anew, it is without it."""
    order(manager, park, "bundle")
    park.work()
    with park.database.write() as session:
        row = session.exec(
            select(Consent).join(Assessment).where(Assessment.public_id == park.firms["示例3厂"])
        ).one()
        row.revoked_at = now()
        session.add(row)

    assert manager.get(f"{park.base}/documents/zh/bundle.zip").status_code == 409
    order(manager, park, "bundle")
    park.work()
    answer = manager.get(f"{park.base}/documents/zh/bundle.zip")
    names = zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
    assert answer.status_code == 200
    assert not [name for name in names if "示例3厂" in name]


@pytest.mark.parametrize("scope", ["scores", "answers"])
def test_one_firms_report_follows_its_consent(manager, park, monkeypatch, scope):
    """From the member's page, with answers or without; of a firm that shows its level, nothing."""
    seen = []

    def render(*_, answers, **__):
        seen.append(answers)
        return b"%PDF"

    monkeypatch.setattr(service, "render", render)
    name = "=1+1示例" if scope == "scores" else "示例1厂"
    base = f"/parks/{park.public_id}/results"

    assert manager.get(f"{base}/{park.firms[name]}/report.pdf").status_code == 200
    assert seen == [scope == "answers"]
    for other in ("示例等级厂", "示例不给看厂"):
        assert manager.get(f"{base}/{park.firms[other]}/report.pdf").status_code == 404


def test_others_find_nothing_and_reviewers_change_nothing(browsers, database, park, manager):
    """Another park's people get 404 everywhere; a reviewer looks and fetches, and orders nothing."""
    order(manager, park, "bundle")
    park.work()
    other, reviewer = browsers(), browsers()
    sign_in(database, other, organisation(database, "park", "示例·别的园区")[0])
    sign_in(database, reviewer, park.id, "reviewer")

    for path in ("", "/zh/bundle.zip", "/zh/report.pdf"):
        assert other.get(f"{park.base}/documents{path}").status_code == 404
    assert order(other, park, "bundle").status_code == 404
    assert order(reviewer, park, "bundle").status_code == 403
    assert reviewer.get(f"{park.base}/documents/zh/bundle.zip").status_code == 200
    assert "<button>生成" not in reviewer.get(f"{park.base}/documents").text


@pytest.mark.parametrize(
    ("kind", "lang", "status"),
    [("bundle", "fr", 422), ("check", "zh", 422), ("", "", 422), ("report", "zh", 409)],
)
def test_what_cannot_be_ordered_is_refused(manager, park, kind, lang, status):
    """Unknown kinds and languages; and what is under way is not ordered twice."""
    order(manager, park, "report")

    assert order(manager, park, kind, lang).status_code == status
