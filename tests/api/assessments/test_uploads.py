"""A workbook filled in offline: uploaded, compared, taken over once confirmed."""

import datetime as dt
import io
import json

import openpyxl
import pytest
from sqlmodel import select

from api.assessments.tables import Upload
from questionnaires.loader import LIBRARY
from tests.api.assessments.forms import form_of, texts_of

PLAN, SPEND = "digital.strategy.plan", "digital.strategy.spend"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Book:
    """The workbook of a draft, as somebody opens it in a spreadsheet program."""

    def __init__(self, firm):
        """Download it."""
        self.book = openpyxl.load_workbook(io.BytesIO(firm.get("/workbook").content))

    def put(self, key, value, column=5):
        for page in self.book.worksheets[1:]:
            for row in page.iter_rows(min_row=3):
                if row[0].value == key:
                    row[column - 1 if page.title == "答题" else 2].value = value
                    return self
        raise AssertionError(key)

    def bytes(self):
        target = io.BytesIO()
        self.book.save(target)
        return target.getvalue()


def send(firm, data, name="答卷.xlsx"):
    form = form_of(firm.get("/upload"), "/upload")
    return form.send(firm.browser, files={"file": (name, data, XLSX)})


@pytest.fixture
def book(firm):
    return Book(firm)


@pytest.mark.both
def test_the_round_trip_shows_each_change_before_it_is_made(firm, book, textile):
    """Old and new stand side by side in words; nothing changes before the confirmation."""
    firm.answer("digital.strategy", plan="2")
    data = Book(firm).put(PLAN, "4｜x").put(SPEND, 1.5).put("employees", 500).bytes()

    page = send(firm, data)

    shown = texts_of(page)
    options = textile.question(PLAN).options
    assert {options[1].text["zh"], options[3].text["zh"], "1.5 %", "500 人"} <= set(shown)
    assert "3 处变化，还没有写入。" in shown
    assert firm.form("digital.strategy").get(PLAN) == ["2"]
    assert form_of(page, page.url.path).send(firm.browser).url.path == firm.path
    assert firm.form("digital.strategy").get(PLAN) == ["4"]
    assert firm.form("digital.strategy").get(SPEND) == ["1.5"]
    assert form_of(firm.get("/profile"), "/profile").get("employees") == ["500"]
    assert firm.browser.get(page.url.path).status_code == 404


def test_only_ticked_changes_are_made(firm, book):
    """A change whose tick was taken off stays undone."""
    page = send(firm, book.put(PLAN, "4").put(SPEND, 1.5).bytes())

    form_of(page, page.url.path).set("take", SPEND).send(firm.browser)

    now = firm.form("digital.strategy")
    assert (now.get(PLAN), now.get(SPEND)) == ([], ["1.5"])


def test_dropping_an_upload_changes_nothing(firm, book):
    """The other button forgets the upload."""
    page = send(firm, book.put(PLAN, "4").bytes())

    form_of(page, page.url.path).set("drop", "yes").send(firm.browser)

    assert firm.form("digital.strategy").get(PLAN) == []
    assert firm.browser.get(page.url.path).status_code == 404


def test_a_blank_cell_clears_nothing(firm, book):
    """What was answered online meanwhile stays, although the workbook has it blank."""
    firm.answer("digital.strategy", plan="2")

    page = send(firm, book.put(SPEND, 1.5).bytes())
    form_of(page, page.url.path).send(firm.browser)

    assert firm.form("digital.strategy").get(PLAN) == ["2"]


def test_old_answers_in_a_workbook_take_nothing_back(firm):
    """What the workbook merely still says does not undo what somebody changed since."""
    firm.answer("digital.strategy", plan="2")
    book = Book(firm).put(SPEND, 1.5)
    firm.answer("digital.strategy", plan="3")

    page = send(firm, book.bytes())

    assert "1 处变化，还没有写入。" in texts_of(page)
    form_of(page, page.url.path).send(firm.browser)
    assert firm.form("digital.strategy").get(PLAN) == ["3"]


def test_both_sides_changed_is_shown_and_not_ticked(firm, book):
    """An answer changed online after the download is contested; ticking it decides."""
    firm.answer("digital.strategy", plan="3")

    page = send(firm, book.put(PLAN, "4").bytes())

    assert any("也改了这道题" in text for text in texts_of(page))
    form = form_of(page, page.url.path)
    assert form.get("take") == []
    form.set("take", PLAN).send(firm.browser)
    assert firm.form("digital.strategy").get(PLAN) == ["4"]


