"""Every page for everybody: no barrier that axe finds, no sideways scrolling, all by keyboard."""

import json

import pytest

from tests.journeys.barriers import barriers, sideways
from tests.journeys.people import DESKTOP, PHONE

PLAN = "digital.strategy.plan"


def begin(person):
    """Pages before there is a draft, and the first forms."""
    for path in ("/", "/sign-in", "/sign-up", "/no-such-page", "/open/x.y"):
        person.go(path)
        yield path
    person.go("/")
    person.page.locator("#link").fill("x")
    person.press("start.open_it")
    yield "wrong link"
    person.page.locator("button[value=full]").click()
    yield "profile"
    person.page.locator("#employees").fill("many")
    person.press("firm.save")
    yield "profile with a mistake"


def filling(person, draft):
    """Pages of a draft and of its sections."""
    person.go(draft)
    yield "sections"
    for practice in ("energy.saving", "digital.strategy", "equipment.ledger"):
        person.go(f"{draft}/practices/{practice}")
        person.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        yield practice
    person.field("equipment.ledger.over_15_years#numerator").fill("x")
    person.save()
    yield "section with a mistake"
    ahead = ("result", "result/answers", "plan?budget=20", "plan?budget=x", "what-if", "certainty")
    ahead += ("plan/schedule?y1=20&y2=9", "plan/measures?kpi.digital.data=3", "plan/own")
    ahead += ("plan/measure?id=continuity", "plan/own?question=digital.data.decisions&title=")
    for path in ("check", "upload", "links", "delete", *ahead):
        person.go(f"{draft}/{path}")
        yield path
    person.go(f"{draft}/check")
    person.press("check.submit")
    yield "declaration missing"
    person.go(f"{draft}/upload")
    person.press("upload.read")
    yield "file missing"


def together(person, other, draft, tmp_path):
    """Pages that need somebody else, or a file."""
    person.go(f"{draft}/links?practice=digital.strategy")
    person.page.locator("#label").fill("李工")
    person.press("handing.make")
    yield "link handed out"
    other.go(person.page.locator(".secret input").input_value())
    person.go(f"{draft}/practices/digital.strategy")
    other.choose(PLAN, "2")
    other.save()
    person.choose(PLAN, "4")
    person.page.locator(f'[name="{PLAN}#choose"]').first.wait_for()
    yield "conflict"
    file = tmp_path / "answers.json"
    file.write_text(json.dumps({"answers": {PLAN: "5", "x": 1}}), encoding="utf-8")
    person.go(f"{draft}/upload")
    person.page.locator("#file").set_input_files(file)
    person.press("upload.read")
    yield "preview"
    person.go("/")
    yield "drafts to continue"


@pytest.mark.parametrize(("lang", "screen"), [("zh", PHONE), ("en", DESKTOP)], ids=["zh", "en"])
def test_no_page_has_a_barrier(people, lang, screen, tmp_path):
    """The checker axe finds nothing on any page at WCAG 2.2 AA, and no page scrolls sideways at 320 pixels."""
    person, other = people(lang=lang, screen=screen), people(lang=lang, screen=screen)
    found = {}

    def look(pages, person=person):
        for name in pages:
            wrong = barriers(person.page) + sideways(person.page, screen)
            if wrong:
                found[name] = wrong

    look(begin(person))
    draft = person.start(form="full")
    look(filling(person, draft))
    look(together(person, other, draft, tmp_path))
    look(["thanks"], other)
    other.page.go_back()
    look(["section of a colleague"], other)

    assert found == {}


def test_a_section_is_filled_in_by_keyboard(people):
    """Tab reaches every control in order, always visibly and in sight; arrows choose; Enter saves."""
    person = people()
    draft = person.start()
    person.go(f"{draft}/practices/digital.security")
    keys, page = person.page.keyboard, person.page
    seen, lost = [], []
    for _ in range(40):
        keys.press("Tab")
        state = page.evaluate(FOCUS)
        seen.append(state["what"])
        if not (state["marked"] and state["inside"]):
            lost.append(state)
        if state["what"] == "digital.security.data":
            keys.press("ArrowDown")
        if state["main"]:
            break

    assert lost == []
    assert seen[0] == "#main"
    assert "digital.security.data#note" not in seen  # folded until asked for
    assert page.locator('[name="digital.security.data"]').nth(1).is_checked()
    keys.press("Enter")
    page.wait_for_url("**/practices/energy.management")


FOCUS = """() => {
  const at = document.activeElement;
  const box = (at.closest('.choice') || at).getBoundingClientRect();
  const bar = document.querySelector('.save-bar');
  const marked = [at, at.closest('.choice')].some(
    (e) => e && getComputedStyle(e).outlineStyle !== 'none');
  const limit = bar.contains(at) ? innerHeight : bar.getBoundingClientRect().top;
  return {
    what: at.name || at.getAttribute('href') || at.textContent.trim(),
    marked,
    inside: box.top >= -1 && box.bottom <= limit + 1,
    main: bar.contains(at),
  };
}"""
