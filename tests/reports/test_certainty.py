"""How sure a result is, in every format of the report."""

import io
from dataclasses import replace

import openpyxl
import pytest

from assessment import doubts
from assessment.comparison import Round
from reports import excel, html, pdf, summarise, word
from tests.reports.extras import EARLIER


def shown(outcome, lang="zh", **options):
    return summarise(outcome, lang, date="2026-11-23", doubts=doubts(outcome), **options)


def test_band_and_chance_in_a_sentence_and_in_rows(outcome):
    """The sentence has score, band and chance; rows are index and dimensions, then practices."""
    found = shown(outcome).certainty
    sure = doubts(outcome).certainty
    band = sure.nodes["index"]

    assert found.said.startswith(f"指数 {outcome.card.score:.1f}，九成可能在 {band.low:.1f}–")
    assert f"{100 * sure.sure:.1f}%" in found.said
    assert [row.kind for row in found.rows] == ["index", "dimension", "dimension"]
    assert {row.kind for row in found.practices} == {"practice"}
    assert sum(float(c.share.rstrip("%")) for c in found.chances) == pytest.approx(100, abs=0.3)
    assert found.rows[0].numbers == (outcome.card.score, band.low, band.median, band.high)


def test_what_the_result_hangs_on_is_named(outcome):
    """The unknown answer by number and text, most important first."""
    hinges = shown(outcome, "en").certainty.hinges

    assert hinges[0].text == "2.1.1 How much power per 100 m?"
    assert float(hinges[0].index.rstrip("%")) > 50


def test_how_sure_the_firm_says_it_is(outcome):
    """A note says of how many answers, and what that was taken to mean."""
    said = replace(outcome, confidence={"m.list.kept": "unsure", "m.list.old": "sure"})
    notes = shown(said).certainty.notes

    assert "对 1 题不十分有把握" in notes[-1]
    assert "40.0%" in notes[-1]
    assert len(shown(outcome).certainty.notes) == 1


def test_left_out_when_not_asked_for(outcome):
    """No empty section and no heading."""
    assert summarise(outcome, "zh").certainty is None
    assert shown(outcome, sections=["scores"]).certainty is None


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_format_carries_it(outcome, lang):
    """Page, PDF, Word, workbook and JSON; twice the same bytes."""
    summary = shown(outcome, lang)
    title = summary.certainty.heading.title
    book = openpyxl.load_workbook(io.BytesIO(excel.render(summary)))
    rows = [[cell.value for cell in row] for row in book.worksheets[2].iter_rows()]

    assert title in html.page(summary)
    assert summary.certainty.said in summary.to_json()
    assert [row[1] for row in rows if row[1]][1:4] == ["index", "m", "e"]
    assert pdf.render(summary) == pdf.render(shown(outcome, lang))
    assert word.render(summary) == word.render(shown(outcome, lang))
    assert excel.render(summary) == excel.render(shown(outcome, lang))


def test_a_contradiction_leads_to_its_questions(textile, full):
    """The mill of the long report says things that do not fit; each leads to its line."""
    looks = shown(full).certainty.looks
    page = html.page(shown(full))

    assert looks
    for look in looks:
        assert look.text in page
        for question in look.questions:
            assert f'href="#{question.target}"' in page


def test_the_comparison_tells_real_from_noise(make, outcome):
    """Each node has its verdict; the sentence above says what the index comes to."""
    earlier = make(EARLIER)
    found = summarise(
        outcome, "zh", previous=Round(earlier, "2025-11-01"), doubts=doubts(outcome, earlier)
    ).comparison

    assert found.verdict.startswith("指数变化 −15.1")
    assert all(row.verdict for row in found.nodes)
    assert summarise(outcome, "zh", previous=earlier).comparison.verdict == ""
