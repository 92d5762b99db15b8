"""What a firm says about measures: own figures, own measures, planned, done and left out."""

import re

import pytest

from api.plans.request import PlanRequest, read_token, token
from tests.api.arrange import holder, submitted
from tests.api.assessments.forms import form_of

TOKEN = re.compile(r"[?&;]p=([\w-]+)")


@pytest.fixture
def mine(browser):
    return holder(browser)


@pytest.fixture
def found(database, mine):
    return submitted(database, mine, "garment-maker")


def carried(page):
    """The request that a page's address carries."""
    return read_token(TOKEN.search(page.text).group(1))


def fill(browser, page, action, **values):
    """Fill in a form that is sent as an address, and send it."""
    form = form_of(page, action)
    for name, value in values.items():
        form.set(name, value)
    return browser.get(form.action, params=list(form))


def change(browser, found, measure, p="", **values):
    page = browser.get(f"/assessments/{found}/plan/measure", params={"id": measure, "p": p})
    return fill(browser, page, "/plan/measure", **values)


@pytest.mark.parametrize("state", ["planned", "done", "excluded"])
def test_a_measure_is_decided_on_done_or_left_out(browser, found, state):
    """The firm's word is in the plan worked out next, and can be taken back."""
    page = change(browser, found, "continuity", state=state)

    assert page.status_code == 200
    assert page.request.url.path.endswith("/plan")
    asked = carried(page)
    assert getattr(asked.adjustments, state) == ["continuity"]
    listed = [m in page.text for m in ("id=continuity&amp;",)]
    assert listed == [state == "planned"]

    back = change(browser, found, "continuity", token(asked), state="open")
    assert carried(back).adjustments == PlanRequest().adjustments


def test_own_cost_and_time_count_and_are_called_the_firms(browser, found):
    """A measure of the plan gets the firm's figures; one figure is a price without a range."""
    asked = carried(browser.get(f"/assessments/{found}/plan?budget=60"))

    page = change(browser, found, "continuity", token(asked), least="1.5", most="", months="2")

    edit = carried(page).adjustments.edits["continuity"]
    assert (edit.cost, edit.months) == ([1.5, 1.5], 2)
    assert "1.5 万元" in page.text
    assert "本企业填写" in page.text


@pytest.mark.parametrize(
    ("typed", "target"),
    [
        ({"least": "many"}, "least"),
        ({"least": "9", "most": "3"}, "most"),
        ({"months": "1.5"}, "months"),
        ({"least": "-1"}, "least"),
        ({"months": "0"}, "months"),
    ],
)
def test_figures_that_cannot_be_are_said_and_kept(browser, found, typed, target):
    """What was typed stays in its field, and the summary leads to it."""
    page = change(browser, found, "continuity", **typed)

    assert page.status_code == 422
    assert f'href="#{target}"' in page.text
    for value in typed.values():
        assert f'value="{value}"' in page.text


def test_a_measure_of_the_firms_own(browser, found):
    """Two steps: which answer it improves, then to what; its name is text, never markup."""
    page = browser.get(f"/assessments/{found}/plan/own")
    page = fill(browser, page, "/plan/own", question="digital.data.decisions")
    name = "<b>看板</b>"
    page = fill(browser, page, "/plan/own", title=name, to="4", least="1", most="2", months="1")

    assert page.request.url.path.endswith("/plan")
    [own] = carried(page).adjustments.own
    assert (own.title, own.cost, own.moves[0].to) == (name, [1, 2], "4")
    assert "&lt;b&gt;看板&lt;/b&gt;" in page.text
    assert "<b>看板" not in page.text

    gone = change(browser, found, own.id, token(carried(page)), state="drop")
    assert carried(gone).adjustments.own == []


@pytest.mark.parametrize("missing", ["title", "to", "least"])
def test_a_measure_of_ones_own_needs_name_answer_and_cost(browser, found, missing):
    """What is missing is named; nothing is added."""
    values = {"title": "看板", "to": "4", "least": "1", "most": ""} | {missing: ""}
    params = {"question": "digital.data.decisions", **values}

    page = browser.get(f"/assessments/{found}/plan/own", params=params)

    assert page.status_code == 422
    assert f'href="#{missing}"' in page.text


@pytest.mark.parametrize("p", ["x", "!!", "eJw" + "A" * 40, "A" * 9000, "示例"])
def test_a_damaged_address_is_refused(browser, found, p):
    """An address that is none of ours is said to be damaged, whatever it holds."""
    page = browser.get(f"/assessments/{found}/plan", params={"p": p})

    assert page.status_code == 422
    assert "网址" in page.text


def test_a_bomb_in_an_address_is_not_unpacked():
    """Ten megabytes packed into an address stay packed."""
    import base64  # noqa: PLC0415
    import zlib  # noqa: PLC0415

    from api.kit.errors import Unusable  # noqa: PLC0415

    bomb = base64.urlsafe_b64encode(zlib.compress(b" " * 4_000_000, 9)).decode().rstrip("=")
    assert len(bomb) < 6000
    with pytest.raises(Unusable):
        read_token(bomb)


def test_business_weights_stand_beside_the_plain_ranking(browser, found):
    """Both ranks are listed; weighing another practice moves the second only."""
    plain = browser.get(f"/assessments/{found}/plan/measures")
    weighed = browser.get(
        f"/assessments/{found}/plan/measures",
        params={"horizon": "operational", "kpi.branding.channels": "10"},
    )

    def ranks(page):
        return re.findall(r'<tr><td class="number">(\d+)</td><td class="number">(\d+)', page.text)

    assert [row[0] for row in ranks(plain)] == [row[0] for row in ranks(weighed)]
    assert [row[1] for row in ranks(plain)] != [row[1] for row in ranks(weighed)]


def test_a_schedule_keeps_to_years_and_says_what_it_lacks(browser, found):
    """Periods, money and the index are shown; a level out of reach says what would do."""
    params = {"y1": "20", "y2": "20", "periods": "2", "capacity": "2"}
    page = browser.get(f"/assessments/{found}/plan/schedule", params=params)
    short = browser.get(
        f"/assessments/{found}/plan/schedule", params={"y1": "3", "level": "4", "capacity": "1"}
    )

    assert "第 1 年（1/2）" in page.text
    assert carried(page).schedule.budgets == [20, 20]
    assert "也到不了 L4" in short.text
    assert re.search(r"<li>同时能做的再多 \d+ 项。每年的预算各加 [\d.,]+ 万元。</li>", short.text)
    wrong = browser.get(f"/assessments/{found}/plan/schedule", params={"y1": "", "y2": ""})
    assert wrong.status_code == 422
