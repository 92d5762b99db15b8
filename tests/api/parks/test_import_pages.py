"""A register on the pages: checked, previewed, confirmed by name, taken over, handed back."""

import io
import re

import openpyxl
import pytest
from sqlmodel import select

from api.kit import jobs
from api.kit.clock import now
from api.kit.jobs import Job
from api.parks import members
from questionnaires.files import read_register
from tests.api.parks.campaign_world import firm, register
from tests.codes import credit_code

A, B, C, D = (credit_code(n) for n in (1, 2, 3, 4))
RUNG = "equipment.ledger.practice"
YES = {"scope": "scores", "agreed": "yes", "declared_by": "张经理"}


@pytest.fixture
def mixed():
    """Four rows: one complete, one without an answer, two that cannot be used."""
    return register(
        firm(A, "示例·甲"), firm(B, "示例·乙", **{RUNG: ""}), firm("123", "示例·丙"),
        firm(D, "示例·丁", **{RUNG: "9"}),
    )  # fmt: skip


def send(browser, base, data, name="register.csv"):
    return browser.post(f"{base}/imports/register", files={"file": (name, data, "text/csv")})


def numbers(page):
    return re.findall(r"<dt>([^<]+)</dt><dd>([\d,]+)</dd>", page.text)


def test_a_register_goes_all_the_way(manager, base, park, mixed):
    """Nothing is written before somebody answers for the firms; then all of it, with workbooks."""
    checking = send(manager, base, mixed)
    assert '<noscript><meta http-equiv="refresh"' in checking.text
    assert "data-live" in checking.text
    path = checking.url.path

    park.work()
    preview = manager.get(path)
    assert "data-live" not in preview.text
    assert dict(numbers(preview)) == {
        "新增": "2", "更新": "0", "没有变化": "0", "企业自己填写，不覆盖": "0", "不能用的行": "2",
        "其中缺答案（存为草稿）": "1",
    }  # fmt: skip
    assert re.findall(r"<tr><td>(\d+)</td><td>(\w+)</td>", preview.text)[0] == ("4", "B")
    assert "确认，导入2家" in preview.text
    correct = manager.get(f"{path}/correct.xlsx")
    assert correct.content[:2] == b"PK"

    refused = manager.post(f"{path}/confirm", {"scope": "scores", "declared_by": ""})
    assert refused.status_code == 422
    assert all(f'href="#{field}"' in refused.text for field in ("agreed", "declared_by"))
    assert park.entries() == {}

    manager.post(f"{path}/confirm", YES)
    park.work()
    done = manager.get(path)
    assert "2家企业的答案已经写入" in done.text
    assert {code: row.state for code, row in park.entries().items()} == {
        A: "submitted",
        B: "draft",
    }
    assert {row.shown for row in park.entries().values()} == {"scores"}
    results = openpyxl.load_workbook(io.BytesIO(manager.get(f"{path}/results.xlsx").content))
    assert results.worksheets
    assert manager.post(f"{path}/drop").status_code == 409
    assert "register.csv" in manager.get(f"{base}/imports").text


def test_rows_to_correct_come_back_as_a_register(manager, base, park, mixed, textile):
    path = send(manager, base, mixed).url.path
    park.work()
    data = manager.get(f"{path}/correct.xlsx").content
    frame = read_register(data, lambda _: textile, name="correct.xlsx").frame
    assert frame["name"].to_list() == ["示例·丙", "示例·丁"]


def test_the_blank_register_holds_members_without_answers(manager, base, park, textile):
    with park.database.write() as session:
        firms = [("示例·甲", A, ""), ("示例·乙", B, ""), ("=1+1", C, "")]
        members.add_many(session, park.asker, park.park, firms)
    park.confirm(park.upload(register(firm(A, "示例·甲"))))
    data = manager.get(f"{base}/register.xlsx").content
    frame = read_register(data, lambda _: textile, name="register.xlsx").frame
    assert set(frame["credit_code"]) == {B, C}
    assert set(frame["name"]) == {"示例·乙", "=1+1"}


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        pytest.param("x.exe", b"MZ", "不能导入", id="program"),
        pytest.param("", b"", "没有选择文件", id="nothing"),
    ],
)
def test_what_is_no_register_is_refused_at_once(manager, base, name, data, said):
    page = send(manager, base, data, name)
    assert page.status_code == 422
    assert said in page.text


def test_a_file_that_cannot_be_read_is_told_after_the_check(manager, base, park):
    path = send(manager, base, b"PK\x03\x04", "x.xlsx").url.path
    park.work()
    page = manager.get(path)
    assert "这个文件不能导入" in page.text
    assert "损坏" in page.text
    assert f'action="{path}/confirm"' not in page.text
    manager.post(f"{path}/drop")
    assert manager.get(path).status_code == 404


def test_a_register_without_anything_new_offers_nothing_to_confirm(manager, base, park):
    data = register(firm(A, "示例·甲"))
    park.confirm(park.upload(data))
    path = send(manager, base, data).url.path
    park.work()
    page = manager.get(path)
    assert "没有可以写入的内容" in page.text
    assert f'action="{path}/confirm"' not in page.text


def job_of(session):
    return session.exec(select(Job).order_by(Job.id.desc())).first()


def test_work_that_failed_says_why_and_goes_on(manager, base, park):
    """The reason stands in words in both languages; a code of another version has words as well."""
    path = send(manager, base, register(firm(A, "示例·甲"))).url.path
    park.work()
    manager.post(f"{path}/confirm", YES)
    for code, said in (("job_disk_full", "磁盘已满"), ("of_tomorrow", "工作没有完成")):
        with park.database.write() as session:
            jobs.end(session, job_of(session), "failed", {"code": code, "values": {}})
        page = manager.get(path)
        assert "工作中断了" in page.text
        assert said in page.text
    again = manager.post(f"{path}/again")
    assert "正在导入" in again.text
    assert manager.post(f"{path}/again").status_code == 409
    park.work()
    assert "导入完成" in manager.get(path).text
    assert park.entries()[A].state == "submitted"


def test_work_can_be_stopped_and_taken_up_again(manager, base, park):
    path = send(manager, base, register(firm(A, "示例·甲"))).url.path
    park.work()
    manager.post(f"{path}/confirm", YES)
    stopped = manager.post(f"{path}/cancel")
    assert "已停止" in stopped.text
    park.work()
    assert park.entries() == {}
    manager.post(f"{path}/again")
    park.work()
    assert park.entries()[A].state == "submitted"


def test_progress_tells_how_much_is_done_and_the_time_left(manager, base, park):
    path = send(manager, base, register(firm(A, "示例·甲"))).url.path
    with park.database.write() as session:
        job = job_of(session)
        jobs.begin(session, job, 10)
        job.done, job.started_at = 4, now().replace(year=now().year - 1)
    page = manager.get(path).text
    assert '<progress id="progress" max="10" value="4">' in page
    assert re.search(r"已完成40%，还需约\d+分钟", page)
    manager.post(f"{path}/cancel")
    assert "正在停止" in manager.get(path).text


def test_nothing_is_imported_into_a_campaign_that_is_over(manager, base, park):
    path = send(manager, base, register(firm(A, "示例·甲"))).url.path
    park.work()
    days = {"name": "示例·活动", "opens_on": "2020-01-01", "closes_on": "2020-02-01"}
    manager.post(f"{base}/days", days)
    assert f'action="{path}/confirm"' not in manager.get(path).text
    assert manager.post(f"{path}/confirm", YES).status_code == 409
    assert send(manager, base, b"x").status_code == 409
    assert "不在进行期内" in manager.get(f"{base}/imports").text