@pytest.mark.both
def test_a_change_during_the_preview_is_asked_about(firm, book):
    """What somebody saves between preview and confirmation is not overwritten unseen."""
    page = send(firm, book.put(PLAN, "4").put(SPEND, 1.5).put("employees", 500).bytes())
    form = form_of(page, page.url.path)
    firm.answer("digital.strategy", plan="3")
    form_of(firm.get("/profile"), "/profile").set("employees", "400").send(firm.browser)

    again = form.send(firm.browser)

    assert again.status_code == 409
    now = firm.form("digital.strategy")
    assert (now.get(PLAN), now.get(SPEND)) == (["3"], ["1.5"])
    assert form_of(firm.get("/profile"), "/profile").get("employees") == ["400"]
    form_of(again, page.url.path).set("take", PLAN, "employees").send(firm.browser)
    assert firm.form("digital.strategy").get(PLAN) == ["4"]
    assert form_of(firm.get("/profile"), "/profile").get("employees") == ["500"]


def test_wrong_cells_are_named_and_the_others_read(firm, book):
    """A problem says sheet, row and column; the rest of the workbook can still be taken."""
    page = send(firm, book.put(PLAN, "9").put(SPEND, 1.5).bytes())

    shown = " ".join(texts_of(page))
    assert "工作表“答题”" in shown
    assert "行" in shown
    assert "1 处变化" in shown


@pytest.mark.parametrize(
    ("name", "data", "part"),
    [
        ("a.xlsx", b"", "空"),
        ("a.xlsx", b"PK\x03\x04 nonsense", "损坏"),
        ("a.xlsx", b"<html>", "不是"),
        ("a.xls", b"\xd0\xcf\x11\xe0", "xls"),
        ("a.exe", b"MZ", "不支持"),
        ("a.csv", b"a,b", "不支持"),
        ("..\\..\\x", b"x", "不支持"),
        ("a.json", b"[1]", "键"),
        ("a.json", b"\xff\xfe", "UTF-8"),
        ("a.yaml", b"a: &x [*x]", "锚点"),
        ("a.yaml", b"questionnaire: other@1.0.0\nanswers: {}", "other"),
        ("长" * 300 + ".pdf", b"x", "不支持"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(firm, name, data, part):
    """The page comes back with the reason; nothing is kept."""
    page = send(firm, data, name)

    assert page.status_code == 422
    assert 'href="#file"' in page.text
    assert part in page.text


def test_a_register_of_many_firms_is_not_one_firm(firm):
    """The sample register is refused with what to do."""
    data = (LIBRARY / "textile" / "samples" / "register.xlsx").read_bytes()

    page = send(firm, data)

    assert page.status_code == 422
    assert "登记表" in page.text


def test_no_file_chosen_is_said(firm):
    """An empty file field asks for a file."""
    page = form_of(firm.get("/upload"), "/upload").send(firm.browser)

    assert page.status_code == 422
    assert "还没有选择文件" in page.text


def test_a_file_over_the_limit_is_refused(firm):
    """A file of more than the limit is not read."""
    page = send(firm, b"x" * 10_000_001)

    assert page.status_code == 413


def test_an_upload_waits_for_a_day(firm, book, database):
    """After a day its preview is gone, and the next upload clears it away."""
    page = send(firm, book.put(PLAN, "4").bytes())
    with database.write() as session:
        upload = session.exec(select(Upload)).one()
        upload.created_at -= dt.timedelta(days=1, minutes=1)
        session.add(upload)

    assert firm.browser.get(page.url.path).status_code == 410
    send(firm, book.bytes())
    with database.read() as session:
        assert len(session.exec(select(Upload)).all()) == 1


def test_uploads_of_others_are_not_found(firm, firms, browsers, book):
    """Neither another firm nor an unknown id reaches an upload."""
    page, stranger = send(firm, book.bytes()), firms(browsers())
    upload = page.url.path.rpartition("/")[2]

    assert stranger.browser.get(page.url.path).status_code == 404
    assert stranger.get(f"/uploads/{upload}").status_code == 404
    assert stranger.browser.post(f"{stranger.path}/uploads/{upload}").status_code == 404


def test_answers_come_as_json_too(firm):
    """A program's file is read like a workbook."""
    data = json.dumps({"questionnaire": "textile@1.0.0", "answers": {PLAN: "4"}}).encode()

    page = send(firm, data, "answers.json")

    assert "1 处变化，还没有写入。" in texts_of(page)


def test_how_sure_the_firm_is_comes_along(firm):
    """The workbook carries it both ways; a change of it is shown and taken over like an answer."""
    firm.answer("digital.strategy", plan="2", **{"plan#confidence": "fairly"})
    book = Book(firm)
    data = book.put(PLAN, "拿不准", column=8).bytes()

    page = send(firm, data)
    assert {"大致如此", "拿不准"} <= set(texts_of(page))
    form_of(page, page.url.path).send(firm.browser)

    assert firm.form("digital.strategy").get(f"{PLAN}#confidence") == ["unsure"]
    assert firm.form("digital.strategy").get(PLAN) == ["2"]
