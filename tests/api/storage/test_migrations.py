"""Migrations lead from nothing to the tables the program declares, and back, on both databases."""

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from api.kit import migrate
from api.kit.database import Database
from api.kit.setup import SetupError
from api.tables import METADATA

pytestmark = pytest.mark.both


@pytest.fixture
def empty(engine, tmp_path, request):
    """An empty database."""
    if engine == "sqlite":
        url = f"sqlite:///{tmp_path / 'empty.db'}"
    else:
        url = request.getfixturevalue("postgres_server").database()
    database = Database(url)
    yield database
    database.dispose()


def tables(database):
    return set(inspect(database.engine).get_table_names()) - {"alembic_version"}


def test_from_nothing_to_the_declared_tables(empty):
    """An empty database gets every declared table, and a second time there is nothing to do."""
    assert migrate.current(empty) is None

    assert migrate.upgrade(empty) is True
    assert migrate.upgrade(empty) is False

    assert migrate.current(empty) == migrate.head()
    assert tables(empty) == set(METADATA.tables)


def test_nothing_is_declared_that_no_migration_makes(empty):
    """Comparing the migrated database with the declared tables finds no difference."""
    migrate.upgrade(empty)

    with empty.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_every_migration_can_be_taken_back(empty):
    """Down to nothing and up again gives the same tables."""
    migrate.upgrade(empty)

    with empty.altering() as connection:
        command.downgrade(migrate.config(connection), "base")
    assert tables(empty) == set()

    assert migrate.upgrade(empty) is True
    assert tables(empty) == set(METADATA.tables)


def test_a_newer_database_is_refused(empty):
    """A database of a later version is left alone, with a word about what to do."""
    migrate.upgrade(empty)
    with empty.writing.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    for refused in (migrate.upgrade, migrate.check):
        with pytest.raises(SetupError, match="9999"):
            refused(empty)


def test_a_failed_migration_leaves_nothing(empty, monkeypatch):
    """What a migration did before it failed is rolled back, tables included."""
    monkeypatch.setattr(migrate, "to_revision", half_done)

    with pytest.raises(ZeroDivisionError):
        migrate.upgrade(empty)

    assert tables(empty) == set()


def half_done(connection, revision):
    connection.execute(text("CREATE TABLE half (id INTEGER)"))
    raise ZeroDivisionError


def test_there_is_one_newest_migration(engine):
    """Two branches would leave it to chance which tables a database gets."""
    assert len(ScriptDirectory.from_config(migrate.config()).get_heads()) == 1
