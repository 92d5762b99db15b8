"""Rows as lines of JSON that mean the same on both kinds of database.

Tables are read from the database, not from the program, so that a database of an older version
can be saved and restored as well.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from sqlalchemy import (
    JSON,
    Connection,
    DateTime,
    LargeBinary,
    MetaData,
    Table,
    TableClause,
    column,
    func,
    insert,
    select,
    table,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import Boolean

from api.kit.setup import SetupError
from api.kit.tables import JSON_, UtcTime

__all__ = ["BadRow", "clear_empty", "dump", "load", "tables_of"]

_CHUNK = 500
_VERSIONS = "alembic_version"
_BLANKS = (",", ":")


class BadRow(ValueError):
    """A line that is no row of its table."""

    def __init__(self, line: int) -> None:
        """Keep the number of the *line*, from 1."""
        self.line = line
        super().__init__(f"line {line}")


def tables_of(connection: Connection) -> list[Table]:
    """Return the tables of the database, those first that others refer to."""
    metadata = MetaData()
    metadata.reflect(connection)
    return [found for found in metadata.sorted_tables if found.name != _VERSIONS]


def dump(connection: Connection, source: Table) -> Iterator[bytes]:
    """Yield the rows in the order of their keys, as lines."""
    names = sorted(source.columns.keys())
    plain = _plain(source)
    query = select(*(plain.c[name] for name in names))
    query = query.order_by(*(plain.c[key.name] for key in source.primary_key))
    for row in connection.execute(query.execution_options(yield_per=_CHUNK)):
        values = dict(zip(names, map(_portable, row), strict=True))
        yield json.dumps(values, ensure_ascii=False, separators=_BLANKS).encode() + b"\n"


def load(connection: Connection, target: Table, lines: Iterable[bytes]) -> None:
    """Insert rows; raises ``BadRow`` with the first line of a batch that does not fit."""
    statement, rest, done = insert(_plain(target)), iter(lines), 0
    while batch := list(islice(rest, _CHUNK)):
        try:
            connection.execute(statement, [_row(target, line) for line in batch])
        except (ValueError, TypeError, AttributeError, DBAPIError) as error:
            raise BadRow(done + 1) from error
        done += len(batch)
    if connection.dialect.name == "postgresql" and "id" in target.columns:
        _count_on(connection, target)


def clear_empty(connection: Connection) -> None:
    """Drop all tables; raises ``SetupError`` when one of them holds anything."""
    for found in tables_of(connection):
        if connection.execute(select(found).limit(1)).first() is not None:
            raise SetupError(("not_empty", {"table": found.name}))
    metadata = MetaData()
    metadata.reflect(connection)
    metadata.drop_all(connection)


def _plain(source: Table) -> TableClause:
    """Return a table with just the types that differ between the databases."""
    return table(source.name, *(column(each.name, _type(each.type)) for each in source.columns))


def _type(found: Any) -> Any:
    if isinstance(found, JSON):
        return JSON_
    if isinstance(found, DateTime):
        return UtcTime()
    return found if isinstance(found, Boolean) else None


def _portable(value: Any) -> Any:
    """Return a value as JSON; SQLite keeps a JSON column that holds only 3.0 as 3."""
    if isinstance(value, dt.datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _row(target: Table, line: bytes) -> dict[str, Any]:
    row: dict[str, Any] = json.loads(line)
    if row.keys() != set(target.columns.keys()):
        raise ValueError("other columns")
    for each in target.columns:
        value = row[each.name]
        if isinstance(each.type, DateTime) and value is not None:
            row[each.name] = dt.datetime.fromisoformat(value)
        if isinstance(each.type, LargeBinary) and value is not None:
            row[each.name] = base64.b64decode(value, validate=True)
    return row


def _count_on(connection: Connection, target: Table) -> None:
    """Let PostgreSQL count new ids from after the highest one."""
    highest = connection.execute(select(func.max(target.c.id))).scalar()
    if highest is not None:
        sequence = func.pg_get_serial_sequence(target.name, "id")
        connection.execute(select(func.setval(sequence, highest)))
