"""The server as a process: where it listens, how it stops, whom it believes, what it logs."""

import http.client
import json
import re
import signal
import socket
import time

import httpx2
import pytest
from click.testing import CliRunner

from api.commands import cli, doctor, serve
from api.kit.settings import Settings
from api.kit.setup import SetupError
from tests.server import Process, serving

CSRF = re.compile(r'name="csrf" value="([^"]+)"')
PERSON = {
    "name": "周晓燕",
    "email": "zhou.xiaoyan@example.com",
    "password": "correct-horse-battery",
}
FIRM = "示例·绝密印染厂"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """One server for the tests of this file that do not stop it."""
    with serving(tmp_path_factory.mktemp("serve") / "data") as running:
        yield running


@pytest.fixture
def client(server):
    """A browser at the server."""
    base = f"http://{server.host}:{server.port}"
    with httpx2.Client(
        base_url=base, follow_redirects=True, headers={"accept": "text/html"}, timeout=30
    ) as found:
        yield found


def post(client, path, page, **data):
    token = CSRF.search(client.get(page).text).group(1)
    return client.post(path, data={"csrf": token, **data})


def test_the_first_page_is_there(client):
    """A server on an empty folder shows the first page, and keeps its key and database there."""
    answer = client.get("/")

    assert answer.status_code == 200
    assert 'action="/start"' in answer.text


def test_one_connection_serves_many_requests(server):
    """Connections are kept alive, and an error page does not close them."""
    connection = http.client.HTTPConnection(server.host, server.port, timeout=30)
    connection.connect()
    socket_before = connection.sock
    for path, status in (("/healthz", 200), ("/nowhere", 404), ("/readyz", 200)):
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == status
    assert connection.sock is socket_before
    connection.close()


def test_a_proxy_on_this_computer_is_believed(client):
    """Behind a proxy that speaks TLS, cookies are Secure and browsers are told to stay with TLS."""
    behind = client.get("/", headers={"x-forwarded-proto": "https"})
    plain = client.get("/")

    assert "secure" in behind.headers["set-cookie"].lower()
    assert "strict-transport-security" in behind.headers
    assert "strict-transport-security" not in plain.headers


def test_logs_hold_nothing_personal(server, client):
    """A journey leaves a line per request, by route, and nothing of what was typed or linked."""
    post(client, "/sign-up", "/sign-up", **PERSON)
    started = post(client, "/start", "/", form="full")
    draft = started.url.path.split("/")[2]
    post(client, f"/assessments/{draft}/profile", f"/assessments/{draft}/profile", name=FIRM)
    link = re.search(r"/open/[\w.~-]+", client.get(f"/assessments/{draft}").text).group()
    assert client.get(link).status_code == 200
    post(client, "/sign-in", "/sign-in", email=PERSON["email"], password="wrong-" * 3)
    client.get(f"/nowhere/{PERSON['email']}")

    while not (text := server.log.read_text()).endswith("\n"):  # a line is just being written
        time.sleep(0.05)
    logged = [json.loads(line) for line in text.splitlines()]
    routes = {entry.get("route") for entry in logged}
    assert {"/assessments/{public_id}/profile", "/open/{token}", "/sign-in"} <= routes
    secrets = [*PERSON.values(), FIRM, draft, link, link.removeprefix("/open/"), "wrong-"]
    secrets += list(client.cookies.values())
    assert [secret for secret in secrets if secret in server.log.read_text()] == []


def begin(server, path="/language", rest=3):
    """Send a request but for its last *rest* bytes; return the connection and these bytes."""
    body = b"lang=en&next=/&csrf=nothing"
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {server.host}\r\nAccept: text/html\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    connection = socket.create_connection((server.host, server.port), timeout=30)
    connection.sendall(head.encode() + body[:-rest])
    return connection, body[-rest:]


def refuses(server):
    """Whether new connections are not taken."""
    try:
        socket.create_connection((server.host, server.port), timeout=5).close()
    except OSError:
        return True
    return False


def within(seconds, holds):
    """Whether something comes true in time."""
    end = time.monotonic() + seconds
    while not (found := holds()) and time.monotonic() < end:
        time.sleep(0.1)
    return found


