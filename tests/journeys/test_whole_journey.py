"""From the first click to the result, by phone and desktop, in both languages, with and without JavaScript."""

import io
import re

import openpyxl
import pytest

from tests.journeys.people import DESKTOP, PHONE

KINDS = ("level", "single", "multiple", "number", "count_of")
WAYS = [
    pytest.param({"lang": "zh", "screen": PHONE}, id="phone-zh"),
    pytest.param({"lang": "en", "screen": DESKTOP}, id="desktop-en"),
    pytest.param({"lang": "en", "screen": PHONE, "script": False}, id="phone-en-no-script"),
    pytest.param({"lang": "zh", "screen": DESKTOP, "script": False}, id="desktop-zh-no-script"),
]


def fill_in(person, textile):
    """Answer every question of the page; return the kinds answered."""
    kinds = []
    for box in person.page.locator("[data-question]").all():
        question = textile.question(box.get_attribute("data-question"))
        kinds.append(question.kind)
        if question.kind == "number":
            low, high = question.range
            person.field(question.id).fill(f"{low + (high - low) / 4:g}")
        elif question.kind == "count_of":
            person.field(f"{question.id}#numerator").fill("20")
            person.field(f"{question.id}#denominator").fill("80")
        else:
            person.choose(question.id, question.options[1].id)
    return kinds


@pytest.mark.parametrize("way", WAYS)
def test_a_firm_assesses_itself(people, textile, way):
    """Start, err, correct, answer, leave, return, check, submit, read, take along, delete."""
    person = people(**way)
    draft = _start_with_a_mistake(person)
    person.press("sections.go_on", title="")
    kinds = set()
    for _ in range(3):
        kinds |= set(fill_in(person, textile))
        person.save()
    secret = _leave(person, draft)

    person = people(**way)
    person.go(secret)
    assert person.path == draft
    while person.page.locator(".status .button").first.get_attribute("href") != f"{draft}/check":
        person.page.locator(".status .button").first.click()
        kinds |= set(fill_in(person, textile))
        person.page.locator("[name=go][value=list]").click()
    assert kinds == set(KINDS)
    _submit(person, draft)
    _look_ahead(person, draft)
    _take_along(person, draft)
    _delete(person, draft, secret)


def _start_with_a_mistake(person):
    """A wrong figure is shown again beside what was right, and corrected."""
    person.go("/")
    person.page.locator("button[value=quick]").click()
    draft = person.path.removesuffix("/profile")
    person.page.locator("#name").fill("示例·旅程服饰有限公司")
    person.page.locator("#employees").fill("many")
    person.page.locator("#revenue").fill("1680")
    person.page.locator("[name=processes][value=garment]").check()
    person.page.locator("#fictional").check()
    person.press("firm.save")
    assert person.page.locator("#errors a").get_attribute("href") == "#employees"
    assert person.page.locator("#employees").input_value() == "many"
    person.page.locator("#employees").fill("45")
    person.press("firm.save")
    assert person.path == draft
    return draft


def _leave(person, draft):
    """Note the secret link, as a text file too, and close the browser."""
    person.go(draft)
    secret = person.page.locator("#secret").input_value()
    copy = person.page.locator("[data-copy]")
    assert copy.is_visible() == person.script
    if person.script:
        copy.click()
        copy.get_by_text(person.words("sections.copied")).wait_for()
    with person.page.expect_download() as download:
        person.press("sections.download_link")
    assert secret in download.value.path().read_text(encoding="utf-8-sig")
    person.close()
    return secret


def _submit(person, draft):
    """Check, declare, submit; the result is there and the answers are frozen."""
    person.press("sections.check")
    person.page.locator("#declared").check()
    person.page.locator("#name").fill("王厂长")
    person.press("check.submit")
    assert person.path == f"{draft}/result"
    assert re.search(r"L[1-5]", person.page.inner_text("main"))
    person.go(draft)
    assert person.page.locator("form[data-autosave]").count() == 0
    assert "王厂长" in person.page.inner_text("main")


def _look_ahead(person, draft):
    """Make a plan, change a measure, keep it; try another answer, which changes nothing kept."""
    person.go(f"{draft}/result")
    person.press("documents.plan")
    person.page.locator("#budget").fill("20")
    person.press("plan_page.compute")
    first = person.page.locator(".plan li").first.locator("h3").inner_text()
    person.press("plan_page.change_named", title=first)
    person.page.locator("[name=state][value=excluded]").check()
    person.press("plan_page.apply")
    assert first not in person.page.locator(".plan").inner_text()
    person.press("plan_page.tab.schedule")
    person.page.get_by_role("button", name=person.words("plan_page.schedule")).click()
    person.page.locator("#when").wait_for()
    person.press("plan_page.keep")
    person.page.get_by_text("✓").first.wait_for()
    person.go(f"{draft}/result")
    person.reads(person.words("documents.kept_plan")).wait_for()
    person.go(f"{draft}/plan")
    person.press("trial.title")
    before = person.page.locator("main select").first.input_value()
    person.page.locator("main select").first.select_option(index=5)
    person.press("trial.compute")
    assert person.page.locator("[role=status]").is_visible()
    person.press("trial.reset")
    assert person.page.locator("main select").first.input_value() == before


def _take_along(person, draft):
    """Download the report."""
    person.go(f"{draft}/result")
    with person.page.expect_download(timeout=90_000) as download:
        person.page.locator(f'a.button[href="{draft}/report.pdf"]').click(timeout=90_000)
    assert download.value.path().read_bytes().startswith(b"%PDF")


def _delete(person, draft, secret):
    """Delete: forgetting to confirm deletes nothing; afterwards the secret link opens nothing."""
    person.go(f"{draft}/result")
    person.press("documents.delete")
    person.page.locator("button.danger").click()
    assert person.page.locator("#errors a").get_attribute("href") == "#sure"
    person.page.locator("#sure").check()
    person.page.locator("button.danger").click()
    assert person.path == "/deleted"
    person.go(secret)
    assert person.page.locator("h1").inner_text() == person.words("error.gone.what")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_workbook_goes_out_and_comes_back(people, script, tmp_path):
    """Downloaded, filled in, uploaded: the changes are shown, then made."""
    person = people(lang="en", screen=DESKTOP, script=script)
    draft = person.start()
    with person.page.expect_download() as download:
        person.press("sections.download")
    book = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()))
    for row in book.worksheets[2].iter_rows(min_row=4):
        if row[0].value == "digital.strategy.plan":
            row[4].value = "4"
    file = tmp_path / "answers.xlsx"
    book.save(file)

    person.press("sections.upload")
    person.page.locator("#file").set_input_files(file)
    person.press("upload.read")

    person.reads(person.words("upload.changes", n=1)).wait_for()
    person.go(f"{draft}/practices/digital.strategy")
    assert not person.field("digital.strategy.plan").nth(3).is_checked()
    person.page.go_back()
    person.press("upload.confirm")
    assert person.path == draft
    person.go(f"{draft}/practices/digital.strategy")
    assert person.field("digital.strategy.plan").nth(3).is_checked()
