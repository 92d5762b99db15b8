"""The pages about a result, as a person reads them."""

import io
import json
import re
import zipfile

import pypdf
import pytest
from sqlmodel import select

from api.assessments import repository, service
from api.assessments.tables import Assessment, Link
from api.kit.audit import history
from tests.api.arrange import holder, started, submitted


@pytest.fixture
def mine(browser):
    return holder(browser)


def test_a_result_says_level_index_and_what_blocks_the_next(browser, database, mine):
    """The result page shows what the frozen result says, in the reader's language."""
    found = submitted(database, mine)

    with database.read() as session:
        card = service.outcome_of(session, service.read(session, mine, found)).card
    page = browser.get(f"/assessments/{found}/result")

    assert page.status_code == 200
    assert f"{card.score:.1f}" in page.text
    assert f"L{card.level}" in page.text
    assert card.next_level.name["zh"] in page.text
    assert "示例企业" in page.text
    assert len(re.findall(r'class="points"', page.text)) == 10


def test_a_page_leads_from_points_to_the_question(browser, database, mine):
    """Each costly answer links to its question on the page of its practice."""
    found = submitted(database, mine)

    page = browser.get(f"/assessments/{found}/result").text

    hrefs = re.findall(r'href="(/assessments/[^"]+/practices/[^"#]+#q-[^"]+)"', page)
    assert len(hrefs) >= 10
    assert all(href.startswith(f"/assessments/{found}/") for href in hrefs)


def test_a_draft_shows_what_it_comes_to_so_far_and_stores_nothing(browser, database, mine):
    """A result before submitting is marked as such and is not kept."""
    found = started(database, mine)

    page = browser.get(f"/assessments/{found}/result")

    assert "目前的结果" in page.text
    assert "report.pdf" not in page.text
    with database.read() as session:
        held = service.read(session, mine, found)
        assert repository.result_of(session, held) is None


def test_english_readers_get_english(browsers, database, app):
    """The same result in English, without Chinese labels."""
    browser = browsers("en")
    found = submitted(database, holder(browser))

    page = browser.get(f"/assessments/{found}/result")

    assert page.headers["content-language"] == "en"
    assert "What the next level takes" in page.text
    assert "丢分" not in page.text


def test_a_second_round_is_compared_with_the_first(browser, database, mine):
    """A new round starts from a copy; its result says what changed, the old one stays."""
    first = submitted(database, mine)
    before = browser.get(f"/assessments/{first}/result").text

    second = browser.post(f"/assessments/{first}/next-round", follow_redirects=False)
    found = second.headers["location"].rsplit("/", 1)[-1]
    with database.write() as session:
        service.answer(session, mine, found, {"digital.data.decisions": "5"})
        service.submit(session, mine, found, "王厂长")
    page = browser.get(f"/assessments/{found}/result").text

    assert second.status_code == 303
    assert "与上一轮相比" in page
    assert re.search(r'class="number up">\+\d', page)
    assert f"/assessments/{first}/result" in page
    after = browser.get(f"/assessments/{first}/result").text
    assert _without_tokens(after) == _without_tokens(before)


@pytest.mark.slow
def test_the_report_of_a_second_round_compares_the_two(browser, database, mine):
    """The PDF of a later round shows what changed; that of the first has nothing to compare."""
    first = submitted(database, mine, "garment-maker")
    second = browser.post(f"/assessments/{first}/next-round", follow_redirects=False)
    found = second.headers["location"].rsplit("/", 1)[-1]
    with database.write() as session:
        service.submit(session, mine, found, "王厂长")

    texts = [
        "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages)
        for answer in (browser.get(f"/assessments/{key}/report.pdf") for key in (first, found))
    ]

    assert ["与上一次相比" in text.replace("\n", "") for text in texts] == [False, True]


def _without_tokens(page):
    return re.sub(r'value="[^"]+"', "", page)


def test_a_draft_has_no_next_round(browser, database, mine):
    """A new round starts from a submitted assessment only."""
    found = started(database, mine)

    answer = browser.post(f"/assessments/{found}/next-round")

    assert answer.status_code == 409
    assert "还没有提交" in answer.text


