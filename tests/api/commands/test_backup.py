"""Backups: all data in one file, from either database into either, or nothing at all."""

import json
import stat
import threading
import zipfile

import pytest
from alembic import command
from click.testing import CliRunner
from sqlalchemy import inspect

from api.assessments import service
from api.commands import backup, rows
from api.commands.cli import maturity
from api.kit import migrate
from api.kit.database import Database
from api.kit.settings import Settings
from api.kit.setup import SetupError
from tests.api import arrange


@pytest.fixture
def filled(app, database, browser):
    """A server with a submitted assessment, its next round, and people of two organisations."""
    asker = arrange.holder(browser)
    first = arrange.submitted(database, asker)
    with database.write() as session:
        service.next_round(session, asker, first)
    firm, _ = arrange.organisation(database)
    arrange.sign_in(database, browser, firm, name="测试\u2028员😀")
    return app


@pytest.fixture
def elsewhere(tmp_path, request):
    """Settings of another, empty server: ``elsewhere("postgresql")``."""

    def make(engine, name="other"):
        url = None
        if engine == "postgresql":
            url = request.getfixturevalue("postgres_server").database()
        return Settings(data_dir=tmp_path / name, database_url=url, rate_limits=False)

    return make


def tables_in(path):
    with zipfile.ZipFile(path) as archive:
        return json.loads(archive.read("manifest.json"))["tables"]


def contents(settings):
    database = Database(settings.url)
    with database.snapshot() as connection:
        found = {t.name: list(rows.dump(connection, t)) for t in rows.tables_of(connection)}
    database.dispose()
    return found


@pytest.mark.both
def test_either_database_restores_into_either(filled, settings, elsewhere, tmp_path):
    """SQLite to PostgreSQL and back, and the other way round: every row and the key are the same."""
    assert backup.back_up(settings, tmp_path / "0.zip") > 100

    source = tmp_path / "0.zip"
    for number, engine in enumerate(("postgresql", "sqlite", "postgresql"), start=1):
        target = elsewhere(engine, f"server{number}")
        backup.restore(target, source)
        assert target.secret == settings.secret
        assert contents(target) == contents(settings)
        source = tmp_path / f"{number}.zip"
        backup.back_up(target, source)
        assert tables_in(source) == tables_in(tmp_path / "0.zip")


@pytest.mark.parametrize("into", ["sqlite", "postgresql"])
def test_a_restored_server_goes_on(filled, settings, elsewhere, tmp_path, into):
    """New rows get new ids after a restore."""
    backup.back_up(settings, tmp_path / "b.zip")
    target = elsewhere(into)
    backup.restore(target, tmp_path / "b.zip")

    database = Database(target.url)
    arrange.organisation(database, name="示例·恢复之后")
    database.dispose()

    assert len(contents(target)["organisation"]) == 1 + len(contents(settings)["organisation"])


@pytest.mark.both
def test_a_backup_is_of_one_moment(filled, settings, database, tmp_path):
    """While others write, a backup holds only whole transactions: here always pairs of rows."""
    stop = threading.Event()

    def write():
        while not stop.is_set():
            with database.write() as session:
                for name in ("示例·甲", "示例·乙"):
                    session.add(new_organisation(name))
                    session.flush()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        counts = []
        for number in range(3):
            backup.back_up(settings, tmp_path / f"{number}.zip")
            counts.append(tables_in(tmp_path / f"{number}.zip")["organisation"]["rows"])
    finally:
        stop.set()
        writer.join()

    assert counts == sorted(counts)
    assert all(count % 2 == 1 for count in counts)  # one from before, then pairs
    assert counts[0] < counts[-1]


def new_organisation(name):
    from api.kit.clock import now  # noqa: PLC0415
    from api.kit.security import new_id  # noqa: PLC0415
    from api.organisations.tables import Organisation  # noqa: PLC0415

    return Organisation(public_id=new_id(), kind="firm", name=name, created_at=now())


