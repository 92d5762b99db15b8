"""Members are added one by one or from any table; what cannot be used is said, cell by cell."""

import io
import re

import openpyxl
import pytest

from api.parks import lists, records, repository
from tests.api.parks.campaign_world import firm, register
from tests.codes import credit_code

A, B, C = (credit_code(n) for n in (1, 2, 3))
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def members(park):
    """Name and contact of the park's members by code."""
    with park.database.read() as session:
        found = records.all_members(session, repository.park(session, park.park))
    return {row.credit_code: (row.name, row.contact) for row in found}


def table(*rows):
    book, target = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(target)
    return target.getvalue()


def send(browser, home, data, name="名单.xlsx"):
    return browser.post(f"{home}/members/upload", files={"file": (name, data, XLSX)})


def take(browser, home):
    page = browser.get(f"{home}/members/preview").text
    seen = re.search(r'name="seen" value="(\w+)"', page).group(1)
    return browser.post(f"{home}/members/preview", {"seen": seen})


def test_a_firm_is_added_and_renewed_by_its_code(manager, home, park):
    page = manager.post(f"{home}/members", {"name": "示例·甲", "credit_code": A.lower()})
    assert page.status_code == 200
    assert "示例·甲" in page.text
    manager.post(f"{home}/members", {"name": "示例·甲厂", "credit_code": A, "contact": "王 138"})
    assert members(park) == {A: ("示例·甲厂", "王 138")}


@pytest.mark.parametrize(
    ("form", "field"),
    [
        pytest.param({"name": "", "credit_code": A}, "name", id="no name"),
        pytest.param({"name": "x", "credit_code": ""}, "credit_code", id="no code"),
        pytest.param({"name": "x", "credit_code": A[:-1] + "?"}, "credit_code", id="wrong code"),
        pytest.param({"name": "x" * 201, "credit_code": A}, "name", id="long name"),
        pytest.param({"name": "\u200b", "credit_code": A}, "name", id="invisible name"),
    ],
)
def test_a_firm_that_cannot_be_added_is_shown_again(manager, home, park, form, field):
    page = manager.post(f"{home}/members", form)
    assert page.status_code == 422
    assert f'href="#{field}"' in page.text
    assert members(park) == {}


def test_any_table_with_names_and_codes_is_a_list(manager, home, park):
    """Titles above, other columns and rows that cannot be used do no harm; nothing is taken unseen."""
    manager.post(f"{home}/members", {"name": "示例·甲", "credit_code": A})
    data = table(
        ["示例园区名单"], ["序号", "公司名称", "社会信用代码", "联系人", "备注"],
        [1, "示例·甲厂", A, "", "x"], [2, "示例·乙", B, "李 139", None],
        [3, "示例·坏", "123", "", ""], [4, "", C, "", ""], [5, "示例·又乙", B, "", ""], [None] * 5,
    )  # fmt: skip
    page = send(manager, home, data)
    counts = re.findall(r"<dd>(\d+)</dd>", page.text)
    assert counts == ["1", "1", "0", "3"]
    places = re.findall(r"<tr><td>(\d+)</td><td>(\w)</td>", page.text)
    assert places == [("5", "C"), ("6", "B"), ("7", "C")]
    assert members(park) == {A: ("示例·甲", "")}

    take(manager, home)
    assert members(park) == {A: ("示例·甲厂", ""), B: ("示例·乙", "李 139")}
    assert manager.get(f"{home}/members/preview").status_code == 404


def test_a_register_serves_as_a_list(manager, home, park):
    send(manager, home, register(firm(A, "示例·甲"), firm(B, "示例·乙")), "登记表.csv")
    take(manager, home)
    assert {code: name for code, (name, _) in members(park).items()} == {A: "示例·甲", B: "示例·乙"}


