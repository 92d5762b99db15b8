"""Forms nobody was handed: no server error, nothing stored that was not asked, nothing lost."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.api.assessments.forms import form_of

PRACTICE = "energy.saving"
RENEWABLE = f"{PRACTICE}.renewable"
PAGES = ("", "/profile", "/check", "/links", "/upload", "/thanks", "/link.txt", "/workbook",
         f"/practices/{PRACTICE}")  # fmt: skip


def post(firm, fields, practice=PRACTICE):
    return firm.browser.post(f"{firm.path}/practices/{practice}", fields)


def test_fields_of_other_sections_are_not_looked_at(firm):
    """Only the section's own questions are taken, whatever else is sent."""
    page = post(firm, {"digital.strategy.plan": "5", "digital.strategy.plan#base": "0", "x": "y",
                       RENEWABLE: "30", f"{RENEWABLE}#base": "0"})  # fmt: skip

    assert page.status_code == 200
    assert firm.form("digital.strategy").get("digital.strategy.plan") == []
    assert firm.form(PRACTICE).get(RENEWABLE) == ["30"]


def test_a_question_that_was_not_on_the_page_keeps_its_answer(firm):
    """Leaving fields out clears nothing; only a question that was shown can be emptied."""
    firm.answer(PRACTICE, renewable="30")

    post(firm, {RENEWABLE: ""})

    assert firm.form(PRACTICE).get(RENEWABLE) == ["30"]


def test_repeated_fields_are_shown_again(firm):
    """A figure sent twice is not guessed at."""
    page = post(firm, {RENEWABLE: ["30", "40"], f"{RENEWABLE}#base": ["0", "1"]})

    assert page.status_code == 422
    assert form_of(page, PRACTICE).get(RENEWABLE) == ["30 40"]


@pytest.mark.parametrize("base", ["", "-1", "x", "9" * 30, "9" * 5000, "1.5", "٣", "\u0000"])
def test_a_base_that_is_no_version_breaks_nothing(firm, base):
    """A version that is none counts as the oldest, or as the newest; answers are still saved."""
    page = post(firm, {RENEWABLE: "30", f"{RENEWABLE}#base": base})

    assert page.status_code == 200
    assert firm.form(PRACTICE).get(RENEWABLE) == ["30"]


def test_two_thousand_fields_are_read_and_more_refused(firm):
    """The limit of fields is answered with a page, not an error of the server."""
    fields = {f"f{n}": "x" for n in range(1990)}

    assert post(firm, {**fields, RENEWABLE: "30", f"{RENEWABLE}#base": "0"}).status_code == 200
    assert firm.form(PRACTICE).get(RENEWABLE) == ["30"]
    assert post(firm, {**fields, **{f"g{n}": "x" for n in range(100)}}).status_code == 422


@pytest.mark.parametrize("end", ["", "#note", "#reason"])
def test_very_long_text_is_refused_or_shown_again(firm, end):
    """A hundred thousand characters in one field change nothing and are shortened when shown."""
    page = post(firm, {f"{RENEWABLE}{end}": "长" * 100_000, f"{RENEWABLE}#base": "0"})

    assert page.status_code == 422
    assert len(page.content) < 200_000
    assert firm.form(PRACTICE).get(f"{RENEWABLE}{end}") in ([""], [])


def test_a_body_over_the_limit_is_refused(firm):
    """A form of more than a megabyte gets a page that says so."""
    assert post(firm, {RENEWABLE: "x" * 1_100_000}).status_code == 413


def test_a_file_in_place_of_a_text_is_no_text(firm):
    """Files sent for answers are not looked at."""
    form = firm.form(PRACTICE)
    files = {RENEWABLE: ("a.txt", b"30"), f"{RENEWABLE}#note": ("b.txt", b"x")}
    data = {name: form.get(name) for name, _ in form if not name.startswith(RENEWABLE)}

    page = firm.browser.client.post(form.action, data=data, files=files)

    assert page.status_code in (200, 422)
    assert firm.form(PRACTICE).get(RENEWABLE) == [""]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_of_a_draft_is_its_holders_alone(firm, browsers, path):
    """A stranger does not find a page, nor does anybody under an id that does not exist."""
    assert firm.get(path).status_code == 200
    assert browsers().get(firm.path + path).status_code == 404
    assert firm.browser.get(f"/assessments/{'A' * 16}{path}").status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/profile", "/submit", "/links", "/link", "/full", "/claim", "/upload", "/links/x/revoke",
     "/uploads/x", f"/practices/{PRACTICE}"],
)  # fmt: skip
def test_every_form_of_a_draft_is_its_holders_alone(firm, browsers, path):
    """A stranger changes nothing, with a token of their own."""
    assert browsers().post(firm.path + path, {RENEWABLE: "30"}).status_code == 404


