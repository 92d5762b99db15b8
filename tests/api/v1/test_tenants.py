"""Nothing of another tenant can be read, changed or guessed through any route.

Walks every route of the application, pages included; a new route with a new parameter fails here
until somebody says what it stands for.
"""

import pytest
from fastapi.routing import iter_route_contexts
from starlette.testclient import TestClient

from api.app import create_app
from api.kit.settings import Settings
from tests.api.v1.callers import Program, anybody
from tests.api.v1.world import ASSESSMENTS, MADE_UP, World, snapshot

PUBLIC = {
    ("GET", "/healthz"): "a load balancer has no account",
    ("GET", "/readyz"): "likewise",
    ("GET", "/metrics"): "checks its own token, or that the caller is on this computer",
    ("POST", "/language"): "changes a cookie and nothing else",
    ("GET", "/api/v1/openapi.json"): "the interface is no secret",
    ("GET", "/api/v1/docs"): "likewise",
    ("GET", "/api/v1/docs/{name}"): "parts of Swagger UI",
    ("GET", "/sign-in"): "nobody is signed in yet",
    ("POST", "/sign-in"): "likewise; throttled",
    ("POST", "/sign-out"): "ends only the caller's own session",
    ("GET", "/sign-up"): "nobody has an account yet",
    ("POST", "/sign-up"): "likewise; throttled",
    ("GET", "/forgotten-password"): "who forgot it cannot sign in",
    ("POST", "/forgotten-password"): "likewise; throttled",
    ("GET", "/"): "the start page; lists only what the browser holds",
    ("POST", "/start"): "no account is needed to try; makes a draft of the browser's own",
    ("POST", "/open"): "takes a pasted link, whose signature is checked on opening",
    ("GET", "/deleted"): "says that something is gone, not what",
    ("GET", "/api/v1/questionnaires"): "what is asked is published",
    ("GET", "/api/v1/questionnaires/{ref}"): "likewise",
    ("GET", "/api/v1/questionnaires/{ref}/schema"): "likewise",
    ("GET", "/api/v1/questionnaires/{ref}/form.xlsx"): "likewise; rate limited",
    ("GET", "/api/v1/questionnaires/{ref}/register.xlsx"): "likewise; rate limited",
    ("POST", "/api/v1/score"): "stores nothing; rate limited",
    ("POST", "/api/v1/score/batch"): "likewise",
    ("POST", "/api/v1/plan"): "likewise; limited in time",
    ("POST", "/api/v1/what-if"): "likewise",
    ("POST", "/api/v1/score/certainty"): "likewise",
    ("POST", "/api/v1/score/change"): "likewise",
}
API = "/api/v1/"
OWN = ("/account", "/organisations/new", "/organisations", "/api/v1/me")
"""Addresses without an id: whoever is signed in sees what is theirs."""


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    settings = Settings(data_dir=tmp_path_factory.mktemp("world"), rate_limits=False)
    application = create_app(settings)
    with TestClient(application):
        yield application


@pytest.fixture(scope="module")
def world(app):
    return World(app)


def routes(app):
    """Every (method, path) that the application answers, less static files."""
    return [
        (method, route.path)
        for route in iter_route_contexts(app.routes)
        for method in sorted((route.methods or set()) - {"HEAD"})
    ]


def private(app):
    return [route for route in routes(app) if route not in PUBLIC]


def test_the_list_of_public_routes_is_up_to_date(app):
    """Every route that is listed exists."""
    assert set(PUBLIC) <= set(routes(app))


def send(browser, method, path):
    if method == "POST":
        return browser.post(path, follow_redirects=False)
    return browser.client.request(method, path, follow_redirects=False)


def test_every_route_is_private_unless_listed(app, world):
    """Without an account, a link or a key: 401, 404, or the page to sign in at."""
    nobody, key, open_ = world.strangers["nobody"], anybody(app), []
    before = snapshot(app.state.database)
    for method, path in private(app):
        for assessment in ASSESSMENTS:
            target = world.fill(path, assessment)
            if path.startswith(API):
                answer = key.request(method, target.removeprefix("/api/v1"), json={})
                closed = answer.status_code == 401
            else:
                answer = send(nobody, method, target)
                to_sign_in = answer.headers.get("location", "").startswith("/sign-in")
                closed = answer.status_code == 404 or (answer.status_code == 303 and to_sign_in)
                closed = closed or answer.status_code == 410  # a link that never was
            if not closed:
                open_.append((method, path, answer.status_code, answer.headers.get("location")))
            assert snapshot(app.state.database) == before, (method, path)

    assert open_ == []


def test_no_page_shows_or_changes_another_tenants_things(app, world):
    """Signed in elsewhere: the same 404 as for an id that nothing has, and nothing changes."""
    before, wrong = snapshot(app.state.database), []
    with_id = [r for r in private(app) if "{" in r[1] and not r[1].startswith(API)]
    for who in ("another firm", "another park"):
        browser = world.strangers[who]
        for method, path in with_id:
            for assessment in ASSESSMENTS:
                found = send(browser, method, world.fill(path, assessment))
                invented = send(browser, method, made_up(world, path))
                same = (found.status_code, title(found)) == (invented.status_code, title(invented))
                if found.status_code not in (404, 410) or not same:
                    wrong.append((who, method, path, found.status_code, invented.status_code))
                assert snapshot(app.state.database) == before, (who, method, path)

    assert wrong == []