def test_only_the_owner_can_read_it(filled, settings, tmp_path):
    """A backup holds the secret key, so nobody else may open it; nothing else is left behind."""
    (tmp_path / "out").mkdir()

    backup.back_up(settings, tmp_path / "out" / "b.zip")

    assert stat.S_IMODE((tmp_path / "out" / "b.zip").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["b.zip"]


def test_nothing_is_overwritten(filled, settings, elsewhere, tmp_path):
    """An existing file is not replaced, and a database with data is not restored into."""
    (tmp_path / "b.zip").write_text("mine")
    with pytest.raises(SetupError, match="exists"):
        backup.back_up(settings, tmp_path / "b.zip")
    assert (tmp_path / "b.zip").read_text() == "mine"

    backup.back_up(settings, tmp_path / "c.zip")
    before = contents(settings)
    with pytest.raises(SetupError, match="holds data"):
        backup.restore(settings, tmp_path / "c.zip")
    assert contents(settings) == before


def rewritten(source, target, change):
    """Copy an archive, with the bytes of its members passed through *change*."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            data = change(name, old.read(name))
            if data is not None:
                new.writestr(name, data)
    return target


DAMAGES = {
    "a row is missing": lambda n, d: d.partition(b"\n")[2] if n.endswith("event.jsonl") else d,
    "a table is missing": lambda n, d: None if n.endswith("event.jsonl") else d,
    "a value is changed": lambda n, d: d.replace(b"submitted", b"draft") if "assess" in n else d,
    "no manifest": lambda n, d: None if n == "manifest.json" else d,
    "manifest of others": lambda n, d: b"[]" if n == "manifest.json" else d,
    "no key": lambda n, d: None if n == "secret.key" else d,
    "a broken key": lambda n, d: b"zz" if n == "secret.key" else d,
    "a later format": lambda _, d: d.replace(b'"format": 1', b'"format": 2'),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_backup_changes_nothing(filled, settings, elsewhere, tmp_path, damage):
    """Whatever is wrong with a backup is found before anything is written."""
    backup.back_up(settings, tmp_path / "b.zip")
    broken = rewritten(tmp_path / "b.zip", tmp_path / "broken.zip", DAMAGES[damage])
    target = elsewhere("sqlite")

    with pytest.raises(SetupError, match="damaged"):
        backup.restore(target, broken)

    assert contents(target) == {}
    assert not target.secret_file.exists()


@pytest.mark.both
def test_a_row_that_does_not_fit_undoes_everything(filled, settings, elsewhere, tmp_path, engine):
    """A backup that is well-formed but cannot be stored leaves an empty database."""

    def forge(name, data):
        if name.endswith("assessment.jsonl"):
            forge.lines = data.replace(b'"state":"submitted"', b'"state":"else"')
            return forge.lines
        if name == "manifest.json":  # comes last
            manifest = json.loads(data)
            described = backup._describe(iter(forge.lines.splitlines(keepends=True)))
            manifest["tables"]["assessment"] = described
            return json.dumps(manifest)
        return data

    backup.back_up(settings, tmp_path / "b.zip")
    forged = rewritten(tmp_path / "b.zip", tmp_path / "forged.zip", forge)
    target = elsewhere(engine)

    with pytest.raises(SetupError, match=r"assessment\.jsonl:1"):
        backup.restore(target, forged)

    assert contents(target) == {}
    assert not target.secret_file.exists()


def test_a_backup_of_a_later_version_is_refused(filled, settings, elsewhere, tmp_path):
    """The revision of the backup must be one this program knows."""
    backup.back_up(settings, tmp_path / "b.zip")
    later = rewritten(
        tmp_path / "b.zip", tmp_path / "later.zip",
        lambda n, d: d.replace(b'"revision": "0', b'"revision": "9') if n == "manifest.json" else d,
    )  # fmt: skip

    with pytest.raises(SetupError, match="newer"):
        backup.restore(elsewhere("sqlite"), later)


@pytest.mark.parametrize("what", ["missing", "no zip", "half"])
def test_what_is_no_backup_is_said_so(filled, settings, elsewhere, tmp_path, what):
    """A file that is not there, of another kind or cut off is refused."""
    path = tmp_path / "b.zip"
    if what != "missing":
        backup.back_up(settings, path)
        whole = path.read_bytes()
        path.write_bytes(b"hello" if what == "no zip" else whole[: len(whole) // 2])

    with pytest.raises(SetupError, match="no backup"):
        backup.restore(elsewhere("sqlite"), path)


def test_a_server_that_was_only_started_can_be_restored_into(filled, settings, elsewhere, tmp_path):
    """Tables without rows and a key that protects nothing make way for the backup's."""
    backup.back_up(settings, tmp_path / "b.zip")
    target = elsewhere("sqlite")
    database = Database(target.url) if target.data_dir.mkdir() is None else None
    backup.migrate.upgrade(database)
    database.dispose()
    assert backup.secret.read_or_make(target.secret_file) != settings.secret

    backup.restore(target, tmp_path / "b.zip")

    assert target.secret == settings.secret
    assert contents(target) == contents(settings)


@pytest.mark.parametrize(("lang", "words"), [("zh", "请妥善保管"), ("en", "keep it safe")])
def test_the_commands_say_what_they_did(filled, settings, tmp_path, lang, words):
    """The commands, backup and restore report in the language asked for."""
    data, path = str(settings.data_dir), str(tmp_path / "b.zip")

    made = CliRunner().invoke(maturity, ["backup", path, "--data-dir", data, "--lang", lang])
    back = CliRunner().invoke(
        maturity, ["restore", path, "--data-dir", str(tmp_path / "new"), "--lang", lang]
    )

    assert (made.exit_code, back.exit_code) == (0, 0)
    assert words in made.output
    database = Database(Settings(data_dir=tmp_path / "new").url)
    assert "assessment" in inspect(database.engine).get_table_names()
    database.dispose()


@pytest.mark.both
def test_a_backup_of_an_older_database_is_brought_up_to_date(filled, settings, elsewhere, tmp_path):
    """What was kept before firms could say how sure they are comes back, saying nothing of it."""
    database = Database(settings.url)
    with database.altering() as connection:
        command.downgrade(migrate.config(connection), "0001")
    database.dispose()
    backup.back_up(settings, tmp_path / "old.zip")
    target = elsewhere("sqlite")

    backup.restore(target, tmp_path / "old.zip")

    rows_found = [json.loads(line) for line in contents(target)["assessment"]]
    assert len(rows_found) == 2
    assert [row["confidence"] for row in rows_found] == [{}, {}]
