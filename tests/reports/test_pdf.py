"""The PDF: complete, offline, the same bytes every time, and clear about what it cannot do."""

import hashlib
import io
import pickle
import subprocess
import sys
import unicodedata
from pathlib import Path

import pypdf
import pytest

from reports import ReportError, libraries, pdf, summarise

ROOT = Path(__file__).resolve().parents[2]
DAY = "2026-11-23"


@pytest.fixture(scope="module")
def full_summary(full):
    return summarise(full, "zh", date=DAY)


@pytest.fixture(scope="module")
def full_pdf(full_summary):
    return pdf.render(full_summary)


@pytest.fixture(scope="module")
def small_summary(outcome):
    return summarise(outcome, "zh", date=DAY)


def opened(data):
    return pypdf.PdfReader(io.BytesIO(data))


def text_of(data):
    """All text without blanks: lines break anywhere in Chinese. Radicals are folded into hanzi."""
    text = "".join(page.extract_text() for page in opened(data).pages)
    return "".join(unicodedata.normalize("NFKC", text).split())


def squeezed(text):
    return "".join(unicodedata.normalize("NFKC", text).split())


def outline(items):
    for item in items:
        if isinstance(item, list):
            yield from outline(item)
        else:
            yield item.title


def test_the_text_can_be_selected(full_pdf, full_summary):
    """Searching and copying give back the firm's Chinese name and every practice's title."""
    text = text_of(full_pdf)

    assert squeezed(full_summary.cover.firm) in text
    titles = [row.title for group in full_summary.scores.groups for row in group.rows]
    assert len(titles) == 24
    assert [title for title in titles if squeezed(title) not in text] == []


def test_pages_are_numbered_and_headed(full_pdf, full_summary):
    """Every page says which it is of how many; all but the cover carry the firm's name."""
    pages = opened(full_pdf).pages

    assert 20 <= len(pages) <= 28
    for number, page in enumerate(pages, start=1):
        text = squeezed(page.extract_text())
        assert f"第{number}页/共{len(pages)}页" in text
        assert squeezed(full_summary.page.running) in text or number == 1


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_first_page_holds_cover_result_and_contents(full, lang):
    """An owner reads one page; the second begins with the scores."""
    summary = summarise(full, lang, date=DAY)
    first, second = (squeezed(p.extract_text()) for p in opened(pdf.render(summary)).pages[:2])

    assert all(squeezed(heading.title) in first for heading in summary.contents)
    assert squeezed(summary.overview.steps[-1].title) in first
    assert squeezed(summary.scores.heading.title) in second
    assert squeezed(summary.contents[-1].title) not in second


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_method_fits_on_one_page(full, lang):
    """With all levels, gates and states of the published questionnaire."""
    assert len(opened(pdf.render(summarise(full, lang, sections=["method"]))).pages) == 2


def test_english_pages_are_numbered_in_english(best):
    """The words around the page number follow the language."""
    text = text_of(pdf.render(summarise(best, "en")))

    assert "Page1of" in text
    assert "页/共" not in text


def test_bookmarks_lead_to_every_section(full_pdf, full_summary):
    """The firm, the sections and their dimensions stand in the outline."""
    titles = list(outline(opened(full_pdf).outline))

    assert titles[0] == full_summary.cover.firm
    for heading in full_summary.contents:
        assert f"{heading.number} {heading.title}" in titles
    assert "3 节能节水与循环利用" in titles


def test_the_document_says_its_title_language_and_date(full_pdf, full_summary):
    """Metadata are those of the report, not of the moment of printing."""
    document = opened(full_pdf)

    assert document.metadata.title == full_summary.title
    assert document.metadata["/CreationDate"] == "D:20261123"
    assert document.trailer["/Root"]["/Lang"] == "zh-CN"
    assert document.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_fonts_are_embedded_in_part(full_pdf):
    """Only the characters used travel along, in our two weights and nothing of the system's."""
    fonts = {
        font.get_object()["/BaseFont"].split("+")[1]
        for page in opened(full_pdf).pages
        for font in page["/Resources"]["/Font"].values()
    }

    assert fonts == {"Maturity-Sans", "Maturity-Sans-Bold"}
    assert len(full_pdf) < 550_000  # 26 pages, of which the fonts take 230 kB


def test_the_same_summary_gives_the_same_bytes(small_summary, full_pdf, full_summary):
    """Whatever was printed before, and in another process."""
    first = pdf.render(small_summary)
    pdf.render(full_summary, brief=True)

    assert pdf.render(small_summary) == first
    script = (
        "import sys, pickle, hashlib; from reports import pdf; "
        "data = pdf.render(pickle.load(sys.stdin.buffer)); "
        "print(hashlib.sha256(data).hexdigest())"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], input=pickle.dumps(small_summary), capture_output=True,
        cwd=ROOT, check=True,
    )  # fmt: skip
    assert done.stdout.decode().strip() == hashlib.sha256(first).hexdigest()


