"""Runs migrations on the connection handed in; called by Alembic only."""

from typing import Any, Literal

from alembic import context
from sqlmodel.sql.sqltypes import AutoString

from api.tables import METADATA


def render(kind: str, item: Any, _autogenerate: Any) -> str | Literal[False]:
    """Write texts as plain SQLAlchemy, so that an old migration needs no later SQLModel."""
    if kind == "type" and isinstance(item, AutoString):
        return f"sa.String(length={item.length})"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,  # SQLite cannot alter a column in place
    compare_type=True,
    render_item=render,
)
with context.begin_transaction():
    context.run_migrations()
