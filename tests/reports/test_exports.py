"""Every format is complete: no question of the result is missing from a full export."""

import io
import unicodedata
import zipfile

import pypdf
import pytest

import assessment
from questionnaires.files import read_answers
from questionnaires.loader import LIBRARY
from reports import excel, html, pdf, summarise, word

SAMPLES = LIBRARY / "textile" / "samples"


def as_pdf(summary):
    pages = pypdf.PdfReader(io.BytesIO(pdf.render(summary))).pages
    return unicodedata.normalize("NFKC", "".join(page.extract_text() for page in pages))


def as_archive(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "".join(archive.read(n).decode("utf-8", "ignore") for n in archive.namelist())


FORMATS = {
    "page": html.page,
    "pdf": as_pdf,
    "docx": lambda summary: as_archive(word.render(summary)),
    "xlsx": lambda summary: as_archive(excel.render(summary)),
    "json": lambda summary: summary.to_json(),
}


@pytest.fixture(scope="module")
def samples(textile):
    """A full and a quick sample firm, by language of their reports."""
    found = {}
    for lang, name in (("zh", "dyeing-mill"), ("en", "garment-quick")):
        read = read_answers(SAMPLES / f"{name}.yaml", lambda _: textile)
        found[lang] = next(iter(assessment.assess(textile, read.sheets)))
    return found


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", FORMATS)
def test_no_question_of_the_result_is_missing(samples, name, lang):
    """Whatever was asked or not: each id stands in the page, the PDF, Word, Excel and JSON."""
    outcome = samples[lang]
    text = "".join(FORMATS[name](summarise(outcome, lang, date="2026-11-23")).split())

    ids = [answer["id"] for answer in outcome.card.to_dict()["answers"]]
    assert len(ids) == 113
    assert [id for id in ids if id not in text] == []


def test_an_id_left_out_would_be_noticed(samples):
    """The test above looks at the annex: without it, ids are missing."""
    text = html.page(summarise(samples["zh"], "zh", sections=["scores"]))

    assert any(id not in text for id in samples["zh"].card.answers)