def test_the_blank_list_is_read_back_with_codes_as_text(manager, home):
    for lang in ("zh", "en"):
        book = openpyxl.load_workbook(io.BytesIO(lists.blank_list(lang)))
        sheet = book.active
        assert sheet.column_dimensions["B"].width > 18
        for place, value in enumerate(("示例·甲", A, "王"), start=1):
            sheet.cell(2, place, value)
        target = io.BytesIO()
        book.save(target)
        assert lists.read_list(target.getvalue(), "x.xlsx").firms == (("示例·甲", A, "王"),)
    assert manager.get(f"{home}/members/list.xlsx").content[:2] == b"PK"


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        pytest.param("x.xlsx", b"", "空", id="empty"),
        pytest.param("x.xlsx", b"PK\x03\x04broken", "损坏", id="broken"),
        pytest.param("x.exe", b"MZ", ".exe", id="program"),
        pytest.param("x.xls", b"\xd0\xcf\x11\xe0", "xls", id="old"),
        pytest.param("x.csv", b"a,b\n1,2\n", "企业名称", id="other table"),
        pytest.param("x.csv", b"PK\x03\x04", "CSV", id="workbook called csv"),
        pytest.param("x.csv", "企业名称,信用代码\n".encode(), "没有企业", id="no rows"),
    ],
)
def test_a_file_that_holds_no_list_is_refused_in_words(manager, home, name, data, said):
    page = send(manager, home, data, name)
    assert page.status_code == 422
    assert said in page.text


def test_a_list_replaced_by_a_colleagues_is_not_taken_over(manager, person, home, park):
    page = send(manager, home, table(["name", "credit_code"], ["示例·甲", A]))
    seen = re.search(r'name="seen" value="(\w+)"', page.text).group(1)
    send(person(), home, table(["name", "credit_code"], ["示例·乙", B]))
    assert manager.post(f"{home}/members/preview", {"seen": seen}).status_code == 409
    assert members(park) == {}


def test_names_are_text_wherever_they_stand(manager, home, base):
    """Markup and formulas from a list stay what somebody typed."""
    name = '<img src=x onerror=alert(1)>"示例'
    send(manager, home, table(["name", "credit_code", "contact"], [name, A, "'=1+1"]))
    take(manager, home)
    manager.post(f"{base}/invite", {"all": "yes"})
    entry = re.search(r'href="(/parks/[^"]+/entries/[^"]+)"', manager.get(base).text).group(1)
    for path in (f"{home}/members", base, entry, f"{home}/members?q=<img"):
        page = manager.get(path).text
        assert "<img" not in page
        assert "&lt;img src=x" in page


def test_the_list_is_searched_and_paged(manager, home):
    rows = [[f"示例·第{n:03d}厂", credit_code(n)] for n in range(1, 121)]
    send(manager, home, table(["name", "credit_code"], *rows))
    take(manager, home)
    first = manager.get(f"{home}/members").text
    assert first.count('<th scope="row">') == 50
    assert "?page=2" in first
    assert manager.get(f"{home}/members?page=3").text.count('<th scope="row">') == 20
    assert manager.get(f"{home}/members?page=-999999999999999999999").status_code == 200
    found = manager.get(f"{home}/members", params={"q": "第04"}).text
    assert found.count('<th scope="row">') == 10
    assert manager.get(f"{home}/members", params={"q": "%"}).text.count('<th scope="row">') == 0


def test_a_firm_taken_off_the_list_can_come_back(manager, home, park):
    manager.post(f"{home}/members", {"name": "示例·甲", "credit_code": A})
    spot = re.search(
        r'href="(/parks/[^"]+/members/[^"/]{16})"', manager.get(f"{home}/members").text
    )
    manager.post(spot.group(1), {"name": "示例·新名", "contact": ""})
    assert members(park) == {A: ("示例·新名", "")}
    manager.post(f"{spot.group(1)}/remove")
    assert members(park) == {}
    manager.post(f"{home}/members", {"name": "示例·甲", "credit_code": A})
    assert members(park) == {A: ("示例·甲", "")}
