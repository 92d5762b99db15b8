"""Around every request: headers, sizes, methods, ids, counts, and errors that say what to do."""

import gzip
import re

import pytest
from fastapi import APIRouter
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from starlette.testclient import TestClient

from api import routes
from api.app import create_app
from api.kit.pages import asset
from api.kit.settings import Settings

HEADERS = {
    "content-security-policy", "x-content-type-options", "referrer-policy", "permissions-policy",
    "cross-origin-opener-policy", "cross-origin-resource-policy", "x-frame-options", "x-request-id",
}  # fmt: skip
PAGE = {"accept": "text/html"}
PROGRAM = {"accept": "application/json"}


def fail(kind):
    """Raise what a route of the tests is asked to."""
    errors = {
        "bug": ZeroDivisionError("secret words"),
        "away": OperationalError("SELECT 1", {}, Exception("secret words")),
        "race": IntegrityError("INSERT", {}, Exception("secret words")),
        "nul": DataError("INSERT", {}, Exception("secret words")),
    }
    raise errors[kind]


@pytest.fixture
def app(settings, monkeypatch):
    """The application, with a route that fails as it is told."""
    router = APIRouter()
    router.get("/fail/{kind}")(fail)
    own = routes._pages()
    monkeypatch.setattr(routes, "_pages", lambda: (*own, router))
    application = create_app(settings)
    with TestClient(application):
        yield application


@pytest.fixture
def client(app):
    """A program that gets errors as answers."""
    return TestClient(app, raise_server_exceptions=False, follow_redirects=False)


@pytest.mark.parametrize(
    ("path", "status"),
    [("/", 200), ("/nowhere", 404), ("/static/site.css", 200), ("/static/none.css", 404),
     ("/fail/bug", 500), ("/fail/away", 503), ("/healthz", 200), ("/api/v1/nowhere", 404)],
)  # fmt: skip
def test_every_answer_has_the_headers(client, path, status):
    """Pages, files, errors foreseen and not: all tell browsers what they may not do."""
    answer = client.get(path, headers=PAGE)

    assert answer.status_code == status
    assert answer.headers.keys() >= HEADERS
    assert "unsafe" not in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [("bug", 500, "internal"), ("away", 503, "unavailable"), ("race", 409, "conflict"),
     ("nul", 422, "malformed")],
)  # fmt: skip
def test_errors_are_told_apart_and_say_nothing_of_the_inside(client, kind, status, code):
    """People get a page, programs problem details, with the same code and the request's id."""
    page = client.get(f"/fail/{kind}", headers={**PAGE, "accept-language": "en"})
    problem = client.get(f"/fail/{kind}", headers=PROGRAM)

    assert page.status_code == problem.status_code == status
    assert problem.json()["code"] == code
    assert page.headers["x-request-id"] in page.text
    assert "secret words" not in page.text + problem.text
    assert ("retry-after" in page.headers) == (status == 503)


def test_bugs_are_logged_with_their_place_and_without_words(client, caplog):
    """The log names the kind of the error and the request; its words may quote what was sent."""
    answer = client.get("/fail/bug", headers={"x-request-id": "abcdefgh-1234"})

    [record] = [each for each in caplog.records if each.name == "api"]
    assert record.request_id == "abcdefgh-1234" == answer.headers["x-request-id"]


@pytest.mark.parametrize("given", ["short", "x" * 65, "a b c d e f g h", "<script>alert(1)"])
def test_a_strange_request_id_is_replaced(client, given):
    """What stands in logs and answers is of our making or harmless."""
    answer = client.get("/healthz", headers={"x-request-id": given})

    assert re.fullmatch("[0-9a-f]{16}", answer.headers["x-request-id"])


def test_head_answers_like_get_without_a_body(client):
    """HEAD is allowed wherever GET is, and nowhere else."""
    for path in ("/", "/healthz", "/nowhere", "/static/site.css"):
        got, head = client.get(path, headers=PAGE), client.head(path, headers=PAGE)
        assert head.status_code == got.status_code
        assert head.content == b""
        assert head.headers["content-type"] == got.headers["content-type"]
    assert client.head("/start", headers=PAGE).status_code == 405


