"""For those who run the server: alive, ready, counted; and what happens when the database is away."""

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.kit import jobs
from api.kit.clock import now
from api.kit.settings import Settings
from tests.api.arrange import organisation

PAGE = {"accept": "text/html"}
TOKEN = "a-token-of-some-length"


def lines(text, name):
    return [line for line in text.splitlines() if line.startswith(name)]


def test_metrics_are_bounded(app):
    """Whatever is asked for, labels are routes, known methods and statuses."""
    client = TestClient(app)
    before = client.get("/metrics").text
    for number in range(30):
        client.get(f"/nowhere/{number}", headers=PAGE)
        client.get(f"/assessments/{number}", headers=PAGE)
        client.request(f"BREW{number}", "/", headers=PAGE)

    after = client.get("/metrics").text

    assert len(lines(after, "maturity_requests_total")) <= 4 + len(
        lines(before, "maturity_requests_total")
    )
    assert 'route="/assessments/{public_id}"' in after
    assert 'method="other"' in after
    assert "BREW" not in after


def test_metrics_are_for_this_computer_or_who_has_the_token(tmp_path):
    """Elsewhere there is no such page without the token; a wrong one is not told apart."""
    for token, given, status in (
        (None, "", 404), (TOKEN, "", 404), (TOKEN, "Bearer wrong", 404), (TOKEN, f"Bearer {TOKEN}", 200),
    ):  # fmt: skip
        application = create_app(Settings(data_dir=tmp_path / "d", metrics_token=token))
        with TestClient(application, client=("203.0.113.9", 1)) as client:
            assert client.get("/metrics", headers={"authorization": given}).status_code == status


@pytest.mark.both
def test_ready_when_the_database_answers(app):
    """Both checks are fine on a running server."""
    client = TestClient(app)

    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ready"}


def test_a_database_that_goes_and_comes_back(postgres_server, tmp_path):
    """While it is away: alive, not ready, and 503 for everybody; afterwards all is as before."""
    url = postgres_server.database("migrated")
    application = create_app(Settings(data_dir=tmp_path / "d", database_url=url))
    with TestClient(application, headers=PAGE) as client:
        assert client.get("/").status_code == 200
        postgres_server.stop()
        try:
            paths = ("/healthz", "/readyz", "/", "/static/site.css")
            statuses = [client.get(path).status_code for path in paths]
            page = client.get("/", headers={"accept-language": "en"})
            problem = client.get("/api/v1/me", headers={"authorization": "Bearer x"})
        finally:
            postgres_server.start()
        again = [client.get(path).status_code for path in ("/readyz", "/")]

    assert statuses == [200, 503, 503, 200]
    assert "Try again later" in page.text
    assert int(page.headers["retry-after"]) > 0
    assert (problem.status_code, problem.json()["code"]) == (503, "unavailable")
    assert again == [200, 200]


def test_the_language_is_kept_and_leads_back(browser):
    """Switching goes back to the page, and never to another site."""
    for wanted, led in (("/sign-in", "/sign-in"), ("//evil.example", "/"), ("/\\evil.example", "/"),
                        ("https://evil.example", "/")):  # fmt: skip
        answer = browser.post(
            "/language", {"lang": "en", "next": wanted}, page="/sign-in", follow_redirects=False
        )
        assert answer.headers["location"] == led
    assert 'lang="en"' in browser.get("/sign-in").text


def test_metrics_tell_how_busy_the_queue_is(app, database):
    """Jobs by state and how long the first has waited, asked of the database each time."""
    park, _ = organisation(database, "park")
    with database.write() as session:
        for state in ("queued", "queued", "running", "failed"):
            job = jobs.enqueue(session, "check", "import:x", park, "user:x")
            if state != "queued":
                job.state, job.finished_at = state, now()

    text = TestClient(app, client=("127.0.0.1", 1)).get("/metrics").text

    assert 'maturity_jobs{state="queued"} 2.0' in text
    assert 'maturity_jobs{state="running"} 1.0' in text
    assert 'maturity_jobs{state="failed"} 1.0' in text
    assert "maturity_jobs_oldest_seconds 0." in text
