"""Markup: every section renders in both languages, and text from outside is only text."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from jinja2 import StrictUndefined, UndefinedError

from reports import html, summarise

TEMPLATES = Path(__file__).resolve().parents[2] / "reports" / "templates"
HOSTILE = (
    '<script>fetch("http://localhost/")</script> <img src="file:///etc/passwd"/>'
    " &lt;b&gt; {{ 7*7 }} {% raw %} ]]> -->"
)


def parsed(text):
    return ET.fromstring(text.removeprefix("<!DOCTYPE html>\n"))


def words_of(root):
    return " ".join("".join(root.itertext()).split())


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("which", ["outcome", "best", "empty", "full", "weakest"])
def test_every_report_is_well_formed(request, which, lang):
    """All sections render for every kind of outcome, as XML that a plain parser reads."""
    summary = summarise(request.getfixturevalue(which), lang, date="2026-11-23")
    root = parsed(html.page(summary))

    assert root.get("lang") == summary.lang
    titles = [words_of(heading) for heading in root.iter("h2")]
    assert titles == [f"{heading.number} {heading.title}" for heading in summary.contents]


def test_every_partial_is_part_of_the_report():
    """No template is left unused."""
    report = (TEMPLATES / "report.html").read_text(encoding="utf-8")
    partials = {path.name for path in TEMPLATES.glob("*.html")} - {
        "frame.html",
        "report.html",
        "parts.html",
    }

    assert partials == set(re.findall(r'include "([\w.]+)"', report))


def test_templates_compute_nothing():
    """No arithmetic, no rounding, no sorting: a template only shows what the summary holds."""
    computing = re.compile(r"\|\s*(?:round|int|float|sum|sort|format|length|safe)\b|[-+*/%]\s*\d")
    found = [
        (path.name, expression)
        for path in TEMPLATES.glob("*.html")
        for expression in re.findall(r"{[{%](.*?)[%}]}", path.read_text(encoding="utf-8"))
        if computing.search(expression)
    ]

    assert found == []


def test_a_misspelt_name_in_a_template_is_an_error():
    """Undefined values fail loudly instead of leaving a hole in the report."""
    assert html.environment().undefined is StrictUndefined
    with pytest.raises(UndefinedError):
        html.environment().from_string("{{ s.cover.frim }}").render(s={"cover": {}})


@pytest.mark.parametrize("brief", [False, True])
def test_links_lead_somewhere(full, brief):
    """Every link points inside the document, at an anchor that is there once."""
    root = parsed(html.markup(summarise(full, "zh"), brief=brief))
    anchors = [element.get("id") for element in root.iter() if element.get("id")]
    targets = {link.get("href") for link in root.iter("a")}

    assert len(anchors) == len(set(anchors))
    assert {target.removeprefix("#") for target in targets} <= set(anchors)


def test_the_page_fetches_nothing(full):
    """No script, no address of any kind: the page stands alone."""
    page = html.page(summarise(full, "zh"))
    root = parsed(page)

    assert not {"script", "img", "link", "iframe", "object"} & {el.tag for el in root.iter()}
    assert re.findall(r"url\(|@import|src=", page) == []
    assert set(re.findall(r"\w+://[\w./]+", page)) == {"http://www.w3.org/2000/svg"}


def test_hostile_text_is_shown_as_text(make):
    """Markup, entities and template code in names, reasons and questionnaires change nothing."""
    usual = parsed(html.page(summarise(make(name="x" * len(HOSTILE)), "zh")))
    root = parsed(html.page(summarise(make(name=HOSTILE), "zh")))

    assert HOSTILE in words_of(root.find(".//h1"))
    assert [element.tag for element in root.iter()] == [element.tag for element in usual.iter()]


def test_a_reason_given_by_the_firm_is_escaped(make):
    """What a firm writes to explain that a question does not apply is text as well."""
    answers = {"e.power.meters": {"not_applicable": HOSTILE}}
    root = parsed(html.page(summarise(make(answers), "zh")))

    assert HOSTILE in words_of(root)
    assert not list(root.iter("script"))


def test_the_longest_name_is_shortened_at_the_head_of_pages_only(make):
    """200 characters are the most a profile takes; the cover shows them all."""
    summary = summarise(make(name="长" * 200), "zh")

    assert summary.cover.firm == "长" * 200
    assert summary.cover.size == "small"
    assert len(summary.page.running) < 50


def test_ten_thousand_characters_are_no_name(dressed):
    """A longer name is refused with the profile; the report says that none is given."""
    from assessment import assess  # noqa: PLC0415
    from questionnaires import parse_sheet  # noqa: PLC0415

    sheet, problems = parse_sheet(dressed, {}, {"name": "长" * 10_000})

    assert [problem.code for problem in problems] == ["profile.name_too_long"]
    outcome = next(iter(assess(dressed, [sheet])))
    assert summarise(outcome, "zh").cover.firm == "（未填写企业名称）"


def test_the_brief_report_is_cover_and_scores(outcome):
    """Two pages: the result, and the scores; nothing else, and no contents of what is not there."""
    root = parsed(html.markup(summarise(outcome, "zh"), brief=True))

    assert [section.get("class").split()[0] for section in root.iter("section")] == [
        "cover",
        "scores",
    ]
    assert not list(root.iter("nav"))


def test_the_date_goes_into_the_metadata_only_when_it_is_one(outcome):
    """An ISO date is the document's date; anything else stays on the cover."""
    assert 'content="2026-11-23"' in html.markup(summarise(outcome, "zh", date="2026-11-23"))
    assert "dcterms" not in html.markup(summarise(outcome, "zh", date="上周"))