def test_another_summary_is_another_document(outcome):
    """The file identifier follows the content."""
    ids = [
        opened(pdf.render(summarise(outcome, lang))).trailer["/ID"][0].original_bytes
        for lang in ("zh", "en")
    ]

    assert ids[0] != ids[1]


def test_the_brief_report_has_two_pages(full_summary):
    """Result and scores fit on one sheet of paper, both sides."""
    assert len(opened(pdf.render(full_summary, brief=True)).pages) == 2


def test_an_untagged_document_is_smaller(small_summary):
    """Tags for screen readers can be left out."""
    tagged, plain = pdf.render(small_summary), pdf.render(small_summary, tagged=False)

    assert len(plain) < len(tagged)
    assert "/MarkInfo" not in opened(plain).trailer["/Root"]


def test_a_character_without_a_glyph_is_an_error(make):
    """No box and no question mark: the report is refused and the characters are named."""
    # Three scripts that hardly any computer has a font for.
    strange = "\U00016ac0\U0001df00\U00012f90"

    with pytest.raises(ReportError) as caught:
        pdf.render(summarise(make(name=f"{strange}厂"), "zh"))
    problem = caught.value.problems[0]
    assert problem.code == "report.missing_glyphs"
    assert "U+16AC0" in problem.what("zh")
    assert "emoji" in problem.todo("en")
    assert pdf.render(summarise(make(), "zh"))


def test_rare_characters_of_names_have_glyphs(make):
    """Names of people and places outside GB 2312 are printed."""
    data = pdf.render(summarise(make(name="䶮𠮷堃喆纺织厂"), "zh"))

    assert "䶮𠮷堃喆纺织厂" in text_of(data)


HOSTILE = '<img src="file:///etc/passwd"><link rel="attachment" href="file:///etc/passwd">=1+1'


def test_hostile_text_is_printed_and_fetches_nothing(make, monkeypatch):
    """Markup in a name is letters on paper; nothing is asked of disk or network, or embedded."""
    fetcher = type(pdf._engine().fetcher)
    monkeypatch.setattr(fetcher, "fetch", lambda *_, **__: pytest.fail("something was fetched"))

    data = pdf.render(summarise(make(name=HOSTILE), "zh"))

    assert squeezed(HOSTILE) in text_of(data)
    assert not opened(data).attachments


@pytest.mark.parametrize(
    "url",
    ["http://localhost/", "https://localhost/", "ftp://localhost/", "file:///etc/passwd",
     "maturity-asset:../pdf.py", "maturity-asset:/etc/passwd", "//localhost/x", "FILE:///etc/passwd"],
)  # fmt: skip
def test_the_fetcher_refuses_everything_else(url, monkeypatch):
    """Only our fonts, by exact address, and data: addresses are handed out."""
    monkeypatch.setattr("urllib.request.OpenerDirector.open", pytest.fail)

    with pytest.raises(ValueError, match="URI"):
        pdf._engine().fetcher.fetch(url)


def test_what_cannot_be_fetched_is_an_error_not_a_hole(small_summary, monkeypatch):
    """Should a template ever refer to something outside, the report fails instead of omitting it."""
    real = pdf.html.markup
    monkeypatch.setattr(
        pdf.html, "markup",
        lambda *a, **k: real(*a, **k).replace("</body>", '<img src="file:///etc/passwd"/></body>'),
    )  # fmt: skip

    with pytest.raises(ReportError) as caught:
        pdf.render(small_summary)
    assert caught.value.problems[0].code == "report.failed"


def test_without_pango_the_reason_and_the_remedy_are_given(small_summary, monkeypatch):
    """Both languages name what is missing and the command that installs it."""
    missing = libraries.Status(libraries.LIBRARIES[:4])
    monkeypatch.setattr(libraries, "status", lambda: missing)
    pdf._engine.cache_clear()

    with pytest.raises(ReportError) as caught:
        pdf.render(small_summary)
    problem = caught.value.problems[0]
    assert problem.code == "report.no_library"
    assert "libpango" in problem.what("zh")
    assert problem.todo("zh") != problem.todo("en")
    monkeypatch.undo()
    assert pdf.render(small_summary)


def test_the_module_imports_without_weasyprint():
    """A machine that only scores can import everything; only printing needs more."""
    script = (
        "import sys; sys.modules['weasyprint'] = None; sys.modules['cssselect2'] = None; "
        "import reports.pdf, reports.html, reports.summary, reports.workbook"
    )

    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True)


def test_set_up_modules_need_no_package():
    """`reports.libraries` and `reports.fonts` run before anything is installed."""
    script = (
        "import sys\n"
        "for name in ('jinja2', 'yaml', 'pydantic', 'numpy', 'polars', 'markupsafe'):\n"
        "    sys.modules[name] = None\n"
        "import reports.libraries, reports.fonts"
    )

    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True)
