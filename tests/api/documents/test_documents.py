"""Documents of an assessment: what they hold, made once, safely named, gone with it."""

import json
from io import BytesIO
from urllib.parse import unquote

import openpyxl
import pypdf
import pytest

from api.documents import printing, service
from api.kit.downloads import JSON, PDF, Download, safe_stem
from questionnaires.errors import Problem
from reports import ReportError
from tests.api.v1.callers import Program, firm


@pytest.fixture
def mine(app):
    return Program(app)


@pytest.fixture
def printed(monkeypatch):
    """Stands in for printing, which takes seconds; returns what was printed."""
    made = []

    def render(outcome, lang, day, **_):
        made.append((outcome.card.profile["name"], lang, day))
        return f"%PDF {lang}".encode()

    monkeypatch.setattr(service, "render", render)
    return made


def name_of(answer):
    return unquote(answer.headers["content-disposition"].split("filename*=UTF-8''")[1])


@pytest.mark.slow
def test_a_report_is_printed(mine):
    """The PDF is the report of this firm."""
    answer = mine.get(f"{mine.submitted()}/report.pdf", params={"lang": "zh"})
    pages = pypdf.PdfReader(BytesIO(answer.content)).pages
    text = "".join(page.extract_text() for page in pages)

    assert answer.headers["content-type"] == PDF
    assert "成熟度" in text
    assert "清河印染" in text.replace("\n", "")


def test_a_report_is_made_once(mine, printed):
    """Per result, language and day; asking again takes what is kept."""
    path = mine.submitted()
    for lang in ("zh", "en", "zh"):
        answer = mine.get(f"{path}/report.pdf", params={"lang": lang})
        assert answer.content == f"%PDF {lang}".encode()
    day = mine.get(path).json()["submitted_at"][:10]

    assert printed == [(firm()["profile"]["name"], lang, day) for lang in ("zh", "en")]


def test_another_result_or_template_is_another_report(mine, printed, monkeypatch):
    """What is kept is found by what it was made of."""
    path = mine.submitted()
    mine.get(f"{path}/report.pdf")
    mine.get(f"{mine.submitted('spinning-mill')}/report.pdf")
    assert len(printed) == 2
    monkeypatch.setattr(service, "_templates", lambda: "changed")
    mine.get(f"{path}/report.pdf")
    assert len(printed) == 3


def test_documents_go_with_their_assessment(mine, printed, app):
    """Deleting takes the kept reports away, and those of others stay."""
    path, other = mine.submitted(), mine.submitted("spinning-mill")
    for target in (path, other):
        for lang in ("zh", "en"):
            mine.get(f"{target}/report.pdf", params={"lang": lang})
    folder = app.state.storage.folder
    assert len(list(folder.iterdir())) == 4
    mine.delete(path)

    assert len(list(folder.iterdir())) == 2


@pytest.fixture
def failing(monkeypatch):
    """Make printing fail with a problem."""

    def fail(code):
        values = {"found": "Pango", "mend": "apt-get install libpango-1.0-0", "why": "-"}
        problem = Problem(code, values={**values, "count": 1, "characters": "😀 (U+1F600)"})

        def render(summary):
            raise ReportError([problem])

        monkeypatch.setattr(printing, "printed", render)

    return fail


@pytest.mark.parametrize(
    "code", ["report.no_library", "report.no_fonts", "report.no_package", "report.failed"]
)
def test_without_what_printing_needs_it_says_how_to_mend(mine, failing, code):
    """503 with the report's own problem; the other documents work, and nothing is kept."""
    failing(code)
    path = mine.submitted()
    answer = mine.get(f"{path}/report.pdf")

    assert answer.status_code == 503
    assert answer.json()["code"] == "no_document"
    assert [problem["code"] for problem in answer.json()["problems"]] == [code]
    assert answer.json()["problems"][0]["do"]
    assert mine.get(f"{path}/results.xlsx").status_code == 200
    assert mine.get(f"{path}/report.pdf").status_code == 503


def test_a_name_that_cannot_be_printed_is_the_firms_to_mend(mine, failing):
    """422 names the characters that no font has."""
    failing("report.missing_glyphs")
    answer = mine.get(f"{mine.submitted()}/report.pdf")

    assert answer.status_code == 422
    assert "U+1F600" in answer.json()["problems"][0]["what"]


def test_results_and_answers_as_workbooks(mine):
    """Numbers of the result in one, the form filled in the other, drafts too."""
    path = mine.submitted()
    index = mine.get(f"{path}/result").json()["index"]["score"]
    results = openpyxl.load_workbook(BytesIO(mine.get(f"{path}/results.xlsx").content))
    numbers = {c.value for row in results.worksheets[0] for c in row if isinstance(c.value, float)}
    answers = openpyxl.load_workbook(BytesIO(mine.get(f"{path}/answers.xlsx").content))
    texts = {str(c.value) for sheet in answers for row in sheet for c in row if c.value is not None}

    assert any(abs(number - index) < 1e-9 for number in numbers)
    assert firm()["profile"]["name"] in texts
    assert mine.get(f"{mine.draft()}/answers.xlsx").status_code == 200


def test_the_result_as_a_file_is_the_result(mine):
    """The same document, to keep."""
    path = mine.submitted()
    answer = mine.get(f"{path}/result.json")

    assert answer.headers["content-type"] == JSON
    assert json.loads(answer.content) == mine.get(f"{path}/result").json()


@pytest.mark.parametrize("kind", ["report.pdf", "results.xlsx", "result.json", "result"])
def test_a_draft_has_no_result_to_take(mine, kind):
    """409 until it is submitted."""
    answer = mine.get(f"{mine.full_draft()}/{kind}")

    assert (answer.status_code, answer.json()["code"]) == (409, "not_submitted")


def test_files_are_named_in_the_readers_language(mine, printed):
    """Firm, what it is, day; in Chinese by RFC 6266, with a plain name beside it."""
    path = mine.submitted()
    day = mine.get(path).json()["submitted_at"][:10]
    chinese = mine.get(f"{path}/report.pdf", params={"lang": "zh"})
    english = mine.get(f"{path}/report.pdf", params={"lang": "en"})

    assert name_of(chinese) == f"示例·清河印染有限公司-成熟度报告-{day}.pdf"
    assert name_of(english) == f"示例·清河印染有限公司-maturity-report-{day}.pdf"
    assert 'filename="download.pdf"' in chinese.headers["content-disposition"]
    assert chinese.headers["content-disposition"].isascii()


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("..\\/../etc/passwd", "etc_passwd"),
        ('a"; filename=evil.exe', "a_filename_evil.exe"),
        ("a\r\nSet-Cookie: x=1", "a_Set-Cookie_x_1"),
        ("示例（苏州）有限公司", "示例（苏州）有限公司"),
        ("长" * 500, "长" * 60),
        ("...", "file"), ("", "file"), ("CON", "file"), ("com1", "file"), ("\u202egpj.exe", "gpj.exe"),
        ("a\0b", "ab"),
    ],
)  # fmt: skip
def test_names_from_outside_are_made_safe(name, stem):
    """No path, no header, no quotes, no reserved name, no reversal of text."""
    found = safe_stem(name)
    header = Download(name, PDF, b"").response().headers["content-disposition"]

    assert found.replace("__", "_") == stem
    assert not set(header) & set("\r\n\\/\0")
    assert header.isascii()
    assert header.count('"') == 2