def test_a_signal_to_stop_finishes_requests(tmp_path):
    """After SIGTERM the request under way is answered in full, a new one is not taken."""
    with serving(tmp_path / "data") as server:
        connection, rest = begin(server)
        time.sleep(0.3)  # until the server has read it

        server.process.send_signal(signal.SIGTERM)
        assert within(20, lambda: refuses(server))
        connection.sendall(rest)
        answer = b""
        while part := connection.recv(65536):
            answer += part
        connection.close()
        server.process.wait(30)

    assert answer.startswith(b"HTTP/1.1 403 ")
    assert b"</html>" in answer


def test_ctrl_c_ends_without_a_word(tmp_path):
    """Ctrl+C is how a person stops it: no traceback, exit code 0."""
    server = Process(tmp_path / "data")

    assert server.stop(signal.SIGINT) == 0
    assert "Traceback" not in server.log.read_text()


def test_a_port_in_use_is_said_so(server):
    """The line names the port and another one to try."""
    with pytest.raises(SetupError) as refused:
        serve.listen(server.host, server.port)

    for lang, words in (("zh", "换一个端口"), ("en", "choose another port")):
        [line] = refused.value.lines(lang)
        assert words in line
        assert str(server.port) in line


def test_a_setting_that_cannot_be_used_is_said_so(monkeypatch, capsys):
    """Problems of the set-up come as lines in the language asked for, with exit code 2."""
    monkeypatch.setenv("MATURITY_SESSION_DAYS", "many")
    monkeypatch.setattr("sys.argv", ["maturity", "serve", "--lang=en"])

    with pytest.raises(SystemExit) as stopped:
        cli.main()

    assert stopped.value.code == cli.NOTHING_USABLE
    [line] = capsys.readouterr().err.splitlines()
    assert "MATURITY_SESSION_DAYS=many" in line


def test_clashing_package_names_keep_it_from_starting(monkeypatch, tmp_path):
    """As `maturity doctor` does: what is imported might be somebody else's."""
    monkeypatch.setattr(doctor, "name_clashes", lambda: {"reports": "other-distribution"})

    with pytest.raises(SetupError, match="reports ← other-distribution"):
        serve.serve(Settings(data_dir=tmp_path), "en", print)


def test_an_old_database_on_a_server_is_not_touched(postgres_server, tmp_path):
    """On PostgreSQL `maturity migrate` upgrades, and the server says that it is needed."""
    settings = Settings(data_dir=tmp_path, database_url=postgres_server.database())

    with pytest.raises(SetupError, match="maturity migrate"):
        serve.serve(settings, "en", print)


def test_a_database_that_is_away_is_said_so(tmp_path):
    """A wrong address is a line that shows it without its password."""
    url = "postgresql://somebody:hidden-word@127.0.0.1:1/nothing"

    with pytest.raises(SetupError) as refused:
        serve.serve(Settings(data_dir=tmp_path, database_url=url), "en", print)

    assert "127.0.0.1:1" in str(refused.value)
    assert "hidden-word" not in str(refused.value)


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", "http://127.0.0.1:"),
        ("0.0.0.0", "http://127.0.0.1:"),
        ("::1", "http://[::1]:"),
    ],
)
def test_the_address_can_be_opened(host, expected):
    """The line names an address of this computer, whatever is listened on."""
    try:
        listening = serve.listen(host, 0)
    except SetupError:
        pytest.skip(f"this computer has no {host}")
    with listening:
        assert serve.address(listening).startswith(expected)


@pytest.mark.both
def test_migrate_says_what_it_did(engine, tmp_path, request, monkeypatch):
    """The first time it upgrades, the second time there is nothing to do."""
    if engine == "postgresql":
        address = request.getfixturevalue("postgres_server").database()
        monkeypatch.setenv("MATURITY_DATABASE_URL", address)
    words = ["migrate", "--data-dir", str(tmp_path / "new"), "--lang", "en"]

    first = CliRunner().invoke(cli.maturity, words)
    second = CliRunner().invoke(cli.maturity, words)

    assert (first.exit_code, second.exit_code) == (0, 0), first.exception
    assert "is now at version" in first.output
    assert "newest version" in second.output