def test_a_wrong_method_says_which_are_right(client):
    """405 names the methods that the address takes."""
    answer = client.delete("/healthz", headers=PROGRAM)

    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET"
    assert answer.json()["code"] == "method"


def test_a_slash_too_many_leads_to_the_page(client):
    """An address with a slash at its end is sent on to the one without."""
    answer = client.get("/sign-in/", headers=PAGE)

    assert answer.status_code == 307
    assert answer.headers["location"].endswith("/sign-in")


@pytest.mark.parametrize("declared", [True, False])
def test_a_body_over_the_limit_is_refused(app, client, declared):
    """By its declared length at once, and else by what really comes; 413 with the limit."""
    size = app.state.settings.max_body + 1
    body = b"x" * size if declared else (b"x" * 50_000 for _ in range(size // 50_000 + 1))
    kind = {"content-type": "application/x-www-form-urlencoded"}

    page = client.post("/language", content=body, headers={**PAGE, **kind})

    assert page.status_code == 413
    assert "1,000,000" in page.text
    assert page.headers.keys() >= HEADERS


def test_a_body_over_the_limit_is_refused_for_programs(client):
    """JSON endpoints answer with problem details."""
    answer = client.post(
        "/api/v1/assessments",
        content=b'{"questionnaire": "' + b"x" * 1_000_001 + b'"}',
        headers={"content-type": "application/json", "authorization": "Bearer x"},
    )

    assert answer.status_code in (401, 413)
    assert answer.headers["content-type"] == "application/problem+json"


def test_files_are_kept_for_good_under_the_address_of_their_content(client):
    """The addresses that pages name may be kept for ever; others are asked for again."""
    current = client.get(asset("site.css"))
    old = client.get("/static/site.css?v=000000000000")
    again = client.get("/static/site.css", headers={"if-none-match": old.headers["etag"]})

    assert "immutable" in current.headers["cache-control"]
    assert old.headers["cache-control"] == "no-cache"
    assert again.status_code == 304
    assert asset("site.css") in client.get("/", headers=PAGE).text


def test_no_page_is_kept(client):
    """Pages may show what only this reader may see."""
    for path in ("/", "/sign-in", "/nowhere"):
        assert client.get(path, headers=PAGE).headers["cache-control"] == "no-store"


def test_pages_are_compressed_for_those_who_can_read_it(client):
    """Compressed and plain are the same page, and caches are told that they differ."""
    with client.stream("GET", "/", headers={**PAGE, "accept-encoding": "gzip"}) as answer:
        raw = b"".join(answer.iter_raw())
    plain = client.get("/", headers={**PAGE, "accept-encoding": "identity"})

    assert answer.headers["content-encoding"] == "gzip"
    assert "accept-encoding" in answer.headers["vary"].lower()
    assert len(raw) < len(plain.content) / 2
    assert b"</html>" in gzip.decompress(raw)
    assert "content-encoding" not in plain.headers


def test_no_secret_of_a_form_is_twice_the_same(client):
    """Compression would let a constant token be guessed; each page has one of its own."""
    client.get("/", headers=PAGE)
    tokens = {
        re.search(r'name="csrf" value="([^"]+)"', client.get("/", headers=PAGE).text).group(1)
        for _ in range(3)
    }

    assert len(tokens) == 3
    for token in tokens:  # and all of them are good
        form = {"csrf": token, "lang": "en"}
        assert client.post("/language", data=form, headers=PAGE).status_code == 303


def test_only_known_hosts_are_answered(tmp_path):
    """With host names set, a request that names another gets nothing."""
    application = create_app(Settings(data_dir=tmp_path / "d", hosts=("maturity.example",)))
    with TestClient(application, base_url="http://evil.example") as stranger:
        assert stranger.get("/").status_code == 400
        assert stranger.get("/", headers={"host": "maturity.example"}).status_code == 200


def test_cookies_are_for_this_server_alone(client):
    """Scripts cannot read the cookie, and other sites' forms do not bring it."""
    cookie = client.get("/", headers=PAGE).headers["set-cookie"].lower()

    assert "httponly" in cookie
    assert "samesite=lax" in cookie