def made_up(world, path):
    names = [*world.ids, "public_id", "id"]
    return world.fill(path, "draft", **dict.fromkeys(names, MADE_UP))


def title(page):
    start = page.text.find("<h1")
    return page.text[start : page.text.find("</h1>", start)]


BODIES = {
    "/api/v1/assessments/{id}/submit": {"declared_by": "x"},
    "/api/v1/organisations/{id}": {"name": "x"},
    "/api/v1/organisations/{id}/keys": {
        "name": "x",
        "scopes": ["assessments:read"],
        "expires_at": None,
    },
    "/api/v1/assessments/{id}/what-if": {"changes": {}},
    "/api/v1/parks/{park_id}/firms": {"name": "x", "credit_code": "x"},
    "/api/v1/parks/{park_id}/campaigns": {
        "name": "x", "opens_on": "2026-01-01", "closes_on": "2026-01-02"
    },
    "/api/v1/parks/{park_id}/campaigns/{campaign_id}/imports/{import_id}/confirm": {
        "scope": "level", "declared_by": "x"
    },
    "/api/v1/parks/{park_id}/campaigns/{campaign_id}/documents": {"kind": "bundle"},
}  # fmt: skip
QUERIES = {
    "/api/v1/parks/{park_id}/campaigns/{campaign_id}/imports/register": {"file": "x.csv"},
}
READING = {"/api/v1/assessments/{id}/plan", "/api/v1/assessments/{id}/what-if"}
"""Where a POST works something out and stores nothing: it needs the scope to read."""


def test_no_key_reaches_another_tenants_things(app, world):
    """A key of another organisation gets the very answer of an id that nothing has."""
    before, wrong = snapshot(app.state.database), []
    strangers = {"firm": Program(app), "browser's key": Program(app, lang="zh")}
    before = snapshot(app.state.database)
    with_id = [(m, p) for m, p in private(app) if "{" in p and p.startswith(API)]
    assert len(with_id) > 12
    for who, program in strangers.items():
        for method, path in with_id:
            body = BODIES.get(path, {}) if method in ("POST", "PUT", "PATCH") else None
            for assessment in ASSESSMENTS:
                answers = [
                    program.request(
                        method,
                        target.removeprefix("/api/v1"),
                        json=body,
                        params=QUERIES.get(path),
                        headers={"if-match": "*"},
                    )
                    for target in (world.fill(path, assessment), made_up(world, path))
                ]
                bodies = [dict(answer.json(), instance="") for answer in answers]
                if answers[0].status_code != 404 or bodies[0] != bodies[1]:
                    wrong.append((who, method, path, answers[0].status_code, bodies[0]))
                assert snapshot(app.state.database) == before, (who, method, path)

    assert wrong == []


def test_a_reviewer_reads_and_changes_nothing(app, world):
    """In the own organisation: pages open, every form is refused."""
    before, wrong = snapshot(app.state.database), []
    for method, path in private(app):
        if path.startswith((API, "/account")) or "{" not in path or method == "GET":
            continue
        for assessment in ASSESSMENTS:
            answer = send(world.reviewer, method, world.fill(path, assessment))
            if snapshot(app.state.database) != before:
                wrong.append((method, path, answer.status_code))
                before = snapshot(app.state.database)

    assert wrong == []


def test_the_owner_finds_them(app, world):
    """The ids above are real: what strangers do not find, the owner and the owner's key do."""
    missed = []
    for method, path in private(app):
        if method != "GET" or "{" not in path or "{token}" in path or "{signature}" in path:
            continue
        answers = []
        for assessment in ASSESSMENTS:
            target = world.fill(path, assessment)
            if path.endswith((".pdf", "export.zip")):  # printing takes seconds
                continue
            if path.startswith(API):
                program = world.park_program if "/parks/" in path else world.program
                answers.append(program.get(target.removeprefix("/api/v1")).status_code)
            else:
                answers.append(send(world.owner, method, target).status_code)
        if answers and 404 in answers and set(answers) <= {404}:
            missed.append((path, answers))

    assert missed == []


@pytest.mark.parametrize(
    ("scope", "allowed"),
    [("assessments:read", {"GET"}), ("assessments:write", {"POST", "PUT", "PATCH", "DELETE"})],
)
def test_a_key_does_what_its_scopes_say(app, world, scope, allowed):
    """Reading does not allow writing, nor writing reading; 403 names the scope that is missing."""
    program = Program(app, scopes=[scope], of=world.program.organisation)
    other = {"assessments:read", "assessments:write"} - {scope}
    for method, path in private(app):
        needed = "GET" if method == "POST" and path in READING else method
        if not path.startswith("/api/v1/assessments") or needed in allowed:
            continue
        body = BODIES.get(path, {}) if method in ("POST", "PUT", "PATCH") else None
        target = world.fill(path, "draft").removeprefix("/api/v1")
        answer = program.request(method, target, json=body, headers={"if-match": '"none"'})
        assert (answer.status_code, answer.json()["code"]) == (403, "scope"), (method, path)
        assert other.pop() in answer.json()["title"]
        other = {"assessments:read", "assessments:write"} - {scope}
