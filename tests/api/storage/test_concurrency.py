"""Fifty people at a real server at once: no answer is lost, and nobody hears of a locked database."""

import threading
from collections import Counter

import pytest
from sqlmodel import select

from api.assessments import service
from api.assessments.tables import Assessment
from api.kit import migrate
from api.kit.database import Database
from api.kit.security import new_token, token_digest
from api.kit.settings import Settings
from api.organisations.asking import Asker
from tests.server import Client, serving

PEOPLE, DRAFTS = 50, 10
PRACTICE = "digital.data"


@pytest.fixture
def arranged(engine, tmp_path, request):
    """A server with ten drafts, each of a browser that five people share."""
    url = ""
    if engine == "postgresql":
        url = request.getfixturevalue("postgres_server").database("migrated")
    settings = Settings(data_dir=tmp_path / "data", database_url=url or None)
    _ = settings.secret  # makes the folder as well
    database = Database(settings.url)
    migrate.upgrade(database)
    drafts = []
    for _ in range(DRAFTS):
        token = new_token()
        asker = Asker("browser", browser=token_digest(token))
        with database.write() as session:
            row = service.create(session, asker)
            drafts.append((token, row.public_id))
    with serving(tmp_path / "data", database_url=url, rate_limits="false") as server:
        yield server, settings, database, drafts
    database.dispose()


def at_once(work):
    """Do *work* for everybody at the same moment; return what came of it."""
    start, found = threading.Barrier(PEOPLE), [None] * PEOPLE

    def run(person):
        start.wait()
        found[person] = work(person)

    threads = [threading.Thread(target=run, args=(person,)) for person in range(PEOPLE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


@pytest.mark.slow
@pytest.mark.both
def test_fifty_writers(arranged, textile):
    """Five people fill in each draft: different questions are all kept, the same one conflicts."""
    server, settings, database, drafts = arranged
    practice = next(p for p in textile.practices if p.id == PRACTICE)
    questions = [q for q in practice.questions if q.options and q.kind != "multiple"]
    clients = [Client(server, settings.secret, drafts[n % DRAFTS][0]) for n in range(PEOPLE)]
    path = [f"/assessments/{drafts[n % DRAFTS][1]}/practices/{PRACTICE}" for n in range(PEOPLE)]

    def own_note(person):
        """Write a note of one's own question on one's draft, then read the page."""
        question = practice.questions[person // DRAFTS % len(practice.questions)]
        fields = {f"{question.id}#base": "0", f"{question.id}#note": f"{person}"}
        return clients[person].post(path[person], fields)[0], clients[person].get(path[person])[0]

    def same_answer(person):
        """Answer the first question, each in another way than the others at the draft."""
        question = questions[0]
        option = question.options[person // DRAFTS % len(question.options)].id
        fields = {question.id: option, f"{question.id}#base": "0"}
        return clients[person].post(path[person], fields)

    noted = at_once(own_note)
    answered = at_once(same_answer)
    for client in clients:
        client.close()

    assert len(practice.questions) >= PEOPLE // DRAFTS
    assert set(noted) == {(303, 200)}
    assert Counter(status for status, _ in answered) == {303: DRAFTS, 409: PEOPLE - DRAFTS}
    assert all(b"#choose" in page for status, page in answered if status == 409)
    with database.read() as session:
        for number, (_, public_id) in enumerate(drafts):
            row = session.exec(select(Assessment).where(Assessment.public_id == public_id)).one()
            kept = sorted(int(note) for note in row.notes.values())
            assert kept == list(range(number, PEOPLE, DRAFTS))
            assert list(row.answers) == [questions[0].id]
            assert row.version == PEOPLE // DRAFTS + 1
    assert "locked" not in server.log.read_text()