def test_pages_that_do_not_exist(firm):
    """A section that the questionnaire lacks is not found; one that asks nothing leads back."""
    assert firm.practice("nowhere").status_code == 404
    assert firm.practice("x" * 3000).status_code == 404
    assert firm.practice(PRACTICE + "%00").status_code == 404


@pytest.mark.both
@pytest.mark.parametrize("odd", ["%00", "a%00b", "%FF%FE", "%F0%9F%98%80", "x" * 3000])
def test_no_odd_id_breaks_a_page(firm, odd):
    """Ids that no database could hold are not found, or refused where the database says so."""
    browser = firm.browser
    for path in (f"/assessments/{odd}", f"/assessments/{odd}/profile", f"/open/{odd}.x",
                 f"{firm.path}/practices/{odd}", f"{firm.path}/uploads/{odd}"):  # fmt: skip
        assert browser.get(path).status_code in (404, 422), path
    for path in (f"/assessments/{odd}/profile", f"{firm.path}/uploads/{odd}",
                 f"{firm.path}/links/{odd}/revoke"):  # fmt: skip
        assert browser.post(path).status_code in (404, 422), path


@pytest.mark.both
@pytest.mark.parametrize("text", ["a\u0000b", "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
                                  "\u202eevil", "\ufeff"])  # fmt: skip
def test_odd_characters_can_be_stored(firm, text):
    """Characters that a database refuses are left out; the rest is kept."""
    form_of(firm.get("/profile"), "/profile").set("name", f"厂{text}").send(firm.browser)
    page = firm.answer(PRACTICE, **{"renewable#note": text, "dyeing_woven#reason": f"因{text}"})
    link = form_of(firm.get("/links"), "/links").set("label", f"工{text}").send(firm.browser)

    assert (page.status_code, link.status_code) == (200, 200)
    assert form_of(firm.get("/profile"), "/profile").get("name")[0].startswith("厂")


NAMES = st.sampled_from(
    [f"{RENEWABLE}{end}" for end in ("", "#base", "#state", "#reason", "#note", "#choose", "#seen",
                                     "#note#choose", "#numerator")]
    + [f"{PRACTICE}.equipment", f"{PRACTICE}.equipment#base", "clear", "go"]
)  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(["0", "1", "-unknown", "-na", "theirs", "yours", RENEWABLE, "idle", "none"]),
)


@settings(
    max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(fields=st.dictionaries(NAMES, st.lists(TEXTS, min_size=1, max_size=3), max_size=8))
def test_no_form_breaks_the_page(firm, fields):
    """Whatever stands in the fields, the answer is a page, and the draft stays readable."""
    sent = {name: [v.encode("utf-8", "replace").decode() for v in values]
            for name, values in fields.items()}  # fmt: skip

    page = post(firm, sent)

    assert page.status_code in (200, 409, 422)
    assert firm.practice(PRACTICE).status_code == 200


FACTS = st.sampled_from(["name", "credit_code", "region", "industry", "processes", "employees",
                         "revenue", "fictional", "name#was", "processes#was", "size"])  # fmt: skip


@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(fields=st.dictionaries(FACTS, st.lists(TEXTS, min_size=1, max_size=3), max_size=8))
def test_no_profile_breaks_the_page(firm, fields):
    """Whatever is sent about the firm, the answer is a page."""
    sent = {name: [v.encode("utf-8", "replace").decode() for v in values]
            for name, values in fields.items()}  # fmt: skip

    assert firm.browser.post(f"{firm.path}/profile", sent).status_code in (200, 409, 422)
    assert firm.get("/profile").status_code == 200