def test_deleting_asks_first_and_then_leaves_nothing(browser, database, mine):
    """Deleting needs the tick; afterwards answers, result, links and history are gone."""
    found = submitted(database, mine)
    unsure = browser.post(f"/assessments/{found}/delete")
    kept = browser.get(f"/assessments/{found}/result").status_code

    done = browser.post(f"/assessments/{found}/delete", {"sure": "yes"})

    assert unsure.status_code == 422
    assert 'href="#sure"' in unsure.text
    assert kept == 200
    assert done.status_code == 200
    assert "已删除" in done.text
    assert browser.get(f"/assessments/{found}/result").status_code == 404
    with database.read() as session:
        assert session.exec(select(Assessment)).all() == []
        assert session.exec(select(Link)).all() == []
        events = history(session, f"assessment:{found}")
    assert [(event.action, event.before, event.after) for event in events] == [
        ("deleted", None, None)
    ]


@pytest.mark.parametrize("path", ["result", "result/answers", "delete"])
def test_somebody_elses_result_is_not_found(browsers, database, path):
    """Another browser gets the same 404 as for an id that never was."""
    found = submitted(database, holder(browsers()))
    stranger = browsers()
    stranger.get("/healthz-none")

    theirs = stranger.get(f"/assessments/{found}/{path}")
    nobodys = stranger.get(f"/assessments/AAAAAAAAAAAAAAAA/{path}")

    assert theirs.status_code == nobodys.status_code == 404
    assert _plain(theirs.text) == _plain(nobodys.text)


def _plain(page):
    """The words of a page, without ids that differ on every request."""
    return re.sub(r'(请求编号 \w+|value="[^"]*")', "", page)


@pytest.mark.parametrize("path", ["delete", "next-round"])
def test_a_form_without_our_token_changes_nothing(browser, database, mine, path):
    """A form that another site sends is refused, and everything is still there."""
    found = submitted(database, mine)

    answer = browser.client.post(f"/assessments/{found}/{path}", data={"sure": "yes"})

    assert answer.status_code == 403
    assert browser.get(f"/assessments/{found}/result").status_code == 200


def test_a_hostile_firm_name_is_text(browser, database, mine):
    """HTML in a firm's name is shown, never run."""
    found = started(database, mine)
    name = "<script>alert(1)</script>\"'&厂"
    with database.write() as session:
        service.set_profile(session, mine, found, {"name": name, "processes": ["dyeing"]})

    page = browser.get(f"/assessments/{found}/result").text

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_everything_kept_can_be_taken_along(browser, database, mine):
    """The zip holds answers, result, reports and the history of changes, and nothing is lost."""
    found = submitted(database, mine)

    answer = browser.get(f"/assessments/{found}/export.zip")

    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        names = set(archive.namelist())
        record = json.loads(archive.read("assessment.json"))
        history = json.loads(archive.read("history.json"))
        result = json.loads(archive.read("result.json"))
    assert names == {
        "assessment.json", "history.json", "answers.xlsx", "result.json", "results.xlsx",
        "report-zh.pdf", "report-en.pdf",
    }  # fmt: skip
    with database.read() as session:
        row = service.read(session, mine, found).row
        assert record["answers"] == row.answers
        assert result == repository.result_of(session, service.read(session, mine, found)).document
    assert {entry["field"] for entry in history if entry["what"] == "answered"} == set(row.answers)
    assert "attachment" in answer.headers["content-disposition"]


def test_a_draft_can_be_taken_along_too(browser, database, mine):
    """Before submitting the zip holds the answers and the history."""
    found = started(database, mine)

    answer = browser.get(f"/assessments/{found}/export.zip")

    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert set(archive.namelist()) == {"assessment.json", "history.json", "answers.xlsx"}


@pytest.mark.parametrize(
    ("path", "start"),
    [("report.pdf", b"%PDF"), ("results.xlsx", b"PK"), ("result.json", b"{")],
)
def test_downloads_of_a_result(browser, browsers, database, mine, path, start):
    """Report, workbook and data can be downloaded by the firm, and by nobody else."""
    found = submitted(database, mine)

    answer = browser.get(f"/assessments/{found}/{path}")

    assert answer.status_code == 200
    assert answer.content.startswith(start)
    assert "attachment" in answer.headers["content-disposition"]
    assert browsers().get(f"/assessments/{found}/{path}").status_code == 404
