"""A park from an empty account to thousands assessed, in a real browser; and every page for everybody."""

from pathlib import Path

import openpyxl
import pytest
from sqlmodel import col, select

import scoring
from api.assessments.tables import Assessment, Result
from api.commands.administration import Office
from api.kit.database import Database
from questionnaires.files import read_register
from tests.api.parks.campaign_world import firm, register
from tests.benchmarks import park_register
from tests.codes import credit_code
from tests.journeys.barriers import barriers, sideways
from tests.journeys.people import DESKTOP, PHONE

FIRMS = 5_000
PATIENCE = 120_000  # milliseconds for the work on 5,000 firms; the computer may be busy
PASSWORD = "柯桥园区的一个长密码"


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    """A register of 5,000 rows as a file, and its 37 planted faults."""
    data, faults = park_register.book(FIRMS, whole=True)
    path = tmp_path_factory.mktemp("register") / "登记表.xlsx"
    path.write_bytes(data)
    return path, faults


@pytest.fixture
def small(tmp_path):
    """A register of three rows, the last of which cannot be used."""
    path = tmp_path / "小表.csv"
    rows = [firm(credit_code(9000 + n), f"示例·第{n}厂") for n in (1, 2)]
    path.write_bytes(register(*rows, firm("123", "示例·坏代码")))
    return path


def sign_up(person, settings, email):
    """Register an account, get a park from whoever runs the server, and open it."""
    person.go("/sign-up")
    for field, value in (("name", "示例·张经理"), ("email", email)):
        person.field(field).fill(value)
    for field in ("new", "again"):
        person.field(field).fill(PASSWORD)
    person.page.locator("main form button").last.click()
    person.field("email").fill(email)
    person.field("password").fill(PASSWORD)
    person.page.locator("main form button").first.click()
    Office(settings).park(f"示例·{email}", email)
    person.go("/account")
    person.page.get_by_role("link", name=f"示例·{email}").click()
    return person.path


def list_members(person, home, tmp_path, start):
    """Upload a list of three firms and confirm it."""
    book = openpyxl.Workbook()
    book.active.append(["企业名称", "统一社会信用代码", "联系人"])
    for n in range(start, start + 3):
        book.active.append([f"示例·名单第{n}厂", credit_code(n), "王经理"])
    book.active.append(["示例·坏代码", "123", ""])
    path = tmp_path / "名单.xlsx"
    book.save(path)
    person.go(f"{home}/members")
    person.press("members.upload")
    person.page.locator("#file").set_input_files(path)
    person.press("upload.read")
    yield "list preview"
    person.press("members.take", n=3)
    yield "members"


def make_campaign(person, home):
    """Make a campaign by the form; return its path."""
    person.go(home)
    person.press("parkhome.step.campaign.action")
    person.field("name").fill("示例·2026年评估")
    person.press("campaigns.create")
    return person.path


def send_register(person, base, path):
    """Upload a register and wait for its preview."""
    person.go(f"{base}/imports")
    person.page.locator("#file").set_input_files(path)
    person.press("imports.upload")
    person.page.locator("#confirm").wait_for(timeout=PATIENCE)


def take_over(person):
    """Answer for the firms and wait until all is taken over."""
    person.page.locator("#agreed").check()
    person.page.locator("section.card button").click()
    person.page.locator("a[href$='/results.xlsx']").wait_for(timeout=PATIENCE)


def numbers(person):
    """The figures of a page, in order."""
    texts = person.page.locator(".counts dd").all_inner_texts()
    return [int(text.replace(",", "")) for text in texts]


def download(person, href):
    with person.page.expect_download() as waiting:
        person.page.locator(f"a[href$='{href}']").click()
    return Path(waiting.value.path()).read_bytes()


def scored(settings):
    """Score and level of every result in the server's database, by credit code."""
    database = Database(settings.url)
    with database.read() as session:
        query = select(Assessment.profile, Result.score, Result.level).join(
            Result, col(Result.assessment_id) == col(Assessment.id)
        )
        found = {row[0]["credit_code"]: [row[1], row[2]] for row in session.exec(query)}
    database.dispose()
    return found


