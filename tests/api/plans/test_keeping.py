"""Keeping a plan with an assessment: only when asked, replaced, taken along, deleted with it."""

import io
import json
import re
import zipfile

import pypdf
import pytest
from sqlalchemy import func, select

from api.assessments import service
from api.commands import backup
from api.kit.audit import history
from api.kit.database import Database
from api.kit.settings import Settings
from api.plans.tables import Plan
from tests.api.arrange import holder, organisation, sign_in, started, submitted
from tests.api.assessments.forms import form_of


@pytest.fixture
def mine(browser):
    return holder(browser)


@pytest.fixture
def found(database, mine):
    return submitted(database, mine, "garment-maker")


def rows(database):
    with database.read() as session:
        return session.execute(select(func.count()).select_from(Plan)).scalar()


def keep(browser, found, query="plan?budget=30"):
    """Press the button of a plan's page."""
    return press(browser, browser.get(f"/assessments/{found}/{query}"), "keep")


def press(browser, page, do):
    [action] = re.findall(r'<form method="post" action="([^"]+/plan)">', page.text)
    data = {name: re.search(rf'name="{name}" value="([^"]+)"', page.text).group(1)
            for name in ("csrf", "p")}  # fmt: skip
    return browser.client.post(action, data={**data, "do": do})


def test_looking_stores_nothing_and_keeping_does(browser, database, found):
    """Plans, schedules and own figures are only stored by the button; then they come back."""
    for query in ("plan?budget=30", "plan/schedule?y1=20", "plan/measures?horizon=tactical",
                  "plan/measure?id=mes&state=planned", "what-if?digital.data.decisions=4"):  # fmt: skip
        assert browser.get(f"/assessments/{found}/{query}").status_code == 200
    assert rows(database) == 0

    page = keep(browser, found, "plan/schedule?y1=20&y2=10")

    assert rows(database) == 1
    assert "已随评估保存" in page.text
    again = browser.get(f"/assessments/{found}/plan/schedule")
    assert 'value="20"' in again.text
    assert "已随评估保存" in again.text
    assert "还没有保存" in browser.get(f"/assessments/{found}/plan?budget=77").text


def test_one_plan_is_kept_and_each_change_is_noted(browser, database, found):
    """A second one replaces the first; forgetting takes it away; the trail says so."""
    keep(browser, found)
    page = keep(browser, found, "plan?budget=45")
    assert rows(database) == 1
    assert 'value="45"' in page.text

    press(browser, page, "forget")

    assert rows(database) == 0
    with database.read() as session:
        done = [event.action for event in history(session, f"assessment:{found}")]
    assert done[:3] == ["plan_forgotten", "plan_kept", "plan_kept"]


def test_result_and_report_carry_the_kept_plan(browser, database, found):
    """The frozen result stays as it is; page and PDF show the plan beside it."""
    before = browser.get(f"/assessments/{found}/result.json").content
    keep(browser, found, "plan/schedule?y1=20&y2=10")

    page = browser.get(f"/assessments/{found}/result").text
    assert "已保存的改进计划" in page
    text = pdf_text(browser.get(f"/assessments/{found}/report.pdf").content)
    assert "第1年" in text
    assert "第2年" in text
    assert browser.get(f"/assessments/{found}/result.json").content == before


def test_the_export_carries_the_kept_plan(browser, database, mine):
    """Request and plan as they were kept, for a draft as well."""
    draft = started(database, mine, "garment-maker")
    keep(browser, draft, "plan/schedule?y1=20&y2=10")

    archive = zipfile.ZipFile(io.BytesIO(browser.get(f"/assessments/{draft}/export.zip").content))

    kept = json.loads(archive.read("plan.json"))
    assert kept["request"]["schedule"]["budgets"] == [20, 10]
    assert kept["document"]["schedule"]["feasible"] is True


def pdf_text(data):
    pages = pypdf.PdfReader(io.BytesIO(data)).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


def test_those_who_read_a_shared_result_see_no_plan(browser, browsers, database, found):
    """Budgets are the firm's own affair: a share link shows result and report without them."""
    keep(browser, found)
    page = browser.post(f"/assessments/{found}/share/links", {"label": "某银行", "days": "30"})
    reader = browsers()
    shown = reader.get(re.search(r'value="(http[^"]+/open/[^"]+)"', page.text).group(1))

    assert shown.url.path.endswith("/result")
    assert "已保存的改进计划" not in shown.text
    assert reader.get(f"/assessments/{found}/plan").status_code == 404


def test_a_plan_of_older_answers_is_called_old(browser, database, mine):
    """Changed answers of a draft: the kept plan is named old, and worked out anew."""
    draft = started(database, mine, "garment-maker")
    keep(browser, draft)
    with database.write() as session:
        service.answer(session, mine, draft, {"digital.data.decisions": "5"})

    page = browser.get(f"/assessments/{draft}/plan").text

    assert "答案后来改过" in page
    assert "已保存的改进计划" not in browser.get(f"/assessments/{draft}/result").text


def test_a_reviewer_sees_plans_and_keeps_none(browsers, database):
    """No button, and the form of somebody who may is refused."""
    owner, reviewer = browsers(), browsers()
    firm, _ = organisation(database)
    asker = sign_in(database, owner, firm)
    found = submitted(database, asker, "garment-maker", organisation_id=firm)
    sign_in(database, reviewer, firm, "reviewer")

    page = reviewer.get(f"/assessments/{found}/plan")
    assert page.status_code == 200
    assert 'value="keep"' not in page.text
    refused = reviewer.post(f"/assessments/{found}/plan", {"do": "keep", "p": ""}, page=f"/assessments/{found}/plan")  # fmt: skip
    assert refused.status_code in (403, 422)
    assert rows(database) == 0


@pytest.mark.both
def test_a_plan_is_backed_up_and_deleted_with_its_assessment(
    browser, database, settings, tmp_path, found
):
    """It comes back from a backup, and nothing of it is left after its assessment."""
    keep(browser, found)
    backup.back_up(settings, tmp_path / "b.zip")
    elsewhere = Settings(data_dir=tmp_path / "elsewhere", rate_limits=False)
    backup.restore(elsewhere, tmp_path / "b.zip")
    restored = Database(elsewhere.url)
    assert rows(restored) == 1
    restored.dispose()

    page = browser.get(f"/assessments/{found}/delete")
    form_of(page, "/delete").set("sure", "yes").send(browser)

    assert rows(database) == 0