def test_a_park_assesses_five_thousand_firms(park_people, working, planted, tmp_path, textile):
    """Account, park, members, campaign, register: 37 faults told, 4,963 firms with scoring's results."""
    settings, _ = working
    path, faults = planted
    person = park_people(screen=DESKTOP)
    home = sign_up(person, settings, "zhang@example.com")
    assert person.page.locator("[aria-current=step] strong").inner_text() == "添加成员"
    for _ in list_members(person, home, tmp_path, 8001):
        pass
    base = make_campaign(person, home)
    send_register(person, base, path)

    rows = person.page.locator("#faults ~ .scroll tbody tr").all()
    told = {tuple(row.locator("td").all_inner_texts()[:2]) for row in rows}
    assert told == {(str(fault.row), fault.column) for fault in faults}
    assert len(told) == 37
    assert numbers(person) == [FIRMS - 37, 0, 0, 0, 37, 0]
    again = read_register(download(person, "/correct.xlsx"), lambda _: textile, name="x.xlsx")
    assert again.frame.height == 37

    take_over(person)
    person.press("imports.see_progress")
    assert person.reads("4963家中已完成4963家").is_visible()
    results = scored(settings)
    assert len(results) == FIRMS - 37
    sound = park_register.frame(FIRMS, whole=True)
    table = scoring.score_many(textile, sound).to_polars()
    columns = (sound["credit_code"], table["index"], table["index:level"])
    expected = {code: found for code, *found in zip(*columns, strict=True)}
    assert all(expected[code] == found for code, found in results.items())
    person.go(f"{base}/invite")
    assert person.page.locator("[name=member]").count() == 3


PAGES = ("", "/members", "/members/upload", "/profile", "/campaigns/new")
OF_CAMPAIGN = ("", "?state=finished", "/imports", "/invite", "/days")


def walk(person, other, home, small, tmp_path, start):
    """Every page of a park, and what a firm sees of it."""
    yield from list_members(person, home, tmp_path, start)
    for path in PAGES:
        person.go(f"{home}{path}")
        yield path or "home"
    person.go(f"{home}/members")
    person.press("members.add_button")
    yield "members with mistakes"
    person.page.locator("tbody a").first.click()
    yield "a member"
    person.go(f"{home}/campaigns/new")
    person.press("campaigns.create")
    yield "campaign with mistakes"
    base = make_campaign(person, home)
    yield "empty campaign"
    for path in OF_CAMPAIGN:
        person.go(f"{base}{path}")
        yield path or "campaign"
    person.page.go_back()
    person.press("campaigns.invite_all", n=3)
    yield "invited"
    person.page.locator("tbody a").first.click()
    yield "entry"
    link = person.page.locator("#link").input_value()
    other.go(link)
    yield "joining", other
    other.press("joining.button.new")
    yield "joining with a mistake", other
    other.page.locator("[value=none]").check()
    other.press("joining.button.new")
    assert other.path.endswith("/profile")
    person.go(link)
    yield "opened elsewhere"
    person.go(f"{base}/imports")
    person.press("imports.upload")
    yield "file missing"
    send_register(person, base, small)
    yield "preview"
    person.page.locator("section.card button").click()
    yield "not agreed"
    take_over(person)
    yield "done"
    person.go(base)
    yield "progress"


@pytest.mark.parametrize(("lang", "screen"), [("zh", PHONE), ("en", DESKTOP)], ids=["zh", "en"])
def test_no_page_of_a_park_has_a_barrier(park_people, working, lang, screen, small, tmp_path):
    """The checker axe finds nothing on any page of a park, and none scrolls sideways at 320 pixels."""
    person, other = (park_people(lang=lang, screen=screen) for _ in range(2))
    home = sign_up(person, working[0], f"{lang}@example.com")
    found = {}
    for seen in walk(person, other, home, small, tmp_path, 8101):
        name, who = seen if isinstance(seen, tuple) else (seen, person)
        wrong = barriers(who.page) + sideways(who.page, screen)
        if wrong:
            found[name] = wrong
    assert found == {}


def test_a_register_is_imported_without_javascript(park_people, working, small, tmp_path):
    """The page of progress loads itself again, and everything else is links and forms."""
    person = park_people(lang="en", screen=PHONE, script=False)
    home = sign_up(person, working[0], "plain@example.com")
    base = make_campaign(person, home)
    send_register(person, base, small)
    assert numbers(person) == [2, 0, 0, 0, 1, 0]
    take_over(person)
    person.go(base)
    assert person.reads("2 of 2 are done").is_visible()
